//! Pages of a pull that is not shown yet. Readers see one server head and then another, nothing in between.
//!
//! A page is kept as it came: rows are written one by one only once, when they are shown.

use super::Tx;
use super::records::corrupt;
use crate::error::Result;
use crate::transport::protocol::Row;
use rusqlite::OptionalExtension;
use rusqlite::params;

/// Adds a page after those that are here.
pub(crate) fn push(tx: &mut Tx<'_>, rows: &[Row]) -> Result<()> {
    let text = serde_json::to_string(rows).map_err(|e| corrupt(format!("a page that cannot be written down: {e}")))?;
    tx.statement("INSERT INTO staging (rows, records) VALUES (?1, ?2)")?.execute(params![text, rows.len() as i64])?;
    Ok(())
}

/// Takes the last page off.
pub(crate) fn pop(tx: &mut Tx<'_>) -> Result<Option<Vec<Row>>> {
    let last: Option<(i64, String)> = tx
        .statement("SELECT page, rows FROM staging ORDER BY page DESC LIMIT 1")?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let Some((page, text)) = last else { return Ok(None) };
    tx.statement("DELETE FROM staging WHERE page = ?1")?.execute([page])?;
    serde_json::from_str(&text).map(Some).map_err(|e| corrupt(format!("an unreadable page: {e}")))
}

/// Rows that are here and not shown.
pub(crate) fn count(connection: &rusqlite::Connection) -> Result<i64> {
    let sql = "SELECT coalesce(sum(records), 0) FROM staging";
    Ok(connection.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}
