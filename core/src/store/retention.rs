//! What is kept for a time only: synced rows of the queue and settled conflicts. Unsynced rows and open conflicts are
//! not looked at, whatever their age.

use super::Tx;
use crate::clock::Millis;
use crate::error::Result;
use rusqlite::Connection;
use rusqlite::params;

/// Rows of the queue that one step takes.
const ROWS: i64 = 1_000;
/// Conflicts that one step takes.
const CONFLICTS: i64 = 100;
/// Bytes of their bodies, near enough: each page of a body is read when it is freed.
const BODY_BYTES: i64 = 2 << 20;

/// Whether anything is older than `before`, Unix milliseconds.
pub(crate) fn is_due(connection: &Connection, before: Millis) -> Result<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM sync_log INDEXED BY sync_log_done WHERE synced = 1 AND synced_at < ?1)
             OR EXISTS (SELECT 1 FROM conflict_log INDEXED BY conflict_log_settled
                        WHERE resolved_at IS NOT NULL AND resolved_at < ?1)",
    )?;
    Ok(statement.query_row([before], |r| r.get(0))?)
}

/// Takes some of what is older than `before`, little enough that a local write which waits for it is not refused.
pub(crate) fn prune(tx: &mut Tx<'_>, before: Millis) -> Result<()> {
    tx.statement(
        "DELETE FROM sync_log WHERE local_seq IN (
             SELECT local_seq FROM sync_log INDEXED BY sync_log_done WHERE synced = 1 AND synced_at < ?1
             ORDER BY synced_at LIMIT ?2)",
    )?
    .execute(params![before, ROWS])?;
    let mut bytes = 0;
    for (conflict, size) in oldest_settled(tx, before)? {
        if bytes > 0 && bytes + size > BODY_BYTES {
            break;
        }
        bytes += size;
        tx.statement("DELETE FROM conflict_log WHERE id = ?1 AND resolved_at IS NOT NULL")?.execute([conflict])?;
    }
    Ok(())
}

fn oldest_settled(connection: &Connection, before: Millis) -> Result<Vec<(i64, i64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, coalesce(octet_length(local_body), 0) + coalesce(octet_length(remote_body), 0)
         FROM conflict_log INDEXED BY conflict_log_settled
         WHERE resolved_at IS NOT NULL AND resolved_at < ?1 ORDER BY resolved_at LIMIT ?2",
    )?;
    let rows = statement.query_map(params![before, CONFLICTS], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
