//! The background syncer: one thread that decides when to sync. What there is to sync is always read from the tables.

use super::Inner;
use crate::cancel::CancelToken;
use crate::entropy::Entropy;
use crate::error::CloudError;
use crate::events::CloudStatus;
use crate::store::sync_log;
use crate::sync::report::SyncReport;
use crate::sync::report::SyncStatus;
use crate::sync::session::SyncPlan;
use crate::transport::retry::RetryPolicy;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::Weak;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

/// A local write is followed by so much quiet before it is sent, so that a burst goes up as one.
const QUIET: Duration = Duration::from_millis(10);
/// A burst that does not end is sent after this long.
const AT_MOST: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(super) struct Background(Mutex<Option<Running>>);

struct Running {
    thread: JoinHandle<()>,
    stop: CancelToken,
}

impl Background {
    pub(super) fn start(&self, engine: &Arc<Inner>) -> std::io::Result<()> {
        let mut slot = self.0.lock();
        if slot.as_ref().is_some_and(|r| !r.thread.is_finished() && !r.stop.is_cancelled()) {
            return Ok(());
        }
        let stop = CancelToken::new();
        // Weak: a host that drops the engine without closing it must not leave a thread that keeps it alive.
        let (engine, token) = (Arc::downgrade(engine), stop.clone());
        let thread = std::thread::Builder::new().name("cortex-sync".to_owned()).spawn(move || run(&engine, &token))?;
        *slot = Some(Running { thread, stop });
        Ok(())
    }

    pub(super) fn is_running(&self) -> bool {
        self.0.lock().as_ref().is_some_and(|r| !r.thread.is_finished() && !r.stop.is_cancelled())
    }

    pub(super) fn cancel(&self) {
        if let Some(running) = self.0.lock().as_ref() {
            running.stop.cancel();
        }
    }

    /// Waits for the thread to end, unless this is it: a listener of its own sync may stop or close the engine.
    pub(super) fn join(&self) {
        let running = self.0.lock().take();
        if let Some(running) = running {
            running.stop.cancel();
            if running.thread.thread().id() != std::thread::current().id() {
                // Its panics were caught and reported where they happened.
                let _ = running.thread.join();
            }
        }
    }
}

/// When to look again.
enum Next {
    /// After this long, or when the user writes.
    Sync(Duration),
    /// After this long and no sooner, whatever the user writes: the server said so, or it would only be refused again.
    NotBefore(Duration),
    /// After this long ask whether the server is there; local writes do not hurry that.
    Probe(Duration),
}

fn run(engine: &Weak<Inner>, stop: &CancelToken) {
    let mut failures = 0;
    let mut next = Next::Sync(Duration::ZERO);
    loop {
        let Some(inner) = engine.upgrade() else { return };
        if ended(&inner, stop) {
            return;
        }
        let wake = Arc::clone(&inner.wake);
        let (seen_writes, seen_nudges) = {
            let state = wake.state.lock();
            (state.writes, state.nudges)
        };
        let mut due = true;
        match next {
            Next::Sync(after) => {
                drop(inner);
                wait(&wake, stop, after, Some(seen_writes), seen_nudges);
            }
            Next::NotBefore(after) => {
                drop(inner);
                wait(&wake, stop, after, None, seen_nudges);
            }
            Next::Probe(after) => {
                drop(inner);
                wait(&wake, stop, after, None, seen_nudges);
                let Some(inner) = engine.upgrade() else { return };
                due = !ended(&inner, stop) && is_reachable(&inner, stop);
                // That the user wants to be offline says nothing of the server.
                failures += u32::from(!due && !inner.offline.load(Ordering::Acquire));
            }
        }
        let Some(inner) = engine.upgrade() else { return };
        if ended(&inner, stop) {
            return;
        }
        if due && let Some(pause) = inner.pause() {
            next = Next::NotBefore(Duration::from_millis(pause.max(1).unsigned_abs()));
            continue;
        }
        next = if due { sync(&inner, stop, &mut failures) } else { Next::Probe(backoff(&inner, failures)) };
    }
}

