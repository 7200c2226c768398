//! Pull: remote versions meet local records, page by page, and are shown at once.

use super::local;
use super::moves;
use super::reconcile;
use super::report::SyncReport;
use crate::config::MergeStrategy;
use crate::config::Replicate;
use crate::conflict::conflict_log::ConflictCause;
use crate::conflict::conflict_log::ResolvedBy;
use crate::conflict::conflict_log::Winner;
use crate::conflict::detection;
use crate::conflict::detection::Relation;
use crate::conflict::detection::Work;
use crate::conflict::resolution;
use crate::conflict::resolution::Outcome;
use crate::error::Result;
use crate::events::CloudEvent;
use crate::events::Origin;
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
use crate::transport::protocol::PullAnswer;
use crate::transport::protocol::PullRequest;
use crate::transport::protocol::Row;
use crate::transport::protocol::Seq;
use crate::transport::protocol::Unreadable;
use std::collections::HashSet;

/// Rows of a page at most. Taking one in holds the write lock, and a local write waits 50 ms for that.
const PAGE_ROWS: u32 = 2_000;
/// A catch-up longer than this is shown in steps, so that the last of them holds the write lock for a bounded time.
const SHOW_AFTER_ROWS: i64 = 50_000;

/// Asks for the page after `cursor`. Only a file that has nothing of the space, and nothing to send, may do without its
/// tombstones: what waits to be sent may meet one of them, and what was sent must hear what became of it.
pub(crate) fn request(cursor: Option<String>, has_nothing: bool) -> PullRequest {
    PullRequest { fresh: cursor.is_none() && has_nothing, cursor, max_items: Some(PAGE_ROWS) }
}

/// Takes one page of checked rows in. Rows, cursor and digest change in the same transaction.
pub(crate) fn take_page(tx: &mut Tx<'_>, page: PullAnswer, report: &mut SyncReport) -> Result<()> {
    let staged = state::load(tx)?.staged_cursor.is_some();
    if !staged && !page.has_more {
        for row in page.rows {
            merge(tx, &RemoteRow::from_checked(row), report)?;
        }
        for row in &page.unreadable {
            park(tx, row, report)?;
        }
        return state::set_cursor(tx, &page.next_cursor, page.next_seq);
    }
    staging::push(tx, &page.rows, &page.unreadable)?;
    state::set_staged_cursor(tx, Some(&page.next_cursor))?;
    if !page.has_more || staging::count(tx)? >= SHOW_AFTER_ROWS {
        report.shown_early += i64::from(page.has_more);
        show(tx, report)?;
        state::set_cursor(tx, &page.next_cursor, page.next_seq)?;
    }
    Ok(())
}

/// Merges every staged page, the last one first: of a record that changed while the pages came, only its latest state
/// counts.
fn show(tx: &mut Tx<'_>, report: &mut SyncReport) -> Result<()> {
    let mut seen: HashSet<(String, String)> = HashSet::new();
    while let Some((mut rows, unreadable)) = staging::pop(tx)? {
        // Neighbours in the index are written together.
        rows.sort_unstable_by(|a, b| (&a.table, &a.id).cmp(&(&b.table, &b.id)));
        for row in rows {
            if seen.insert((row.table.clone(), row.id.clone())) {
                merge(tx, &RemoteRow::from_checked(row), report)?;
            }
        }
        for row in unreadable {
            if seen.insert((row.table.clone(), row.id.clone())) {
                park(tx, &row, report)?;
            }
        }
    }
    Ok(())
}

/// Moves the rows whose body is not what their hash says to those that cannot be read.
pub(crate) fn distrust(rows: Vec<Row>, unreadable: &mut Vec<Unreadable>) -> std::result::Result<Vec<Row>, String> {
    let mut good = Vec::with_capacity(rows.len());
    for row in rows {
        if RemoteRow::check(&row).is_ok() {
            good.push(row);
        } else {
            let text = serde_json::to_string(&row).map_err(|e| e.to_string())?;
            unreadable.push(Unreadable::read(&text)?);
        }
    }
    Ok(good)
}

