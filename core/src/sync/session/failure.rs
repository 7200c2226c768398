//! What a failed request means for the sync: try again, go on without, or end it and say why.

use super::MAX_RESTARTS;
use super::Phase;
use super::Session;
use super::SessionAction;
use super::Stepped;
use super::greeting::fork;
use super::quiet;
use crate::clock::Millis;
use crate::entropy::Entropy;
use crate::error::CloudError;
use crate::events::CloudEvent;
use crate::store::Store;
use crate::store::inflight::InFlight;
use crate::store::records;
use crate::sync::comparison::Scope;
use crate::sync::push;
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
            && error.code != code::SYNC_TOO_FREQUENT
            && let Some(wait) = self.settings.retry.wait(self.tries, error.retry_after_ms, entropy)
        {
            self.tries += 1;
            return quiet(SessionAction::WaitUntil(now.saturating_add(wait)));
        }
        if error.cause == Cause::Conflict && !matches!(self.phase, Phase::Handshaking) {
            match error.code.as_str() {
                code::EPOCH_CHANGED => return self.start_over(store, now),
                code::CURSOR_EXPIRED | code::CURSOR_AHEAD => return self.cursor_lost(store, now, error),
                _ => {}
            }
        }
        if matches!(self.phase, Phase::Pushing(_))
            && let Phase::Pushing(batch) = std::mem::replace(&mut self.phase, Phase::Finished)
        {
            match error.cause {
                Cause::Conflict if error.code == code::DEVICE_FORKED && !self.has_forked => {
                    self.has_forked = true;
                    let ((), events) = store.write_patiently(now, |tx| fork(tx, entropy))?;
                    self.queue_after = 0;
                    self.phase = Phase::NextPush;
                    return Ok((SessionAction::Continue, events));
                }
                Cause::Forbidden => return self.may_not_push(store, now, error),
                Cause::TooLarge => return self.batch_refused(store, now, &batch, &error),
                // Only in the server's own words: a proxy's page says nothing of the batch.
                Cause::Refused if error.code == code::BAD_REQUEST => {
                    return self.batch_refused(store, now, &batch, &error);
                }
                _ => {}
            }
        }
        if error.cause == Cause::TooLarge
            && let Phase::Comparing(comparison) = &mut self.phase
            && comparison.ask_for_less()
            && let Phase::Comparing(comparison) = std::mem::replace(&mut self.phase, Phase::Finished)
        {
            self.phase = Phase::NextComparison(comparison);
            return quiet(SessionAction::Continue);
        }
        self.end(store, now, error)
    }

    fn end(&mut self, store: &Store, now: Millis, error: TransportError) -> Stepped {
        let (status, mut seen) = status_of(&error);
        if status == SyncStatus::Offline && (self.report.pushed > 0 || self.report.pulled > 0) {
            // What was done before the connection broke is reported (E32).
            return self.finish(store, now, SyncStatus::Partial, Some(error.into()));
        }
        let (action, mut events) = self.finish(store, now, status, Some(error.into()))?;
        events.append(&mut seen);
        Ok((action, events))
    }

    /// Pages cannot bring this file to the head any more: everything is compared.
    fn cursor_lost(&mut self, store: &Store, now: Millis, error: TransportError) -> Stepped {
        if self.restarts >= MAX_RESTARTS {
            return self.end(store, now, error);
        }
        self.restarts += 1;
        if matches!(self.phase, Phase::Pushing(_)) {
            // The batch came with a pull, and only the pull was refused: the batch goes again, alone, and so do those of
            // whoever goes on writing meanwhile.
            self.has_lost_cursor = true;
            self.phase = Phase::NextPush;
        } else if error.code == code::CURSOR_AHEAD {
            // The handshake says how far ahead.
            self.phase = Phase::Begin;
        } else if let Phase::Comparing(comparison) = &self.phase {
            // Deletes were forgotten while it was under way. What it is for stays the same.
            let scope = comparison.scope;
            self.compare(scope);
        } else {
            tracing::warn!("this device was away for longer than deletes are kept; comparing everything");
            self.compare(Scope::Everything { parted: None });
        }
        quiet(SessionAction::Continue)
    }

    /// Whether a refusal of the batch under way means that none of it got there. The server looks for a known batch
    /// before anything else; but one that went out more than once may have an earlier copy still on its way.
    fn is_definite(&self, error: &TransportError) -> bool {
        let own_words = [code::READ_ONLY_ROLE, code::BATCH_TOO_LARGE, code::BAD_REQUEST];
        own_words.contains(&error.code.as_str()) && self.tries == 1 && !self.is_resent
    }

    /// A role that may not write: its work stays queued, and what others wrote still comes down.
    fn may_not_push(&mut self, store: &Store, now: Millis, error: TransportError) -> Stepped {
        let drop = if self.is_definite(&error) { push::drop_refused } else { push::drop_unsettled };
        let ((), events) = store.write_patiently(now, drop)?;
        self.plan.push = false;
        self.report.error = Some(error.into());
        self.phase = Phase::NextPull;
        Ok((SessionAction::Continue, events))
    }

    /// A refusal of a whole batch: smaller batches find the one to blame. It goes to quarantine if the server itself
    /// said so of the state it still has; else it is left out of this sync.
    fn batch_refused(&mut self, store: &Store, now: Millis, batch: &InFlight, error: &TransportError) -> Stepped {
        let is_definite = self.is_definite(error);
        let mutations = &batch.request.mutations;
        let only = mutations.first().filter(|_| mutations.len() == 1).zip(batch.versions.first());
        let (is_refused, events) = store.write_patiently(now, |tx| {
            if is_definite {
                push::drop_refused(tx)?
            } else {
                push::drop_unsettled(tx)?
            }
            let Some((only, version)) = only.filter(|_| is_definite) else { return Ok(false) };
            let key = (only.table.as_str(), only.id.as_str());
            let is_same = records::load(tx, key.0, key.1)?.is_some_and(|r| r.version == *version);
            if is_same {
                push::quarantine(tx, key, true, &error.code, &error.message)?;
            }
            push::drop_if_undone(tx, key)?;
            Ok(is_same)
        })?;
        match only {
            Some(_) if is_refused => self.report.refused += 1,
            // A newer state goes up on its own account; it was edited while this one was on its way.
            Some(_) if is_definite => {}
            Some((only, _)) => {
                self.skip_for_good.insert((only.table.clone(), only.id.clone()));
                self.report.error.get_or_insert_with(|| error.clone().into());
            }
            None => {
                let half = u32::try_from(mutations.len() / 2).unwrap_or(u32::MAX).max(1);
                self.batch.items = half;
                self.batch.bytes = (self.batch.bytes / 2).max(1);
                if mutations.iter().all(|m| m.group == mutations[0].group) {
                    // One unit: if that is too much, it goes up in pieces.
                    self.batch.most_items = half;
                }
            }
        }
        self.queue_after = 0;
        self.phase = Phase::NextPush;
        Ok((SessionAction::Continue, events))
    }
}

fn status_of(error: &TransportError) -> (SyncStatus, Vec<CloudEvent>) {
    match error.cause {
        Cause::Unavailable | Cause::Connection | Cause::Timeout | Cause::Server | Cause::Cancelled => {
            (SyncStatus::Offline, Vec::new())
        }
        Cause::Throttled => (SyncStatus::Throttled, Vec::new()),
        Cause::Unauthenticated => {
            let reason = CloudError::from(error.clone()).info().message.clone();
            (SyncStatus::AuthNeeded, vec![CloudEvent::AuthNeeded { reason }])
        }
        Cause::Full => (SyncStatus::Partial, Vec::new()),
        _ => (SyncStatus::Refused, Vec::new()),
    }
}
