//! Refused work: what the server will not take waits here until the user changes it, tries again or gives it up. And what
//! this version cannot take from the server.

use super::CloudEngine;
use super::names;
use crate::clock::Millis;
use crate::conflict::conflict_log::ConflictCause;
use crate::conflict::conflict_log::ResolvedBy;
use crate::error::CloudError;
use crate::error::Error;
use crate::error::ErrorInfo;
use crate::error::Result as Inner;
use crate::store::ParkedRow;
use crate::store::Tx;
use crate::store::parked;
use crate::store::records;
use crate::store::sync_log;
use crate::store::sync_log::MutationKind;
use crate::store::units;
use crate::store::units::Key;
use crate::sync::local;
use crate::sync::pull;
use std::collections::HashSet;

/// A record the server refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedMutation {
    /// The record's table.
    pub table: String,
    /// The record's id.
    pub id: String,
    /// What the newest mutation did.
    pub kind: MutationKind,
    /// The state that waits, as canonical JSON text; `None` for a delete.
    pub body: Option<String>,
    /// The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`; `unit_refused` for a record that is only
    /// refused because another of its `apply` is.
    pub code: String,
    /// The server's sentence.
    pub reason: String,
    /// How often it was sent.
    pub attempts: i64,
    /// When the mutation was made, Unix milliseconds.
    pub timestamp: Millis,
    /// The number of its `apply`, as this file counts them; records of one are retried and discarded together. `None` for a
    /// write of its own.
    pub unit: Option<i64>,
}

impl CloudEngine {
    /// Everything the server refused and nobody has changed, retried or discarded since, the oldest first.
    ///
    /// # Errors
    /// `Closed`; `Storage` when the disk fails.
    pub fn failed_mutations(&self) -> Result<Vec<FailedMutation>, CloudError> {
        self.guard(|inner| inner.store.read_one(sync_log::failed))
    }

    /// The rows of the server this version cannot read, by table and id. They are read again by a version that can.
    ///
    /// # Errors
    /// `Closed`; `Storage` when the disk fails.
    pub fn parked_rows(&self) -> Result<Vec<ParkedRow>, CloudError> {
        self.guard(|inner| inner.store.read_one(parked::list))
    }

    /// Puts refused work back on the queue: one record and what goes up together with it, a table's, or all. It goes up
    /// with the next sync. Returns how many records that are.
    ///
    /// # Errors
    /// `InvalidArgument` for an id without a table; `Conflict` when the record named is not refused.
    pub fn retry_failed(&self, table: Option<&str>, id: Option<&str>) -> Result<i64, CloudError> {
        self.guard(|inner| {
            let (released, events) = inner.store.write(inner.now_ms(), |tx| {
                let chosen = chosen(tx, table, id)?;
                for (table, id) in &chosen {
                    sync_log::release_refused(tx, (table, id))?;
                }
                Ok(chosen.len() as i64)
            })?;
            inner.hub.publish(&events);
            if released > 0 {
                inner.wake.written();
            }
            Ok(released)
        })
    }

    /// Gives refused work up: one record and what goes up together with it, a table's, or all. Each record takes back the
    /// last state the server had; what is given up goes to the conflict log, where `restore` finds it. Returns how many
    /// records that are.
    ///
    /// # Errors
    /// As [`CloudEngine::retry_failed`].
    pub fn discard_failed(&self, table: Option<&str>, id: Option<&str>) -> Result<i64, CloudError> {
        self.guard(|inner| {
            inner.write_local(|tx| {
                let chosen = chosen(tx, table, id)?;
                for (table, id) in &chosen {
                    discard(tx, (table, id))?;
                }
                Ok(chosen.len() as i64)
            })
        })
    }
}

fn discard(tx: &mut Tx<'_>, key: (&str, &str)) -> Inner<()> {
    let Some(record) = records::load(tx, key.0, key.1)? else { return Ok(()) };
    if !record.differs_from_base() {
        // Back at the base already; only an earlier version was refused.
        return local::cancel(tx, key, &record);
    }
    pull::give_up(tx, key, &record, ConflictCause::Discarded, ResolvedBy::User).map(drop)
}

/// The refused records a call is about, each with all of its unit.
fn chosen(tx: &Tx<'_>, table: Option<&str>, id: Option<&str>) -> Inner<Vec<Key>> {
    if let Some(table) = table {
        names::check_table(table)?;
    }
    if let Some(id) = id {
        names::check_id(id)?;
        if table.is_none() {
            return Err(CloudError::argument("table", "a record is named by table and id; name the table, too").into());
        }
    }
    let matches = |key: &Key| table.is_none_or(|t| t == key.0) && id.is_none_or(|i| i == key.1);
    let refused: Vec<Key> = sync_log::refused_keys(tx)?.into_iter().filter(matches).collect();
    if let (Some(table), Some(id), true) = (table, id, refused.is_empty()) {
        let message = format!("{table}/{id} is not refused; failed_mutations lists what is");
        let info = ErrorInfo::new("conflict.not_refused", message).with("table", table).with("id", id);
        return Err(Error::Public(CloudError::Conflict { info }));
    }
    let mut seen: HashSet<Key> = HashSet::new();
    let mut all = Vec::new();
    for (table, id) in refused {
        if seen.contains(&(table.clone(), id.clone())) {
            continue;
        }
        for member in units::sharing_fate(tx, (&table, &id))? {
            if seen.insert(member.clone()) {
                all.push(member);
            }
        }
    }
    Ok(all)
}
