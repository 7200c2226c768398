//! A table that leaves the cloud, or comes back to it.
//!
//! The policy changes at once and is what every step goes by. What the change leaves to do is done in steps that hold the
//! write lock briefly, and is worked out from the tables each time: mutations in the queue whose table is local are taken
//! off it; records of a table that came to the cloud are looked at one after the other, up to a mark that moves with them.
//! A process that dies in between takes nothing along.
//!
//! While a table is local, the server's copies go on as bases that are not shown. A record whose copies both went on is
//! [`Apart`](crate::record::Apart). It is brought together when its table comes back, or when something touches it
//! before its turn: as any version of the server's that meets a local one.

use super::local;
use super::pull;
use super::report::SyncReport;
use crate::config::Replicate;
use crate::conflict::conflict_log::ConflictCause;
use crate::conflict::conflict_log::ResolvedBy;
use crate::conflict::conflict_log::Winner;
use crate::error::Result;
use crate::record::Apart;
use crate::record::Record;
use crate::record::RemoteRow;
use crate::store::Tx;
use crate::store::conflict_log;
use crate::store::conflict_log::Entry;
use crate::store::records;
use crate::store::sync_log;
use crate::store::sync_log::MutationKind;
use crate::store::sync_log::Place;
use crate::store::tables;
use rusqlite::Connection;

/// Records that are looked at in one step.
const RECORDS_A_STEP: u32 = 200;
/// Mutations that are taken off the queue in one step.
const MUTATIONS_A_STEP: u32 = 1_000;

/// Whether anything is left to do.
pub(crate) fn is_due(connection: &Connection) -> Result<bool> {
    Ok(tables::next_to_queue(connection)?.is_some() || sync_log::local_table(connection)?.is_some())
}

/// One step. Returns whether anything may be left to do.
pub(crate) fn step(tx: &mut Tx<'_>) -> Result<bool> {
    if let Some(table) = sync_log::local_table(tx)? {
        sync_log::withdraw(tx, &table, MUTATIONS_A_STEP)?;
        return Ok(true);
    }
    let Some((table, upto)) = tables::next_to_queue(tx)? else { return Ok(false) };
    let ids = records::ids_after(tx, &table, &upto, RECORDS_A_STEP)?;
    for id in &ids {
        if let Some(record) = together(tx, (&table, id))? {
            enqueue(tx, (&table, id), &record)?;
        }
        sync_log::forget_withdrawn(tx, (&table, id))?;
    }
    tables::set_queued_upto(tx, &table, ids.last().map(String::as_str))?;
    Ok(true)
}

/// A record as it stands, its two copies brought together first if its table is one of the cloud.
pub(crate) fn together(tx: &mut Tx<'_>, key: (&str, &str)) -> Result<Option<Record>> {
    let Some(record) = records::load(tx, key.0, key.1)? else { return Ok(None) };
    if record.apart.is_none() || tx.policy(key.0)?.replicate == Replicate::Local {
        return Ok(Some(record));
    }
    bring_together(tx, key, &record)?;
    let record = records::load(tx, key.0, key.1)?;
    if let Some(record) = &record {
        enqueue(tx, key, record)?;
    }
    Ok(record)
}

/// The local copy meets what the server's has become.
fn bring_together(tx: &mut Tx<'_>, key: (&str, &str), record: &Record) -> Result<()> {
    records::rejoin(tx, record)?;
    let remote = records::base_state(tx, record)?;
    let remote = (remote.as_ref(), record.base_seq);
    let is_unchanged = record.apart.is_some_and(|apart| apart.is_unchanged(record.local.hash));
    if record.is_hidden() || (is_unchanged && record.differs_from_base()) {
        sync_log::mark_superseded(tx, key)?;
        local::close_as_equal(tx, key)?;
        return pull::yield_to_remote(tx, key, record, remote);
    }
    if !record.differs_from_base() {
        return local::cancel(tx, key, record);
    }
    pull::conflict(tx, key, record, remote, &mut SyncReport::default())
}

