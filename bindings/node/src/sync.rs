//! Calls that talk to the server, and the queue they work on.

use crate::cancel::CancelToken;
use crate::cancel::engines;
use crate::engine::CloudEngine;
use crate::engine::text;
use crate::errors::Result;
use crate::json::argument;
use crate::long_call::promise;
use cortex_cloud::QueuedMutation;
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

#[napi]
impl CloudEngine {
    #[napi(catch_unwind)]
    pub fn sync<'env>(&self, env: &'env Env, cancel: Option<&CancelToken>) -> Result<Object<'env>> {
        let (engine, cancel) = (self.core.clone(), engines(cancel));
        promise(env, move || engine.sync(cancel.as_ref()).map(text))
    }

    #[napi(catch_unwind)]
    pub fn push<'env>(&self, env: &'env Env, cancel: Option<&CancelToken>) -> Result<Object<'env>> {
        let (engine, cancel) = (self.core.clone(), engines(cancel));
        promise(env, move || engine.push(cancel.as_ref()).map(text))
    }

    #[napi(catch_unwind)]
    pub fn pull<'env>(&self, env: &'env Env, cancel: Option<&CancelToken>) -> Result<Object<'env>> {
        let (engine, cancel) = (self.core.clone(), engines(cancel));
        promise(env, move || engine.pull(cancel.as_ref()).map(text))
    }

    #[napi(catch_unwind)]
    pub fn verify<'env>(&self, env: &'env Env, cancel: Option<&CancelToken>) -> Result<Object<'env>> {
        let (engine, cancel) = (self.core.clone(), engines(cancel));
        promise(env, move || engine.verify(cancel.as_ref()).map(text))
    }

    #[napi(catch_unwind)]
    pub fn go_online<'env>(&self, env: &'env Env, cancel: Option<&CancelToken>) -> Result<Object<'env>> {
        let (engine, cancel) = (self.core.clone(), engines(cancel));
        promise(env, move || engine.go_online(cancel.as_ref()).map(text))
    }

    #[napi(catch_unwind)]
    pub fn go_offline(&self) -> Result<()> {
        Ok(self.core.go_offline()?)
    }

    #[napi(catch_unwind)]
    pub fn start(&self) -> Result<()> {
        Ok(self.core.start()?)
    }

    #[napi(catch_unwind)]
    pub fn stop<'env>(&self, env: &'env Env) -> Result<Object<'env>> {
        let engine = self.core.clone();
        promise(env, move || engine.stop())
    }

    #[napi(catch_unwind)]
    pub fn queue_mutation(&self, mutation: String) -> Result<bool> {
        let mutation: QueuedMutation = argument("mutation", &mutation)?;
        Ok(self.core.queue_mutation(&mutation)?)
    }

    #[napi(catch_unwind)]
    pub fn queued_mutations(&self, after: Option<i64>, limit: i64) -> Result<String> {
        Ok(text(self.core.queued_mutations(after, limit)?))
    }
}
