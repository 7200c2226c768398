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

/// What a space may hold and how often its devices may sync (E60); `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpaceLimits {
    /// Live records at most.
    pub max_records: Option<i64>,
    /// Bytes of their canonical bodies at most.
    pub max_bytes: Option<i64>,
    /// Milliseconds from a device's completed sync to its next one at least.
    pub min_sync_interval_ms: Option<Millis>,
}

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
    /// What it may hold, and how often its devices may sync.
    pub limits: SpaceLimits,
    /// When it was made, Unix milliseconds.
    pub created_at: Millis,
}

impl SpaceRow {
    /// The counters and limits as the protocol says them.
    pub fn quota(&self) -> Quota {
        Quota {
            records: Usage { used: self.records, limit: self.limits.max_records },
            bytes: Usage { used: self.bytes, limit: self.limits.max_bytes },
            min_sync_interval_ms: self.limits.min_sync_interval_ms,
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
    /// When the server took it, Unix milliseconds by its own clock.
    pub written_at: Millis,
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

/// The tombstones of a space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tombstones {
    /// How many there are.
    pub count: i64,
    /// When the oldest of them was written, Unix milliseconds.
    pub oldest_at: Option<Millis>,
}

/// A device that has pushed to a space in its current epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its id, of its own choice.
    pub device_id: String,
    /// When its last batch came, Unix milliseconds.
    pub last_push_at: Millis,
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
    /// Whose it is. A device's file stays with the account it was first synced with, whichever of its keys is used.
    pub account: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was made, Unix milliseconds.
    pub created_at: Millis,
    /// Since when it is refused.
    pub revoked_at: Option<Millis>,
}
