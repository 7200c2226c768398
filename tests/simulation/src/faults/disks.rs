//! Machines that die at some step of a store, disks without room, and clocks.

use crate::machine::Death;
use crate::world::World;
use std::sync::atomic::Ordering;

/// A year in milliseconds.
const YEAR: i64 = 31_557_600_000;

/// Steps of a store within which an armed machine dies.
const SOON: usize = 40;

impl World {
    pub(crate) fn arm_device(&mut self, device: usize) {
        self.devices[device].machine.arm(self.rng.below(SOON), Death::Kill, self.rng.as_ref());
    }

    pub(crate) fn arm_power_loss(&mut self, device: usize) {
        self.devices[device].machine.arm(self.rng.below(SOON), Death::PowerLoss, self.rng.as_ref());
    }

    pub(crate) fn arm_server(&mut self, _: usize) {
        self.machine.arm(self.rng.below(SOON), Death::Kill, self.rng.as_ref());
    }

    pub(crate) fn arm_server_power_loss(&mut self, _: usize) {
        self.machine.arm(self.rng.below(SOON), Death::PowerLoss, self.rng.as_ref());
    }

    pub(crate) fn fill_device(&mut self, device: usize) {
        let machine = &self.devices[device].machine;
        machine.fill(!machine.is_full());
        let is_full = machine.is_full();
        self.say(|_| format!("device {device}'s disk is {}", if is_full { "full" } else { "no longer full" }));
    }

    pub(crate) fn fill_server(&mut self, _: usize) {
        self.machine.fill(!self.machine.is_full());
        self.say(|w| format!("the server's disk is {}", if w.machine.is_full() { "full" } else { "no longer full" }));
    }

    pub(crate) fn turn_clock(&mut self, device: usize) {
        let skew = *self.rng.pick(&[
            0,
            40,
            -40,
            900_000,
            -900_000,
            50_000_000,
            -50_000_000,
            YEAR,
            -YEAR,
            10 * YEAR,
            -10 * YEAR,
        ]);
        let before = self.devices[device].clock.skew.swap(skew, Ordering::Relaxed);
        if before == skew {
            return;
        }
        self.count("clock turned");
        if self.devices[device].running.is_some() {
            self.count("clock turned in a sync");
        }
        if (skew - before).abs() >= YEAR {
            self.count("clock turned by years");
        }
        self.say(|_| format!("device {device} has its clock off by {skew} ms"));
    }
}
