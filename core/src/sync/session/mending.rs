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
    /// Sums up the records anew before they are compared: what is wrong may be the sums. To verify is also to look at
    /// every body; one that is not what its hash says is fetched again.
    pub(super) fn recount(&mut self, store: &Store, now: Millis) -> Stepped {
        let damaged = if self.plan.verify { store.read(records::damaged)? } else { Vec::new() };
        let ((), events) = store.write_patiently(now, |tx| {
            damaged.iter().try_for_each(|one| records::distrust(tx, one))?;
            digest::repair(tx).map(drop)
        })?;
        self.plan.verify = false;
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
