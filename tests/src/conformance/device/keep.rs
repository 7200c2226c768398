//! What a device brings for its engines: lists that listeners and sinks fill, and token stores.

use cortex_cloud::auth::Secret;
use cortex_cloud::auth::TokenStore;
use cortex_cloud::auth::TokenStoreError;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// A list another thread adds to.
#[derive(Clone, Default)]
pub(super) struct List(Arc<Mutex<Vec<Value>>>);

impl List {
    pub(super) fn add(&self, value: Value) {
        lock(&self.0).push(value);
    }

    pub(super) fn so_far(&self) -> Value {
        Value::Array(lock(&self.0).clone())
    }
}

/// Keeps credentials in memory, and fails where a step says so.
#[derive(Default)]
pub(super) struct Tokens {
    kept: Mutex<BTreeMap<String, String>>,
    failing: Mutex<BTreeSet<String>>,
}

impl Tokens {
    pub(super) fn kept(&self) -> Value {
        lock(&self.kept).iter().map(|(name, secret)| json!({ "name": name, "secret": secret })).collect()
    }

    pub(super) fn fail(&self, methods: BTreeSet<String>) {
        *lock(&self.failing) = methods;
    }

    fn check(&self, method: &str) -> Result<(), TokenStoreError> {
        let fails = lock(&self.failing).contains(method);
        if fails { Err(TokenStoreError(format!("the scenario's token store does not {method}"))) } else { Ok(()) }
    }
}

impl TokenStore for Tokens {
    fn load(&self, name: &str) -> Result<Option<Secret>, TokenStoreError> {
        self.check("load")?;
        Ok(lock(&self.kept).get(name).map(Secret::new))
    }

    fn save(&self, name: &str, secret: &Secret) -> Result<(), TokenStoreError> {
        self.check("save")?;
        lock(&self.kept).insert(name.to_owned(), secret.expose().to_owned());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), TokenStoreError> {
        self.check("delete")?;
        lock(&self.kept).remove(name);
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
