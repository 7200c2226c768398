//! Push: making a batch of what is queued, and applying the server's verdicts.

use super::local;
use super::moves;
use super::pull;
use super::report::SyncReport;
use crate::config::Replicate;
use crate::error::Result;
use crate::events::Event;
use crate::record::Identity;
use crate::record::Record;
use crate::record::RemoteRow;
use crate::record::State;
use crate::store::Tx;
use crate::store::inflight;
use crate::store::inflight::InFlight;
use crate::store::records;
use crate::store::state;
use crate::store::sync_log;
use crate::store::sync_log::MutationKind;
use crate::transport::protocol::Batch;
use crate::transport::protocol::Body;
use crate::transport::protocol::Mutation;
use crate::transport::protocol::PROTOCOL_VERSION;
use crate::transport::protocol::PushRequest;
use crate::transport::protocol::Seq;
use crate::transport::protocol::Verdict;
use std::collections::HashSet;

/// Records that are not sent again in this sync: their conflict comes with the pull, or the space is full.
pub(crate) type Skip = HashSet<(String, String)>;

/// How large a batch may get.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchSize {
    pub(crate) items: u32,
    pub(crate) bytes: u64,
}

/// A batch, and how far it reaches into the queue.
pub(crate) struct Built {
    pub(crate) batch: InFlight,
    /// Everything queued up to here is in the batch or held back.
    pub(crate) upto: i64,
    /// Whether the queue may hold more.
    pub(crate) more: bool,
}

/// A rough count of what a mutation's frame adds to its body and names.
const FRAME_BYTES: u64 = 260;

/// Makes the next batch from the queue and stores it as in flight. One item for each record: its latest state on its
/// first base. `None` when nothing may be sent.
pub(crate) fn build(
    tx: &mut Tx<'_>,
    batch_id: String,
    after: i64,
    size: BatchSize,
    skip: &dyn Fn(&(String, String)) -> bool,
) -> Result<Option<Built>> {
    let mut mutations = Vec::new();
    let mut versions = Vec::new();
    let mut seen: HashSet<(String, String)> = HashSet::new();
    let (mut upto, mut bytes, mut more) = (after, 0, true);
    'queue: while more {
        let page = sync_log::queued(tx, upto, size.items.max(16))?;
        more = !page.is_empty();
        for queued in page {
            let key = (queued.table, queued.id);
            if seen.contains(&key) || skip(&key) {
                upto = queued.local_seq;
                continue;
            }
            let Some(item) = mutation(tx, (&key.0, &key.1), mutations.len())? else {
                upto = queued.local_seq;
                continue;
            };
            let (mutation, version) = item;
            bytes += FRAME_BYTES
                + mutation.body.as_ref().map_or(0, |b| b.text().len() as u64)
                + (key.0.len() + key.1.len()) as u64;
            let full = mutations.len() as u64 >= u64::from(size.items) || bytes > size.bytes;
            if full && !mutations.is_empty() {
                break 'queue;
            }
            upto = queued.local_seq;
            sync_log::mark_inflight(tx, (&key.0, &key.1), version)?;
            mutations.push(mutation);
            versions.push(version);
            seen.insert(key);
        }
    }
    if mutations.is_empty() {
        return Ok(None);
    }
    let sync = state::load(tx)?;
    let batch = InFlight {
        request: PushRequest {
            protocol_version: PROTOCOL_VERSION,
            epoch: sync.epoch.unwrap_or_default(),
            device_id: sync.device_id,
            batch: Batch { id: batch_id, previous: sync.last_batch },
            cursor: sync.cursor.filter(|_| sync.staged_cursor.is_none()),
            mutations,
        },
        versions,
        verdicts: None,
    };
    inflight::save(tx, &batch)?;
    Ok(Some(Built { batch, upto, more }))
}

/// One record's item, with the version it was made of. `None` when there is nothing to send after all.
fn mutation(tx: &mut Tx<'_>, (table, id): (&str, &str), group: usize) -> Result<Option<(Mutation, i64)>> {
    let stays_local = tx.policy(table)?.replicate == Replicate::Local;
    let Some(mut record) = moves::together(tx, (table, id))?.filter(|_| !stays_local) else {
        sync_log::mark_superseded(tx, (table, id))?;
        return Ok(None);
    };
    if !record.differs_from_base() && !sync_log::may_have_reached_server(tx, (table, id))? {
        local::cancel(tx, (table, id), &record)?;
        return Ok(None);
    }
    restamp_over_base(tx, (table, id), &mut record)?;
    let body = records::body(tx, &record)?;
    let body = match body {
        None => None,
        Some(text) => Some(
            Body::from_canonical(text)
                .ok_or_else(|| records::corrupt(format!("a body of {table}/{id} that is not JSON")))?,
        ),
    };
    let Identity { hlc, device_id, hash } = record.local;
    let mutation = Mutation {
        table: table.to_owned(),
        id: id.to_owned(),
        base_seq: record.base_seq,
        hlc,
        device_id,
        hash,
        body,
        group: u32::try_from(group).unwrap_or(u32::MAX),
    };
    Ok(Some((mutation, record.version)))
}

