//! Push: making a batch of what is queued, and applying the server's verdicts.

use super::local;
use super::moves;
use super::pull;
use super::report::SyncReport;
use crate::config::Replicate;
use crate::conflict::conflict_log::ConflictCause;
use crate::conflict::conflict_log::ResolvedBy;
use crate::error::Result;
use crate::events::Event;
use crate::quota::Full;
use crate::quota::Room;
use crate::record::Identity;
use crate::record::Record;
use crate::record::RemoteRow;
use crate::record::Restated;
use crate::record::State;
use crate::store::Tx;
use crate::store::growth;
use crate::store::inflight;
use crate::store::inflight::InFlight;
use crate::store::records;
use crate::store::state;
use crate::store::sync_log;
use crate::store::sync_log::MutationKind;
use crate::store::sync_log::Place;
use crate::store::units;
use crate::store::units::Key;
use crate::store::units::Unit;
use crate::transport::protocol::Batch;
use crate::transport::protocol::Body;
use crate::transport::protocol::Mutation;
use crate::transport::protocol::PROTOCOL_VERSION;
use crate::transport::protocol::PushRequest;
use crate::transport::protocol::Seq;
use crate::transport::protocol::Verdict;
use rusqlite::Connection;
use std::collections::HashSet;

/// Records that are not sent again in this sync: their conflict comes with the pull, or the space is full.
pub(crate) type Skip = HashSet<Key>;

/// Records of a batch at most. Making and settling one holds the write lock, and a local write waits 50 ms for that.
pub(crate) const BATCH_ITEMS: u32 = units::MOST as u32;

/// How large a batch may get.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchSize {
    /// Records and bytes to aim for.
    pub(crate) items: u32,
    pub(crate) bytes: u64,
    /// Records and bytes at most, for a unit that is larger than that.
    pub(crate) most_items: u32,
    pub(crate) most_bytes: u64,
}

/// A batch, and how far it reaches into the queue.
pub(crate) struct Built {
    /// `None` when all of it is held back.
    pub(crate) batch: Option<InFlight>,
    /// Everything queued up to here is in the batch or held back.
    pub(crate) upto: i64,
    /// Whether the queue may hold more.
    pub(crate) more: bool,
    /// Records in the batch that go up apart from their unit, which is larger than a batch may be.
    pub(crate) apart: i64,
}

/// What is held back in one step at most: looking through the queue holds the write lock.
const HELD_AT_ONCE: usize = 1_000;

/// A rough count of what a mutation's frame adds to its body and names.
const FRAME_BYTES: u64 = 260;

/// A batch in the making.
#[derive(Default)]
struct Draft {
    mutations: Vec<Mutation>,
    versions: Vec<i64>,
    bytes: u64,
    groups: u32,
    apart: i64,
}

/// Records that go up together.
struct Items {
    items: Vec<(Mutation, i64)>,
    bytes: u64,
}

impl Draft {
    fn add(&mut self, tx: &mut Tx<'_>, unit: Items) -> Result<()> {
        self.bytes += unit.bytes;
        for (mut mutation, version) in unit.items {
            sync_log::mark_inflight(tx, (&mutation.table, &mutation.id), version)?;
            mutation.group = self.groups;
            self.mutations.push(mutation);
            self.versions.push(version);
        }
        self.groups += 1;
        Ok(())
    }

    fn has_room(&self, unit: &Items, size: &BatchSize) -> bool {
        let items = (self.mutations.len() + unit.items.len()) as u64;
        self.mutations.is_empty() || (items <= u64::from(size.items) && self.bytes + unit.bytes <= size.bytes)
    }
}

/// Makes the next batch from the queue and stores it as in flight. One item for each record: its latest state on its
/// first base. A unit is in it whole or not at all. `None` when nothing may be sent.
pub(crate) fn build(
    tx: &mut Tx<'_>,
    batch_id: String,
    after: i64,
    size: BatchSize,
    skip: &dyn Fn(&Key) -> bool,
    room: &mut Room,
) -> Result<Option<Built>> {
    let mut draft = Draft::default();
    let mut found = Found::new(tx)?;
    let (mut upto, mut more) = (after, true);
    'queue: while more {
        let page = sync_log::queued(tx, upto, size.items.max(16))?;
        more = !page.is_empty();
        for queued in page {
            let key = (queued.table, queued.id);
            if !found.seen.contains(&key)
                && let Some(mut members) = found.sendable_unit(tx, &key, size.most_items, skip)?
            {
                if room.held.len() >= HELD_AT_ONCE {
                    break 'queue;
                }
                let mut unit = load(tx, &members)?;
                let is_too_large = members.len() > 1 && unit.bytes > size.most_bytes;
                let is_apart = is_too_large || members.is_empty();
                if is_apart {
                    members = vec![key];
                    unit = load(tx, &members)?;
                }
                if !draft.has_room(&unit, &size) {
                    break 'queue;
                }
                if unit.items.is_empty() {
                    // Nothing to send after all.
                } else if room.take(growth::of_records(tx, &members)?) {
                    draft.apart += i64::from(is_apart);
                    draft.add(tx, unit)?;
                } else {
                    room.held.extend(members.iter().cloned());
                }
                found.seen.extend(members);
            }
            upto = queued.local_seq;
        }
    }
    let Draft { mutations, versions, apart, .. } = draft;
    if mutations.is_empty() {
        return Ok((!room.held.is_empty()).then_some(Built { batch: None, upto, more, apart }));
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
    Ok(Some(Built { batch: Some(batch), upto, more, apart }))
}

