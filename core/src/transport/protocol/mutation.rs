//! Push: a batch of mutations and a verdict for each.

use super::Body;
use super::Quota;
use super::Row;
use super::Seq;
use super::verdict;
use super::wire::decimal;
use crate::canonical::ContentHash;
use crate::clock::Hlc;
use crate::clock::Millis;
use serde::Deserialize;
use serde::Serialize;

/// `POST /v1/spaces/{space}/push`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushRequest {
    /// The version both speak.
    pub protocol_version: u32,
    /// The epoch the base seqs belong to; another epoch's batch is refused before anything else.
    pub epoch: String,
    /// The pushing device.
    pub device_id: String,
    /// Which batch this is.
    pub batch: Batch,
    /// Up to where the device has everything. If that is the head, the batch need not come back to it by the pull.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// The mutations, in the order they were made; at most one per record.
    pub mutations: Vec<Mutation>,
}

/// A batch's place in its device's chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Random, so that two copies of a file never make the same one.
    pub id: String,
    /// The device's batch before it; `None` for its first in this epoch.
    #[serde(default)]
    pub previous: Option<String>,
}

/// One record's new state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mutation {
    /// The record's table.
    pub table: String,
    /// The record's id within it.
    pub id: String,
    /// The seq of the state this one was made on; 0 for a record the server does not have.
    #[serde(with = "decimal")]
    pub base_seq: Seq,
    /// When it was made.
    pub hlc: Hlc,
    /// Who made it; another than the pusher for a state pushed again.
    pub device_id: String,
    /// BLAKE3 of the body; `None` deletes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<ContentHash>,
    /// The canonical body; `None` deletes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// Mutations with the same group are applied all or none.
    pub group: u32,
}

/// The answer to [`PushRequest`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushAnswer {
    /// The version both speak.
    pub protocol_version: u32,
    /// The space's epoch.
    pub epoch: String,
    /// The space's newest seq.
    #[serde(with = "decimal")]
    pub head: Seq,
    /// The server's clock, Unix milliseconds.
    pub server_time: Millis,
    /// One per mutation, in the same order.
    pub verdicts: Vec<Verdict>,
    /// What the space uses now.
    pub quota: Quota,
    /// A cursor that stands for `head`, when the request's cursor was the head before this batch: then the device has
    /// everything. Missing when somebody else wrote in between, and with verdicts that are repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// What became of one mutation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case", try_from = "verdict::Fields")]
pub enum Verdict {
    /// It is the record's state now.
    Applied {
        /// The number it got.
        #[serde(with = "decimal")]
        seq: Seq,
    },
    /// The server has another state than the base.
    Conflict {
        /// That state; `None` when the server has no such record.
        #[serde(default)]
        current: Option<Box<Row>>,
    },
    /// The server has another state than the base, and this version cannot read it. No server says so: it is what a reader
    /// makes of such a conflict.
    Unreadable,
    /// It will never be accepted as it is.
    Rejected {
        /// Stable cause: `bad_request`, `batch_too_large`, `malformed`, `too_large`.
        code: String,
        /// One sentence for people.
        reason: String,
    },
    /// The space is full.
    Quota {
        /// `records` or `bytes`.
        resource: String,
        /// In use now.
        used: i64,
        /// At most.
        limit: i64,
    },
    /// Stamped more than 5 minutes ahead of the server; stamp again and push again.
    ClockSkew,
    /// Nothing wrong with it, but with another of its group.
    Deferred,
}
