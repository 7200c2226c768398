//! The first message of every sync.

use super::Config;
use super::Principal;
use super::Result;
use super::ServiceError;
use super::space;
use crate::store::ReadTx;
use crate::store::SpaceRow;
use cortex_cloud::clock::Millis;
use cortex_cloud::transport::protocol::Handshake;
use cortex_cloud::transport::protocol::HandshakeAnswer;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;
use cortex_cloud::transport::protocol::code;

const SERVER: &str = concat!("cortex-server/", env!("CARGO_PKG_VERSION"));

/// Two clocks that agree are never quite equal.
const CLOCK_TOLERANCE_MS: Millis = 1_000;

/// Devices of a space may sync only so often (E60). Only completed syncs count, which the device itself reports: one
/// that failed or broke off, or a device's first, is never held up. A report from the future is of a clock that was set
/// back since, and holds nobody up either.
fn refuse_too_frequent(space: &SpaceRow, request: &Handshake, now: Millis) -> Result<()> {
    let (Some(interval), Some(completed)) = (space.limits.min_sync_interval_ms, request.completed_at) else {
        return Ok(());
    };
    let since = now.saturating_sub(completed);
    if !(-CLOCK_TOLERANCE_MS..interval).contains(&since) {
        return Ok(());
    }
    let wait = interval - since.max(0);
    let message = format!("this space syncs every {} at most; wait {}", seconds(interval), seconds(wait));
    Err(ServiceError::new(429, code::SYNC_TOO_FREQUENT, message)
        .with("min_sync_interval_ms", interval)
        .retry_after(wait))
}

/// Milliseconds for people, as whole seconds that are not too few.
fn seconds(ms: Millis) -> String {
    format!("{} s", ms.saturating_add(999) / 1_000)
}

pub(super) fn answer(
    tx: &mut dyn ReadTx,
    config: &Config,
    principal: &Principal,
    request: &Handshake,
    now: Millis,
) -> Result<HandshakeAnswer> {
    let space = space(tx, principal)?;
    refuse_too_frequent(&space, request, now)?;
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
        features: vec!["sync".to_owned(), "digest".to_owned(), "quota".to_owned()],
        head: space.head,
        epoch: space.epoch,
        space: space.name,
    })
}
