//! Calls that may take long: each on a thread of its own, never on libuv's four, which the host needs for files and DNS.

use crate::errors::Result;
use crate::errors::no_thread;
use crate::errors::panicked;
use cortex_cloud::CloudError;
use napi::Env;
use napi::JsDeferred;
use napi::bindgen_prelude::Object;
use napi::bindgen_prelude::ToNapiValue;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::thread;

/// Runs `call` and settles the promise that is returned.
///
/// A panic of this addon's own is an error like the engine's: the promise is always settled. One whose environment is gone
/// meanwhile is dropped with it.
pub(crate) fn promise<'env, T>(
    env: &'env Env,
    call: impl FnOnce() -> std::result::Result<T, CloudError> + Send + 'static,
) -> Result<Object<'env>>
where
    T: ToNapiValue + Send + 'static,
{
    type Settle<T> = Box<dyn FnOnce(Env) -> napi::Result<T> + Send>;
    let (deferred, promise): (JsDeferred<T, Settle<T>>, Object<'env>) = env.create_deferred()?;
    let run = move || match catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| Err(panicked())) {
        Ok(value) => deferred.resolve(Box::new(move |_| Ok(value))),
        Err(error) => deferred.reject(crate::errors::Thrown::from(error).into()),
    };
    thread::Builder::new().name("cortex-call".to_owned()).spawn(run).map_err(|e| no_thread(&e))?;
    Ok(promise)
}
