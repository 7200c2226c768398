//! A token store of the host's. JavaScript can only be asked on its own thread, and the engine asks from threads of its
//! own while that one may be waiting for them. So nobody is ever waited for: the engine reads what TypeScript has told
//! this mirror, which it does anew before every call that may need credentials.
//!
//! A save or delete is made in two passes, both on JavaScript's thread: in the first the engine says what it wants kept
//! and is refused; then the host does it; in the second the engine hears how that went, and makes its own error of a
//! failure.

use cortex_cloud::auth::Secret;
use cortex_cloud::auth::TokenStore;
use cortex_cloud::auth::TokenStoreError;
use napi_derive::napi;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

#[derive(Default)]
struct State {
    /// What the host has, by name, or why it cannot be read.
    known: HashMap<String, Result<Option<Secret>, String>>,
    pass: Pass,
}

#[derive(Default)]
enum Pass {
    /// No call is under way that may save or delete.
    #[default]
    None,
    /// The next change is noted and refused.
    Asking,
    /// What the engine wants kept under a name; without a secret: forgotten.
    Asked(String, Option<Secret>),
    /// What became of it at the host.
    Done(Result<(), String>),
}

/// The mirror.
#[derive(Clone, Default)]
pub(crate) struct Mirror(Arc<Mutex<State>>);

impl Mirror {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, name: &str, secret: Option<&Secret>) -> Result<(), TokenStoreError> {
        let mut state = self.state();
        match std::mem::take(&mut state.pass) {
            Pass::Asking => {
                state.pass = Pass::Asked(name.to_owned(), secret.cloned());
                Err(TokenStoreError("the host has not been asked yet".to_owned()))
            }
            Pass::Done(Ok(())) => {
                state.known.insert(name.to_owned(), Ok(secret.cloned()));
                Ok(())
            }
            Pass::Done(Err(reason)) => Err(TokenStoreError(reason)),
            Pass::None | Pass::Asked(..) => {
                let reason = "the host's token store can be written by a call of JavaScript's own thread only";
                Err(TokenStoreError(reason.to_owned()))
            }
        }
    }
}

impl TokenStore for Mirror {
    fn load(&self, name: &str) -> Result<Option<Secret>, TokenStoreError> {
        match self.state().known.get(name) {
            Some(Ok(secret)) => Ok(secret.clone()),
            Some(Err(reason)) => Err(TokenStoreError(reason.clone())),
            None => Ok(None),
        }
    }

    fn save(&self, name: &str, secret: &Secret) -> Result<(), TokenStoreError> {
        self.change(name, Some(secret))
    }

    fn delete(&self, name: &str) -> Result<(), TokenStoreError> {
        self.change(name, None)
    }
}

/// The mirror as TypeScript holds it.
#[napi]
#[derive(Default)]
pub struct HostTokens(pub(crate) Mirror);

#[napi]
impl HostTokens {
    #[napi(constructor, catch_unwind)]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the host has under a name.
    #[napi(catch_unwind)]
    pub fn loaded(&self, name: String, secret: Option<String>) {
        self.0.state().known.insert(name, Ok(secret.map(Secret::new)));
    }

    /// Why the host cannot say.
    #[napi(catch_unwind)]
    pub fn unreadable(&self, name: String, reason: String) {
        self.0.state().known.insert(name, Err(reason));
    }

    /// Begins the first pass.
    #[napi(catch_unwind)]
    pub fn ask(&self) {
        self.0.state().pass = Pass::Asking;
    }

    /// Ends the first pass: `[name, secret]`, without a secret for a delete, or nothing where the engine had no wish.
    #[napi(catch_unwind)]
    pub fn asked(&self) -> Option<Vec<String>> {
        match std::mem::take(&mut self.0.state().pass) {
            Pass::Asked(name, secret) => {
                Some(std::iter::once(name).chain(secret.map(|s| s.expose().to_owned())).collect())
            }
            _ => None,
        }
    }

    /// Begins the second pass with what became of it.
    #[napi(catch_unwind)]
    pub fn done(&self, failure: Option<String>) {
        self.0.state().pass = Pass::Done(failure.map_or(Ok(()), Err));
    }
}