/// What is known of the queue's units so far.
struct Found {
    has_units: bool,
    /// Records that are in the batch, or have to wait.
    seen: HashSet<Key>,
    /// Records of units too large for a batch.
    apart: HashSet<Key>,
}

impl Found {
    fn new(connection: &Connection) -> Result<Self> {
        Ok(Self { has_units: units::any(connection)?, seen: HashSet::new(), apart: HashSet::new() })
    }

    /// The records to send with a queued one; `None` when it has to wait, and those that wait with it are `seen`. Nobody
    /// but itself when there is no unit; nobody at all when the unit is too large and the record goes on its own.
    fn sendable_unit(
        &mut self,
        connection: &Connection,
        key: &Key,
        most: u32,
        skip: &dyn Fn(&Key) -> bool,
    ) -> Result<Option<Vec<Key>>> {
        let alone = (key.0.as_str(), key.1.as_str());
        if self.has_units && !self.apart.contains(key) {
            match units::of(connection, alone, most.max(1) as usize)? {
                Unit::Oversized(some) => self.apart.extend(some),
                Unit::Whole(members) if members.len() > 1 => return self.sendable_whole(connection, members, skip),
                Unit::Whole(_) => {}
            }
        }
        if skip(key) || (self.has_units && units::is_blocked(connection, alone)?) {
            self.seen.insert(key.clone());
            return Ok(None);
        }
        Ok(Some(if self.apart.contains(key) { Vec::new() } else { vec![key.clone()] }))
    }

    fn sendable_whole(
        &mut self,
        connection: &Connection,
        members: Vec<Key>,
        skip: &dyn Fn(&Key) -> bool,
    ) -> Result<Option<Vec<Key>>> {
        for member in &members {
            if skip(member) || units::is_blocked(connection, (&member.0, &member.1))? {
                self.seen.extend(members);
                return Ok(None);
            }
        }
        Ok(Some(members))
    }
}

fn load(tx: &mut Tx<'_>, members: &[Key]) -> Result<Items> {
    let mut unit = Items { items: Vec::with_capacity(members.len()), bytes: 0 };
    for (table, id) in members {
        if let Some((mutation, version)) = mutation(tx, (table, id))? {
            let body = mutation.body.as_ref().map_or(0, |b| b.text().len());
            unit.bytes += FRAME_BYTES + (body + table.len() + id.len()) as u64;
            unit.items.push((mutation, version));
        }
    }
    Ok(unit)
}

/// Whether anything in the queue could be sent now, but for what is to be skipped.
pub(crate) fn has_sendable(connection: &Connection, skip: &dyn Fn(&Key) -> bool) -> Result<bool> {
    let mut found = Found::new(connection)?;
    let mut after = 0;
    loop {
        let page = sync_log::queued(connection, after, PAGE)?;
        if page.is_empty() {
            return Ok(false);
        }
        for queued in page {
            after = queued.local_seq;
            let key = (queued.table, queued.id);
            if !found.seen.contains(&key) && found.sendable_unit(connection, &key, BATCH_ITEMS, skip)?.is_some() {
                return Ok(true);
            }
        }
    }
}

/// Queued mutations looked at in one go.
const PAGE: u32 = 256;

/// One record's item, with the version it was made of. `None` when there is nothing to send after all.
fn mutation(tx: &mut Tx<'_>, (table, id): (&str, &str)) -> Result<Option<(Mutation, i64)>> {
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
        group: 0,
    };
    Ok(Some((mutation, record.version)))
}

/// A record's stamps only grow along seq: what goes on top of a state carries the greater stamp.
fn restamp_over_base(tx: &mut Tx<'_>, key: (&str, &str), record: &mut Record) -> Result<()> {
    let Some(base) = record.base.as_ref().filter(|b| record.local < **b) else { return Ok(()) };
    tx.observe(base.hlc);
    let hlc = tx.tick();
    let version = tx.next_version();
    let place = Place { txn: tx.next_txn(), is_unit: false };
    records::restamp(tx, record, hlc, &record.local.device_id, version)?;
    record.local.hlc = hlc;
    record.version = version;
    let kind = if record.local.hash.is_none() { MutationKind::Delete } else { MutationKind::Update };
    sync_log::append(tx, key, kind, &record.local, version, place)
}

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
            returned_to_local(tx, key, &record, verdict, report)?;
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
            pull::merge(tx, &RemoteRow::from_checked((**row).clone()), report)?;
        }
        Verdict::Conflict { current: None } => moves::lost_by_server(tx, key, record)?,
        _ => {}
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
/// with it waits, too, unless it went `alone`, apart from a unit that was too large: then it is one of its own. Returns how many records that are.
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
    tx.emit(Event::MutationRefused {
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
