//! What changed since a version of the file, whoever changed it: for the listeners of every process that has it open.
//!
//! The queue says which records local calls wrote, for as long as its rows are kept. The table `changes` says the rest:
//! one row a transaction, the latest only. Who has fallen behind even that is told by the records' own versions.

use super::Tx;
use super::records::corrupt;
use crate::clock::Millis;
use crate::conflict::conflict_log::Winner;
use crate::error::Result;
use crate::events::CloudEvent;
use crate::events::Origin;
use rusqlite::Connection;
use rusqlite::params;
use serde::Deserialize;
use serde::Serialize;

/// How many versions back `changes` reaches at most.
const MOST_VERSIONS: i64 = 200_000;
/// How long a row is kept. A process looks five times a second; one that was stopped for longer is told by versions.
const KEPT_MS: Millis = 600_000;
/// Old rows a new one takes with it. More than one, so that the table shrinks after a burst.
const PRUNED_AT_ONCE: i64 = 4;
/// Rows of the queue read at a time.
const QUEUE_ROWS: i64 = 5_000;

/// An event as it is written down.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Noted {
    Records { table: String, ids: Vec<String>, local: bool },
    Conflict { id: i64, table: String, record: String, winner: Option<String> },
    Refused { table: String, id: String, code: String, reason: String },
    Quota { resource: String, used: i64, limit: i64 },
    Parked { table: String, id: String, reason: String },
    Apart { records: i64 },
    Repaired { records: i64 },
}

impl Noted {
    /// `None` for what only the process that syncs can tell.
    fn of(event: &CloudEvent) -> Option<Self> {
        Some(match event.clone() {
            CloudEvent::RecordsChanged { table, ids, origin } => {
                Self::Records { table, ids, local: origin == Origin::Local }
            }
            CloudEvent::Conflict { conflict_id, table, id, winner } => {
                let winner = winner.map(|w| w.as_str().to_owned());
                Self::Conflict { id: conflict_id, table, record: id, winner }
            }
            CloudEvent::MutationRefused { table, id, code, reason } => Self::Refused { table, id, code, reason },
            CloudEvent::QuotaWarning { resource, used, limit } => Self::Quota { resource, used, limit },
            CloudEvent::RowParked { table, id, reason } => Self::Parked { table, id, reason },
            CloudEvent::SentApart { records } => Self::Apart { records },
            CloudEvent::Repaired { records } => Self::Repaired { records },
            CloudEvent::StatusChanged { .. } | CloudEvent::Progress { .. } | CloudEvent::AuthNeeded { .. } => {
                return None;
            }
        })
    }

    fn into_event(self) -> Result<CloudEvent> {
        Ok(match self {
            Self::Records { table, ids, local } => CloudEvent::RecordsChanged { table, ids, origin: origin(local) },
            Self::Conflict { id, table, record, winner } => {
                let winner = winner.map(|w| Winner::parse(&w).ok_or_else(|| corrupt(format!("the winner {w:?}"))));
                CloudEvent::Conflict { conflict_id: id, table, id: record, winner: winner.transpose()? }
            }
            Self::Refused { table, id, code, reason } => CloudEvent::MutationRefused { table, id, code, reason },
            Self::Quota { resource, used, limit } => CloudEvent::QuotaWarning { resource, used, limit },
            Self::Parked { table, id, reason } => CloudEvent::RowParked { table, id, reason },
            Self::Apart { records } => CloudEvent::SentApart { records },
            Self::Repaired { records } => CloudEvent::Repaired { records },
        })
    }
}

fn origin(is_local: bool) -> Origin {
    if is_local { Origin::Local } else { Origin::Remote }
}

