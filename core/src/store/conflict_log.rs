//! The `conflict_log` table. Rows are never changed once settled, and an open row is what holds its record back.

use super::Tx;
use super::records::bytes;
use super::records::corrupt;
use super::records::hash_column;
use super::records::hlc_column;
use super::records::int;
use super::units;
use crate::config::MergeStrategy;
use crate::conflict::conflict_log::ConflictCause;
use crate::conflict::conflict_log::ConflictEntry;
use crate::conflict::conflict_log::ConflictFilter;
use crate::conflict::conflict_log::ConflictState;
use crate::conflict::conflict_log::ResolvedBy;
use crate::conflict::conflict_log::Winner;
use crate::error::Result;
use crate::record::Identity;
use crate::record::State;
use crate::transport::protocol::Seq;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use rusqlite::params;
use rusqlite::types::Value;

/// A conflict to be logged.
pub(crate) struct Entry<'a> {
    pub(crate) local: &'a State,
    /// `None` where the server has no such record.
    pub(crate) remote: Option<&'a State>,
    pub(crate) seq: Seq,
    pub(crate) cause: ConflictCause,
    pub(crate) strategy: MergeStrategy,
    /// `None` leaves it open.
    pub(crate) winner: Option<(Winner, ResolvedBy)>,
}

/// Appends a conflict. Returns its id.
pub(crate) fn append(tx: &mut Tx<'_>, (table, id): (&str, &str), entry: &Entry<'_>) -> Result<i64> {
    let Entry { local, remote, seq, cause, strategy, winner } = *entry;
    let unit = units::newest(tx, (table, id))?;
    let now = tx.now_ms();
    let theirs = remote.map(|r| &r.identity);
    tx.statement(
        "INSERT INTO conflict_log (table_name, memory_id, local_body, local_hash, local_hlc, local_device,
             remote_body, remote_hash, remote_hlc, remote_device, remote_seq, strategy, winner, resolved_by,
             detected_at, resolved_at, cause, unit)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?
    .execute(params![
        table,
        id,
        local.body,
        bytes(&local.identity.hash),
        int(local.identity.hlc),
        local.identity.device_id,
        remote.and_then(|r| r.body.as_deref()),
        bytes(&theirs.and_then(|r| r.hash)),
        theirs.map(|r| int(r.hlc)),
        theirs.map(|r| &r.device_id),
        seq.cast_signed(),
        strategy.as_str(),
        winner.map(|(winner, _)| winner.as_str()),
        winner.map(|(_, by)| by.as_str()),
        now,
        winner.map(|_| now),
        cause.as_str(),
        unit
    ])?;
    Ok(tx.last_insert_rowid())
}

/// The open conflict that holds a record back.
pub(crate) fn open_id(connection: &Connection, table: &str, id: &str) -> Result<Option<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM conflict_log WHERE table_name = ?1 AND memory_id = ?2 AND resolved_at IS NULL",
    )?;
    Ok(statement.query_row([table, id], |r| r.get(0)).optional()?)
}

pub(crate) fn open_count(connection: &Connection) -> Result<i64> {
    let mut statement = connection
        .prepare_cached("SELECT count(*) FROM conflict_log INDEXED BY conflict_log_open WHERE resolved_at IS NULL")?;
    Ok(statement.query_row([], |r| r.get(0))?)
}

/// A local edit of a held record becomes the open conflict's local side.
pub(crate) fn follow_local(tx: &mut Tx<'_>, conflict: i64, local: &State) -> Result<()> {
    tx.statement(
        "UPDATE conflict_log SET local_body = ?2, local_hash = ?3, local_hlc = ?4, local_device = ?5 WHERE id = ?1",
    )?
    .execute(params![
        conflict,
        local.body,
        bytes(&local.identity.hash),
        int(local.identity.hlc),
        local.identity.device_id
    ])?;
    Ok(())
}

/// A newer version on the server becomes the open conflict's remote side.
pub(crate) fn follow_remote(tx: &mut Tx<'_>, conflict: i64, remote: Option<&State>, seq: Seq) -> Result<()> {
    let theirs = remote.map(|r| &r.identity);
    tx.statement(
        "UPDATE conflict_log SET remote_body = ?2, remote_hash = ?3, remote_hlc = ?4, remote_device = ?5, remote_seq = ?6
         WHERE id = ?1",
    )?
    .execute(params![
        conflict,
        remote.and_then(|r| r.body.as_deref()),
        bytes(&theirs.and_then(|r| r.hash)),
        theirs.map(|r| int(r.hlc)),
        theirs.map(|r| &r.device_id),
        seq.cast_signed()
    ])?;
    Ok(())
}

