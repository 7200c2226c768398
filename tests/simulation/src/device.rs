//! A device: the real engine on a real file, its clock, and the sync it may be in the middle of.

use super::faults::Saved;
use super::oracle::Key;
use super::oracle::Stamp;
use super::oracle::View;
use super::rng::Rng;
use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::Environment;
use cortex_cloud::MergeStrategy;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use cortex_cloud::canonical::ContentHash;
use cortex_cloud::clock::Clock;
use cortex_cloud::digest;
use cortex_cloud::digest::Digest;
use cortex_cloud::engine::SyncSession;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::sync::session::SessionEvent;
use cortex_server::service::Role;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

/// The table that never leaves its device.
pub(super) const PRIVATE: &str = "private";

/// Simulated time, and how wrong this device's clock is.
#[derive(Debug)]
pub(super) struct SimClock {
    pub(super) world: Arc<AtomicI64>,
    pub(super) skew: AtomicI64,
}

impl Clock for SimClock {
    fn now_ms(&self) -> i64 {
        self.world.load(Ordering::Relaxed) + self.skew.load(Ordering::Relaxed)
    }
}

/// What a device in a sync waits for.
#[derive(Debug)]
pub(super) enum Waiting {
    /// Its next step can be made at once.
    Ready(SessionEvent),
    /// A message is under way.
    Answer,
    /// The time.
    Until(i64),
}

pub(super) struct Running {
    pub(super) session: SyncSession,
    pub(super) waiting: Waiting,
}

pub(super) struct Device {
    pub(super) number: usize,
    /// The identities the file has had.
    pub(super) ids: BTreeSet<String>,
    /// What its key may do.
    pub(super) role: Role,
    pub(super) strategy: MergeStrategy,
    pub(super) clock: Arc<SimClock>,
    pub(super) engine: CloudEngine,
    pub(super) running: Option<Running>,
    /// Tells this sync's messages from those of an earlier one.
    pub(super) sync_number: u64,
    pub(super) views: BTreeMap<Key, View>,
    pub(super) cursor: (String, u64),
    /// Older copies of its file.
    pub(super) saved: Vec<Saved>,
    path: PathBuf,
    /// Looks into the file.
    probe: Connection,
    batch_items: u32,
    entropy: Arc<Rng>,
}

impl Device {
    pub(super) fn open(
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
        let id = engine.get_status().unwrap().device_id;
        Self {
            number,
            ids: BTreeSet::from([id]),
            role: Role::Editor,
            strategy,
            clock,
            engine,
            running: None,
            sync_number: 0,
            views: BTreeMap::new(),
            cursor: (String::new(), 0),
            saved: Vec::new(),
            probe: look_into(&path),
            path,
            batch_items,
            entropy,
        }
    }

    /// Another device on a copy of this one's file, with all that is in it.
    pub(super) fn copy_of(other: &Self, number: usize, path: PathBuf, rng: &Rng) -> Self {
        let world = Arc::clone(&other.clock.world);
        let copy = Self::open(number, path, other.strategy, other.batch_items, world, rng.next_u64());
        copy.clock.skew.store(other.clock.skew.load(Ordering::Relaxed), Ordering::Relaxed);
        Self { views: other.views.clone(), cursor: other.cursor.clone(), ids: other.ids.clone(), ..copy }
    }

    pub(super) fn save(&mut self, path: PathBuf) {
        let (views, cursor, ids) = (self.views.clone(), self.cursor.clone(), self.ids.clone());
        self.saved.push(Saved { path, views, cursor, ids });
    }

    /// An older copy takes the place of the file.
    pub(super) fn go_back(&mut self, path: PathBuf, saved: Saved) {
        self.path = path;
        self.crash();
        self.probe = look_into(&self.path);
        self.views = saved.views;
        self.cursor = saved.cursor;
        self.ids = saved.ids;
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The epoch the file is in, once it has heard of one.
    pub(super) fn epoch(&self) -> Option<String> {
        self.probe.prepare_cached("SELECT epoch FROM sync_state").unwrap().query_row([], |r| r.get(0)).unwrap()
    }

    pub(super) fn is_of_epoch(&self, epoch: &str) -> bool {
        self.epoch().is_none_or(|mine| mine == epoch)
    }

    /// The states the server had, as far as this file knows.
    pub(super) fn bases(&self) -> Vec<(Key, Stamp)> {
        let sql = "SELECT table_name, id, base_hlc, base_device, base_hash FROM records WHERE base_hlc IS NOT NULL";
        let mut statement = self.probe.prepare_cached(sql).unwrap();
        let rows = statement.query_map([], |r| {
            let hash: Option<Vec<u8>> = r.get(4)?;
            let hash = hash.map(|h| ContentHash::from_bytes(&h).unwrap().to_hex());
            Ok(((r.get(0)?, r.get(1)?), (r.get::<_, i64>(2)?.to_string(), r.get(3)?, hash)))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }

    /// Whether the digest the engine keeps is that of the bases it keeps, by plain SQL.
    pub(super) fn check_digest(&self) {
        let sql = "SELECT table_name, id, base_seq, base_hash FROM records WHERE base_hash IS NOT NULL";
        let mut statement = self.probe.prepare_cached(sql).unwrap();
        let mut rows = statement.query([]).unwrap();
        let mut right = Digest::default();
        while let Some(row) = rows.next().unwrap() {
            let (table, id, seq, hash): (String, String, i64, Vec<u8>) =
                (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap(), row.get(3).unwrap());
            right.add(digest::entry(&table, &id, seq.unsigned_abs(), &ContentHash::from_bytes(&hash).unwrap()));
        }
        let kept = self.engine.get_status().unwrap().digest;
        assert_eq!(kept, right.hex(), "device {}'s digest is not that of its bases", self.number);
    }

    /// The process dies and starts again: whatever was not committed is gone.
    pub(super) fn crash(&mut self) {
        self.running = None;
        self.sync_number += 1;
        self.engine = start(&self.path, self.strategy, self.batch_items, &self.clock, &self.entropy);
    }
}

fn look_into(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

fn start(
    path: &PathBuf,
    strategy: MergeStrategy,
    batch_items: u32,
    clock: &Arc<SimClock>,
    entropy: &Arc<Rng>,
) -> CloudEngine {
    let mut config = Config::new(path)
        .strategy(strategy)
        .table(PRIVATE, TablePolicy { replicate: Replicate::Local, ..TablePolicy::default() });
    config.batch_items = batch_items;
    let clock: Arc<dyn Clock> = Arc::clone(clock) as _;
    let entropy: Arc<dyn Entropy> = Arc::clone(entropy) as _;
    let environment = Environment { clock: Some(clock), entropy: Some(entropy), ..Environment::default() };
    CloudEngine::open_in(config, environment).unwrap()
}
