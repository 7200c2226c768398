//! One server and a few devices in one thread, under one seed.

use crate::device::Device;
use crate::device::Setup;
use crate::fault::Fault;
use crate::fault::Faults;
use crate::faults::server::Backup;
use crate::machine::Machine;
use crate::machine::PageSize;
use crate::network::Message;
use crate::opset::OpSet;
use crate::oracle::Key;
use crate::oracle::Oracle;
use crate::oracle::View;
use crate::plan::MOST_DEVICES;
use crate::plan::Plan;
use crate::rng::Rng;
use cortex_cloud::Durability;
use cortex_cloud::MergeStrategy;
use cortex_cloud::entropy::Entropy;
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

/// The table that is always in sync.
pub(crate) const NOTES: &str = "notes";
/// The table whose policy may change.
pub(crate) const DRAFTS: &str = "drafts";
pub(crate) const SPACE: &str = "sim";
/// Bytes of a body at most, for this server.
pub(crate) const RECORD_BYTES: usize = 64;

/// How often each thing really took effect.
pub type Counts = BTreeMap<&'static str, u64>;

pub(crate) struct World {
    seed: u64,
    pub(crate) rng: Arc<Rng>,
    pub(crate) time: Arc<AtomicI64>,
    pub(crate) machine: Arc<Machine>,
    pub(crate) service: Option<Service<SqliteStore>>,
    config: service::Config,
    pub(crate) faults: Faults,
    /// The server's epoch.
    pub(crate) epoch: String,
    /// What the server has of each record.
    pub(crate) server: BTreeMap<Key, View>,
    /// Records the space may hold.
    pub(crate) limit: Option<i64>,
    /// Deletes the server has forgotten, with all they had seen.
    pub(crate) collected: OpSet,
    /// The same, with what servers had forgotten that were restored since to a time before.
    pub(crate) ever_collected: OpSet,
    /// Losers that were in the log of a file which has been replaced since.
    pub(crate) kept: BTreeSet<(Key, Option<String>)>,
    pub(crate) backups: Vec<Backup>,
    pub(crate) principal: Principal,
    pub(crate) devices: Vec<Device>,
    pub(crate) oracle: Oracle,
    counts: Counts,
    /// What happened, if anybody wants to read it.
    trace: Option<String>,
    pub(crate) keys: Vec<Key>,
    pub(crate) bag: Vec<Message>,
    /// Requests of the past, for who wants to send them again.
    pub(crate) past: Vec<Message>,
    /// What the server said of each batch of an epoch.
    pub(crate) said: HashMap<(String, String, String), Vec<Verdict>>,
    /// How often each record has met a conflict since anybody wrote it.
    pub(crate) rounds: BTreeMap<Key, u32>,
    /// What the space held at each of its heads.
    pub(crate) heads: BTreeMap<(String, u64), BTreeMap<Key, Option<String>>>,
    pub(crate) bodies: usize,
}

impl World {
    pub(crate) fn new(plan: &Plan, is_traced: bool) -> Self {
        let rng = Arc::new(Rng::new(plan.seed));
        let time = Arc::new(AtomicI64::new(1_700_000_000_000));
        let faults = Faults::drawn(&rng, &plan.without);
        let mut config = service::Config::default();
        config.limits.page_items = *rng.pick(&[1, 2, 3, 100]);
        config.limits.record_bytes = RECORD_BYTES as u64;
        // Now and then less than a unit may have.
        config.limits.batch_items = if rng.chance(15) { 2 } else { 100 };
        let pages = *rng.pick(&PageSize::ALL);
        let machine = Machine::with_new_server(pages);
        let service = Service::new(machine.server().unwrap(), config.clone());
        let epoch = admin::create_space(service.store(), rng.as_ref(), SPACE, 0).unwrap().epoch;
        let strategies = strategies(&rng);
        let batch_items = *rng.pick(&[1, 2, 3, 100]);
        let number_of_keys = *rng.pick(&[1, 2, 3, 5]);
        let mut keys: Vec<Key> = (0..number_of_keys).map(|n| (NOTES.to_owned(), format!("k{n}"))).collect();
        if faults.has(Fault::Policies) {
            keys.extend((0..2).map(|n| (DRAFTS.to_owned(), format!("d{n}"))));
        }
        // Small fleets find most bugs, and faster.
        let drawn = match rng.below(20) {
            0..13 => 2,
            13..16 => 3,
            16..18 => 4,
            18 => 5,
            _ => 6,
        };
        let count = plan.devices.unwrap_or(drawn).clamp(1, MOST_DEVICES);
        let devices = (0..count).map(|number| {
            let setup = Setup {
                strategy: strategies[number % strategies.len()],
                batch_items,
                durability: if rng.chance(50) { Durability::Full } else { Durability::Normal },
                pages,
                is_old: rng.chance(5),
            };
            Device::new(number, setup, Arc::clone(&time), rng.next_u64())
        });
        let devices: Vec<Device> = devices.collect();
        let mut oracle = Oracle::default();
        oracle.is_blind = faults.go_back();
        oracle.may_vanish = faults.leave_traces();
        let mut world = Self {
            seed: plan.seed,
            rng,
            time,
            machine,
            service: Some(service),
            config,
            faults,
            heads: BTreeMap::from([((epoch.clone(), 0), BTreeMap::new())]),
            epoch,
            server: BTreeMap::new(),
            limit: None,
            collected: OpSet::default(),
            ever_collected: OpSet::default(),
            kept: BTreeSet::new(),
            backups: Vec::new(),
            principal: Principal { space: SPACE.to_owned(), id: "key:sim".to_owned(), role: Role::Editor },
            devices,
            oracle,
            counts: Counts::new(),
            trace: is_traced.then(String::new),
            keys,
            bag: Vec::new(),
            past: Vec::new(),
            said: HashMap::new(),
            rounds: BTreeMap::new(),
            bodies: 0,
        };
        world.introduce();
        world
    }

