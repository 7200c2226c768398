//! A token store that knows which credentials went through it, so that they can be kept out of the log.

use super::Secret;
use super::TokenStore;
use super::TokenStoreError;
use parking_lot::Mutex;
use std::sync::Arc;

/// The host's store, or the one in memory.
pub(crate) struct KnownTokens {
    store: Arc<dyn TokenStore>,
    seen: Mutex<Vec<Secret>>,
}

impl KnownTokens {
    pub(crate) fn new(store: Arc<dyn TokenStore>) -> Self {
        Self { store, seen: Mutex::default() }
    }

    /// The text without any of the credentials.
    pub(crate) fn hide(&self, text: String) -> String {
        let seen = self.seen.lock();
        seen.iter().fold(text, |text, secret| match secret.expose() {
            "" => text,
            secret if text.contains(secret) => text.replace(secret, "(hidden)"),
            _ => text,
        })
    }

    /// Remembered before it is used anywhere: what is logged may be heard at once.
    fn see(&self, secret: &Secret) {
        let mut seen = self.seen.lock();
        if !seen.contains(secret) {
            seen.push(secret.clone());
        }
    }
}

impl TokenStore for KnownTokens {
    fn load(&self, name: &str) -> Result<Option<Secret>, TokenStoreError> {
        let found = self.store.load(name)?;
        if let Some(secret) = &found {
            self.see(secret);
        }
        Ok(found)
    }

    fn save(&self, name: &str, secret: &Secret) -> Result<(), TokenStoreError> {
        self.see(secret);
        self.store.save(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), TokenStoreError> {
        self.store.delete(name)
    }
}
