//! The local SQLite file: always the source of truth (E02). All SQL of the engine lives below this module.
//!
//! One connection writes, a few read; all keep their prepared statements. In WAL mode readers never wait for the
//! writer, and what a writer committed is seen by the next read.

pub(crate) mod changes;
pub(crate) mod conflict_log;
pub(crate) mod digest;
pub(crate) mod embedding;
pub(crate) mod feed;
pub(crate) mod growth;
pub(crate) mod inflight;
mod open;
pub(crate) mod parked;
mod readers;
pub(crate) mod records;
pub(crate) mod retention;
pub(crate) mod staging;
pub(crate) mod state;
pub(crate) mod sync_log;
pub(crate) mod tables;
mod tx;
pub(crate) mod units;

pub use parked::ParkedRow;
pub(crate) use tx::Tx;

use crate::clock::Millis;
use crate::config::Config;
use crate::config::MergeStrategy;
use crate::config::TablePolicy;
use crate::disk::Disk;
use crate::engine::tables::check_policy;
use crate::entropy::Entropy;
use crate::error::CloudError;
use crate::error::Error;
use crate::error::ErrorInfo;
use crate::error::Result;
use crate::events::CloudEvent;
use crate::sqlite::Purpose;
use crate::sqlite::Transaction;
use feed::Feed;
use parking_lot::Mutex;
use parking_lot::MutexGuard;
use readers::Readers;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// An open file.
pub(crate) struct Store {
    writer: Mutex<Option<Connection>>,
    readers: Readers,
    feed: Feed,
    busy_timeout: Duration,
    strategy: MergeStrategy,
    embedding_fields: Vec<String>,
}

impl Store {
    /// Opens or makes the file and sets the policies the config names.
    pub(crate) fn open(config: &Config, disk: &Arc<dyn Disk>, entropy: &dyn Entropy, now_ms: Millis) -> Result<Self> {
        let (writer, reader) = open::open(config, disk.as_ref(), entropy)?;
        let (settings, place) = (config.clone(), Arc::clone(disk));
        let store = Self {
            writer: Mutex::new(Some(writer)),
            readers: Readers::new(reader, move || open::reader(&settings, place.as_ref())),
            feed: Feed::default(),
            busy_timeout: config.busy_timeout(),
            strategy: config.strategy,
            embedding_fields: config.embedding_fields.clone(),
        };
        // By name, so that the same config always does the same in the same order.
        let policies: BTreeMap<&String, &TablePolicy> = config.tables.iter().collect();
        for (name, policy) in &policies {
            check_policy(name, policy)?;
        }
        let is_new =
            |(name, policy): (&&String, &&TablePolicy)| Ok(store.read(|c| tables::policy(c, name))? != **policy);
        if policies.iter().map(is_new).collect::<Result<Vec<bool>>>()?.contains(&true) {
            store.write(now_ms, |tx| {
                policies.iter().try_for_each(|(name, policy)| tables::set_policy(tx, name, policy))
            })?;
        }
        Ok(store)
    }

    /// Runs `work` in one write transaction, all or nothing. Returns what it returned and what listeners should hear.
    /// Reports Busy when another writer does not let go in time.
    pub(crate) fn write<T>(
        &self,
        now_ms: Millis,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<(T, Vec<CloudEvent>)> {
        let mut guard = self.writer.try_lock_for(self.busy_timeout).ok_or_else(busy)?;
        let connection = guard.as_mut().ok_or_else(CloudError::closed)?;
        let inner = Transaction::begin(connection, Purpose::Write)?;
        self.run(inner, now_ms, work)
    }

    /// Like [`Store::write`], for the steps of a sync: nobody's event loop waits for them, so they are patient.
    pub(crate) fn write_patiently<T>(
        &self,
        now_ms: Millis,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<(T, Vec<CloudEvent>)> {
        let mut guard = self.writer.try_lock_for(PATIENCE).ok_or_else(busy)?;
        let connection = guard.as_mut().ok_or_else(CloudError::closed)?;
        connection.busy_timeout(PATIENCE)?;
        let begun = Transaction::begin(connection, Purpose::Write);
        let outcome = begun.map_err(Error::from).and_then(|inner| self.run(inner, now_ms, work));
        connection.busy_timeout(self.busy_timeout)?;
        // Step follows upon step: whoever waits comes in between.
        MutexGuard::unlock_fair(guard);
        outcome
    }

    fn run<T>(
        &self,
        inner: Transaction<'_>,
        now_ms: Millis,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<(T, Vec<CloudEvent>)> {
        let mut tx = Tx::begin(inner, now_ms, self.strategy, &self.embedding_fields)?;
        let value = work(&mut tx)?;
        let events = self.feed.commit(|| tx.commit())?;
        Ok((value, events))
    }

    /// Runs `work` on one snapshot of the committed state.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.snapshot(self.busy_timeout, work)
    }

    /// Like [`Store::read`], for the steps of a sync.
    pub(crate) fn read_patiently<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.snapshot(PATIENCE, work)
    }

    fn snapshot<T>(&self, patience: Duration, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.readers.with(patience, |connection| {
            let snapshot = Transaction::begin(connection, Purpose::Read)?;
            work(&snapshot)
        })
    }

    /// Runs a single statement's read, which is a snapshot by itself.
    pub(crate) fn read_one<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.readers.with(self.busy_timeout, |connection| work(connection))
    }

    /// Which versions the listeners of this engine have heard of.
    pub(crate) fn feed(&self) -> &Feed {
        &self.feed
    }

    /// Closes all connections. Waits for a running call.
    pub(crate) fn close(&self) {
        // The readers first, so that the writer is the last one out and can fold the WAL into the file.
        self.readers.close();
        drop(self.writer.lock().take());
    }
}

/// How long a step of a sync waits for another writer.
const PATIENCE: Duration = Duration::from_secs(10);

fn busy() -> Error {
    CloudError::Busy { info: ErrorInfo::new("busy.writer", "another call of this engine is writing; try again") }.into()
}
