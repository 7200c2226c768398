//! Swift: members from the package's source, types as its own module has them.

use super::cut;
use super::cut::Source;
use super::cut::Syntax;
use super::tongue::Tongue;
use crate::generate::model::camel;
use crate::generate::model::lower_first;
use crate::generate::swift;
use crate::generate::words::Language;

pub(super) const SWIFT: Tongue = Tongue {
    language: Language::Swift,
    title: "Swift",
    path: "docs/reference/swift.md",
    fence: "swift",
    comment: "//",
    intro: "
The package `CortexCloud`; [Swift](../swift.md) is the guide. `Json` is a `String` of JSON; values of your own `Codable` types
go in and out by the forms that take them. Calls that may wait for the network are `async`, and so are twins of those that
may take long; each runs on a thread of its own, and cancelling the task cancels the call. Everything throws `CloudError`,
typed.

```swift
import CortexCloud
```
",
    sources: &[
        Source::new("CloudEngine", "bindings/swift/Sources/CortexCloud/CloudEngine.swift", "class CloudEngine"),
        Source::new("CloudEngine", "bindings/swift/Sources/CortexCloud/CloudEngine+Calls.swift", "extension CloudEngine"),
        Source::new("CloudEngine", "bindings/swift/Sources/CortexCloud/CloudEngine+Long.swift", "extension CloudEngine"),
        Source::new("CloudEngine", "bindings/swift/Sources/CortexCloud/Events.swift", "extension CloudEngine"),
        Source::own("CloudEngine", "bindings/swift/Sources/CortexCloud/Bodies.swift", "extension CloudEngine"),
        Source::own("CloudEngine", "bindings/swift/Sources/CortexCloud/Literals.swift", "extension CloudEngine"),
        Source::own("CloudEngine", "bindings/swift/Sources/CortexCloud/Records.swift", "extension CloudEngine"),
        Source::own("CloudEngine", "bindings/swift/Sources/CortexCloudMemory/Memories.swift", "extension CloudEngine"),
        Source::new("Subscription", "bindings/swift/Sources/CortexCloud/Events.swift", "class EventSubscription"),
        Source::new("TokenStore", "bindings/swift/Sources/CortexCloud/TokenStore.swift", "protocol TokenStore"),
    ],
    syntax: Syntax {
        indent: 4,
        name,
        is_whole: |code| cut::is_closed(code.trim_end_matches('{')) && (code.ends_with('{') || !code.contains("public")),
        shown: |code| code.trim_end_matches(['{', ' ', '\n']).replace("public ", ""),
        docs_below: false,
    },
    aliases: &[
        ("CloudEngine", "init", "new"),
        ("CloudEngine", "open", "new"),
        ("CloudEngine", "events", "subscribe"),
        ("CloudEngine", "records", "query_records"),
    ],
    forms: &[
        ("CancelToken.new", "let task = Task { try await engine.sync() }"),
        ("CancelToken.cancel", "task.cancel()"),
        ("CancelToken.is_cancelled", "task.isCancelled"),
        ("CloudListener", "@Sendable (CloudEvent) throws -> Void"),
        ("CloudListener.on_event", "{ event in … }"),
        ("LogSink", "@Sendable (LogEntry) throws -> Void"),
        ("CallbackError.Failed", "throw error"),
        ("LogSink.log", "{ entry in … }"),
    ],
    notes: &[
        ("CancelToken", "Here it is the task that waits for the call."),
        ("CallbackError", "Here it is any error that a closure or a token store throws; only its type is told on."),
        ("ErrorInfo", "Every error has it as `info`; `code` and `isRetryable` are members of the error, too."),
    ],
    own_words: &[
        ("CloudEngine", "bindings/swift/Sources/CortexCloud/CloudEngine.swift", "class CloudEngine"),
        ("TokenStore", "bindings/swift/Sources/CortexCloud/TokenStore.swift", "protocol TokenStore"),
    ],
    call: |name| if name == "new" { "CloudEngine".to_owned() } else { camel(name) },
    field: camel,
    named: |name| if name == "Subscription" { "EventSubscription" } else { swift::swift_name(name) }.to_owned(),
    of: |_, _, of| Ok(swift::swift(of)),
    default: |field| Ok(Some(swift::default(field)?.trim_start_matches(" = ").to_owned()).filter(|text| !text.is_empty())),
    variant: |_, variant, fields| {
        let case = lower_first(&variant.name);
        let fields: Vec<String> = fields.iter().map(|(name, of)| format!("{name}: {of}")).collect();
        if fields.is_empty() { format!(".{case}") } else { format!(".{case}({})", fields.join(", ")) }
    },
    error: |name| format!("CloudError.{}", lower_first(name)),
    shows_defaults: true,
};

fn name(line: &str, is_open: bool) -> Option<String> {
    let line = if is_open { line } else { line.strip_prefix("public ")? };
    let line = line.trim_start_matches("static ");
    let is_member = line.starts_with("init(");
    let name = if is_member { "init".to_owned() } else { cut::word(line.strip_prefix("func ")?) };
    Some(name)
}
