//! Digest: finding what differs between a device and the server without sending everything.

use super::Row;
use super::Seq;
use super::Unreadable;
use super::unreadable;
use super::wire::decimal;
use crate::canonical::ContentHash;
use serde::Deserialize;
use serde::Serialize;
use serde_json::value::RawValue;

/// `POST /v1/spaces/{space}/digest`. Empty, it asks for all bucket digests; otherwise for what it names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestRequest {
    /// The version both speak.
    pub protocol_version: u32,
    /// Buckets to list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buckets: Vec<u8>,
    /// Records to return whole, as (table, id).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<(String, String)>,
}

/// The answer to [`DigestRequest`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "DigestFields")]
pub struct DigestAnswer {
    /// The version both speak.
    pub protocol_version: u32,
    /// The space's epoch.
    pub epoch: String,
    /// The space's newest seq when the answer was read.
    #[serde(with = "decimal")]
    pub head: Seq,
    /// Deletes up to this seq may have been collected; 0 where none was.
    #[serde(with = "decimal")]
    pub floor: Seq,
    /// A cursor that stands for `head`: what changed since this answer is pulled from there.
    pub cursor: String,
    /// Every bucket that is not empty; when nothing in particular was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buckets: Vec<BucketDigest>,
    /// The records of the buckets asked for, tombstones included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listing: Vec<Listing>,
    /// The records asked for that exist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// Those of them that this version cannot read. Never sent: it is the reader who finds them among the rows.
    #[serde(skip)]
    pub unreadable: Vec<Unreadable>,
}

#[derive(Deserialize)]
struct DigestFields {
    protocol_version: u32,
    epoch: String,
    #[serde(with = "decimal")]
    head: Seq,
    #[serde(with = "decimal")]
    floor: Seq,
    cursor: String,
    #[serde(default)]
    buckets: Vec<BucketDigest>,
    #[serde(default)]
    listing: Vec<Listing>,
    #[serde(default)]
    rows: Vec<Box<RawValue>>,
}

impl TryFrom<DigestFields> for DigestAnswer {
    type Error = String;

    fn try_from(fields: DigestFields) -> Result<Self, String> {
        let (rows, unreadable) = unreadable::sort_out(&fields.rows)?;
        let DigestFields { protocol_version, epoch, head, floor, cursor, buckets, listing, .. } = fields;
        Ok(Self { protocol_version, epoch, head, floor, cursor, buckets, listing, rows, unreadable })
    }
}

/// The digest of one bucket of records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketDigest {
    /// 0 to 255: the first byte of BLAKE3 of the record's key.
    pub bucket: u8,
    /// The sum of its records' digests modulo 2^128, 32 hexadecimal digits.
    pub sum: String,
    /// Live records in it.
    pub records: i64,
}

/// One record of a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The record's table.
    pub table: String,
    /// The record's id within it.
    pub id: String,
    /// Its number.
    #[serde(with = "decimal")]
    pub seq: Seq,
    /// BLAKE3 of its body; `None` for a tombstone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<ContentHash>,
}
