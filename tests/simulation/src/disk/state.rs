//! What a machine knows: files, their names, who lives, who has locked what, and what is to go wrong.
//!
//! A name lasts when its folder is synced. SQLite does that with the first sync of a journal or log it made, and with
//! some deletions; making a file and syncing its bytes alone does not, as POSIX has it. Folders last at once: nothing
//! of the product rests on the moment they do.

use super::Done;
use super::file::Cut;
use super::file::File;
use super::machine::Crash;
use super::machine::Moment;
use super::process::Holder;
use super::process::ProcessId;
use crate::rng::Rng;
use cortex_cloud::disk::LockKind;
use rusqlite::ffi;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ffi::c_int;

/// What belongs to a database beside its file. The index of the log is memory, and lives no longer than its users.
const SIDES: [&str; 3] = ["", "-wal", "-journal"];

/// A file among those of its machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FileId(u64);

/// A crash to come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Armed {
    pub(super) after_ops: u32,
    pub(super) moment: Moment,
    pub(super) crash: Crash,
}

#[derive(Default)]
pub(super) struct State {
    files: BTreeMap<FileId, File>,
    names: BTreeMap<String, FileId>,
    /// What the names that changed stood for since their folder was synced, oldest first, without what they stand for
    /// now.
    earlier: BTreeMap<String, Vec<Option<FileId>>>,
    folders: BTreeSet<String>,
    alive: BTreeSet<ProcessId>,
    locks: Vec<(Holder, String, LockKind)>,
    /// Numbers given: each is another one.
    given: u64,
    pub(super) ops: u64,
    pub(super) armed: Option<Armed>,
    pub(super) limit: Option<u64>,
    pub(super) failing: u32,
}

impl State {
    pub(super) fn start(&mut self) -> ProcessId {
        let id = ProcessId(u32::try_from(self.number()).unwrap_or(u32::MAX));
        self.alive.insert(id);
        id
    }

    pub(super) fn is_alive(&self, process: ProcessId) -> bool {
        self.alive.contains(&process)
    }

    /// The dead do nothing.
    pub(super) fn check(&self, process: ProcessId) -> Done {
        if self.is_alive(process) { Ok(()) } else { Err(ffi::SQLITE_IOERR) }
    }

    pub(super) fn is_folder(&self, name: &str) -> bool {
        name.is_empty() || self.folders.contains(name)
    }

    pub(super) fn make_folder(&mut self, name: &str) {
        self.folders.extend(name.match_indices('/').map(|(at, _)| name[..at].to_owned()));
        self.folders.insert(name.to_owned());
    }

    pub(super) fn named(&self, name: &str) -> Option<&File> {
        self.files.get(self.names.get(name)?)
    }

    pub(super) fn named_mut(&mut self, name: &str) -> Option<&mut File> {
        self.files.get_mut(self.names.get(name)?)
    }

    pub(super) fn id(&self, name: &str) -> Option<FileId> {
        self.names.get(name).copied()
    }

    pub(super) fn file(&mut self, id: FileId) -> Result<&mut File, c_int> {
        self.files.get_mut(&id).ok_or(ffi::SQLITE_IOERR)
    }

    /// The file of this name, made if there is none.
    pub(super) fn file_or_new(&mut self, process: ProcessId, name: &str) -> Result<FileId, c_int> {
        if let Some(id) = self.id(name) {
            return Ok(id);
        }
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        if !self.is_folder(folder) {
            return Err(ffi::SQLITE_CANTOPEN);
        }
        let id = FileId(self.number());
        self.step(
            process,
            |_, _| {},
            |state| {
                state.files.insert(id, File::default());
                state.rename(name, Some(id));
                Ok(())
            },
        )?;
        Ok(id)
    }

    /// A connection to a file.
    pub(super) fn open(&mut self, process: ProcessId, id: FileId) -> Result<Holder, c_int> {
        self.file(id)?.open += 1;
        Ok(Holder { process, number: self.number() })
    }

    pub(super) fn close(&mut self, holder: Holder, id: FileId) {
        if let Some(file) = self.files.get_mut(&id) {
            file.open -= 1;
            file.locks.release(|other| other == holder);
            file.shared.leave(|other| other == holder);
        }
        self.forget_files();
    }

    pub(super) fn write(&mut self, process: ProcessId, id: FileId, at: usize, data: &[u8]) -> Done {
        let part = |state: &mut Self, ops: u64| {
            // Any part, and the same one for the same call.
            let len = Rng::new(ops).below(data.len().max(1));
            if let Some(file) = state.files.get_mut(&id) {
                file.write(at, &data[..len]);
            }
        };
        self.step(process, part, |state| {
            if state.failing > 0 {
                state.failing -= 1;
                return Err(ffi::SQLITE_IOERR_WRITE);
            }
            let growth = (at + data.len()).saturating_sub(state.file(id)?.len()) as u64;
            if growth > 0 && state.limit.is_some_and(|limit| state.used() + growth > limit) {
                return Err(ffi::SQLITE_FULL);
            }
            state.file(id)?.write(at, data);
            Ok(())
        })
    }

    pub(super) fn truncate(&mut self, process: ProcessId, id: FileId, len: usize) -> Done {
        self.step(
            process,
            |_, _| {},
            |state| {
                state.file(id)?.resize(len);
                Ok(())
            },
        )
    }

