//! Three devices change the same record twice each and sync after each change, in every order there is.
//!
//! Of the 12! / (4!)³ = 34 650 orders of edit, sync, edit, sync by three devices only one of each six is run: the others
//! are the same with the devices' names exchanged. Histories with the same order of syncs run side by side, each on a
//! record of its own, half of them on records all devices have from before and half on such that none has.
#![allow(clippy::unwrap_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::ConflictFilter;
use cortex_cloud::MergeStrategy;
use cortex_cloud::SyncStatus;
use cortex_cloud::clock::Clock;
use cortex_server::service::Config as Limits;
use cortex_tests::clock::TestClock;
use cortex_tests::device::NOTES;
use cortex_tests::wire::Office;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Orders up to the names of the devices.
const HISTORIES: usize = 5_775;

/// Whose turn it is, twelve times.
type History = [usize; 12];

/// Every history whose syncs begin with device 0 and have device 1 before device 2, by the order of its syncs.
fn histories() -> BTreeMap<Vec<usize>, Vec<History>> {
    let mut found = Vec::new();
    interleave(&mut Vec::new(), &mut [4; 3], &mut found);
    let mut by_syncs: BTreeMap<Vec<usize>, Vec<History>> = BTreeMap::new();
    for history in found {
        let syncs: Vec<usize> = steps(&history).filter(|(_, nth)| nth % 2 == 1).map(|(device, _)| device).collect();
        let first = |device: usize| syncs.iter().position(|&d| d == device);
        if first(0) < first(1) && first(1) < first(2) {
            by_syncs.entry(syncs).or_default().push(history);
        }
    }
    by_syncs
}

fn interleave(so_far: &mut Vec<usize>, left: &mut [usize; 3], found: &mut Vec<History>) {
    if let Ok(history) = History::try_from(so_far.as_slice()) {
        found.push(history);
        return;
    }
    for device in 0..3 {
        if left[device] > 0 {
            left[device] -= 1;
            so_far.push(device);
            interleave(so_far, left, found);
            so_far.pop();
            left[device] += 1;
        }
    }
}

/// Each turn with its number among the device's own: edits are even, syncs odd.
fn steps(history: &History) -> impl Iterator<Item = (usize, usize)> {
    let mut taken = [0; 3];
    history.iter().map(move |&device| {
        taken[device] += 1;
        (device, taken[device] - 1)
    })
}

