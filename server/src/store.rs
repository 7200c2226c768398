//! Where spaces, records and keys live, behind a trait, so that the service does not know which database it is.
//!
//! Calls are batches (many keys at once), reads are one consistent snapshot, and several write jobs may share one
//! transaction and one flush to disk ([`Store::write_group`]).

mod error;
mod group;
mod rows;
pub mod sqlite;

pub use error::StoreError;
pub use group::run_group;
pub use rows::DeviceRow;
pub use rows::KeyRow;
pub use rows::Page;
pub use rows::PageQuery;
pub use rows::RecordKey;
pub use rows::RecordState;
pub use rows::RecordWrite;
pub use rows::SpaceId;
pub use rows::SpaceLimits;
pub use rows::SpaceRow;
pub use rows::Tombstones;

use cortex_cloud::clock::Millis;
use cortex_cloud::digest::Digest;
use cortex_cloud::transport::protocol::EpochEnd;
use cortex_cloud::transport::protocol::Listing;
use cortex_cloud::transport::protocol::Row;
use cortex_cloud::transport::protocol::Seq;

/// What every call of a store gives.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A database of spaces.
pub trait Store: Send + Sync + 'static {
    /// Runs `job` on one consistent snapshot. May block while all readers are taken.
    ///
    /// # Errors
    /// Those of `job`, and [`StoreError`] when no snapshot could be opened.
    fn read<T, E: From<StoreError>>(
        &self,
        job: impl FnOnce(&mut dyn ReadTx) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E>;

    /// Runs the jobs in order in one transaction, each atomic by itself, and returns after the commit is on disk.
    ///
    /// # Errors
    /// [`StoreError`] means that nothing of any job was kept, whatever the jobs saw while they ran.
    fn write_group(&self, jobs: &mut [&mut dyn WriteJob]) -> Result<()>;

    /// Runs one write in a transaction of its own. An error of `job` rolls it back.
    ///
    /// # Errors
    /// Those of `job`, and [`StoreError`] when the transaction could not be opened or committed.
    fn write<T, E: From<StoreError>>(
        &self,
        job: impl FnMut(&mut dyn WriteTx) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut once = group::Once::new(job);
        self.write_group(&mut [&mut once])?;
        once.into_result()
    }
}

/// One write among several of a group.
pub trait WriteJob {
    /// Does the work and remembers its result. It may be run again from the start, when the transaction it ran in had
    /// to be abandoned; the last run counts.
    fn run(&mut self, tx: &mut dyn WriteTx) -> Outcome;
}

/// What is to become of a job's writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Commit them with the group.
    Keep,
    /// Roll them back, and only them.
    Undo,
}

/// Reads of one snapshot.
pub trait ReadTx {
    /// The space of this name.
    ///
    /// # Errors
    /// When the database fails, as for every call of this trait.
    fn space(&mut self, name: &str) -> Result<Option<SpaceRow>>;

    /// All spaces, by name.
    ///
    /// # Errors
    /// When the database fails.
    fn spaces(&mut self) -> Result<Vec<SpaceRow>>;

    /// The epochs of a space that ended, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn lineage(&mut self, space: SpaceId) -> Result<Vec<EpochEnd>>;

    /// The id of a device's last batch in this epoch.
    ///
    /// # Errors
    /// When the database fails.
    fn last_batch(&mut self, space: SpaceId, device_id: &str) -> Result<Option<String>>;

    /// The stored verdicts of a device's last batch, as the service wrote them.
    ///
    /// # Errors
    /// When the database fails.
    fn verdicts(&mut self, space: SpaceId, device_id: &str) -> Result<Option<String>>;