    /// Makes the bytes of a file last, and the names in its folder where that is given.
    pub(super) fn sync(&mut self, process: ProcessId, id: FileId, folder_of: Option<&str>) -> Done {
        self.step(
            process,
            |_, _| {},
            |state| {
                state.file(id)?.sync();
                if let Some(name) = folder_of {
                    state.sync_folder(name);
                }
                Ok(())
            },
        )
    }

    pub(super) fn delete(&mut self, process: ProcessId, name: &str, sync_folder: bool) -> Done {
        if self.id(name).is_none() {
            return Err(ffi::SQLITE_IOERR_DELETE_NOENT);
        }
        self.step(
            process,
            |_, _| {},
            |state| {
                state.rename(name, None);
                if sync_folder {
                    state.sync_folder(name);
                }
                Ok(())
            },
        )
    }

    pub(super) fn used(&self) -> u64 {
        self.names.values().filter_map(|id| self.files.get(id)).map(|file| file.len() as u64).sum()
    }

    pub(super) fn take_lock(&mut self, process: ProcessId, name: &str, kind: LockKind) -> Option<Holder> {
        let both = |other: LockKind| kind == LockKind::Shared && other == LockKind::Shared;
        if self.locks.iter().any(|(_, locked, other)| locked == name && !both(*other)) {
            return None;
        }
        let holder = Holder { process, number: self.number() };
        self.locks.push((holder, name.to_owned(), kind));
        Some(holder)
    }

    pub(super) fn release_lock(&mut self, holder: Holder) {
        self.locks.retain(|(other, ..)| *other != holder);
    }

    pub(super) fn kill(&mut self, process: ProcessId) {
        if self.alive.remove(&process) {
            let gone = |holder: Holder| holder.process == process;
            self.release(gone);
        }
    }

    pub(super) fn cut_power(&mut self, seed: u64) {
        self.alive.clear();
        self.release(|_| true);
        let rng = Rng::new(seed);
        let cut = Cut::new(&rng);
        for (name, earlier) in std::mem::take(&mut self.earlier) {
            if cut.keeps() {
                continue;
            }
            match *cut.pick(&earlier) {
                Some(id) => self.names.insert(name, id),
                None => self.names.remove(&name),
            };
        }
        self.forget_files();
        self.files.values_mut().for_each(|file| file.lose(&cut));
    }

    /// Copies of what belongs to a database, by what their names end in.
    pub(super) fn copies(&self, name: &str) -> Vec<(&'static str, File)> {
        let copy = |suffix: &'static str| Some((suffix, self.named(&format!("{name}{suffix}"))?.copy()));
        SIDES.into_iter().filter_map(copy).collect()
    }

    /// Puts files in place of what belongs to a database, for good at once.
    pub(super) fn put(&mut self, name: &str, files: Vec<(&'static str, File)>) {
        for suffix in SIDES {
            let name = format!("{name}{suffix}");
            self.names.remove(&name);
            self.earlier.remove(&name);
        }
        for (suffix, file) in files {
            let id = FileId(self.number());
            self.files.insert(id, file);
            self.names.insert(format!("{name}{suffix}"), id);
        }
        self.forget_files();
    }

    /// One call that changes the disk, and the crash that may be armed for it. `part` is what is done by a process that
    /// dies during the call.
    fn step(
        &mut self,
        process: ProcessId,
        part: impl FnOnce(&mut Self, u64),
        whole: impl FnOnce(&mut Self) -> Done,
    ) -> Done {
        self.ops += 1;
        let crash = match &mut self.armed {
            None => return whole(self),
            Some(Armed { after_ops: 0, moment, crash }) => (*moment, *crash),
            Some(Armed { after_ops, .. }) => {
                *after_ops -= 1;
                return whole(self);
            }
        };
        self.armed = None;
        let done = match crash.0 {
            Moment::Before => Err(ffi::SQLITE_IOERR),
            Moment::During => {
                part(self, self.ops);
                Err(ffi::SQLITE_IOERR)
            }
            Moment::After => whole(self),
        };
        match crash.1 {
            Crash::Kill => self.kill(process),
            Crash::PowerLoss { seed } => self.cut_power(seed),
        }
        done
    }

    fn rename(&mut self, name: &str, to: Option<FileId>) {
        let was = match to {
            Some(id) => self.names.insert(name.to_owned(), id),
            None => self.names.remove(name),
        };
        self.earlier.entry(name.to_owned()).or_default().push(was);
    }

    /// Makes the names last in the folder that this one is in.
    fn sync_folder(&mut self, name: &str) {
        let folder = |name: &str| name.rfind('/');
        let synced = |other: &str| {
            folder(other) == folder(name) && other[..folder(other).unwrap_or(0)] == name[..folder(name).unwrap_or(0)]
        };
        self.earlier.retain(|other, _| !synced(other));
        self.forget_files();
    }

    fn release(&mut self, gone: impl Fn(Holder) -> bool) {
        for file in self.files.values_mut() {
            file.locks.release(&gone);
            file.shared.leave(&gone);
        }
        self.locks.retain(|(holder, ..)| !gone(*holder));
    }

    /// Lets go of the files that nobody has open and no name stands for, or may stand for after a crash.
    fn forget_files(&mut self) {
        let earlier = self.earlier.values().flatten().flatten();
        let named: BTreeSet<FileId> = self.names.values().chain(earlier).copied().collect();
        self.files.retain(|id, file| file.open > 0 || named.contains(id));
    }

    fn number(&mut self) -> u64 {
        self.given += 1;
        self.given
    }
}
