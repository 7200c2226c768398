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
use crate::events::CloudEvent;
use crate::events::SyncPhase;
use crate::quota;
use crate::store::Store;
use crate::store::Tx;
use crate::store::inflight;
use crate::store::parked;
use crate::store::records;
use crate::store::state;
use crate::store::sync_log;
use crate::sync::comparison::Scope;
use crate::sync::pull;
use crate::sync::push;
use crate::sync::reconcile;
use crate::sync::report::SyncStatus;
use crate::transport::protocol::Handshake;
use crate::transport::protocol::HandshakeAnswer;
use crate::transport::protocol::PROTOCOL_VERSION;
use crate::transport::protocol::Request;
use crate::transport::protocol::Seq;

impl Session {
    /// Verdicts that were stored before a crash take effect first; then the handshake.
    pub(super) fn begin(&mut self, store: &Store, now: Millis) -> Stepped {
        let mut unparked = Vec::new();
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
        if store.read_patiently(parked::count)? > 0 {
            let mut report = self.report.clone();
            let events;
            (self.report, events) = store.write_patiently(now, |tx| {
                pull::unpark(tx, &mut report)?;
                Ok(report)
            })?;
            unparked = events;
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
        let (action, _) = self.send(now, Request::Handshake(request))?;
        Ok((action, unparked))
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
            return self.finish(store, now, SyncStatus::Refused, Some(CloudError::VersionMismatch { info }));
        }
        let sent_at = self.sent_at;
        let before = store.read_patiently(state::load)?.quota;
        let (meeting, mut events) = store.write_patiently(now, |tx| meet(tx, entropy, sent_at, &answer))?;
        if let Meeting::Refused(error) = meeting {
            return self.finish(store, now, SyncStatus::Refused, Some(error));
        }
        events.extend(quota::crossings(before.as_ref(), &answer.quota, &self.settings.limits));
        self.batch.items = self.batch.items.min(answer.limits.batch_items.max(1));
        self.batch.bytes = self.batch.bytes.min(answer.limits.batch_bytes);
        self.batch.most_items = self.batch.most_items.min(answer.limits.batch_items.max(1));
        self.batch.most_bytes = self.batch.most_bytes.min(answer.limits.batch_bytes);
        self.newest = answer.head;
        self.space = Some(answer);
        self.queue_total = store.read_patiently(|c| Ok(sync_log::backlog(c)?.pending))?;
        if let Meeting::Parted(parted) = meeting {
            tracing::warn!(parted, "the server was restored from a backup; comparing everything");
            self.compare(Scope::Everything { parted: Some(parted) });
            return Ok((SessionAction::Continue, events));
        }
        // Even a mere pull settles a batch of unknown outcome first.
        self.phase = Phase::NextPush;
        if self.plan.push && self.queue_total > 0 {
            events.push(CloudEvent::Progress { phase: SyncPhase::Push, done: 0, total: self.queue_total });
        }
        Ok((SessionAction::Continue, events))
    }
}

/// How this file and the server met.
enum Meeting {
    Known,
    /// The server was restored from a backup: up to this seq they have one history.
    Parted(Seq),
    Refused(CloudError),
}

/// Checks that the server is the one this file belongs to, and whether this file is a copy.
fn meet(tx: &mut Tx<'_>, entropy: &dyn Entropy, sent_at: Millis, answer: &HandshakeAnswer) -> Result<Meeting> {
    let sync = state::load(tx)?;
    if sync.space.as_ref().is_some_and(|s| *s != answer.space)
        || sync.principal.as_ref().is_some_and(|p| *p != answer.principal)
    {
        let message =
            "this file belongs to another account; sign in as the one it was first synced with, or open another file";
        return Ok(Meeting::Refused(CloudError::Forbidden {
            info: ErrorInfo::new("forbidden.other_account", message),
        }));
    }
    follow_clock(tx, sent_at, answer.server_time);
    state::set_quota(tx, &answer.quota)?;
    match &sync.epoch {
        None => state::bind(tx, &answer.space, &answer.principal, &answer.epoch, &answer.lineage)?,
        Some(epoch) if *epoch != answer.epoch => {
            let mine = state::lineage(tx)?;
            return Ok(Meeting::Parted(reconcile::parting((epoch, &mine), (&answer.epoch, &answer.lineage))));
        }
        Some(_) => {}
    }
    let known = answer.last_batch == sync.last_batch
        || (answer.last_batch.is_some() && answer.last_batch == inflight::batch_id(tx)?);
    if !known {
        fork(tx, entropy)?;
    }
    if answer.head < sync.cursor_seq {
        // Somebody put an older database in place by hand: the same epoch, and yet a restore. Since when is not known:
        // others may have pushed to it already.
        return Ok(Meeting::Parted(0));
    }
    Ok(Meeting::Known)
}

/// This file is a copy or an old backup of another device's: it gets an identity of its own. `base_seq` protects
/// everyone else from what it pushes again.
pub(super) fn fork(tx: &mut Tx<'_>, entropy: &dyn Entropy) -> Result<()> {
    tracing::warn!("this file is a copy or a restored backup; it goes on as a device of its own");
    push::drop_unsettled(tx)?;
    records::mark_forked(tx)?;
    state::set_device(tx, &random_id(entropy))
}
