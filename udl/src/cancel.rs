//! Ending a long call from another thread.

use cortex_cloud::CloudError;
use std::sync::Arc;

/// The engine's token, as the contract has it.
#[derive(Debug, Default)]
pub struct CancelToken(cortex_cloud::CancelToken);

impl CancelToken {
    /// A token nobody has cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the calls it was given to.
    ///
    /// # Errors
    /// None; every method of the contract may throw.
    pub fn cancel(&self) -> Result<(), CloudError> {
        self.0.cancel();
        Ok(())
    }

    /// Whether it was cancelled.
    ///
    /// # Errors
    /// None; every method of the contract may throw.
    pub fn is_cancelled(&self) -> Result<bool, CloudError> {
        Ok(self.0.is_cancelled())
    }
}

/// A call's optional token, as the engine takes it.
pub(crate) fn engines(token: Option<&Arc<CancelToken>>) -> Option<&cortex_cloud::CancelToken> {
    token.map(|token| &token.0)
}
