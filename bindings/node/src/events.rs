//! Events wait here, joined as they wait in the engine, until JavaScript takes them: a slow listener costs memory for the
//! records it has not heard of, and delays nobody.

use crate::engine::CloudEngine;
use crate::errors::Result;
use crate::json::ToJson;
use crate::wake::Wake;
use cortex_cloud::CloudEvent;
use cortex_cloud::events::EventQueue;
use napi::bindgen_prelude::Function;
use napi_derive::napi;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Events taken at once: a host's other work comes in between.
const BATCH: usize = 256;

type Waiting = Arc<Mutex<EventQueue>>;

/// A listener's subscription.
#[napi]
pub struct Subscription {
    core: cortex_cloud::Subscription,
    waiting: Waiting,
}

#[napi]
impl CloudEngine {
    /// `wake` is called when there is something to take.
    #[napi(catch_unwind)]
    pub fn subscribe(&self, wake: Function<'_, (), ()>) -> Result<Subscription> {
        let wake = Wake::new(&wake)?;
        let waiting = Waiting::default();
        let queue = Arc::clone(&waiting);
        let core = self.core.subscribe(move |event: &CloudEvent| {
            queue.lock().unwrap_or_else(PoisonError::into_inner).push(event);
            wake.wake();
        })?;
        Ok(Subscription { core, waiting })
    }
}

#[napi]
impl Subscription {
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.core.cancel();
    }

    /// Some of what waits, in order; nothing when there is nothing. Take until then.
    #[napi(catch_unwind)]
    pub fn take(&self) -> Option<String> {
        let batch: Vec<CloudEvent> = {
            let mut queue = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            std::iter::from_fn(|| queue.pop()).take(BATCH).collect()
        };
        if batch.is_empty() { None } else { Some(batch.to_json()) }
    }
}
