//! What an `AbortSignal` is bridged to.

use napi_derive::napi;

/// Ends the long calls it was given to.
#[napi]
#[derive(Default)]
pub struct CancelToken(pub(crate) cortex_cloud::CancelToken);

#[napi]
impl CancelToken {
    #[napi(constructor, catch_unwind)]
    pub fn new() -> Self {
        Self::default()
    }

    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.0.cancel();
    }

    #[napi(catch_unwind)]
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

/// The engine's token of an optional argument.
pub(crate) fn engines(token: Option<&CancelToken>) -> Option<cortex_cloud::CancelToken> {
    token.map(|token| token.0.clone())
}
