//! Telling JavaScript that something waits for it. The call is only a wake-up: at most one is under way, it is dropped
//! where the environment is going away, and it keeps no process alive.

use napi::bindgen_prelude::Function;
use napi::threadsafe_function::ThreadsafeFunction;
use napi::threadsafe_function::ThreadsafeFunctionCallMode;
use std::sync::Arc;

type Weak = ThreadsafeFunction<(), (), (), napi::Status, false, true, 1>;

/// Wakes one listener or sink.
#[derive(Clone)]
pub(crate) struct Wake(Arc<Weak>);

impl Wake {
    pub(crate) fn new(function: &Function<'_, (), ()>) -> napi::Result<Self> {
        let weak = function
            .build_threadsafe_function()
            .callee_handled::<false>()
            .weak::<true>()
            .max_queue_size::<1>()
            .build()?;
        Ok(Self(Arc::new(weak)))
    }

    /// Whatever the status says, all is well: a full queue is a wake-up under way, a closing one has nobody to wake.
    pub(crate) fn wake(&self) {
        let _ = self.0.call((), ThreadsafeFunctionCallMode::NonBlocking);
    }
}
