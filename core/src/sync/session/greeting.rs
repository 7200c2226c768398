//! The first exchange: what an earlier sync left, who the server is, and whether this file is a copy.

use super::Phase;
use super::Session;
use super::SessionAction;
use super::Stepped;
use super::follow_clock;
use crate::clock::Millis;
use crate::entropy::Entropy;
use crate::entropy::random_id;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use crate::error::Result;
use crate::events::Event;
use crate::events::SyncPhase;
use crate::quota;
use crate::store::Store;
use crate::store::Tx;
use crate::store::inflight;
use crate::store::state;
use crate::store::sync_log;
use crate::sync::push;
use crate::sync::report::SyncStatus;
use crate::transport::protocol::Handshake;
use crate::transport::protocol::HandshakeAnswer;
use crate::transport::protocol::PROTOCOL_VERSION;
use crate::transport::protocol::Request;

impl Session {
    /// Verdicts that were stored before a crash take effect first; then the handshake.
    pub(super) fn begin(&mut self, store: &Store, now: Millis) -> Stepped {
        let unsettled = store.read_patiently(|c| Ok(inflight::batch_id(c)?.is_some()))?;
        if unsettled {
            let mut report = std::mem::take(&mut self.report);
            let ((settled, report), events) = store.write_patiently(now, |tx| {
                let Some(batch) = inflight::load(tx)? else { return Ok((None, report)) };
                let Some(verdicts) = batch.verdicts.clone() else { return Ok((None, report)) };
                let settled = push::settle(tx, &batch, &verdicts, &mut report)?;
                Ok((Some(settled), report))
            })?;
            self.report = report;
            if let Some(settled) = settled {
                self.hold_back(settled);
                self.phase = Phase::Begin;
                return Ok((SessionAction::Continue, events));
            }
        }
        let request = store.read_patiently(|c| {
            let sync = state::load(c)?;
            Ok(Handshake {
                protocol_version: PROTOCOL_VERSION,
                client: self.settings.client.clone(),
                device_id: sync.device_id,
                last_batch: sync.last_batch,
                inflight_batch: inflight::batch_id(c)?,
                completed_at: sync.completed_server_at,
            })
        })?;
        self.phase = Phase::Handshaking;
        self.send(now, Request::Handshake(request))
    }

    pub(super) fn greeted(
        &mut self,
        store: &Store,
        entropy: &dyn Entropy,
        now: Millis,
        answer: HandshakeAnswer,
    ) -> Stepped {
        if answer.protocol_version != PROTOCOL_VERSION {
            let message = format!(
                "the server chose protocol version {} and this engine speaks {PROTOCOL_VERSION}; update the older one",
                answer.protocol_version
            );
            let info = ErrorInfo::new("version.unsupported", message)
                .with("client_version", PROTOCOL_VERSION)
                .with("server_version", answer.protocol_version);
            return self.finish(store, now, SyncStatus::Refused, Some(CloudError::VersionMismatch(info)));
        }
        let sent_at = self.sent_at;
        let before = store.read_patiently(state::load)?.quota;
        let (refusal, mut events) = store.write_patiently(now, |tx| meet(tx, entropy, sent_at, &answer))?;
        if let Some(error) = refusal {
            return self.finish(store, now, SyncStatus::Refused, Some(error));
        }
        events.extend(quota::crossings(before.as_ref(), &answer.quota, &self.settings.limits));
        self.batch.items = self.batch.items.min(answer.limits.batch_items.max(1));
        self.batch.bytes = self.batch.bytes.min(answer.limits.batch_bytes);
        self.space = Some(answer);
        self.queue_total = store.read_patiently(|c| Ok(sync_log::backlog(c)?.pending))?;
        // Even a mere pull settles a batch of unknown outcome first.
        self.phase = Phase::NextPush;
        if self.plan.push && self.queue_total > 0 {
            events.push(Event::Progress { phase: SyncPhase::Push, done: 0, total: self.queue_total });
        }
        Ok((SessionAction::Continue, events))
    }
}

/// Checks that the server is the one this file belongs to, and whether this file is a copy. Returns why it is not.
fn meet(
    tx: &mut Tx<'_>,
    entropy: &dyn Entropy,
    sent_at: Millis,
    answer: &HandshakeAnswer,
) -> Result<Option<CloudError>> {
    let sync = state::load(tx)?;
    if sync.space.as_ref().is_some_and(|s| *s != answer.space)
        || sync.principal.as_ref().is_some_and(|p| *p != answer.principal)
    {
        let message =
            "this file belongs to another account; sign in as the one it was first synced with, or open another file";
        return Ok(Some(CloudError::Forbidden(ErrorInfo::new("forbidden.other_account", message))));
    }
    if sync.epoch.as_ref().is_some_and(|e| *e != answer.epoch) {
        let message = "the server was restored from a backup since the last sync; unsynced work stays queued";
        return Ok(Some(CloudError::Conflict(ErrorInfo::new("conflict.epoch_changed", message))));
    }
    follow_clock(tx, sent_at, answer.server_time);
    state::set_quota(tx, &answer.quota)?;
    if sync.epoch.is_none() {
        state::bind(tx, &answer.space, &answer.principal, &answer.epoch, &answer.lineage)?;
    }
    let known = answer.last_batch == sync.last_batch
        || (answer.last_batch.is_some() && answer.last_batch == inflight::batch_id(tx)?);
    if !known {
        fork(tx, entropy)?;
    }
    Ok(None)
}

/// This file is a copy or an old backup of another device's: it gets an identity of its own. `base_seq` protects
/// everyone else from what it pushes again.
pub(super) fn fork(tx: &mut Tx<'_>, entropy: &dyn Entropy) -> Result<()> {
    tracing::warn!("this file is a copy or a restored backup; it goes on as a device of its own");
    push::drop_unsettled(tx)?;
    state::set_device(tx, &random_id(entropy))
}
