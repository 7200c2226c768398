//! Storage as a trait, so that a simulator can lose, tear and refuse writes, as machines do.
//!
//! What SQLite does with its files goes through its own seam, a VFS, which a disk names. The rest is here.

use std::fmt::Debug;
use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::io;
use std::path::Path;

/// Where the files of a store are.
pub trait Disk: Send + Sync + Debug {
    /// The SQLite VFS that databases on it are opened with, registered before; `None` for SQLite's own.
    fn vfs(&self) -> Option<&str>;

    /// Whether there is a folder of this path.
    fn is_dir(&self, path: &Path) -> bool;

    /// The length of a file in bytes; `None` where there is none, or it may not be looked at.
    fn file_len(&self, path: &Path) -> Option<u64>;

    /// Makes an empty file for its owner alone. One that exists stays as it is, but must be open to writing.
    ///
    /// # Errors
    /// When it cannot be opened for writing.
    fn make_file(&self, path: &Path) -> io::Result<()>;

    /// Makes a folder for its owner alone, and those above it. One that exists stays as it is.
    ///
    /// # Errors
    /// When it cannot be made.
    fn make_folder(&self, path: &Path) -> io::Result<()>;

    /// Takes the lock of a file, which is made where it is missing, without waiting; `None` while another holder's lock
    /// excludes it. It is free again when the guard is dropped, or its holder dies.
    ///
    /// # Errors
    /// When the file cannot be opened or locked.
    fn try_lock(&self, path: &Path, kind: LockKind) -> io::Result<Option<FileLock>>;
}

/// Whom a lock excludes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockKind {
    /// Everybody.
    Alone,
    /// Those who would be alone.
    Shared,
}

/// A file's lock, until it is dropped.
pub struct FileLock {
    _held: Box<dyn Send + Sync>,
}

impl FileLock {
    /// A lock that lasts as long as this value.
    pub fn new(held: impl Send + Sync + 'static) -> Self {
        Self { _held: Box::new(held) }
    }
}

impl Debug for FileLock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileLock").finish_non_exhaustive()
    }
}

/// The operating system's files.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemDisk;

impl Disk for SystemDisk {
    fn vfs(&self) -> Option<&str> {
        None
    }

    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn file_len(&self, path: &Path) -> Option<u64> {
        fs::metadata(path).ok().map(|m| m.len())
    }

    fn make_file(&self, path: &Path) -> io::Result<()> {
        open_private(path).map(drop)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)
    }

    fn try_lock(&self, path: &Path, kind: LockKind) -> io::Result<Option<FileLock>> {
        let file = open_private(path)?;
        let locked = match kind {
            LockKind::Alone => file.try_lock(),
            LockKind::Shared => file.try_lock_shared(),
        };
        match locked {
            // The system frees it when its holder dies, so none is ever left behind.
            Ok(()) => Ok(Some(FileLock::new(Locked(file)))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// A lock that ends with this value, and not only with the last copy of its handle: a process that was forked off
/// meanwhile has one.
struct Locked(File);

impl Drop for Locked {
    fn drop(&mut self) {
        // If that fails, closing the handle frees the lock.
        let _ = self.0.unlock();
    }
}

/// Opens a file for writing, or makes it with rights for its owner alone: it may hold users' data.
fn open_private(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_lock_alone_excludes_everybody_and_a_shared_one_those_who_would_be_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let take = |kind| SystemDisk.try_lock(&path, kind).unwrap();
        let shared = [take(LockKind::Shared), take(LockKind::Shared)];
        assert!(shared.iter().all(Option::is_some));
        assert!(take(LockKind::Alone).is_none());
        drop(shared);
        let alone = take(LockKind::Alone);
        assert!(alone.is_some());
        assert!(take(LockKind::Shared).is_none() && take(LockKind::Alone).is_none());
    }

    #[test]
    fn a_file_that_exists_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("file");
        assert_eq!(SystemDisk.file_len(&path), None);
        assert!(SystemDisk.make_file(&path).is_err());
        SystemDisk.make_folder(path.parent().unwrap()).unwrap();
        SystemDisk.make_file(&path).unwrap();
        assert_eq!(SystemDisk.file_len(&path), Some(0));
        fs::write(&path, "kept").unwrap();
        SystemDisk.make_file(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"kept");
    }
}
