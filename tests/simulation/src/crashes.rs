//! Deaths of processes and machines, and what is there when they start again.

use crate::fault::Fault;
use crate::machine::Death;
use crate::oracle::View;
use crate::oracle::stamp_of;
use crate::world::World;
use cortex_cloud::CloudError;
use cortex_cloud::Durability;

impl World {
    /// A device's process ends and starts again.
    pub(crate) fn end_process(&mut self, device: usize) {
        if self.devices[device].running.is_some() {
            self.count("device ended in a sync");
        }
        let is_killed = self.rng.chance(50);
        self.say(|_| {
            format!("device {device}'s process {} and starts again", if is_killed { "is killed" } else { "ends" })
        });
        if is_killed {
            let death = self.devices[device].stop();
            self.reopen(device, death);
            self.observe(device);
        } else {
            self.restart(device);
        }
    }

    /// The device's processes end, and one starts.
    pub(crate) fn restart(&mut self, device: usize) {
        let death = self.devices[device].close();
        self.reopen(device, death);
        self.observe(device);
    }

    /// A second process opens the file, or ends.
    pub(crate) fn change_processes(&mut self, device: usize) {
        if self.devices[device].engines.len() > 1 {
            let process = 1 + self.rng.below(self.devices[device].engines.len() - 1);
            if self.devices[device].running.as_ref().is_some_and(|running| running.process == process) {
                self.devices[device].running = None;
                self.devices[device].sync_number += 1;
            } else if let Some(running) = &mut self.devices[device].running
                && running.process > process
            {
                running.process -= 1;
            }
            let engine = self.devices[device].engines.remove(process);
            self.say(|_| format!("device {device}'s process {process} ends"));
            engine.close();
            drop(engine);
            self.observe(device);
        } else {
            match self.devices[device].open() {
                Ok(engine) => {
                    self.devices[device].engines.push(engine);
                    self.count("second process");
                    self.say(|_| format!("device {device} has a second process"));
                }
                Err(error) => self.excuse(device, &error, "opening by a second process"),
            }
        }
    }

    /// A call failed. That is right if its machine is dead or its disk full, and wrong otherwise.
    pub(crate) fn excuse(&mut self, device: usize, error: &CloudError, what: &str) {
        self.say(|_| format!("device {device}: {what} fails: {error}"));
        if self.bury(device) {
            return;
        }
        let is_full = self.devices[device].machine.is_full() && error.code() == "storage.full";
        assert!(is_full, "{what} failed on device {device}: {error:?}");
        self.count("device disk full");
        self.observe(device);
    }

    /// If the device's machine has died, it starts again. Returns whether it had.
    pub(crate) fn bury(&mut self, number: usize) -> bool {
        let Some(death) = self.devices[number].machine.died() else { return false };
        self.count(if death == Death::Kill { "device died" } else { "device lost power" });
        if self.devices[number].running.is_some() {
            self.count("device died in a sync");
        }
        self.say(|_| format!("device {number} dies: {death:?}"));
        self.devices[number].stop();
        self.reopen(number, Some(death));
        true
    }

    /// The file is opened again after its machine has died, or not; it may die of that once more, or have no room for it.
    pub(crate) fn reopen(&mut self, number: usize, death: Option<Death>) {
        let mut has_lost_power = death == Some(Death::PowerLoss);
        if self.faults.has(Fault::Crash) && self.rng.chance(8) {
            self.devices[number].machine.arm(self.rng.below(6), Death::Kill, self.rng.as_ref());
        }
        for _ in 0..10 {
            let started = self.devices[number].start();
            let is_alive = self.devices[number].machine.died().is_none();
            if started.is_ok() && is_alive {
                self.devices[number].machine.disarm();
                self.check_integrity(number);
                if has_lost_power && self.devices[number].setup.durability == Durability::Normal {
                    self.rewind(number);
                }
                return;
            }
            let device = &mut self.devices[number];
            let death = device.stop();
            self.say(|_| format!("device {number} cannot be opened: {:?}, {death:?}", started.as_ref().err()));
            let device = &mut self.devices[number];
            if death.is_some() {
                has_lost_power |= death == Some(Death::PowerLoss);
                self.count("device died while opening");
            } else {
                let is_right = |error: &CloudError| device.machine.is_full() && error.code() == "storage.full";
                assert!(started.as_ref().is_err_and(is_right), "device {number}: {started:?}");
                device.machine.fill(false);
                self.count("no room to open");
            }
        }
        panic!("device {number} cannot be opened");
    }

    /// Power loss at durability `normal` may cost the last transactions, never more: the file is as it was at some time.
    fn rewind(&mut self, number: usize) {
        let mut lost = 0;
        for key in self.keys.clone() {
            let record = self.devices[number].engine().get_record(&key.0, &key.1).unwrap();
            let device = &mut self.devices[number];
            let shown = device.views.get(&key).map(|view| view.stamp.clone());
            let stamp = record.as_ref().map(stamp_of);
            if shown == stamp {
                continue;
            }
            lost += 1;
            let Some(stamp) = stamp else {
                device.views.remove(&key);
                continue;
            };
            let past = device.past.get(&key).map_or(&[][..], Vec::as_slice);
            // A state it has never shown is one that it got to just before, and nobody has looked since.
            let earlier: Option<View> = past.iter().rev().find(|view| view.stamp == stamp).cloned();
            if let Some(view) = earlier {
                device.views.insert(key, view);
            }
        }
        // Its cursor and its identity may be earlier ones, too.
        let device = &mut self.devices[number];
        device.cursor = (String::new(), 0);
        let logged = std::mem::take(&mut device.logged);
        device.local = device.tables_that_are_local();
        self.kept.extend(logged);
        if lost > 0 {
            self.note_destroyed();
            self.count("tail lost with the power");
            self.say(|_| format!("device {number} has lost its last transactions"));
        }
    }

    fn check_integrity(&self, number: usize) {
        assert_eq!(self.devices[number].soundness(), "ok", "device {number}'s file is damaged");
    }

    /// If the server's machine has died, it starts again. Returns whether it had.
    pub(crate) fn bury_server(&mut self) -> bool {
        let Some(death) = self.machine.died() else { return false };
        self.count(if death == Death::Kill { "server died" } else { "server lost power" });
        self.say(|_| format!("the server dies: {death:?}"));
        self.service = None;
        self.machine.revive();
        let machine = std::sync::Arc::clone(&self.machine);
        self.start_server(machine);
        let probe = self.machine.server_probe();
        let sound: String = probe.query_row("PRAGMA quick_check", [], |r| r.get(0)).unwrap();
        assert_eq!(sound, "ok", "the server's database is damaged");
        true
    }
}
