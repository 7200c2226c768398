//! The `sync_state` table: who this file is and how far it has come.

use super::Tx;
use super::records::corrupt;
use super::records::seq_column;
use crate::clock::Millis;
use crate::error::Result;
use crate::transport::protocol::EpochEnd;
use crate::transport::protocol::Quota;
use crate::transport::protocol::Seq;
use rusqlite::Connection;
use rusqlite::params;

/// The one row.
#[derive(Clone, Debug)]
pub(crate) struct SyncState {
    pub(crate) device_id: String,
    pub(crate) space: Option<String>,
    pub(crate) principal: Option<String>,
    pub(crate) epoch: Option<String>,
    pub(crate) cursor: Option<String>,
    pub(crate) cursor_seq: Seq,
    pub(crate) staged_cursor: Option<String>,
    pub(crate) last_batch: Option<String>,
    pub(crate) quota: Option<Quota>,
    pub(crate) last_sync_at: Option<Millis>,
}

pub(crate) fn load(connection: &Connection) -> Result<SyncState> {
    let mut statement = connection.prepare_cached(
        "SELECT device_id, space, principal, epoch, cursor, cursor_seq, staged_cursor, last_batch, quota, last_sync_at
         FROM sync_state",
    )?;
    let (state, quota) = statement.query_row([], |r| {
        let state = SyncState {
            device_id: r.get(0)?,
            space: r.get(1)?,
            principal: r.get(2)?,
            epoch: r.get(3)?,
            cursor: r.get(4)?,
            cursor_seq: seq_column(r, 5)?,
            staged_cursor: r.get(6)?,
            last_batch: r.get(7)?,
            quota: None,
            last_sync_at: r.get(9)?,
        };
        Ok((state, r.get::<_, Option<String>>(8)?))
    })?;
    let quota = quota.map(|q| serde_json::from_str(&q)).transpose().map_err(|e| corrupt(format!("a quota: {e}")))?;
    Ok(SyncState { quota, ..state })
}

/// This file's identity, which every local write is stamped with.
pub(crate) fn device_id(connection: &Connection) -> Result<String> {
    Ok(connection.prepare_cached("SELECT device_id FROM sync_state")?.query_row([], |r| r.get(0))?)
}

/// Binds the file to the account of its first handshake and the epoch of the space.
pub(crate) fn bind(tx: &mut Tx<'_>, space: &str, principal: &str, epoch: &str, lineage: &[EpochEnd]) -> Result<()> {
    let lineage = serde_json::to_string(lineage).map_err(|e| corrupt(format!("a lineage: {e}")))?;
    tx.statement("UPDATE sync_state SET space = ?1, principal = ?2, epoch = ?3, lineage = ?4")?
        .execute([space, principal, epoch, &lineage])?;
    Ok(())
}

/// The epochs before the present one, oldest first.
pub(crate) fn lineage(connection: &Connection) -> Result<Vec<EpochEnd>> {
    let text: String = connection.prepare_cached("SELECT lineage FROM sync_state")?.query_row([], |r| r.get(0))?;
    serde_json::from_str(&text).map_err(|e| corrupt(format!("a lineage: {e}")))
}

/// Follows the server into another epoch. Its chain of batches begins anew.
pub(crate) fn begin_epoch(tx: &mut Tx<'_>, epoch: &str, lineage: &[EpochEnd]) -> Result<()> {
    let lineage = serde_json::to_string(lineage).map_err(|e| corrupt(format!("a lineage: {e}")))?;
    tx.statement("UPDATE sync_state SET epoch = ?1, lineage = ?2, last_batch = NULL")?.execute([epoch, &lineage])?;
    Ok(())
}

/// Gives the file a new identity and a new chain of batches.
pub(crate) fn set_device(tx: &mut Tx<'_>, device_id: &str) -> Result<()> {
    tx.statement("UPDATE sync_state SET device_id = ?1, last_batch = NULL")?.execute([device_id])?;
    Ok(())
}

pub(crate) fn set_cursor(tx: &mut Tx<'_>, cursor: &str, seq: Seq) -> Result<()> {
    tx.statement("UPDATE sync_state SET cursor = ?1, cursor_seq = ?2, staged_cursor = NULL")?
        .execute(params![cursor, seq.cast_signed()])?;
    Ok(())
}

pub(crate) fn set_staged_cursor(tx: &mut Tx<'_>, cursor: Option<&str>) -> Result<()> {
    tx.statement("UPDATE sync_state SET staged_cursor = ?1")?.execute([cursor])?;
    Ok(())
}

pub(crate) fn set_last_batch(tx: &mut Tx<'_>, batch: &str) -> Result<()> {
    tx.statement("UPDATE sync_state SET last_batch = ?1")?.execute([batch])?;
    Ok(())
}

pub(crate) fn set_quota(tx: &mut Tx<'_>, quota: &Quota) -> Result<()> {
    let quota = serde_json::to_string(quota).map_err(|e| corrupt(format!("a quota: {e}")))?;
    tx.statement("UPDATE sync_state SET quota = ?1 WHERE quota IS NOT ?1")?.execute([quota])?;
    Ok(())
}

/// Counts records that went up apart from their unit.
pub(crate) fn add_sent_apart(tx: &mut Tx<'_>, records: i64) -> Result<()> {
    tx.statement("UPDATE sync_state SET sent_apart = sent_apart + ?1")?.execute([records])?;
    Ok(())
}

/// Records that went up apart from their unit, ever.
pub(crate) fn sent_apart(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached("SELECT sent_apart FROM sync_state")?.query_row([], |r| r.get(0))?)
}

pub(crate) fn set_last_sync(tx: &mut Tx<'_>, at: Millis) -> Result<()> {
    tx.statement("UPDATE sync_state SET last_sync_at = ?1")?.execute([at])?;
    Ok(())
}
