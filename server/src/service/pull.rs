//! Pages of changes. Rows, head and digest are of one snapshot.

use super::Config;
use super::Principal;
use super::Result;
use super::cursor::Position;
use super::space;
use crate::store::PageQuery;
use crate::store::ReadTx;
use cortex_cloud::clock::Millis;
use cortex_cloud::digest::Digest;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;
use cortex_cloud::transport::protocol::PullAnswer;
use cortex_cloud::transport::protocol::PullRequest;
use cortex_cloud::transport::protocol::SpaceDigest;

/// Whether the cursor is one to go on from.
pub(super) fn check(tx: &mut dyn ReadTx, principal: &Principal, request: &PullRequest) -> Result<()> {
    let space = space(tx, principal)?;
    Position::read(request.cursor.as_deref(), request.fresh, &space).map(drop)
}

pub(super) fn answer(
    tx: &mut dyn ReadTx,
    config: &Config,
    principal: &Principal,
    request: &PullRequest,
    now: Millis,
) -> Result<PullAnswer> {
    let space = space(tx, principal)?;
    let from = Position::read(request.cursor.as_deref(), request.fresh, &space)?;
    let max_rows = request.max_items.unwrap_or(u32::MAX).clamp(1, config.limits.page_items.max(1));
    let page = tx.page(
        space.id,
        PageQuery {
            after: from.seq,
            live_until: from.fresh_since.unwrap_or(0),
            max_rows: max_rows as usize,
            max_bytes: config.page_bytes,
        },
    )?;
    // After the last page the cursor stands for the head: what was left out, or overtaken by newer states of the same
    // records, must not be asked for again.
    let next = match page.rows.last() {
        Some(row) if page.has_more => Position { seq: row.seq, ..from },
        _ => Position::head(&space),
    };
    let digest = if page.has_more {
        None
    } else {
        let mut total = Digest::default();
        tx.digests(space.id, None)?.into_iter().for_each(|(_, digest)| total.merge(digest));
        Some(SpaceDigest { sum: total.hex(), records: total.records })
    };
    Ok(PullAnswer {
        protocol_version: PROTOCOL_VERSION,
        cursor: request.cursor.clone(),
        next_cursor: next.write(&space.epoch),
        next_seq: next.seq,
        rows: page.rows,
        unreadable: Vec::new(),
        has_more: page.has_more,
        head: space.head,
        digest,
        server_time: now,
        epoch: space.epoch,
    })
}
