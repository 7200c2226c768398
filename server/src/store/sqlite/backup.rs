//! A consistent copy of a database in one file, made while others read and write it.

use super::FolderLock;
use super::Result;
use super::SqliteStore;
use super::StoreError;
use super::files;
use super::migrate;
use cortex_cloud::disk::Disk;
use cortex_cloud::disk::SystemDisk;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

impl SqliteStore {
    /// Writes a copy of the state at one moment to `to`, which must not exist, checks it, and returns its bytes. Pushes
    /// go on meanwhile. Until the copy is whole and on disk there is no file of that name. Both are the system's files:
    /// a store on another disk has its own ways to be copied.
    ///
    /// # Errors
    /// [`StoreError::Backup`] for a file that exists, a copy that does not pass or a store on another disk;
    /// [`StoreError::Io`], [`StoreError::Full`].
    pub fn backup(&self, to: &Path) -> Result<u64> {
        if self.disk.vfs().is_some() {
            return Err(StoreError::Backup(format!("{} is not on the system's disks", self.path().display())));
        }
        let to = std::path::absolute(to).map_err(files::failed("cannot name", to))?;
        refuse_existing(&to)?;
        let partial = files::beside(&to, ".partial");
        let made = copy(self.path(), &partial).and_then(|()| {
            check(&partial)?;
            files::name_once(&partial, &to).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => exists(&to),
                _ => StoreError::Io(format!("cannot write {}", to.display()), error),
            })
        });
        if made.is_err() {
            // What is left of it would only be in the way.
            let _ = fs::remove_file(&partial);
        }
        made?;
        Ok(fs::metadata(&to).map_err(files::failed("cannot read", &to))?.len())
    }
}

fn make_folder(folder: &Path) -> Result<()> {
    SystemDisk.make_folder(folder).map_err(files::failed("cannot open", folder))
}

fn refuse_existing(to: &Path) -> Result<()> {
    match fs::symlink_metadata(to) {
        Ok(_) => Err(exists(to)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::Io(format!("cannot write {}", to.display()), error)),
    }
}

fn exists(to: &Path) -> StoreError {
    StoreError::Backup(format!("{} exists, and a backup overwrites nothing; name another file", to.display()))
}

/// Copies a database as it is at one moment into a file for its owner alone, and flushes it to disk.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    // A copy of somebody who died may lie there. SQLite takes a file that exists only if it is empty.
    match fs::remove_file(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(files::failed("cannot write", to)(error)),
        _ => {}
    }
    SystemDisk.make_file(to).map_err(files::failed("cannot write", to))?;
    let name = to
        .to_str()
        .ok_or_else(|| StoreError::Backup(format!("{} is no name in UTF-8; choose one that is", to.display())))?;
    super::connect(&SystemDisk, from)?.execute("VACUUM INTO ?1", [name])?;
    files::flush(to)
}

/// Looks over a whole database: that it is one of ours, of a version we know, and undamaged. Gives its version. It is
/// only read.
pub(super) fn check(path: &Path) -> Result<usize> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let damaged = |what: String| StoreError::Backup(format!("{} is damaged: {what}; use another", path.display()));
    let version = migrate::version(&connection, path).map_err(|error| match error {
        StoreError::Database(error) => damaged(error.to_string()),
        other => other,
    })?;
    if version == 0 {
        return Err(damaged("it is empty".to_owned()));
    }
    let verdict: String = connection
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| damaged(error.to_string()))?;
    if verdict != "ok" {
        return Err(damaged(verdict));
    }
    let broken = connection.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if broken { Err(damaged("a row belongs to nothing".to_owned())) } else { Ok(version) }
}

/// A backup that is about to be put into a data folder.
#[derive(Debug)]
pub struct Replacement {
    folder: PathBuf,
    _alone: FolderLock,
    /// Where it is prepared: inside the data folder, so that one rename puts it in place.
    workshop: PathBuf,
}

/// The folder a restore prepares the new database in.
const WORKSHOP: &str = "cortex-server.restoring";

