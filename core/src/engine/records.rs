//! Records: the calls a program makes all day. None of them waits for a network.

use super::CloudEngine;
use super::names;
use crate::cancel::CancelToken;
use crate::canonical::Canonical;
use crate::canonical::ContentHash;
use crate::canonical::canonicalize;
use crate::error::CloudError;
use crate::store::records;
use crate::sync::local;
use crate::sync::local::Group;
use rusqlite::OptionalExtension;
use rusqlite::params;

/// A record with what the store knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloudRecord {
    /// Its table.
    pub table: String,
    /// Its id within the table.
    pub id: String,
    /// Its body as canonical JSON text; `None` for a deleted record.
    pub body: Option<String>,
    /// BLAKE3 of the body, 64 hexadecimal digits; `None` for a deleted record.
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
}

/// Which records, and how many. The default is the first 1 000 by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Records in a page, 1 to 10 000.
    pub limit: u32,
    /// Where the last page ended: [`Page::next_page`].
    pub page: Option<String>,
}

impl Default for Query {
    fn default() -> Self {
        Self { limit: 1_000, page: None }
    }
}

/// A page of bodies, ordered by record id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Canonical JSON texts.
    pub bodies: Vec<String>,
    /// Ask for the next page with it; `None` after the last. Opaque. Writes between two pages do not shift them.
    pub next_page: Option<String>,
}

/// A page of records, ordered by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordPage {
    /// The records with their metadata.
    pub records: Vec<CloudRecord>,
    /// Ask for the next page with it; `None` after the last. Opaque.
    pub next_page: Option<String>,
}

