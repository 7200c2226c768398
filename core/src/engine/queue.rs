//! The queue as a host sees it: adding to it in the words of E21, and looking at what waits.

use super::CloudEngine;
use super::names;
use super::records::canonical;
use super::status::RecordState;
use crate::clock::Millis;
use crate::error::CloudError;
use crate::store::sync_log;
use crate::store::sync_log::MutationKind;
use crate::sync::local;
use crate::sync::local::Group;

/// A put or delete with the time it was made at (E21).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedMutation {
    /// The record's table.
    pub table: String,
    /// The record's id.
    pub id: String,
    /// `Create` and `Update` put, `Delete` deletes. The queue shows what it turned out to be.
    pub kind: MutationKind,
    /// When it was made, Unix milliseconds. For display: what wins a conflict is decided by the engine's own stamp.
    pub timestamp: Millis,
    /// The JSON text of an object; `None` for a delete.
    pub payload: Option<String>,
}

/// A mutation that waits to be synced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingMutation {
    /// Its place in the queue; ask for what comes after it.
    pub seq: i64,
    /// The record's table.
    pub table: String,
    /// The record's id.
    pub id: String,
    /// What it did.
    pub kind: MutationKind,
    /// When it was made, Unix milliseconds; as the host said, for one of [`CloudEngine::queue_mutation`].
    pub timestamp: Millis,
    /// `Pending`, `InFlight`, `Held` or `Refused`.
    pub state: RecordState,
    /// How often it was sent without success.
    pub attempts: i64,
    /// Why the server refused it, if it did.
    pub refusal: Option<Refusal>,
}

/// Why the server refused a mutation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`.
    pub code: String,
    /// The server's sentence.
    pub reason: String,
}

/// Mutations listed at most.
const MAX_LIMIT: i64 = 10_000;

impl CloudEngine {
    /// Saves or deletes a record as [`CloudEngine::put`] and [`CloudEngine::delete`] do, and keeps the time the host
    /// gives for display. It goes up with the next sync, offline or not. Returns whether that changed anything.
    ///
    /// A mutation of a table that is local changes the record and is not queued.
    ///
    /// # Errors
    /// `InvalidArgument` for a put without a payload or a delete with one, and as `put`. Nothing was changed then.
    pub fn queue_mutation(&self, mutation: &QueuedMutation) -> Result<bool, CloudError> {
        self.guard(|inner| {
            names::check_table(&mutation.table)?;
            names::check_id(&mutation.id)?;
            let body = match (mutation.kind, &mutation.payload) {
                (MutationKind::Delete, None) => None,
                (MutationKind::Create | MutationKind::Update, Some(payload)) => {
                    Some(canonical(payload, inner.config.max_body_bytes())?)
                }
                (MutationKind::Delete, Some(_)) => {
                    let message = "a delete has no payload; leave it out, or say create or update";
                    return Err(CloudError::argument("payload", message).into());
                }
                (kind, None) => {
                    let message = format!("a mutation of kind {} needs a payload: the record's body", kind.as_str());
                    return Err(CloudError::argument("payload", message).into());
                }
            };
            let key = (mutation.table.as_str(), mutation.id.as_str());
            inner.write_local(|tx| {
                let group = Group::new(tx)?;
                let is_changed = local::write(tx, key, body, &group, false)?;
                if is_changed {
                    sync_log::show_time(tx, key, mutation.timestamp)?;
                }
                Ok(is_changed)
            })
        })
    }

    /// What waits to be synced, in the order it was made: at most `limit` mutations (1 to 10 000) that come `after` a
    /// place in the queue. Several of one record go up as one, in its latest state; refused and held ones are listed
    /// with the rest.
    ///
    /// # Errors
    /// `InvalidArgument` for a limit out of range; `Storage` when the disk fails.
    pub fn queued_mutations(&self, after: Option<i64>, limit: i64) -> Result<Vec<WaitingMutation>, CloudError> {
        self.guard(|inner| {
            if !(1..=MAX_LIMIT).contains(&limit) {
                let message = format!("the limit is {limit}; a list has 1 to {MAX_LIMIT} mutations");
                return Err(CloudError::argument("limit", message).into());
            }
            let rows = inner.store.read_one(|c| sync_log::unsynced(c, after.unwrap_or(0), limit))?;
            Ok(rows.into_iter().map(waiting).collect())
        })
    }
}

fn waiting(row: sync_log::Unsynced) -> WaitingMutation {
    let state = match row.waiting.state.as_str() {
        _ if row.is_held => RecordState::Held,
        _ if row.waiting.code.is_some() => RecordState::Refused,
        "inflight" | "unsettled" => RecordState::InFlight,
        _ => RecordState::Pending,
    };
    WaitingMutation {
        seq: row.local_seq,
        table: row.table,
        id: row.id,
        kind: row.kind,
        timestamp: row.waiting.since_ms,
        state,
        attempts: row.waiting.attempts,
        refusal: row.waiting.code.map(|code| Refusal { code, reason: row.waiting.reason.unwrap_or_default() }),
    }
}
