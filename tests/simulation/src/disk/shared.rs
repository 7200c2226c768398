//! The memory that connections to one file share: the index of its write-ahead log.

use super::Done;
use super::locks::Slots;
use super::process::Holder;
use parking_lot::Mutex;
use rusqlite::ffi;
use std::ffi::c_int;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Who shares the memory, and the memory while anybody does.
#[derive(Default)]
pub(super) struct SharedMemory {
    users: Vec<(Holder, Slots)>,
    regions: Arc<Regions>,
}

/// Regions that were mapped. They stay where they are for as long as a connection may look at them, also one of a
/// process that is dead and does not know it.
#[derive(Default)]
pub(super) struct Regions(Mutex<Vec<Box<[AtomicU64]>>>);

impl SharedMemory {
    /// Makes the holder one of the users.
    pub(super) fn join(&mut self, holder: Holder) -> Arc<Regions> {
        if !self.users.iter().any(|(user, _)| *user == holder) {
            self.users.push((holder, Slots::default()));
        }
        Arc::clone(&self.regions)
    }

    pub(super) fn lock(&mut self, holder: Holder, slots: u8, flags: c_int) -> Done {
        let Some(own) = self.users.iter().position(|(user, _)| *user == holder) else {
            return Err(ffi::SQLITE_IOERR_SHMLOCK);
        };
        let mut changed = self.users[own].1;
        let others = self.users.iter().filter(|(user, _)| *user != holder).map(|(_, slots)| *slots);
        changed.change(others, slots, flags)?;
        self.users[own].1 = changed;
        Ok(())
    }

    /// Some leave; with the last one the memory goes.
    pub(super) fn leave(&mut self, gone: impl Fn(Holder) -> bool) {
        self.users.retain(|(user, _)| !gone(*user));
        if self.users.is_empty() {
            self.regions = Arc::default();
        }
    }
}

impl Regions {
    /// Where a region is; those missing are made, all zero, if asked to.
    pub(super) fn map(&self, number: usize, bytes: usize, make: bool) -> Option<*mut std::ffi::c_void> {
        let mut regions = self.0.lock();
        if make && regions.len() <= number {
            let words = bytes.div_ceil(size_of::<u64>());
            regions.resize_with(number + 1, || (0..words).map(|_| AtomicU64::new(0)).collect());
        }
        // Written to through this pointer, which is what the atomics are for.
        regions.get(number).map(|region| region.as_ptr().cast_mut().cast())
    }
}
