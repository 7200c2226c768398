//! A file: what a process reads in it, and which of that a power cut may still take back.

use super::content::Content;
use super::locks::Locks;
use super::shared::SharedMemory;
use crate::rng::Rng;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// A file, whatever its name is or was.
#[derive(Default)]
pub(super) struct File {
    content: Content,
    /// Since the last sync, oldest first, each with what it replaced. So reads are plain, a sync forgets the list, and
    /// only a power cut has work to do.
    unsynced: Vec<Change>,
    pub(super) locks: Locks,
    pub(super) shared: SharedMemory,
    /// Connections that have it open, those of the dead included.
    pub(super) open: u32,
}

enum Change {
    Write { at: usize, len: usize, len_before: usize, replaced: Vec<u8> },
    Resize { len: usize, len_before: usize, cut: Vec<u8> },
}

/// A change that may be made again after all were taken back.
enum Again {
    Write { at: usize, data: Vec<u8> },
    Resize { len: usize },
}

/// How a power cut treats what was not synced: each cut is of another kind, or a single lost write among many that are
/// kept would hardly ever be tried.
pub(super) struct Cut<'a> {
    rng: &'a Rng,
    kept: usize,
    torn: usize,
}

impl<'a> Cut<'a> {
    pub(super) fn new(rng: &'a Rng) -> Self {
        Self { rng, kept: *rng.pick(&[0, 10, 50, 50, 90, 97]), torn: *rng.pick(&[0, 30, 100]) }
    }

    /// Whether a change as a whole is on the disk.
    pub(super) fn keeps(&self) -> bool {
        self.rng.chance(self.kept)
    }

    pub(super) fn pick<'b, T>(&self, from: &'b [T]) -> &'b T {
        self.rng.pick(from)
    }
}

impl File {
    /// A copy that is wholly on its disk.
    pub(super) fn copy(&self) -> Self {
        Self { content: self.content.clone(), ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.content.len()
    }

    pub(super) fn read(&self, at: usize, into: &mut [u8]) -> usize {
        self.content.read(at, into)
    }

    pub(super) fn write(&mut self, at: usize, data: &[u8]) {
        let len_before = self.content.len();
        let replaced = self.bytes(at, data.len());
        self.content.write(at, data);
        self.unsynced.push(Change::Write { at, len: data.len(), len_before, replaced });
    }

    pub(super) fn find(&self, wanted: &[u8]) -> Vec<usize> {
        let bytes = self.bytes(0, self.len());
        let places = bytes.windows(wanted.len()).enumerate().filter(|(_, window)| *window == wanted);
        places.map(|(at, _)| at).collect()
    }

    pub(super) fn resize(&mut self, len: usize) {
        let len_before = self.content.len();
        let cut = self.bytes(len, len_before.saturating_sub(len));
        self.content.resize(len);
        self.unsynced.push(Change::Resize { len, len_before, cut });
    }

    pub(super) fn sync(&mut self) {
        self.unsynced.clear();
    }

    /// The power is cut: of what was not synced each change is on the disk, or not, or some of its sectors are. What
    /// lies outside a write is never harmed, as SQLite is told (`SQLITE_IOCAP_POWERSAFE_OVERWRITE`).
    pub(super) fn lose(&mut self, cut: &Cut<'_>) {
        let changes = std::mem::take(&mut self.unsynced);
        let undone: Vec<Again> = changes.into_iter().rev().map(|change| self.undo(change)).collect();
        for change in undone.into_iter().rev() {
            match change {
                Again::Write { at, data } if cut.keeps() => self.content.write(at, &data),
                Again::Write { at, data } if cut.rng.chance(cut.torn) => self.tear(at, &data, cut.rng),
                Again::Resize { len } if cut.keeps() => self.content.resize(len),
                Again::Write { .. } | Again::Resize { .. } => {}
            }
        }
    }

    fn undo(&mut self, change: Change) -> Again {
        match change {
            Change::Write { at, len, len_before, replaced } => {
                let data = self.bytes(at, len);
                self.content.resize(len_before);
                self.content.write(at.min(len_before), &replaced);
                Again::Write { at, data }
            }
            Change::Resize { len, len_before, cut } => {
                self.content.resize(len_before);
                self.content.write(len.min(len_before), &cut);
                Again::Resize { len }
            }
        }
    }

    fn tear(&mut self, at: usize, data: &[u8], rng: &Rng) {
        let mut from = at;
        let mut rest = data;
        while !rest.is_empty() {
            let (sector, more) = rest.split_at(rest.len().min(SECTOR - from % SECTOR));
            if rng.chance(50) {
                self.content.write(from, sector);
            }
            from += sector.len();
            rest = more;
        }
    }

    /// What there is of this range.
    fn bytes(&self, at: usize, len: usize) -> Vec<u8> {
        let mut bytes = vec![0; self.content.len().saturating_sub(at).min(len)];
        self.content.read(at, &mut bytes);
        bytes
    }
}
