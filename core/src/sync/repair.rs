//! Repair: setting right what differs from the server without wiping anything.

use super::comparison::Comparison;
use super::comparison::Found;
use super::moves;
use super::pull;
use super::report::SyncReport;
use crate::config::Replicate;
use crate::error::Result;
use crate::events::CloudEvent;
use crate::store::Tx;
use crate::store::parked;
use crate::store::records;
use crate::store::state;

/// Sets everything right in one transaction. Unsynced work stays, or meets the server's state as a conflict. Returns how
/// many records that were.
pub(crate) fn apply(tx: &mut Tx<'_>, comparison: Comparison, report: &mut SyncReport) -> Result<i64> {
    let mut repaired = 0;
    let cursor = state::load(tx)?.cursor_seq;
    for found in comparison.found.values().filter(|f| f.seq() <= cursor) {
        let row = match found {
            Found::Row(row) => row,
            Found::Unreadable(row) => {
                pull::park(tx, row, report)?;
                continue;
            }
        };
        let key = (row.table.as_str(), row.id.as_str());
        // It can be read now.
        parked::release(tx, key)?;
        if let Some(record) = records::load(tx, key.0, key.1)? {
            // The base is not what the server has under that number: forget it, so that the row counts as newer.
            records::move_base(tx, key, &record, 0)?;
        }
        pull::merge(tx, row, report)?;
        repaired += 1;
    }
    for (table, id) in records::live_bases(tx)? {
        let key = (table.as_str(), id.as_str());
        if !comparison.lacks(key) {
            continue;
        }
        let Some(record) = moves::together(tx, key)?.filter(|r| r.base_seq <= cursor) else { continue };
        if tx.policy(&table)?.replicate == Replicate::Local {
            // Only the server's copy is its business.
            moves::lost_by_server(tx, key, &record)?;
        } else if pull::has_work(tx, key, &record)? {
            pull::absent(tx, key, &record, report)?;
        } else {
            pull::yield_to_remote(tx, key, &record, (None, 0))?;
        }
        repaired += 1;
    }
    if repaired > 0 {
        tx.emit(CloudEvent::Repaired { records: repaired });
    }
    Ok(repaired)
}
