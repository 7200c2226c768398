//! Pages of a pull that is not shown yet. Readers see one server head and then another, nothing in between.
//!
//! A page is kept as it came: rows are written one by one only once, when they are shown.

use super::Tx;
use super::parked;
use super::records::corrupt;
use crate::error::Result;
use crate::transport::protocol::Row;
use crate::transport::protocol::Unreadable;
use rusqlite::OptionalExtension;
use rusqlite::params;

/// Adds a page after those that are here.
pub(crate) fn push(tx: &mut Tx<'_>, rows: &[Row], unreadable: &[Unreadable]) -> Result<()> {
    let text = serde_json::to_string(rows).map_err(|e| corrupt(format!("a page that cannot be written down: {e}")))?;
    let unreadable = (!unreadable.is_empty()).then(|| parked::stage(unreadable)).transpose()?;
    let records = rows.len() as i64;
    tx.statement("INSERT INTO staging (rows, records, unreadable) VALUES (?1, ?2, ?3)")?
        .execute(params![text, records, unreadable])?;
    Ok(())
}

/// A staged page: its rows, and those that cannot be read.
pub(crate) type StagedPage = (Vec<Row>, Vec<Unreadable>);

/// Takes the last page off.
pub(crate) fn pop(tx: &mut Tx<'_>) -> Result<Option<StagedPage>> {
    let last: Option<(i64, String, Option<String>)> = tx
        .statement("SELECT page, rows, unreadable FROM staging ORDER BY page DESC LIMIT 1")?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    let Some((page, text, unreadable)) = last else { return Ok(None) };
    tx.statement("DELETE FROM staging WHERE page = ?1")?.execute([page])?;
    let rows = serde_json::from_str(&text).map_err(|e| corrupt(format!("an unreadable page: {e}")))?;
    let unreadable = unreadable.map(|text| parked::unstage(&text)).transpose()?.unwrap_or_default();
    Ok(Some((rows, unreadable)))
}

/// Forgets every page.
pub(crate) fn clear(tx: &mut Tx<'_>) -> Result<()> {
    tx.statement("DELETE FROM staging")?.execute([])?;
    Ok(())
}

/// Rows that are here and not shown.
pub(crate) fn count(connection: &rusqlite::Connection) -> Result<i64> {
    let sql = "SELECT coalesce(sum(records), 0) FROM staging";
    Ok(connection.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}
