//! The `records` table. Every change of a base goes through here, so that the digest always follows.

use super::Tx;
use super::embedding;
use crate::canonical::ContentHash;
use crate::clock::Hlc;
use crate::error::Error;
use crate::error::Result;
use crate::record::Apart;
use crate::record::Identity;
use crate::record::Record;
use crate::record::RemoteRow;
use crate::record::Restated;
use crate::record::State;
use crate::transport::protocol::Seq;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use rusqlite::params;
use rusqlite::types::Type;
use rusqlite::types::ValueRef;

/// Reads one record without its bodies.
pub(crate) fn load(tx: &Tx<'_>, table: &str, id: &str) -> Result<Option<Record>> {
    let mut statement = tx.statement(
        "SELECT rowid, content_hash, hlc, device_id, version, base_seq, base_hash, base_hlc, base_device, restated,
                apart, embedding IS NOT NULL OR missing IS NOT NULL
         FROM records WHERE table_name = ?1 AND id = ?2",
    )?;
    let found = statement.query_row([table, id], |r| {
        let base = match r.get::<_, Option<i64>>(7)? {
            None => None,
            Some(_) => Some(Identity { hlc: hlc_column(r, 7)?, device_id: r.get(8)?, hash: hash_column(r, 6)? }),
        };
        Ok(Record {
            rowid: r.get(0)?,
            local: Identity { hlc: hlc_column(r, 2)?, device_id: r.get(3)?, hash: hash_column(r, 1)? },
            version: r.get(4)?,
            base_seq: seq_column(r, 5)?,
            base,
            restated: restated_column(r, 9)?,
            apart: apart_column(r, 10)?,
            has_beside: r.get(11)?,
        })
    });
    Ok(found.optional()?)
}

fn restated_column(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<Restated>> {
    let Some(name) = row.get_ref(index)?.as_str_or_null()? else { return Ok(None) };
    match Restated::parse(name) {
        Some(restated) => Ok(Some(restated)),
        None => Err(rusqlite::Error::InvalidColumnType(index, format!("the mark {name:?}"), Type::Text)),
    }
}

/// Marks why a state is in question, or that it no longer is.
pub(crate) fn set_restated(tx: &mut Tx<'_>, record: &Record, restated: Option<Restated>) -> Result<()> {
    tx.statement("UPDATE records SET restated = ?2 WHERE rowid = ?1")?
        .execute(params![record.rowid, restated.map(Restated::as_str)])?;
    Ok(())
}

/// This file was found to be a copy: what is unsynced now may have been made on an older state than others have.
pub(crate) fn mark_forked(tx: &mut Tx<'_>) -> Result<()> {
    tx.statement(
        "UPDATE records SET restated = ?1 WHERE restated IS NULL AND (table_name, id) IN
             (SELECT table_name, memory_id FROM sync_log WHERE synced = 0)",
    )?
    .execute([Restated::Fork.as_str()])?;
    Ok(())
}

/// The base with its body; `None` where there is none.
pub(crate) fn base_state(tx: &Tx<'_>, record: &Record) -> Result<Option<State>> {
    let Some(identity) = record.base.clone() else { return Ok(None) };
    let body = tx
        .statement("SELECT iif(content_hash IS base_hash, body, base_body) FROM records WHERE rowid = ?1")?
        .query_row([record.rowid], |r| r.get(0))?;
    Ok(Some(State { identity, body }))
}

/// The local body as it is hashed and sent; `None` for a deleted record.
pub(crate) fn body(tx: &Tx<'_>, record: &Record) -> Result<Option<String>> {
    Ok(tx.statement("SELECT body FROM records WHERE rowid = ?1")?.query_row([record.rowid], |r| r.get(0))?)
}

/// The local state with its body as readers see it.
pub(crate) fn local_state(tx: &Tx<'_>, record: &Record) -> Result<State> {
    Ok(State { identity: record.local.clone(), body: embedding::whole_body(tx, record)? })
}

/// A record nobody has had: made here.
pub(crate) fn insert_local(tx: &mut Tx<'_>, table: &str, id: &str, state: &State, version: i64) -> Result<()> {
    let Identity { hlc, device_id, hash } = &state.identity;
    tx.statement(
        "INSERT INTO records (table_name, id, body, content_hash, hlc, device_id, version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![table, id, state.body, bytes(hash), int(*hlc), device_id, version])?;
    Ok(())
}

/// A new local state. The body of a base that was clean until now is kept beside it.
pub(crate) fn set_local(tx: &mut Tx<'_>, record: &Record, state: &State, version: i64) -> Result<()> {
    let Identity { hlc, device_id, hash } = &state.identity;
    tx.statement(
        "UPDATE records SET
             base_body = CASE WHEN content_hash IS base_hash AND base_hlc IS NOT NULL THEN body ELSE base_body END,
             body = ?2, content_hash = ?3, hlc = ?4, device_id = ?5, version = ?6,
             restated = iif(restated = 'epoch', 'epoch_dirty', restated)
         WHERE rowid = ?1",
    )?
    .execute(params![record.rowid, state.body, bytes(hash), int(*hlc), device_id, version])?;
    if record.has_beside && record.local.hash != *hash {
        embedding::follow(tx, record, state.body.as_deref(), None)?;
    }
    Ok(())
}

/// A new stamp for the same local body.
pub(crate) fn restamp(tx: &mut Tx<'_>, record: &Record, hlc: Hlc, device_id: &str, version: i64) -> Result<()> {
    tx.statement("UPDATE records SET hlc = ?2, device_id = ?3, version = ?4 WHERE rowid = ?1")?.execute(params![
        record.rowid,
        int(hlc),
        device_id,
        version
    ])?;
    Ok(())
}

/// The local state is the base again: it takes the base's identity back, too.
pub(crate) fn return_to_base(tx: &mut Tx<'_>, record: &Record) -> Result<()> {
    tx.statement(
        "UPDATE records SET hlc = base_hlc, device_id = base_device, base_body = NULL
         WHERE rowid = ?1 AND base_hlc IS NOT NULL",
    )?
    .execute([record.rowid])?;
    Ok(())
}

/// A record of the server this file has not had.
pub(crate) fn insert_remote(tx: &mut Tx<'_>, row: &RemoteRow, version: i64) -> Result<()> {
    let Identity { hlc, device_id, hash } = &row.state.identity;
    tx.statement(
        "INSERT INTO records (table_name, id, body, content_hash, hlc, device_id, version,
                              base_seq, base_hash, base_hlc, base_device)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?4, ?5, ?6)",
    )?
    .execute(params![
        row.table,
        row.id,
        row.state.body,
        bytes(hash),
        int(*hlc),
        device_id,
        version,
        int_seq(row.seq)
    ])?;
    tx.digest.change(&row.table, &row.id, (0, None), (row.seq, *hash));
    Ok(())
}

