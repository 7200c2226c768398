//! Syncs of the fleet, step by step.

use crate::device::Running;
use crate::device::Waiting;
use crate::fault::Fault;
use crate::network::Message;
use crate::traffic::describe;
use crate::world::DRAFTS;
use crate::world::World;
use cortex_cloud::CloudError;
use cortex_cloud::SyncReport;
use cortex_cloud::sync::session::SessionAction;
use cortex_cloud::sync::session::SessionEvent;
use cortex_cloud::sync::session::SyncPlan;
use cortex_cloud::transport::protocol::Request;
use std::sync::atomic::Ordering;

impl World {
    pub(crate) fn begin(&mut self, device: usize) {
        let plan = match self.rng.below(12) {
            0 => SyncPlan { pull: false, ..SyncPlan::SYNC },
            1 => SyncPlan { push: false, ..SyncPlan::SYNC },
            2 => SyncPlan { verify: true, ..SyncPlan::SYNC },
            _ => SyncPlan::SYNC,
        };
        self.begin_plan(device, plan);
    }

    /// Whether a sync begins: only one at a time does, whatever the number of processes.
    pub(crate) fn begin_plan(&mut self, number: usize, plan: SyncPlan) -> bool {
        let device = &mut self.devices[number];
        let process = self.rng.below(device.engines.len());
        match device.engines[process].begin_sync(plan) {
            Ok(session) => {
                assert!(device.running.is_none(), "two syncs of device {number} at a time");
                device.sync_number += 1;
                device.is_verifying = plan.verify;
                device.running = Some(Running { session, waiting: Waiting::Ready(SessionEvent::Continue), process });
                self.count("sync");
                self.say(|_| format!("device {number} begins {plan:?}"));
                true
            }
            Err(CloudError::Busy { .. }) if device.running.is_some() => false,
            Err(error) => {
                self.excuse(number, &error, "beginning a sync");
                false
            }
        }
    }

    /// A device that can go on does.
    pub(crate) fn advance_any(&mut self) {
        let can: Vec<usize> = (0..self.devices.len()).filter(|number| self.can_advance(*number)).collect();
        if can.is_empty() {
            return self.deliver();
        }
        let device = *self.rng.pick(&can);
        for _ in 0..1 + self.rng.below(3) {
            self.advance(device);
        }
    }

    fn can_advance(&self, number: usize) -> bool {
        let device = &self.devices[number];
        device.running.as_ref().is_some_and(|running| match running.waiting {
            Waiting::Ready(_) => true,
            Waiting::Answer => false,
            Waiting::Until(at) => cortex_cloud::clock::Clock::now_ms(device.clock.as_ref()) >= at,
        })
    }

    /// A whole sync, with the network as it is and nobody else in between.
    pub(crate) fn sync_through(&mut self, device: usize) {
        if self.devices[device].running.is_none() {
            self.begin(device);
        }
        for _ in 0..60 {
            if self.devices[device].running.is_none() {
                return;
            }
            if self.can_advance(device) {
                self.advance(device);
            } else if let Some(at) = self.bag.iter().rposition(|message| message.device == device && !message.is_copy) {
                let message = self.bag.swap_remove(at);
                self.hand_over(message);
            } else {
                // It waits for its next try.
                return;
            }
        }
    }

    /// The next local step of a device's sync, if it can be made. Returns the report of one that ended.
    pub(crate) fn advance(&mut self, number: usize) -> Option<SyncReport> {
        if !self.can_advance(number) {
            return None;
        }
        let device = &mut self.devices[number];
        let running = device.running.as_mut()?;
        let event = match std::mem::replace(&mut running.waiting, Waiting::Answer) {
            Waiting::Ready(event) => event,
            _ => SessionEvent::Woke,
        };
        let action = match running.session.step(event) {
            Ok(action) => action,
            Err(error) => {
                device.running = None;
                self.excuse(number, &error, "a step of a sync");
                self.observe(number);
                return None;
            }
        };
        if self.bury(number) {
            // It got so far, and nobody heard of it.
            self.observe(number);
            return None;
        }
        let ended = self.act_on(number, action);
        self.observe(number);
        ended
    }

