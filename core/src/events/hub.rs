//! Subscribers and their dispatcher thread.

use super::CloudEvent;
use super::queue::Queue;
use parking_lot::Condvar;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::thread::ThreadId;

/// Says whether it failed.
type Listener = Arc<dyn Fn(&CloudEvent) -> bool + Send + Sync>;

#[derive(Default)]
struct State {
    listeners: BTreeMap<u64, Listener>,
    queues: BTreeMap<u64, Queue>,
    next_id: u64,
    /// Who is being called right now, and on which thread.
    running: Option<(u64, ThreadId)>,
    has_thread: bool,
    closed: bool,
    failed: i64,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// There is work, or the running listener returned, or the hub closed.
    moved: Condvar,
}

/// All subscribers of one engine.
#[derive(Default)]
pub(crate) struct Hub(Arc<Shared>);

/// A listener's subscription. It ends by [`Subscription::cancel`] or the engine's `close`, not by being dropped.
#[derive(Clone)]
pub struct Subscription {
    hub: Arc<Shared>,
    id: u64,
}

impl Subscription {
    /// Ends the subscription. Once it returns, the listener is not called again; it waits for a call that is running,
    /// unless it is made from that very call. Calling it twice is harmless.
    pub fn cancel(&self) {
        let mut state = self.hub.state.lock();
        let listener = state.listeners.remove(&self.id);
        state.queues.remove(&self.id);
        wait_for_running(&self.hub, &mut state, Some(self.id));
        drop(state);
        // Last, and under no lock: it may hold the last handle of the engine, or anything else of the host's. A host's
        // code that fails there ends no call of ours.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(listener)));
    }
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subscription({})", self.id)
    }
}

impl Hub {
    /// Adds a listener; the first one starts the dispatcher. `None` when the thread cannot be started.
    pub(crate) fn subscribe(&self, listener: Listener) -> Option<Subscription> {
        let mut state = self.0.state.lock();
        if !state.has_thread {
            let shared = Arc::clone(&self.0);
            std::thread::Builder::new().name("cortex-events".to_owned()).spawn(move || dispatch(&shared)).ok()?;
            state.has_thread = true;
        }
        state.next_id += 1;
        let id = state.next_id;
        state.listeners.insert(id, listener);
        state.queues.insert(id, Queue::default());
        Some(Subscription { hub: Arc::clone(&self.0), id })
    }

    /// Queues events for every subscriber.
    pub(crate) fn publish(&self, events: &[CloudEvent]) {
        if events.is_empty() {
            return;
        }
        let mut state = self.0.state.lock();
        if state.queues.is_empty() || state.closed {
            return;
        }
        for queue in state.queues.values_mut() {
            for event in events {
                queue.push(event);
            }
        }
        self.0.moved.notify_all();
    }

    /// Whether anybody listens.
    pub(crate) fn has_listeners(&self) -> bool {
        !self.0.state.lock().listeners.is_empty()
    }

    /// How often a listener failed or panicked.
    pub(crate) fn failed_listeners(&self) -> i64 {
        self.0.state.lock().failed
    }

    /// Ends every subscription. Waits for a listener that is running, unless called from it.
    pub(crate) fn close(&self) {
        let mut state = self.0.state.lock();
        state.closed = true;
        let listeners = std::mem::take(&mut state.listeners);
        state.queues.clear();
        self.0.moved.notify_all();
        wait_for_running(&self.0, &mut state, None);
        drop(state);
        drop(listeners);
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        // No waiting here: an engine may be dropped anywhere, its own listener included.
        let mut state = self.0.state.lock();
        state.closed = true;
        let listeners = std::mem::take(&mut state.listeners);
        state.queues.clear();
        self.0.moved.notify_all();
        drop(state);
        drop(listeners);
    }
}

/// Waits until `id` (or any listener) is not running, unless this is the thread it runs on.
fn wait_for_running(shared: &Shared, state: &mut parking_lot::MutexGuard<'_, State>, id: Option<u64>) {
    let here = std::thread::current().id();
    while let Some((running, thread)) = state.running {
        if thread == here || id.is_some_and(|id| id != running) {
            return;
        }
        shared.moved.wait(state);
    }
}

fn dispatch(shared: &Shared) {
    let here = std::thread::current().id();
    let mut state = shared.state.lock();
    let mut last = 0;
    loop {
        if state.closed {
            return;
        }
        // In turn, or a subscriber that is always busy would keep the others from ever hearing anything.
        let next = state.queues.range(last + 1..).chain(state.queues.range(..=last)).find(|(_, q)| !q.is_empty());
        let Some(id) = next.map(|(id, _)| *id) else {
            shared.moved.wait(&mut state);
            continue;
        };
        let mut batch = state.queues.get_mut(&id).map(std::mem::take).unwrap_or_default();
        last = id;
        let Some(listener) = state.listeners.get(&id).cloned() else { continue };
        while let Some(event) = batch.pop() {
            // It may have been cancelled by the event before.
            if !state.listeners.contains_key(&id) {
                break;
            }
            state.running = Some((id, here));
            // A listener is the host's code: whatever it does, it does without our lock and cannot end the thread.
            let has_failed = parking_lot::MutexGuard::unlocked(&mut state, || {
                catch_unwind(AssertUnwindSafe(|| listener(&event))).unwrap_or(true)
            });
            state.running = None;
            if has_failed {
                state.failed += 1;
            }
            shared.moved.notify_all();
        }
        // It may have been cancelled meanwhile, and then this is its last handle.
        parking_lot::MutexGuard::unlocked(&mut state, || drop(listener));
    }
}