/// Keeps a row that cannot be read, and goes on. The record stays as it is and is not pushed: nobody may replace what
/// they have not seen.
pub(crate) fn park(tx: &mut Tx<'_>, row: &Unreadable, report: &mut SyncReport) -> Result<()> {
    tracing::warn!(seq = row.seq, "a row of the server cannot be read; it waits for a newer version of the engine");
    parked::park(tx, row)?;
    report.parked += 1;
    tx.emit(CloudEvent::RowParked { table: row.table.clone(), id: row.id.clone(), reason: row.reason.clone() });
    Ok(())
}

/// Reads again what could not be read: this version may be a newer one.
pub(crate) fn unpark(tx: &mut Tx<'_>, report: &mut SyncReport) -> Result<()> {
    for (text, is_lost) in parked::texts(tx)? {
        let Ok(row) = serde_json::from_str::<Row>(&text) else { continue };
        if RemoteRow::check(&row).is_err() {
            continue;
        }
        if is_lost {
            reconcile::bring_back(tx, &RemoteRow::from_checked(row))?;
            continue;
        }
        parked::release(tx, (&row.table, &row.id))?;
        merge(tx, &RemoteRow::from_checked(row), report)?;
    }
    Ok(())
}

/// One remote version meets the local record.
pub(crate) fn merge(tx: &mut Tx<'_>, row: &RemoteRow, report: &mut SyncReport) -> Result<()> {
    let key = (row.table.as_str(), row.id.as_str());
    let remote = &row.state.identity;
    if tx.has_parked()? && !parked::yields_to(tx, key, row.seq)? {
        return Ok(());
    }
    let stays_local = tx.policy(key.0)?.replicate == Replicate::Local;
    let found = if stays_local { records::load(tx, key.0, key.1)? } else { moves::together(tx, key)? };
    let Some(record) = found else {
        tx.observe(remote.hlc);
        let version = tx.next_version();
        if stays_local {
            return records::insert_hidden(tx, row, version);
        }
        records::insert_remote(tx, row, version)?;
        report.pulled += 1;
        if remote.hash.is_some() {
            changed(tx, key);
        }
        return Ok(());
    };
    if row.seq <= record.base_seq {
        return Ok(());
    }
    tx.observe(remote.hlc);
    if stays_local {
        return follow_unseen(tx, key, &record, row);
    }
    let dirty = record.differs_from_base() || sync_log::may_have_reached_server(tx, key)?;
    let own = dirty && sync_log::is_own(tx, key, remote)?;
    let relation = detection::relate(&record, &Work { dirty, own }, row.seq, remote);
    if !matches!(relation, Relation::Stale | Relation::BaseMoved | Relation::Echo) {
        report.pulled += 1;
    }
    match relation {
        Relation::Stale => Ok(()),
        Relation::FastForward => take_remote(tx, &record, row),
        Relation::Same => adopt(tx, key, &record, row),
        Relation::BaseMoved => records::move_base(tx, key, &record, row.seq),
        Relation::Echo => {
            records::set_base(tx, key, &record, row.seq, Some(&row.state))?;
            sync_log::mark_settled(tx, key)
        }
        Relation::Conflict => conflict(tx, key, &record, (Some(&row.state), row.seq), report),
    }
}

/// A remote version of a record whose table is local: it becomes the base, and what is shown stays.
pub(crate) fn follow_unseen(tx: &mut Tx<'_>, key: (&str, &str), record: &Record, row: &RemoteRow) -> Result<()> {
    let remote = &row.state.identity;
    if record.base.as_ref() == Some(remote) {
        return records::move_base(tx, key, record, row.seq);
    }
    if record.local.hash == remote.hash && !record.is_hidden() {
        records::rejoin(tx, record)?;
        return adopt(tx, key, record, row);
    }
    if !sync_log::is_own(tx, key, remote)? && !sync_log::was_withdrawn(tx, key, remote)? {
        moves::part(tx, key, record)?;
    }
    records::set_base(tx, key, record, row.seq, Some(&row.state))?;
    if let Some(open) = conflict_log::open_id(tx, key.0, key.1)? {
        conflict_log::follow_remote(tx, open, Some(&row.state), row.seq)?;
    }
    sync_log::mark_settled(tx, key)
}

