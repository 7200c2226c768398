//! SQLite as the engine and the server both use it: a file opened where its [`Disk`] is, and transactions whose own
//! statements are compiled once for each connection.
//!
//! For this workspace: it shows rusqlite's types and may change with any version.

use crate::disk::Disk;
use crate::engine::CloudEngine;
use crate::error::CloudError;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::Result;
use std::ops::Deref;
use std::path::Path;

/// Opens a database on a disk.
///
/// # Errors
/// SQLite's.
pub fn connect(path: &Path, disk: &dyn Disk, flags: OpenFlags) -> Result<Connection> {
    match disk.vfs() {
        None => Connection::open_with_flags(path, flags),
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs),
    }
}

/// What a process that was killed between writing a commit and flushing it has left to the operating system's cache is
/// found there by whoever opens the file. It is flushed before anybody hears of it, or a power loss would take back what
/// was shown, sent or acknowledged.
///
/// # Errors
/// SQLite's.
pub fn flush(writer: &Connection) -> Result<()> {
    writer.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

/// Reads an engine's file by plain SQL, on one snapshot. For tests: tables and columns may change with any version.
///
/// # Errors
/// `Closed`; SQLite's, as the engine tells them.
pub fn inspect<T>(
    engine: &CloudEngine,
    look: impl FnOnce(&Connection) -> Result<T>,
) -> std::result::Result<T, CloudError> {
    engine.inspect(look)
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// One snapshot, from the first read to the end.
    Read,
    /// The only one that writes.
    Write,
}

/// A transaction. Dropped without [`Transaction::commit`], it changes nothing.
///
/// rusqlite's own compiles `BEGIN` and `COMMIT` each time, which is a tenth of the time of a small write.
#[derive(Debug)]
pub struct Transaction<'c>(&'c Connection);

impl<'c> Transaction<'c> {
    /// Begins one. The exclusive borrow keeps a second one from being begun inside it.
    ///
    /// # Errors
    /// SQLite's; `SQLITE_BUSY` when another connection writes and does not let go in time.
    pub fn begin(connection: &'c mut Connection, purpose: Purpose) -> Result<Self> {
        let sql = match purpose {
            Purpose::Read => "BEGIN",
            Purpose::Write => "BEGIN IMMEDIATE",
        };
        connection.prepare_cached(sql)?.execute([])?;
        Ok(Self(connection))
    }

    /// Makes it last.
    ///
    /// # Errors
    /// SQLite's; then nothing has changed.
    pub fn commit(self) -> Result<()> {
        // When it fails, dropping undoes what is left of it.
        self.0.prepare_cached("COMMIT")?.execute([]).map(drop)
    }

    fn roll_back(&self) -> Result<()> {
        self.0.prepare_cached("ROLLBACK")?.execute([]).map(drop)
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.0
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // SQLite has ended it already after a commit, and after some errors.
        if !self.0.is_autocommit()
            && let Err(error) = self.roll_back()
        {
            tracing::warn!(%error, "a transaction could not be rolled back");
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn rows(connection: &Connection) -> i64 {
        connection.query_row("SELECT count(*) FROM t", [], |r| r.get(0)).unwrap()
    }

    #[test]
    fn only_what_is_committed_lasts() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (x)").unwrap();
        let kept = Transaction::begin(&mut connection, Purpose::Write).unwrap();
        kept.execute("INSERT INTO t VALUES (1)", []).unwrap();
        kept.commit().unwrap();
        let dropped = Transaction::begin(&mut connection, Purpose::Write).unwrap();
        dropped.execute("INSERT INTO t VALUES (2)", []).unwrap();
        drop(dropped);
        assert_eq!((rows(&connection), connection.is_autocommit()), (1, true));
    }

    #[test]
    fn a_commit_that_fails_leaves_nothing_open() {
        let mut connection = Connection::open_in_memory().unwrap();
        let schema = "PRAGMA foreign_keys = on; CREATE TABLE t (x PRIMARY KEY);
            CREATE TABLE u (x REFERENCES t DEFERRABLE INITIALLY DEFERRED)";
        connection.execute_batch(schema).unwrap();
        let doomed = Transaction::begin(&mut connection, Purpose::Write).unwrap();
        doomed.execute("INSERT INTO u VALUES (1)", []).unwrap();
        assert!(doomed.commit().is_err());
        assert!(connection.is_autocommit());
    }
}