impl Replacement {
    /// Locks the folder, which is made where it is missing, checks a backup and copies it to where it can be prepared.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while a server or a command has the folder; [`StoreError::Backup`] for a file that is none, or damaged; [`StoreError::Foreign`] for one of another program or
    /// a newer version. Nothing was changed then.
    pub fn prepare(folder: &Path, from: &Path) -> Result<Self> {
        let there = folder.is_dir().then(|| FolderLock::alone(folder)).transpose()?;
        let no_file = |why: &str| Err(StoreError::Backup(format!("{} {why}; name a backup's file", from.display())));
        match fs::metadata(from) {
            Ok(found) if found.is_dir() => return no_file("is a folder"),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return no_file("does not exist"),
            Err(error) => return Err(files::failed("cannot read", from)(error)),
        }
        let from = fs::canonicalize(from).map_err(files::failed("cannot read", from))?;
        if fs::canonicalize(folder.join(super::FILE)).is_ok_and(|current| current == from) {
            return Err(StoreError::Backup(format!("{} is the server's own database, not a backup", from.display())));
        }
        check(&from)?;
        let alone = match there {
            Some(alone) => alone,
            None => {
                make_folder(folder)?;
                FolderLock::alone(folder)?
            }
        };
        let workshop = folder.join(WORKSHOP);
        files::remove_folder(&workshop)?;
        make_folder(&workshop)?;
        let replacement = Self { folder: folder.to_owned(), _alone: alone, workshop };
        copy(&from, &replacement.workshop.join(super::FILE))?;
        Ok(replacement)
    }

    /// The new database, to be changed before anybody sees it.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn store(&self) -> Result<SqliteStore> {
        SqliteStore::open(&self.workshop)
    }

    /// The database that is about to be replaced; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be opened: damaged, or not ours.
    pub fn current(&self) -> Result<Option<SqliteStore>> {
        if !SqliteStore::exists_in(&self.folder)? {
            return Ok(None);
        }
        let path = self.folder.join(super::FILE);
        if !files::is_database(&path)? {
            return Err(StoreError::Foreign(format!("{} is not an SQLite database", path.display())));
        }
        // The folder is locked for this restore, which covers it.
        SqliteStore::open_locked(Arc::new(SystemDisk), &self.folder, None).map(Some)
    }

    /// Puts it in place of the current database, which stays beside it under the name returned. At every moment the
    /// folder has the one or the other, whole.
    ///
    /// # Errors
    /// [`StoreError::Io`] or [`StoreError::InUse`]; then the current database is still the one.
    pub fn install(self, stamp: i64) -> Result<Option<PathBuf>> {
        let (new, current) = (self.workshop.join(super::FILE), self.folder.join(super::FILE));
        fold(&new)?;
        files::flush(&new)?;
        let replaced = match current.try_exists() {
            Ok(true) => Some(set_aside(&current, &self.folder.join(format!("cortex-server.replaced-{stamp}.db")))?),
            Ok(false) => None,
            Err(error) => return Err(files::failed("cannot open", &current)(error)),
        };
        files::flush_folder(&self.folder)?;
        fs::rename(&new, &current).map_err(files::failed("cannot write", &current))?;
        files::flush_folder(&self.folder)?;
        // The work is done; the next restore removes what may be left here.
        let _ = files::remove_folder(&self.workshop);
        Ok(replaced)
    }
}

/// Gives the current database a second name, and takes its log away: the new database must not find that.
fn set_aside(current: &Path, kept: &Path) -> Result<PathBuf> {
    // Opened, what is none would lose the files beside it.
    let folded = if files::is_database(current)? { fold(current) } else { Ok(()) };
    match folded {
        Ok(()) => {}
        Err(StoreError::Busy) => {
            let message = format!("{} is open in another program; close it, then restore", current.display());
            return Err(StoreError::InUse(message));
        }
        // What is damaged, or not ours, is kept as it is.
        Err(_) => {}
    }
    files::link(current, kept).map_err(files::failed("cannot write", kept))?;
    for side in ["-wal", "-shm"] {
        let (from, to) = (files::beside(current, side), files::beside(kept, side));
        match fs::rename(&from, &to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(files::failed("cannot write", &to)(error));
            }
            _ => {}
        }
    }
    Ok(kept.to_owned())
}

/// Folds the write-ahead log into the database, so that it is one file.
fn fold(path: &Path) -> Result<()> {
    let connection = super::connect(&SystemDisk, path)?;
    migrate::version(&connection, path)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get::<_, String>(0))?;
    Ok(())
}