/// A record of the server in a table that stays local here: kept as a base, and not shown. Nobody made its local state.
pub(crate) fn insert_hidden(tx: &mut Tx<'_>, row: &RemoteRow, version: i64) -> Result<()> {
    let Identity { hlc, device_id, hash } = &row.state.identity;
    tx.statement(
        "INSERT INTO records (table_name, id, hlc, device_id, version, base_seq, base_hash, base_hlc, base_device, base_body, apart)
         VALUES (?1, ?2, 0, '', ?5, ?6, ?7, ?3, ?4, ?8, x'')",
    )?
    .execute(params![row.table, row.id, int(*hlc), device_id, version, int_seq(row.seq), bytes(hash), row.state.body])?;
    tx.digest.change(&row.table, &row.id, (0, None), (row.seq, *hash));
    Ok(())
}

/// The server's state replaces local state and base.
pub(crate) fn take_remote(tx: &mut Tx<'_>, record: &Record, row: &RemoteRow, version: i64) -> Result<()> {
    let Identity { hlc, device_id, hash } = &row.state.identity;
    tx.statement(
        "UPDATE records SET body = ?2, content_hash = ?3, hlc = ?4, device_id = ?5, version = ?6,
             base_seq = ?7, base_hash = ?3, base_hlc = ?4, base_device = ?5, base_body = NULL, restated = NULL,
             apart = NULL
         WHERE rowid = ?1",
    )?
    .execute(params![
        record.rowid,
        row.state.body,
        bytes(hash),
        int(*hlc),
        device_id,
        version,
        int_seq(row.seq)
    ])?;
    if record.has_beside && record.local.hash != *hash {
        embedding::follow(tx, record, row.state.body.as_deref(), None)?;
    }
    tx.digest.change(&row.table, &row.id, (record.base_seq, record.base_hash()), (row.seq, *hash));
    Ok(())
}

