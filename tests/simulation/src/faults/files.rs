//! Files that are copied, or put back to an older state.

use crate::opset::OpSet;
use crate::plan::MOST_DEVICES;
use crate::world::World;
use cortex_cloud::ConflictFilter;
use cortex_cloud::entropy::Entropy;

impl World {
    pub(crate) fn copy_file(&mut self, device: usize) {
        if self.devices.len() >= MOST_DEVICES {
            return;
        }
        let number = self.devices.len();
        let copy = self.devices[device].copy(number, self.rng.next_u64());
        self.devices.push(copy);
        self.count("file copied");
        self.say(|_| format!("device {device}'s file is copied to device {number}"));
    }

    pub(crate) fn save_file(&mut self, device: usize) {
        self.devices[device].save();
        self.count("file saved");
        self.say(|_| format!("a copy of device {device}'s file is kept"));
    }

    pub(crate) fn restore_file(&mut self, device: usize) {
        if self.devices[device].saved.is_empty() {
            return;
        }
        let logged = std::mem::take(&mut self.devices[device].logged);
        self.kept.extend(logged);
        let saved = self.rng.pick(&self.devices[device].saved).clone();
        self.devices[device].go_back(saved);
        self.note_destroyed();
        self.count("file restored");
        self.say(|_| format!("device {device} goes back to an older copy of its file"));
        self.observe(device);
    }

    /// A write that only the replaced file or server had is nobody's any more.
    pub(crate) fn note_destroyed(&mut self) {
        let mut held: OpSet = self.collected.clone();
        self.server.values().for_each(|view| held.add(&view.know));
        for device in &self.devices {
            device.views.values().for_each(|view| held.add(&view.know));
            for (key, stamp) in device.bases() {
                held.add(&self.oracle.known_by(&key, &stamp));
            }
            let open = ConflictFilter { open_only: true, ..ConflictFilter::default() };
            for conflict in device.engine().conflicts(&open).unwrap() {
                let key = (conflict.table, conflict.id);
                for side in [conflict.local, conflict.remote] {
                    held.add(&self.oracle.known_by_side(&key, &side));
                }
            }
        }
        let lost: OpSet = (0..self.oracle.ops.len()).filter(|op| !held.contains(*op)).collect();
        // An older state may also bring back what had been given up for lost.
        self.oracle.destroyed = lost;
    }
}
