//! What travels between a device and the server, and how.

pub mod error;
pub mod protocol;
pub mod retry;

#[cfg(feature = "cloud")]
pub(crate) mod http_client;
