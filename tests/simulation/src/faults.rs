//! What operators, disks, strangers and users' copies of files do to a fleet.

pub(crate) mod disks;
pub(crate) mod files;
pub(crate) mod people;
pub(crate) mod rogue;
pub(crate) mod server;

use crate::fault::Fault;
use crate::world::World;

type Act = fn(&mut World, usize);

/// What may happen where a fault is on, and how often in comparison. Whatever starts processes anew takes much of a run's
/// time, so it is seldom.
const ACTS: &[(Fault, usize, Act)] = &[
    (Fault::Network, 2, World::repeat_old_request),
    (Fault::Crash, 2, World::arm_device),
    (Fault::Crash, 2, World::arm_server),
    (Fault::PowerLoss, 2, World::arm_power_loss),
    (Fault::PowerLoss, 1, World::arm_server_power_loss),
    (Fault::DiskFull, 2, World::fill_device),
    (Fault::DiskFull, 2, World::fill_server),
    (Fault::Clock, 3, World::turn_clock),
    (Fault::Copies, 2, World::copy_file),
    (Fault::Copies, 2, World::save_file),
    (Fault::Copies, 2, World::restore_file),
    (Fault::Restores, 3, World::back_up_server),
    (Fault::Restores, 3, World::restore_server),
    (Fault::Collection, 6, World::collect),
    (Fault::Refusals, 12, World::settle_refused),
    (Fault::Refusals, 2, World::change_role),
    (Fault::Quota, 5, World::change_quota),
    (Fault::Quota, 12, World::settle_refused),
    (Fault::Keys, 3, World::change_key),
    (Fault::Future, 3, World::upgrade),
    (Fault::Rogue, 3, World::rogue_push),
    (Fault::Rogue, 3, World::rogue_garbage),
    (Fault::Policies, 4, World::change_policy),
    (Fault::Processes, 2, World::change_processes),
];

impl World {
    /// Something happens, to a device or to the server.
    pub(crate) fn fault(&mut self, device: usize) {
        let on: Vec<_> = ACTS.iter().filter(|(fault, ..)| self.faults.has(*fault)).collect();
        let all: usize = on.iter().map(|(_, often, _)| often).sum();
        let mut chosen = if all == 0 { 0 } else { self.rng.below(all) };
        for (_, often, act) in on {
            if chosen < *often {
                return act(self, device);
            }
            chosen -= often;
        }
        // None is on.
        self.advance_any();
    }
}
