//! Repair: when digests differ, or the user wants to know.

use super::Phase;
use super::Session;
use super::SessionAction;
use super::Stepped;
use crate::clock::Millis;
use crate::store::Store;
use crate::store::digest;
use crate::store::records;
use crate::sync::repair::Repair;

impl Session {
    /// The records are summed up anew before they are compared: what is wrong may be the sums. To verify is also to look
    /// at every body; one that is not what its hash says is fetched again.
    pub(super) fn recount(&mut self, store: &Store, now: Millis) -> Stepped {
        let damaged = if self.plan.verify { store.read_patiently(records::damaged)? } else { Vec::new() };
        let ((), events) =
            store.write_patiently(now, |tx| damaged.iter().try_for_each(|one| records::distrust(tx, one)))?;
        self.plan.verify = false;
        self.phase = Phase::Summing;
        Ok((SessionAction::Continue, events))
    }

    /// Only a sync changes bases, and this is the one: what is summed up here still holds when it is written.
    pub(super) fn sum_up(&mut self, store: &Store, now: Millis) -> Stepped {
        let right = store.read_patiently(digest::recompute)?;
        let ((), events) = store.write_patiently(now, |tx| digest::replace(tx, &right))?;
        self.phase = Phase::NextRepair(Box::default());
        Ok((SessionAction::Continue, events))
    }

    pub(super) fn apply_repair(&mut self, store: &Store, now: Millis, repair: Repair) -> Stepped {
        let mut report = self.report.clone();
        let (report, events) = store.write_patiently(now, move |tx| {
            report.repaired += repair.apply(tx, &mut report)?;
            Ok(report)
        })?;
        self.report = report;
        // What was set right may have left something to push, and the head may have moved meanwhile.
        self.phase = Phase::NextPull;
        Ok((SessionAction::Continue, events))
    }
}
