//! A machine of the fleet: a device's with its store, or the server's with its database.

use crate::disk;
use crate::disk::Crash;
use crate::disk::Moment;
use crate::disk::Process;
use crate::rng::Rng;
use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::Environment;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use cortex_cloud::disk::Disk;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::entropy::random_id;
use cortex_server::store::sqlite::SqliteStore;
use parking_lot::Mutex;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use std::path::Path;
use std::sync::Arc;
use std::sync::LazyLock;

/// A device's store.
const STORE: &str = "store.db";
/// The server's database, in the folder that is its machine's disk.
const DATABASE: &str = "cortex-server.db";
/// The table that never leaves its device.
pub(crate) const PRIVATE: &str = "private";
/// The first version of a store's tables.
const SCHEMA_OF_OLD: &str = include_str!("../../../core/src/store/schema.sql");

/// The identity in a store before it gets one of its own.
const NOBODY: &str = "00000000000000000000000000000000";

/// Bytes of a page of all databases of a run. SQLite's default is the largest of these; small ones make trees deep and
/// give crashes more to tear, and are quicker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageSize {
    Small,
    Middling,
    Default,
}

impl PageSize {
    pub(crate) const ALL: [Self; 3] = [Self::Small, Self::Middling, Self::Default];

    pub(crate) fn bytes(self) -> u32 {
        match self {
            Self::Small => 512,
            Self::Middling => 1024,
            Self::Default => 4096,
        }
    }
}

/// How a machine dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Death {
    /// A process ends in the middle of a call. What it has written is there.
    Kill,
    /// What was not synced may be lost, or torn.
    PowerLoss,
}

#[derive(Debug)]
pub(crate) struct Machine {
    disk: disk::Machine,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What will end it.
    armed: Option<Death>,
    is_full: bool,
    /// The processes that were started, dead or alive.
    processes: Vec<Process>,
}