/// Queues a record that differs from its base, or from what may be at the server, unless its state is queued already. An
/// earlier one may still be on its way, whose verdict takes that one off.
fn enqueue(tx: &mut Tx<'_>, key: (&str, &str), record: &Record) -> Result<()> {
    let is_settled = !record.differs_from_base() && !sync_log::may_have_reached_server(tx, key)?;
    if is_settled || sync_log::is_queued(tx, key, record.version)? {
        return Ok(());
    }
    let kind = match (record.base_hash(), record.local.hash) {
        (_, None) => MutationKind::Delete,
        (None, _) => MutationKind::Create,
        _ => MutationKind::Update,
    };
    let version = tx.next_version();
    let place = Place { txn: tx.next_txn(), is_unit: false };
    records::restamp(tx, record, record.local.hlc, &record.local.device_id, version)?;
    sync_log::append(tx, key, kind, &record.local, version, place)
}

/// The base of a local table's record is about to become a state of the server's that the local copy does not know of.
pub(crate) fn part(tx: &mut Tx<'_>, key: (&str, &str), record: &Record) -> Result<()> {
    // Work that was not sent counts, too: a copy of this file may have sent it, and what the server has may follow from it.
    let is_in_question = sync_log::may_have_reached_server(tx, key)? || sync_log::has_withdrawn(tx, key)?;
    let from = if is_in_question { Apart::FromNothing } else { Apart::From(record.base_hash()) };
    records::part(tx, record, from)
}

/// The server no longer has a record of a table that is local here: it was deleted there, which the local copy does not
/// know of.
pub(crate) fn lost_by_server(tx: &mut Tx<'_>, key: (&str, &str), record: &Record) -> Result<()> {
    if record.is_hidden() {
        return records::remove(tx, key, record);
    }
    part(tx, key, record)?;
    records::set_base(tx, key, record, 0, None)?;
    if let Some(open) = conflict_log::open_id(tx, key.0, key.1)? {
        conflict_log::follow_remote(tx, open, None, 0)?;
    }
    Ok(())
}

/// A restored server has another state than the base it lost, of a record whose table is local here. The local copy goes
/// up when the table comes back, if whoever made it `has_seen` that state; else it meets it as a conflict.
pub(crate) fn set_back_by_server(
    tx: &mut Tx<'_>,
    key: (&str, &str),
    record: &Record,
    row: &RemoteRow,
    has_seen: bool,
) -> Result<()> {
    let theirs = &row.state.identity;
    if record.base_hash() != theirs.hash {
        keep_lost_copy(tx, key, record)?;
    }
    if record.apart.is_some() || record.local.hash == theirs.hash || record.base.as_ref() == Some(theirs) {
        return pull::follow_unseen(tx, key, record, row);
    }
    if !has_seen && !sync_log::is_own(tx, key, theirs)? {
        records::part(tx, record, Apart::FromNothing)?;
    }
    if let Some(open) = conflict_log::open_id(tx, key.0, key.1)? {
        let (mine, lost) = (records::local_state(tx, record)?, Record { base: None, ..record.clone() });
        pull::keep_lost_side(tx, key, open, &lost, (&mine, Some(&row.state)))?;
        conflict_log::follow_remote(tx, open, Some(&row.state), row.seq)?;
    }
    records::set_base(tx, key, record, row.seq, Some(&row.state))?;
    sync_log::mark_settled(tx, key)
}

/// A restored server does not have a record of a table that is local here, and does not know that it had: the local copy
/// is one that it gets when the table comes back.
pub(crate) fn never_had_by_server(tx: &mut Tx<'_>, key: (&str, &str), record: &Record) -> Result<()> {
    keep_lost_copy(tx, key, record)?;
    if record.is_hidden() {
        return records::remove(tx, key, record);
    }
    records::rejoin(tx, record)?;
    records::set_base(tx, key, record, 0, None)
}

/// A restored server has lost a state that nobody here made or went on from. This file may be the last to have it, and
/// does not send it, because its table is local: the conflict log keeps it.
fn keep_lost_copy(tx: &mut Tx<'_>, key: (&str, &str), record: &Record) -> Result<()> {
    let lost = records::base_state(tx, record)?.filter(|lost| record.apart.is_some() && lost.body.is_some());
    let Some(lost) = lost.filter(|lost| lost.identity.hash != record.local.hash) else { return Ok(()) };
    let entry = Entry {
        local: &records::local_state(tx, record)?,
        remote: Some(&lost),
        seq: 0,
        cause: ConflictCause::ServerRestored,
        strategy: tx.merge_strategy(key.0)?,
        winner: Some((Winner::Local, ResolvedBy::Auto)),
    };
    pull::log_conflict(tx, key, &entry)
}
