//! Reconcile: finding one history with the server again, when pages cannot do it any more. The server was restored from
//! a backup and has lost what came after it, or this device was away for longer than deletes are kept.
//!
//! What the server lost is pushed again; what it has meanwhile meets that as a conflict between two who did not know of
//! each other, settled by last_write_wins whatever the strategy. Every loser goes to the conflict log.

use super::comparison::Comparison;
use super::comparison::Found;
use super::comparison::Scope;
use super::local;
use super::moves;
use super::pull;
use super::push;
use super::report::SyncReport;
use crate::config::MergeStrategy;
use crate::config::Replicate;
use crate::conflict::conflict_log::ConflictCause;
use crate::conflict::conflict_log::ResolvedBy;
use crate::conflict::conflict_log::Winner;
use crate::error::Result;
use crate::events::CloudEvent;
use crate::record::Identity;
use crate::record::Record;
use crate::record::RemoteRow;
use crate::record::Restated;
use crate::record::State;
use crate::store::Tx;
use crate::store::conflict_log;
use crate::store::conflict_log::Entry;
use crate::store::parked;
use crate::store::records;
use crate::store::staging;
use crate::store::state;
use crate::store::sync_log;
use crate::store::sync_log::MutationKind;
use crate::store::sync_log::Place;
use crate::store::units::Key;
use crate::transport::protocol::EpochEnd;
use crate::transport::protocol::Seq;
use std::collections::BTreeSet;

/// Up to which seq two chains of epochs are one history.
pub(crate) fn parting(mine: (&str, &[EpochEnd]), theirs: (&str, &[EpochEnd])) -> Seq {
    let chain = |(epoch, lineage): (&str, &[EpochEnd])| -> Vec<(String, Seq)> {
        let ended = lineage.iter().map(|e| (e.epoch.clone(), e.last_seq));
        ended.chain([(epoch.to_owned(), Seq::MAX)]).collect()
    };
    let mut last = 0;
    for ((mine, my_end), (theirs, their_end)) in chain(mine).into_iter().zip(chain(theirs)) {
        if mine != theirs {
            return last;
        }
        if my_end != their_end {
            return my_end.min(their_end);
        }
        last = my_end;
    }
    last
}

/// Shows what the comparison found, in one transaction. Cursor and epoch are the server's afterwards.
pub(crate) fn apply(
    tx: &mut Tx<'_>,
    mut comparison: Comparison,
    (epoch, lineage): (&str, &[EpochEnd]),
    report: &mut SyncReport,
) -> Result<i64> {
    let parted = match comparison.scope {
        Scope::Everything { parted } => parted,
        Scope::UpToCursor => None,
    };
    let is_new_epoch = state::load(tx)?.epoch.as_deref() != Some(epoch);
    if is_new_epoch || parted.is_some() {
        // What became of the batch in flight is nowhere to be asked any more.
        push::drop_unsettled(tx)?;
    }
    if is_new_epoch {
        state::begin_epoch(tx, epoch, lineage)?;
    }
    comparison.is_one_epoch = !is_new_epoch;
    let mut changed = 0;
    for key in in_question(tx, &comparison, parted)? {
        let found = comparison.found.remove(&key);
        let key = (key.0.as_str(), key.1.as_str());
        let record = moves::together(tx, key)?;
        changed += i64::from(settle(tx, key, record, found, parted, &comparison, report)?);
    }
    staging::clear(tx)?;
    if let Some((cursor, head)) = comparison.end() {
        state::set_cursor(tx, cursor, head)?;
    }
    if changed > 0 {
        tx.emit(CloudEvent::Repaired { records: changed });
    }
    Ok(changed)
}

/// The records that may not be what the server has: those it named or changed, those whose base is in doubt, and those
/// it does not have any more.
fn in_question(tx: &Tx<'_>, comparison: &Comparison, parted: Option<Seq>) -> Result<BTreeSet<Key>> {
    let mut keys: BTreeSet<Key> = comparison.found.keys().cloned().collect();
    if let Some(parted) = parted {
        keys.extend(records::based_after(tx, parted)?);
    }
    keys.extend(records::live_bases(tx)?.into_iter().filter(|(table, id)| comparison.lacks((table, id))));
    for (table, id, seq, _) in parked::all_counted(tx)? {
        if parted.is_some_and(|parted| seq > parted) || comparison.lacks((&table, &id)) {
            keys.insert((table, id));
        }
    }
    Ok(keys)
}

