//! A device: the real engine on a simulated disk, its clock, and the sync it may be in the middle of.

use crate::machine::Death;
use crate::machine::Machine;
use crate::machine::PageSize;
use crate::network::Heard;
use crate::network::from_the_past;
use crate::oracle::Key;
use crate::oracle::View;
use crate::rng::Rng;
use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::CloudRecord;
use cortex_cloud::ConflictFilter;
use cortex_cloud::Durability;
use cortex_cloud::Environment;
use cortex_cloud::MergeStrategy;
use cortex_cloud::clock::Clock;
use cortex_cloud::disk::Disk;
use cortex_cloud::engine::SyncSession;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::sync::session::SessionEvent;
use cortex_server::service::Role;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

/// Simulated time, and how wrong this device's clock is.
#[derive(Debug)]
pub(crate) struct SimClock {
    pub(crate) world: Arc<AtomicI64>,
    pub(crate) skew: AtomicI64,
}

impl Clock for SimClock {
    fn now_ms(&self) -> i64 {
        self.world.load(Ordering::Relaxed) + self.skew.load(Ordering::Relaxed)
    }
}

/// What a device in a sync waits for.
#[derive(Debug)]
pub(crate) enum Waiting {
    /// Its next step can be made at once.
    Ready(SessionEvent),
    /// A message is under way.
    Answer,
    /// The time.
    Until(i64),
}

pub(crate) struct Running {
    pub(crate) session: SyncSession,
    pub(crate) waiting: Waiting,
    /// Which of the processes syncs.
    pub(crate) process: usize,
}

/// What a device is like for the whole of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    pub(crate) strategy: MergeStrategy,
    pub(crate) batch_items: u32,
    pub(crate) durability: Durability,
    pub(crate) pages: PageSize,
    /// Its file was made by an earlier version.
    pub(crate) is_old: bool,
}

pub(crate) struct Device {
    pub(crate) number: usize,
    pub(crate) setup: Setup,
    /// The identities the file has had.
    pub(crate) ids: BTreeSet<String>,
    /// What its key may do.
    pub(crate) role: Role,
    /// Its key holds no more.
    pub(crate) is_revoked: bool,
    /// The server writes rows of a later version, which this device cannot read.
    pub(crate) is_behind: bool,
    pub(crate) clock: Arc<SimClock>,
    pub(crate) machine: Arc<Machine>,
    /// The processes that have the file open: one, or more.
    pub(crate) engines: Vec<CloudEngine>,
    pub(crate) running: Option<Running>,
    /// Tells this sync's messages from those of an earlier one.
    pub(crate) sync_number: u64,
    pub(crate) views: BTreeMap<Key, View>,
    /// What it has shown of each record, latest last.
    pub(crate) past: BTreeMap<Key, Vec<View>>,
    pub(crate) cursor: (String, u64),
    /// Both sides of the settled conflicts its log has had.
    pub(crate) logged: BTreeSet<(Key, Option<String>)>,
    /// Tables that are local here at the moment.
    pub(crate) local: BTreeSet<String>,
    /// Records with a row it could not read.
    pub(crate) parked: BTreeSet<Key>,
    /// Those of them that are being asked for again.
    pub(crate) refetched: BTreeSet<Key>,
    /// Whether its sync was told to verify.
    pub(crate) is_verifying: bool,
    /// Rows of its records, and what a reader was told of them, when anybody looked last.
    pub(crate) seen_rows: BTreeMap<Key, String>,
    pub(crate) records: BTreeMap<Key, CloudRecord>,
    /// The log's state when anybody looked last, and the records it held back.
    pub(crate) seen_log: String,
    pub(crate) held: BTreeSet<Key>,
    /// How many records it had sent apart from their unit when anybody looked last.
    pub(crate) sent_apart: i64,
    /// Answers it once had, by request.
    pub(crate) heard: Heard,
    /// Older copies of its file.
    pub(crate) saved: Vec<Saved>,
    /// How much had been written when anybody looked last.
    pub(crate) seen: Option<u64>,
    entropy: Arc<Rng>,
}

/// A copy of a device's file.
#[derive(Clone)]
pub(crate) struct Saved {
    pub(crate) machine: Arc<Machine>,
    pub(crate) views: BTreeMap<Key, View>,
    pub(crate) cursor: (String, u64),
    pub(crate) ids: BTreeSet<String>,
    pub(crate) local: BTreeSet<String>,
}

impl Device {
    /// A device with a new file.
    pub(crate) fn new(number: usize, setup: Setup, world: Arc<AtomicI64>, seed: u64) -> Self {
        let entropy = Arc::new(Rng::new(seed));
        let machine = Machine::with_new_store(setup.pages, setup.is_old, entropy.as_ref());
        Self::on(number, setup, world, machine, entropy)
    }