    /// What a push is judged by, one entry per key, in order; `None` where there is no such record.
    ///
    /// # Errors
    /// When the database fails.
    fn states(&mut self, space: SpaceId, keys: &[RecordKey<'_>]) -> Result<Vec<Option<RecordState>>>;

    /// Whole records, one entry per key, in order. Stops before
    /// the bodies pass `max_bytes`, but not before the first: then there are fewer entries than keys.
    ///
    /// # Errors
    /// When the database fails.
    fn rows(&mut self, space: SpaceId, keys: &[RecordKey<'_>], max_bytes: u64) -> Result<Vec<Option<Row>>>;

    /// One page of changes by seq.
    ///
    /// # Errors
    /// When the database fails.
    fn page(&mut self, space: SpaceId, query: PageQuery) -> Result<Page>;

    /// The digests of the buckets named, or of all. Buckets nobody wrote to are left out.
    ///
    /// # Errors
    /// When the database fails.
    fn digests(&mut self, space: SpaceId, buckets: Option<&[u8]>) -> Result<Vec<(u8, Digest)>>;

    /// Up to `max` records of one bucket, tombstones included, in no particular order.
    ///
    /// # Errors
    /// When the database fails.
    fn listing(&mut self, space: SpaceId, bucket: u8, max: usize) -> Result<Vec<Listing>>;

    /// How many tombstones a space has, and how old they are.
    ///
    /// # Errors
    /// When the database fails.
    fn tombstones(&mut self, space: SpaceId) -> Result<Tombstones>;

    /// The greatest seq up to which every tombstone was written before `cutoff`, Unix milliseconds. A clock that was set
    /// back may keep tombstones longer, never let them go early.
    ///
    /// # Errors
    /// When the database fails.
    fn tombstones_before(&mut self, space: &SpaceRow, cutoff: Millis) -> Result<Seq>;

    /// The devices that have pushed to a space in its current epoch, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    fn devices(&mut self, space: SpaceId) -> Result<Vec<DeviceRow>>;

    /// The API key of this id, revoked or not.
    ///
    /// # Errors
    /// When the database fails.
    fn key(&mut self, key_id: &str) -> Result<Option<KeyRow>>;

    /// The keys of a space, or all, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn keys(&mut self, space: Option<SpaceId>) -> Result<Vec<KeyRow>>;
}

/// Writes of one transaction, which sees its own.
pub trait WriteTx: ReadTx {
    /// The space of this name, its row locked until the transaction ends, so that seqs are given in commit order.
    ///
    /// # Errors
    /// When the database fails, as for every call of this trait.
    fn lock_space(&mut self, name: &str) -> Result<Option<SpaceRow>>;

    /// Writes a space's counters: head, floor, live records, bytes.
    ///
    /// # Errors
    /// When the database fails.
    fn put_counters(&mut self, space: &SpaceRow) -> Result<()>;

    /// Writes the latest state of many records.
    ///
    /// # Errors
    /// When the database fails.
    fn put_records(&mut self, space: SpaceId, records: &[RecordWrite<'_>]) -> Result<()>;

    /// Writes the digests of the buckets given.
    ///
    /// # Errors
    /// When the database fails.
    fn put_digests(&mut self, space: SpaceId, digests: &[(u8, Digest)]) -> Result<()>;

    /// Remembers a device's last batch with its verdicts.
    ///
    /// # Errors
    /// When the database fails.
    fn put_device(&mut self, space: SpaceId, device_id: &str, batch: &str, verdicts: &str, now: Millis) -> Result<()>;

    /// Adds an empty space. `false` when the name is taken.
    ///
    /// # Errors
    /// When the database fails.
    fn insert_space(&mut self, name: &str, epoch: &str, now: Millis) -> Result<bool>;

    /// Writes what a space may hold and how often its devices may sync.
    ///
    /// # Errors
    /// When the database fails.
    fn put_limits(&mut self, space: SpaceId, limits: SpaceLimits) -> Result<()>;

    /// Ends the space's epoch at its head and begins another one; every device's chain of batches begins anew.
    ///
    /// # Errors
    /// When the database fails.
    fn begin_epoch(&mut self, space: &SpaceRow, epoch: &str) -> Result<()>;

    /// Removes the tombstones up to a seq, this one included, by seq and at most so many; gives how many, and the
    /// greatest seq removed.
    ///
    /// # Errors
    /// When the database fails.
    fn remove_tombstones(&mut self, space: SpaceId, up_to: Seq, most: usize) -> Result<Option<(usize, Seq)>>;

    /// Adds an API key. `false` when the id is taken.
    ///
    /// # Errors
    /// When the database fails.
    fn insert_key(&mut self, space: SpaceId, key: &KeyRow) -> Result<bool>;

    /// Marks a key as revoked, unless it is already. `false` when there is no such key.
    ///
    /// # Errors
    /// When the database fails.
    fn revoke_key(&mut self, key_id: &str, now: Millis) -> Result<bool>;
}
