//! What the conflict log tells a program.

use crate::clock::Millis;
use crate::config::MergeStrategy;

/// One of the two states of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictSide {
    /// This file's.
    Local,
    /// The server's.
    Remote,
}

/// Who settled a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResolvedBy {
    /// The strategy, without asking.
    Auto,
    /// The user, by `resolve_conflict`, `restore` or an edit that made both sides equal.
    User,
}

impl ResolvedBy {
    /// The name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::User => "user",
        }
    }
}

/// How the two sides came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConflictCause {
    /// Both changed the record since their last common state.
    #[default]
    BothChanged,
    /// The server was restored from a backup, and what it has now does not follow from what it had.
    ServerRestored,
    /// The user gave up a state the server had refused.
    Discarded,
}

impl ConflictCause {
    /// The name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BothChanged => "edit",
            Self::ServerRestored => "epoch",
            Self::Discarded => "discard",
        }
    }

    /// The cause of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::BothChanged, Self::ServerRestored, Self::Discarded].into_iter().find(|c| c.as_str() == name)
    }
}

/// How a conflict ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Winner {
    /// This file's state stood.
    Local,
    /// The server's state stood.
    Remote,
    /// A body the user wrote instead of both.
    Merged,
}

impl Winner {
    /// The name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Remote => "remote",
            Self::Merged => "merged",
        }
    }

    /// The winner of that name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Local, Self::Remote, Self::Merged].into_iter().find(|w| w.as_str() == name)
    }
}

/// A state as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictState {
    /// Canonical JSON text; `None` when this side had deleted the record.
    pub body: Option<String>,
    /// The stamp, as a decimal string. Empty when the server had no such record.
    pub hlc: String,
    /// The device that wrote it. Empty when the server had no such record.
    pub device_id: String,
}

/// One conflict. The loser's body stays readable here and can be brought back with `restore` (E42).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictEntry {
    /// Number in this file's log.
    pub conflict_id: i64,
    /// The record's table.
    pub table: String,
    /// The record's id.
    pub id: String,
    /// This file's side.
    pub local: ConflictState,
    /// The server's side.
    pub remote: ConflictState,
    /// How the two sides came about.
    pub cause: ConflictCause,
    /// The number of the `apply` the local side was written by, as this file counts them; `None` for a write of its own.
    pub unit: Option<i64>,
    /// The rule that applied.
    pub strategy: MergeStrategy,
    /// `None` while the conflict is open.
    pub winner: Option<Winner>,
    /// `None` while the conflict is open.
    pub resolved_by: Option<ResolvedBy>,
    /// Unix milliseconds.
    pub detected_at: Millis,
    /// Unix milliseconds; `None` while the conflict is open.
    pub resolved_at: Option<Millis>,
}

/// Which conflicts to list. The default lists the newest 1 000.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictFilter {
    /// Only those waiting for `resolve_conflict`.
    pub open_only: bool,
    /// Only of this table.
    pub table: Option<String>,
    /// Only of this record; needs `table`.
    pub id: Option<String>,
    /// Only this one, as an event names it.
    pub conflict_id: Option<i64>,
    /// Detected at or after, Unix milliseconds.
    pub since: Option<Millis>,
    /// Detected before, Unix milliseconds.
    pub until: Option<Millis>,
    /// At most so many, newest first; 1 to 10 000.
    pub limit: i64,
}

impl Default for ConflictFilter {
    fn default() -> Self {
        Self { open_only: false, table: None, id: None, conflict_id: None, since: None, until: None, limit: 1_000 }
    }
}
