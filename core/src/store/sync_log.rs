//! The `sync_log` table: one row for each local mutation. Its unsynced rows are the queue; nothing else is.

use super::Tx;
use super::records::bytes;
use super::records::corrupt;
use super::records::hlc_column;
use super::records::int;
use crate::clock::Hlc;
use crate::engine::FailedMutation;
use crate::error::Result;
use crate::record::Identity;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::params;

/// What a local mutation did (E30).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MutationKind {
    /// The record did not exist.
    Create,
    /// Another body.
    Update,
    /// A tombstone.
    Delete,
}

impl MutationKind {
    /// The name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Create, Self::Update, Self::Delete].into_iter().find(|k| k.as_str() == name)
    }
}

/// Where a mutation belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Its transaction.
    pub(crate) txn: i64,
    /// Whether the transaction's mutations go up together.
    pub(crate) is_unit: bool,
}

/// Appends a mutation to the queue.
pub(crate) fn append(
    tx: &mut Tx<'_>,
    key: (&str, &str),
    kind: MutationKind,
    identity: &Identity,
    version: i64,
    place: Place,
) -> Result<()> {
    insert(tx, key, kind, identity, version, place, "pending")
}

/// Appends a mutation that may be at the server already: its record stays dirty until a newer base settles it.
pub(crate) fn append_unsettled(
    tx: &mut Tx<'_>,
    key: (&str, &str),
    kind: MutationKind,
    identity: &Identity,
    version: i64,
) -> Result<()> {
    let place = Place { txn: tx.next_txn(), is_unit: false };
    insert(tx, key, kind, identity, version, place, "unsettled")
}

fn insert(
    tx: &mut Tx<'_>,
    (table, id): (&str, &str),
    kind: MutationKind,
    identity: &Identity,
    version: i64,
    place: Place,
    state: &str,
) -> Result<()> {
    tx.statement(
        "INSERT INTO sync_log (local_seq, txn, unit, table_name, memory_id, operation, timestamp, hlc, device_id,
                               content_hash, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        version,
        place.txn,
        place.is_unit.then_some(place.txn),
        table,
        id,
        kind.as_str(),
        tx.now_ms(),
        int(identity.hlc),
        identity.device_id,
        bytes(&identity.hash),
        state
    ])?;
    Ok(())
}

/// Takes a record's mutations up to a version off the queue: the server has that state.
pub(crate) fn mark_synced(tx: &mut Tx<'_>, (table, id): (&str, &str), upto: i64) -> Result<()> {
    take_off(tx, (table, id), upto, "synced")
}

/// Takes all of a record's mutations off the queue: they were undone, or lost a conflict that is on record.
pub(crate) fn mark_superseded(tx: &mut Tx<'_>, (table, id): (&str, &str)) -> Result<()> {
    take_off(tx, (table, id), i64::MAX, "superseded")
}

fn take_off(tx: &mut Tx<'_>, (table, id): (&str, &str), upto: i64, state: &str) -> Result<()> {
    tx.statement(
        "UPDATE sync_log SET synced = 1, state = ?4, synced_at = ?5
         WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2 AND local_seq <= ?3",
    )?
    .execute(params![table, id, upto, state, tx.now_ms()])?;
    Ok(())
}

/// Marks the version that goes into a batch.
pub(crate) fn mark_inflight(tx: &mut Tx<'_>, (table, id): (&str, &str), upto: i64) -> Result<()> {
    tx.statement(
        "UPDATE sync_log SET state = iif(state = 'pending', 'inflight', state), attempts = attempts + 1
         WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2 AND local_seq <= ?3",
    )?
    .execute(params![table, id, upto])?;
    Ok(())
}

/// The server's verdict was definite and not in favour: nothing of that batch is on its way any more.
pub(crate) fn mark_returned(tx: &mut Tx<'_>, key: (&str, &str)) -> Result<()> {
    wait_again(tx, key, "inflight")
}

/// The same for the whole batch.
pub(crate) fn mark_all_returned(tx: &mut Tx<'_>) -> Result<()> {
    tx.statement("UPDATE sync_log SET state = 'pending' WHERE synced = 0 AND state = 'inflight'")?.execute([])?;
    Ok(())
}

