//! Mending: when digests differ, when the user wants to know, and when this file and the server have to find one history
//! again.

use super::MAX_RESTARTS;
use super::Phase;
use super::Session;
use super::SessionAction;
use super::Stepped;
use super::quiet;
use crate::clock::Millis;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use crate::store::Store;
use crate::store::digest;
use crate::store::parked;
use crate::store::records;
use crate::store::state;
use crate::sync::comparison::Comparison;
use crate::sync::comparison::Progress;
use crate::sync::comparison::Scope;
use crate::sync::reconcile;
use crate::sync::repair;
use crate::sync::report::SyncStatus;

impl Session {
    /// The records are summed up anew before they are compared: what is wrong may be the sums. To verify is also to look
    /// at every body; one that is not what its hash says is fetched again, and so is what could not be read.
    pub(super) fn recount(&mut self, store: &Store, now: Millis) -> Stepped {
        let is_thorough = self.plan.verify;
        let damaged = if is_thorough { store.read_patiently(records::damaged)? } else { Vec::new() };
        let ((), events) = store.write_patiently(now, |tx| {
            if is_thorough {
                parked::clear(tx)?;
            }
            damaged.iter().try_for_each(|one| records::distrust(tx, one))
        })?;
        self.plan.verify = false;
        // What was found equal before is not known to be so until this is through.
        self.report.digests_equal = false;
        self.phase = Phase::Summing;
        Ok((SessionAction::Continue, events))
    }

    /// Only a sync changes bases, and this is the one: what is summed up here still holds when it is written.
    pub(super) fn sum_up(&mut self, store: &Store, now: Millis) -> Stepped {
        let right = store.read_patiently(digest::recompute)?;
        let ((), events) = store.write_patiently(now, |tx| digest::replace(tx, &right))?;
        self.compare(Scope::UpToCursor);
        Ok((SessionAction::Continue, events))
    }

    /// Begins to compare this file with the server.
    pub(super) fn compare(&mut self, scope: Scope) {
        let epoch = self.space.as_ref().map(|s| s.epoch.as_str()).unwrap_or_default();
        self.phase = Phase::NextComparison(Box::new(Comparison::new(scope, epoch)));
    }

    pub(super) fn compared(
        &mut self,
        store: &Store,
        now: Millis,
        comparison: Box<Comparison>,
        progress: Progress,
    ) -> Stepped {
        match progress {
            Progress::GoOn => {
                self.phase = Phase::NextComparison(comparison);
                quiet(SessionAction::Continue)
            }
            Progress::StartOver => self.start_over(store, now),
            Progress::Malformed(what) => self.malformed(store, now, what),
        }
    }

    /// The server was restored in the middle of this sync: from the handshake on again.
    pub(super) fn start_over(&mut self, store: &Store, now: Millis) -> Stepped {
        if self.restarts >= MAX_RESTARTS {
            let message = "the server began a new epoch again and again during one sync; try later";
            let error = CloudError::Conflict { info: ErrorInfo::new("conflict.epoch_changed", message) };
            return self.finish(store, now, SyncStatus::Partial, Some(error));
        }
        self.restarts += 1;
        self.page = None;
        self.queue_after = 0;
        self.phase = Phase::Begin;
        quiet(SessionAction::Continue)
    }

    pub(super) fn mend(&mut self, store: &Store, now: Millis, comparison: Comparison) -> Stepped {
        let mut report = self.report.clone();
        let space = self.space.as_ref().map(|s| (s.epoch.clone(), s.lineage.clone())).unwrap_or_default();
        let is_repair = comparison.scope == Scope::UpToCursor;
        if is_repair && comparison.floor > store.read_patiently(state::load)?.cursor_seq {
            // What is missing there may have been deleted and forgotten since the cursor; only a reconcile tells.
            self.compare(Scope::Everything { parted: None });
            return quiet(SessionAction::Continue);
        }
        let (report, events) = store.write_patiently(now, move |tx| {
            let (epoch, lineage) = (space.0.as_str(), space.1.as_slice());
            if is_repair {
                report.repaired += repair::apply(tx, comparison, &mut report)?;
            } else {
                report.reconciled += reconcile::apply(tx, comparison, (epoch, lineage), &mut report)?;
            }
            Ok(report)
        })?;
        self.report = report;
        // What was set right may have left something to push, and the head may have moved meanwhile. After a repair that
        // is a matter of the next cycle.
        self.phase = if is_repair { Phase::NextPull } else { Phase::NextPush };
        Ok((SessionAction::Continue, events))
    }
}
