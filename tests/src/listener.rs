//! A listener that remembers.

use crate::patience::wait_until;
use cortex_cloud::CloudEngine;
use cortex_cloud::CloudEvent;
use cortex_cloud::Subscription;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Every event of an engine since [`Listener::of`].
pub struct Listener {
    heard: Arc<Mutex<Vec<CloudEvent>>>,
    subscription: Subscription,
}

impl Listener {
    /// Begins to listen.
    ///
    /// # Panics
    /// When the engine is closed.
    pub fn of(engine: &CloudEngine) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&heard);
        let note = move |event: &CloudEvent| notes.lock().unwrap_or_else(PoisonError::into_inner).push(event.clone());
        Self { heard, subscription: engine.subscribe(note).expect("a subscription") }
    }

    /// What was heard so far, in order.
    pub fn heard(&self) -> Vec<CloudEvent> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for an event and returns it.
    ///
    /// # Panics
    /// When it does not come.
    pub fn wait_for(&self, what: &str, is_it: impl Fn(&CloudEvent) -> bool) -> CloudEvent {
        let mut found = None;
        wait_until(what, || {
            found = self.heard().into_iter().find(&is_it);
            found.is_some()
        });
        found.expect("just found")
    }

    /// Ends the subscription.
    pub fn cancel(&self) {
        self.subscription.cancel();
    }
}
