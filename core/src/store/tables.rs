//! The `tables` table: what holds for a table in this file.

use super::Tx;
use super::records::corrupt;
use crate::config::MergeStrategy;
use crate::config::Replicate;
use crate::config::TablePolicy;
use crate::error::Result;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::params;

/// A table's policy; the default where none was set.
pub(crate) fn policy(connection: &Connection, table: &str) -> Result<TablePolicy> {
    let mut statement = connection.prepare_cached("SELECT replicate, merge FROM tables WHERE name = ?1")?;
    let found: Option<(String, Option<String>)> =
        statement.query_row([table], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    let Some((replicate, merge)) = found else { return Ok(TablePolicy::default()) };
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
    Ok(TablePolicy { replicate, merge })
}

/// Sets a table's policy.
pub(crate) fn set_policy(tx: &mut Tx<'_>, table: &str, policy: &TablePolicy) -> Result<()> {
    crate::engine::names::check_table(table)?;
    if tx.policy(table)? == *policy {
        return Ok(());
    }
    let used: Option<i64> = tx
        .statement("SELECT 1 FROM records WHERE table_name = ?1 LIMIT 1")?
        .query_row([table], |r| r.get(0))
        .optional()?;
    if used.is_some() && tx.policy(table)?.replicate != policy.replicate {
        return Err(crate::error::CloudError::argument(
            "tables",
            format!("table {table:?} holds records already; whether they leave this file cannot be changed any more"),
        )
        .into());
    }
    tx.statement(
        "INSERT INTO tables (name, replicate, merge) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET replicate = excluded.replicate, merge = excluded.merge",
    )?
    .execute(params![table, policy.replicate.as_str(), policy.merge.map(MergeStrategy::as_str)])?;
    tx.forget_policy(table);
    Ok(())
}
