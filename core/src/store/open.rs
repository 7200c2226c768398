//! Opening a file: what is not a store of a known version is refused and not touched.

use crate::config::Config;
use crate::config::Durability;
use crate::disk::Disk;
use crate::entropy::Entropy;
use crate::entropy::random_id;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use crate::error::Result;
use crate::sqlite;
use crate::sqlite::Purpose;
use crate::sqlite::Transaction;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;
use std::path::Path;

/// Marks an SQLite file as ours (`PRAGMA application_id`): "CTXC".
const APPLICATION_ID: i64 = 0x4354_5843;

/// Each entry brings a store from the version of its index to the next.
const MIGRATIONS: [&str; 2] = [include_str!("schema.sql"), include_str!("schema_2.sql")];
/// The version of the stores this engine makes.
const KNOWN_VERSION: u32 = MIGRATIONS.len() as u32;

pub(super) fn open(config: &Config, disk: &dyn Disk, entropy: &dyn Entropy) -> Result<(Connection, Connection)> {
    let path = &config.path;
    check_path(path, disk)?;
    let known = check_existing(path, disk)?;
    if !known {
        create_private(path, disk)?;
    }
    let mut writer = connect(config, disk, WRITER_CACHE_KIB)?;
    if let Some(bytes) = config.max_file_bytes {
        limit_size(&writer, bytes.max(0).unsigned_abs())?;
    }
    migrate(&mut writer, entropy)?;
    if config.durability == Durability::Full {
        sqlite::flush(&writer)?;
    }
    Ok((writer, reader(config, disk)?))
}

/// A connection that only reads.
pub(super) fn reader(config: &Config, disk: &dyn Disk) -> Result<Connection> {
    let reader = connect(config, disk, READER_CACHE_KIB)?;
    reader.pragma_update(None, "query_only", true)?;
    Ok(reader)
}

