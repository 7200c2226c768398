//! What lies beside a body: members the config names as embeddings. They are stored and returned with the body, and
//! neither hashed nor sent (E33). A body that takes another's place without bringing them leaves a list of what is
//! missing, so that a program knows what to compute anew.

use super::Tx;
use super::records::corrupt;
use crate::canonical::members;
use crate::error::Result;
use crate::record::Record;
use rusqlite::Row;
use rusqlite::params;
use std::collections::BTreeSet;

/// The body as readers see it.
pub(crate) fn whole(body: Option<String>, beside: Option<&str>) -> Option<String> {
    match (body, beside) {
        (Some(body), Some(beside)) => Some(members::join(&body, beside)),
        (body, _) => body,
    }
}

/// Reads [`whole`] from the columns `body` and `embedding`.
pub(crate) fn whole_column(row: &Row<'_>, body: usize, embedding: usize) -> rusqlite::Result<Option<String>> {
    let text = row.get(body)?;
    Ok(whole(text, row.get_ref(embedding)?.as_str_or_null()?))
}

/// The names in a `missing` column.
pub(crate) fn missing_column(row: &Row<'_>, index: usize) -> rusqlite::Result<Vec<String>> {
    let Some(names) = row.get_ref(index)?.as_str_or_null()? else { return Ok(Vec::new()) };
    serde_json::from_str(names)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, Box::new(e)))
}

/// The body of a record as readers see it; `None` for a deleted record.
pub(crate) fn whole_body(tx: &Tx<'_>, record: &Record) -> Result<Option<String>> {
    let mut statement = tx.statement("SELECT body, embedding FROM records WHERE rowid = ?1")?;
    Ok(statement.query_row([record.rowid], |r| whole_column(r, 0, 1))?)
}

/// The record's body, `None` for a delete, is another one now, and `beside` lies beside it. What lay beside the one
/// before and is in neither of them is missing from now on.
pub(crate) fn follow(tx: &mut Tx<'_>, record: &Record, body: Option<&str>, beside: Option<&str>) -> Result<()> {
    let (before, listed) = tx
        .statement("SELECT embedding, missing FROM records WHERE rowid = ?1")?
        .query_row([record.rowid], |r| Ok((r.get::<_, Option<String>>(0)?, missing_column(r, 1)?)))?;
    let mut missing: BTreeSet<String> = listed.into_iter().collect();
    missing.extend(before.as_deref().map(members::names).unwrap_or_default());
    for present in [body, beside].into_iter().flatten() {
        let present = members::names(present);
        missing.retain(|name| !present.contains(name));
    }
    let missing = match body {
        Some(_) if !missing.is_empty() => {
            Some(serde_json::to_string(&missing).map_err(|e| corrupt(format!("names that are not JSON: {e}")))?)
        }
        _ => None,
    };
    tx.statement("UPDATE records SET embedding = ?2, missing = ?3 WHERE rowid = ?1")?.execute(params![
        record.rowid,
        beside,
        missing
    ])?;
    Ok(())
}

/// Puts members beside the body of a new record.
pub(crate) fn set_new(tx: &mut Tx<'_>, (table, id): (&str, &str), beside: &str) -> Result<()> {
    tx.statement("UPDATE records SET embedding = ?3 WHERE table_name = ?1 AND id = ?2")?
        .execute([table, id, beside])?;
    Ok(())
}

/// The same body with something else beside it: a write of this file, and no mutation to the sync.
pub(crate) fn replace(
    tx: &mut Tx<'_>,
    record: &Record,
    body: Option<&str>,
    beside: Option<&str>,
    version: i64,
) -> Result<()> {
    follow(tx, record, body, beside)?;
    tx.statement("UPDATE records SET version = ?2 WHERE rowid = ?1")?.execute([record.rowid, version])?;
    Ok(())
}