/// The server has no record at all where this file has unsynced work on one: a conflict against a delete.
pub(crate) fn absent(tx: &mut Tx<'_>, key: (&str, &str), record: &Record, report: &mut SyncReport) -> Result<()> {
    if record.local.hash.is_none() {
        // Deleted on both sides, and the server has forgotten it already.
        sync_log::mark_synced(tx, key, i64::MAX)?;
        local::close_as_equal(tx, key)?;
        return records::remove(tx, key, record);
    }
    conflict(tx, key, record, (None, 0), report)
}

/// Equal bodies: take the server's seq and identity.
pub(crate) fn adopt(tx: &mut Tx<'_>, key: (&str, &str), record: &Record, row: &RemoteRow) -> Result<()> {
    records::set_base(tx, key, record, row.seq, Some(&row.state))?;
    records::return_to_base(tx, record)?;
    if record.restated.is_some() {
        records::set_restated(tx, record, None)?;
    }
    sync_log::mark_synced(tx, key, i64::MAX)?;
    local::close_as_equal(tx, key)
}

/// Whether a record holds anything the server may not know of: an edit, a state of which nobody knows whether it got
/// there, or a conflict that waits for the user.
pub(crate) fn has_work(tx: &Tx<'_>, key: (&str, &str), record: &Record) -> Result<bool> {
    Ok(record.differs_from_base()
        || sync_log::may_have_reached_server(tx, key)?
        || conflict_log::open_id(tx, key.0, key.1)?.is_some())
}

fn take_remote(tx: &mut Tx<'_>, record: &Record, row: &RemoteRow) -> Result<()> {
    let key = (row.table.as_str(), row.id.as_str());
    let version = tx.next_version();
    records::take_remote(tx, record, row, version)?;
    if record.local.hash != row.state.identity.hash {
        changed(tx, key);
    }
    Ok(())
}

/// Both sides changed. The loser's body goes to the conflict log in the same transaction.
pub(crate) fn conflict(
    tx: &mut Tx<'_>,
    key: (&str, &str),
    record: &Record,
    (remote, seq): (Option<&State>, Seq),
    report: &mut SyncReport,
) -> Result<()> {
    let mine = records::local_state(tx, record)?;
    if let Some(open) = conflict_log::open_id(tx, key.0, key.1)? {
        // Held: nobody decides but the user. The log follows both sides.
        keep_lost_side(tx, key, open, record, (&mine, remote))?;
        conflict_log::follow_remote(tx, open, remote, seq)?;
        conflict_log::follow_local(tx, open, &mine)?;
        records::set_base(tx, key, record, seq, remote)?;
        return sync_log::mark_settled(tx, key);
    }
    let strategy = strategy_for(tx.merge_strategy(key.0)?, record.restated);
    let cause = cause_of(record.restated);
    let theirs = remote.map(|r| &r.identity);
    // The base of a record that was apart is the server's copy, and not what both had.
    let base = record.base.as_ref().filter(|_| record.apart.is_none());
    let winner = match resolution::resolve(base, &record.local, theirs, strategy) {
        Outcome::Local => Some(Winner::Local),
        Outcome::Remote | Outcome::Same => Some(Winner::Remote),
        Outcome::Held => None,
    };
    let by_rule = winner.map(|winner| (winner, ResolvedBy::Auto));
    let entry = Entry { local: &mine, remote, seq, cause, strategy, winner: by_rule };
    let conflict_id = conflict_log::append(tx, key, &entry)?;
    if winner.is_some() {
        report.conflicts_resolved += 1;
    }
    if winner == Some(Winner::Remote) {
        sync_log::mark_superseded(tx, key)?;
        yield_to_remote(tx, key, record, (remote, seq))?;
    } else {
        records::set_base(tx, key, record, seq, remote)?;
        sync_log::mark_settled(tx, key)?;
    }
    tx.emit(CloudEvent::Conflict { conflict_id, table: key.0.to_owned(), id: key.1.to_owned(), winner });
    Ok(())
}

