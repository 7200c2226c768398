//! The contract of every binding, `cortex_cloud.udl`, and what Swift (later Kotlin and Ruby) call.
//!
//! The types of the contract are the engine's own; what is here are callbacks, which need a trait of this crate, and
//! the few calls that take one or a token.

mod cancel;
mod engine;
mod errors;
mod events;
mod log;
mod scaffolding;
mod tokens;

pub use cancel::CancelToken;
pub use engine::CloudEngine;
pub use errors::CallbackError;
pub use events::CloudListener;
pub use events::Subscription;
pub use log::LogSink;
pub use scaffolding::UniFfiTag;
pub use tokens::TokenStore;