    fn act_on(&mut self, number: usize, action: SessionAction) -> Option<SyncReport> {
        let device = &mut self.devices[number];
        let running = device.running.as_mut()?;
        match action {
            SessionAction::Continue => running.waiting = Waiting::Ready(SessionEvent::Continue),
            SessionAction::WaitUntil(at) => running.waiting = Waiting::Until(at),
            SessionAction::Send(request) => {
                running.waiting = Waiting::Answer;
                let sync_number = device.sync_number;
                self.say(|_| format!("device {number} sends {}", describe(&request)));
                self.check_sent(number, &request);
                self.bag.push(Message { device: number, sync_number, request, is_copy: false });
            }
            SessionAction::Done(report) => {
                device.running = None;
                self.say(|_| format!("device {number} is done: {report:?}"));
                self.note(number, &report);
                return Some(report);
            }
        }
        None
    }

    /// What waits for the user is not sent, nor what an `apply` wrote together with it.
    fn check_sent(&self, number: usize, request: &Request) {
        let push = match request {
            Request::Push(push) => push,
            Request::Sync(sync) => &sync.push,
            _ => return,
        };
        for mutation in &push.mutations {
            let key = (mutation.table.clone(), mutation.id.clone());
            // A table that comes back from being local may open a conflict over what is on its way already.
            let is_held = key.0 != DRAFTS && self.devices[number].held.contains(&key);
            assert!(!is_held, "device {number} sends {}, which waits for the user", key.1);
        }
    }

    fn note(&mut self, number: usize, report: &SyncReport) {
        for (what, n) in [
            ("pushed", report.pushed),
            ("pulled", report.pulled),
            ("conflict settled", report.conflicts_resolved),
            ("batch resent", report.resent),
            ("reconciled", report.reconciled),
            ("quarantined", report.refused),
            ("unit in pieces", report.apart),
        ] {
            self.count_of(what, n.unsigned_abs());
        }
        let device = &mut self.devices[number];
        assert!(
            report.repaired == 0 || !device.refetched.is_empty(),
            "digests differed although nobody damaged a file: device {number}"
        );
        if report.digests_equal {
            device.refetched.clear();
        }
        let is_expected = |code: &str| {
            code.starts_with("offline.")
                || (self.faults.has(Fault::Network) && code == "protocol.malformed")
                || (self.faults.has(Fault::Keys) && code == "unauthenticated.key_revoked")
                || (self.faults.has(Fault::Refusals) && code.ends_with("read_only_role"))
                || (self.faults.has(Fault::DiskFull) && code == "quota.server_full")
                || (self.faults.has(Fault::Quota) && code == "quota.exceeded")
                // A copy of a copy has been told apart in the same sync before; the next sync does it again.
                || (self.faults.has(Fault::Copies) && code == "conflict.device_forked")
                // Restored again and again during one sync, which gives up after the fifth time.
                || (self.faults.has(Fault::Restores) && code == "conflict.epoch_changed")
        };
        assert!(
            report.error.as_ref().is_none_or(|e| is_expected(e.code())),
            "a sync failed for another reason than the network: {report:?}"
        );
    }

    /// A whole sync with no fault.
    pub(crate) fn quiet_sync(&mut self, device: usize) -> SyncReport {
        assert!(self.begin_plan(device, SyncPlan::SYNC), "a sync cannot begin");
        for _ in 0..10_000 {
            self.pass(1);
            if let Some(report) = self.advance(device) {
                return report;
            }
            if let Some(message) = self.bag.pop() {
                let answer = self.serve(&message);
                self.answer(&message, answer);
            }
        }
        panic!("a sync of device {device} does not end");
    }

    /// Late copies arrive, running syncs die.
    pub(crate) fn calm(&mut self) {
        for message in std::mem::take(&mut self.bag) {
            let _ = self.serve(&message);
        }
        for number in 0..self.devices.len() {
            self.devices[number].running = None;
            self.devices[number].sync_number += 1;
            self.devices[number].clock.skew.store(0, Ordering::Relaxed);
        }
    }
}
