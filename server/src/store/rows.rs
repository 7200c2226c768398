//! What goes into a store and comes out of it, where the protocol has no type for it.

use cortex_cloud::canonical::ContentHash;
use cortex_cloud::clock::Hlc;
use cortex_cloud::clock::Millis;
use cortex_cloud::transport::protocol::Quota;
use cortex_cloud::transport::protocol::Row;
use cortex_cloud::transport::protocol::Seq;
use cortex_cloud::transport::protocol::Usage;

/// A space's number inside one store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SpaceId(pub i64);

/// A space's own row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpaceRow {
    /// Its number.
    pub id: SpaceId,
    /// Its name, unique in the store.
    pub name: String,
    /// Random id of its current life.
    pub epoch: String,
    /// The seq of the newest accepted mutation.
    pub head: Seq,
    /// Tombstones up to here may have been collected.
    pub floor: Seq,
    /// Live records.
    pub records: i64,
    /// Bytes of their canonical bodies.
    pub bytes: i64,
    /// Live records at most; `None` is no limit.
    pub max_records: Option<i64>,
    /// Bytes at most; `None` is no limit.
    pub max_bytes: Option<i64>,
    /// When it was made, Unix milliseconds.
    pub created_at: Millis,
}

impl SpaceRow {
    /// The counters and limits as the protocol says them.
    pub fn quota(&self) -> Quota {
        Quota {
            records: Usage { used: self.records, limit: self.max_records },
            bytes: Usage { used: self.bytes, limit: self.max_bytes },
        }
    }
}

/// A record's key within its space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecordKey<'a> {
    /// Its table.
    pub table: &'a str,
    /// Its id within the table.
    pub id: &'a str,
}

/// A record without its body: all that a push is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordState {
    /// Its number.
    pub seq: Seq,
    /// BLAKE3 of its body; `None` for a tombstone.
    pub hash: Option<ContentHash>,
    /// Bytes of its body; 0 for a tombstone.
    pub bytes: i64,
}

/// A record's new state.
#[derive(Clone, Copy, Debug)]
pub struct RecordWrite<'a> {
    /// Which record.
    pub key: RecordKey<'a>,
    /// The number it gets.
    pub seq: Seq,
    /// When it was made.
    pub hlc: Hlc,
    /// Who made it.
    pub device_id: &'a str,
    /// Its bucket of the digest.
    pub bucket: u8,
    /// Hash and canonical text; `None` deletes.
    pub content: Option<(ContentHash, &'a str)>,
}

/// Which page of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageQuery {
    /// Only states with a greater seq.
    pub after: Seq,
    /// Tombstones up to here are left out; 0 leaves out none.
    pub live_until: Seq,
    /// Rows at most, 1 or more.
    pub max_rows: usize,
    /// The page ends with the row whose body passes this.
    pub max_bytes: u64,
}

/// A page of changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// By seq.
    pub rows: Vec<Row>,
    /// Whether there are more of them in this snapshot.
    pub has_more: bool,
}

/// An API key as it is stored: without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// The public part of the key, for lists and revoking.
    pub key_id: String,
    /// BLAKE3 of the whole key.
    pub hash: [u8; 32],
    /// The space it opens.
    pub space: String,
    /// `owner`, `editor` or `viewer`.
    pub role: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was made, Unix milliseconds.
    pub created_at: Millis,
    /// Since when it is refused.
    pub revoked_at: Option<Millis>,
}