    /// The run's circumstances.
    fn introduce(&mut self) {
        let migrated = self.devices.iter().filter(|d| d.setup.is_old).count();
        self.count_of("store migrated", migrated as u64);
        self.count_of("run with all faults", u64::from(self.faults.is_all()));
        let faults: Vec<&str> = self.faults.iter().map(Fault::name).collect();
        let faults = if faults.is_empty() { "none".to_owned() } else { faults.join(", ") };
        self.say(|w| {
            let mut text = format!("faults: {faults}; pages of {}", w.config.limits.page_items);
            for device in &w.devices {
                let _ = write!(text, "\ndevice {}: {:?}", device.number, device.setup);
            }
            text
        });
    }

    /// The counts, and the trace if there is one.
    pub(crate) fn end(mut self) -> (Counts, String) {
        self.count_of("restamped", self.oracle.restamped);
        (self.counts, self.trace.unwrap_or_default())
    }

    pub(crate) fn service(&self) -> &Service<SqliteStore> {
        self.service.as_ref().unwrap()
    }

    /// The server's process starts on that machine.
    pub(crate) fn start_server(&mut self, machine: Arc<Machine>) {
        self.service = None;
        self.machine = machine;
        for _ in 0..5 {
            let opened = self.machine.server();
            match opened {
                Ok(store) if self.machine.died().is_none() => {
                    self.machine.disarm();
                    self.service = Some(Service::new(store, self.config.clone()));
                    return;
                }
                opened => {
                    // It dies once more, or has no room to start.
                    let is_right = self.machine.died().is_some() || self.machine.is_full();
                    assert!(is_right, "the server cannot start: {:?}", opened.err());
                    self.machine.revive();
                    self.machine.fill(false);
                    self.count("server died while opening");
                }
            }
        }
        panic!("the server does not start");
    }

    pub(crate) fn count(&mut self, what: &'static str) {
        self.count_of(what, 1);
    }

    pub(crate) fn count_of(&mut self, what: &'static str, n: u64) {
        if n > 0 {
            *self.counts.entry(what).or_default() += n;
        }
    }

    /// Writes a line into the trace, if there is one.
    pub(crate) fn say(&mut self, line: impl FnOnce(&Self) -> String) {
        if self.trace.is_some() {
            let line = line(self);
            if let Some(trace) = &mut self.trace {
                let _ = writeln!(trace, "{line}");
            }
        }
    }

    pub(crate) fn now(&self) -> i64 {
        self.time.load(Ordering::Relaxed)
    }

    pub(crate) fn pass(&self, ms: i64) {
        self.time.fetch_add(ms, Ordering::Relaxed);
    }

    /// One random thing happens.
    pub(crate) fn step(&mut self, number: usize) {
        self.rng.restart(self.seed, number as u64 + 1);
        self.say(|_| format!("- step {number}"));
        // Often not at all: devices that write in the same millisecond tie.
        self.pass(self.rng.below(3) as i64);
        let device = self.rng.below(self.devices.len());
        match self.rng.below(400) {
            0..72 => self.put(device),
            72..88 => self.delete(device),
            88..108 => self.apply(device),
            108..112 => self.put_private(device),
            112..116 => self.query(device),
            116..124 => self.resolve(device),
            124..128 => self.restore(device),
            128..142 => self.begin(device),
            142..148 => self.sync_through(device),
            148..236 => self.advance_any(),
            236..332 => self.deliver(),
            332 => self.end_process(device),
            333..390 => self.fault(device),
            _ => self.pass(self.rng.below(3_000) as i64),
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
        _ => (0..MOST_DEVICES).map(|_| *rng.pick(&ALL)).collect(),
    }
}
