//! What users and administrators change: refused work, roles, keys, quotas, policies, versions.

use crate::fault::Fault;
use crate::world::DRAFTS;
use crate::world::SPACE;
use crate::world::World;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use cortex_server::admin;
use cortex_server::service::Role;

impl World {
    /// A user who has refused work tries it again, or gives it up.
    pub(crate) fn settle_refused(&mut self, device: usize) {
        let from_there = (0..self.devices.len()).map(|number| (device + number) % self.devices.len());
        let Some(device) = from_there.into_iter().find(|number| self.devices[*number].has_refused()) else { return };
        let engine = self.devices[device].engine().clone();
        let failed = engine.failed_mutations().unwrap();
        let Some(one) = (!failed.is_empty()).then(|| self.rng.pick(&failed).clone()) else { return };
        let is_retry = self.rng.chance(60);
        let (table, id) = (Some(one.table.as_str()), Some(one.id.as_str()));
        let outcome = if is_retry { engine.retry_failed(table, id) } else { engine.discard_failed(table, id) };
        self.say(|_| format!("device {device} {} {}", if is_retry { "retries" } else { "discards" }, one.id));
        match outcome {
            Ok(settled) => {
                assert!(settled > 0);
                self.count(if is_retry { "retried" } else { "discarded" });
                if !self.bury(device) {
                    self.observe(device);
                }
            }
            Err(error) => self.excuse(device, &error, "settling refused work"),
        }
    }

    pub(crate) fn change_role(&mut self, device: usize) {
        let role = if self.devices[device].role == Role::Viewer { Role::Editor } else { Role::Viewer };
        self.devices[device].role = role;
        self.count("role changed");
        self.say(|_| format!("device {device} is a {role}"));
    }

    pub(crate) fn change_key(&mut self, device: usize) {
        let is_revoked = !self.devices[device].is_revoked;
        self.devices[device].is_revoked = is_revoked;
        self.count(if is_revoked { "key revoked" } else { "key given back" });
        self.say(|_| format!("device {device}'s key is {}", if is_revoked { "revoked" } else { "given back" }));
    }

    pub(crate) fn change_quota(&mut self, _: usize) {
        let most = *self.rng.pick(&[Some(0), Some(1), Some(2), Some(3), None]);
        if most == self.limit {
            return;
        }
        if admin::set_limits(self.service().store(), SPACE, |limits| limits.max_records = most).is_err() {
            assert!(self.bury_server() || self.machine.is_full(), "the limits cannot be set");
            self.limit = self.limit_kept();
            return;
        }
        let is_more = |limit: Option<i64>| limit.unwrap_or(i64::MAX);
        self.count(if is_more(most) > is_more(self.limit) { "quota grown" } else { "quota shrunk" });
        self.limit = most;
        self.bury_server();
        self.say(|_| format!("the space may hold {most:?} records"));
    }

    /// What the database says after a change that may have got through or not.
    fn limit_kept(&self) -> Option<i64> {
        let spaces = admin::spaces(self.service().store()).unwrap();
        spaces.iter().find(|s| s.name == SPACE).unwrap().limits.max_records
    }

    /// A table stops syncing on this device, or takes it up again.
    pub(crate) fn change_policy(&mut self, device: usize) {
        let is_local = self.devices[device].local.contains(DRAFTS);
        let replicate = if is_local { Replicate::Cloud } else { Replicate::Local };
        self.set_policy(device, replicate);
    }

    pub(crate) fn set_policy(&mut self, device: usize, replicate: Replicate) {
        let policy = TablePolicy { replicate, ..TablePolicy::default() };
        let outcome = self.devices[device].engine().clone().set_table_policy(DRAFTS, &policy);
        self.say(|_| format!("device {device} makes its drafts {replicate:?}: {outcome:?}"));
        if let Err(error) = outcome {
            self.excuse(device, &error, "changing a policy");
        } else {
            self.count(if replicate == Replicate::Local { "table made local" } else { "table made cloud" });
            self.bury(device);
        }
        self.devices[device].local = self.devices[device].tables_that_are_local();
        self.observe(device);
    }

    /// The server is a version ahead of a device, until that one is updated.
    pub(crate) fn upgrade(&mut self, device: usize) {
        debug_assert!(self.faults.has(Fault::Future));
        let is_behind = !self.devices[device].is_behind;
        self.count(if is_behind { "server upgraded" } else { "device upgraded" });
        self.say(|_| {
            format!("device {device} {} what the server writes", if is_behind { "cannot read" } else { "reads" })
        });
        if is_behind {
            self.devices[device].is_behind = true;
        } else {
            self.devices[device].machine.disarm();
            self.devices[device].machine.fill(false);
            self.devices[device].update();
            self.restart(device);
        }
    }
}
