//! Ending a long call from outside.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

/// Ends the long calls it was given to. What they did stays done, what they did not do stays queued.
#[derive(Clone, Debug, Default)]
pub struct CancelToken {
    own: Arc<AtomicBool>,
    /// Others that end the same call: the engine's closing, for one.
    others: Vec<Arc<AtomicBool>>,
}

impl CancelToken {
    /// A token nobody has cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the calls. There is no way back; use a new token for the next call.
    pub fn cancel(&self) {
        self.own.store(true, Ordering::Release);
    }

    /// Whether [`CancelToken::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        std::iter::once(&self.own).chain(&self.others).any(|flag| flag.load(Ordering::Acquire))
    }

    /// A token that is cancelled when either is.
    pub(crate) fn joined(&self, other: Option<&Self>) -> Self {
        let mut joined = self.clone();
        if let Some(other) = other {
            joined.others.push(Arc::clone(&other.own));
            joined.others.extend(other.others.iter().cloned());
        }
        joined
    }
}
