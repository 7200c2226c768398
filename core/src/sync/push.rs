//! Push: what the server's verdicts do to the records of a batch, and to the queue.

use super::local;
use super::pull;
use super::report::SyncReport;
use crate::config::Replicate;
use crate::conflict::conflict_log::ConflictCause;
use crate::conflict::conflict_log::ResolvedBy;
use crate::error::Result;
use crate::events::CloudEvent;
use crate::quota::Full;
use crate::record::Identity;
use crate::record::RemoteRow;
use crate::record::Restated;
use crate::record::State;
use crate::store::Tx;
use crate::store::inflight;
use crate::store::inflight::InFlight;
use crate::store::records;
use crate::store::state;
use crate::store::sync_log;
use crate::store::units;
use crate::transport::protocol::Mutation;
use crate::transport::protocol::Seq;
use crate::transport::protocol::Verdict;

/// What the verdicts leave to do.
#[derive(Default)]
pub(crate) struct Settled {
    /// Conflicts whose row comes with the pull.
    pub(crate) conflicts: Vec<(String, String)>,
    /// Mutations the space has no room for.
    pub(crate) over_quota: Vec<(String, String)>,
    /// Why the first of these had none.
    pub(crate) full: Option<Full>,
}

/// The cursor moves past the batch's own mutations, when the server says that nothing else came in between.
pub(crate) fn advance_cursor(tx: &mut Tx<'_>, batch: &InFlight, next: &str, head: Seq) -> Result<bool> {
    let sync = state::load(tx)?;
    let is_where_it_was = sync.staged_cursor.is_none() && sync.cursor == batch.request.cursor;
    if is_where_it_was {
        state::set_cursor(tx, next, head)?;
    }
    Ok(is_where_it_was)
}

/// Applies the stored verdicts of the batch in flight and takes it off.
pub(crate) fn settle(
    tx: &mut Tx<'_>,
    batch: &InFlight,
    verdicts: &[Verdict],
    report: &mut SyncReport,
) -> Result<Settled> {
    let mut settled = Settled::default();
    let mut skewed = false;
    for ((mutation, version), verdict) in batch.request.mutations.iter().zip(&batch.versions).zip(verdicts) {
        let key = (mutation.table.as_str(), mutation.id.as_str());
        let owned = || (mutation.table.clone(), mutation.id.clone());
        if let Verdict::Applied { seq } = verdict {
            report.pushed += 1;
            applied(tx, mutation, *version, *seq)?;
            continue;
        }
        sync_log::mark_returned(tx, key)?;
        let Some(record) = records::load(tx, key.0, key.1)? else { continue };
        if tx.policy(key.0)?.replicate == Replicate::Local {
            returned_to_local(tx, key, verdict, report)?;
            continue;
        }
        match verdict {
            Verdict::Applied { .. } | Verdict::Deferred => {}
            Verdict::Unreadable => settled.conflicts.push(owned()),
            Verdict::Conflict { current: Some(row) } => {
                settled.conflicts.push(owned());
                // No pull will bring a row at or below the cursor.
                if row.seq <= state::load(tx)?.cursor_seq {
                    // A damaged row changes nothing: the verdicts are stored, and must not fail at every sync.
                    if RemoteRow::check(row).is_ok() {
                        pull::merge(tx, &RemoteRow::from_checked((**row).clone()), report)?;
                    }
                }
            }
            Verdict::Conflict { current: None } if record.base_hash().is_none() => {
                // A tombstone the server has collected: the same as no record. Push again with base_seq 0.
                records::set_base(tx, key, &record, 0, None)?;
                sync_log::mark_settled(tx, key)?;
            }
            // Deleted and collected since this file's cursor, which is therefore too old: the reconcile that follows
            // shows it together with everything else.
            Verdict::Conflict { current: None } => settled.conflicts.push(owned()),
            Verdict::Rejected { code, reason } => {
                if record.restated == Some(Restated::Epoch) {
                    // It was the server's once, and nobody has changed it since: there is nobody to ask.
                    pull::give_up(tx, key, &record, ConflictCause::ServerRestored, ResolvedBy::Auto)?;
                } else if record.version == *version {
                    let is_alone = batch.request.mutations.iter().filter(|m| m.group == mutation.group).count() == 1;
                    report.refused += quarantine(tx, key, is_alone, code, reason)?;
                }
            }
            Verdict::Quota { resource, used, limit } => {
                settled.over_quota.push(owned());
                report.over_quota += 1;
                let (resource, used, limit) = (resource.clone(), *used, *limit);
                settled.full.get_or_insert(Full { resource, used, limit, is_own: false });
            }
            Verdict::ClockSkew => skewed = true,
        }
        drop_if_undone(tx, key)?;
    }
    if skewed {
        restamp_ahead(tx)?;
    }
    state::set_last_batch(tx, &batch.request.batch.id)?;
    inflight::clear(tx)?;
    Ok(settled)
}

/// The table became local while the batch was on its way, and the server did not take this one: it stays here.
fn returned_to_local(tx: &mut Tx<'_>, key: (&str, &str), verdict: &Verdict, report: &mut SyncReport) -> Result<()> {
    sync_log::withdraw_record(tx, key)?;
    // As for a table of the cloud: what the pull will not bring is taken in now, and what was deleted and collected since
    // this file's cursor is left to the reconcile.
    if let Verdict::Conflict { current: Some(row) } = verdict
        && row.seq <= state::load(tx)?.cursor_seq
        && RemoteRow::check(row).is_ok()
    {
        pull::merge(tx, &RemoteRow::from_checked((**row).clone()), report)?;
    }
    drop_if_undone(tx, key)
}

