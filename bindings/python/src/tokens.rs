//! A Python object as the place for credentials.

use crate::call::guarded;
use cortex_cloud::auth::Secret;
use cortex_cloud::auth::TokenStore;
use cortex_cloud::auth::TokenStoreError;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// Calls `load`, `save` and `delete` of the host's object, from any thread.
pub(crate) struct HostTokens(pub(crate) Py<PyAny>);

impl HostTokens {
    fn call<T>(&self, work: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<T>) -> Result<T, TokenStoreError> {
        let outcome = Python::try_attach(|py| {
            let store = self.0.bind(py);
            guarded(py, || work(store)).map_err(|raised| {
                // Only the class: the sentence is the host's and may hold the secret, and so may the form of the store.
                let name = raised.get_type(py).name().map(|name| name.to_string()).unwrap_or_default();
                TokenStoreError(format!("it raised {name}"))
            })
        });
        outcome.unwrap_or_else(|| Err(TokenStoreError("the interpreter is ending".to_owned())))
    }
}

impl TokenStore for HostTokens {
    fn load(&self, name: &str) -> Result<Option<Secret>, TokenStoreError> {
        self.call(|store| {
            let given = store.call_method1("load", (name,))?;
            if given.is_none() {
                return Ok(None);
            }
            Ok(Some(Secret::new(given.cast::<PyString>()?.to_str()?)))
        })
    }

    fn save(&self, name: &str, secret: &Secret) -> Result<(), TokenStoreError> {
        self.call(|store| store.call_method1("save", (name, secret.expose())).map(drop))
    }

    fn delete(&self, name: &str) -> Result<(), TokenStoreError> {
        self.call(|store| store.call_method1("delete", (name,)).map(drop))
    }
}
