//! A machine: the files on its disk, the processes that run, and how it crashes.

use super::process::Process;
use super::state::Armed;
use super::state::State;
use super::vfs;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::Weak;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// What ends a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// The process that made the call dies. What was written stays.
    Kill,
    /// The machine loses its power: all its processes die, and of what was not synced this seed decides what is left.
    PowerLoss {
        /// Decides.
        seed: u64,
    },
}

/// When a crash comes, as seen from one call that changes the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nothing of the call was done.
    Before,
    /// Of a write, a part was done; of any other call, nothing.
    During,
    /// All was done, and the caller may have heard of it. The next call fails.
    After,
}

/// A machine with a disk of its own. Clones are the same machine; it is gone with the last of them, and of its
/// processes and open connections.
#[derive(Clone)]
pub struct Machine(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) number: u64,
    pub(super) state: Mutex<State>,
}

/// All machines, so that a path can name one. Held for no longer than it takes to look one up.
static MACHINES: LazyLock<Mutex<HashMap<u64, Weak<Inner>>>> = LazyLock::new(Mutex::default);

impl Machine {
    /// A machine with an empty disk.
    #[allow(clippy::new_without_default, reason = "each is another machine")]
    pub fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        vfs::register();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let inner = Arc::new(Inner { number, state: Mutex::default() });
        MACHINES.lock().insert(number, Arc::downgrade(&inner));
        Self(inner)
    }

    /// The machine of this number.
    pub(super) fn find(number: u64) -> Option<Self> {
        MACHINES.lock().get(&number)?.upgrade().map(Self)
    }

    /// Starts a process, on a machine that has crashed too.
    pub fn start(&self) -> Process {
        let id = self.0.state.lock().start();
        Process::new(self.clone(), id)
    }

    /// The power is cut: all processes die. Of what was not synced, by seed each write is kept, lost or torn at the
    /// boundaries of sectors, each truncation kept or lost, and each name stands for any file it stood for since its
    /// folder was synced. The choices are independent of each other and of the order of the calls.
    pub fn cut_power(&self, seed: u64) {
        self.0.state.lock().cut_power(seed);
    }

    /// Arms a crash at a call that changes the disk: at the next one for 0, at the one after it for 1.
    pub fn arm_crash(&self, after_ops: u32, moment: Moment, crash: Crash) {
        self.0.state.lock().armed = Some(Armed { after_ops, moment, crash });
    }

    /// Takes back a crash that has not come. Returns whether there was one.
    pub fn disarm(&self) -> bool {
        self.0.state.lock().armed.take().is_some()
    }

    /// The calls that changed the disk so far, or tried to: writes, truncations, syncs, files made and removed.
    pub fn ops(&self) -> u64 {
        self.0.state.lock().ops
    }

    /// The bytes that all files may have together; what would grow beyond is refused (`SQLITE_FULL`).
    pub fn set_full(&self, limit_bytes: Option<u64>) {
        self.0.state.lock().limit = limit_bytes;
    }

    /// The bytes of all files.
    pub fn used(&self) -> u64 {
        self.0.state.lock().used()
    }

    /// Lets so many of the next writes fail (`SQLITE_IOERR_WRITE`), with nothing written.
    pub fn fail_writes(&self, writes: u32) {
        self.0.state.lock().failing = writes;
    }

    /// Whether there is a file of this name.
    pub fn exists(&self, name: &str) -> bool {
        self.0.state.lock().named(name).is_some()
    }

    /// Copies a database as it is on this machine's disk now, with its log, in place of the one of that name there, as
    /// a user's tool does while no app runs. The copy is synced. False where there is none.
    pub fn copy_file(&self, name: &str, to: &Self, to_name: &str) -> bool {
        let copies = self.0.state.lock().copies(name);
        let there = copies.iter().any(|(suffix, _)| suffix.is_empty());
        if there {
            to.0.state.lock().put(to_name, copies);
        }
        there
    }

    /// The places in a file where these bytes are.
    pub(crate) fn find_bytes(&self, name: &str, wanted: &[u8]) -> Vec<usize> {
        self.0.state.lock().named(name).map_or_else(Vec::new, |file| file.find(wanted))
    }

    /// Overwrites bytes of a file, for good at once, as an editor of files does while no app runs.
    pub(crate) fn overwrite(&self, name: &str, at: usize, bytes: &[u8]) {
        if let Some(file) = self.0.state.lock().named_mut(name) {
            file.write(at, bytes);
            file.sync();
        }
    }

    /// Removes a database and its log, for good at once.
    pub fn remove(&self, name: &str) {
        self.0.state.lock().put(name, Vec::new());
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Machine").field(&self.0.number).finish()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        MACHINES.lock().remove(&self.number);
    }
}
