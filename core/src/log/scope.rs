//! While a call of an engine with a sink runs, its thread's `tracing` records go to the sink as well as where they went
//! before.

use super::LogEntry;
use super::LogLevel;
use super::Sink;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use tracing::Dispatch;
use tracing::Event;
use tracing::Metadata;
use tracing::Subscriber;
use tracing::dispatcher;
use tracing::field::Field;
use tracing::field::Visit;
use tracing::level_filters::LevelFilter;
use tracing::span;
use tracing::subscriber::Interest;

/// What records are the library's own.
const TARGET: &str = "cortex_cloud";

thread_local! {
    /// Who heard this thread's records before, the innermost last.
    static BEFORE: RefCell<Vec<Dispatch>> = const { RefCell::new(Vec::new()) };
}

/// Made once for a sink: making one has every record's place in the program asked anew whether it is wanted.
pub(crate) struct Scope(Dispatch);

impl Scope {
    pub(crate) fn new(sink: Arc<Sink>) -> Self {
        let most = LevelFilter::current().max(sink.level().filter());
        Self(Dispatch::new(Tee { sink, most }))
    }

    /// Runs a call with its records going to the sink, too.
    pub(crate) fn run<T>(&self, call: impl FnOnce() -> T) -> T {
        struct Leave;
        impl Drop for Leave {
            fn drop(&mut self) {
                BEFORE.with_borrow_mut(|before| before.pop());
            }
        }
        BEFORE.with_borrow_mut(|before| before.push(dispatcher::get_default(Clone::clone)));
        let _leave = Leave;
        dispatcher::with_default(&self.0, call)
    }
}

/// Hands everything on to who heard it before, and the library's own records to the sink.
struct Tee {
    sink: Arc<Sink>,
    most: LevelFilter,
}

fn before() -> Dispatch {
    BEFORE.with_borrow(|before| before.last().cloned()).unwrap_or_else(Dispatch::none)
}

impl Tee {
    fn wants(&self, metadata: &Metadata<'_>) -> bool {
        let is_ours =
            metadata.target().strip_prefix(TARGET).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
        is_ours && metadata.is_event() && LogLevel::of(*metadata.level()) <= self.sink.level()
    }
}

impl Subscriber for Tee {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        // Who heard it before may be another one on each thread.
        Interest::sometimes()
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.wants(metadata) || before().enabled(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.most)
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        before().new_span(span)
    }

    fn record(&self, span: &span::Id, values: &span::Record<'_>) {
        before().record(span, values);
    }

    fn record_follows_from(&self, span: &span::Id, follows: &span::Id) {
        before().record_follows_from(span, follows);
    }

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        if self.wants(metadata) {
            let mut text = Text::default();
            event.record(&mut text);
            self.sink.push(LogEntry {
                at: self.sink.now_ms(),
                level: LogLevel::of(*metadata.level()),
                target: metadata.target().to_owned(),
                message: text.message,
                fields: text.fields,
            });
        }
        let before = before();
        if before.enabled(metadata) {
            before.event(event);
        }
    }

    fn enter(&self, span: &span::Id) {
        before().enter(span);
    }

    fn exit(&self, span: &span::Id) {
        before().exit(span);
    }

    fn clone_span(&self, span: &span::Id) -> span::Id {
        before().clone_span(span)
    }

    fn try_close(&self, span: span::Id) -> bool {
        before().try_close(span)
    }
}

/// A record's fields as text.
#[derive(Default)]
struct Text {
    message: String,
    fields: BTreeMap<String, String>,
}

impl Text {
    fn add(&mut self, field: &Field, value: String) {
        if field.name() == "message" {
            self.message = value;
        } else {
            self.fields.insert(field.name().to_owned(), value);
        }
    }
}

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, format!("{value:?}"));
    }
}