/// Logs a conflict and tells the listeners of it.
pub(crate) fn log_conflict(tx: &mut Tx<'_>, key: (&str, &str), entry: &Entry<'_>) -> Result<()> {
    let conflict_id = conflict_log::append(tx, key, entry)?;
    let winner = entry.winner.map(|(winner, _)| winner);
    tx.emit(CloudEvent::Conflict { conflict_id, table: key.0.to_owned(), id: key.1.to_owned(), winner });
    Ok(())
}

/// A state that is in question meets others by last_write_wins, whatever the strategy: local_wins would bring back what
/// others have long replaced, and nobody is there to ask.
fn strategy_for(strategy: MergeStrategy, restated: Option<Restated>) -> MergeStrategy {
    match (restated, strategy) {
        (Some(Restated::Epoch | Restated::EpochDirty), _) | (Some(Restated::Fork), MergeStrategy::LocalWins) => {
            MergeStrategy::LastWriteWins
        }
        _ => strategy,
    }
}

pub(crate) fn cause_of(restated: Option<Restated>) -> ConflictCause {
    match restated {
        Some(Restated::Epoch | Restated::EpochDirty) => ConflictCause::ServerRestored,
        Some(Restated::Fork) | None => ConflictCause::BothChanged,
    }
}

/// The remote side of an open conflict is gone from a restored server, and what comes now does not follow from it: it
/// gets an entry of its own before it is replaced.
pub(crate) fn keep_lost_side(
    tx: &mut Tx<'_>,
    key: (&str, &str),
    open: i64,
    record: &Record,
    (mine, new): (&State, Option<&State>),
) -> Result<()> {
    let Some(lost) = conflict_log::remote_side(tx, open)? else { return Ok(()) };
    let is_lost = matches!(record.restated, Some(Restated::Epoch | Restated::EpochDirty));
    if (record.base.as_ref() == Some(&lost.identity) && !is_lost) || new == Some(&lost) {
        return Ok(());
    }
    let entry = Entry {
        local: mine,
        remote: Some(&lost),
        seq: 0,
        cause: ConflictCause::ServerRestored,
        strategy: MergeStrategy::Manual,
        winner: Some((Winner::Local, ResolvedBy::Auto)),
    };
    conflict_log::append(tx, key, &entry).map(drop)
}

/// The local state goes to the conflict log and the base takes its place.
pub(crate) fn give_up(
    tx: &mut Tx<'_>,
    key: (&str, &str),
    record: &Record,
    cause: ConflictCause,
    by: ResolvedBy,
) -> Result<i64> {
    let mine = records::local_state(tx, record)?;
    let base = records::base_state(tx, record)?;
    let strategy = tx.merge_strategy(key.0)?;
    let winner = Some((Winner::Remote, by));
    let entry = Entry { local: &mine, remote: base.as_ref(), seq: record.base_seq, cause, strategy, winner };
    let conflict_id = conflict_log::append(tx, key, &entry)?;
    if let Some(open) = conflict_log::open_id(tx, key.0, key.1)? {
        conflict_log::settle(tx, open, Winner::Remote, by)?;
    }
    sync_log::mark_superseded(tx, key)?;
    yield_to_remote(tx, key, record, (base.as_ref(), record.base_seq))?;
    Ok(conflict_id)
}

/// The remote state replaces the local one.
pub(crate) fn yield_to_remote(
    tx: &mut Tx<'_>,
    key: (&str, &str),
    record: &Record,
    (remote, seq): (Option<&State>, Seq),
) -> Result<()> {
    match remote {
        Some(state) => {
            let row = RemoteRow { table: key.0.to_owned(), id: key.1.to_owned(), seq, state: state.clone() };
            take_remote(tx, record, &row)
        }
        None => {
            records::remove(tx, key, record)?;
            changed(tx, key);
            Ok(())
        }
    }
}

pub(crate) fn changed(tx: &mut Tx<'_>, (table, id): (&str, &str)) {
    tx.emit(CloudEvent::RecordsChanged { table: table.to_owned(), ids: vec![id.to_owned()], origin: Origin::Remote });
}
