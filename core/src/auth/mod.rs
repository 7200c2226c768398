//! Who the user is: where credentials are kept and what state the sign-in is in.

#[cfg(feature = "cloud")]
mod known;
mod secret;
mod token_store;

#[cfg(feature = "cloud")]
pub(crate) use known::KnownTokens;
pub use secret::Secret;
pub use token_store::MemoryTokenStore;
pub use token_store::TokenStore;
pub use token_store::TokenStoreError;

/// How far the sign-in has come (E14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthState {
    /// No credentials, or the server no longer takes them.
    #[default]
    Unauthenticated,
    /// A sign-in is under way.
    Authenticating,
    /// There are credentials the server has not refused.
    Authenticated,
    /// There are credentials and no server to show them to.
    Offline,
}
