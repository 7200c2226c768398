//! A host's callback and the records that wait for it. It is called on a thread of its own, under no lock: records are
//! made in the middle of a write, and a sink may do anything, the engine's own calls included.

use super::LogEntry;
use super::LogLevel;
use crate::clock::Clock;
use crate::clock::Millis;
use parking_lot::Condvar;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::thread::ThreadId;

/// Records that may wait for a slow sink. What comes then is left out, and their number is told.
const MOST: usize = 10_000;

/// Says whether it failed.
type Callback = Box<dyn Fn(&LogEntry) -> bool + Send + Sync>;
/// Takes every credential the engine knows out of a text.
type Hide = Arc<dyn Fn(String) -> String + Send + Sync>;

pub(crate) struct Sink {
    level: LogLevel,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<LogEntry>,
    left_out: u64,
    ended: bool,
    thread: Option<JoinHandle<()>>,
    thread_id: Option<ThreadId>,
}

impl Sink {
    /// Starts the thread that calls the host. `failed` counts the calls that failed or panicked.
    pub(crate) fn start(
        callback: Callback,
        level: LogLevel,
        clock: Arc<dyn Clock>,
        hide: Hide,
        failed: Arc<AtomicI64>,
    ) -> std::io::Result<Arc<Self>> {
        let sink = Arc::new(Self { level, clock, state: Mutex::default(), moved: Condvar::new() });
        let shared = Arc::clone(&sink);
        let thread = std::thread::Builder::new()
            .name("cortex-log".to_owned())
            .spawn(move || shared.run(&callback, &hide, &failed))?;
        {
            let mut state = sink.state.lock();
            state.thread_id = Some(thread.thread().id());
            state.thread = Some(thread);
        }
        Ok(sink)
    }

    pub(super) fn level(&self) -> LogLevel {
        self.level
    }

    pub(super) fn now_ms(&self) -> Millis {
        self.clock.now_ms()
    }

    /// Whether this is the thread that calls the host: what a sink does is not told to itself.
    pub(crate) fn is_here(&self) -> bool {
        self.state.lock().thread_id == Some(std::thread::current().id())
    }

    pub(super) fn push(&self, record: LogEntry) {
        let mut state = self.state.lock();
        if state.ended {
            return;
        }
        if state.waiting.len() < MOST {
            state.waiting.push_back(record);
        } else {
            state.left_out += 1;
        }
        self.moved.notify_one();
    }

    /// No record comes any more; those that wait are still told. Does not wait for that.
    pub(crate) fn tell_to_end(&self) {
        self.state.lock().ended = true;
        self.moved.notify_one();
    }

    /// The same, and waits until the host has heard the last one, unless called from the sink.
    pub(crate) fn end(&self) {
        self.tell_to_end();
        let thread = self.state.lock().thread.take();
        if let Some(thread) = thread.filter(|t| t.thread().id() != std::thread::current().id()) {
            // The host's panics were caught and counted.
            let _ = thread.join();
        }
    }

    fn run(&self, callback: &Callback, hide: &Hide, failed: &AtomicI64) {
        let mut state = self.state.lock();
        loop {
            let Some(record) = state.waiting.pop_front().or_else(|| self.left_out(&mut state)) else {
                if state.ended {
                    return;
                }
                self.moved.wait(&mut state);
                continue;
            };
            let has_failed = parking_lot::MutexGuard::unlocked(&mut state, || {
                catch_unwind(AssertUnwindSafe(|| callback(&hidden(record, hide)))).unwrap_or(true)
            });
            if has_failed {
                failed.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    fn left_out(&self, state: &mut State) -> Option<LogEntry> {
        let count = std::mem::take(&mut state.left_out);
        (count > 0).then(|| LogEntry {
            at: self.now_ms(),
            level: LogLevel::Warn,
            target: "cortex_cloud::log".to_owned(),
            message: "records were left out: the log's sink is slower than the engine".to_owned(),
            fields: BTreeMap::from([("records".to_owned(), count.to_string())]),
        })
    }
}

fn hidden(record: LogEntry, hide: &Hide) -> LogEntry {
    let fields = record.fields.into_iter().map(|(name, value)| (name, hide(value))).collect();
    LogEntry { message: hide(record.message), fields, ..record }
}
