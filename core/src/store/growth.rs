//! What queued mutations will change of a space's size once they are up, worked out from the tables.

use super::Tx;
use super::units::Key;
use crate::error::Result;
use crate::quota::Growth;
use rusqlite::Connection;
use rusqlite::OptionalExtension;

/// The change of one row of `records`: its state against its base. A record equal to its base changes nothing, and has
/// no base body to compare with.
const CHANGES: &str = "iif(content_hash IS base_hash, 0, (content_hash IS NOT NULL) - (base_hash IS NOT NULL)),
     iif(content_hash IS base_hash, 0, coalesce(octet_length(body), 0) - coalesce(octet_length(base_body), 0))";

fn growth(row: &rusqlite::Row<'_>) -> rusqlite::Result<Growth> {
    Ok(Growth { records: row.get(0)?, bytes: row.get(1)? })
}

/// The net effect of pushing these records.
pub(crate) fn of_records(tx: &Tx<'_>, keys: &[Key]) -> Result<Growth> {
    let sql = format!("SELECT {CHANGES} FROM records WHERE table_name = ?1 AND id = ?2");
    let mut statement = tx.statement(&sql)?;
    let mut net = Growth::default();
    for (table, id) in keys {
        let one = statement.query_row([table, id], growth).optional()?.unwrap_or_default();
        net.records += one.records;
        net.bytes += one.bytes;
    }
    Ok(net)
}

/// What pushing all that may be sent changes: what is refused or waits for its conflict is left out.
pub(crate) fn of_queue(connection: &Connection) -> Result<Growth> {
    let sql = format!(
        "SELECT coalesce(sum(records), 0), coalesce(sum(bytes), 0) FROM (
            WITH changes(records, bytes, table_name, id) AS (SELECT {CHANGES}, table_name, id FROM records)
            SELECT records, bytes FROM changes r WHERE (table_name, id) IN
                (SELECT table_name, memory_id FROM sync_log INDEXED BY sync_log_queue
                 WHERE synced = 0 AND code IS NULL AND local_seq > 0)
            AND NOT EXISTS (SELECT 1 FROM conflict_log c WHERE c.table_name = r.table_name AND c.memory_id = r.id
                            AND c.resolved_at IS NULL))"
    );
    Ok(connection.prepare_cached(&sql)?.query_row([], growth)?)
}
