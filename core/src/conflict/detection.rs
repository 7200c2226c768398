//! How a version from the server relates to the record it meets. Never by comparing times (E40).

use crate::record::Identity;
use crate::record::Record;
use crate::transport::protocol::Seq;

/// What a remote version is to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Not newer than the base: delivered before.
    Stale,
    /// The record has no unsynced work: the remote version follows it.
    FastForward,
    /// Both sides hold the same body.
    Same,
    /// The very state both had, under a new number.
    BaseMoved,
    /// A version this file made itself and had not seen acknowledged.
    Echo,
    /// Both sides changed it since their last common state.
    Conflict,
}

/// What is known of the record's unsynced work.
pub(crate) struct Work {
    /// The local state differs from the base, or something of it may be on its way.
    pub(crate) dirty: bool,
    /// The remote version's identity is in this file's own unsynced log.
    pub(crate) own: bool,
}

pub(crate) fn relate(record: &Record, work: &Work, seq: Seq, remote: &Identity) -> Relation {
    if seq <= record.base_seq {
        Relation::Stale
    } else if !work.dirty {
        Relation::FastForward
    } else if record.local.hash == remote.hash {
        Relation::Same
    } else if record.base.as_ref() == Some(remote) {
        Relation::BaseMoved
    } else if work.own {
        Relation::Echo
    } else {
        Relation::Conflict
    }
}
