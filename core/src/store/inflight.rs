//! The batch whose outcome is not settled, exactly as it was sent.

use super::Tx;
use super::records::corrupt;
use crate::error::Result;
use crate::transport::protocol::PushRequest;
use crate::transport::protocol::Verdict;
use rusqlite::OptionalExtension;

/// A batch that was made and not yet settled.
#[derive(Clone, Debug)]
pub(crate) struct InFlight {
    pub(crate) request: PushRequest,
    /// The local version each mutation was made of.
    pub(crate) versions: Vec<i64>,
    /// The server's word, once it is known.
    pub(crate) verdicts: Option<Vec<Verdict>>,
}

/// Stores a batch before it is sent, so that a crash or a lost answer leads to the identical one being sent again.
pub(crate) fn save(tx: &mut Tx<'_>, batch: &InFlight) -> Result<()> {
    let unwritable = |e| corrupt(format!("a batch that cannot be written down: {e}"));
    let request = serde_json::to_string(&batch.request).map_err(unwritable)?;
    let versions = serde_json::to_string(&batch.versions).map_err(unwritable)?;
    tx.statement("INSERT INTO inflight (one, batch_id, request, versions) VALUES (1, ?1, ?2, ?3)")?.execute([
        batch.request.batch.id.as_str(),
        request.as_str(),
        versions.as_str(),
    ])?;
    Ok(())
}

/// Keeps the verdicts, before any of them takes effect.
pub(crate) fn save_verdicts(tx: &mut Tx<'_>, verdicts: &[Verdict]) -> Result<()> {
    let text =
        serde_json::to_string(verdicts).map_err(|e| corrupt(format!("verdicts that cannot be written down: {e}")))?;
    tx.statement("UPDATE inflight SET verdicts = ?1")?.execute([text])?;
    Ok(())
}

pub(crate) fn load(tx: &Tx<'_>) -> Result<Option<InFlight>> {
    let found: Option<(String, String, Option<String>)> = tx
        .statement("SELECT request, versions, verdicts FROM inflight")?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    let Some((request, versions, verdicts)) = found else { return Ok(None) };
    let unreadable = |e: serde_json::Error| corrupt(format!("an unreadable batch: {e}"));
    Ok(Some(InFlight {
        request: serde_json::from_str(&request).map_err(unreadable)?,
        versions: serde_json::from_str(&versions).map_err(unreadable)?,
        verdicts: verdicts.map(|v| serde_json::from_str(&v)).transpose().map_err(unreadable)?,
    }))
}

/// The id of the batch, if there is one.
pub(crate) fn batch_id(connection: &rusqlite::Connection) -> Result<Option<String>> {
    Ok(connection.prepare_cached("SELECT batch_id FROM inflight")?.query_row([], |r| r.get(0)).optional()?)
}

pub(crate) fn clear(tx: &mut Tx<'_>) -> Result<()> {
    tx.statement("DELETE FROM inflight")?.execute([])?;
    Ok(())
}
