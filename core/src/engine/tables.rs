//! Tables as a program sees them: which there are, and what holds for each.

use super::CloudEngine;
use super::Inner;
use super::names;
use crate::config::TablePolicy;
use crate::error::CloudError;
use crate::error::Error;
use crate::query::Path;
use crate::store::sync_log;
use crate::store::tables;
use crate::sync::moves;

/// Indexed paths of a table at most.
pub const MAX_INDEXED: usize = 16;

/// A table of this file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableInfo {
    /// Its name.
    pub name: String,
    /// What holds for it in this file.
    pub policy: TablePolicy,
    /// Its records, deleted ones left out.
    pub records: i64,
    /// Those of its records that wait to be sent, held and refused ones and deletes included.
    pub pending: i64,
}

impl CloudEngine {
    /// The tables that have records or a policy, by name. Counts every record of the file.
    ///
    /// # Errors
    /// `Closed`; `Storage` when the disk fails.
    pub fn tables(&self) -> Result<Vec<TableInfo>, CloudError> {
        self.guard(|inner| {
            inner.store.read(|c| {
                let backlog = sync_log::backlog_by_table(c)?;
                let pending = |name: &str| backlog.iter().find(|b| b.0 == name).map_or(0, |b| b.1);
                tables::all(c)?
                    .into_iter()
                    .map(|(name, records)| {
                        let policy = tables::policy(c, &name)?;
                        Ok(TableInfo { policy, records, pending: pending(&name), name })
                    })
                    .collect()
            })
        })
    }

    /// Sets what holds for a table from now on, in this file.
    ///
    /// - From local to cloud, its records are queued, and what the server had meanwhile is shown or meets them as a
    ///   conflict. From cloud to local, nothing goes up or comes down any more; both copies stay as they are.
    /// - Another strategy settles the conflicts that come, not those that are open.
    /// - Indexes are made and dropped at once, which writes nothing else meanwhile.
    ///
    /// Records are queued in steps between which others write. When the process ends in between, the file goes on where
    /// it was as soon as it is opened.
    ///
    /// # Errors
    /// `InvalidArgument` for a table or a path that will not do; `Busy` when another writer does not let go within 10 s:
    /// then nothing was changed. `Storage` when the disk fails; what was not done yet is done by the next call, sync or
    /// opening.
    pub fn set_table_policy(&self, table: &str, policy: &TablePolicy) -> Result<(), CloudError> {
        self.guard(|inner| {
            check_policy(table, policy)?;
            let ((), events) =
                inner.store.write_patiently(inner.now_ms(), |tx| tables::set_policy(tx, table, policy))?;
            inner.hub.publish(&events);
            inner.finish_moves()
        })
    }
}

impl Inner {
    /// Does what changes of policies left to do, step by step.
    pub(super) fn finish_moves(&self) -> Result<(), Error> {
        let mut more = self.store.read(moves::is_due)?;
        while more {
            let events;
            (more, events) = self.store.write_patiently(self.now_ms(), moves::step)?;
            self.hub.publish(&events);
            self.wake.written();
        }
        Ok(())
    }
}

/// Whether a policy will do for a table.
pub(crate) fn check_policy(table: &str, policy: &TablePolicy) -> Result<(), CloudError> {
    names::check_table(table)?;
    let indexed = &policy.indexed;
    if indexed.len() > MAX_INDEXED {
        let message =
            format!("{} paths of table {table:?} are to be indexed; a table may have {MAX_INDEXED}", indexed.len());
        return Err(CloudError::argument("indexed", message));
    }
    let mut seen = Vec::new();
    for text in indexed {
        let refused = |reason: &str| {
            CloudError::argument("indexed", format!("the path {text:?} of table {table:?} cannot be indexed: {reason}"))
        };
        match Path::parse(text) {
            Ok(path) if seen.contains(&path) => return Err(refused("it is named twice; leave one out")),
            Ok(path @ Path::Body(_)) => seen.push(path),
            Ok(_) => return Err(refused("only members of the body can")),
            Err(reason) => return Err(refused(&reason)),
        }
    }
    Ok(())
}
