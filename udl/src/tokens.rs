//! A host's place for credentials.

use crate::CallbackError;
use cortex_cloud::auth;
use cortex_cloud::auth::Secret;
use cortex_cloud::auth::TokenStoreError;
use std::sync::Arc;

/// A place for credentials.
#[uniffi::trait_interface]
pub trait TokenStore: Send + Sync {
    /// The credential kept under a name, if any.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn load(&self, name: String) -> Result<Option<String>, CallbackError>;

    /// Keeps a credential under a name, replacing what was there.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn save(&self, name: String, secret: String) -> Result<(), CallbackError>;

    /// Forgets the credential under a name.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn delete(&self, name: String) -> Result<(), CallbackError>;
}

/// A host's store as the engine takes one.
pub(crate) struct HostTokens(pub(crate) Arc<dyn TokenStore>);

impl auth::TokenStore for HostTokens {
    fn load(&self, name: &str) -> Result<Option<Secret>, TokenStoreError> {
        Ok(self.0.load(name.to_owned()).map_err(failed)?.map(Secret::new))
    }

    fn save(&self, name: &str, secret: &Secret) -> Result<(), TokenStoreError> {
        self.0.save(name.to_owned(), secret.expose().to_owned()).map_err(failed)
    }

    fn delete(&self, name: &str) -> Result<(), TokenStoreError> {
        self.0.delete(name.to_owned()).map_err(failed)
    }
}

fn failed(error: CallbackError) -> TokenStoreError {
    TokenStoreError(error.to_string())
}