/// What the device writes at that turn.
fn edit(device: usize, nth: usize) -> String {
    format!(r#"{{"by":{device},"nth":{nth}}}"#)
}

/// Three devices and a server with one clock, which moves with every edit.
struct Fleet {
    clock: Arc<TestClock>,
    devices: Vec<CloudEngine>,
    _office: Office,
}

impl Fleet {
    fn new(strategy: MergeStrategy) -> Self {
        let clock = TestClock::now();
        let office = Office::with(Arc::clone(&clock) as Arc<dyn Clock>, Limits::default());
        let device = |name| {
            let changed = office.device_with(name, |config, environment| {
                config.strategy = strategy;
                environment.clock = Some(Arc::clone(&clock) as Arc<dyn Clock>);
            });
            changed.0
        };
        Self { devices: ["a", "b", "c"].map(device).into(), clock, _office: office }
    }

    fn write(&self, device: usize, id: &str, body: &str) {
        self.clock.advance(1);
        self.devices[device].put(NOTES, id, body).unwrap();
    }

    fn sync(&self, device: usize) {
        let report = self.devices[device].sync(None).unwrap();
        assert_eq!((report.status, report.error), (SyncStatus::Success, None));
    }

    fn sync_all(&self) {
        (0..3).for_each(|device| self.sync(device));
    }

    /// Settles what waits, each device for itself and the later one on top of the earlier.
    fn settle(&self) -> usize {
        let mut settled = 0;
        for (at, device) in self.devices.iter().enumerate() {
            self.sync(at);
            let open = ConflictFilter { open_only: true, ..ConflictFilter::default() };
            for entry in device.conflicts(&open).unwrap() {
                device.resolve_conflict(NOTES, &entry.id, MergeStrategy::LastWriteWins).unwrap();
                settled += 1;
            }
            self.sync(at);
        }
        settled
    }

    fn body(&self, device: usize, id: &str) -> Option<String> {
        self.devices[device].get(NOTES, id).unwrap()
    }

    /// All hold the same, and nothing waits. Returns what, in the order of `ids`.
    fn equal(&self, ids: &[String]) -> Vec<String> {
        let status = |device: &CloudEngine| device.get_status().unwrap();
        for device in &self.devices {
            assert_eq!((status(device).pending, status(device).conflicted), (0, 0));
            assert_eq!(status(device).digest, status(&self.devices[0]).digest);
        }
        let bodies = |id: &String| {
            let [a, b, c] = [0, 1, 2].map(|device| self.body(device, id));
            assert!(a == b && b == c, "{id}: {a:?}, {b:?}, {c:?}");
            a.unwrap()
        };
        ids.iter().map(bodies).collect()
    }
}

/// Runs the histories of one order of syncs, each on a record of its own, and returns what stands in the end.
fn run(fleet: &Fleet, syncs: &[usize], ids: &[String], histories: &[History]) -> Vec<String> {
    for id in ids.iter().step_by(2) {
        fleet.write(0, id, r#"{"base":true}"#);
    }
    fleet.sync_all();
    let mut turns: Vec<_> = histories.iter().map(steps).collect();
    for &syncing in syncs.iter().chain([&3]) {
        for (id, turns) in ids.iter().zip(&mut turns) {
            for (device, nth) in turns.by_ref() {
                if nth % 2 == 1 {
                    assert_eq!(device, syncing, "the next sync of this history");
                    break;
                }
                fleet.write(device, id, &edit(device, nth));
            }
        }
        if syncing < 3 {
            fleet.sync(syncing);
        }
    }
    fleet.sync_all();
    fleet.sync_all();
    let mut rounds = 0;
    while fleet.settle() > 0 {
        rounds += 1;
        assert!(rounds < 4, "choices made in turn come to an end");
    }
    fleet.sync_all();
    fleet.equal(ids)
}

/// The last edit of a history, whoever made it.
fn last_edit(history: &History) -> String {
    let (device, nth) = steps(history).filter(|(_, nth)| nth % 2 == 0).last().unwrap();
    edit(device, nth)
}

fn every_order(strategy: MergeStrategy) {
    let histories = histories();
    assert_eq!(histories.values().map(Vec::len).sum::<usize>(), HISTORIES);
    let mut outcomes = BTreeSet::new();
    for (syncs, histories) in histories {
        let fleet = Fleet::new(strategy);
        let ids: Vec<String> = (0..histories.len()).map(|n| format!("r{n}")).collect();
        let bodies = run(&fleet, &syncs, &ids, &histories);
        for (history, body) in histories.iter().zip(&bodies) {
            if strategy == MergeStrategy::LastWriteWins {
                assert_eq!(*body, last_edit(history), "{history:?}");
            }
        }
        outcomes.extend(bodies);
    }
    assert!(outcomes.len() >= 3, "each device prevails somewhere: {outcomes:?}");
}

#[test]
fn under_last_write_wins_the_last_edit_stands_in_every_order_of_syncs() {
    every_order(MergeStrategy::LastWriteWins);
}

#[test]
fn under_local_wins_all_end_equal_in_every_order_of_syncs() {
    every_order(MergeStrategy::LocalWins);
}

#[test]
fn under_remote_wins_all_end_equal_in_every_order_of_syncs() {
    every_order(MergeStrategy::RemoteWins);
}

#[test]
fn under_manual_all_end_equal_in_every_order_of_syncs_once_everything_is_settled() {
    every_order(MergeStrategy::Manual);
}