/// A new base under the local state, which stays. `base` is `None` for a record the server does not have.
pub(crate) fn set_base(
    tx: &mut Tx<'_>,
    (table, id): (&str, &str),
    record: &Record,
    seq: Seq,
    base: Option<&State>,
) -> Result<()> {
    let identity = base.map(|b| &b.identity);
    let hash = identity.and_then(|i| i.hash);
    // The body need not be kept twice.
    let kept = base.and_then(|b| b.body.as_deref()).filter(|_| record.local.hash != hash);
    tx.statement(
        "UPDATE records SET base_seq = ?2, base_hash = ?3, base_hlc = ?4, base_device = ?5, base_body = ?6
         WHERE rowid = ?1",
    )?
    .execute(params![
        record.rowid,
        int_seq(seq),
        bytes(&hash),
        identity.map(|i| int(i.hlc)),
        identity.map(|i| &i.device_id),
        kept
    ])?;
    tx.digest.change(table, id, (record.base_seq, record.base_hash()), (seq, hash));
    Ok(())
}

/// Moves only the base's seq: the server numbered the same state anew.
pub(crate) fn move_base(tx: &mut Tx<'_>, (table, id): (&str, &str), record: &Record, seq: Seq) -> Result<()> {
    tx.statement("UPDATE records SET base_seq = ?2 WHERE rowid = ?1")?.execute(params![record.rowid, int_seq(seq)])?;
    let hash = record.base_hash();
    tx.digest.change(table, id, (record.base_seq, hash), (seq, hash));
    Ok(())
}

/// The base is about to become a state of the server's that the local one does not know of. What both had stays known.
pub(crate) fn part(tx: &mut Tx<'_>, record: &Record, from: Apart) -> Result<()> {
    let from = match &from {
        Apart::From(common) => bytes(common).unwrap_or_default(),
        Apart::FromNothing => &FROM_NOTHING,
    };
    tx.statement("UPDATE records SET apart = coalesce(apart, ?2) WHERE rowid = ?1")?
        .execute(params![record.rowid, from])?;
    Ok(())
}

/// How the store writes [`Apart::FromNothing`]: no hash has one byte.
const FROM_NOTHING: [u8; 1] = [0];

/// The local state knows of the base again.
pub(crate) fn rejoin(tx: &mut Tx<'_>, record: &Record) -> Result<()> {
    tx.statement("UPDATE records SET apart = NULL WHERE rowid = ?1 AND apart IS NOT NULL")?.execute([record.rowid])?;
    Ok(())
}

