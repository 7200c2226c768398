//! An answer that waits until the test says what becomes of it.

use super::Shared;
use super::TICK;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

/// How long [`Held::wait`] waits before it says that the request never came.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the proxy's thread and the test meet.
#[derive(Debug, Default)]
pub struct Gate {
    phase: Mutex<Phase>,
    changed: Condvar,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Phase {
    answered: bool,
    deliver: Option<bool>,
}

/// A request held by [`Proxy::hold_next`](super::Proxy::hold_next). Dropping it lets the answer through.
#[must_use = "a dropped hold lets the answer through"]
pub struct Held {
    gate: Arc<Gate>,
}

impl Held {
    pub(super) fn new(gate: Arc<Gate>) -> Self {
        Self { gate }
    }

    /// Waits until the server has answered the held request, so that its effects are there.
    ///
    /// # Panics
    /// When that takes more than 30 seconds.
    pub fn wait(&self) {
        let end = Instant::now() + PATIENCE;
        let mut phase = self.gate.lock();
        while !phase.answered {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no request to hold was answered within {} s", PATIENCE.as_secs());
            phase = self.gate.changed.wait_timeout(phase, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Whether the server has answered the held request.
    pub fn is_answered(&self) -> bool {
        self.gate.lock().answered
    }

    /// Delivers the answer.
    pub fn release(self) {
        self.gate.decide(true);
    }

    /// Throws the answer away and cuts the connection.
    pub fn drop_answer(self) {
        self.gate.decide(false);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.gate.decide(true);
    }
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first decision stands.
    fn decide(&self, deliver: bool) {
        self.lock().deliver.get_or_insert(deliver);
        self.changed.notify_all();
    }

    /// Says that the answer is there and waits for what becomes of it: `true` to deliver it.
    pub(super) fn pass(&self, shared: &Shared) -> bool {
        let mut phase = self.lock();
        phase.answered = true;
        self.changed.notify_all();
        loop {
            if let Some(deliver) = phase.deliver {
                return deliver;
            }
            if shared.is_closing() {
                return false;
            }
            phase = self.changed.wait_timeout(phase, TICK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
