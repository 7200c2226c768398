//! Log entries wait here until JavaScript takes them.

use crate::engine::CloudEngine;
use crate::errors::Result;
use crate::json::ToJson;
use crate::json::argument;
use crate::wake::Wake;
use cortex_cloud::LogEntry;
use cortex_cloud::LogLevel;
use napi::bindgen_prelude::Function;
use napi_derive::napi;
use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Entries that may wait for a host that is busy. What comes then is left out, and their number is told.
const MOST: usize = 10_000;
/// Entries taken at once: a host's other work comes in between.
const BATCH: usize = 256;

#[derive(Default)]
struct Waiting {
    entries: VecDeque<LogEntry>,
    left_out: i64,
    /// When the last one came that was left out.
    at: i64,
}

/// The queue of one sink.
#[napi]
#[derive(Default)]
pub struct LogQueue(Arc<Mutex<Waiting>>);

#[napi]
impl LogQueue {
    #[napi(constructor, catch_unwind)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Some of what waits, in order; nothing when there is nothing. Take until then.
    #[napi(catch_unwind)]
    pub fn take(&self) -> Option<String> {
        let batch: Vec<LogEntry> = {
            let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let most = waiting.entries.len().min(BATCH);
            let batch: Vec<LogEntry> = waiting.entries.drain(..most).collect();
            if batch.is_empty() { waiting.left_out().into_iter().collect() } else { batch }
        };
        if batch.is_empty() { None } else { Some(batch.to_json()) }
    }
}

impl Waiting {
    fn push(&mut self, entry: &LogEntry) {
        if self.entries.len() < MOST {
            self.entries.push_back(entry.clone());
        } else {
            self.left_out += 1;
            self.at = entry.at;
        }
    }

    fn left_out(&mut self) -> Option<LogEntry> {
        let count = std::mem::take(&mut self.left_out);
        (count > 0).then(|| LogEntry {
            at: self.at,
            level: LogLevel::Warn,
            target: "cortex_cloud::log".to_owned(),
            message: "entries were left out: JavaScript was busy for too long".to_owned(),
            fields: BTreeMap::from([("records".to_owned(), count.to_string())]),
        })
    }
}

#[napi]
impl CloudEngine {
    /// `wake` is called when there is something to take from `queue`.
    #[napi(catch_unwind)]
    pub fn set_log_sink(&self, queue: &LogQueue, wake: Function<'_, (), ()>, level: String) -> Result<()> {
        let level: LogLevel = argument("level", &level)?;
        let wake = Wake::new(&wake)?;
        let queue = Arc::clone(&queue.0);
        let sink = move |entry: &LogEntry| {
            queue.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
            wake.wake();
        };
        Ok(self.core.set_log_sink(sink, level)?)
    }

    #[napi(catch_unwind)]
    pub fn clear_log_sink(&self) -> Result<()> {
        Ok(self.core.clear_log_sink()?)
    }
}
