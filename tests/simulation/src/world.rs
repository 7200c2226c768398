//! One server and a few devices in one thread, under one seed.

use super::device::Device;
use super::device::Running;
use super::device::Waiting;
use super::faults::Backup;
use super::faults::Faults;
use super::network::Message;
use super::oracle::Key;
use super::oracle::Oracle;
use super::oracle::View;
use super::rng::Rng;
use super::traffic::describe;
use cortex_cloud::CloudRecord;
use cortex_cloud::ConflictFilter;
use cortex_cloud::MergeStrategy;
use cortex_cloud::SyncReport;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::sync::session::SessionAction;
use cortex_cloud::sync::session::SessionEvent;
use cortex_cloud::sync::session::SyncPlan;
use cortex_cloud::transport::protocol::Verdict;
use cortex_server::admin;
use cortex_server::service;
use cortex_server::service::Principal;
use cortex_server::service::Role;
use cortex_server::service::Service;
use cortex_server::store::sqlite::SqliteStore;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use tempfile::TempDir;

pub(super) const TABLE: &str = "notes";
pub(super) const SPACE: &str = "sim";
/// Bytes of a body at most, for this server.
pub(super) const RECORD_BYTES: usize = 64;

/// How often each thing really took effect.
pub type Counts = BTreeMap<&'static str, u64>;