fn ended(inner: &Inner, stop: &CancelToken) -> bool {
    stop.is_cancelled() || inner.closed.load(Ordering::Acquire)
}

fn is_reachable(inner: &Inner, stop: &CancelToken) -> bool {
    if inner.offline.load(Ordering::Acquire) {
        return false;
    }
    inner.transport.as_ref().is_some_and(|t| t.is_healthy(&inner.closing.joined(Some(stop))))
}

/// One sync, and when to look again.
fn sync(inner: &Inner, stop: &CancelToken, failures: &mut u32) -> Next {
    inner.log.during(|| sync_now(inner, stop, failures))
}

fn sync_now(inner: &Inner, stop: &CancelToken, failures: &mut u32) -> Next {
    let writes = inner.wake.state.lock().writes;
    let outcome = super::caught(|| inner.run(SyncPlan::SYNC, Some(stop)).map_err(CloudError::from));
    let interval = jittered(inner.config.sync_interval_ms, inner.entropy.as_ref());
    match outcome {
        Ok(report) if inner.progress.lock().status == CloudStatus::Offline => {
            *failures += 1;
            tracing::info!(failures = *failures, error = ?report.error.as_ref().map(CloudError::code), "offline");
            Next::Probe(backoff(inner, *failures))
        }
        Ok(report) => {
            *failures = 0;
            match report.status {
                SyncStatus::Throttled => Next::NotBefore(asked(&report).unwrap_or_else(|| backoff(inner, 1))),
                // Only a sign-in can change that, and it nudges.
                SyncStatus::AuthNeeded => Next::NotBefore(interval),
                _ if written_since(inner, writes) => Next::Sync(QUIET),
                _ => Next::Sync(asked(&report).unwrap_or(interval)),
            }
        }
        Err(error) => {
            tracing::warn!(error = %error, "a background sync ended early");
            *failures += 1;
            Next::NotBefore(backoff(inner, *failures))
        }
    }
}

/// A write that came while the sync ran may have missed it.
fn written_since(inner: &Inner, writes: u64) -> bool {
    inner.wake.state.lock().writes != writes && inner.store.read(sync_log::has_queued).unwrap_or(false)
}

fn asked(report: &SyncReport) -> Option<Duration> {
    let wait = report.error.as_ref()?.info().retry_after_ms?;
    Some(Duration::from_millis(wait.max(0).unsigned_abs()))
}

fn backoff(inner: &Inner, failures: u32) -> Duration {
    let retry = inner.config.retry();
    let endless = RetryPolicy { max_tries: i64::MAX, ..retry };
    let wait = endless.wait(failures.max(1), None, inner.entropy.as_ref()).unwrap_or(retry.backoff_max_ms);
    // Full jitter may say 0; a server that is coming up deserves a breath.
    Duration::from_millis(wait.max(50).unsigned_abs())
}

fn jittered(interval_ms: i64, entropy: &dyn Entropy) -> Duration {
    let interval = interval_ms.max(1).unsigned_abs();
    let spread = interval / 5;
    Duration::from_millis(interval - spread / 2 + entropy.next_u64() % (spread + 1))
}

/// Waits until the time has come, somebody nudges, or a local write has been followed by quiet.
fn wait(wake: &super::Wake, stop: &CancelToken, after: Duration, writes: Option<u64>, nudges: u64) {
    let deadline = Instant::now() + after;
    let mut state = wake.state.lock();
    let mut first_write: Option<Instant> = None;
    let mut seen = writes.unwrap_or(state.writes);
    let mut until = deadline;
    loop {
        if stop.is_cancelled() || state.nudges != nudges {
            return;
        }
        let now = Instant::now();
        if writes.is_some() && state.writes != seen {
            seen = state.writes;
            let first = *first_write.get_or_insert(now);
            until = deadline.min(first + AT_MOST).min(now + QUIET);
        }
        if now >= until {
            return;
        }
        wake.moved.wait_until(&mut state, until);
    }
}