fn check_path(path: &Path, disk: &dyn Disk) -> Result<()> {
    let shown = path.display();
    if path.as_os_str().is_empty() {
        return Err(CloudError::argument("path", "the path is empty; name a file").into());
    }
    // SQLite reads these as something else than the name of a file.
    if path == Path::new(":memory:") || path.as_os_str().as_encoded_bytes().starts_with(b"file:") {
        let message = format!("{shown} is no file's name but a word of SQLite's; name a file (./{shown} would be one)");
        return Err(CloudError::argument("path", message).into());
    }
    if disk.is_dir(path) {
        return Err(CloudError::argument("path", format!("{shown} is a folder; name a file in it")).into());
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    if folder.is_some_and(|p| !disk.is_dir(p)) {
        return Err(CloudError::argument("path", format!("the folder of {shown} does not exist; make it first")).into());
    }
    Ok(())
}

/// Looks at an existing file without writing. Returns whether it is a store; an empty file is a new one.
fn check_existing(path: &Path, disk: &dyn Disk) -> Result<bool> {
    if disk.file_len(path).unwrap_or(0) == 0 {
        return Ok(false);
    }
    let mut probe = sqlite::connect(path, disk, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    if let Err(error) = probe.pragma_query_value(None, "schema_version", |_| Ok(()))
        && is_half_done(&error)
    {
        // A process died within a transaction, perhaps the one that made this store. Before anything can be read it has
        // to be undone, and whoever opens the file does that.
        probe = sqlite::connect(path, disk, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    }
    let application: i64 = probe.pragma_query_value(None, "application_id", |r| r.get(0))?;
    let version: u32 = probe.pragma_query_value(None, "user_version", |r| r.get(0))?;
    if application == 0 && version == 0 {
        let objects: i64 = probe.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
        if objects == 0 {
            // A process that died between making the file and its first transaction.
            return Ok(false);
        }
    }
    if application != APPLICATION_ID {
        return Err(CloudError::StoreUnusable {
            info: ErrorInfo::new(
                "store.foreign",
                format!("{} is another program's database; choose another path (it was not touched)", path.display()),
            ),
        }
        .into());
    }
    if version > KNOWN_VERSION {
        return Err(CloudError::StoreUnusable { info: ErrorInfo::new(
                "store.newer",
                format!(
                    "{} is a store of version {version} and this engine knows up to {}; update it (the file was not touched)",
                    path.display(),
                    KNOWN_VERSION
                ),
            )
            .with("store_version", version)
            .with("engine_version", KNOWN_VERSION) }
        .into());
    }
    Ok(true)
}

/// Whether a transaction has to be undone, which a connection that only reads may not do.
fn is_half_done(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_READONLY_ROLLBACK)
}

/// The file holds users' data: nobody else on the machine may read it.
fn create_private(path: &Path, disk: &dyn Disk) -> Result<()> {
    disk.make_file(path).map_err(|e| {
        CloudError::Storage {
            info: ErrorInfo::new(
                "storage.cannot_open",
                format!("{} cannot be written: {e}; check the permissions of its folder", path.display()),
            ),
        }
        .into()
    })
}

/// Caches grow only as far as they are used. The writer's holds what a long pull changes in one transaction; a smaller
/// one would be written out and read back in the middle of it.
const WRITER_CACHE_KIB: i64 = 64_000;
const READER_CACHE_KIB: i64 = 16_000;
/// What the WAL may hold on to when nothing needs it.
const WAL_BYTES: i64 = 16 << 20;

fn connect(config: &Config, disk: &dyn Disk, cache_kib: i64) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = sqlite::connect(&config.path, disk, flags)?;
    connection.busy_timeout(config.busy_timeout())?;
    // A plan that depends on the values bound would be made anew for each of them: a tenth of the time of a sync.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.pragma_update(None, "journal_mode", "wal")?;
    let synchronous = match config.durability {
        Durability::Normal => "normal",
        Durability::Full => "full",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    // A long reader makes the WAL grow; once it is gone, the file shrinks to this with the next checkpoint.
    connection.pragma_update(None, "journal_size_limit", WAL_BYTES)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    Ok(connection)
}

fn limit_size(writer: &Connection, bytes: u64) -> Result<()> {
    let page_size: u32 = writer.pragma_query_value(None, "page_size", |r| r.get(0))?;
    // 0 would mean that nothing is to change.
    let pages = (bytes / u64::from(page_size.max(1))).max(1);
    writer.pragma_update(None, "max_page_count", u32::try_from(pages).unwrap_or(u32::MAX - 1))?;
    Ok(())
}

fn migrate(connection: &mut Connection, entropy: &dyn Entropy) -> Result<()> {
    // The common case needs no lock, which another process may hold.
    if connection.pragma_query_value::<u32, _>(None, "user_version", |r| r.get(0))? == KNOWN_VERSION {
        return Ok(());
    }
    let tx = Transaction::begin(connection, Purpose::Write)?;
    let version: u32 = tx.pragma_query_value(None, "user_version", |r| r.get(0))?;
    if version == KNOWN_VERSION {
        return Ok(());
    }
    for step in MIGRATIONS.iter().skip(version as usize) {
        tx.execute_batch(step)?;
    }
    if version == 0 {
        tx.execute("INSERT INTO sync_state (one, device_id) VALUES (1, ?1)", [random_id(entropy)])?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    tx.pragma_update(None, "user_version", KNOWN_VERSION)?;
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::disk::SystemDisk;
    use crate::entropy::SystemEntropy;

    /// What `PRAGMA synchronous` says: 1 is normal, 2 is full.
    fn synchronous(connection: &Connection) -> i64 {
        connection.pragma_query_value(None, "synchronous", |r| r.get(0)).unwrap()
    }

    #[test]
    fn every_connection_has_the_durability_the_host_chose() {
        let folder = tempfile::tempdir().unwrap();
        for (durability, expected) in [(Durability::Full, 2), (Durability::Normal, 1), (Durability::Full, 2)] {
            // The same file each time: what it was opened with before does not matter.
            let config = Config { durability, ..Config::new(folder.path().join("a.db")) };
            let (writer, first) = open(&config, &SystemDisk, &SystemEntropy).unwrap();
            for connection in [writer, first, reader(&config, &SystemDisk).unwrap()] {
                assert_eq!(synchronous(&connection), expected, "{durability:?}");
                let mode: String = connection.pragma_query_value(None, "journal_mode", |r| r.get(0)).unwrap();
                assert_eq!(mode, "wal");
            }
        }
    }

    #[test]
    fn a_file_of_an_earlier_version_has_it_after_the_migration() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(MIGRATIONS[0]).unwrap();
        old.execute("INSERT INTO sync_state (one, device_id) VALUES (1, 'd')", []).unwrap();
        old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        drop(old);
        let config = Config { durability: Durability::Full, ..Config::new(path) };
        let (writer, reader) = open(&config, &SystemDisk, &SystemEntropy).unwrap();
        assert_eq!((synchronous(&writer), synchronous(&reader)), (2, 2));
    }

    #[test]
    fn a_store_whose_making_was_cut_short_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let (path, journal) = (folder.path().join("a.db"), folder.path().join("a.db-journal"));
        // The first page is written, and the journal that takes it back is there still.
        let maker = Connection::open(&path).unwrap();
        maker.execute_batch("PRAGMA cache_size = 1; BEGIN; CREATE TABLE t (x)").unwrap();
        maker.execute("INSERT INTO t VALUES (zeroblob(1000000))", []).unwrap();
        let left = folder.path().join("left.db");
        std::fs::copy(&journal, folder.path().join("left.db-journal")).unwrap();
        std::fs::copy(&path, &left).unwrap();
        assert!(std::fs::metadata(&left).unwrap().len() > 0);
        open(&Config::new(left), &SystemDisk, &SystemEntropy).unwrap();
    }
}
