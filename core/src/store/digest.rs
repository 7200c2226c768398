//! The digest of the base states, changed in the transaction that changes the bases.

use super::Tx;
use super::records::corrupt;
use crate::canonical::ContentHash;
use crate::digest::Digest;
use crate::digest::bucket;
use crate::digest::entry;
use crate::error::Result;
use crate::transport::protocol::Seq;
use rusqlite::Connection;
use rusqlite::params;
use std::collections::BTreeMap;

/// What a transaction changed, by bucket.
#[derive(Default)]
pub(crate) struct DigestChange(BTreeMap<u8, Digest>);

impl DigestChange {
    /// A base went from one state to another. States without a hash, absent or deleted, do not count.
    pub(crate) fn change(
        &mut self,
        table: &str,
        id: &str,
        before: (Seq, Option<ContentHash>),
        after: (Seq, Option<ContentHash>),
    ) {
        if before == after || (before.1.is_none() && after.1.is_none()) {
            return;
        }
        let digest = self.0.entry(bucket(table, id)).or_default();
        if let (seq, Some(hash)) = before {
            digest.remove(entry(table, id, seq, &hash));
        }
        if let (seq, Some(hash)) = after {
            digest.add(entry(table, id, seq, &hash));
        }
    }
}

/// Adds a transaction's changes to the table.
pub(super) fn save(tx: &mut Tx<'_>) -> Result<()> {
    let changes = std::mem::take(&mut tx.digest.0);
    for (number, change) in changes {
        let mut digest = read_bucket(tx, number)?;
        digest.merge(change);
        tx.statement(
            "INSERT INTO digest (bucket, sum, records) VALUES (?1, ?2, ?3)
             ON CONFLICT (bucket) DO UPDATE SET sum = excluded.sum, records = excluded.records",
        )?
        .execute(params![number, digest.hex(), digest.records])?;
    }
    Ok(())
}

fn read_bucket(connection: &Connection, number: u8) -> Result<Digest> {
    let mut statement = connection.prepare_cached("SELECT bucket, sum, records FROM digest WHERE bucket = ?1")?;
    let mut rows = statement.query([number])?;
    match rows.next()? {
        Some(row) => Ok(parse(row)?.1),
        None => Ok(Digest::default()),
    }
}

/// Every bucket that was ever used.
pub(crate) fn buckets(connection: &Connection) -> Result<BTreeMap<u8, Digest>> {
    let mut statement = connection.prepare_cached("SELECT bucket, sum, records FROM digest")?;
    let mut rows = statement.query([])?;
    let mut buckets = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (number, digest) = parse(row)?;
        buckets.insert(number, digest);
    }
    Ok(buckets)
}

/// The digest of everything.
pub(crate) fn total(connection: &Connection) -> Result<Digest> {
    let mut total = Digest::default();
    for digest in buckets(connection)?.into_values() {
        total.merge(digest);
    }
    Ok(total)
}

/// Whether this file has any live state in common with the server.
pub(crate) fn has_any(connection: &Connection) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM digest WHERE records > 0 LIMIT 1")?.exists([])?)
}

/// The digest computed anew from the records, to check the table against.
pub(crate) fn recompute(connection: &Connection) -> Result<BTreeMap<u8, Digest>> {
    let mut statement = connection
        .prepare_cached("SELECT table_name, id, base_seq, base_hash FROM records WHERE base_hash IS NOT NULL")?;
    let mut rows = statement.query([])?;
    let mut buckets: BTreeMap<u8, Digest> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (table, id): (String, String) = (row.get(0)?, row.get(1)?);
        let seq = super::records::seq_column(row, 2)?;
        if let Some(hash) = super::records::hash_column(row, 3)? {
            buckets.entry(bucket(&table, &id)).or_default().add(entry(&table, &id, seq, &hash));
        }
    }
    // A row that cannot be read counts in place of the base.
    for (table, id, seq, hash) in super::parked::all_counted(connection)? {
        let digest = buckets.entry(bucket(&table, &id)).or_default();
        if let Some((seq, Some(hash))) = super::records::base_of(connection, &table, &id)? {
            digest.remove(entry(&table, &id, seq, &hash));
        }
        if let Some(hash) = hash {
            digest.add(entry(&table, &id, seq, &hash));
        }
    }
    Ok(buckets)
}

/// Sets the table to what the records add up to.
pub(crate) fn replace(tx: &mut Tx<'_>, right: &BTreeMap<u8, Digest>) -> Result<()> {
    tx.statement("DELETE FROM digest")?.execute([])?;
    for (number, digest) in right {
        tx.statement("INSERT INTO digest (bucket, sum, records) VALUES (?1, ?2, ?3)")?.execute(params![
            number,
            digest.hex(),
            digest.records
        ])?;
    }
    Ok(())
}

fn parse(row: &rusqlite::Row<'_>) -> Result<(u8, Digest)> {
    let number = row.get(0)?;
    let text: String = row.get(1)?;
    let sum = u128::from_str_radix(&text, 16).map_err(|_| corrupt(format!("the digest sum {text:?}")))?;
    Ok((number, Digest { sum, records: row.get(2)? }))
}
