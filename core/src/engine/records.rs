//! Records: the calls a program makes all day. None of them waits for a network.

use super::CloudEngine;
use super::names;
use crate::cancel::CancelToken;
use crate::canonical::Canonical;
use crate::canonical::ContentHash;
use crate::canonical::canonicalize;
use crate::error::CloudError;
use crate::store::embedding;
use crate::store::records;
use crate::sync::local;
use crate::sync::local::Group;
use rusqlite::OptionalExtension;

/// A record with what the store knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloudRecord {
    /// Its table.
    pub table: String,
    /// Its id within the table.
    pub id: String,
    /// Its body as canonical JSON text; `None` for a deleted record.
    pub body: Option<String>,
    /// BLAKE3 of the body without its embedding members, 64 hexadecimal digits; `None` for a deleted record.
    pub content_hash: Option<String>,
    /// The stamp of this state, as a decimal string.
    pub hlc: String,
    /// The device that wrote it.
    pub device_id: String,
    /// When it was written by that device's clock, Unix milliseconds.
    pub updated_at: i64,
    /// Whether it is deleted.
    pub deleted: bool,
    /// The server's number for the last state both sides had, as a decimal string; `0` for none.
    pub base_seq: String,
    /// Whether this state is the one the server has.
    pub synced: bool,
    /// Members named by [`Config::embedding_fields`] that went with an earlier body of the record: to be computed anew.
    ///
    /// [`Config::embedding_fields`]: crate::Config::embedding_fields
    pub missing: Vec<String>,
}

/// A record's id and body, for [`CloudEngine::put_many`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordBody {
    /// Its id within the table.
    pub id: String,
    /// The JSON text of an object.
    pub body: String,
}

impl RecordBody {
    /// A record's id and body.
    pub fn new(id: impl Into<String>, body: impl Into<String>) -> Self {
        Self { id: id.into(), body: body.into() }
    }
}

impl<I: Into<String>, B: Into<String>> From<(I, B)> for RecordBody {
    fn from((id, body): (I, B)) -> Self {
        Self::new(id, body)
    }
}

/// Rows of `put_many` that are written in one transaction: small enough for other writers to get their turn.
const PUT_MANY_STEP: usize = 500;

impl CloudEngine {
    /// Saves a record's body, replacing what was there. Returns whether that changed anything: a body equal to the
    /// present one is no mutation.
    ///
    /// `body` is the JSON text of an object. It is kept in its canonical form (RFC 8785).
    ///
    /// # Errors
    /// `InvalidArgument` for a table, id or body that will not do, with the path of what is wrong; `Busy` when another
    /// writer does not let go within [`Config::busy_timeout_ms`]; `Storage` when the disk fails. In each case nothing was changed.
    ///
    /// [`Config::busy_timeout_ms`]: crate::Config::busy_timeout_ms
    pub fn put(&self, table: &str, id: &str, body: &str) -> Result<bool, CloudError> {
        self.guard(|inner| {
            names::check_table(table)?;
            names::check_id(id)?;
            let body = canonical(body, inner.config.max_body_bytes())?;
            inner.write_local(|tx| {
                let group = Group::new(tx)?;
                local::write(tx, (table, id), Some(body), &group, false)
            })
        })
    }

    /// Saves many records of one table, each as [`CloudEngine::put`] would. Returns how many changed.
    ///
    /// Every row is checked before the first is written. They are written in order, in transactions of 500. Use it
    /// for imports.
    ///
    /// # Errors
    /// `InvalidArgument` as [`CloudEngine::put`]; the message names the row, and nothing was changed. For any other
    /// error, `Cancelled` among them, nothing of the failed transaction was changed, and the rows of the transactions
    /// before it are saved: write them all again, equal rows are no mutation.
    pub fn put_many(&self, table: &str, rows: &[RecordBody], cancel: Option<&CancelToken>) -> Result<i64, CloudError> {
        self.guard(|inner| {
            names::check_table(table)?;
            let cancel = inner.closing.joined(cancel);
            let mut checked = Vec::with_capacity(rows.len());
            for (number, RecordBody { id, body }) in rows.iter().enumerate() {
                if number % PUT_MANY_STEP == 0 {
                    inner.check(&cancel)?;
                }
                let place = |error: CloudError| in_row("row", number, error);
                names::check_id(id).map_err(place)?;
                checked.push((id.as_str(), canonical(body, inner.config.max_body_bytes()).map_err(place)?));
            }
            let mut changed = 0;
            let mut rest = checked.into_iter();
            loop {
                let step: Vec<(&str, Canonical)> = rest.by_ref().take(PUT_MANY_STEP).collect();
                if step.is_empty() {
                    return Ok(changed);
                }
                inner.check(&cancel)?;
                changed += inner.write_local(|tx| {
                    let mut group = Group::new(tx)?;
                    let mut changed = 0;
                    for (id, body) in step {
                        changed += i64::from(local::write(tx, (table, id), Some(body), &group, false)?);
                        group.next(tx);
                    }
                    Ok(changed)
                })?;
            }
        })
    }

