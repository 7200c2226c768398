//! Batches: what of the queue goes up next. One item for each record, and a unit whole or not at all.

use super::local;
use super::moves;
use crate::config::Replicate;
use crate::error::Result;
use crate::quota::Room;
use crate::record::Identity;
use crate::record::Record;
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
    if tx.policy(table)?.replicate == Replicate::Local {
        sync_log::withdraw(tx, table, PAGE)?;
        return Ok(None);
    }
    let Some(mut record) = moves::together(tx, (table, id))? else {
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