pub(super) struct World {
    pub(super) rng: Arc<Rng>,
    pub(super) time: Arc<AtomicI64>,
    service: Option<Service<SqliteStore>>,
    pub(super) faults: Faults,
    /// The server's epoch.
    pub(super) epoch: String,
    /// What the server has of each record.
    pub(super) server: BTreeMap<Key, View>,
    /// Deletes the server has forgotten, with all they had seen.
    pub(super) collected: BTreeSet<usize>,
    /// Losers that were in the log of a file which has been replaced since.
    pub(super) kept: BTreeSet<(Key, Option<String>)>,
    pub(super) backups: Vec<Backup>,
    pub(super) principal: Principal,
    pub(super) devices: Vec<Device>,
    pub(super) oracle: Oracle,
    pub(super) counts: Counts,
    pub(super) trace: String,
    pub(super) keys: usize,
    pub(super) clocks_are_right: bool,
    pub(super) bag: Vec<Message>,
    /// What the server said of each batch of an epoch.
    pub(super) said: HashMap<(String, String, String), Vec<Verdict>>,
    /// What the space held at each of its heads.
    pub(super) heads: BTreeMap<(String, u64), BTreeMap<Key, Option<String>>>,
    pub(super) bodies: usize,
    pub(super) folder: TempDir,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let rng = Arc::new(Rng::new(seed));
        let folder = folder();
        let time = Arc::new(AtomicI64::new(1_700_000_000_000));
        let faults = Faults::of(&rng);
        let mut config = service::Config::default();
        config.limits.page_items = *rng.pick(&[1, 2, 3, 100]);
        config.limits.record_bytes = RECORD_BYTES as u64;
        let service = Service::new(SqliteStore::open(&folder.path().join("server")).unwrap(), config);
        let epoch = admin::create_space(service.store(), rng.as_ref(), SPACE, 0).unwrap().epoch;
        let strategies = strategies(&rng);
        let batch_items = *rng.pick(&[1, 2, 3, 100]);
        let devices = (0..2 + rng.below(3)).map(|number| {
            let path = folder.path().join(format!("device{number}.db"));
            let strategy = strategies[number % strategies.len()];
            Device::open(number, path, strategy, batch_items, Arc::clone(&time), rng.next_u64())
        });
        let devices: Vec<Device> = devices.collect();
        let mut oracle = Oracle::default();
        oracle.is_blind = faults.replaces_files()
            && (faults.gc || devices.iter().any(|d| d.strategy != MergeStrategy::LastWriteWins));
        oracle.may_vanish = faults.any();
        Self {
            keys: *rng.pick(&[1, 2, 3, 5]),
            clocks_are_right: rng.chance(70),
            rng,
            time,
            service: Some(service),
            faults,
            heads: BTreeMap::from([((epoch.clone(), 0), BTreeMap::new())]),
            epoch,
            server: BTreeMap::new(),
            collected: BTreeSet::new(),
            kept: BTreeSet::new(),
            backups: Vec::new(),
            principal: Principal { space: SPACE.to_owned(), id: "key:sim".to_owned(), role: Role::Editor },
            devices,
            oracle,
            counts: Counts::new(),
            trace: String::new(),
            bag: Vec::new(),
            said: HashMap::new(),
            bodies: 0,
            folder,
        }
    }

    pub(super) fn service(&self) -> &Service<SqliteStore> {
        self.service.as_ref().unwrap()
    }

    /// Another database takes the place of the server's.
    pub(super) fn replace_service(&mut self, open: impl FnOnce(service::Config) -> Service<SqliteStore>) {
        let config = self.service().config().clone();
        self.service = None;
        self.service = Some(open(config));
    }

    pub(super) fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    pub(super) fn say(&mut self, line: &str) {
        let _ = writeln!(self.trace, "{line}");
    }

    /// One random thing happens.
    pub(super) fn step(&mut self) {
        // Often not at all: devices that write in the same millisecond tie.
        self.time.fetch_add(self.rng.below(3) as i64, Ordering::Relaxed);
        let device = self.rng.below(self.devices.len());
        match self.rng.below(100) {
            0..12 => self.put(device),
            12..16 => self.delete(device),
            16..19 => self.apply(device),
            19 => self.put_private(device),
            20..22 => self.resolve(device),
            22 => self.restore(device),
            23..31 => self.begin(device),
            31..64 => drop(self.advance(device)),
            64..93 => self.deliver(),
            93 => self.crash(device),
            94 => self.turn_clock(device),
            95..98 => self.fault(device),
            _ => {
                self.time.fetch_add(self.rng.below(3_000) as i64, Ordering::Relaxed);
            }
        }
    }

    fn turn_clock(&mut self, device: usize) {
        if self.clocks_are_right {
            return;
        }
        let skew = *self.rng.pick(&[0, 40, -40, 900_000, -900_000, 50_000_000, -50_000_000]);
        self.devices[device].clock.skew.store(skew, Ordering::Relaxed);
        self.count("clock turned");
        self.say(&format!("device {device} has its clock off by {skew} ms"));
    }

    fn crash(&mut self, device: usize) {
        if self.devices[device].running.is_some() {
            self.count("crash in a sync");
        }
        self.say(&format!("device {device} crashes"));
        self.devices[device].crash();
        self.observe(device);
    }

    fn begin(&mut self, device: usize) {
        if self.devices[device].running.is_some() {
            return;
        }
        let plan = match self.rng.below(12) {
            0 => SyncPlan { pull: false, ..SyncPlan::SYNC },
            1 => SyncPlan { push: false, ..SyncPlan::SYNC },
            2 => SyncPlan { verify: true, ..SyncPlan::SYNC },
            _ => SyncPlan::SYNC,
        };
        self.begin_plan(device, plan);
    }

    pub(super) fn begin_plan(&mut self, device: usize, plan: SyncPlan) {
        self.count("sync");
        self.say(&format!("device {device} begins {plan:?}"));
        let session = self.devices[device].engine.begin_sync(plan).unwrap();
        let device = &mut self.devices[device];
        device.sync_number += 1;
        device.running = Some(Running { session, waiting: Waiting::Ready(SessionEvent::Continue) });
    }

    /// The next local step of a device's sync, if it can be made. Returns the report of one that ended.
    pub(super) fn advance(&mut self, number: usize) -> Option<SyncReport> {
        let now = self.devices[number].clock.skew.load(Ordering::Relaxed) + self.time.load(Ordering::Relaxed);
        let device = &mut self.devices[number];
        let running = device.running.as_mut()?;
        let event = match std::mem::replace(&mut running.waiting, Waiting::Answer) {
            Waiting::Ready(event) => event,
            Waiting::Until(at) if now >= at => SessionEvent::Woke,
            waiting => {
                running.waiting = waiting;
                return None;
            }
        };
        let action = running.session.step(event).unwrap();
        let mut ended = None;
        match action {
            SessionAction::Continue => running.waiting = Waiting::Ready(SessionEvent::Continue),
            SessionAction::WaitUntil(at) => running.waiting = Waiting::Until(at),
            SessionAction::Send(request) => {
                running.waiting = Waiting::Answer;
                let sync_number = device.sync_number;
                self.say(&format!("device {number} sends {}", describe(&request)));
                self.bag.push(Message { device: number, sync_number, request, is_copy: false });
            }
            SessionAction::Done(report) => {
                device.running = None;
                self.say(&format!("device {number} is done: {report:?}"));
                self.note(&report);
                ended = Some(report);
            }
        }
        self.observe(number);
        ended
    }

    fn note(&mut self, report: &SyncReport) {
        for (what, n) in [
            ("pushed", report.pushed),
            ("pulled", report.pulled),
            ("conflict settled", report.conflicts_resolved),
            ("batch resent", report.resent),
            ("reconciled", report.reconciled),
            ("quarantined", report.refused),
        ] {
            *self.counts.entry(what).or_default() += n.unsigned_abs();
        }
        assert_eq!(report.repaired, 0, "digests differed although nobody damaged a file");
        assert_eq!(report.parked, 0, "a row cannot be read");
        assert_eq!(report.apart, 0, "a unit was broken up");
        let is_expected = |code: &str| {
            code.starts_with("offline.")
                || (self.faults.refusals && code.ends_with("read_only_role"))
                || (self.faults.quota && code == "quota.exceeded")
                // Restored again and again during one sync, which gives up after the fifth time.
                || (self.faults.restores && code == "conflict.epoch_changed")
        };
        assert!(
            report.error.as_ref().is_none_or(|e| is_expected(e.code())),
            "a sync failed for another reason than the network: {report:?}"
        );
    }

    /// What readers see of synced records is what the space held at the cursor, or this device's own push since.
    fn check_view(&self, device: usize, key: &Key, record: Option<&CloudRecord>, (epoch, cursor): (&str, u64)) {
        let Some(held) = self.heads.get(&(epoch.to_owned(), cursor)) else {
            panic!("device {device}'s cursor {cursor} is no head")
        };
        let held = held.get(key).cloned().flatten();
        match record {
            Some(r) if !r.synced => {}
            Some(r) if r.base_seq.parse::<u64>().unwrap() > cursor => {
                // What a restored server had lost goes up again under its writer's name.
                assert!(
                    self.faults.restores || self.devices[device].ids.contains(&r.device_id),
                    "device {device} shows more of {} than head {cursor}",
                    key.1
                );
            }
            Some(r) => assert_eq!(r.body, held, "device {device} shows {} otherwise than head {cursor}", key.1),
            // Deleted here after the cursor's head, and collected before this device could see it there.
            None if self.faults.gc && self.has_deleted(device, key) => {}
            None => assert_eq!(held, None, "device {device} lacks {}, which head {cursor} had", key.1),
        }
    }

    fn has_deleted(&self, device: usize, key: &Key) -> bool {
        let ids = &self.devices[device].ids;
        self.oracle.ops.iter().any(|op| op.key == *key && op.body.is_none() && ids.contains(&op.stamp.1))
    }

    /// After every local transaction: what does this device show, and has its cursor gone on?
    pub(super) fn observe(&mut self, number: usize) {
        let engine = self.devices[number].engine.clone();
        let status = engine.get_status().unwrap();
        let cursor: u64 = status.cursor_seq.parse().unwrap();
        let epoch = self.devices[number].epoch().unwrap_or_else(|| self.epoch.clone());
        for n in 0..self.keys {
            let key = (TABLE.to_owned(), format!("k{n}"));
            let before = self.devices[number].views.get(&key).cloned();
            let record = engine.get_record(&key.0, &key.1).unwrap();
            self.check_view(number, &key, record.as_ref(), (&epoch, cursor));
            match record {
                None => {
                    if let Some(view) = self.devices[number].views.remove(&key) {
                        self.oracle.forgot(&key, &view);
                    }
                }
                Some(record) => {
                    let view: View = self.oracle.sees(&key, &record, before.as_ref());
                    self.devices[number].views.insert(key, view);
                }
            }
        }
        self.devices[number].check_digest();
        let open = ConflictFilter { open_only: true, ..ConflictFilter::default() };
        let held: BTreeSet<Key> = engine.conflicts(&open).unwrap().into_iter().map(|c| (c.table, c.id)).collect();
        let beside = self.oracle.check_groups(&format!("device {number}"), &self.devices[number].views, &held);
        *self.counts.entry("part of an apply seen beside another edit").or_default() += beside;
        let has_forked = self.devices[number].ids.insert(status.device_id);
        assert!(!has_forked || self.faults.copies, "a device takes another identity only if its file was copied");
        if has_forked {
            self.count("forked");
        }
        let device = &mut self.devices[number];
        assert!(
            epoch != device.cursor.0 || cursor >= device.cursor.1,
            "the cursor went back from {:?} to {cursor}",
            device.cursor
        );
        device.cursor = (epoch, cursor);
    }

    /// A whole sync with no fault.
    pub(super) fn quiet_sync(&mut self, device: usize) -> SyncReport {
        self.begin_plan(device, SyncPlan::SYNC);
        for _ in 0..10_000 {
            self.time.fetch_add(1, Ordering::Relaxed);
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
    pub(super) fn calm(&mut self) {
        for message in std::mem::take(&mut self.bag) {
            let _ = self.serve(&message);
        }
        for number in 0..self.devices.len() {
            self.devices[number].crash();
        }
    }
}

fn strategies(rng: &Rng) -> Vec<MergeStrategy> {
    const ALL: [MergeStrategy; 4] =
        [MergeStrategy::LastWriteWins, MergeStrategy::LocalWins, MergeStrategy::RemoteWins, MergeStrategy::Manual];
    match rng.below(4) {
        // The one whose outcome can be foretold.
        0 => vec![MergeStrategy::LastWriteWins],
        1 => vec![*rng.pick(&ALL)],
        _ => (0..4).map(|_| *rng.pick(&ALL)).collect(),
    }
}

/// In memory where the machine has such a folder: thousands of small files are made and removed.
fn folder() -> TempDir {
    let shm = std::path::Path::new("/dev/shm");
    if shm.is_dir() { tempfile::tempdir_in(shm).unwrap() } else { tempfile::tempdir().unwrap() }
}
