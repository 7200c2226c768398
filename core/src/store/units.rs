//! Units: the records that have to go up together. The mutations of one `apply` do, and so do two of them that share a
//! record with unsynced work.
//!
//! Worked out from the sync_log each time. A mutation of its own has no unit, so a queue without `apply` costs nothing.

use super::conflict_log;
use crate::error::Result;
use rusqlite::Connection;
use rusqlite::params;
use std::collections::HashSet;

/// A record's table and id.
pub(crate) type Key = (String, String);

/// What goes up with a record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// These records, itself among them, whole or not at all.
    Whole(Vec<Key>),
    /// More than one batch may hold: each goes up on its own.
    Oversized,
}

/// Whether any unsynced mutation belongs to a unit.
pub(crate) fn any(connection: &Connection) -> Result<bool> {
    let sql = "SELECT 1 FROM sync_log INDEXED BY sync_log_unit WHERE synced = 0 AND unit IS NOT NULL LIMIT 1";
    Ok(connection.prepare_cached(sql)?.exists([])?)
}

/// The unit of a record, in the order it is found: the record, then what its transactions touched, and so on.
pub(crate) fn of(connection: &Connection, (table, id): (&str, &str), most: usize) -> Result<Unit> {
    let mut members = vec![(table.to_owned(), id.to_owned())];
    let mut known: HashSet<Key> = members.iter().cloned().collect();
    let mut units: HashSet<i64> = HashSet::new();
    let mut next = 0;
    while let Some((table, id)) = members.get(next).cloned() {
        next += 1;
        for unit in units_of(connection, &table, &id)? {
            if !units.insert(unit) {
                continue;
            }
            for member in members_of(connection, unit)? {
                if known.insert(member.clone()) {
                    members.push(member);
                }
            }
            if members.len() > most {
                return Ok(Unit::Oversized);
            }
        }
    }
    Ok(Unit::Whole(members))
}

/// The records that share a record's fate when it is refused, retried or discarded. Of more than a batch may hold, the
/// record alone: it goes up alone.
pub(crate) fn sharing_fate(connection: &Connection, (table, id): (&str, &str)) -> Result<Vec<Key>> {
    if any(connection)?
        && let Unit::Whole(members) = of(connection, (table, id), MOST)?
    {
        return Ok(members);
    }
    Ok(vec![(table.to_owned(), id.to_owned())])
}

/// Records of a unit at most; what one batch may hold.
pub(crate) const MOST: usize = 1_000;

/// Whether a record may not be sent now: an open conflict holds it, the server refused it, or nobody can read what the
/// server has.
pub(crate) fn is_blocked(connection: &Connection, (table, id): (&str, &str)) -> Result<bool> {
    if conflict_log::open_id(connection, table, id)?.is_some() || super::parked::is_parked(connection, (table, id))? {
        return Ok(true);
    }
    let sql =
        "SELECT 1 FROM sync_log WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2 AND code IS NOT NULL LIMIT 1";
    Ok(connection.prepare_cached(sql)?.exists([table, id])?)
}

/// The newest unit an unsynced record belongs to, for the conflict log.
pub(crate) fn newest(connection: &Connection, (table, id): (&str, &str)) -> Result<Option<i64>> {
    let sql = "SELECT max(unit) FROM sync_log WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2";
    Ok(connection.prepare_cached(sql)?.query_row([table, id], |r| r.get(0))?)
}

fn units_of(connection: &Connection, table: &str, id: &str) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT unit FROM sync_log
         WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2 AND unit IS NOT NULL",
    )?;
    let rows = statement.query_map([table, id], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn members_of(connection: &Connection, unit: i64) -> Result<Vec<Key>> {
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT table_name, memory_id FROM sync_log WHERE synced = 0 AND unit = ?1")?;
    let rows = statement.query_map(params![unit], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
