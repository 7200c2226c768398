//! A host's listener.

use crate::CallbackError;
use cortex_cloud::CloudError;
use cortex_cloud::CloudEvent;
use std::sync::Arc;

/// Hears of what an engine does.
#[uniffi::trait_interface]
pub trait CloudListener: Send + Sync {
    /// One event.
    ///
    /// # Errors
    /// Counted and never fatal.
    fn on_event(&self, event: CloudEvent) -> Result<(), CallbackError>;
}

/// The engine's subscription, as the contract has it.
#[derive(Debug)]
pub struct Subscription(cortex_cloud::Subscription);

impl Subscription {
    /// Ends the subscription.
    ///
    /// # Errors
    /// None; every method of the contract may throw.
    pub fn cancel(&self) -> Result<(), CloudError> {
        self.0.cancel();
        Ok(())
    }
}

pub(crate) fn subscribe(
    engine: &cortex_cloud::CloudEngine,
    listener: Arc<dyn CloudListener>,
) -> Result<Arc<Subscription>, CloudError> {
    engine
        .subscribe(move |event| listener.on_event(event.clone()))
        .map(|subscription| Arc::new(Subscription(subscription)))
}
