//! Bare SQLite that keeps the engine's first tables and indexes, its log row and its hash, with prepared statements and
//! the same pragmas: what any careful program would do by hand. What the engine has added since (units, counts of what
//! waits) is for the engine to pay.

use crate::corpus::TABLE;
use anyhow::Result;
use cortex_cloud::Durability;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Transaction;
use rusqlite::TransactionBehavior;
use rusqlite::params;
use std::path::Path;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

const SCHEMA: &str = include_str!("../../core/src/store/schema.sql");
const DEVICE: &str = "0123456789abcdef0123456789abcdef";

const PUT: &str = "INSERT INTO records (table_name, id, body, content_hash, hlc, device_id, version)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
     ON CONFLICT (table_name, id) DO UPDATE SET body = excluded.body, content_hash = excluded.content_hash,
         hlc = excluded.hlc, device_id = excluded.device_id, version = excluded.version";
const LOG: &str = "INSERT INTO sync_log
         (local_seq, txn, table_name, memory_id, operation, timestamp, hlc, device_id, content_hash)
     VALUES (?1, ?1, ?2, ?3, 'create', ?4, ?5, ?6, ?7)";
const GET: &str = "SELECT body FROM records WHERE table_name = ?1 AND id = ?2";

pub(crate) struct Bare {
    connection: Connection,
    version: i64,
}

impl Bare {
    pub(crate) fn open(path: &Path, durability: Durability) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        let synchronous = if durability == Durability::Full { "full" } else { "normal" };
        connection.pragma_update(None, "synchronous", synchronous)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.pragma_update(None, "cache_size", -64_000)?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection, version: 0 })
    }

    /// One record in a transaction of its own.
    pub(crate) fn put(&mut self, id: &str, body: &str) -> Result<()> {
        self.put_many(&[(id, body)])
    }

    /// Records in one transaction.
    pub(crate) fn put_many<S: AsRef<str>>(&mut self, rows: &[(S, S)]) -> Result<()> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (id, body) in rows {
            self.version += 1;
            put(&tx, self.version, id.as_ref(), body.as_ref())?;
        }
        Ok(tx.commit()?)
    }

    pub(crate) fn get(&self, id: &str) -> Result<Option<String>> {
        Ok(self.connection.prepare_cached(GET)?.query_row([TABLE, id], |row| row.get(0)).optional()?)
    }
}

fn put(tx: &Transaction<'_>, version: i64, id: &str, body: &str) -> Result<()> {
    let hash = blake3::hash(body.as_bytes());
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let hlc = now << 16;
    tx.prepare_cached(PUT)?.execute(params![TABLE, id, body, hash.as_bytes(), hlc, DEVICE, version])?;
    tx.prepare_cached(LOG)?.execute(params![version, TABLE, id, now, hlc, DEVICE, hash.as_bytes()])?;
    Ok(())
}