/// Writes down what others should hear of this transaction and the queue does not say.
pub(super) fn note(tx: &mut Tx<'_>, events: &[CloudEvent], version: i64) -> Result<()> {
    let noted: Vec<Noted> = events.iter().filter_map(Noted::of).collect();
    if noted.is_empty() {
        return Ok(());
    }
    let text = serde_json::to_string(&noted).map_err(|e| corrupt(format!("an event that cannot be noted: {e}")))?;
    let now = tx.now_ms();
    tx.statement("INSERT INTO changes (version, at, events) VALUES (?1, ?2, ?3)")?
        .execute(params![version, now, text])?;
    let last_pruned: Option<i64> = tx
        .statement(
            "SELECT max(version) FROM (SELECT version, at FROM changes ORDER BY version LIMIT ?1)
             WHERE at < ?2 OR version <= ?3",
        )?
        .query_row(params![PRUNED_AT_ONCE, now.saturating_sub(KEPT_MS), version - MOST_VERSIONS], |r| r.get(0))?;
    if let Some(last) = last_pruned {
        tx.statement("DELETE FROM changes WHERE version <= ?1")?.execute([last])?;
        tx.statement("UPDATE clock SET changes_after = ?1")?.execute([last])?;
    }
    Ok(())
}

/// The version of the file: it grows with every write.
pub(crate) fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached("SELECT version FROM clock")?.query_row([], |r| r.get(0))?)
}

/// What happened in some span of versions.
pub(crate) struct Heard {
    /// In the order it happened.
    pub(crate) events: Vec<CloudEvent>,
    /// Whether local calls queued anything to send.
    pub(crate) queued: bool,
    /// Everything up to here is told; ask again from here when the span goes on.
    pub(crate) upto: i64,
}

/// What happened after one version and up to another. Ask on one snapshot.
pub(crate) fn between(connection: &Connection, after: i64, upto: i64) -> Result<Heard> {
    let complete_after: i64 =
        connection.prepare_cached("SELECT changes_after FROM clock")?.query_row([], |r| r.get(0))?;
    if after < complete_after {
        return by_versions(connection, after, upto);
    }
    let mut told: Vec<(i64, CloudEvent)> = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT local_seq, table_name, memory_id FROM sync_log WHERE local_seq > ?1 AND local_seq <= ?2
         ORDER BY local_seq LIMIT ?3",
    )?;
    let mut rows = statement.query(params![after, upto, QUEUE_ROWS])?;
    while let Some(row) = rows.next()? {
        told.push((row.get(0)?, changed(row.get(1)?, row.get(2)?, true)));
    }
    let queued = !told.is_empty();
    let is_cut = told.len() as i64 == QUEUE_ROWS;
    let upto = told.last().filter(|_| is_cut).map_or(upto, |(version, _)| *version);
    let mut statement = connection
        .prepare_cached("SELECT version, events FROM changes WHERE version > ?1 AND version <= ?2 ORDER BY version")?;
    let mut rows = statement.query([after, upto])?;
    while let Some(row) = rows.next()? {
        let (version, text): (i64, String) = (row.get(0)?, row.get(1)?);
        let noted: Vec<Noted> =
            serde_json::from_str(&text).map_err(|e| corrupt(format!("an unreadable event: {e}")))?;
        for one in noted {
            told.push((version, one.into_event()?));
        }
    }
    // Stable: what the queue says of a transaction goes before what else it did.
    told.sort_by_key(|(version, _)| *version);
    Ok(Heard { events: merged(told.into_iter().map(|(_, event)| event)), queued, upto })
}

/// For one that was away for long: every record that was written since, in one reading of the whole table.
fn by_versions(connection: &Connection, after: i64, upto: i64) -> Result<Heard> {
    let mut statement = connection.prepare_cached(
        "SELECT table_name, id, device_id = (SELECT device_id FROM sync_state) FROM records
         WHERE version > ?1 AND version <= ?2 ORDER BY table_name, id",
    )?;
    let rows = statement.query_map([after, upto], |r| Ok(changed(r.get(0)?, r.get(1)?, r.get(2)?)))?;
    let events = rows.collect::<rusqlite::Result<Vec<CloudEvent>>>()?;
    Ok(Heard { queued: !events.is_empty(), events: merged(events.into_iter()), upto })
}

fn changed(table: String, id: String, is_local: bool) -> CloudEvent {
    CloudEvent::RecordsChanged { table, ids: vec![id], origin: origin(is_local) }
}

fn merged(events: impl Iterator<Item = CloudEvent>) -> Vec<CloudEvent> {
    let mut merged = Vec::new();
    events.for_each(|event| CloudEvent::push_merged(&mut merged, event));
    merged
}
