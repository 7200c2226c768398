//! Who may use a data folder: any number of commands and one server at a time, or a restore and nobody else.
//!
//! The system frees a lock when its holder dies, so none is ever left behind.

use super::Result;
use super::StoreError;
use super::files;
use cortex_cloud::disk::Disk;
use cortex_cloud::disk::FileLock;
use cortex_cloud::disk::LockKind;
use cortex_cloud::disk::SystemDisk;
use std::path::Path;

/// Held by whoever has the database open; by a restore alone.
const USE: &str = "cortex-server.use";
/// Held by the one server.
const SERVER: &str = "cortex-server.lock";

/// A lock, until it is dropped.
#[derive(Debug)]
pub struct FolderLock {
    _files: Vec<FileLock>,
}

impl FolderLock {
    /// For the one server of a folder, which is there.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another server, or a restore, has it.
    pub fn server(folder: &Path) -> Result<Self> {
        let why = "another server runs on it; stop that one first";
        Ok(Self { _files: vec![take(&SystemDisk, folder, SERVER, LockKind::Alone, why)?] })
    }

    /// For a restore, which nobody may look on at.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while a server or a command has the folder.
    pub fn alone(folder: &Path) -> Result<Self> {
        let alone = |name, why| take(&SystemDisk, folder, name, LockKind::Alone, why);
        let server = alone(SERVER, "a server runs on it; stop it, then restore")?;
        let user = alone(USE, "another command uses it; wait until that has ended")?;
        Ok(Self { _files: vec![server, user] })
    }

    /// For one who opens the database among others.
    pub(super) fn shared(disk: &dyn Disk, folder: &Path) -> Result<Self> {
        let why = "a restore is running on it; wait until that has ended";
        Ok(Self { _files: vec![take(disk, folder, USE, LockKind::Shared, why)?] })
    }
}

fn take(disk: &dyn Disk, folder: &Path, name: &str, kind: LockKind, why: &str) -> Result<FileLock> {
    let path = folder.join(name);
    let taken = disk.try_lock(&path, kind).map_err(files::failed("cannot open", &path))?;
    taken.ok_or_else(|| StoreError::InUse(format!("{} is in use: {why}", folder.display())))
}
