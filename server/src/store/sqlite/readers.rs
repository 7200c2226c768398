//! A few connections for reading, opened when first needed and lent to one reader at a time.

use super::Result;
use cortex_cloud::disk::Disk;
use cortex_cloud::sqlite::Purpose;
use cortex_cloud::sqlite::Transaction;
use parking_lot::Condvar;
use parking_lot::Mutex;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::Arc;

/// The connections nobody reads with at the moment, and how many there are in all.
#[derive(Debug)]
struct Idle {
    connections: Vec<Connection>,
    open: usize,
}

/// The pool.
#[derive(Debug)]
pub(super) struct Readers {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    max: usize,
    idle: Mutex<Idle>,
    returned: Condvar,
}

impl Readers {
    pub(super) fn new(disk: Arc<dyn Disk>, path: PathBuf, max: usize) -> Self {
        let idle = Mutex::new(Idle { connections: Vec::new(), open: 0 });
        Self { disk, path, max, idle, returned: Condvar::new() }
    }

    /// Takes a connection, waiting for one where all are taken.
    pub(super) fn take(&self) -> Result<Reader<'_>> {
        let mut idle = self.idle.lock();
        loop {
            if let Some(connection) = idle.connections.pop() {
                return Ok(Reader { pool: self, connection: Some(connection) });
            }
            if idle.open < self.max {
                break;
            }
            self.returned.wait(&mut idle);
        }
        idle.open += 1;
        drop(idle);
        // From here the guard gives the place back, whether or not the file can be opened.
        let mut reader = Reader { pool: self, connection: None };
        let connection = super::connect(self.disk.as_ref(), &self.path)?;
        super::configure(&connection)?;
        connection.pragma_update(None, "query_only", true)?;
        reader.connection = Some(connection);
        Ok(reader)
    }
}

/// A connection on loan.
pub(super) struct Reader<'a> {
    pool: &'a Readers,
    connection: Option<Connection>,
}

impl Reader<'_> {
    /// A snapshot from its first read to its end.
    pub(super) fn transaction(&mut self) -> Result<Transaction<'_>> {
        match &mut self.connection {
            Some(connection) => Ok(Transaction::begin(connection, Purpose::Read)?),
            None => Err(super::StoreError::Aborted),
        }
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut idle = self.pool.idle.lock();
        match self.connection.take() {
            Some(connection) => idle.connections.push(connection),
            None => idle.open -= 1,
        }
        drop(idle);
        self.pool.returned.notify_one();
    }
}
