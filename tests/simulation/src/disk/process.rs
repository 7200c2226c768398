//! A process on a machine: what it opens and locks dies with it.

use super::machine::Inner;
use super::machine::Machine;
use super::vfs;
use cortex_cloud::disk::Disk;
use cortex_cloud::disk::FileLock;
use cortex_cloud::disk::LockKind;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

/// One process among those of its machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ProcessId(pub(super) u32);

/// What has a lock: one connection, or one guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) process: ProcessId,
    pub(super) number: u64,
}

/// A process that runs on a [`Machine`], and its view of the machine's disk. Once it is dead every call fails, on the
/// connections it has open too; they may be closed in any order.
#[derive(Clone, Debug)]
pub struct Process {
    machine: Machine,
    id: ProcessId,
}

impl Process {
    pub(super) fn new(machine: Machine, id: ProcessId) -> Self {
        Self { machine, id }
    }

    /// The path of this name on its machine, for this process alone: another one gets other paths to the same files.
    pub fn path(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("{}/{name}", self.root()))
    }

    /// A connection to a database.
    ///
    /// # Errors
    /// SQLite's.
    pub fn connect(&self, name: &str, flags: OpenFlags) -> rusqlite::Result<Connection> {
        Connection::open_with_flags_and_vfs(self.path(name), flags, vfs::NAME)
    }

    /// The machine it runs on.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Whether it, or its machine, has crashed.
    pub fn is_dead(&self) -> bool {
        !self.inner().state.lock().is_alive(self.id)
    }

    /// Dies as by a signal: what it wrote stays, for the operating system has it. Others on the machine go on.
    pub fn kill(&self) {
        self.inner().state.lock().kill(self.id);
    }

    fn inner(&self) -> &Arc<Inner> {
        &self.machine.0
    }

    fn root(&self) -> String {
        format!("/m{}.{}", self.inner().number, self.id.0)
    }

    /// A path of this process as a name on its machine.
    fn name<'a>(&self, path: &'a Path) -> io::Result<&'a str> {
        let name = path.to_str().and_then(|path| path.strip_prefix(&self.root()));
        match name.map(|name| (name, name.strip_prefix('/'))) {
            Some(("", _)) => Ok(""),
            Some((_, Some(name))) => Ok(name),
            _ => Err(io::Error::other(format!("{} is not a path of {}", path.display(), self.root()))),
        }
    }
}

impl Disk for Process {
    fn vfs(&self) -> Option<&str> {
        Some(vfs::NAME)
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.name(path).is_ok_and(|name| self.inner().state.lock().is_folder(name))
    }

    fn file_len(&self, path: &Path) -> Option<u64> {
        let name = self.name(path).ok()?;
        self.inner().state.lock().named(name).map(|file| file.len() as u64)
    }

    fn make_file(&self, path: &Path) -> io::Result<()> {
        let name = self.name(path)?;
        let mut state = self.inner().state.lock();
        let made = state.check(self.id).and_then(|()| state.file_or_new(self.id, name).map(drop));
        made.map_err(failed)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        let name = self.name(path)?;
        let mut state = self.inner().state.lock();
        state.check(self.id).map_err(failed)?;
        state.make_folder(name);
        Ok(())
    }

    fn try_lock(&self, path: &Path, kind: LockKind) -> io::Result<Option<FileLock>> {
        let name = self.name(path)?;
        let mut state = self.inner().state.lock();
        state.check(self.id).map_err(failed)?;
        let taken = state.take_lock(self.id, name, kind);
        Ok(taken.map(|holder| FileLock::new(Held { inner: Arc::clone(self.inner()), holder })))
    }
}

fn failed(code: std::ffi::c_int) -> io::Error {
    io::Error::other(rusqlite::ffi::Error::new(code))
}

/// A lock of a file that is no database.
struct Held {
    inner: Arc<Inner>,
    holder: Holder,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.inner.state.lock().release_lock(self.holder);
    }
}
