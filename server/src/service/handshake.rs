//! The first message of every sync.

use super::Config;
use super::Principal;
use super::Result;
use super::space;
use crate::store::ReadTx;
use cortex_cloud::clock::Millis;
use cortex_cloud::transport::protocol::Handshake;
use cortex_cloud::transport::protocol::HandshakeAnswer;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;

const SERVER: &str = concat!("cortex-server/", env!("CARGO_PKG_VERSION"));

pub(super) fn answer(
    tx: &mut dyn ReadTx,
    config: &Config,
    principal: &Principal,
    request: &Handshake,
    now: Millis,
) -> Result<HandshakeAnswer> {
    let space = space(tx, principal)?;
    Ok(HandshakeAnswer {
        protocol_version: PROTOCOL_VERSION,
        server: SERVER.to_owned(),
        server_time: now,
        principal: principal.id.clone(),
        role: principal.role.to_string(),
        lineage: tx.lineage(space.id)?,
        last_batch: tx.last_batch(space.id, &request.device_id)?,
        limits: config.limits,
        quota: space.quota(),
        plan: config.plan.clone(),
        features: vec!["sync".to_owned(), "digest".to_owned()],
        head: space.head,
        epoch: space.epoch,
        space: space.name,
    })
}