/// The batch was dropped without knowing what became of it: the record stays dirty until a newer base settles it.
pub(crate) fn mark_unsettled(tx: &mut Tx<'_>) -> Result<()> {
    tx.statement("UPDATE sync_log SET state = 'unsettled' WHERE synced = 0 AND state = 'inflight'")?.execute([])?;
    Ok(())
}

/// A new base settled what was unsettled: it is no longer on its way.
pub(crate) fn mark_settled(tx: &mut Tx<'_>, key: (&str, &str)) -> Result<()> {
    tx.statement(
        "UPDATE sync_log SET state = 'superseded', synced_at = ?3
         WHERE state = 'unsettled' AND synced = 1 AND table_name = ?1 AND memory_id = ?2",
    )?
    .execute(params![key.0, key.1, tx.now_ms()])?;
    wait_again(tx, key, "unsettled")
}

fn wait_again(tx: &mut Tx<'_>, (table, id): (&str, &str), from: &str) -> Result<()> {
    tx.statement(
        "UPDATE sync_log SET state = 'pending'
         WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2 AND state = ?3",
    )?
    .execute([table, id, from])?;
    Ok(())
}

/// The server refused the state for good: it waits in quarantine, with the reason, and holds nothing else up. Whether an
/// earlier version may be at the server is another matter, and stays known.
pub(crate) fn mark_refused(tx: &mut Tx<'_>, (table, id): (&str, &str), code: &str, reason: &str) -> Result<()> {
    tx.statement("UPDATE sync_log SET code = ?3, reason = ?4 WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2")?
        .execute([table, id, code, reason])?;
    Ok(())
}

/// Makes a record's mutations ones of their own.
pub(crate) fn leave_unit(tx: &mut Tx<'_>, (table, id): (&str, &str)) -> Result<()> {
    tx.statement(
        "UPDATE sync_log SET unit = NULL
         WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2 AND unit IS NOT NULL",
    )?
    .execute([table, id])?;
    Ok(())
}

/// A new state of a refused record is worth another try.
pub(crate) fn release_refused(tx: &mut Tx<'_>, (table, id): (&str, &str)) -> Result<()> {
    tx.statement(
        "UPDATE sync_log SET code = NULL, reason = NULL
         WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2 AND code IS NOT NULL",
    )?
    .execute([table, id])?;
    Ok(())
}

/// The records that wait refused, the oldest first.
pub(crate) fn refused_keys(connection: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare_cached(
        "SELECT table_name, memory_id FROM sync_log WHERE synced = 0 AND code IS NOT NULL
         GROUP BY table_name, memory_id ORDER BY min(local_seq)",
    )?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The records that wait refused, each by its newest mutation, the oldest first.
pub(crate) fn failed(connection: &Connection) -> Result<Vec<FailedMutation>> {
    let mut statement = connection.prepare_cached(
        "SELECT l.table_name, l.memory_id, l.operation, r.body, l.code, l.reason, l.attempts, l.timestamp, l.unit
         FROM sync_log l JOIN records r ON r.table_name = l.table_name AND r.id = l.memory_id
         WHERE l.synced = 0 AND l.code IS NOT NULL AND l.local_seq =
             (SELECT max(n.local_seq) FROM sync_log n
              WHERE n.synced = 0 AND n.table_name = l.table_name AND n.memory_id = l.memory_id)
         ORDER BY l.local_seq",
    )?;
    let mut rows = statement.query([])?;
    let mut failed = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(2)?;
        failed.push(FailedMutation {
            table: row.get(0)?,
            id: row.get(1)?,
            kind: MutationKind::parse(&kind).ok_or_else(|| corrupt(format!("the operation {kind:?}")))?,
            body: row.get(3)?,
            code: row.get(4)?,
            reason: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
            attempts: row.get(6)?,
            timestamp: row.get(7)?,
            unit: row.get(8)?,
        });
    }
    Ok(failed)
}

/// Whether the server refused the record.
pub(crate) fn is_refused(connection: &Connection, (table, id): (&str, &str)) -> Result<bool> {
    let sql = "SELECT 1 FROM sync_log INDEXED BY sync_log_refused
               WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2 AND code IS NOT NULL LIMIT 1";
    Ok(connection.prepare_cached(sql)?.exists([table, id])?)
}

