//! Push: batches go up one after the other, and each verdict is stored before it takes effect.

use super::BATCH_GOAL_MS;
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
use crate::events::CloudEvent;
use crate::events::SyncPhase;
use crate::quota;
use crate::quota::Room;
use crate::store::Store;
use crate::store::inflight;
use crate::store::inflight::InFlight;
use crate::store::state;
use crate::store::sync_log;
use crate::sync::batch;
use crate::sync::batch::BATCH_ITEMS;
use crate::sync::pull;
use crate::sync::push;
use crate::sync::report::SyncStatus;
use crate::transport::protocol::PushAnswer;
use crate::transport::protocol::Request;
use crate::transport::protocol::Seq;
use crate::transport::protocol::SyncRequest;

impl Session {
    /// Sends the batch of unknown outcome again, or makes the next one.
    pub(super) fn next_push(&mut self, store: &Store, entropy: &dyn Entropy, now: Millis) -> Stepped {
        let batch_id = random_id(entropy);
        let (after, size) = (self.queue_after, self.batch);
        let skips = [&self.skip, &self.skip_for_good, &self.held];
        let skip = |key: &(String, String)| skips.iter().any(|skip| skip.contains(key));
        let own = self.settings.limits;
        let may_build = self.plan.push;
        let idle = store
            .read_patiently(|c| Ok(inflight::batch_id(c)?.is_none() && !(may_build && sync_log::has_queued(c)?)))?;
        if idle {
            self.phase = Phase::NextPull;
            return self.next_pull(store, now);
        }
        let mut apart = 0;
        let ((batch, is_resent, upto, more, cursor, room), events) = store.write_patiently(now, |tx| {
            let sync = state::load(tx)?;
            let cursor = sync.staged_cursor.is_none().then_some(sync.cursor);
            let mut room = Room::new(sync.quota.as_ref(), &own);
            if let Some(batch) = inflight::load(tx)? {
                return Ok((Some(batch), true, after, true, cursor, room));
            }
            Ok(match batch::build(tx, batch_id, after, size, &skip, &mut room)? {
                Some(built) => {
                    if built.apart > 0 {
                        tx.emit(CloudEvent::SentApart { records: built.apart });
                        state::add_sent_apart(tx, built.apart)?;
                    }
                    apart = built.apart;
                    (built.batch, false, built.upto, built.more, cursor, room)
                }
                None => (None, false, after, false, cursor, room),
            })
        })?;
        self.hold(room);
        self.queue_after = upto;
        let Some(batch) = batch else {
            // A step that found much without room stops halfway, so that writers may go first.
            self.phase = if more { Phase::NextPush } else { Phase::NextPull };
            return Ok((SessionAction::Continue, events));
        };
        self.report.apart += apart;
        self.is_resent = is_resent;
        if is_resent {
            self.report.resent += 1;
        }
        let push = batch.request.clone();
        self.phase = Phase::Pushing(Box::new(batch));
        // The last batch and the page after it share a round trip. A batch of unknown outcome goes alone: it is
        // settled before anything is pulled.
        let request = match cursor {
            Some(cursor) if self.plan.pull && !more && !is_resent && !self.has_lost_cursor => {
                Request::Sync(SyncRequest { push, pull: pull::request(cursor, false) })
            }
            _ => Request::Push(push),
        };
        let (action, _) = self.send(now, request)?;
        Ok((action, events))
    }

    /// The verdicts are stored before any of them takes effect.
    pub(super) fn judged(
        &mut self,
        store: &Store,
        now: Millis,
        mut batch: Box<InFlight>,
        answer: PushAnswer,
    ) -> Stepped {
        if answer.verdicts.len() != batch.request.mutations.len() {
            self.page = None;
            let message = format!(
                "the server gave {} verdicts for {} mutations",
                answer.verdicts.len(),
                batch.request.mutations.len()
            );
            let error = CloudError::Protocol { info: ErrorInfo::new("protocol.malformed", message) };
            return self.finish(store, now, SyncStatus::Refused, Some(error));
        }
        if self.space.as_ref().is_some_and(|space| space.epoch == answer.epoch) {
            self.newest = self.newest.max(answer.head);
        }
        let sent_at = self.sent_at;
        let before = store.read_patiently(state::load)?.quota;
        let ((), mut events) = store.write_patiently(now, |tx| {
            follow_clock(tx, sent_at, answer.server_time);
            state::set_quota(tx, &answer.quota)?;
            inflight::save_verdicts(tx, &answer.verdicts)
        })?;
        events.extend(quota::crossings(before.as_ref(), &answer.quota, &self.settings.limits));
        self.adapt(now.saturating_sub(self.sent_at));
        batch.verdicts = Some(answer.verdicts);
        self.phase = Phase::Settling(batch, answer.next_cursor.map(|cursor| (cursor, answer.head)));
        Ok((SessionAction::Continue, events))
    }

    pub(super) fn settle(
        &mut self,
        store: &Store,
        now: Millis,
        batch: &InFlight,
        next: Option<(String, Seq)>,
    ) -> Stepped {
        let mut report = self.report.clone();
        let verdicts = batch.verdicts.as_deref().unwrap_or_default();
        let ((settled, report, page_fits), mut events) = store.write_patiently(now, move |tx| {
            let settled = push::settle(tx, batch, verdicts, &mut report)?;
            let page_fits = match next {
                Some((cursor, head)) => push::advance_cursor(tx, batch, &cursor, head)?,
                None => true,
            };
            Ok((settled, report, page_fits))
        })?;
        self.report = report;
        self.hold_back(settled);
        self.page = self.page.take().filter(|_| page_fits);
        let done = self.report.pushed;
        events.push(CloudEvent::Progress { phase: SyncPhase::Push, done, total: self.queue_total.max(done) });
        // A page that came along is applied in a step of its own: one transaction each.
        self.phase = if self.page.is_some() { Phase::NextPull } else { Phase::NextPush };
        Ok((SessionAction::Continue, events))
    }

    pub(super) fn hold_back(&mut self, settled: push::Settled) {
        self.skip.extend(settled.conflicts);
        self.full = self.full.take().or(settled.full);
        self.held.extend(settled.over_quota);
    }

    /// What has no room, by the server's last word, is not even sent.
    fn hold(&mut self, room: Room) {
        self.report.over_quota += i64::try_from(room.held.len()).unwrap_or(i64::MAX);
        self.full = self.full.take().or(room.full);
        self.held.extend(room.held);
    }

    /// Doubles the batch while the server is quick, halves it when it is slow.
    pub(super) fn adapt(&mut self, took: Millis) {
        let most = self.space.as_ref().map_or(self.batch.items, |s| s.limits.batch_items.clamp(1, BATCH_ITEMS));
        if took < BATCH_GOAL_MS / 2 {
            self.batch.items = self.batch.items.saturating_mul(2).min(most);
        } else if took > BATCH_GOAL_MS * 2 {
            self.batch.items = (self.batch.items / 2).max(1);
        }
    }
}
