//! What an engine tells its listeners, and how it gets there.
//!
//! Events are delivered in order on one dispatcher thread, never under a lock of the engine. They wait in a queue per
//! subscriber that joins record changes while the host lags; nothing is dropped. What other processes do to the file is
//! told, too, as far as the file says it: changed records, conflicts, refusals and quota warnings.

mod hub;
mod queue;

pub(crate) use hub::Hub;
pub use hub::Subscription;
pub use queue::Queue as EventQueue;

use crate::conflict::conflict_log::Winner;

/// What a host's callback says of a call: nothing, or whether it did what it was for. One that fails is counted with
/// those that panic and called again for the next event.
pub trait Heard {
    /// Whether it did not.
    fn has_failed(&self) -> bool;
}

impl Heard for () {
    fn has_failed(&self) -> bool {
        false
    }
}

impl<E> Heard for Result<(), E> {
    fn has_failed(&self) -> bool {
        self.is_err()
    }
}

/// Whose change it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A call on this file: of this engine, or of another process that has the file open.
    Local,
    /// A sync.
    Remote,
}

/// What the engine is doing (E70).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloudStatus {
    /// No server is configured, or none has been reached yet.
    Disconnected,
    /// The last exchange with the server went well.
    Connected,
    /// A sync is running.
    Syncing,
    /// The server cannot be reached, or `go_offline` holds.
    Offline,
    /// The server answers and something is wrong that waiting does not cure; see the last error.
    Error,
}

/// Which part of a sync progress is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncPhase {
    /// Sending local mutations.
    Push,
    /// Receiving remote ones.
    Pull,
}

/// Something a host may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloudEvent {
    /// The status is another one now.
    StatusChanged {
        /// The new status.
        status: CloudStatus,
    },
    /// Records have another state now, or are gone.
    RecordsChanged {
        /// Their table.
        table: String,
        /// Their ids, each once.
        ids: Vec<String>,
        /// Whose change it was.
        origin: Origin,
    },
    /// A conflict was found, and settled unless there is no winner.
    Conflict {
        /// Its number in the conflict log.
        conflict_id: i64,
        /// The record's table.
        table: String,
        /// The record's id.
        id: String,
        /// Who won; `None` when it waits for `resolve_conflict`.
        winner: Option<Winner>,
    },
    /// The space has become nearly full (80 %) or gone over its limit, or something has not fitted. Told once, not
    /// with every sync.
    QuotaWarning {
        /// `records` or `bytes`.
        resource: String,
        /// In use now.
        used: i64,
        /// At most.
        limit: i64,
    },
    /// A sync has come further.
    Progress {
        /// Which part.
        phase: SyncPhase,
        /// Records so far in this sync.
        done: i64,
        /// Records in all, as far as it is known.
        total: i64,
    },
    /// The server does not accept the credentials; local work goes on.
    AuthNeeded {
        /// One sentence for people.
        reason: String,
    },
    /// The server refused a mutation for good; it waits in quarantine.
    MutationRefused {
        /// The record's table.
        table: String,
        /// The record's id.
        id: String,
        /// The server's code.
        code: String,
        /// The server's sentence.
        reason: String,
    },
    /// A row of the server cannot be read by this version. It is kept, and everything else goes on.
    RowParked {
        /// The record's table.
        table: String,
        /// The record's id.
        id: String,
        /// Why, in one sentence.
        reason: String,
    },
    /// Records of an `apply` went up one by one, because it has grown past what one batch may hold: readers elsewhere may
    /// see part of it.
    SentApart {
        /// How many records.
        records: i64,
    },
    /// The digests differed and the difference was mended.
    Repaired {
        /// Records that were set right.
        records: i64,
    },
}

impl CloudEvent {
    /// Appends an event, joining it to the last one where both tell of changes of one table and origin.
    pub(crate) fn push_merged(queue: &mut Vec<Self>, event: Self) {
        match (queue.last_mut(), event) {
            (
                Some(Self::RecordsChanged { table, ids, origin }),
                Self::RecordsChanged { table: new_table, ids: new_ids, origin: new_origin },
            ) if *table == new_table && *origin == new_origin => ids.extend(new_ids),
            (_, event) => queue.push(event),
        }
    }
}
