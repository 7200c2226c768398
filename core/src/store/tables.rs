//! The `tables` table: what holds for a table in this file, and the indexes it asked for.

use super::Tx;
use super::records::corrupt;
use crate::config::MergeStrategy;
use crate::config::Replicate;
use crate::config::TablePolicy;
use crate::error::Result;
use crate::query;
use crate::query::Path;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::params;
use std::collections::HashSet;

/// What a policy says to those who write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) replicate: Replicate,
    pub(crate) merge: Option<MergeStrategy>,
}

/// A table's rules; the default where none were set.
pub(crate) fn rules(connection: &Connection, table: &str) -> Result<Rules> {
    let mut statement = connection.prepare_cached("SELECT replicate, merge FROM tables WHERE name = ?1")?;
    let found: Option<(String, Option<String>)> =
        statement.query_row([table], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    let Some((replicate, merge)) = found else { return Ok(Rules::default()) };
    let replicate = match replicate.as_str() {
        "cloud" => Replicate::Cloud,
        "local" => Replicate::Local,
        other => return Err(corrupt(format!("the policy {other:?} of table {table:?}"))),
    };
    let merge = match merge {
        None => None,
        Some(name) => Some(
            MergeStrategy::parse(&name).ok_or_else(|| corrupt(format!("the strategy {name:?} of table {table:?}")))?,
        ),
    };
    Ok(Rules { replicate, merge })
}

/// A table's policy; the default where none was set.
pub(crate) fn policy(connection: &Connection, table: &str) -> Result<TablePolicy> {
    let Rules { replicate, merge } = rules(connection, table)?;
    Ok(TablePolicy { replicate, merge, indexed: indexed_paths(connection, table)? })
}

fn indexed_paths(connection: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT indexed FROM tables WHERE name = ?1")?;
    let text: Option<String> = statement.query_row([table], |r| r.get(0)).optional()?;
    let Some(text) = text else { return Ok(Vec::new()) };
    serde_json::from_str(&text).map_err(|_| corrupt(format!("the indexed paths {text:?} of table {table:?}")))
}

/// The paths of a table with an index, as a query writes them in SQL.
pub(crate) fn indexed(connection: &Connection, table: &str) -> Result<HashSet<String>> {
    Ok(body_paths(&indexed_paths(connection, table)?))
}

fn body_paths(paths: &[String]) -> HashSet<String> {
    let body = |path: &String| match Path::parse(path) {
        Ok(Path::Body(path)) => Some(path),
        _ => None,
    };
    paths.iter().filter_map(body).collect()
}

/// Sets a table's policy, and makes and drops its indexes. What a change between local and cloud means for the records
/// is done later, in steps: see [`crate::sync::moves`].
pub(crate) fn set_policy(tx: &mut Tx<'_>, table: &str, policy: &TablePolicy) -> Result<()> {
    let before = self::policy(tx, table)?;
    if before == *policy {
        return Ok(());
    }
    let indexed = serde_json::to_string(&policy.indexed).map_err(|e| corrupt(format!("paths: {e}")))?;
    tx.statement(
        "INSERT INTO tables (name, replicate, merge, indexed) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET replicate = excluded.replicate, merge = excluded.merge,
             indexed = excluded.indexed",
    )?
    .execute(params![table, policy.replicate.as_str(), policy.merge.map(MergeStrategy::as_str), indexed])?;
    if before.replicate != policy.replicate {
        let queued_upto = (policy.replicate == Replicate::Cloud).then_some("");
        set_queued_upto(tx, table, queued_upto)?;
    }
    tx.forget_policy(table);
    let (had, wanted) = (body_paths(&before.indexed), body_paths(&policy.indexed));
    for path in had.difference(&wanted) {
        tx.execute_batch(&format!("DROP INDEX IF EXISTS {}", index_name(table, path)))?;
    }
    for path in wanted.difference(&had) {
        tx.execute_batch(&format!(
            "CREATE INDEX IF NOT EXISTS {} ON records ({}) WHERE table_name = {} AND body IS NOT NULL",
            index_name(table, path),
            query::index_columns(path),
            query::literal(table)
        ))?;
    }
    Ok(())
}

/// Safe for any table and path, whatever they are called.
pub(crate) fn index_name(table: &str, body_path: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(table.as_bytes()).update(&[0]).update(body_path.as_bytes());
    format!("path_{}", &hasher.finalize().to_hex()[..24])
}

/// A table that became one of the cloud and has records still to be looked at, and how far that has come.
pub(crate) fn next_to_queue(connection: &Connection) -> Result<Option<(String, String)>> {
    let mut statement = connection.prepare_cached(
        "SELECT name, queued_upto FROM tables WHERE replicate = 'cloud' AND queued_upto IS NOT NULL LIMIT 1",
    )?;
    Ok(statement.query_row([], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
}

pub(crate) fn set_queued_upto(tx: &mut Tx<'_>, table: &str, id: Option<&str>) -> Result<()> {
    tx.statement("UPDATE tables SET queued_upto = ?2 WHERE name = ?1")?.execute(params![table, id])?;
    Ok(())
}

/// Every table that has records or a policy, with the number of its live records.
pub(crate) fn all(connection: &Connection) -> Result<Vec<(String, i64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT name, sum(live) AS records FROM
             (SELECT table_name AS name, count(*) AS live FROM records WHERE content_hash IS NOT NULL GROUP BY table_name
              UNION ALL SELECT name, 0 FROM tables)
         GROUP BY name ORDER BY name",
    )?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
