//! Node: members from the TypeScript of the package, types as its declarations have them.

use super::cut;
use super::cut::Source;
use super::cut::Syntax;
use super::tongue::Tongue;
use crate::generate::model::camel;
use crate::generate::node;
use crate::generate::words::Language;
use serde_json::Value;

pub(super) const NODE: Tongue = Tongue {
    language: Language::JavaScript,
    title: "Node",
    path: "docs/reference/node.md",
    fence: "ts",
    comment: "//",
    intro: "
The npm package `cortex-cloud`, with types; [Node](../node.md) is the guide. Bodies, filters and memories are plain objects,
`JsonObject` where a caller names no type of its own (`get<Note>(…)`). Calls that may wait for the network return promises and take
`CallOptions`: `signal`, an `AbortSignal`, ends them. All others return when they are done; those ending in `Async` are
the same on a thread of their own. What has a default, or a `?`, may be left out.

```ts
import { CloudEngine } from 'cortex-cloud';
```
",
    sources: &[
        Source::new("CloudEngine", "bindings/node/ts/calls/handle.ts", "class Handle"),
        Source::new("CloudEngine", "bindings/node/ts/calls/records.ts", "class Records"),
        Source::new("CloudEngine", "bindings/node/ts/calls/memories.ts", "class Memories"),
        Source::new("CloudEngine", "bindings/node/ts/calls/network.ts", "class Network"),
        Source::new("CloudEngine", "bindings/node/ts/calls/status.ts", "class Status"),
        Source::new("CloudEngine", "bindings/node/ts/calls/conflicts.ts", "class Conflicts"),
        Source::new("CloudEngine", "bindings/node/ts/calls/events.ts", "class Events"),
        Source::new("Subscription", "bindings/node/ts/subscription.ts", "class Subscription"),
        Source::new("TokenStore", "bindings/node/ts/tokens.ts", "interface TokenStore"),
    ],
    syntax: Syntax {
        indent: 2,
        name,
        is_whole: |code| code.ends_with('{') || code.ends_with(';'),
        shown,
        docs_below: false,
    },
    aliases: &[
        ("CloudEngine", "constructor", "new"),
        ("CloudEngine", "[Symbol.dispose]", "close"),
        ("CloudEngine", "events", "subscribe"),
        ("Subscription", "[Symbol.dispose]", "cancel"),
    ],
    forms: &[
        ("CancelToken.new", "const controller = new AbortController();"),
        ("CancelToken.cancel", "controller.abort();"),
        ("CancelToken.is_cancelled", "controller.signal.aborted"),
        ("CloudListener", "type CloudListener = (event: CloudEvent) => unknown"),
        ("CloudListener.on_event", "(event: CloudEvent) => unknown"),
        ("LogSink", "type LogSink = (entry: LogEntry) => unknown"),
        ("CallbackError.Failed", "throw new Error(reason)"),
        ("LogSink.log", "(entry: LogEntry) => unknown"),
    ],
    notes: &[
        ("CancelToken", "Here it is JavaScript's own `AbortController`; a call takes its `signal` in `CallOptions`."),
        ("CallbackError", "Here it is any error that a function of the host throws, or the reason of a promise that rejects."),
        ("ErrorInfo", "Here these are members of `CloudError` itself, which has the variant's name as `type`, too."),
    ],
    own_words: &[
        ("CloudEngine", "bindings/node/ts/engine.ts", "class CloudEngine"),
        ("TokenStore", "bindings/node/ts/tokens.ts", "interface TokenStore"),
    ],
    call: |name| if name == "new" { "new CloudEngine".to_owned() } else { camel(name) },
    field: camel,
    named: str::to_owned,
    of: |contract, owner, of| node::field_type(contract, owner, of),
    default: |field| {
        Ok(field.default.as_ref().map(|default| match default {
            Value::String(text) => format!("'{text}'"),
            other => other.to_string(),
        }))
    },
    variant: |_, variant, fields| {
        if fields.is_empty() && variant.fields.is_empty() {
            return format!("'{}'", variant.name);
        }
        object(&variant.name, fields)
    },
    error: |name| format!("{name}Error"),
    shows_defaults: true,
};

fn name(line: &str, _: bool) -> Option<String> {
    let line = line.trim_start_matches("async ");
    let name = if line.starts_with("[Symbol.dispose]") { "[Symbol.dispose]".to_owned() } else { cut::word(line) };
    let rest = line.strip_prefix(name.as_str())?;
    (!name.is_empty() && rest.starts_with(['(', '<'])).then_some(name)
}

/// With the type of a number that its default says.
fn shown(code: &str) -> String {
    let code = code.trim_start_matches("async ").trim_end_matches([' ', '{', ';']);
    let typed = |part: &str| match part.split_once(" = ") {
        Some((name, number)) if !name.contains(':') && number.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{name}: number = {number}")
        }
        _ => part.to_owned(),
    };
    code.split(", ").map(typed).collect::<Vec<_>>().join(", ")
}

fn object(name: &str, fields: &[(String, String)]) -> String {
    let fields: String = fields.iter().map(|(name, of)| format!(", {name}: {of}")).collect();
    format!("{{ type: '{name}'{fields} }}")
}
