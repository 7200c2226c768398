//! Opening and closing. What an engine does is in the other modules, by the same names as in the contract's crate.

use crate::errors::Result;
use crate::json;
use crate::json::ToJson;
use crate::tokens::HostTokens;
use cortex_cloud::Config;
use cortex_cloud::Environment;
use napi::Env;
use napi_derive::napi;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

/// The engine as TypeScript holds it.
#[napi]
pub struct CloudEngine {
    pub(crate) core: cortex_cloud::CloudEngine,
    /// Listeners and sinks of JavaScript that threw. The engine cannot see them: it only calls the queue before them.
    pub(crate) failed: Arc<AtomicI64>,
}

#[napi]
impl CloudEngine {
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, config: String, tokens: Option<&HostTokens>) -> Result<Self> {
        let config: Config = json::argument("config", &config)?;
        let token_store = tokens.map(|tokens| Arc::new(tokens.0.clone()) as _);
        let core = cortex_cloud::CloudEngine::open_in(config, Environment { token_store, ..Environment::default() })?;
        // A worker or a window that ends without `close` must leave no thread behind. The hook holds no engine: one that
        // was collected before has closed by itself.
        env.add_env_cleanup_hook(core.downgrade(), |engine| {
            if let Some(engine) = engine.upgrade() {
                engine.close();
            }
        })?;
        Ok(Self { core, failed: Arc::default() })
    }

    #[napi(catch_unwind)]
    pub fn close(&self) {
        self.core.close();
    }
}

/// The text of a result.
pub(crate) fn text<T: ToJson>(value: T) -> String {
    value.to_json()
}