/// Rows of `put_many` that are written in one transaction: small enough for other writers to get their turn.
const PUT_MANY_STEP: usize = 500;
const MAX_LIMIT: u32 = 10_000;

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
            let body = canonical(body, inner.config.max_body_bytes)?;
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
    /// `InvalidArgument` as [`CloudEngine::put`]; the message names the row, and nothing was changed. For any other error
    /// nothing of the failed transaction was changed, and the rows of the transactions before it are saved: write them
    /// all again, equal rows are no mutation.
    pub fn put_many<I, B>(&self, table: &str, rows: &[(I, B)]) -> Result<i64, CloudError>
    where
        I: AsRef<str>,
        B: AsRef<str>,
    {
        self.put_many_cancellable(table, rows, &CancelToken::new())
    }

    /// [`CloudEngine::put_many`] that a token can end.
    ///
    /// # Errors
    /// As `put_many`; and `Cancelled`, after which the rows of the finished transactions are saved and the rest is not.
    pub fn put_many_cancellable<I, B>(
        &self,
        table: &str,
        rows: &[(I, B)],
        cancel: &CancelToken,
    ) -> Result<i64, CloudError>
    where
        I: AsRef<str>,
        B: AsRef<str>,
    {
        self.guard(|inner| {
            names::check_table(table)?;
            let cancel = inner.closing.joined(Some(cancel));
            let mut checked = Vec::with_capacity(rows.len());
            for (number, (id, body)) in rows.iter().enumerate() {
                if number % PUT_MANY_STEP == 0 {
                    inner.check(&cancel)?;
                }
                let place = |error: CloudError| in_row("row", number, error);
                names::check_id(id.as_ref()).map_err(place)?;
                checked.push((id.as_ref(), canonical(body.as_ref(), inner.config.max_body_bytes).map_err(place)?));
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
                let mut statement = c.prepare_cached("SELECT body FROM records WHERE table_name = ?1 AND id = ?2")?;
                Ok(statement.query_row([table, id], |r| r.get(0)).optional()?.flatten())
            })
        })
    }

    /// A record with its metadata, deleted ones included; `None` for one that never existed.
    ///
    /// # Errors
    /// As [`CloudEngine::get`].
    pub fn get_record(&self, table: &str, id: &str) -> Result<Option<CloudRecord>, CloudError> {
        self.guard(|inner| {
            names::check_table(table)?;
            names::check_id(id)?;
            inner.store.read_one(|c| {
                let mut statement = c.prepare_cached(&format!("{COLUMNS} WHERE table_name = ?1 AND id = ?2"))?;
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
                if records::load(tx, table, id)?.is_none_or(|r| r.local.hash.is_none()) {
                    return Ok(false);
                }
                let group = Group::new(tx)?;
                local::write(tx, (table, id), None, &group, false)
            })
        })
    }

    /// Bodies of a table's records, a page at a time.
    ///
    /// # Errors
    /// `InvalidArgument` for a table, limit or page token that will not do; `Storage` when the disk fails.
    pub fn query(&self, table: &str, query: &Query) -> Result<Page, CloudError> {
        let page = self.query_records(table, query)?;
        Ok(Page { bodies: page.records.into_iter().filter_map(|r| r.body).collect(), next_page: page.next_page })
    }

    /// A table's records with their metadata, a page at a time. Deleted ones are left out.
    ///
    /// # Errors
    /// As [`CloudEngine::query`].
    pub fn query_records(&self, table: &str, query: &Query) -> Result<RecordPage, CloudError> {
        self.guard(|inner| {
            names::check_table(table)?;
            if !(1..=MAX_LIMIT).contains(&query.limit) {
                let message = format!("the limit is {}; a page has 1 to {MAX_LIMIT} records", query.limit);
                return Err(CloudError::argument("limit", message).into());
            }
            let after = match query.page.as_deref() {
                None => "",
                Some(token) => token.strip_prefix(PAGE_TOKEN).ok_or_else(|| {
                    CloudError::argument(
                        "page",
                        "this is not a page token; pass on the last page's next_page as it came",
                    )
                })?,
            };
            inner.store.read_one(|c| {
                let mut statement = c.prepare_cached(&format!(
                    "{COLUMNS} WHERE table_name = ?1 AND id > ?2 AND body IS NOT NULL ORDER BY id LIMIT ?3"
                ))?;
                let rows = statement.query_map(params![table, after, i64::from(query.limit) + 1], record)?;
                let mut records = rows.collect::<rusqlite::Result<Vec<CloudRecord>>>()?;
                let more = records.len() > query.limit as usize;
                records.truncate(query.limit as usize);
                let next_page = records.last().filter(|_| more).map(|r| format!("{PAGE_TOKEN}{}", r.id));
                Ok(RecordPage { records, next_page })
            })
        })
    }

    /// How many records a table has, deleted ones left out.
    ///
    /// # Errors
    /// As [`CloudEngine::get`].
    pub fn count(&self, table: &str) -> Result<i64, CloudError> {
        self.guard(|inner| {
            names::check_table(table)?;
            inner.store.read_one(|c| {
                let sql = "SELECT count(*) FROM records WHERE table_name = ?1 AND body IS NOT NULL";
                Ok(c.prepare_cached(sql)?.query_row([table], |r| r.get(0))?)
            })
        })
    }
}

/// The token's version; what follows is the last id.
const PAGE_TOKEN: &str = "1.";

const COLUMNS: &str = "SELECT table_name, id, body, content_hash, hlc, device_id, base_seq,
    content_hash IS base_hash AND NOT EXISTS (SELECT 1 FROM sync_log l
        WHERE l.synced = 0 AND l.table_name = records.table_name AND l.memory_id = records.id) FROM records";

fn record(row: &rusqlite::Row<'_>) -> rusqlite::Result<CloudRecord> {
    let hlc = records::hlc_column(row, 4)?;
    let body: Option<String> = row.get(2)?;
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
    })
}

pub(super) fn canonical(body: &str, max_bytes: usize) -> Result<Canonical, CloudError> {
    canonicalize(body, max_bytes).map_err(|e| CloudError::body(&e))
}

/// Says which of many things an error is about.
pub(super) fn in_row(what: &str, number: usize, error: CloudError) -> CloudError {
    match error {
        CloudError::InvalidArgument(mut info) => {
            info.message = format!("{what} {number}: {}", info.message);
            CloudError::InvalidArgument(info.with(what, number))
        }
        other => other,
    }
}
