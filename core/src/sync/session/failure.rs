//! What a failed request means for the sync: try again, go on without, or end it and say why.

use super::Phase;
use super::Session;
use super::SessionAction;
use super::Stepped;
use super::greeting::fork;
use super::push;
use super::quiet;
use crate::clock::Millis;
use crate::entropy::Entropy;
use crate::error::CloudError;
use crate::events::Event;
use crate::store::Store;
use crate::store::inflight;
use crate::store::inflight::InFlight;
use crate::store::sync_log;
use crate::sync::report::SyncStatus;
use crate::transport::error::Cause;
use crate::transport::error::TransportError;
use crate::transport::protocol::code;

impl Session {
    pub(super) fn failed(
        &mut self,
        store: &Store,
        entropy: &dyn Entropy,
        now: Millis,
        error: TransportError,
    ) -> Stepped {
        if error.is_retryable()
            && let Some(wait) = self.settings.retry.wait(self.tries, error.retry_after_ms, entropy)
        {
            self.tries += 1;
            return quiet(SessionAction::WaitUntil(now.saturating_add(wait)));
        }
        if matches!(self.phase, Phase::Pushing(_))
            && let Phase::Pushing(batch) = std::mem::replace(&mut self.phase, Phase::Finished)
        {
            match error.cause {
                Cause::Conflict if error.code == code::DEVICE_FORKED => {
                    let ((), events) = store.write_patiently(now, |tx| fork(tx, entropy))?;
                    self.queue_after = 0;
                    self.phase = Phase::NextPush;
                    return Ok((SessionAction::Continue, events));
                }
                Cause::Forbidden => return self.may_not_push(store, now, error),
                Cause::TooLarge | Cause::Refused => return self.batch_refused(store, now, &batch, &error),
                _ => {}
            }
        }
        let (status, mut seen) = status_of(&error);
        if status == SyncStatus::Offline && (self.report.pushed > 0 || self.report.pulled > 0) {
            // What was done before the connection broke is reported (E32).
            return self.finish(store, now, SyncStatus::Partial, Some(error.into()));
        }
        let (action, mut events) = self.finish(store, now, status, Some(error.into()))?;
        events.append(&mut seen);
        Ok((action, events))
    }

    /// A role that may not write: its work stays queued, and what others wrote still comes down.
    fn may_not_push(&mut self, store: &Store, now: Millis, error: TransportError) -> Stepped {
        // The server looks for a known batch before it looks at the role: its own word means that nothing got there. A
        // batch that went out more than once may have an earlier copy still on its way.
        let is_definite = error.code == code::READ_ONLY_ROLE && self.tries == 1 && !self.is_resent;
        let drop = if is_definite { push::drop_refused } else { push::drop_unsettled };
        let ((), events) = store.write_patiently(now, drop)?;
        self.plan.push = false;
        self.report.error = Some(error.into());
        self.phase = Phase::NextPull;
        Ok((SessionAction::Continue, events))
    }

    /// A definite refusal of a whole batch: smaller batches find the one to blame, which goes to quarantine.
    fn batch_refused(&mut self, store: &Store, now: Millis, batch: &InFlight, error: &TransportError) -> Stepped {
        let mutations = &batch.request.mutations;
        let ((), events) = store.write_patiently(now, |tx| {
            push::drop_unsettled(tx)?;
            if let [only] = mutations.as_slice() {
                let (table, id) = (only.table.as_str(), only.id.as_str());
                sync_log::mark_refused(tx, (table, id), &error.code, &error.message)?;
                tx.emit(Event::MutationRefused {
                    table: table.to_owned(),
                    id: id.to_owned(),
                    code: error.code.clone(),
                    reason: error.message.clone(),
                });
            }
            inflight::clear(tx)
        })?;
        if mutations.len() == 1 {
            self.report.refused += 1;
        } else {
            self.batch.items = u32::try_from(mutations.len() / 2).unwrap_or(u32::MAX).max(1);
            self.batch.bytes = (self.batch.bytes / 2).max(1);
            self.queue_after = 0;
        }
        self.phase = Phase::NextPush;
        Ok((SessionAction::Continue, events))
    }
}

fn status_of(error: &TransportError) -> (SyncStatus, Vec<Event>) {
    match error.cause {
        Cause::Unavailable | Cause::Connection | Cause::Timeout | Cause::Server | Cause::Cancelled => {
            (SyncStatus::Offline, Vec::new())
        }
        Cause::Throttled => (SyncStatus::Throttled, Vec::new()),
        Cause::Unauthenticated => {
            let reason = CloudError::from(error.clone()).info().message.clone();
            (SyncStatus::AuthNeeded, vec![Event::AuthNeeded { reason }])
        }
        Cause::Full => (SyncStatus::Partial, Vec::new()),
        _ => (SyncStatus::Refused, Vec::new()),
    }
}
