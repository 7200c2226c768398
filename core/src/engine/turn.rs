//! Whose turn it is to sync: one at a time in this engine, and one at a time of all that have the file open.

use super::Inner;
use crate::disk::FileLock;
use crate::disk::LockKind;
use crate::error::CloudError;
use crate::error::Error;
use crate::error::ErrorInfo;
use crate::error::Result;
use parking_lot::ArcMutexGuard;
use parking_lot::RawMutex;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

/// The turn to sync, until it is dropped.
pub(super) struct Turn {
    _file: FileLock,
    _engine: ArcMutexGuard<RawMutex, ()>,
}

impl Inner {
    /// Takes the turn if it is free, waiting for another sync of this engine at most so long.
    pub(super) fn try_turn(&self, wait: Duration) -> Result<Option<Turn>> {
        let Some(engine) = self.syncing.try_lock_arc_for(wait) else { return Ok(None) };
        let path = lock_path(&self.config.path);
        let failed = |e: std::io::Error| {
            let message = format!("the lock file {} cannot be used: {e}; check its permissions", path.display());
            Error::Public(CloudError::Storage { info: ErrorInfo::new("storage.lock", message) })
        };
        let Some(file) = self.disk.try_lock(&path, LockKind::Alone).map_err(failed)? else {
            drop(engine);
            std::thread::sleep(wait);
            return Ok(None);
        };
        Ok(Some(Turn { _file: file, _engine: engine }))
    }
}

/// Beside the file, as SQLite's own `-wal` and `-shm` are.
fn lock_path(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push("-sync");
    PathBuf::from(name)
}
