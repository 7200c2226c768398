//! Rows of the server this version cannot read. They wait here, count in the digest in place of the record's base, and
//! are read again by a version that can.

use super::Tx;
use super::records;
use super::records::bytes;
use super::records::corrupt;
use super::records::hash_column;
use super::records::seq_column;
use crate::canonical::ContentHash;
use crate::clock::Millis;
use crate::error::Result;
use crate::transport::protocol::Seq;
use crate::transport::protocol::Unreadable;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::params;

/// A row that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedRow {
    /// The record's table.
    pub table: String,
    /// The record's id within it.
    pub id: String,
    /// The server's number for the row, as a decimal string.
    pub seq: String,
    /// Why it cannot be read: one sentence.
    pub reason: String,
    /// Since when it waits, Unix milliseconds.
    pub parked_at: Millis,
}

/// Keeps a row, in place of an older one of the same record.
pub(crate) fn park(tx: &mut Tx<'_>, row: &Unreadable) -> Result<()> {
    let key = (row.table.as_str(), row.id.as_str());
    let before = counted(tx, key)?;
    if row.seq <= before.0 {
        return Ok(());
    }
    tx.statement(
        "INSERT INTO parked (table_name, id, seq, hash, row, reason, parked_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (table_name, id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, row = excluded.row,
             reason = excluded.reason, parked_at = excluded.parked_at",
    )?
    .execute(params![
        row.table,
        row.id,
        records::int_seq(row.seq),
        bytes(&row.hash),
        row.text,
        row.reason,
        tx.now_ms()
    ])?;
    tx.digest.change(key.0, key.1, before, (row.seq, row.hash));
    tx.note_parked();
    Ok(())
}

/// Takes a record's row off: a newer one has come, or it can be read now.
pub(crate) fn release(tx: &mut Tx<'_>, key: (&str, &str)) -> Result<()> {
    if !tx.has_parked()? || !is_parked(tx, key)? {
        return Ok(());
    }
    let before = counted(tx, key)?;
    tx.statement("DELETE FROM parked WHERE table_name = ?1 AND id = ?2")?.execute([key.0, key.1])?;
    let after = counted(tx, key)?;
    tx.digest.change(key.0, key.1, before, after);
    Ok(())
}

/// A restored server has lost a row that waits: it does not count any more, and is kept for a version that can read it.
pub(crate) fn disown(tx: &mut Tx<'_>, key: (&str, &str), parted: Option<Seq>) -> Result<()> {
    let Some(parted) = parted else { return Ok(()) };
    if !tx.has_parked()? || !is_parked(tx, key)? {
        return Ok(());
    }
    let before = counted(tx, key)?;
    if before.0 > parted {
        tx.statement("UPDATE parked SET seq = 0, hash = NULL WHERE table_name = ?1 AND id = ?2")?
            .execute([key.0, key.1])?;
        let after = counted(tx, key)?;
        tx.digest.change(key.0, key.1, before, after);
    }
    Ok(())
}

/// A readable row has come: whether it is newer than what waits, which is then taken off.
pub(crate) fn yields_to(tx: &mut Tx<'_>, key: (&str, &str), seq: Seq) -> Result<bool> {
    if is_parked(tx, key)? {
        if seq <= counted(tx, key)?.0 {
            return Ok(false);
        }
        release(tx, key)?;
    }
    Ok(true)
}

/// Whether a row of the record waits.
pub(crate) fn is_parked(connection: &Connection, (table, id): (&str, &str)) -> Result<bool> {
    let sql = "SELECT 1 FROM parked WHERE table_name = ?1 AND id = ?2 AND seq > 0";
    Ok(connection.prepare_cached(sql)?.exists([table, id])?)
}

/// What the record counts for in the digest.
fn counted(connection: &Connection, key: (&str, &str)) -> Result<(Seq, Option<ContentHash>)> {
    Ok(known(connection, key)?.unwrap_or_default())
}

/// The server's last state of a record that came here: a row that waits, or the base. `None` when none did.
pub(crate) fn known(connection: &Connection, (table, id): (&str, &str)) -> Result<Option<(Seq, Option<ContentHash>)>> {
    let sql = "SELECT seq, hash FROM parked WHERE table_name = ?1 AND id = ?2 AND seq > 0";
    let parked = connection
        .prepare_cached(sql)?
        .query_row([table, id], |r| Ok((seq_column(r, 0)?, hash_column(r, 1)?)))
        .optional()?;
    match parked {
        Some(parked) => Ok(Some(parked)),
        None => records::base_of(connection, table, id),
    }
}

/// Forgets a row that does not count.
pub(crate) fn forget_disowned(tx: &mut Tx<'_>, (table, id): (&str, &str)) -> Result<()> {
    tx.statement("DELETE FROM parked WHERE table_name = ?1 AND id = ?2 AND seq = 0")?.execute([table, id])?;
    Ok(())
}

/// Takes every row off that counts: the server is asked for them again.
pub(crate) fn clear(tx: &mut Tx<'_>) -> Result<()> {
    for (table, id, ..) in all_counted(tx)? {
        release(tx, (&table, &id))?;
    }
    Ok(())
}

/// Everything that waits, by table and id.
pub(crate) fn list(connection: &Connection) -> Result<Vec<ParkedRow>> {
    let mut statement = connection
        .prepare_cached("SELECT table_name, id, seq, reason, parked_at FROM parked ORDER BY table_name, id")?;
    let rows = statement.query_map([], |r| {
        Ok(ParkedRow {
            table: r.get(0)?,
            id: r.get(1)?,
            seq: seq_column(r, 2)?.to_string(),
            reason: r.get(3)?,
            parked_at: r.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many rows wait.
pub(crate) fn count(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached("SELECT count(*) FROM parked")?.query_row([], |r| r.get(0))?)
}

/// The texts of all rows that wait, as they came, and whether a restored server has lost them.
pub(crate) fn texts(connection: &Connection) -> Result<Vec<(String, bool)>> {
    let mut statement = connection.prepare_cached("SELECT row, seq = 0 FROM parked")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the records and the parked rows count for, record by record, for a digest computed anew.
pub(crate) type Counted = (String, String, Seq, Option<ContentHash>);

/// The parked rows as they count in the digest.
pub(crate) fn all_counted(connection: &Connection) -> Result<Vec<Counted>> {
    let mut statement = connection.prepare_cached("SELECT table_name, id, seq, hash FROM parked WHERE seq > 0")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, seq_column(r, 2)?, hash_column(r, 3)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The text that keeps the rows of a staged page that cannot be read.
pub(crate) fn stage(rows: &[Unreadable]) -> Result<String> {
    let unwritable = |e: serde_json::Error| corrupt(format!("a page that cannot be written down: {e}"));
    let texts: Vec<&serde_json::value::RawValue> =
        rows.iter().map(|r| serde_json::from_str(&r.text)).collect::<serde_json::Result<_>>().map_err(unwritable)?;
    serde_json::to_string(&texts).map_err(unwritable)
}

/// The rows of a staged page that cannot be read, as they are kept.
pub(crate) fn unstage(text: &str) -> Result<Vec<Unreadable>> {
    let texts: Vec<Box<serde_json::value::RawValue>> =
        serde_json::from_str(text).map_err(|e| corrupt(format!("an unreadable staged page: {e}")))?;
    texts.iter().map(|t| Unreadable::read(t.get()).map_err(corrupt)).collect()
}
