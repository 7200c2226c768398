//! What travels between a device and the server, and how.

pub mod error;
pub mod protocol;
pub mod retry;

#[cfg(feature = "cloud")]
pub(crate) mod http_client;

use crate::cancel::CancelToken;
use error::TransportError;
use protocol::Answer;
use protocol::Request;

/// An answer and what it cost on the wire.
#[derive(Debug)]
pub struct Delivered {
    /// The answer.
    pub answer: Answer,
    /// Bytes of the request's body as sent.
    pub bytes_sent: i64,
    /// Bytes of the answer's body as received.
    pub bytes_received: i64,
}

/// Carries requests to the server. The only part of the engine that knows of a network.
pub trait Transport: Send + Sync {
    /// A sync is about to begin. It holds nothing yet: this is the time to ask the host for what its requests will need,
    /// because the host may call the engine back, or close it.
    fn begin(&self) {}

    /// Sends one request and waits for its answer; one try, no retries.
    ///
    /// # Errors
    /// What went wrong, each cause told apart. `Cancelled` soon after `cancel` says so.
    fn send(&self, space: Option<&str>, request: &Request, cancel: &CancelToken) -> Result<Delivered, TransportError>;

    /// Whether the server says it is there.
    fn is_healthy(&self, cancel: &CancelToken) -> bool;

    /// The engine is closed, and nothing is sent any more: the time to end threads, though somebody may hold the engine
    /// for long after.
    fn close(&self) {}
}
