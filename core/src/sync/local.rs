//! Local mutations: a record's new state, its place in the queue, and what that does to its conflict.

use super::moves;
use crate::canonical::Canonical;
use crate::canonical::ContentHash;
use crate::canonical::members;
use crate::clock::Hlc;
use crate::config::Replicate;
use crate::conflict::conflict_log::ResolvedBy;
use crate::conflict::conflict_log::Winner;
use crate::error::Result;
use crate::events::CloudEvent;
use crate::events::Origin;
use crate::record::Identity;
use crate::record::Record;
use crate::record::State;
use crate::store::Tx;
use crate::store::conflict_log;
use crate::store::embedding;
use crate::store::records;
use crate::store::state;
use crate::store::sync_log;
use crate::store::sync_log::MutationKind;
use crate::store::sync_log::Place;
use crate::store::units;

/// The mutations of one call: they share a stamp and a place in the queue.
pub(crate) struct Group {
    identity: (Hlc, String),
    place: Place,
}

impl Group {
    pub(crate) fn new(tx: &mut Tx<'_>) -> Result<Self> {
        let hlc = tx.tick();
        let place = Place { txn: tx.next_txn(), is_unit: false };
        Ok(Self { identity: (hlc, state::device_id(tx)?), place })
    }

    /// Mutations that go up together.
    pub(crate) fn unit(tx: &mut Tx<'_>) -> Result<Self> {
        let mut group = Self::new(tx)?;
        group.place.is_unit = true;
        Ok(group)
    }

    /// The next mutation is one of its own: a stamp and a transaction number for itself.
    pub(crate) fn next(&mut self, tx: &mut Tx<'_>) {
        self.identity.0 = tx.tick();
        self.place.txn = tx.next_txn();
    }
}

/// Writes a record; `body` is `None` to delete. A body equal to the current one is no mutation, and neither is a delete of
/// what is not there, unless `force`: then it takes a new stamp, as the outcome of a conflict must. Returns whether anything
/// changed.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    (table, id): (&str, &str),
    body: Option<Canonical>,
    group: &Group,
    force: bool,
) -> Result<bool> {
    let parts = Parts::of(body, tx.embedding_fields());
    let (hlc, device_id) = group.identity.clone();
    let new = State { identity: Identity { hlc, device_id, hash: parts.hash }, body: parts.body };
    let (hash, beside) = (parts.hash, parts.beside.as_deref());
    let existing = records::load(tx, table, id)?;
    let current = existing.as_ref().and_then(|r| r.local.hash);
    let force = force && existing.is_some();
    let whole = parts.whole.as_ref();
    if !force && reads_the_same(tx, existing.as_ref(), &new, whole)? {
        return Ok(false);
    }
    let version = tx.next_version();
    match &existing {
        Some(record) if current == hash && !force => {
            // Only what lies beside the body is another: nobody else is told.
            embedding::replace(tx, record, new.body.as_deref(), beside, version)?;
            tx.emit(change((table, id)));
            return Ok(true);
        }
        Some(record) => {
            records::set_local(tx, record, &new, version)?;
            if record.has_beside || beside.is_some() {
                embedding::follow(tx, record, new.body.as_deref(), beside)?;
            }
        }
        None => {
            records::insert_local(tx, table, id, &new, version)?;
            if let Some(beside) = beside {
                embedding::set_new(tx, (table, id), beside)?;
            }
        }
    }
    let is_queued = tx.policy(table)?.replicate == Replicate::Cloud;
    if is_queued {
        let kind = match (current, hash) {
            (_, None) => MutationKind::Delete,
            (None, _) => MutationKind::Create,
            _ => MutationKind::Update,
        };
        sync_log::append(tx, (table, id), kind, &new.identity, version, group.place)?;
        match existing {
            // It has not had its turn yet since its table came to the cloud, and gets it now.
            Some(before) if before.apart.is_some() => drop(moves::together(tx, (table, id))?),
            Some(before) => queue_follows(tx, (table, id), &before, (&new, whole), version)?,
            None => {}
        }
    } else if let Some(before) = existing {
        stays_here(tx, (table, id), &before, (&new, whole))?;
    }
    let event = change((table, id));
    if is_queued {
        tx.emit_queued(event);
    } else {
        tx.emit(event);
    }
    Ok(true)
}

/// A new body in the parts it is stored in.
struct Parts {
    /// What is hashed and sent.
    body: Option<String>,
    hash: Option<ContentHash>,
    /// What lies beside it.
    beside: Option<String>,
    /// Both together, where there are two.
    whole: Option<Canonical>,
}