    fn on(number: usize, setup: Setup, world: Arc<AtomicI64>, machine: Arc<Machine>, entropy: Arc<Rng>) -> Self {
        let clock = Arc::new(SimClock { world, skew: AtomicI64::new(0) });
        let mut device = Self {
            number,
            setup,
            ids: BTreeSet::new(),
            role: Role::Editor,
            is_revoked: false,
            is_behind: false,
            clock,
            machine,
            engines: Vec::new(),
            running: None,
            sync_number: 0,
            views: BTreeMap::new(),
            past: BTreeMap::new(),
            cursor: (String::new(), 0),
            logged: BTreeSet::new(),
            local: BTreeSet::new(),
            parked: BTreeSet::new(),
            refetched: BTreeSet::new(),
            is_verifying: false,
            seen_rows: BTreeMap::new(),
            records: BTreeMap::new(),
            seen_log: String::new(),
            held: BTreeSet::new(),
            sent_apart: 0,
            heard: Heard::default(),
            saved: Vec::new(),
            seen: None,
            entropy,
        };
        device.engines.push(device.open().unwrap());
        device.ids.insert(device.glance().device_id);
        device
    }

    /// Another device on a copy of this one's file, with all that is in it.
    pub(crate) fn copy(&self, number: usize, seed: u64) -> Self {
        let world = Arc::clone(&self.clock.world);
        let entropy = Arc::new(Rng::new(seed));
        let copy = Self::on(number, self.setup, world, self.machine.copy(), entropy);
        copy.clock.skew.store(self.clock.skew.load(Ordering::Relaxed), Ordering::Relaxed);
        Self {
            views: self.views.clone(),
            past: self.past.clone(),
            cursor: self.cursor.clone(),
            ids: self.ids.clone(),
            local: self.local.clone(),
            parked: self.parked.clone(),
            refetched: self.refetched.clone(),
            is_behind: self.is_behind,
            ..copy
        }
    }

    pub(crate) fn save(&mut self) {
        self.saved.push(Saved {
            machine: self.machine.copy(),
            views: self.views.clone(),
            cursor: self.cursor.clone(),
            ids: self.ids.clone(),
            local: self.local.clone(),
        });
    }

    /// An older copy takes the place of the file.
    pub(crate) fn go_back(&mut self, saved: Saved) {
        self.stop();
        self.machine = saved.machine.copy();
        if !self.is_behind {
            // The copy may be of a time before the update.
            self.learn_to_read();
        }
        self.start().unwrap();
        self.views = saved.views;
        self.cursor = saved.cursor;
        self.ids = saved.ids;
        self.local = saved.local;
    }

    /// The engine of the first process.
    pub(crate) fn engine(&self) -> &CloudEngine {
        &self.engines[0]
    }

    /// Notes what the log keeps, and the records whose conflict waits for the user.
    pub(crate) fn read_log(&mut self) {
        self.held.clear();
        for conflict in self.engine().conflicts(&ConflictFilter::default()).unwrap() {
            let key = (conflict.table, conflict.id);
            if conflict.resolved_at.is_none() {
                self.held.insert(key);
            } else {
                self.logged.insert((key.clone(), conflict.local.body));
                self.logged.insert((key, conflict.remote.body));
            }
        }
    }

    /// What it shows of a record from now on.
    pub(crate) fn keep_view(&mut self, key: &Key, view: View) {
        self.past.entry(key.clone()).or_default().push(view.clone());
        self.views.insert(key.clone(), view);
    }

    /// Its engine is updated to the version the server writes for: what could not be read can be from now on.
    pub(crate) fn update(&mut self) {
        self.is_behind = false;
        self.heard.clear();
        self.close();
        self.learn_to_read();
    }

    /// What the server wrote for a later version is text that this one reads.
    fn learn_to_read(&self) {
        self.machine.edit(|file| {
            for (table, column) in [("parked", "row"), ("staging", "unreadable")] {
                let sql = format!("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL");
                let mut statement = file.prepare(&sql).unwrap();
                let texts: Vec<String> = statement.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
                for text in texts {
                    let sql = format!("UPDATE {table} SET {column} = ?1 WHERE {column} = ?2");
                    file.execute(&sql, [&from_the_past(&text), &text]).unwrap();
                }
            }
        });
    }

    /// Every process ends at once, and the network forgets about them. Gives how the machine had died before, if it had.
    pub(crate) fn stop(&mut self) -> Option<Death> {
        let death = self.machine.died();
        self.machine.revive();
        self.close();
        death
    }

    /// Every process ends as processes should. Gives how the machine died of it, if it did.
    pub(crate) fn close(&mut self) -> Option<Death> {
        self.running = None;
        self.sync_number += 1;
        self.engines.clear();
        self.seen = None;
        self.seen_log.clear();
        self.seen_rows.clear();
        self.records.clear();
        let death = self.machine.died();
        self.machine.forget_processes();
        death
    }

    /// A process starts again.
    pub(crate) fn start(&mut self) -> Result<(), CloudError> {
        let engine = self.open()?;
        self.engines.push(engine);
        Ok(())
    }

    /// Another process opens the file.
    pub(crate) fn open(&self) -> Result<CloudEngine, CloudError> {
        let process = self.machine.start();
        let mut config = Machine::store(&process).strategy(self.setup.strategy);
        config.durability = self.setup.durability;
        config.batch_items = self.setup.batch_items.into();
        let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as _;
        let entropy: Arc<dyn Entropy> = Arc::clone(&self.entropy) as _;
        let disk: Arc<dyn Disk> = Arc::new(process);
        let environment =
            Environment { clock: Some(clock), entropy: Some(entropy), disk: Some(disk), ..Environment::default() };
        CloudEngine::open_in(config, environment)
    }
}