/// Whether some version of the record may be at the server without this file knowing.
pub(crate) fn may_have_reached_server(tx: &Tx<'_>, (table, id): (&str, &str)) -> Result<bool> {
    let found = tx
        .statement(
            "SELECT 1 FROM sync_log WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2 AND state = 'inflight'
             UNION ALL
             SELECT 1 FROM sync_log WHERE state = 'unsettled' AND table_name = ?1 AND memory_id = ?2 LIMIT 1",
        )?
        .query_row([table, id], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// Whether a state is one this file made and has not seen acknowledged: its own echo. The whole identity counts, for
/// two copies of a file share a device id until the server tells them apart.
pub(crate) fn is_own(tx: &Tx<'_>, (table, id): (&str, &str), identity: &Identity) -> Result<bool> {
    let found = tx
        .statement(
            "SELECT 1 FROM sync_log WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2
             AND hlc = ?3 AND device_id = ?4 AND content_hash IS ?5
             UNION ALL
             SELECT 1 FROM sync_log WHERE state = 'unsettled' AND table_name = ?1 AND memory_id = ?2
             AND hlc = ?3 AND device_id = ?4 AND content_hash IS ?5 LIMIT 1",
        )?
        .query_row(params![table, id, int(identity.hlc), identity.device_id, bytes(&identity.hash)], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// Whether the mutation that made this version of the record, or a later one, is in the queue.
pub(crate) fn is_queued(connection: &Connection, (table, id): (&str, &str), version: i64) -> Result<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM sync_log WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2 AND local_seq >= ?3 LIMIT 1",
    )?;
    Ok(statement.exists(params![table, id, version])?)
}

/// A table that is local and has mutations in the queue. Those on their way are not: their verdict is still to come.
pub(crate) fn local_table(connection: &Connection) -> Result<Option<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT t.name FROM tables t WHERE t.replicate = 'local' AND EXISTS
             (SELECT 1 FROM sync_log l WHERE l.synced = 0 AND l.table_name = t.name AND l.state <> 'inflight')
         LIMIT 1",
    )?;
    Ok(statement.query_row([], |r| r.get(0)).optional()?)
}

/// Takes some of a local table's mutations off the queue. What differs from the base stays different, and what may be at
/// the server stays known as long as that is in question. So do the states themselves: a copy of this file may send them.
pub(crate) fn withdraw(tx: &mut Tx<'_>, table: &str, limit: u32) -> Result<()> {
    tx.statement(&format!(
        "{WITHDRAW} WHERE local_seq IN
             (SELECT local_seq FROM sync_log WHERE synced = 0 AND table_name = ?1 AND state <> 'inflight' LIMIT ?3)"
    ))?
    .execute(params![table, tx.now_ms(), limit])?;
    Ok(())
}

/// The same for one record, of which nothing is on its way any more.
pub(crate) fn withdraw_record(tx: &mut Tx<'_>, (table, id): (&str, &str)) -> Result<()> {
    tx.statement(&format!("{WITHDRAW} WHERE synced = 0 AND table_name = ?1 AND memory_id = ?3"))?.execute(params![
        table,
        tx.now_ms(),
        id
    ])?;
    Ok(())
}

const WITHDRAW: &str = "UPDATE sync_log SET synced = 1, state = iif(state = 'unsettled', state, 'withdrawn'),
    synced_at = iif(state = 'unsettled', NULL, ?2)";

/// Whether a state of a local table's record is one that this file had before the table left the cloud: whoever changed
/// the record here since has seen it, though it reached the server by another way.
pub(crate) fn was_withdrawn(tx: &Tx<'_>, (table, id): (&str, &str), identity: &Identity) -> Result<bool> {
    let sql = "SELECT 1 FROM sync_log WHERE state = 'withdrawn' AND table_name = ?1 AND memory_id = ?2
               AND hlc = ?3 AND device_id = ?4 AND content_hash IS ?5 LIMIT 1";
    let place = params![table, id, int(identity.hlc), identity.device_id, bytes(&identity.hash)];
    Ok(tx.statement(sql)?.exists(place)?)
}

/// Whether a local table's record had work that was not sent when the table left the cloud.
pub(crate) fn has_withdrawn(tx: &Tx<'_>, (table, id): (&str, &str)) -> Result<bool> {
    let sql = "SELECT 1 FROM sync_log WHERE state = 'withdrawn' AND table_name = ?1 AND memory_id = ?2 LIMIT 1";
    Ok(tx.statement(sql)?.exists([table, id])?)
}

