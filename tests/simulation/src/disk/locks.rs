//! Who may do what with a file: SQLite's five levels of lock, and the eight slots beside a write-ahead log.

use super::Done;
use super::process::Holder;
use rusqlite::ffi;
use std::ffi::c_int;

/// The locks of a database file. A holder has one level.
#[derive(Default)]
pub(super) struct Locks(Vec<(Holder, c_int)>);

impl Locks {
    /// Raises a holder's level.
    pub(super) fn lock(&mut self, holder: Holder, level: c_int) -> Done {
        let own = self.0.iter().find(|(other, _)| *other == holder).map_or(ffi::SQLITE_LOCK_NONE, |(_, level)| *level);
        if own >= level {
            return Ok(());
        }
        let others = self.0.iter().filter(|(other, _)| *other != holder).map(|(_, level)| *level).max();
        let others = others.unwrap_or(ffi::SQLITE_LOCK_NONE);
        let free = match level {
            ffi::SQLITE_LOCK_SHARED => others < ffi::SQLITE_LOCK_PENDING,
            ffi::SQLITE_LOCK_EXCLUSIVE => others < ffi::SQLITE_LOCK_SHARED,
            _ => others < ffi::SQLITE_LOCK_RESERVED,
        };
        if free {
            self.set(holder, level);
            return Ok(());
        }
        if level == ffi::SQLITE_LOCK_EXCLUSIVE && others == ffi::SQLITE_LOCK_SHARED {
            // Readers may finish, but no more come.
            self.set(holder, ffi::SQLITE_LOCK_PENDING);
        }
        Err(ffi::SQLITE_BUSY)
    }

    /// Lowers a holder's level.
    pub(super) fn unlock(&mut self, holder: Holder, level: c_int) {
        if self.0.iter().any(|(other, own)| *other == holder && *own > level) {
            self.set(holder, level);
        }
    }

    /// Whether somebody means to write.
    pub(super) fn reserved(&self) -> bool {
        self.0.iter().any(|(_, level)| *level >= ffi::SQLITE_LOCK_RESERVED)
    }

    pub(super) fn release(&mut self, gone: impl Fn(Holder) -> bool) {
        self.0.retain(|(holder, _)| !gone(*holder));
    }

    fn set(&mut self, holder: Holder, level: c_int) {
        self.release(|other| other == holder);
        if level > ffi::SQLITE_LOCK_NONE {
            self.0.push((holder, level));
        }
    }
}

/// The slots of those who share a memory, one bit each.
#[derive(Clone, Copy, Default)]
pub(super) struct Slots {
    shared: u8,
    exclusive: u8,
}

impl Slots {
    /// Takes slots, or gives them back, unless others' stand against it.
    pub(super) fn change(&mut self, others: impl Iterator<Item = Self>, slots: u8, flags: c_int) -> Done {
        let (mut shared, mut exclusive) = (0, 0);
        for other in others {
            shared |= other.shared;
            exclusive |= other.exclusive;
        }
        if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
            self.shared &= !slots;
            self.exclusive &= !slots;
        } else if flags & ffi::SQLITE_SHM_SHARED != 0 {
            if exclusive & slots != 0 {
                return Err(ffi::SQLITE_BUSY);
            }
            self.shared |= slots;
        } else {
            if (shared | exclusive) & slots != 0 {
                return Err(ffi::SQLITE_BUSY);
            }
            self.exclusive |= slots;
        }
        Ok(())
    }
}
