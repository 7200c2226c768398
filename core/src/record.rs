//! What a record is: its state, who made it, and the base both sides had.

use crate::canonical::ContentHash;
use crate::clock::Hlc;
use crate::transport::protocol::Row;
use crate::transport::protocol::Seq;

/// Which state this is. Ordered as last_write_wins orders states: by stamp, then device, then hash (E41).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// When it was made.
    pub hlc: Hlc,
    /// Who made it.
    pub device_id: String,
    /// BLAKE3 of the body; `None` for a deleted record, which sorts lowest.
    pub hash: Option<ContentHash>,
}

/// A state with its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) identity: Identity,
    /// Canonical text; `None` for a deleted record.
    pub(crate) body: Option<String>,
}

/// A record of the store, without its bodies.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) rowid: i64,
    pub(crate) local: Identity,
    /// The number of the write that made the local state.
    pub(crate) version: i64,
    /// The seq of the base; 0 where the server has none that we know of.
    pub(crate) base_seq: Seq,
    /// The last state both sides had; `None` where there was none.
    pub(crate) base: Option<Identity>,
    /// Whether members lie beside the body, or are missing there.
    pub(crate) has_beside: bool,
    /// What put the local state in question, until the server has it or another takes its place.
    pub(crate) restated: Option<Restated>,
    /// Set where the base is not what both sides had but only the server's copy, which went on while the table was local.
    pub(crate) apart: Option<Apart>,
}

/// Why a state goes up that its writer may not have meant for what the server has now. Conflicts of such a state are
/// settled by last_write_wins, or a device could bring back what others have long replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Restated {
    /// The server was restored from a backup and had lost it.
    Epoch,
    /// The same, and it was dirty then or has been edited since.
    EpochDirty,
    /// It was dirty when this file was found to be a copy.
    Fork,
}

impl Restated {
    /// The name in the store.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Epoch => "epoch",
            Self::EpochDirty => "epoch_dirty",
            Self::Fork => "fork",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Epoch, Self::EpochDirty, Self::Fork].into_iter().find(|r| r.as_str() == name)
    }
}

/// Two copies of a record that went on without each other: from what?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Apart {
    /// From a body that both had; `None` where there was none, or it was deleted.
    From(Option<ContentHash>),
    /// From nothing that a local copy could still be: what both had was lost, or the local one was in question already, and
    /// even a state equal to the base was somebody's word.
    FromNothing,
}

impl Apart {
    /// Whether a local copy in this state is what both had: nobody has changed it.
    pub(crate) fn is_unchanged(self, local: Option<ContentHash>) -> bool {
        self == Self::From(local)
    }
}

impl Record {
    pub(crate) fn base_hash(&self) -> Option<ContentHash> {
        self.base.as_ref().and_then(|b| b.hash)
    }

    /// Whether only the server has it: a record that came while its table was local, and is not shown. Nobody made its
    /// local state, so that has no stamp.
    pub(crate) fn is_hidden(&self) -> bool {
        self.local.hlc == Hlc::ZERO
    }

    /// Whether the local state differs from the base. A record of which something may be on its way counts as dirty
    /// too; that is in the sync_log, see [`crate::store::sync_log::may_have_reached_server`].
    pub(crate) fn differs_from_base(&self) -> bool {
        self.local.hash != self.base_hash()
    }
}

/// A row from the server, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RemoteRow {
    pub(crate) table: String,
    pub(crate) id: String,
    pub(crate) seq: Seq,
    pub(crate) state: State,
}

impl RemoteRow {
    /// Whether body and hash of a row belong together. The error is one sentence for people.
    pub(crate) fn check(row: &Row) -> Result<(), String> {
        let Row { table, id, seq, .. } = row;
        if row.body.as_ref().map(|b| ContentHash::of(b.text())) != row.hash {
            return Err(format!("the server's row {table}/{id} at seq {seq} does not match its hash"));
        }
        if *seq == 0 {
            return Err(format!("the server's row {table}/{id} has no seq"));
        }
        Ok(())
    }

    /// A row that has been checked.
    pub(crate) fn from_checked(row: Row) -> Self {
        let Row { table, id, seq, hlc, device_id, hash, body } = row;
        let body = body.map(|b| b.text().to_owned());
        Self { table, id, seq, state: State { identity: Identity { hlc, device_id, hash }, body } }
    }
}
