//! One server and a few devices in one thread, under one seed.

use super::device::Device;
use super::device::PRIVATE;
use super::device::Running;
use super::device::Waiting;
use super::network;
use super::network::Message;
use super::oracle::Key;
use super::oracle::Oracle;
use super::oracle::View;
use super::rng::Rng;
use cortex_cloud::CloudRecord;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::SyncReport;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::sync::session::SessionAction;
use cortex_cloud::sync::session::SessionEvent;
use cortex_cloud::sync::session::SyncPlan;
use cortex_cloud::transport::error::Cause;
use cortex_cloud::transport::error::TransportError;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::PushAnswer;
use cortex_cloud::transport::protocol::PushRequest;
use cortex_cloud::transport::protocol::Request;
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

/// How often each thing really took effect.
pub(super) type Counts = BTreeMap<&'static str, u64>;

pub(super) struct World {
    pub(super) rng: Arc<Rng>,
    pub(super) time: Arc<AtomicI64>,
    pub(super) service: Service<SqliteStore>,
    pub(super) principal: Principal,
    pub(super) devices: Vec<Device>,
    pub(super) oracle: Oracle,
    pub(super) counts: Counts,
    pub(super) trace: String,
    pub(super) keys: usize,
    pub(super) clocks_are_right: bool,
    bag: Vec<Message>,
    /// What the server said of each batch.
    said: HashMap<(String, String), Vec<Verdict>>,
    /// What the space held at each of its heads.
    heads: BTreeMap<u64, BTreeMap<Key, Option<String>>>,
    bodies: usize,
    _folder: TempDir,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let rng = Arc::new(Rng::new(seed));
        let folder = folder();
        let time = Arc::new(AtomicI64::new(1_700_000_000_000));
        let mut config = service::Config::default();
        config.limits.page_items = *rng.pick(&[1, 2, 3, 100]);
        let service = Service::new(SqliteStore::open(&folder.path().join("server")).unwrap(), config);
        admin::create_space(service.store(), rng.as_ref(), "sim", 0).unwrap();
        let strategies = strategies(&rng);
        let batch_items = *rng.pick(&[1, 2, 3, 100]);
        let devices = (0..2 + rng.below(3)).map(|number| {
            let path = folder.path().join(format!("device{number}.db"));
            let strategy = strategies[number % strategies.len()];
            Device::open(number, path, strategy, batch_items, Arc::clone(&time), rng.next_u64())
        });
        let devices = devices.collect();
        Self {
            keys: *rng.pick(&[1, 2, 3, 5]),
            clocks_are_right: rng.chance(70),
            rng,
            time,
            service,
            principal: Principal { space: "sim".to_owned(), id: "key:sim".to_owned(), role: Role::Editor },
            devices,
            oracle: Oracle::default(),
            counts: Counts::new(),
            trace: String::new(),
            bag: Vec::new(),
            said: HashMap::new(),
            heads: BTreeMap::from([(0, BTreeMap::new())]),
            bodies: 0,
            _folder: folder,
        }
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
            16..18 => self.put_private(device),
            18..21 => self.resolve(device),
            21..23 => self.restore(device),
            23..31 => self.begin(device),
            31..65 => drop(self.advance(device)),
            65..96 => self.deliver(),
            96 => self.crash(device),
            97 => self.turn_clock(device),
            _ => {
                self.time.fetch_add(self.rng.below(3_000) as i64, Ordering::Relaxed);
            }
        }
    }

    fn key(&self) -> Key {
        (TABLE.to_owned(), format!("k{}", self.rng.below(self.keys)))
    }

    fn put(&mut self, device: usize) {
        let key = self.key();
        let body = match self.rng.below(10) {
            // A body several devices may write.
            0 => format!(r#"{{"v":"shared {}"}}"#, key.1),
            // Back to something that was there before.
            1 => match self.oracle.ops.iter().rev().find(|o| o.key == key && o.body.is_some()) {
                Some(op) => op.body.clone().unwrap_or_default(),
                None => return,
            },
            _ => {
                self.bodies += 1;
                format!(r#"{{"v":{}}}"#, self.bodies)
            }
        };
        if self.devices[device].engine.put(&key.0, &key.1, &body).unwrap() {
            self.count("put");
            self.wrote(device, &key, Some(body), &BTreeSet::new());
        }
    }

    fn delete(&mut self, device: usize) {
        let key = self.key();
        if self.devices[device].engine.delete(&key.0, &key.1).unwrap() {
            self.count("delete");
            self.wrote(device, &key, None, &BTreeSet::new());
        }
    }

    fn put_private(&mut self, device: usize) {
        self.bodies += 1;
        let body = format!(r#"{{"secret":{}}}"#, self.bodies);
        self.devices[device].engine.put(PRIVATE, "p", &body).unwrap();
        self.count("put private");
    }

    /// Tells the oracle of a write that was just acknowledged.
    fn wrote(&mut self, device: usize, key: &Key, body: Option<String>, also: &BTreeSet<usize>) {
        self.say(&format!("device {device} writes {} = {body:?}", key.1));
        let before = self.devices[device].views.get(key).cloned();
        let record = self.devices[device].engine.get_record(&key.0, &key.1).unwrap();
        match record {
            Some(record) => {
                assert_eq!(record.body, body, "what was acknowledged is what is read");
                let taken_back =
                    self.oracle.ops.iter().any(|o| o.stamp == super::oracle::stamp_of(&record) && o.key == *key);
                if taken_back {
                    // Back at the base: the engine took the write off again, and its author knows all of it.
                    let op = self.oracle.wrote_void(key, body, before.as_ref());
                    let mut view = self.oracle.sees(key, &record, None);
                    view.know.extend(&self.oracle.ops[op].know);
                    view.know.extend(also);
                    self.devices[device].views.insert(key.clone(), view);
                } else {
                    let view = self.oracle.wrote(key, &record, before.as_ref(), also);
                    self.devices[device].views.insert(key.clone(), view);
                }
            }
            None => {
                self.oracle.wrote_void(key, body, before.as_ref());
                self.devices[device].views.remove(key);
            }
        }
        self.observe(device);
    }

    fn resolve(&mut self, device: usize) {
        let filter = ConflictFilter { open_only: true, ..ConflictFilter::default() };
        let open = self.devices[device].engine.conflicts(&filter).unwrap();
        let Some(conflict) = (!open.is_empty()).then(|| self.rng.pick(&open).clone()) else { return };
        let key = (conflict.table.clone(), conflict.id.clone());
        let remote = self.oracle.ops.iter().rposition(|o| o.key == key && o.body == conflict.remote.body);
        let also = remote.map(|o| self.oracle.ops[o].know.clone()).unwrap_or_default();
        let engine = self.devices[device].engine.clone();
        self.count("resolve");
        match self.rng.below(4) {
            0 => engine.resolve_conflict(&key.0, &key.1, MergeStrategy::LocalWins).unwrap(),
            1 => engine.resolve_conflict(&key.0, &key.1, MergeStrategy::RemoteWins).unwrap(),
            2 => engine.resolve_conflict(&key.0, &key.1, MergeStrategy::LastWriteWins).unwrap(),
            _ => {
                self.bodies += 1;
                let body = format!(r#"{{"v":{}}}"#, self.bodies);
                engine.resolve_conflict_with(&key.0, &key.1, &body).unwrap();
            }
        }
        self.say(&format!("device {device} settles {}", key.1));
        let now = engine.get_record(&key.0, &key.1).unwrap();
        let before = self.devices[device].views.get(&key).cloned();
        if let Some(record) = now
            && before.as_ref().is_none_or(|v| v.stamp != super::oracle::stamp_of(&record))
            && !record.synced
        {
            // The outcome is a new write by someone who had seen both sides.
            let body = record.body.clone();
            self.wrote(device, &key, body, &also);
        }
        self.observe(device);
    }

    fn restore(&mut self, device: usize) {
        let log = self.devices[device].engine.conflicts(&ConflictFilter::default()).unwrap();
        let Some(conflict) = (!log.is_empty()).then(|| self.rng.pick(&log).clone()) else { return };
        let side = *self.rng.pick(&[ConflictSide::Local, ConflictSide::Remote]);
        let key = (conflict.table, conflict.id);
        if self.devices[device].engine.restore(conflict.conflict_id, side).unwrap() {
            self.count("restore");
            let body = self.devices[device].engine.get(&key.0, &key.1).unwrap();
            self.wrote(device, &key, body, &BTreeSet::new());
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
        ] {
            *self.counts.entry(what).or_default() += n.unsigned_abs();
        }
        assert_eq!(report.repaired, 0, "digests differed although nobody damaged a file");
        assert!(
            report.error.as_ref().is_none_or(|e| e.code().starts_with("offline.")),
            "a sync failed for another reason than the network: {report:?}"
        );
    }

    /// One message moves, and the network does to it what networks do.
    fn deliver(&mut self) {
        if self.bag.is_empty() {
            return;
        }
        // Any of them: that is delay and reordering.
        let message = self.bag.swap_remove(self.rng.below(self.bag.len()));
        match self.rng.below(100) {
            0..6 => {
                self.count("request lost");
                self.say(&format!("device {}'s {} is lost", message.device, network::name(&message.request)));
                self.answer(&message, Err(timeout()));
            }
            6..13 => {
                self.count("answer lost");
                self.say(&format!(
                    "device {}'s {} gets through, its answer does not",
                    message.device,
                    network::name(&message.request)
                ));
                let _ = self.serve(&message);
                self.answer(&message, Err(timeout()));
            }
            13..19 => {
                self.count("duplicate");
                let request = message.request.clone();
                let copy = Message { device: message.device, sync_number: message.sync_number, request, is_copy: true };
                self.bag.push(copy);
                let answer = self.serve(&message);
                self.answer(&message, answer);
            }
            _ => {
                let answer = self.serve(&message);
                self.answer(&message, answer);
            }
        }
    }

    /// The server handles a request.
    fn serve(&mut self, message: &Message) -> Result<Answer, TransportError> {
        let request = network::over_the_wire(&message.request);
        let now = self.time.load(Ordering::Relaxed);
        let answer = self.service.handle(&self.principal, request, now);
        match answer {
            Ok(answer) => {
                match (&message.request, &answer) {
                    (Request::Push(r), Answer::Push(a)) => self.judged(r, a),
                    (Request::Sync(r), Answer::Sync(a)) => self.judged(&r.push, &a.push),
                    _ => {}
                }
                Ok(network::back_over_the_wire(&answer))
            }
            Err(error) => Err(TransportError::from_status(error.status, Some(*error.body), None)),
        }
    }

    /// No batch takes effect twice: what was said of it once is said again.
    fn judged(&mut self, request: &PushRequest, answer: &PushAnswer) {
        let batch = (request.device_id.clone(), request.batch.id.clone());
        if let Some(said) = self.said.get(&batch) {
            assert_eq!(*said, answer.verdicts, "a batch sent again is judged anew");
            self.count("batch replayed");
            return;
        }
        self.said.insert(batch, answer.verdicts.clone());
        let mut now = self.heads.last_key_value().map(|(_, held)| held.clone()).unwrap_or_default();
        for (mutation, verdict) in request.mutations.iter().zip(&answer.verdicts) {
            assert_ne!(mutation.table, PRIVATE, "a private record reached the server");
            match verdict {
                Verdict::Applied { seq } => {
                    self.count("applied");
                    self.say(&format!("  {} at seq {seq}", mutation.id));
                    let key = (mutation.table.clone(), mutation.id.clone());
                    now.insert(key, mutation.body.as_ref().map(|b| b.text().to_owned()));
                }
                Verdict::Conflict { .. } => self.count("conflict verdict"),
                Verdict::ClockSkew => self.count("clock skew verdict"),
                other => panic!("verdict {other:?} on {mutation:?}"),
            }
        }
        self.heads.insert(answer.head, now);
    }

    /// What readers see of synced records is what the space held at the cursor, or this device's own push since.
    fn check_view(&self, device: usize, key: &Key, record: Option<&CloudRecord>, cursor: u64) {
        let Some(held) = self.heads.get(&cursor) else { panic!("device {device}'s cursor {cursor} is no head") };
        let held = held.get(key).cloned().flatten();
        match record {
            Some(r) if !r.synced => {}
            Some(r) if r.base_seq.parse::<u64>().unwrap() > cursor => {
                assert_eq!(
                    r.device_id, self.devices[device].id,
                    "device {device} shows more of {} than head {cursor}",
                    key.1
                );
            }
            Some(r) => assert_eq!(r.body, held, "device {device} shows {} otherwise than head {cursor}", key.1),
            None => assert_eq!(held, None, "device {device} lacks {}, which head {cursor} had", key.1),
        }
    }

    fn answer(&mut self, message: &Message, answer: Result<Answer, TransportError>) {
        let device = &mut self.devices[message.device];
        if message.is_copy || message.sync_number != device.sync_number {
            return;
        }
        if let Some(running) = &mut device.running
            && matches!(running.waiting, Waiting::Answer)
        {
            running.waiting = Waiting::Ready(match answer {
                Ok(answer) => SessionEvent::Answer(Box::new(answer)),
                Err(error) => SessionEvent::Failed(error),
            });
        }
    }

    /// After every local transaction: what does this device show, and has its cursor gone on?
    fn observe(&mut self, number: usize) {
        let engine = self.devices[number].engine.clone();
        let status = engine.get_status().unwrap();
        let cursor = status.cursor_seq.parse().unwrap();
        for n in 0..self.keys {
            let key = (TABLE.to_owned(), format!("k{n}"));
            let before = self.devices[number].views.get(&key).cloned();
            let record = engine.get_record(&key.0, &key.1).unwrap();
            self.check_view(number, &key, record.as_ref(), cursor);
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
        let device = &mut self.devices[number];
        assert_eq!(status.device_id, device.id, "a device takes another identity only if its file was copied");
        assert!(cursor >= device.cursor, "the cursor went back from {} to {cursor}", device.cursor);
        device.cursor = cursor;
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

fn timeout() -> TransportError {
    TransportError::new(Cause::Timeout, "timeout", "the simulated network lost a message")
}

fn describe(request: &Request) -> String {
    let batch = |push: &PushRequest| {
        let ids: Vec<_> = push.mutations.iter().map(|m| format!("{}@{}", m.id, m.base_seq)).collect();
        format!("batch {} of {}", &push.batch.id[..6], ids.join(" "))
    };
    match request {
        Request::Push(push) => format!("push, {}", batch(push)),
        Request::Sync(sync) => format!("sync, {}", batch(&sync.push)),
        other => network::name(other).to_owned(),
    }
}

/// In memory where the machine has such a folder: thousands of small files are made and removed.
fn folder() -> TempDir {
    let shm = std::path::Path::new("/dev/shm");
    if shm.is_dir() { tempfile::tempdir_in(shm).unwrap() } else { tempfile::tempdir().unwrap() }
}
