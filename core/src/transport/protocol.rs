//! The messages of protocol version 1 (E51), shared by engine, server and simulator.
//!
//! Integers that may pass 2^53 (seq, hlc) travel as decimal strings, hashes as hexadecimal, bodies as their canonical
//! text inside the message. Unknown fields are ignored, so both sides can grow.

mod cursor;
mod digest;
mod handshake;
mod mutation;
mod pull;
mod unreadable;
mod verdict;
mod wire;

pub use cursor::Cursor;
pub use digest::BucketDigest;
pub use digest::DigestAnswer;
pub use digest::DigestRequest;
pub use digest::Listing;
pub use handshake::EpochEnd;
pub use handshake::Handshake;
pub use handshake::HandshakeAnswer;
pub use handshake::Limits;
pub use handshake::Quota;
pub use handshake::Usage;
pub use mutation::Batch;
pub use mutation::Mutation;
pub use mutation::PushAnswer;
pub use mutation::PushRequest;
pub use mutation::Verdict;
pub use pull::PullAnswer;
pub use pull::PullRequest;
pub use pull::Row;
pub use pull::SpaceDigest;
pub use pull::SyncAnswer;
pub use pull::SyncRequest;
pub use unreadable::Unreadable;
pub use wire::Body;
pub use wire::Seq;

use serde::Deserialize;
use serde::Serialize;

/// The version this build speaks.
pub const PROTOCOL_VERSION: u32 = 1;

/// What a device asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Who is there, and may we talk?
    Handshake(Handshake),
    /// One batch of mutations.
    Push(PushRequest),
    /// One page of changes.
    Pull(PullRequest),
    /// A batch and a page in one round trip.
    Sync(SyncRequest),
    /// Bucket digests, ids or rows, to find and mend a difference.
    Digest(DigestRequest),
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`Request::Handshake`].
    Handshake(HandshakeAnswer),
    /// To [`Request::Push`].
    Push(PushAnswer),
    /// To [`Request::Pull`].
    Pull(PullAnswer),
    /// To [`Request::Sync`].
    Sync(SyncAnswer),
    /// To [`Request::Digest`].
    Digest(DigestAnswer),
}

/// The body of every answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorAnswer {
    /// The server's protocol version.
    pub protocol_version: u32,
    /// What was refused.
    pub error: ErrorBody,
}

/// A refusal by the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// Stable cause: `key_revoked`, `epoch_changed`, `batch_too_large`.
    pub code: String,
    /// One sentence for people.
    pub message: String,
    /// How long to wait before a retry, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<i64>,
    /// Names and values of what was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<(String, String)>,
}

/// The codes of [`ErrorBody`] a client acts on.
pub mod code {
    /// The batch follows another one than the server remembers: a copied or restored file.
    pub const DEVICE_FORKED: &str = "device_forked";
    /// The space was restored from a backup since this cursor or batch was made.
    pub const EPOCH_CHANGED: &str = "epoch_changed";
    /// The cursor is older than the tombstones the server still has.
    pub const CURSOR_EXPIRED: &str = "cursor_expired";
    /// The cursor is ahead of the space, which can only be an older copy of itself.
    pub const CURSOR_AHEAD: &str = "cursor_ahead";
    /// The role of these credentials may not write.
    pub const READ_ONLY_ROLE: &str = "read_only_role";
    /// The request is not what the protocol asks for.
    pub const BAD_REQUEST: &str = "bad_request";
    /// The batch has too many items or bytes.
    pub const BATCH_TOO_LARGE: &str = "batch_too_large";
}
