//! Calls that may take long: each on a thread of its own, never on libuv's four, which the host needs for files and DNS.

use crate::errors::Result;
use crate::errors::no_thread;
use cortex_cloud::CloudError;
use napi::Env;
use napi::JsDeferred;
use napi::bindgen_prelude::Object;
use napi::bindgen_prelude::ToNapiValue;
use std::thread;

/// Runs `call` and settles the promise that is returned.
///
/// The engine catches its own panics, so `call` always comes back; a promise whose environment is gone meanwhile is
/// dropped with it.
pub(crate) fn promise<'env, T>(
    env: &'env Env,
    call: impl FnOnce() -> std::result::Result<T, CloudError> + Send + 'static,
) -> Result<Object<'env>>
where
    T: ToNapiValue + Send + 'static,
{
    type Settle<T> = Box<dyn FnOnce(Env) -> napi::Result<T> + Send>;
    let (deferred, promise): (JsDeferred<T, Settle<T>>, Object<'env>) = env.create_deferred()?;
    let run = move || match call() {
        Ok(value) => deferred.resolve(Box::new(move |_| Ok(value))),
        Err(error) => deferred.reject(crate::errors::Thrown::from(error).into()),
    };
    thread::Builder::new().name("cortex-call".to_owned()).spawn(run).map_err(|e| no_thread(&e))?;
    Ok(promise)
}
