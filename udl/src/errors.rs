//! What a host's callback throws. What the engine throws is its own error.

/// A callback did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// One sentence for people, without a secret.
    #[error("{reason}")]
    Failed {
        /// The sentence.
        reason: String,
    },
}

/// An exception of the host's that is none of the contract's. Without this conversion UniFFI panics.
impl From<uniffi::UnexpectedUniFFICallbackError> for CallbackError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: error.reason }
    }
}
