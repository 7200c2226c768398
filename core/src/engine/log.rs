//! A host's log: the engine's records on their way to a callback.

use super::CloudEngine;
use super::Inner;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use crate::events::Heard;
use crate::log::LogEntry;
use crate::log::LogLevel;
use crate::log::Scope;
use crate::log::Sink;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

/// The sink of one engine.
#[derive(Default)]
pub(super) struct Log {
    slot: Mutex<Option<Arc<Open>>>,
    /// Spares every call the lock while there is none.
    is_set: AtomicBool,
    failed: Arc<AtomicI64>,
}

struct Open {
    sink: Arc<Sink>,
    scope: Scope,
}

impl Log {
    /// Runs a call with its records going to the sink, if there is one.
    pub(super) fn during<T>(&self, call: impl FnOnce() -> T) -> T {
        if !self.is_set.load(Ordering::Acquire) {
            return call();
        }
        let open = self.slot.lock().clone();
        match open.filter(|open| !open.sink.is_here()) {
            Some(open) => open.scope.run(call),
            None => call(),
        }
    }

    /// How often the sink failed or panicked.
    pub(super) fn failed(&self) -> i64 {
        self.failed.load(Ordering::Relaxed)
    }

    fn replace(&self, open: Option<Arc<Open>>) {
        let before = {
            let mut slot = self.slot.lock();
            self.is_set.store(open.is_some(), Ordering::Release);
            std::mem::replace(&mut *slot, open)
        };
        if let Some(before) = before {
            before.sink.end();
        }
    }

    /// Ends the sink. It hears what was recorded until now first.
    pub(super) fn close(&self) {
        self.replace(None);
    }

    /// For an engine that is going away: does not wait.
    pub(super) fn tell_to_end(&self) {
        if let Some(open) = self.slot.lock().take() {
            open.sink.tell_to_end();
        }
    }
}

impl CloudEngine {
    /// Tells `sink` what this engine writes down of its work, up to `level`, in order, on a thread of its own. Takes the
    /// place of the sink before, which hears its last records first.
    ///
    /// No record holds a body or a credential. A sink may call the engine; what it causes there is not told to it. One
    /// that fails or panics is counted with the failed listeners. While it lags by more than 10 000 records the next ones are left
    /// out, and it is told how many. A `tracing` subscriber of the program hears everything as before.
    ///
    /// # Errors
    /// `Closed`; `Internal` when no thread can be started.
    pub fn set_log_sink<H: Heard>(
        &self,
        sink: impl Fn(&LogEntry) -> H + Send + Sync + 'static,
        level: LogLevel,
    ) -> Result<(), CloudError> {
        let sink = move |entry: &LogEntry| sink(entry).has_failed();
        self.guard(|inner| {
            let failed = Arc::clone(&inner.log.failed);
            let started = Sink::start(Box::new(sink), level, Arc::clone(&inner.clock), inner.hide(), failed);
            let sink = started.map_err(|e| {
                let message = format!("the thread that calls the log's sink cannot be started: {e}");
                CloudError::Internal { info: ErrorInfo::new("internal.thread", message) }
            })?;
            let scope = Scope::new(Arc::clone(&sink));
            inner.log.replace(Some(Arc::new(Open { sink, scope })));
            Ok(())
        })
    }

    /// Ends the log's sink; it hears what was recorded until now first. Harmless when there is none.
    ///
    /// # Errors
    /// `Closed`.
    pub fn clear_log_sink(&self) -> Result<(), CloudError> {
        self.guard(|inner| {
            inner.log.close();
            Ok(())
        })
    }
}

impl Inner {
    fn hide(&self) -> Arc<dyn Fn(String) -> String + Send + Sync> {
        #[cfg(feature = "cloud")]
        {
            let tokens = self.cloud.tokens();
            Arc::new(move |text| tokens.hide(text))
        }
        #[cfg(not(feature = "cloud"))]
        Arc::new(|text| text)
    }
}
