//! Pull: pages come down until the head is reached, and the digests are compared there.

use super::Phase;
use super::Session;
use super::SessionAction;
use super::Stepped;
use super::follow_clock;
use crate::clock::Millis;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use crate::error::Result;
use crate::events::CloudEvent;
use crate::events::SyncPhase;
use crate::store::Store;
use crate::store::digest;
use crate::store::state;
use crate::store::sync_log;
use crate::sync::pull;
use crate::sync::report::SyncStatus;
use crate::transport::protocol::PullAnswer;
use crate::transport::protocol::Request;
use crate::transport::protocol::SpaceDigest;

impl Session {
    pub(super) fn next_pull(&mut self, store: &Store, now: Millis) -> Stepped {
        if let Some(page) = self.page.take() {
            return self.take_page(store, now, page);
        }
        if !self.plan.pull {
            return self.complete(store, now);
        }
        let (sync, fresh) =
            store.read_patiently(|c| Ok((state::load(c)?, !digest::has_any(c)? && !sync_log::any_unsynced(c)?)))?;
        self.phase = Phase::Pulling;
        let cursor = sync.staged_cursor.or(sync.cursor);
        self.send(now, Request::Pull(pull::request(cursor, fresh)))
    }

    pub(super) fn take_page(&mut self, store: &Store, now: Millis, mut page: PullAnswer) -> Stepped {
        let before = store.read_patiently(state::load)?;
        if before.epoch.as_deref() != Some(page.epoch.as_str()) {
            return self.start_over(store, now);
        }
        let is_empty = page.rows.is_empty() && page.unreadable.is_empty();
        let follows = page.next_seq >= before.cursor_seq && !(page.has_more && is_empty);
        if !follows {
            let message = "the server's page does not follow the cursor it was asked for";
            return self.malformed(store, now, message.to_owned());
        }
        page.rows = match pull::distrust(std::mem::take(&mut page.rows), &mut page.unreadable) {
            Ok(rows) => rows,
            Err(what) => return self.malformed(store, now, what),
        };
        let (has_more, head, theirs) = (page.has_more, page.head, page.digest.clone());
        let sent_at = self.sent_at;
        let mut report = self.report.clone();
        let nothing_new = is_empty && !has_more && before.staged_cursor.is_none();
        let mut events = Vec::new();
        if !nothing_new || before.cursor.as_deref() != Some(page.next_cursor.as_str()) {
            (self.report, events) = store.write_patiently(now, move |tx| {
                follow_clock(tx, sent_at, page.server_time);
                pull::take_page(tx, page, &mut report)?;
                Ok(report)
            })?;
        }
        if has_more {
            let (staged, cursor) =
                store.read_patiently(|c| Ok((crate::store::staging::count(c)?, state::load(c)?.cursor_seq)))?;
            let done = self.report.pulled + staged;
            let rest = i64::try_from(head.saturating_sub(cursor)).unwrap_or(i64::MAX);
            events.push(CloudEvent::Progress { phase: SyncPhase::Pull, done, total: done.max(rest) });
            self.phase = Phase::NextPull;
            return Ok((SessionAction::Continue, events));
        }
        if let Some(theirs) = theirs {
            self.report.digests_equal = store.read_patiently(|c| same_digest(c, &theirs))?;
            if !self.report.digests_equal {
                return self.differs(store, now, events);
            }
        }
        self.phase = Phase::AfterPull;
        Ok((SessionAction::Continue, events))
    }

    /// The digests differ at the same head: find what, once.
    pub(super) fn differs(&mut self, store: &Store, now: Millis, events: Vec<CloudEvent>) -> Stepped {
        if self.repaired {
            let message =
                "this file and the server still differ after a repair; run verify again and report it if it stays";
            let error = CloudError::Internal { info: ErrorInfo::new("internal.digest", message) };
            return self.finish(store, now, SyncStatus::Partial, Some(error));
        }
        tracing::warn!("the digests differ at the same head; comparing buckets");
        self.repaired = true;
        self.phase = Phase::Recounting;
        Ok((SessionAction::Continue, events))
    }
}

fn same_digest(connection: &rusqlite::Connection, theirs: &SpaceDigest) -> Result<bool> {
    let mine = digest::total(connection)?;
    Ok(mine.hex() == theirs.sum && mine.records == theirs.records)
}