/// The record's table is one of the cloud again: from here on a state of it counts as sent or not, like any other.
pub(crate) fn forget_withdrawn(tx: &mut Tx<'_>, (table, id): (&str, &str)) -> Result<()> {
    let sql =
        "UPDATE sync_log SET state = 'superseded' WHERE state = 'withdrawn' AND table_name = ?1 AND memory_id = ?2";
    tx.statement(sql)?.execute([table, id])?;
    Ok(())
}

/// The records of each table that wait to be sent.
pub(crate) fn backlog_by_table(connection: &Connection) -> Result<Vec<(String, i64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT table_name, count(DISTINCT memory_id) FROM sync_log WHERE synced = 0 GROUP BY table_name",
    )?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A queued mutation, as a batch is made of them.
pub(crate) struct Queued {
    pub(crate) local_seq: i64,
    pub(crate) table: String,
    pub(crate) id: String,
}

/// The next mutations that may be sent, oldest first: not refused, not held by an open conflict, and on
/// nothing that cannot be read.
pub(crate) fn queued(connection: &Connection, after: i64, limit: u32) -> Result<Vec<Queued>> {
    let mut statement = connection.prepare_cached(
        "SELECT local_seq, table_name, memory_id FROM sync_log l INDEXED BY sync_log_queue
         WHERE synced = 0 AND code IS NULL AND local_seq > ?1 AND NOT EXISTS
             (SELECT 1 FROM conflict_log c WHERE c.table_name = l.table_name AND c.memory_id = l.memory_id
              AND c.resolved_at IS NULL)
             AND NOT EXISTS
             (SELECT 1 FROM parked p WHERE p.table_name = l.table_name AND p.id = l.memory_id AND p.seq > 0)
         ORDER BY local_seq LIMIT ?2",
    )?;
    let rows = statement
        .query_map(params![after, limit], |r| Ok(Queued { local_seq: r.get(0)?, table: r.get(1)?, id: r.get(2)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether anything may be sent.
pub(crate) fn has_queued(connection: &Connection) -> Result<bool> {
    Ok(!queued(connection, 0, 1)?.is_empty())
}

/// Whether there is any unsynced work, whatever holds it.
pub(crate) fn any_unsynced(connection: &Connection) -> Result<bool> {
    let mut statement =
        connection.prepare_cached("SELECT 1 FROM sync_log INDEXED BY sync_log_record WHERE synced = 0 LIMIT 1")?;
    Ok(statement.exists([])?)
}

/// How much unsynced work there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Backlog {
    /// Records waiting to be sent, held ones included.
    pub(crate) pending: i64,
    /// Records the server refused.
    pub(crate) refused: i64,
    /// When the first waiting mutation was made, Unix milliseconds.
    pub(crate) oldest_ms: Option<i64>,
}

/// Counted anew each time, from the indexes alone: counts kept beside the queue would have to be paid by every write.
pub(crate) fn backlog(connection: &Connection) -> Result<Backlog> {
    let mut statement = connection.prepare_cached(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM sync_log INDEXED BY sync_log_record WHERE synced = 0
                                       GROUP BY table_name, memory_id)),
                (SELECT count(*) FROM (SELECT DISTINCT table_name, memory_id FROM sync_log INDEXED BY sync_log_refusals
                                       WHERE synced = 0 AND code IS NOT NULL)),
                (SELECT timestamp FROM sync_log INDEXED BY sync_log_queue WHERE synced = 0 AND code IS NULL
                 ORDER BY local_seq LIMIT 1)",
    )?;
    Ok(statement.query_row([], |r| {
        let (unsynced, refused): (i64, i64) = (r.get(0)?, r.get(1)?);
        Ok(Backlog { pending: unsynced - refused, refused, oldest_ms: r.get(2)? })
    })?)
}

/// The state of a record's newest unsynced mutation: its name, how often it was sent, and why it was refused.
pub(crate) struct Waiting {
    pub(crate) state: String,
    pub(crate) attempts: i64,
    pub(crate) since_ms: i64,
    pub(crate) code: Option<String>,
    pub(crate) reason: Option<String>,
}

pub(crate) fn waiting(connection: &Connection, table: &str, id: &str) -> Result<Option<Waiting>> {
    let mut statement = connection.prepare_cached(
        "SELECT state, attempts, timestamp, code, reason FROM sync_log
         WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2 ORDER BY local_seq DESC LIMIT 1",
    )?;
    let found = statement.query_row([table, id], |r| {
        Ok(Waiting { state: r.get(0)?, attempts: r.get(1)?, since_ms: r.get(2)?, code: r.get(3)?, reason: r.get(4)? })
    });
    Ok(found.optional()?)
}

/// A queued mutation's number, record and stamp.
pub(crate) struct Stamped {
    pub(crate) local_seq: i64,
    pub(crate) key: (String, String),
    pub(crate) hlc: Hlc,
}

/// The queued mutations stamped after `latest`, in the order of their stamps.
pub(crate) fn stamped_after(tx: &Tx<'_>, latest: Hlc) -> Result<Vec<Stamped>> {
    let mut statement = tx.statement(
        "SELECT local_seq, table_name, memory_id, hlc FROM sync_log
         WHERE synced = 0 AND hlc > ?1 ORDER BY hlc, local_seq",
    )?;
    let rows = statement.query_map([int(latest)], |r| {
        Ok(Stamped { local_seq: r.get(0)?, key: (r.get(1)?, r.get(2)?), hlc: hlc_column(r, 3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Gives a mutation, and the state it made if that still stands, another stamp.
pub(crate) fn replace_stamp(tx: &mut Tx<'_>, old: &Stamped, new: Hlc) -> Result<()> {
    tx.statement("UPDATE records SET hlc = ?4 WHERE table_name = ?1 AND id = ?2 AND hlc = ?3")?.execute(params![
        old.key.0,
        old.key.1,
        int(old.hlc),
        int(new)
    ])?;
    tx.statement("UPDATE sync_log SET hlc = ?2 WHERE local_seq = ?1")?.execute(params![old.local_seq, int(new)])?;
    Ok(())
}

/// Gives the record's newest mutation the time its host shows for it.
pub(crate) fn show_time(tx: &mut Tx<'_>, (table, id): (&str, &str), timestamp: i64) -> Result<()> {
    tx.statement(
        "UPDATE sync_log SET timestamp = ?3 WHERE local_seq =
             (SELECT max(local_seq) FROM sync_log WHERE synced = 0 AND table_name = ?1 AND memory_id = ?2)",
    )?
    .execute(params![table, id, timestamp])?;
    Ok(())
}

/// An unsynced mutation, as a list shows it.
pub(crate) struct Unsynced {
    pub(crate) local_seq: i64,
    pub(crate) table: String,
    pub(crate) id: String,
    pub(crate) kind: MutationKind,
    pub(crate) waiting: Waiting,
    /// Whether its record has an open conflict.
    pub(crate) is_held: bool,
}

/// The unsynced mutations after a place in the queue, oldest first.
pub(crate) fn unsynced(connection: &Connection, after: i64, limit: i64) -> Result<Vec<Unsynced>> {
    let mut statement = connection.prepare_cached(
        "SELECT local_seq, table_name, memory_id, operation, state, attempts, timestamp, code, reason,
             EXISTS (SELECT 1 FROM conflict_log c WHERE c.table_name = l.table_name AND c.memory_id = l.memory_id
                     AND c.resolved_at IS NULL)
         FROM sync_log l WHERE local_seq IN (
             SELECT local_seq FROM (SELECT local_seq FROM sync_log INDEXED BY sync_log_queue
                 WHERE synced = 0 AND code IS NULL AND local_seq > ?1 ORDER BY local_seq LIMIT ?2)
             UNION ALL
             SELECT local_seq FROM (SELECT local_seq FROM sync_log INDEXED BY sync_log_refusals
                 WHERE synced = 0 AND code IS NOT NULL AND local_seq > ?1 ORDER BY local_seq LIMIT ?2))
         ORDER BY local_seq LIMIT ?2",
    )?;
    let mut rows = statement.query(params![after, limit])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let kind: String = r.get(3)?;
        let kind =
            MutationKind::parse(&kind).ok_or_else(|| super::records::corrupt(format!("the operation {kind:?}")))?;
        let waiting =
            Waiting { state: r.get(4)?, attempts: r.get(5)?, since_ms: r.get(6)?, code: r.get(7)?, reason: r.get(8)? };
        let (local_seq, table, id) = (r.get(0)?, r.get(1)?, r.get(2)?);
        found.push(Unsynced { local_seq, table, id, kind, waiting, is_held: r.get(9)? });
    }
    Ok(found)
}
