//! One SQLite file: a writer connection, a few readers, WAL, and a flush to disk at every commit.
//!
//! Other processes (the command line beside a running server) may open the same file; they wait for each other.

mod backup;
mod files;
mod lock;
mod migrate;
mod read;
mod readers;
mod write;

pub use backup::Replacement;
pub use lock::FolderLock;

use super::Outcome;
use super::ReadTx;
use super::Result;
use super::Store;
use super::StoreError;
use super::WriteJob;
use cortex_cloud::disk::Disk;
use cortex_cloud::disk::SystemDisk;
use cortex_cloud::sqlite;
use cortex_cloud::sqlite::Purpose;
use cortex_cloud::sqlite::Transaction;
use parking_lot::Mutex;
use read::Tx;
use readers::Readers;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The database's name in its folder.
const FILE: &str = "cortex-server.db";

/// How long to wait for another process's write.
const BUSY: Duration = Duration::from_secs(5);

/// More than the number of different statements, so that each is compiled once.
const STATEMENTS: usize = 64;

/// Snapshots open at a time. More would only wait for the same disk and cores.
const READERS: usize = 4;

/// A store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    disk: Arc<dyn Disk>,
    writer: Mutex<Connection>,
    readers: Readers,
    /// Keeps a restore away. Last: it is dropped after the connections.
    _in_use: Option<FolderLock>,
}

impl SqliteStore {
    /// Opens the store in this folder, and makes both where they are missing, readable by their owner only.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] for a database of another program or a newer version, which is left as it is;
    /// [`StoreError::Io`] when the folder or file cannot be made; [`StoreError::InUse`] while a restore is running on it.
    pub fn open(folder: &Path) -> Result<Self> {
        Self::open_on(Arc::new(SystemDisk), folder)
    }

    /// Opens the store in this folder of another disk than the system's: a simulator's.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_on(disk: Arc<dyn Disk>, folder: &Path) -> Result<Self> {
        let file = folder.join(FILE);
        disk.make_folder(folder).map_err(files::failed("cannot open", folder))?;
        let in_use = FolderLock::shared(disk.as_ref(), folder)?;
        // SQLite gives its side files the rights of this one.
        disk.make_file(&file).map_err(files::failed("cannot open", &file))?;
        Self::open_locked(disk, folder, Some(in_use))
    }

    fn open_locked(disk: Arc<dyn Disk>, folder: &Path, in_use: Option<FolderLock>) -> Result<Self> {
        let path = folder.join(FILE);
        let mut writer = connect(disk.as_ref(), &path)?;
        migrate::migrate(&mut writer, &path)?;
        // The same batch, sent again, is answered without writing anything.
        sqlite::flush(&writer)?;
        // Truncated after a checkpoint, so that one large batch does not hold its room for ever.
        writer.pragma_update(None, "journal_size_limit", 64 << 20)?;
        let readers = Readers::new(Arc::clone(&disk), path.clone(), READERS);
        Ok(Self { readers, writer: Mutex::new(writer), path, disk, _in_use: in_use })
    }

    /// Whether a store is in this folder.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder may not be looked into.
    pub fn exists_in(folder: &Path) -> Result<bool> {
        let path = folder.join(FILE);
        path.try_exists().map_err(|error| StoreError::Io(format!("cannot open {}", path.display()), error))
    }

    /// Lets the file grow to this many pages of 4 KiB and no further; what does not fit is refused as on a full disk.
    ///
    /// # Errors
    /// When the database fails.
    pub fn limit_pages(&self, pages: i64) -> Result<()> {
        Ok(self.writer.lock().pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?)
    }

    /// The database's file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Store for SqliteStore {
    fn read<T, E: From<StoreError>>(
        &self,
        job: impl FnOnce(&mut dyn ReadTx) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut reader = self.readers.take()?;
        let tx = reader.transaction()?;
        job(&mut Tx(&tx))
    }

    fn write_group(&self, jobs: &mut [&mut dyn WriteJob]) -> Result<()> {
        let mut writer = self.writer.lock();
        let mut undone = vec![false; jobs.len()];
        loop {
            let tx = Transaction::begin(&mut writer, Purpose::Write)?;
            match run(&tx, jobs, &undone)? {
                None => return Ok(tx.commit()?),
                Some(at) => undone[at] = true,
            }
        }
    }
}

/// Runs the jobs that are not undone yet. Gives the first that must be undone and has left something to undo: then the
/// whole transaction goes, and the others run again.
///
/// A savepoint around each job would do the same without running anything twice, but makes every large push several
/// times slower (each statement then walks the copies of all pages changed since), and jobs hardly ever fail after they
/// have written.
fn run(tx: &Connection, jobs: &mut [&mut dyn WriteJob], undone: &[bool]) -> Result<Option<usize>> {
    for (at, job) in jobs.iter_mut().enumerate().filter(|(at, _)| !undone[*at]) {
        let before = tx.total_changes();
        let outcome = job.run(&mut Tx(tx));
        // On a full disk or a failed write SQLite rolls back everything, the jobs before this one included.
        let aborted = tx.is_autocommit();
        match outcome {
            Outcome::Keep if aborted => return Err(StoreError::Aborted),
            Outcome::Undo if aborted || tx.total_changes() != before => return Ok(Some(at)),
            Outcome::Keep | Outcome::Undo => {}
        }
    }
    Ok(None)
}

fn connect(disk: &dyn Disk, path: &Path) -> Result<Connection> {
    let connection = sqlite::connect(path, disk, OpenFlags::default())?;
    connection.busy_timeout(BUSY)?;
    // A plan that depends on the values bound would be made anew for each of them.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Settings of a connection to a database known to be ours.
fn configure(connection: &Connection) -> Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // macOS: without it a flush reaches the drive's cache only.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    // 32 MiB: pages that many batches change are copied into the file once, not after each batch.
    connection.pragma_update(None, "wal_autocheckpoint", 8_192)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}
