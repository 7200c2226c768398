//! Where credentials are kept (E12). In memory unless the host brings a keychain or a store of its own.

use super::Secret;
use parking_lot::Mutex;
use std::collections::HashMap;

/// A place for credentials. Implementations must not write them to a plain file or a log.
pub trait TokenStore: Send + Sync {
    /// The credential kept under a name, if any.
    ///
    /// # Errors
    /// When the store cannot be read: locked, or gone.
    fn load(&self, name: &str) -> Result<Option<Secret>, TokenStoreError>;

    /// Keeps a credential under a name, replacing what was there.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn save(&self, name: &str, secret: &Secret) -> Result<(), TokenStoreError>;

    /// Forgets the credential under a name. Harmless when there is none.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn delete(&self, name: &str) -> Result<(), TokenStoreError>;
}

/// Why a token store did not do what it was asked: one sentence for people, without the secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TokenStoreError(pub String);

/// Keeps credentials until the process ends.
#[derive(Debug, Default)]
pub struct MemoryTokenStore(Mutex<HashMap<String, Secret>>);

impl TokenStore for MemoryTokenStore {
    fn load(&self, name: &str) -> Result<Option<Secret>, TokenStoreError> {
        Ok(self.0.lock().get(name).cloned())
    }

    fn save(&self, name: &str, secret: &Secret) -> Result<(), TokenStoreError> {
        self.0.lock().insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), TokenStoreError> {
        self.0.lock().remove(name);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_kept_and_forgotten_and_never_shown() {
        let store = MemoryTokenStore::default();
        store.save("server", &Secret::new("hunter2")).unwrap();
        assert_eq!(store.load("server").unwrap().unwrap().expose(), "hunter2");
        assert!(!format!("{store:?}").contains("hunter2"));
        store.delete("server").unwrap();
        assert_eq!(store.load("server").unwrap(), None);
    }
}