/// The server has this state now. An edit made since stays dirty, on the new base.
fn applied(tx: &mut Tx<'_>, mutation: &Mutation, version: i64, seq: u64) -> Result<()> {
    let key = (mutation.table.as_str(), mutation.id.as_str());
    let record = records::load(tx, key.0, key.1)?;
    if let Some(record) = &record
        && seq <= record.base_seq
        && record.differs_from_base()
    {
        // A newer base is here already; whatever differs from it is still to be sent.
        return sync_log::mark_returned(tx, key);
    }
    sync_log::mark_synced(tx, key, version)?;
    let Some(record) = record.filter(|r| seq > r.base_seq) else { return Ok(()) };
    let base = State {
        identity: Identity { hlc: mutation.hlc, device_id: mutation.device_id.clone(), hash: mutation.hash },
        body: mutation.body.as_ref().map(|b| b.text().to_owned()),
    };
    records::set_base(tx, key, &record, seq, Some(&base))?;
    sync_log::mark_settled(tx, key)?;
    if record.restated.is_some() {
        records::set_restated(tx, &record, None)?;
    }
    if record.local.hash == base.identity.hash {
        sync_log::mark_synced(tx, key, i64::MAX)?;
        records::return_to_base(tx, &record)?;
        local::close_as_equal(tx, key)?;
    }
    Ok(())
}

/// The server will never take this state: it waits, with the reason, until the user changes it. What goes up together
/// with it waits, too, unless it went `alone`, apart from a unit that was too large: then it is one of its own. Returns how
/// many records that are.
pub(crate) fn quarantine(tx: &mut Tx<'_>, key: (&str, &str), alone: bool, code: &str, reason: &str) -> Result<i64> {
    if alone {
        sync_log::leave_unit(tx, key)?;
        refuse(tx, key, code, reason)?;
        return Ok(1);
    }
    let mut refused = 0;
    for member in units::sharing_fate(tx, key)? {
        let other = (member.0.as_str(), member.1.as_str());
        if other == key {
            refuse(tx, key, code, reason)?;
        } else {
            if records::load(tx, other.0, other.1)?.is_none() {
                continue;
            }
            let reason = format!("it goes up together with {}/{}, which the server refused: {reason}", key.0, key.1);
            refuse(tx, other, UNIT_REFUSED, &reason)?;
        }
        refused += 1;
    }
    Ok(refused)
}

/// The code of a mutation that is only refused because another of its unit is.
const UNIT_REFUSED: &str = "unit_refused";

fn refuse(tx: &mut Tx<'_>, (table, id): (&str, &str), code: &str, reason: &str) -> Result<()> {
    sync_log::mark_refused(tx, (table, id), code, reason)?;
    tx.emit(CloudEvent::MutationRefused {
        table: table.to_owned(),
        id: id.to_owned(),
        code: code.to_owned(),
        reason: reason.to_owned(),
    });
    Ok(())
}

/// A state that did not get there and that the user has since taken back needs no sending.
pub(crate) fn drop_if_undone(tx: &mut Tx<'_>, key: (&str, &str)) -> Result<()> {
    if let Some(record) = records::load(tx, key.0, key.1)?
        && !record.differs_from_base()
        && !sync_log::may_have_reached_server(tx, key)?
    {
        local::cancel(tx, key, &record)?;
    }
    Ok(())
}

/// How far ahead of its own clock the server accepts a stamp, in milliseconds.
const MAX_SKEW_MS: i64 = 300_000;

/// Stamps anew, in order, what the server found too far ahead, after everything it would accept.
fn restamp_ahead(tx: &mut Tx<'_>) -> Result<()> {
    let latest = crate::clock::Hlc::new(tx.server_now_ms().saturating_add(MAX_SKEW_MS), u16::MAX);
    tx.reset_hlc(records::greatest_hlc_upto(tx, latest)?);
    let mut last: Option<(crate::clock::Hlc, crate::clock::Hlc)> = None;
    for ahead in sync_log::stamped_after(tx, latest)? {
        // What shared a stamp goes on sharing one.
        let new = match last {
            Some((old, new)) if old == ahead.hlc => new,
            _ => tx.tick(),
        };
        last = Some((ahead.hlc, new));
        sync_log::replace_stamp(tx, &ahead, new)?;
    }
    Ok(())
}

/// Forgets the batch in flight after the server's own word that none of it got there: its records are merely queued.
/// One that was taken back meanwhile is not even that.
pub(crate) fn drop_refused(tx: &mut Tx<'_>) -> Result<()> {
    let batch = inflight::load(tx)?;
    sync_log::mark_all_returned(tx)?;
    inflight::clear(tx)?;
    for mutation in batch.iter().flat_map(|b| &b.request.mutations) {
        drop_if_undone(tx, (&mutation.table, &mutation.id))?;
    }
    Ok(())
}

/// Forgets the batch in flight after a refusal of the whole: its records are batched anew, and stay dirty.
pub(crate) fn drop_unsettled(tx: &mut Tx<'_>) -> Result<()> {
    sync_log::mark_unsettled(tx)?;
    inflight::clear(tx)
}
