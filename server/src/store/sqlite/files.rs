//! Files as a backup needs them: on disk when it says so, and under a name nobody else had.

use super::Result;
use super::StoreError;
use std::ffi::OsString;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

/// The first bytes of every SQLite database.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// What could not be done to which file.
pub(super) fn failed(what: &str, path: &Path) -> impl FnOnce(io::Error) -> StoreError + use<> {
    let what = format!("{what} {}", path.display());
    move |error| match error.kind() {
        io::ErrorKind::StorageFull => StoreError::Full,
        _ => StoreError::Io(what, error),
    }
}

/// The path with more at its end.
pub(super) fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(more);
    PathBuf::from(name)
}

/// Gives a file its final name, which must be free, and makes that last. Its first name is gone afterwards.
pub(super) fn name_once(partial: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(partial, to) {
        Ok(()) => fs::remove_file(partial)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
        // Not every file system has links.
        Err(_) if to.try_exists()? => return Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(partial, to)?,
    }
    match to.parent() {
        Some(folder) => sync_folder(folder),
        None => Ok(()),
    }
}

/// Gives a file a second name; where the file system has no links, a copy of that name.
pub(super) fn link(path: &Path, second: &Path) -> io::Result<()> {
    if fs::hard_link(path, second).is_ok() {
        return Ok(());
    }
    if second.try_exists()? {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::copy(path, second)?;
    File::open(second)?.sync_all()
}

/// Whether a file begins as every SQLite database does.
pub(super) fn is_database(path: &Path) -> Result<bool> {
    let mut begin = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut begin));
    read.map_err(failed("cannot read", path))?;
    Ok(begin == MAGIC)
}

/// Makes a file's content last.
pub(super) fn flush(path: &Path) -> Result<()> {
    // Opened for writing: not every system flushes a file that is only read.
    let opened = File::options().write(true).open(path);
    opened.and_then(|file| file.sync_all()).map_err(failed("cannot flush", path))
}

/// Makes a folder's names last.
pub(super) fn flush_folder(folder: &Path) -> Result<()> {
    sync_folder(folder).map_err(failed("cannot flush", folder))
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    // Elsewhere folders cannot be opened, and need not be.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Removes a folder and what is in it, if it is there.
pub(super) fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("cannot remove", folder)(error)),
        _ => Ok(()),
    }
}
