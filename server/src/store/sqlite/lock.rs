//! Who may use a data folder: any number of commands and one server at a time, or a restore and nobody else.
//!
//! The system frees a lock when its holder dies, so none is ever left behind.

use super::Result;
use super::StoreError;
use std::fs::File;
use std::fs::TryLockError;
use std::path::Path;

/// Held by whoever has the database open; by a restore alone.
const USE: &str = "cortex-server.use";
/// Held by the one server.
const SERVER: &str = "cortex-server.lock";

/// A lock, until it is dropped.
#[derive(Debug)]
pub struct FolderLock {
    _files: Vec<File>,
}

impl FolderLock {
    /// For the one server of a folder, which is there.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another server, or a restore, has it.
    pub fn server(folder: &Path) -> Result<Self> {
        let file = open(folder, SERVER)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _files: vec![file] }),
            Err(error) => Err(refused(error, folder, "another server runs on it; stop that one first")),
        }
    }

    /// For a restore, which nobody may look on at.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while a server or a command has the folder.
    pub fn alone(folder: &Path) -> Result<Self> {
        let server = open(folder, SERVER)?;
        server.try_lock().map_err(|error| refused(error, folder, "a server runs on it; stop it, then restore"))?;
        let user = open(folder, USE)?;
        user.try_lock()
            .map_err(|error| refused(error, folder, "another command uses it; wait until that has ended"))?;
        Ok(Self { _files: vec![server, user] })
    }

    /// For one who opens the database among others.
    pub(super) fn shared(folder: &Path) -> Result<Self> {
        let file = open(folder, USE)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Self { _files: vec![file] }),
            Err(error) => Err(refused(error, folder, "a restore is running on it; wait until that has ended")),
        }
    }
}

fn open(folder: &Path, name: &str) -> Result<File> {
    let path = folder.join(name);
    super::private_file().open(&path).map_err(|error| StoreError::Io(format!("cannot open {}", path.display()), error))
}

fn refused(error: TryLockError, folder: &Path, why: &str) -> StoreError {
    match error {
        TryLockError::WouldBlock => StoreError::InUse(format!("{} is in use: {why}", folder.display())),
        TryLockError::Error(error) => StoreError::Io(format!("cannot lock {}", folder.display()), error),
    }
}
