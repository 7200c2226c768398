//! Python: members from the package's source, blocking and awaited; types as its tests compare them with the contract.

use super::cut;
use super::cut::Source;
use super::cut::Syntax;
use super::tongue::Tongue;
use crate::generate::model::Type;
use crate::generate::model::snake;
use crate::generate::words::Language;
use serde_json::Value;

const AIO: &str = "cortex_cloud.aio";

pub(super) const PYTHON: Tongue = Tongue {
    language: Language::Python,
    title: "Python",
    path: "docs/reference/python.md",
    fence: "python",
    comment: "#",
    intro: "
The package `cortex-cloud`, typed; [Python](../python.md) is the guide. Bodies, filters and memories are dicts. Every call
blocks its thread and lets others run; `cortex_cloud.aio` has the same calls for asyncio, which cancelling a task ends.

```python
from cortex_cloud import CloudEngine
```
",
    sources: &[
        Source::new("CloudEngine", "bindings/python/python/cortex_cloud/engine.py", "class CloudEngine"),
        Source::labelled("CloudEngine", "bindings/python/python/cortex_cloud/aio/_engine.py", "class CloudEngine", AIO),
        Source::new("CancelToken", "bindings/python/python/cortex_cloud/_native.pyi", "class CancelToken"),
        Source::new("Subscription", "bindings/python/python/cortex_cloud/_native.pyi", "class Subscription"),
        Source::new("TokenStore", "bindings/python/python/cortex_cloud/tokens.py", "class TokenStore"),
    ],
    syntax: Syntax {
        indent: 4,
        name,
        is_whole: |code| (code.ends_with(':') || code.ends_with("...")) && cut::is_closed(code),
        shown,
        docs_below: true,
    },
    aliases: &[
        ("CloudEngine", "__init__", "new"),
        ("CloudEngine", "open", "new"),
        ("CloudEngine", "events", "subscribe"),
        ("CancelToken", "__new__", "new"),
    ],
    forms: &[
        ("CloudListener", "Callable[[CloudEvent], object]"),
        ("CloudListener.on_event", "def listener(event: CloudEvent) -> object"),
        ("LogSink", "Callable[[LogEntry], object]"),
        ("CallbackError.Failed", "raise Exception(reason)"),
        ("LogSink.log", "def sink(entry: LogEntry) -> object"),
    ],
    notes: &[
        ("close", "`with CloudEngine(…) as engine` closes it at the end of the block."),
        ("CallbackError", "Here it is any exception that a function of the host raises."),
        ("ErrorInfo", "Here these are attributes of `CloudError` itself."),
        ("Config", "Keyword arguments of [`CloudEngine`](#new); there is no class."),
        (
            "Query",
            "Arguments of [`query`](#query), [`query_records`](#query_records) and [`query_memories`](#query_memories); there is no class.",
        ),
        ("ConflictFilter", "Keyword arguments of [`conflicts`](#conflicts); there is no class."),
        ("QueuedMutation", "Arguments of [`queue_mutation`](#queue_mutation); there is no class."),
    ],
    own_words: &[
        ("CloudEngine", "bindings/python/python/cortex_cloud/engine.py", "class CloudEngine"),
    ],
    call: |name| if name == "new" { "CloudEngine".to_owned() } else { name.to_owned() },
    field: str::to_owned,
    named: str::to_owned,
    of: |_, _, of| Ok(annotation(of)),
    default: |field| {
        Ok(field.default.as_ref().map(|default| match default {
            Value::Null | Value::Object(_) => "None".to_owned(),
            Value::Bool(true) => "True".to_owned(),
            Value::Bool(false) => "False".to_owned(),
            Value::Array(_) => "()".to_owned(),
            Value::String(name) => format!("{}.{}", Type::parse(&field.of).name(), snake(name).to_uppercase()),
            other @ Value::Number(_) => other.to_string(),
        }))
    },
    variant: |one, variant, fields| {
        let class = match one.name.as_str() {
            "CloudEvent" => format!("{}Event", variant.name),
            "QuotaCheck" => format!("Quota{}", variant.name),
            "RecordChange" => format!("Record{}", variant.name),
            _ => return format!("{}.{}", one.name, snake(&variant.name).to_uppercase()),
        };
        let fields: Vec<String> = fields.iter().map(|(name, of)| format!("{name}: {of}")).collect();
        format!("{class}({})", fields.join(", "))
    },
    error: |name| format!("{name}Error"),
    shows_defaults: true,
};

fn name(line: &str, _: bool) -> Option<String> {
    let name = cut::word(line.trim_start_matches("async ").strip_prefix("def ")?);
    (!name.starts_with('_') || ["__init__", "__new__"].contains(&name.as_str())).then_some(name)
}

/// Without the object itself, which nobody writes.
fn shown(code: &str) -> String {
    let code = code.trim_end_matches("...").trim_end().trim_end_matches(':');
    let code =
        code.replace("\n    self,\n", "\n").replace("(self, ", "(").replace("(self)", "()").replace("(cls)", "()");
    let code = code.replace("def __init__(", "CloudEngine(").replace("def __new__(", "CancelToken(");
    let code = code.replace(": Blocking", ": cortex_cloud.CloudEngine");
    match code.strip_prefix("CloudEngine(").or_else(|| code.strip_prefix("CancelToken(")) {
        Some(_) => code.rsplit_once(" -> ").map_or(code.clone(), |(code, _)| code.to_owned()),
        None => code,
    }
}

fn annotation(of: &Type) -> String {
    match of {
        Type::Optional(inner) => format!("{} | None", annotation(inner)),
        Type::Sequence(inner) => format!("Sequence[{}]", annotation(inner)),
        Type::Map(inner) => format!("Mapping[str, {}]", annotation(inner)),
        Type::Named(name) => match name.as_str() {
            "i64" => "int",
            "boolean" => "bool",
            "string" => "str",
            "Json" => "dict[str, Any]",
            "StorePath" => "str | os.PathLike[str]",
            "Details" => "Mapping[str, str]",
            name => name,
        }
        .to_owned(),
    }
}
