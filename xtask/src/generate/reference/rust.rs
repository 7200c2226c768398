//! Rust: members from the engine's source, types as the contract's scaffolding needs them to be.

use super::cut;
use super::cut::Source;
use super::cut::Syntax;
use super::tongue::Tongue;
use crate::generate::model::Type;
use crate::generate::words::Language;
use serde_json::Value;

pub(super) const RUST: Tongue = Tongue {
    language: Language::Rust,
    title: "Rust",
    path: "docs/reference/rust.md",
    fence: "rust",
    comment: "//",
    intro: "
The crate `cortex-cloud`. This page has what all languages share; `cargo doc --open -p cortex-cloud` has all of the crate.
Bodies, filters and memories are texts of JSON. Every call blocks its thread: one that may wait for the network takes a
`CancelToken` and belongs on a thread of its own. Signing in and syncing in the background need the feature `cloud`.

```rust
use cortex_cloud::CloudEngine;
```
",
    sources: &[
        Source::new("CloudEngine", "core/src/engine/mod.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/records.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/query.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/apply.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/tables.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/memories.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/network.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/queue.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/status.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/conflicts.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/refused.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/cloud.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/quota.rs", "impl CloudEngine {"),
        Source::new("CloudEngine", "core/src/engine/log.rs", "impl CloudEngine {"),
        Source::new("CancelToken", "core/src/cancel.rs", "impl CancelToken {"),
        Source::new("Subscription", "core/src/events/hub.rs", "impl Subscription {"),
        Source::new("TokenStore", "core/src/auth/token_store.rs", "pub trait TokenStore"),
    ],
    syntax: Syntax {
        indent: 4,
        name: |line, is_open| {
            let line = if is_open { line } else { line.strip_prefix("pub ")? };
            line.strip_prefix("fn ").map(cut::word)
        },
        is_whole: |code| code.ends_with('{') || code.ends_with(';'),
        shown: |code| code.trim_end_matches([' ', '{', ';']).to_owned(),
        docs_below: false,
    },
    aliases: &[("CloudEngine", "open", "new"), ("CloudEngine", "open_in", "new"), ("CancelToken", "new", "new")],
    forms: &[
        ("CloudListener", "impl Fn(&CloudEvent) -> H + Send + Sync + 'static // H: Heard"),
        ("CloudListener.on_event", "|event: &CloudEvent| { … }"),
        ("LogSink", "impl Fn(&LogEntry) -> H + Send + Sync + 'static // H: Heard"),
        ("CallbackError.Failed", "Err(error)"),
        ("LogSink.log", "|entry: &LogEntry| { … }"),
    ],
    notes: &[
        ("new", "The token store is a member of the `Environment`."),
        (
            "CloudListener",
            "A closure that returns `()`, or a `Result` whose error is counted as a failure; so is a panic.",
        ),
        ("LogSink", "A closure, as a listener is."),
        ("CallbackError", "Here it is the error a closure returns, or a token store's `TokenStoreError`."),
        ("ErrorInfo", "Every error has it as `info`."),
        ("Config", "`Config::new(path)` is one with what the table says; the fields are public."),
    ],
    own_words: &[],
    call: |name| if name == "new" { "CloudEngine::open".to_owned() } else { name.to_owned() },
    field: str::to_owned,
    named: str::to_owned,
    of: |_, _, of| Ok(written(of)),
    default: |field| {
        Ok(field.default.as_ref().map(|default| match default {
            Value::Null => "None".to_owned(),
            Value::Array(_) => "Vec::new()".to_owned(),
            Value::Object(_) => "HashMap::new()".to_owned(),
            Value::String(name) => format!("{}::{name}", Type::parse(&field.of).name()),
            other => other.to_string(),
        }))
    },
    variant: |one, variant, fields| {
        let fields: Vec<String> = fields.iter().map(|(name, of)| format!("{name}: {of}")).collect();
        let path = format!("{}::{}", one.name, variant.name);
        if fields.is_empty() { path } else { format!("{path} {{ {} }}", fields.join(", ")) }
    },
    error: |name| format!("CloudError::{name}"),
    shows_defaults: false,
};

fn written(of: &Type) -> String {
    match of {
        Type::Optional(inner) => format!("Option<{}>", written(inner)),
        Type::Sequence(inner) => format!("Vec<{}>", written(inner)),
        Type::Map(inner) => format!("HashMap<String, {}>", written(inner)),
        Type::Named(name) => match name.as_str() {
            "boolean" => "bool",
            "string" | "Json" => "String",
            "StorePath" => "PathBuf",
            "Details" => "BTreeMap<String, String>",
            name => name,
        }
        .to_owned(),
    }
}