impl Machine {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { disk: disk::Machine::new(), state: Mutex::default() })
    }

    /// A machine with a store that nobody has used yet, made by this version or an earlier one.
    pub(crate) fn with_new_store(pages: PageSize, is_old: bool, entropy: &dyn Entropy) -> Arc<Self> {
        // Making one takes longer than most steps of a run, and all are the same but for their identity.
        static NEW: LazyLock<[Template; 3]> =
            LazyLock::new(|| PageSize::ALL.map(|pages| Template::of(new_store(pages))));
        static OLD: LazyLock<[Template; 3]> =
            LazyLock::new(|| PageSize::ALL.map(|pages| Template::of(old_store(pages))));
        let template = if is_old { &OLD[pages as usize] } else { &NEW[pages as usize] };
        let machine = template.machine.copy();
        machine.disk.overwrite(STORE, template.identity_at, random_id(entropy).as_bytes());
        machine
    }

    /// A machine with an empty database of a server.
    pub(crate) fn with_new_server(pages: PageSize) -> Arc<Self> {
        static NEW: LazyLock<[Arc<Machine>; 3]> = LazyLock::new(|| PageSize::ALL.map(new_server));
        NEW[pages as usize].copy()
    }

    /// An empty database with pages of this size, before anybody makes tables in it.
    fn prepare(&self, name: &str, pages: PageSize) {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let file = self.disk.start().connect(name, flags).unwrap();
        file.execute_batch(&format!("PRAGMA page_size = {}; PRAGMA journal_mode = wal", pages.bytes())).unwrap();
    }

    /// Starts a process, for an engine or a server.
    pub(crate) fn start(&self) -> Process {
        let process = self.disk.start();
        self.state.lock().processes.push(process.clone());
        process
    }

    /// The configuration of a store on it.
    pub(crate) fn store(process: &Process) -> Config {
        let private = TablePolicy { replicate: Replicate::Local, ..TablePolicy::default() };
        Config::new(process.path(STORE)).table(PRIVATE, private)
    }

    /// Something is done to the store's file while no engine has it open.
    pub(crate) fn edit(&self, work: impl FnOnce(&Connection)) {
        work(&self.disk.start().connect(STORE, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap());
    }

    pub(crate) fn server(&self) -> Result<SqliteStore, cortex_server::store::StoreError> {
        let process = self.start();
        let folder = process.path("");
        SqliteStore::open_on(Arc::new(process), Path::new(folder.to_str().unwrap().trim_end_matches('/')))
    }

    pub(crate) fn server_probe(&self) -> Connection {
        self.disk.start().connect(DATABASE, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    /// Another machine with a copy of what is on this one's disk.
    pub(crate) fn copy(&self) -> Arc<Self> {
        let copy = Self::new();
        for name in [STORE, DATABASE] {
            self.disk.copy_file(name, &copy.disk, name);
        }
        copy
    }

    /// Calls so far that changed its disk.
    pub(crate) fn ops(&self) -> u64 {
        self.disk.ops()
    }

    /// It will die at one of the next calls that change its disk.
    pub(crate) fn arm(&self, after: usize, death: Death, rng: &Rng) {
        let moment = *rng.pick(&[Moment::Before, Moment::During, Moment::After]);
        let crash = match death {
            Death::Kill => Crash::Kill,
            Death::PowerLoss => Crash::PowerLoss { seed: rng.next_u64() },
        };
        self.state.lock().armed = Some(death);
        self.disk.arm_crash(after as u32, moment, crash);
    }

    pub(crate) fn disarm(&self) {
        self.disk.disarm();
    }

    /// How it has died, if it has.
    pub(crate) fn died(&self) -> Option<Death> {
        let state = self.state.lock();
        if state.processes.iter().any(Process::is_dead) { state.armed } else { None }
    }

    /// All that runs on it ends at once, and it goes on with what is on its disk.
    pub(crate) fn revive(&self) {
        let mut state = self.state.lock();
        state.processes.iter().for_each(Process::kill);
        state.processes.clear();
    }

    /// Its processes have ended by themselves.
    pub(crate) fn forget_processes(&self) {
        self.state.lock().processes.clear();
    }

    pub(crate) fn fill(&self, is_full: bool) {
        self.state.lock().is_full = is_full;
        self.disk.set_full(is_full.then(|| self.disk.used()));
    }

    pub(crate) fn is_full(&self) -> bool {
        self.state.lock().is_full
    }
}

/// A new store, to be copied.
struct Template {
    machine: Arc<Machine>,
    /// Where its file names its device.
    identity_at: usize,
}

impl Template {
    fn of(machine: Arc<Machine>) -> Self {
        let places = machine.disk.find_bytes(STORE, NOBODY.as_bytes());
        let [identity_at] = places[..] else { panic!("a new store names its device at {places:?}") };
        Self { machine, identity_at }
    }
}

fn new_server(pages: PageSize) -> Arc<Machine> {
    let machine = Machine::new();
    machine.prepare(DATABASE, pages);
    drop(machine.server().unwrap());
    machine.forget_processes();
    machine
}

fn new_store(pages: PageSize) -> Arc<Machine> {
    let machine = Machine::new();
    machine.prepare(STORE, pages);
    let process = machine.start();
    let config = Machine::store(&process);
    let disk: Arc<dyn Disk> = Arc::new(process);
    let environment = Environment { disk: Some(disk), ..Environment::default() };
    CloudEngine::open_in(config, environment).unwrap().close();
    machine.forget_processes();
    machine.edit(|file| {
        file.execute("UPDATE sync_state SET device_id = ?1", [NOBODY]).unwrap();
    });
    machine
}

fn old_store(pages: PageSize) -> Arc<Machine> {
    let machine = Machine::new();
    machine.prepare(STORE, pages);
    let process = machine.start();
    let file = process.connect(STORE, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    file.execute_batch(SCHEMA_OF_OLD).unwrap();
    file.execute("INSERT INTO sync_state (one, device_id) VALUES (1, ?1)", [NOBODY]).unwrap();
    // The first version, of this application ("CTXC").
    file.execute_batch("PRAGMA application_id = 0x43545843; PRAGMA user_version = 1").unwrap();
    drop(file);
    machine.forget_processes();
    machine
}