/// The ids after `after` of a table, deleted ones included.
pub(crate) fn ids_after(tx: &Tx<'_>, table: &str, after: &str, limit: u32) -> Result<Vec<String>> {
    let mut statement =
        tx.statement("SELECT id FROM records WHERE table_name = ?1 AND id > ?2 ORDER BY id LIMIT ?3")?;
    let rows = statement.query_map(params![table, after, limit], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Forgets a record this file and the server both do not have.
pub(crate) fn remove(tx: &mut Tx<'_>, (table, id): (&str, &str), record: &Record) -> Result<()> {
    tx.statement("DELETE FROM records WHERE rowid = ?1")?.execute([record.rowid])?;
    tx.digest.change(table, id, (record.base_seq, record.base_hash()), (0, None));
    Ok(())
}

pub(super) fn int(hlc: Hlc) -> i64 {
    hlc.as_u64().cast_signed()
}

pub(super) fn int_seq(seq: Seq) -> i64 {
    seq.cast_signed()
}

pub(super) fn bytes(hash: &Option<ContentHash>) -> Option<&[u8]> {
    hash.as_ref().map(|h| h.0.as_slice())
}

pub(crate) fn hlc_column(row: &Row<'_>, index: usize) -> rusqlite::Result<Hlc> {
    let value: i64 = row.get(index)?;
    u64::try_from(value).ok().and_then(Hlc::from_u64).ok_or(rusqlite::Error::IntegralValueOutOfRange(index, value))
}

pub(crate) fn seq_column(row: &Row<'_>, index: usize) -> rusqlite::Result<Seq> {
    let value: i64 = row.get(index)?;
    Seq::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(index, value))
}

pub(crate) fn hash_column(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<ContentHash>> {
    let Some(stored) = row.get_ref(index)?.as_blob_or_null()? else { return Ok(None) };
    match ContentHash::from_bytes(stored) {
        Some(hash) => Ok(Some(hash)),
        None => Err(rusqlite::Error::InvalidColumnType(index, "a hash that is not 32 bytes".to_owned(), Type::Blob)),
    }
}

fn apart_column(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<Apart>> {
    match row.get_ref(index)?.as_blob_or_null()? {
        None => Ok(None),
        Some([]) => Ok(Some(Apart::From(None))),
        Some(from) if from == FROM_NOTHING => Ok(Some(Apart::FromNothing)),
        Some(_) => Ok(Some(Apart::From(hash_column(row, index)?))),
    }
}

/// What the file says that this version cannot read.
pub(crate) fn corrupt(what: impl Into<String>) -> Error {
    Error::Corrupt(what.into())
}

/// The greatest stamp of the store that is not after `latest`.
pub(crate) fn greatest_hlc_upto(tx: &Tx<'_>, latest: Hlc) -> Result<Hlc> {
    let mut statement = tx.statement(
        "SELECT max(coalesce((SELECT max(hlc) FROM records WHERE hlc <= ?1), 0),
                    coalesce((SELECT max(base_hlc) FROM records), 0))",
    )?;
    Ok(statement.query_row([int(latest)], |r| hlc_column(r, 0))?)
}

/// Seq and hash of a record's base; `None` for a record this file does not have.
pub(crate) fn base_of(
    connection: &rusqlite::Connection,
    table: &str,
    id: &str,
) -> Result<Option<(Seq, Option<ContentHash>)>> {
    let mut statement =
        connection.prepare_cached("SELECT base_seq, base_hash FROM records WHERE table_name = ?1 AND id = ?2")?;
    Ok(statement.query_row([table, id], |r| Ok((seq_column(r, 0)?, hash_column(r, 1)?))).optional()?)
}

/// The records whose base the server numbered after `seq`, tombstones included.
pub(crate) fn based_after(connection: &rusqlite::Connection, seq: Seq) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare_cached("SELECT table_name, id FROM records WHERE base_seq > ?1")?;
    let rows = statement.query_map([int_seq(seq)], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Every record the server is believed to hold.
pub(crate) fn live_bases(connection: &rusqlite::Connection) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare_cached("SELECT table_name, id FROM records WHERE base_hash IS NOT NULL")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A record whose body is not what its hash says.
pub(crate) struct Damaged {
    rowid: i64,
    version: i64,
}

/// The synced records whose body or hash is not that of their base. Reads every body.
pub(crate) fn damaged(connection: &rusqlite::Connection) -> Result<Vec<Damaged>> {
    let mut statement = connection.prepare_cached(
        "SELECT rowid, version, body, content_hash, base_hash FROM records r
         WHERE base_hash IS NOT NULL AND apart IS NULL
           AND NOT EXISTS (SELECT 1 FROM tables t WHERE t.name = r.table_name
                           AND (t.replicate = 'local' OR t.queued_upto IS NOT NULL))
           AND NOT EXISTS (SELECT 1 FROM sync_log l
                           WHERE l.synced = 0 AND l.table_name = r.table_name AND l.memory_id = r.id)",
    )?;
    let mut rows = statement.query([])?;
    let mut damaged = Vec::new();
    while let Some(row) = rows.next()? {
        let base = hash_column(row, 4)?;
        let of_body = match row.get_ref(2)? {
            ValueRef::Text(text) => std::str::from_utf8(text).ok().map(ContentHash::of),
            _ => None,
        };
        if of_body != base || hash_column(row, 3)? != base {
            damaged.push(Damaged { rowid: row.get(0)?, version: row.get(1)? });
        }
    }
    Ok(damaged)
}

/// Makes a damaged record one that a repair fetches: unchanged here, and of no seq of the server's. The digest does not
/// follow; sum it up anew.
pub(crate) fn distrust(tx: &mut Tx<'_>, damaged: &Damaged) -> Result<()> {
    tx.statement("UPDATE records SET content_hash = base_hash, base_seq = 0 WHERE rowid = ?1 AND version = ?2")?
        .execute([damaged.rowid, damaged.version])?;
    Ok(())
}
