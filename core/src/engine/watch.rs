//! Hearing of what other processes do to the file: a thread that looks five times a second whether the file has moved
//! on, while there is a listener or a background syncer. Looking is one read of one row; what happened is read only when
//! somebody else wrote.

use super::Inner;
use crate::error::CloudError;
use crate::error::Error;
use crate::error::ErrorInfo;
use crate::error::Result;
use crate::store::changes;
use parking_lot::Condvar;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::Weak;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

/// How often to look.
const EVERY: Duration = Duration::from_millis(200);

#[derive(Default)]
pub(super) struct Watch {
    thread: Mutex<Option<JoinHandle<()>>>,
    /// One look at a time, or both would tell the same.
    looking: Mutex<()>,
    ending: Arc<Ending>,
}

#[derive(Default)]
struct Ending {
    told: Mutex<bool>,
    moved: Condvar,
}

impl Ending {
    /// Waits until it is time to look again. Returns whether there is no need to.
    fn wait(&self) -> bool {
        let deadline = Instant::now() + EVERY;
        let mut told = self.told.lock();
        while !*told && !self.moved.wait_until(&mut told, deadline).timed_out() {}
        *told
    }
}

impl Watch {
    /// For an engine that is going away: does not wait.
    pub(super) fn tell_to_end(&self) {
        *self.ending.told.lock() = true;
        self.ending.moved.notify_all();
    }

    /// Ends the thread for good and waits for it.
    pub(super) fn end(&self) {
        self.tell_to_end();
        let thread = self.thread.lock().take();
        if let Some(thread) = thread.filter(|t| t.thread().id() != std::thread::current().id()) {
            // Its errors were noted where they happened.
            let _ = thread.join();
        }
    }
}

/// Begins to look, unless that is done already.
pub(super) fn begin(engine: &Arc<Inner>) -> Result<()> {
    let mut slot = engine.watch.thread.lock();
    if *engine.watch.ending.told.lock() {
        return Err(CloudError::closed().into());
    }
    // What is committed from here on is told; what was there before is what the host reads.
    engine.store.feed().watch(|| engine.store.read_one(changes::version))?;
    // One that found nobody listening lets go of the slot before it ends, so a handle here is of one that goes on.
    if slot.is_some() {
        return Ok(());
    }
    let (weak, ending) = (Arc::downgrade(engine), Arc::clone(&engine.watch.ending));
    let spawned = std::thread::Builder::new().name("cortex-watch".to_owned()).spawn(move || run(&weak, &ending));
    let thread = spawned.map_err(|e| {
        let message = format!("the thread that looks for changes of other processes cannot be started: {e}");
        Error::Public(CloudError::Internal { info: ErrorInfo::new("internal.thread", message) })
    })?;
    *slot = Some(thread);
    Ok(())
}

fn run(engine: &Weak<Inner>, ending: &Ending) {
    while !ending.wait() {
        let Some(inner) = engine.upgrade() else { return };
        if inner.is_unwatched() {
            return;
        }
        inner.log.during(|| {
            let outcome = super::caught(|| inner.hear_of_others().map_err(CloudError::from));
            if let Err(error) = outcome {
                // The next look begins where this one did.
                tracing::debug!(code = error.code(), "what other processes wrote could not be read");
            }
        });
    }
}

impl Inner {
    /// Whether nobody wants to hear of other processes any more. Then the slot is free for the next thread.
    fn is_unwatched(&self) -> bool {
        let mut slot = self.watch.thread.lock();
        let syncs = {
            #[cfg(feature = "cloud")]
            {
                self.cloud.background.is_running()
            }
            #[cfg(not(feature = "cloud"))]
            false
        };
        if self.hub.has_listeners() || syncs {
            return false;
        }
        self.store.feed().unwatch();
        *slot = None;
        true
    }

    /// Tells the listeners what others wrote until now.
    pub(super) fn hear_of_others(&self) -> Result<()> {
        let _looking = self.watch.looking.lock();
        let version = self.store.read_one(changes::version)?;
        for (mut after, upto) in self.store.feed().foreign(version) {
            while after < upto {
                let heard = self.store.read(|c| changes::between(c, after, upto))?;
                self.hub.publish(&heard.events);
                if heard.queued {
                    self.wake.written();
                }
                after = heard.upto;
                self.store.feed().told(after);
            }
        }
        self.store.feed().told(version);
        Ok(())
    }
}
