//! What a sync did.

use crate::clock::Millis;
use crate::error::CloudError;

/// How a sync ended (E34).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SyncStatus {
    /// Everything that could move has moved.
    #[default]
    Success,
    /// Some of it: the connection broke in the middle, or the space is full. The rest stays queued.
    Partial,
    /// There is no server to talk to. Everything stays queued.
    Offline,
    /// It is too soon: the server asked to wait, or this engine's own limit says so. Everything stays queued.
    Throttled,
    /// The credentials are missing or no longer good. Everything stays queued.
    AuthNeeded,
    /// The server will not have it: the role may not write, mutations went to quarantine, or the two do not fit.
    Refused,
}

/// What a sync did (E34). Reported, not thrown: that there is no network is nothing exceptional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// How it ended.
    pub status: SyncStatus,
    /// Records the server accepted.
    pub pushed: i64,
    /// Remote versions received, this device's own echoes left out.
    pub pulled: i64,
    /// Conflicts found and settled by a strategy.
    pub conflicts_resolved: i64,
    /// Conflicts waiting for `resolve_conflict`, from this sync or earlier.
    pub conflicts_waiting: i64,
    /// Mutations the server refused for good; they are in quarantine.
    pub refused: i64,
    /// Mutations that did not fit into the space; they stay queued.
    pub over_quota: i64,
    /// Batches that were taken up again after a lost answer or a crash.
    pub resent: i64,
    /// Rows of the server this version cannot read. They wait for one that can.
    pub parked: i64,
    /// How often a catch-up of more than 50 000 rows was shown before its end. What readers see then is between two states
    /// of the server.
    pub shown_early: i64,
    /// Records that went up apart from their `apply`, which has grown past what one batch may hold.
    pub apart: i64,
    /// Records set right because digests differed.
    pub repaired: i64,
    /// Records settled anew because the server was restored from a backup, or this device was away for too long.
    pub reconciled: i64,
    /// Whether the digests were compared at the end, and were equal: then this file and the server hold the same but for
    /// unsynced work.
    pub digests_equal: bool,
    /// Request bytes on the wire, compressed, heads not counted.
    pub bytes_sent: i64,
    /// Answer bytes on the wire, compressed, heads not counted.
    pub bytes_received: i64,
    /// Milliseconds from start to end.
    pub duration_ms: Millis,
    /// Why it is not a success.
    pub error: Option<CloudError>,
}
