//! Pages of a pull that is not shown yet. Readers see one server head and then another, nothing in between.

use super::Tx;
use super::records::bytes;
use super::records::hash_column;
use super::records::hlc_column;
use super::records::int;
use super::records::int_seq;
use super::records::seq_column;
use crate::error::Result;
use crate::record::Identity;
use crate::record::RemoteRow;
use crate::record::State;
use crate::transport::protocol::Seq;
use rusqlite::params;

/// Adds a row; a later state of the same record takes the place of an earlier one.
pub(crate) fn put(tx: &mut Tx<'_>, row: &RemoteRow) -> Result<()> {
    let Identity { hlc, device_id, hash } = &row.state.identity;
    tx.statement(
        "INSERT OR REPLACE INTO staging (seq, table_name, id, hlc, device_id, content_hash, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![int_seq(row.seq), row.table, row.id, int(*hlc), device_id, bytes(hash), row.state.body])?;
    Ok(())
}

/// The next staged rows by seq.
pub(crate) fn rows(tx: &Tx<'_>, after: Seq, limit: u32) -> Result<Vec<RemoteRow>> {
    let mut statement = tx.statement(
        "SELECT seq, table_name, id, hlc, device_id, content_hash, body FROM staging
         WHERE seq > ?1 ORDER BY seq LIMIT ?2",
    )?;
    let rows = statement.query_map(params![int_seq(after), limit], |r| {
        let identity = Identity { hlc: hlc_column(r, 3)?, device_id: r.get(4)?, hash: hash_column(r, 5)? };
        let state = State { identity, body: r.get(6)? };
        Ok(RemoteRow { seq: seq_column(r, 0)?, table: r.get(1)?, id: r.get(2)?, state })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn count(connection: &rusqlite::Connection) -> Result<i64> {
    Ok(connection.prepare_cached("SELECT count(*) FROM staging")?.query_row([], |r| r.get(0))?)
}

/// Forgets rows up to a seq.
pub(crate) fn clear(tx: &mut Tx<'_>, upto: Seq) -> Result<()> {
    tx.statement("DELETE FROM staging WHERE seq <= ?1")?.execute([int_seq(upto)])?;
    Ok(())
}