/// A record's stamps only grow along seq: what goes on top of a state carries the greater stamp.
fn restamp_over_base(tx: &mut Tx<'_>, key: (&str, &str), record: &mut Record) -> Result<()> {
    let Some(base) = record.base.as_ref().filter(|b| record.local < **b) else { return Ok(()) };
    tx.observe(base.hlc);
    let hlc = tx.tick();
    let version = tx.next_version();
    let txn = tx.next_txn();
    records::restamp(tx, record, hlc, &record.local.device_id, version)?;
    record.local.hlc = hlc;
    record.version = version;
    let kind = if record.local.hash.is_none() { MutationKind::Delete } else { MutationKind::Update };
    sync_log::append(tx, key, kind, &record.local, version, txn)
}

/// What the verdicts leave to do.
#[derive(Default)]
pub(crate) struct Settled {
    /// Conflicts whose row comes with the pull.
    pub(crate) conflicts: Vec<(String, String)>,
    /// Mutations the space has no room for.
    pub(crate) over_quota: Vec<(String, String)>,
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
            returned_to_local(tx, key, &record, verdict, report)?;
            continue;
        }
        match verdict {
            Verdict::Applied { .. } | Verdict::Deferred => {}
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
            Verdict::Conflict { current: None } => {
                if record.base_hash().is_none() {
                    // A tombstone the server has collected: the same as no record. Push again with base_seq 0.
                    records::set_base(tx, key, &record, 0, None)?;
                    sync_log::mark_settled(tx, key)?;
                } else {
                    pull::absent(tx, key, &record, report)?;
                }
            }
            Verdict::Rejected { code, reason } => {
                if record.version == *version {
                    report.refused += 1;
                    quarantine(tx, key, code, reason)?;
                }
            }
            Verdict::Quota { resource, used, limit } => {
                settled.over_quota.push(owned());
                report.over_quota += 1;
                tx.emit(Event::QuotaWarning { resource: resource.clone(), used: *used, limit: *limit });
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
fn returned_to_local(
    tx: &mut Tx<'_>,
    key: (&str, &str),
    record: &Record,
    verdict: &Verdict,
    report: &mut SyncReport,
) -> Result<()> {
    sync_log::mark_superseded(tx, key)?;
    match verdict {
        // As below for a table of the cloud: what the pull will not bring is taken in now.
        Verdict::Conflict { current: Some(row) }
            if row.seq <= state::load(tx)?.cursor_seq && RemoteRow::check(row).is_ok() =>
        {
            pull::merge(tx, &RemoteRow::from_checked((**row).clone()), report)
        }
        Verdict::Conflict { current: None } => moves::lost_by_server(tx, key, record),
        _ => Ok(()),
    }
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
    if record.local.hash == base.identity.hash {
        sync_log::mark_synced(tx, key, i64::MAX)?;
        records::return_to_base(tx, &record)?;
        local::close_as_equal(tx, key)?;
    }
    Ok(())
}

/// The server will never take this state: it waits, with the reason, until the user changes it.
pub(crate) fn quarantine(tx: &mut Tx<'_>, key: (&str, &str), code: &str, reason: &str) -> Result<()> {
    sync_log::mark_refused(tx, key, code, reason)?;
    tx.emit(Event::MutationRefused {
        table: key.0.to_owned(),
        id: key.1.to_owned(),
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
pub(crate) fn drop_refused(tx: &mut Tx<'_>) -> Result<()> {
    sync_log::mark_all_returned(tx)?;
    inflight::clear(tx)
}

/// Forgets the batch in flight after a refusal of the whole: its records are batched anew, and stay dirty.
pub(crate) fn drop_unsettled(tx: &mut Tx<'_>) -> Result<()> {
    sync_log::mark_unsettled(tx)?;
    inflight::clear(tx)
}
