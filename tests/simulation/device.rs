//! A device: the real engine on a real file, its clock, and the sync it may be in the middle of.

use super::oracle::Key;
use super::oracle::View;
use super::rng::Rng;
use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::Environment;
use cortex_cloud::MergeStrategy;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use cortex_cloud::clock::Clock;
use cortex_cloud::engine::SyncSession;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::sync::session::SessionEvent;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

/// The table that never leaves its device.
pub const PRIVATE: &str = "private";

/// Simulated time, and how wrong this device's clock is.
#[derive(Debug)]
pub struct SimClock {
    pub world: Arc<AtomicI64>,
    pub skew: AtomicI64,
}

impl Clock for SimClock {
    fn now_ms(&self) -> i64 {
        self.world.load(Ordering::Relaxed) + self.skew.load(Ordering::Relaxed)
    }
}

/// What a device in a sync waits for.
#[derive(Debug)]
pub enum Waiting {
    /// Its next step can be made at once.
    Ready(SessionEvent),
    /// A message is under way.
    Answer,
    /// The time.
    Until(i64),
}

pub struct Running {
    pub session: SyncSession,
    pub waiting: Waiting,
}

pub struct Device {
    pub number: usize,
    pub strategy: MergeStrategy,
    pub clock: Arc<SimClock>,
    pub engine: CloudEngine,
    pub running: Option<Running>,
    /// Tells this sync's messages from those of an earlier one.
    pub sync_number: u64,
    pub views: BTreeMap<Key, View>,
    pub cursor: u64,
    path: PathBuf,
    batch_items: u32,
    entropy: Arc<Rng>,
}

impl Device {
    pub fn open(
        number: usize,
        path: PathBuf,
        strategy: MergeStrategy,
        batch_items: u32,
        world: Arc<AtomicI64>,
        seed: u64,
    ) -> Self {
        let clock = Arc::new(SimClock { world, skew: AtomicI64::new(0) });
        let entropy = Arc::new(Rng::new(seed));
        let engine = start(&path, strategy, batch_items, &clock, &entropy);
        Self {
            number,
            strategy,
            clock,
            engine,
            running: None,
            sync_number: 0,
            views: BTreeMap::new(),
            cursor: 0,
            path,
            batch_items,
            entropy,
        }
    }

    /// The process dies and starts again: whatever was not committed is gone.
    pub fn crash(&mut self) {
        self.running = None;
        self.sync_number += 1;
        self.engine = start(&self.path, self.strategy, self.batch_items, &self.clock, &self.entropy);
    }
}

fn start(
    path: &PathBuf,
    strategy: MergeStrategy,
    batch_items: u32,
    clock: &Arc<SimClock>,
    entropy: &Arc<Rng>,
) -> CloudEngine {
    let mut config =
        Config::new(path).strategy(strategy).table(PRIVATE, TablePolicy { replicate: Replicate::Local, merge: None });
    config.batch_items = batch_items;
    let clock: Arc<dyn Clock> = Arc::clone(clock) as _;
    let entropy: Arc<dyn Entropy> = Arc::clone(entropy) as _;
    let environment = Environment { clock: Some(clock), entropy: Some(entropy), ..Environment::default() };
    CloudEngine::open_in(config, environment).unwrap()
}