/// Closes an open conflict.
pub(crate) fn settle(tx: &mut Tx<'_>, conflict: i64, winner: Winner, by: ResolvedBy) -> Result<()> {
    tx.statement("UPDATE conflict_log SET winner = ?2, resolved_by = ?3, resolved_at = ?4 WHERE id = ?1")?
        .execute(params![conflict, winner.as_str(), by.as_str(), tx.now_ms()])?;
    Ok(())
}

/// The remote side of a conflict; `None` where the server had no such record.
pub(crate) fn remote_side(tx: &Tx<'_>, conflict: i64) -> Result<Option<State>> {
    let mut statement =
        tx.statement("SELECT remote_hlc, remote_device, remote_hash, remote_body FROM conflict_log WHERE id = ?1")?;
    let side = statement.query_row([conflict], |r| {
        if r.get::<_, Option<i64>>(0)?.is_none() {
            return Ok(None);
        }
        let identity = Identity { hlc: hlc_column(r, 0)?, device_id: r.get(1)?, hash: hash_column(r, 2)? };
        Ok(Some(State { identity, body: r.get(3)? }))
    })?;
    Ok(side)
}

const COLUMNS: &str = "SELECT id, table_name, memory_id, local_body, local_hlc, local_device,
    remote_body, remote_hlc, remote_device, strategy, winner, resolved_by, detected_at, resolved_at, cause, unit
    FROM conflict_log";

/// One conflict.
pub(crate) fn get(connection: &Connection, conflict: i64) -> Result<Option<ConflictEntry>> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
    let mut rows = statement.query([conflict])?;
    rows.next()?.map(entry).transpose()
}

/// The conflicts a filter asks for, newest first.
pub(crate) fn list(connection: &Connection, filter: &ConflictFilter) -> Result<Vec<ConflictEntry>> {
    let mut sql = format!("{COLUMNS} WHERE 1");
    let mut bound: Vec<Value> = Vec::new();
    let mut also = |condition: &str, value: Value| {
        bound.push(value);
        sql.push_str(&format!(" AND {condition} ?{}", bound.len()));
    };
    if let Some(table) = &filter.table {
        also("table_name =", table.clone().into());
    }
    if let Some(id) = &filter.id {
        also("memory_id =", id.clone().into());
    }
    if let Some(conflict) = filter.conflict_id {
        also("id =", conflict.into());
    }
    if let Some(since) = filter.since {
        also("detected_at >=", since.into());
    }
    if let Some(until) = filter.until {
        also("detected_at <", until.into());
    }
    if filter.open_only {
        sql.push_str(" AND resolved_at IS NULL");
    }
    sql.push_str(&format!(" ORDER BY id DESC LIMIT {}", filter.limit));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(bound))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(entry(row)?);
    }
    Ok(found)
}

fn entry(row: &Row<'_>) -> Result<ConflictEntry> {
    let cause: String = row.get(14)?;
    let strategy: String = row.get(9)?;
    let strategy = MergeStrategy::parse(&strategy).ok_or_else(|| corrupt(format!("the strategy {strategy:?}")))?;
    let winner = match row.get::<_, Option<String>>(10)?.as_deref() {
        None => None,
        Some("local") => Some(Winner::Local),
        Some("remote") => Some(Winner::Remote),
        Some("merged") => Some(Winner::Merged),
        Some(other) => return Err(corrupt(format!("the winner {other:?}"))),
    };
    let resolved_by = match row.get::<_, Option<String>>(11)?.as_deref() {
        None => None,
        Some("auto") => Some(ResolvedBy::Auto),
        Some("user") => Some(ResolvedBy::User),
        Some(other) => return Err(corrupt(format!("the resolver {other:?}"))),
    };
    Ok(ConflictEntry {
        conflict_id: row.get(0)?,
        table: row.get(1)?,
        id: row.get(2)?,
        local: state(row, 3)?,
        remote: state(row, 6)?,
        cause: ConflictCause::parse(&cause).ok_or_else(|| corrupt(format!("the cause {cause:?}")))?,
        unit: row.get(15)?,
        strategy,
        winner,
        resolved_by,
        detected_at: row.get(12)?,
        resolved_at: row.get(13)?,
    })
}

fn state(row: &Row<'_>, first: usize) -> Result<ConflictState> {
    let hlc: Option<i64> = row.get(first + 1)?;
    Ok(ConflictState {
        body: row.get(first)?,
        hlc: hlc.map_or_else(String::new, |h| h.to_string()),
        device_id: row.get::<_, Option<String>>(first + 2)?.unwrap_or_default(),
    })
}