impl Parts {
    fn of(body: Option<Canonical>, embedding_fields: &[String]) -> Self {
        let cut = body.as_ref().filter(|_| !embedding_fields.is_empty());
        match cut.and_then(|whole| members::cut(&whole.text, embedding_fields)) {
            Some((shared, beside)) => {
                let hash = Some(ContentHash::of(&shared));
                Self { body: Some(shared), hash, beside: Some(beside), whole: body }
            }
            None => {
                let (body, hash) = body.map_or((None, None), |b| (Some(b.text), Some(b.hash)));
                Self { body, hash, beside: None, whole: None }
            }
        }
    }
}

/// Whether a reader would see no difference: `whole` is the new body where some of it lies beside.
fn reads_the_same(tx: &Tx<'_>, existing: Option<&Record>, new: &State, whole: Option<&Canonical>) -> Result<bool> {
    let hash = whole.map_or(new.identity.hash, |w| Some(w.hash));
    match existing {
        Some(record) if record.has_beside => {
            let text = whole.map(|w| &w.text).or(new.body.as_ref());
            Ok(embedding::whole_body(tx, record)?.as_ref() == text)
        }
        other => Ok(other.and_then(|r| r.local.hash) == hash),
    }
}

fn change((table, id): (&str, &str)) -> CloudEvent {
    CloudEvent::RecordsChanged { table: table.to_owned(), ids: vec![id.to_owned()], origin: Origin::Local }
}

/// What a new local state means for the record's earlier mutations and its open conflict.
fn queue_follows(
    tx: &mut Tx<'_>,
    key: (&str, &str),
    before: &Record,
    (new, whole): (&State, Option<&Canonical>),
    version: i64,
) -> Result<()> {
    let was_clean = !before.differs_from_base();
    // Even a clean one may be refused: equal to its base, with an earlier version on its way that was.
    release_refused(tx, key)?;
    let hash = new.identity.hash;
    if hash == before.base_hash() && !sync_log::may_have_reached_server(tx, key)? {
        let record = Record { local: new.identity.clone(), version, ..before.clone() };
        return cancel(tx, key, &record);
    }
    if was_clean {
        return Ok(());
    }
    if let Some(conflict) = conflict_log::open_id(tx, key.0, key.1)? {
        conflict_log::follow_local(tx, conflict, &as_shown(new, whole))?;
    }
    Ok(())
}

/// A new state with its body as readers see it.
fn as_shown(new: &State, whole: Option<&Canonical>) -> State {
    let body = whole.map(|w| w.text.clone()).or_else(|| new.body.clone());
    State { body, ..new.clone() }
}

/// What a new state of a local table's record means for its conflict and for the record itself.
fn stays_here(
    tx: &mut Tx<'_>,
    key: (&str, &str),
    before: &Record,
    (new, whole): (&State, Option<&Canonical>),
) -> Result<()> {
    if let Some(conflict) = conflict_log::open_id(tx, key.0, key.1)? {
        return conflict_log::follow_local(tx, conflict, &as_shown(new, whole));
    }
    let is_unheard_of = before.base.is_none() && !sync_log::may_have_reached_server(tx, key)?;
    if new.identity.hash.is_none() && is_unheard_of {
        // Nobody else has heard of it, so nobody needs a tombstone.
        records::remove(tx, key, before)?;
    }
    Ok(())
}

/// A refused record has a new state: it is worth another try, and with it what was refused on its account.
pub(crate) fn release_refused(tx: &mut Tx<'_>, key: (&str, &str)) -> Result<()> {
    if !sync_log::is_refused(tx, key)? {
        return Ok(());
    }
    for (table, id) in units::sharing_fate(tx, key)? {
        sync_log::release_refused(tx, (&table, &id))?;
    }
    Ok(())
}

/// The local state is the base again and nothing of it is on its way: there is nothing to send.
pub(crate) fn cancel(tx: &mut Tx<'_>, key: (&str, &str), record: &Record) -> Result<()> {
    sync_log::mark_superseded(tx, key)?;
    close_as_equal(tx, key)?;
    if record.base.is_none() {
        // Made and deleted before anybody heard of it.
        return records::remove(tx, key, record);
    }
    records::return_to_base(tx, record)
}

/// Both sides of an open conflict hold the same state now.
pub(crate) fn close_as_equal(tx: &mut Tx<'_>, (table, id): (&str, &str)) -> Result<()> {
    if let Some(conflict) = conflict_log::open_id(tx, table, id)? {
        conflict_log::settle(tx, conflict, Winner::Remote, ResolvedBy::User)?;
    }
    Ok(())
}
