//! Whose turn it is to sync: one at a time in this engine, and one at a time of all that have the file open.

use super::Inner;
use crate::error::CloudError;
use crate::error::Error;
use crate::error::ErrorInfo;
use crate::error::Result;
use parking_lot::ArcMutexGuard;
use parking_lot::RawMutex;
use std::fs::File;
use std::fs::TryLockError;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

/// The turn to sync, until it is dropped.
pub(super) struct Turn {
    /// Locked as long as it is open. The system frees it when its holder dies.
    _file: File,
    _engine: ArcMutexGuard<RawMutex, ()>,
}

impl Inner {
    /// Takes the turn if it is free, waiting for another sync of this engine at most so long.
    pub(super) fn try_turn(&self, wait: Duration) -> Result<Option<Turn>> {
        let Some(engine) = self.syncing.try_lock_arc_for(wait) else { return Ok(None) };
        let path = lock_path(&self.config.path);
        let failed = |e: std::io::Error| {
            let message = format!("the lock file {} cannot be used: {e}; check its permissions", path.display());
            Error::Public(CloudError::Storage(ErrorInfo::new("storage.lock", message)))
        };
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Turn { _file: file, _engine: engine })),
            Err(TryLockError::WouldBlock) => {
                drop(engine);
                std::thread::sleep(wait);
                Ok(None)
            }
            Err(TryLockError::Error(e)) => Err(failed(e)),
        }
    }
}

/// Beside the file, as SQLite's own `-wal` and `-shm` are.
fn lock_path(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push("-sync");
    PathBuf::from(name)
}
