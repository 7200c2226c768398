//! Conflicts as a program sees them: what happened, and what the user makes of it.

use super::CloudEngine;
use super::names;
use super::records::canonical;
use crate::canonical::Canonical;
use crate::config::MergeStrategy;
use crate::conflict::conflict_log::ConflictEntry;
use crate::conflict::conflict_log::ConflictFilter;
use crate::conflict::conflict_log::ConflictSide;
use crate::conflict::conflict_log::ResolvedBy;
use crate::conflict::conflict_log::Winner;
use crate::error::CloudError;
use crate::error::Error;
use crate::error::ErrorInfo;
use crate::error::Result as Inner;
use crate::record::Record;
use crate::store::Tx;
use crate::store::conflict_log;
use crate::store::embedding;
use crate::store::records;
use crate::sync::local;
use crate::sync::local::Group;
use crate::sync::pull;

/// Conflicts listed at most.
const MAX_LIMIT: i64 = 10_000;

impl CloudEngine {
    /// The conflicts a filter asks for, newest first, settled ones included unless it says otherwise.
    ///
    /// # Errors
    /// `InvalidArgument` for an id without a table or a limit out of range; `Storage` when the disk fails.
    pub fn conflicts(&self, filter: &ConflictFilter) -> Result<Vec<ConflictEntry>, CloudError> {
        self.guard(|inner| {
            if filter.id.is_some() && filter.table.is_none() {
                return Err(CloudError::argument("table", "a filter by id needs the table, too").into());
            }
            if !(1..=MAX_LIMIT).contains(&filter.limit) {
                let message = format!("the limit is {}; a list has 1 to {MAX_LIMIT} conflicts", filter.limit);
                return Err(CloudError::argument("limit", message).into());
            }
            inner.store.read_one(|c| conflict_log::list(c, filter))
        })
    }

    /// Settles the open conflict of one record by a strategy. The outcome goes up with the next sync.
    ///
    /// # Errors
    /// `InvalidArgument` for `Manual`, which settles nothing; `Conflict` when the record has no open conflict.
    pub fn resolve_conflict(&self, table: &str, id: &str, strategy: MergeStrategy) -> Result<(), CloudError> {
        self.guard(|inner| {
            if strategy == MergeStrategy::Manual {
                let message = "manual settles nothing; choose last_write_wins, local_wins or remote_wins";
                return Err(CloudError::argument("strategy", message).into());
            }
            inner.write_local(|tx| {
                let (conflict, record) = open_conflict(tx, table, id)?;
                // Whoever decides has seen both sides, even while the table is local.
                records::rejoin(tx, &record)?;
                let remote = conflict_log::remote_side(tx, conflict)?;
                let theirs = remote.as_ref().map(|r| &r.identity);
                let local_stands = match strategy {
                    MergeStrategy::LocalWins => true,
                    MergeStrategy::LastWriteWins => theirs.is_none_or(|r| record.local > *r),
                    MergeStrategy::RemoteWins | MergeStrategy::Manual => false,
                };
                if local_stands {
                    conflict_log::settle(tx, conflict, Winner::Local, ResolvedBy::User)?;
                    let body = embedding::whole_body(tx, &record)?.map(Canonical::trusted);
                    // A new stamp: this state was made by someone who had seen the other side.
                    return write(tx, (table, id), body);
                }
                conflict_log::settle(tx, conflict, Winner::Remote, ResolvedBy::User)?;
                if record.base.as_ref() == theirs {
                    crate::store::sync_log::mark_superseded(tx, (table, id))?;
                    return pull::yield_to_remote(tx, (table, id), &record, (remote.as_ref(), record.base_seq));
                }
                // What the user chose is no longer what the server has: a new write.
                let body = remote.and_then(|r| r.body).map(Canonical::trusted);
                write(tx, (table, id), body)
            })
        })
    }

    /// Settles the open conflict of one record by a body that takes the place of both sides.
    ///
    /// # Errors
    /// `InvalidArgument` for a body that will not do; `Conflict` when the record has no open conflict.
    pub fn resolve_conflict_with(&self, table: &str, id: &str, body: &str) -> Result<(), CloudError> {
        self.guard(|inner| {
            let body = canonical(body, inner.config.max_body_bytes())?;
            inner.write_local(|tx| {
                let (conflict, record) = open_conflict(tx, table, id)?;
                records::rejoin(tx, &record)?;
                conflict_log::settle(tx, conflict, Winner::Merged, ResolvedBy::User)?;
                write(tx, (table, id), Some(body))
            })
        })
    }

    /// Brings one side of a conflict back as a new version of its record: a delete, if that side was one.
    /// Returns whether that changed anything.
    ///
    /// # Errors
    /// `InvalidArgument` for a conflict that is not in this file's log.
    pub fn restore(&self, conflict_id: i64, side: ConflictSide) -> Result<bool, CloudError> {
        self.guard(|inner| {
            inner.write_local(|tx| {
                let Some(entry) = conflict_log::get(tx, conflict_id)? else {
                    let message = format!("this file's log has no conflict {conflict_id}; conflicts() lists them");
                    return Err(CloudError::argument("conflict_id", message).into());
                };
                let body = match side {
                    ConflictSide::Local => entry.local.body,
                    ConflictSide::Remote => entry.remote.body,
                };
                let body = body.map(Canonical::trusted);
                let group = Group::new(tx)?;
                local::write(tx, (&entry.table, &entry.id), body, &group, false)
            })
        })
    }
}

fn open_conflict(tx: &Tx<'_>, table: &str, id: &str) -> Inner<(i64, Record)> {
    names::check_table(table)?;
    names::check_id(id)?;
    let conflict = conflict_log::open_id(tx, table, id)?;
    match (conflict, records::load(tx, table, id)?) {
        (Some(conflict), Some(record)) => Ok((conflict, record)),
        _ => Err(Error::Public(CloudError::Conflict {
            info: ErrorInfo::new("conflict.none_open", format!("{table}/{id} has no conflict waiting to be settled"))
                .with("table", table)
                .with("id", id),
        })),
    }
}

fn write(tx: &mut Tx<'_>, key: (&str, &str), body: Option<Canonical>) -> Inner<()> {
    let group = Group::new(tx)?;
    local::write(tx, key, body, &group, true).map(drop)
}