    /// The body of a record as canonical JSON text; `None` for one that does not exist or is deleted.
    ///
    /// # Errors
    /// `InvalidArgument` for a table or id that will not do; `Storage` when the disk fails.
    pub fn get(&self, table: &str, id: &str) -> Result<Option<String>, CloudError> {
        self.guard(|inner| {
            names::check_table(table)?;
            names::check_id(id)?;
            inner.store.read_one(|c| {
                let mut statement =
                    c.prepare_cached("SELECT body, embedding FROM records WHERE table_name = ?1 AND id = ?2")?;
                Ok(statement.query_row([table, id], |r| embedding::whole_column(r, 0, 1)).optional()?.flatten())
            })
        })
    }

    /// A record with its metadata, deleted ones included; `None` for one that never existed, or that only the server
    /// has because the table is local here.
    ///
    /// # Errors
    /// As [`CloudEngine::get`].
    pub fn get_record(&self, table: &str, id: &str) -> Result<Option<CloudRecord>, CloudError> {
        self.guard(|inner| {
            names::check_table(table)?;
            names::check_id(id)?;
            inner.store.read_one(|c| {
                let mut statement =
                    c.prepare_cached(&format!("{COLUMNS} WHERE table_name = ?1 AND id = ?2 AND hlc > 0"))?;
                Ok(statement.query_row([table, id], record).optional()?)
            })
        })
    }

    /// Deletes a record. Returns whether there was one. The delete is a mutation like any other and reaches the
    /// other devices.
    ///
    /// # Errors
    /// As [`CloudEngine::put`].
    pub fn delete(&self, table: &str, id: &str) -> Result<bool, CloudError> {
        self.guard(|inner| {
            names::check_table(table)?;
            names::check_id(id)?;
            inner.write_local(|tx| {
                let group = Group::new(tx)?;
                local::write(tx, (table, id), None, &group, false)
            })
        })
    }
}

/// What [`record`] reads.
pub(super) const COLUMNS: &str = "SELECT table_name, id, body, content_hash, hlc, device_id, base_seq,
    content_hash IS base_hash AND NOT EXISTS (SELECT 1 FROM sync_log l
        WHERE l.synced = 0 AND l.table_name = records.table_name AND l.memory_id = records.id),
    embedding, missing FROM records";

pub(super) fn record(row: &rusqlite::Row<'_>) -> rusqlite::Result<CloudRecord> {
    let hlc = records::hlc_column(row, 4)?;
    let body = embedding::whole_column(row, 2, 8)?;
    Ok(CloudRecord {
        table: row.get(0)?,
        id: row.get(1)?,
        deleted: body.is_none(),
        body,
        content_hash: records::hash_column(row, 3)?.map(ContentHash::to_hex),
        hlc: hlc.to_string(),
        device_id: row.get(5)?,
        updated_at: hlc.ms(),
        base_seq: records::seq_column(row, 6)?.to_string(),
        synced: row.get(7)?,
        missing: embedding::missing_column(row, 9)?,
    })
}

pub(super) fn canonical(body: &str, max_bytes: usize) -> Result<Canonical, CloudError> {
    canonicalize(body, max_bytes).map_err(|e| CloudError::body(&e))
}

/// Says which of many things an error is about.
pub(super) fn in_row(what: &str, number: usize, error: CloudError) -> CloudError {
    match error {
        CloudError::InvalidArgument { mut info } => {
            info.message = format!("{what} {number}: {}", info.message);
            CloudError::InvalidArgument { info: info.with(what, number) }
        }
        other => other,
    }
}
