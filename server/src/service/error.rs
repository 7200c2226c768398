//! Refusals: each a status, a stable code, and a sentence for people.

use crate::store::StoreError;
use cortex_cloud::transport::protocol::ErrorAnswer;
use cortex_cloud::transport::protocol::ErrorBody;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;
use cortex_cloud::transport::protocol::code;
use std::fmt;

/// Why a request was refused as a whole.
#[derive(Debug)]
pub struct ServiceError {
    /// The HTTP status.
    pub status: u16,
    /// What the client is told.
    pub body: Box<ErrorBody>,
    /// What only the operator's log is told.
    pub cause: Option<StoreError>,
}

impl ServiceError {
    /// A refusal.
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        let body =
            ErrorBody { code: code.to_owned(), message: message.into(), retry_after_ms: None, details: Vec::new() };
        Self { status, body: Box::new(body), cause: None }
    }

    /// Adds a name and value for programs.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.body.details.push((name.to_owned(), value.to_string()));
        self
    }

    /// Says that the same request may succeed after this many milliseconds.
    #[must_use]
    pub fn retry_after(mut self, ms: i64) -> Self {
        self.body.retry_after_ms = Some(ms);
        self
    }

    /// The refusal as it travels.
    pub fn answer(&self) -> ErrorAnswer {
        ErrorAnswer { protocol_version: PROTOCOL_VERSION, error: ErrorBody::clone(&self.body) }
    }

    /// 400: the request is not what the protocol asks for.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "bad_request", message)
    }

    /// 426: no common protocol version.
    pub fn version(client: u32) -> Self {
        let newer = if client > PROTOCOL_VERSION { "update the server" } else { "update the client" };
        let message =
            format!("the client speaks protocol version {client} and this server version {PROTOCOL_VERSION}; {newer}");
        Self::new(426, "version", message).with("client_version", client).with("server_version", PROTOCOL_VERSION)
    }

    /// 403: not the space of these credentials, or none at all; which of the two is not told.
    pub fn wrong_space() -> Self {
        Self::new(403, "wrong_space", "these credentials do not open this space; use a key of the space")
    }

    /// 500: a defect or a broken database.
    pub fn internal() -> Self {
        Self::new(500, "internal", "the server failed; try again, and tell its operator if it goes on")
    }

    /// 503: too much to do at the moment.
    pub fn overloaded() -> Self {
        Self::new(503, "overloaded", "the server has too much to do at the moment; try again").retry_after(1_000)
    }

    pub(super) fn epoch_changed(epoch: &str) -> Self {
        let message = "the space was restored from a backup since; handshake and reconcile";
        Self::new(409, code::EPOCH_CHANGED, message).with("epoch", epoch)
    }

    pub(super) fn too_large(what: &str, has: u64, limit: u64) -> Self {
        let message = format!("the batch has {has} {what} and may have at most {limit}; send smaller batches");
        Self::new(413, code::BATCH_TOO_LARGE, message).with("resource", what).with("limit", limit)
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status, self.body.code, self.body.message)
    }
}

impl std::error::Error for ServiceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

impl From<StoreError> for ServiceError {
    fn from(cause: StoreError) -> Self {
        let error = match cause {
            StoreError::Full => {
                Self::new(507, "server_full", "the server's disk is full; nothing was changed, try later")
                    .retry_after(60_000)
            }
            StoreError::Busy => Self::overloaded(),
            _ => Self::internal(),
        };
        Self { cause: Some(cause), ..error }
    }
}
