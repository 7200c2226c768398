//! Pull: pages of the latest states in seq order, and push and pull in one round trip.

use super::Body;
use super::PushAnswer;
use super::PushRequest;
use super::Seq;
use super::Unreadable;
use super::unreadable;
use super::wire::decimal;
use crate::canonical::ContentHash;
use crate::clock::Hlc;
use crate::clock::Millis;
use serde::Deserialize;
use serde::Serialize;
use serde_json::value::RawValue;

/// `GET /v1/spaces/{space}/pull?cursor=`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// Where the last page ended; `None` starts from nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows in the page at most; the server's own limit stands where it is smaller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u32>,
    /// With no cursor: the device has never had anything of the space, not even by its own pushes, so tombstones may be
    /// left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fresh: bool,
}

/// The latest state of one record on the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The record's table.
    pub table: String,
    /// The record's id within it.
    pub id: String,
    /// The number this state got.
    #[serde(with = "decimal")]
    pub seq: Seq,
    /// When it was made.
    pub hlc: Hlc,
    /// Who made it.
    pub device_id: String,
    /// BLAKE3 of the body; `None` for a tombstone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<ContentHash>,
    /// The canonical body; `None` for a tombstone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

/// One page of changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "PullFields")]
pub struct PullAnswer {
    /// The version both speak.
    pub protocol_version: u32,
    /// The space's epoch.
    pub epoch: String,
    /// The cursor that was asked with, so that an answer to another request, kept on the way, is not taken for this one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// States newer than the cursor, by seq, at most one per record.
    pub rows: Vec<Row>,
    /// Newer rows that this version cannot read. Never sent: it is the reader who finds them among the rows.
    #[serde(skip)]
    pub unreadable: Vec<Unreadable>,
    /// Where the next page begins. After the last page it stands for `head`, not for the last row.
    pub next_cursor: String,
    /// The seq `next_cursor` stands for.
    #[serde(with = "decimal")]
    pub next_seq: Seq,
    /// Whether there is another page.
    pub has_more: bool,
    /// The space's newest seq when the page was read.
    #[serde(with = "decimal")]
    pub head: Seq,
    /// The digest at `head`; with the last page only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<SpaceDigest>,
    /// The server's clock, Unix milliseconds.
    pub server_time: Millis,
}

#[derive(Deserialize)]
struct PullFields {
    protocol_version: u32,
    epoch: String,
    #[serde(default)]
    cursor: Option<String>,
    rows: Vec<Box<RawValue>>,
    next_cursor: String,
    #[serde(with = "decimal")]
    next_seq: Seq,
    has_more: bool,
    #[serde(with = "decimal")]
    head: Seq,
    #[serde(default)]
    digest: Option<SpaceDigest>,
    server_time: Millis,
}

impl TryFrom<PullFields> for PullAnswer {
    type Error = String;

    fn try_from(fields: PullFields) -> Result<Self, String> {
        let (rows, unreadable) = unreadable::sort_out(&fields.rows)?;
        let PullFields { protocol_version, epoch, cursor, next_cursor, next_seq, has_more, head, digest, .. } = fields;
        let server_time = fields.server_time;
        Ok(Self {
            protocol_version,
            epoch,
            cursor,
            rows,
            unreadable,
            next_cursor,
            next_seq,
            has_more,
            head,
            digest,
            server_time,
        })
    }
}

/// An order-independent digest of every live record of a space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceDigest {
    /// The sum of the records' digests modulo 2^128, 32 hexadecimal digits.
    pub sum: String,
    /// Live records.
    pub records: i64,
}

/// `POST /v1/spaces/{space}/sync`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// The batch, judged first. A refusal of the whole batch refuses the whole request.
    pub push: PushRequest,
    /// The page, read after it.
    pub pull: PullRequest,
}

/// The answer to [`SyncRequest`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncAnswer {
    /// The version both speak.
    pub protocol_version: u32,
    /// The verdicts.
    pub push: PushAnswer,
    /// The page.
    pub pull: PullAnswer,
}