/// Settles one record. Returns whether anything changed.
fn settle(
    tx: &mut Tx<'_>,
    key: (&str, &str),
    record: Option<Record>,
    found: Option<Found>,
    parted: Option<Seq>,
    comparison: &Comparison,
    report: &mut SyncReport,
) -> Result<bool> {
    let is_lost = record.as_ref().is_some_and(|r| parted.is_some_and(|parted| r.base_seq > parted));
    let is_local = tx.policy(key.0)?.replicate == Replicate::Local;
    let Comparison { floor, is_one_epoch, .. } = *comparison;
    let lost = Lost { key, parted: parted.unwrap_or(0), floor, is_one_epoch };
    parked::disown(tx, key, parted)?;
    let row = match found {
        Some(Found::Unreadable(row)) => {
            match record {
                Some(record) if is_lost && is_local => moves::never_had_by_server(tx, key, &record)?,
                Some(record) if is_lost => lost.wait(tx, record)?,
                _ => {}
            }
            pull::park(tx, &row, report)?;
            return Ok(true);
        }
        Some(Found::Row(row)) => {
            parked::release(tx, key)?;
            Some(row)
        }
        None => {
            if comparison.lacks(key) {
                // Deleted and forgotten before anybody here could read it.
                parked::release(tx, key)?;
            }
            None
        }
    };
    if let Some(record) = record.as_ref().filter(|_| is_local) {
        // Only the server's copy is its business.
        match &row {
            Some(row) if is_lost => moves::set_back_by_server(tx, key, record, row, row.seq <= lost.parted)?,
            Some(row) => pull::follow_unseen(tx, key, record, row)?,
            None if is_lost => moves::never_had_by_server(tx, key, record)?,
            None => moves::lost_by_server(tx, key, record)?,
        }
        return Ok(false);
    }
    match (record, is_lost, row) {
        (Some(record), true, row) => lost.settle(tx, record, row, report),
        (Some(record), false, Some(row)) => {
            if row.seq <= record.base_seq && (row.seq, row.state.identity.hash) != (record.base_seq, record.base_hash())
            {
                // The server's word on its own numbers counts.
                records::move_base(tx, key, &record, 0)?;
            }
            pull::merge(tx, &row, report)?;
            Ok(true)
        }
        (None, _, Some(row)) => {
            pull::merge(tx, &row, report)?;
            Ok(true)
        }
        (Some(record), false, None) if !comparison.listed.contains(&(key.0.to_owned(), key.1.to_owned())) => {
            if pull::has_work(tx, key, &record)? {
                pull::absent(tx, key, &record, report)?;
            } else {
                pull::yield_to_remote(tx, key, &record, (None, 0))?;
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// A row that a restored server has lost can be read now. Nobody else may have it any more: it goes up again, or to the
/// conflict log where something else has taken its place.
pub(crate) fn bring_back(tx: &mut Tx<'_>, row: &RemoteRow) -> Result<()> {
    let key = (row.table.as_str(), row.id.as_str());
    if tx.policy(key.0)?.replicate == Replicate::Local {
        return Ok(());
    }
    parked::forget_disowned(tx, key)?;
    let lost = Lost { key, parted: 0, floor: 0, is_one_epoch: false };
    tx.observe(row.state.identity.hlc);
    if let Some(record) = moves::together(tx, key)? {
        if record.local.hash != row.state.identity.hash {
            lost.log(tx, &record, (Some(&row.state), row.seq), Winner::Local)?;
        }
        return Ok(());
    }
    if row.state.identity.hash.is_none() {
        return Ok(());
    }
    let version = tx.next_version();
    records::insert_local(tx, key.0, key.1, &row.state, version)?;
    if let Some(record) = records::load(tx, key.0, key.1)? {
        records::set_restated(tx, &record, Some(Restated::Epoch))?;
        lost.append(tx, &record, false)?;
    }
    pull::changed(tx, key);
    Ok(())
}

/// A record whose base the restored server has lost.
struct Lost<'a> {
    key: (&'a str, &'a str),
    parted: Seq,
    floor: Seq,
    is_one_epoch: bool,
}

/// What is known of a record that is lost, before it meets what the server has.
struct Doubt {
    record: Record,
    is_dirty: bool,
    is_held: bool,
    /// A version this file has seen, though the server has not.
    seen: Option<Identity>,
}

impl Lost<'_> {
    fn settle(&self, tx: &mut Tx<'_>, record: Record, row: Option<RemoteRow>, report: &mut SyncReport) -> Result<bool> {
        let key = self.key;
        let Doubt { record, is_dirty, is_held, seen } = self.doubt(tx, record)?;
        let Some(row) = row else { return self.push_again(tx, &record, is_dirty, seen) };
        let theirs = &row.state.identity;
        tx.observe(theirs.hlc);
        if record.local.hash == theirs.hash {
            if record.local > *theirs {
                // Others may push again what this one had replaced: it has to be known as the newer one.
                records::set_base(tx, key, &record, row.seq, Some(&row.state))?;
                self.remember(tx, seen)?;
                self.append(tx, &record, true)?;
            } else {
                pull::adopt(tx, key, &record, &row)?;
                return Ok((record.base_seq, record.base.as_ref()) != (row.seq, Some(theirs)));
            }
        } else if row.seq <= self.parted {
            // Every state based above the parting point has seen this row.
            records::set_base(tx, key, &record, row.seq, Some(&row.state))?;
            self.remember(tx, seen)?;
            self.append(tx, &record, false)?;
        } else if sync_log::is_own(tx, key, theirs)? || seen.as_ref() == Some(theirs) {
            records::set_base(tx, key, &record, row.seq, Some(&row.state))?;
            sync_log::mark_settled(tx, key)?;
            self.append(tx, &record, false)?;
        } else if !is_dirty && !is_held {
            self.compare(tx, &record, &row)?;
        } else {
            pull::conflict(tx, key, &record, (Some(&row.state), row.seq), report)?;
        }
        Ok(true)
    }

    /// Marks the state as one in question, whose conflicts are settled by last_write_wins.
    fn doubt(&self, tx: &mut Tx<'_>, mut record: Record) -> Result<Doubt> {
        let is_dirty = record.differs_from_base() || sync_log::may_have_reached_server(tx, self.key)?;
        let is_held = conflict_log::open_id(tx, self.key.0, self.key.1)?.is_some();
        let mark = if is_dirty { Restated::EpochDirty } else { Restated::Epoch };
        records::set_restated(tx, &record, Some(mark))?;
        record.restated = Some(mark);
        local::release_refused(tx, self.key)?;
        // Lost or not, it was seen: when another device pushes it again, that is no conflict.
        let seen = record.base.clone().filter(|_| is_dirty && !is_held);
        Ok(Doubt { record, is_dirty, is_held, seen })
    }

    /// Nobody here can read what the server has: the state waits on the queue until somebody can.
    fn wait(&self, tx: &mut Tx<'_>, record: Record) -> Result<()> {
        let Doubt { record, seen, .. } = self.doubt(tx, record)?;
        self.put_on_nothing(tx, &record, seen)
    }

    /// The server does not have it at all.
    fn push_again(&self, tx: &mut Tx<'_>, record: &Record, is_dirty: bool, seen: Option<Identity>) -> Result<bool> {
        if !is_dirty && self.may_be_forgotten(record) {
            // Lost, or pushed again by another, deleted and forgotten: nobody knows.
            if record.local.hash.is_some() {
                self.log(tx, record, (None, 0), Winner::Remote)?;
            }
            sync_log::mark_superseded(tx, self.key)?;
            pull::yield_to_remote(tx, self.key, record, (None, 0))?;
            return Ok(true);
        }
        self.put_on_nothing(tx, record, seen)?;
        Ok(true)
    }

    /// Whether a delete that the server has collected since may have been of this record. Within an epoch nobody knows
    /// where the histories parted; what is numbered after all that was collected is taken for lost.
    fn may_be_forgotten(&self, record: &Record) -> bool {
        if self.is_one_epoch { self.floor >= record.base_seq } else { self.floor > self.parted }
    }

    /// Puts the state on the queue without a base.
    fn put_on_nothing(&self, tx: &mut Tx<'_>, record: &Record, seen: Option<Identity>) -> Result<()> {
        records::set_base(tx, self.key, record, 0, None)?;
        self.remember(tx, seen)?;
        // A delete is a version too: it must meet the others' copies. Equal to no base, it would not go up by itself.
        self.append(tx, record, record.local.hash.is_none())
    }

    /// A clean state meets one that others have made since.
    fn compare(&self, tx: &mut Tx<'_>, record: &Record, row: &RemoteRow) -> Result<()> {
        let theirs = (Some(&row.state), row.seq);
        if record.local > row.state.identity {
            self.log(tx, record, theirs, Winner::Local)?;
            records::set_base(tx, self.key, record, row.seq, Some(&row.state))?;
            self.append(tx, record, false)
        } else {
            self.log(tx, record, theirs, Winner::Remote)?;
            pull::yield_to_remote(tx, self.key, record, theirs)
        }
    }

    /// Puts the state as it is on the queue.
    fn append(&self, tx: &mut Tx<'_>, record: &Record, is_unsettled: bool) -> Result<()> {
        let version = tx.next_version();
        records::restamp(tx, record, record.local.hlc, &record.local.device_id, version)?;
        let kind = match (record.local.hash, record.base_hash()) {
            (None, _) => MutationKind::Delete,
            (_, None) => MutationKind::Create,
            _ => MutationKind::Update,
        };
        if is_unsettled {
            return sync_log::append_unsettled(tx, self.key, kind, &record.local, version);
        }
        let place = Place { txn: tx.next_txn(), is_unit: false };
        sync_log::append(tx, self.key, kind, &record.local, version, place)
    }

    /// Keeps a version this file has seen among its own.
    fn remember(&self, tx: &mut Tx<'_>, seen: Option<Identity>) -> Result<()> {
        let Some(seen) = seen else { return Ok(()) };
        let version = tx.next_version();
        sync_log::append_unsettled(tx, self.key, MutationKind::Update, &seen, version)
    }

    fn log(
        &self,
        tx: &mut Tx<'_>,
        record: &Record,
        (remote, seq): (Option<&State>, Seq),
        winner: Winner,
    ) -> Result<()> {
        let mine = records::local_state(tx, record)?;
        let entry = Entry {
            local: &mine,
            remote,
            seq,
            cause: ConflictCause::ServerRestored,
            strategy: MergeStrategy::LastWriteWins,
            winner: Some((winner, ResolvedBy::Auto)),
        };
        pull::log_conflict(tx, self.key, &entry)
    }
}
