//! A host's log.

use crate::CallbackError;
use cortex_cloud::CloudError;
use cortex_cloud::LogEntry;
use cortex_cloud::LogLevel;
use std::sync::Arc;

/// Hears what an engine writes down of its work.
#[uniffi::trait_interface]
pub trait LogSink: Send + Sync {
    /// One entry.
    ///
    /// # Errors
    /// Counted and never fatal.
    fn log(&self, entry: LogEntry) -> Result<(), CallbackError>;
}

pub(crate) fn set_sink(
    engine: &cortex_cloud::CloudEngine,
    sink: Arc<dyn LogSink>,
    level: LogLevel,
) -> Result<(), CloudError> {
    engine.set_log_sink(move |entry| sink.log(entry.clone()), level)
}
