//! One sync as a state machine: `step(event) -> action`.
//!
//! It never blocks, spawns or reads a clock, and each step makes at most one local transaction. The HTTP driver and
//! the simulator drive the same machine; between any two steps the process may die or the user may write.

mod failure;

use super::pull;
use super::push;
use super::push::BatchSize;
use super::push::Skip;
use super::repair::Repair;
use super::report::SyncReport;
use super::report::SyncStatus;
use crate::clock::Millis;
use crate::entropy::Entropy;
use crate::entropy::random_id;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use crate::error::Result;
use crate::events::Event;
use crate::events::SyncPhase;
use crate::store::Store;
use crate::store::Tx;
use crate::store::conflict_log;
use crate::store::digest;
use crate::store::inflight;
use crate::store::inflight::InFlight;
use crate::store::records;
use crate::store::state;
use crate::store::sync_log;
use crate::transport::error::TransportError;
use crate::transport::protocol::Answer;
use crate::transport::protocol::Handshake;
use crate::transport::protocol::HandshakeAnswer;
use crate::transport::protocol::PROTOCOL_VERSION;
use crate::transport::protocol::PullAnswer;
use crate::transport::protocol::PushAnswer;
use crate::transport::protocol::Request;
use crate::transport::protocol::SpaceDigest;
use crate::transport::protocol::SyncRequest;
use crate::transport::retry::RetryPolicy;

/// What happened since the last step.
#[derive(Debug)]
pub enum SessionEvent {
    /// Nothing: go on. The first event, and the answer to [`SessionAction::Continue`].
    Continue,
    /// The answer to the request asked for.
    Answer(Box<Answer>),
    /// There will be none.
    Failed(TransportError),
    /// The time waited for has come.
    Woke,
}

/// What the session wants.
#[derive(Debug)]
pub enum SessionAction {
    /// Send this to the server and come back with its answer.
    Send(Request),
    /// A local transaction is done; come back at once. Writers may go first.
    Continue,
    /// Come back at this time, Unix milliseconds of the engine's clock.
    WaitUntil(Millis),
    /// It is over.
    Done(SyncReport),
}

/// Which parts of a sync to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncPlan {
    /// Send local mutations.
    pub push: bool,
    /// Receive remote ones.
    pub pull: bool,
    /// Compare everything with the server afterwards, and mend what differs.
    pub verify: bool,
}

impl SyncPlan {
    /// Push and pull.
    pub const SYNC: Self = Self { push: true, pull: true, verify: false };
}

/// What a session is told at its start.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) retry: RetryPolicy,
    pub(crate) batch_items: u32,
    pub(crate) client: String,
}

/// How often a sync goes back to pushing because the pull left something to push.
const MAX_CYCLES: u32 = 4;
/// Bytes of a batch at most, near enough.
const BATCH_BYTES: u64 = 1_000_000;
/// A batch should take about this long at most, in milliseconds.
const BATCH_GOAL_MS: Millis = 1_000;

#[derive(Debug)]
enum Phase {
    /// Nothing has happened yet.
    Begin,
    /// Waiting for the answer to a request.
    Handshaking,
    Pushing(Box<InFlight>),
    Pulling,
    Repairing(Box<Repair>),
    /// Between two requests.
    NextPush,
    Settling(Box<InFlight>),
    NextPull,
    NextRepair(Box<Repair>),
    ApplyRepair(Box<Repair>),
    AfterPull,
    Finished,
}

/// A running sync.
#[derive(Debug)]
pub(crate) struct Session {
    plan: SyncPlan,
    settings: Settings,
    phase: Phase,
    report: SyncReport,
    /// The request under way, for another try.
    request: Option<Request>,
    tries: u32,
    sent_at: Millis,
    began_at: Option<Millis>,
    space: Option<HandshakeAnswer>,
    /// A page that came with verdicts and waits for them to be applied.
    page: Option<PullAnswer>,
    batch: BatchSize,
    queue_after: i64,
    queue_total: i64,
    skip: Skip,
    over_quota: Skip,
    cycle: u32,
    repaired: bool,
}

type Stepped = Result<(SessionAction, Vec<Event>)>;

impl Session {
    pub(crate) fn new(plan: SyncPlan, settings: Settings) -> Self {
        let batch = BatchSize { items: settings.batch_items.max(1), bytes: BATCH_BYTES };
        Self {
            plan,
            settings,
            phase: Phase::Begin,
            report: SyncReport::default(),
            request: None,
            tries: 0,
            sent_at: 0,
            began_at: None,
            space: None,
            page: None,
            batch,
            queue_after: 0,
            queue_total: 0,
            skip: Skip::new(),
            over_quota: Skip::new(),
            cycle: 0,
            repaired: false,
        }
    }

    /// The space the requests are about, once the handshake has said it.
    pub(crate) fn space(&self) -> Option<&str> {
        self.space.as_ref().map(|s| s.space.as_str())
    }

    /// One step. An error is a local one, of the store or a defect; the sync is over and nothing is lost.
    pub(crate) fn step(&mut self, store: &Store, entropy: &dyn Entropy, now: Millis, event: SessionEvent) -> Stepped {
        self.began_at.get_or_insert(now);
        let phase = std::mem::replace(&mut self.phase, Phase::Finished);
        match (phase, event) {
            (Phase::Begin, _) => self.begin(store, now),
            (phase, SessionEvent::Answer(answer)) => self.answered(store, entropy, now, phase, *answer),
            (phase, SessionEvent::Failed(error)) => {
                self.phase = phase;
                self.failed(store, entropy, now, error)
            }
            (phase, SessionEvent::Woke) => {
                self.phase = phase;
                self.send_again(now)
            }
            (phase, SessionEvent::Continue) => self.go_on(store, entropy, now, phase),
        }
    }

    fn answered(&mut self, store: &Store, entropy: &dyn Entropy, now: Millis, phase: Phase, answer: Answer) -> Stepped {
        match (phase, answer) {
            (Phase::Handshaking, Answer::Handshake(answer)) => self.greeted(store, entropy, now, answer),
            (Phase::Pushing(batch), Answer::Push(answer)) => self.judged(store, now, batch, answer),
            (Phase::Pushing(batch), Answer::Sync(answer)) => {
                self.page = Some(answer.pull);
                self.judged(store, now, batch, answer.push)
            }
            (Phase::Pulling, Answer::Pull(page)) => self.take_page(store, now, page),
            (Phase::Repairing(mut repair), Answer::Digest(answer)) => {
                store.read(|c| repair.answer(c, answer))?;
                self.phase = Phase::NextRepair(repair);
                quiet(SessionAction::Continue)
            }
            _ => {
                let error =
                    ErrorInfo::new("protocol.malformed", "the server answered something else than it was asked");
                self.finish(store, now, SyncStatus::Refused, Some(CloudError::Protocol(error)))
            }
        }
    }

    fn go_on(&mut self, store: &Store, entropy: &dyn Entropy, now: Millis, phase: Phase) -> Stepped {
        match phase {
            Phase::Settling(batch) => self.settle(store, now, &batch),
            Phase::NextPush => self.next_push(store, entropy, now),
            Phase::NextPull => self.next_pull(store, now),
            Phase::AfterPull => self.after_pull(store, now),
            Phase::NextRepair(mut repair) => match repair.next_request() {
                Some(request) => {
                    self.phase = Phase::Repairing(repair);
                    self.send(now, Request::Digest(request))
                }
                None => {
                    self.phase = Phase::ApplyRepair(repair);
                    quiet(SessionAction::Continue)
                }
            },
            Phase::ApplyRepair(repair) => self.apply_repair(store, now, *repair),
            waiting => {
                // A driver that comes back without an answer: ask again.
                self.phase = waiting;
                self.send_again(now)
            }
        }
    }

    /// Verdicts that were stored before a crash take effect first; then the handshake.
    fn begin(&mut self, store: &Store, now: Millis) -> Stepped {
        let unsettled = store.read(|c| Ok(inflight::batch_id(c)?.is_some()))?;
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
        let request = store.read(|c| {
            let sync = state::load(c)?;
            Ok(Handshake {
                protocol_version: PROTOCOL_VERSION,
                client: self.settings.client.clone(),
                device_id: sync.device_id,
                last_batch: sync.last_batch,
                inflight_batch: inflight::batch_id(c)?,
            })
        })?;
        self.phase = Phase::Handshaking;
        self.send(now, Request::Handshake(request))
    }

    fn greeted(&mut self, store: &Store, entropy: &dyn Entropy, now: Millis, answer: HandshakeAnswer) -> Stepped {
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
        let (refusal, mut events) = store.write_patiently(now, |tx| meet(tx, entropy, sent_at, &answer))?;
        if let Some(error) = refusal {
            return self.finish(store, now, SyncStatus::Refused, Some(error));
        }
        self.batch.items = self.batch.items.min(answer.limits.batch_items.max(1));
        self.batch.bytes = self.batch.bytes.min(answer.limits.batch_bytes);
        self.space = Some(answer);
        self.queue_total = store.read(|c| Ok(sync_log::backlog(c)?.pending))?;
        self.phase = if self.plan.push { Phase::NextPush } else { Phase::NextPull };
        if self.plan.push && self.queue_total > 0 {
            events.push(Event::Progress { phase: SyncPhase::Push, done: 0, total: self.queue_total });
        }
        Ok((SessionAction::Continue, events))
    }

    /// Sends the batch of unknown outcome again, or makes the next one.
    fn next_push(&mut self, store: &Store, entropy: &dyn Entropy, now: Millis) -> Stepped {
        let batch_id = random_id(entropy);
        let (after, size) = (self.queue_after, self.batch);
        let (conflicts, over_quota) = (&self.skip, &self.over_quota);
        let skip = |key: &(String, String)| conflicts.contains(key) || over_quota.contains(key);
        let idle = store.read(|c| Ok(inflight::batch_id(c)?.is_none() && !sync_log::has_queued(c)?))?;
        if idle {
            self.phase = Phase::NextPull;
            return self.next_pull(store, now);
        }
        let ((batch, is_resent, upto, more, cursor, fresh), events) = store.write_patiently(now, |tx| {
            let sync = state::load(tx)?;
            let cursor = sync.staged_cursor.is_none().then_some(sync.cursor);
            let fresh = !records::any_base(tx)?;
            if let Some(batch) = inflight::load(tx)? {
                return Ok((Some(batch), true, after, true, cursor, fresh));
            }
            Ok(match push::build(tx, batch_id, after, size, &skip)? {
                Some(built) => (Some(built.batch), false, built.upto, built.more, cursor, fresh),
                None => (None, false, after, false, cursor, fresh),
            })
        })?;
        let Some(batch) = batch else {
            self.phase = Phase::NextPull;
            return Ok((SessionAction::Continue, events));
        };
        self.queue_after = upto;
        if is_resent {
            self.report.resent += 1;
        }
        let push = batch.request.clone();
        self.phase = Phase::Pushing(Box::new(batch));
        // The last batch and the page after it share a round trip. A batch of unknown outcome goes alone: it is
        // settled before anything is pulled.
        let request = match cursor {
            Some(cursor) if self.plan.pull && !more && !is_resent => {
                Request::Sync(SyncRequest { push, pull: pull::request(cursor, fresh) })
            }
            _ => Request::Push(push),
        };
        let (action, _) = self.send(now, request)?;
        Ok((action, events))
    }

    /// The verdicts are stored before any of them takes effect.
    fn judged(&mut self, store: &Store, now: Millis, mut batch: Box<InFlight>, answer: PushAnswer) -> Stepped {
        if answer.verdicts.len() != batch.request.mutations.len() {
            self.page = None;
            let message = format!(
                "the server gave {} verdicts for {} mutations",
                answer.verdicts.len(),
                batch.request.mutations.len()
            );
            let error = CloudError::Protocol(ErrorInfo::new("protocol.malformed", message));
            return self.finish(store, now, SyncStatus::Refused, Some(error));
        }
        let sent_at = self.sent_at;
        let ((), events) = store.write_patiently(now, |tx| {
            follow_clock(tx, sent_at, answer.server_time);
            state::set_quota(tx, &answer.quota)?;
            inflight::save_verdicts(tx, &answer.verdicts)
        })?;
        self.adapt(now.saturating_sub(self.sent_at));
        batch.verdicts = Some(answer.verdicts);
        self.phase = Phase::Settling(batch);
        Ok((SessionAction::Continue, events))
    }

    fn settle(&mut self, store: &Store, now: Millis, batch: &InFlight) -> Stepped {
        let mut report = self.report.clone();
        let verdicts = batch.verdicts.as_deref().unwrap_or_default();
        let ((settled, report), mut events) = store.write_patiently(now, move |tx| {
            let settled = push::settle(tx, batch, verdicts, &mut report)?;
            Ok((settled, report))
        })?;
        self.report = report;
        self.hold_back(settled);
        let done = self.report.pushed;
        events.push(Event::Progress { phase: SyncPhase::Push, done, total: self.queue_total.max(done) });
        if let Some(page) = self.page.take() {
            // The page is applied in a step of its own: one transaction each.
            self.page = Some(page);
            self.phase = Phase::NextPull;
        } else {
            self.phase = Phase::NextPush;
        }
        Ok((SessionAction::Continue, events))
    }

    fn hold_back(&mut self, settled: push::Settled) {
        self.skip.extend(settled.conflicts);
        self.over_quota.extend(settled.over_quota);
    }

    /// Doubles the batch while the server is quick, halves it when it is slow.
    fn adapt(&mut self, took: Millis) {
        let most = self.space.as_ref().map_or(self.batch.items, |s| s.limits.batch_items.max(1));
        if took < BATCH_GOAL_MS / 2 {
            self.batch.items = self.batch.items.saturating_mul(2).min(most);
        } else if took > BATCH_GOAL_MS * 2 {
            self.batch.items = (self.batch.items / 2).max(1);
        }
    }

    fn next_pull(&mut self, store: &Store, now: Millis) -> Stepped {
        if let Some(page) = self.page.take() {
            return self.take_page(store, now, page);
        }
        if !self.plan.pull {
            return self.complete(store, now);
        }
        let (sync, fresh) = store.read(|c| Ok((state::load(c)?, !records::any_base(c)?)))?;
        self.phase = Phase::Pulling;
        let cursor = sync.staged_cursor.or(sync.cursor);
        self.send(now, Request::Pull(pull::request(cursor, fresh)))
    }

    fn take_page(&mut self, store: &Store, now: Millis, page: PullAnswer) -> Stepped {
        let before = store.read(state::load)?;
        if before.epoch.as_deref() != Some(page.epoch.as_str()) || page.next_seq < before.cursor_seq {
            let message = "the server's page does not follow the cursor it was asked for";
            let error = CloudError::Protocol(ErrorInfo::new("protocol.malformed", message));
            return self.finish(store, now, SyncStatus::Refused, Some(error));
        }
        let (has_more, head, theirs) = (page.has_more, page.head, page.digest.clone());
        let sent_at = self.sent_at;
        let mut report = self.report.clone();
        let nothing_new = page.rows.is_empty() && !has_more && before.staged_cursor.is_none();
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
                store.read(|c| Ok((crate::store::staging::count(c)?, state::load(c)?.cursor_seq)))?;
            let done = self.report.pulled + staged;
            let rest = i64::try_from(head.saturating_sub(cursor)).unwrap_or(i64::MAX);
            events.push(Event::Progress { phase: SyncPhase::Pull, done, total: done.max(rest) });
            self.phase = Phase::NextPull;
            return Ok((SessionAction::Continue, events));
        }
        if let Some(theirs) = theirs
            && !store.read(|c| same_digest(c, &theirs))?
        {
            return self.differs(store, now, events);
        }
        self.phase = Phase::AfterPull;
        Ok((SessionAction::Continue, events))
    }

    /// The digests differ at the same head: find what, once.
    fn differs(&mut self, store: &Store, now: Millis, events: Vec<Event>) -> Stepped {
        if self.repaired {
            let message =
                "this file and the server still differ after a repair; run verify again and report it if it stays";
            let error = CloudError::Internal(ErrorInfo::new("internal.digest", message));
            return self.finish(store, now, SyncStatus::Partial, Some(error));
        }
        tracing::warn!("the digests differ at the same head; comparing buckets");
        self.repaired = true;
        self.phase = Phase::NextRepair(Box::default());
        Ok((SessionAction::Continue, events))
    }

    fn apply_repair(&mut self, store: &Store, now: Millis, repair: Repair) -> Stepped {
        let mut report = self.report.clone();
        let (report, events) = store.write_patiently(now, move |tx| {
            report.repaired += repair.apply(tx, &mut report)?;
            Ok(report)
        })?;
        self.report = report;
        self.plan.verify = false;
        // What was set right may have left something to push, and the head may have moved meanwhile.
        self.phase = Phase::NextPull;
        Ok((SessionAction::Continue, events))
    }

    /// A pull may leave something to push: a local winner, an edit made meanwhile.
    fn after_pull(&mut self, store: &Store, now: Millis) -> Stepped {
        if self.plan.verify {
            self.plan.verify = false;
            self.repaired = true;
            let (_, events) = store.write_patiently(now, digest::repair)?;
            self.phase = Phase::NextRepair(Box::default());
            return Ok((SessionAction::Continue, events));
        }
        self.cycle += 1;
        let sendable = store.read(|c| {
            let pending = sync_log::backlog(c)?.pending;
            Ok(pending > conflict_log::open_count(c)? + i64::try_from(self.over_quota.len()).unwrap_or(i64::MAX))
        })?;
        if self.plan.push && sendable && self.cycle < MAX_CYCLES {
            self.skip.clear();
            self.queue_after = 0;
            self.phase = Phase::NextPush;
            return quiet(SessionAction::Continue);
        }
        self.complete(store, now)
    }

    /// Everything that was asked for has been done.
    fn complete(&mut self, store: &Store, now: Millis) -> Stepped {
        let (status, error) = if let Some(error) = self.report.error.take() {
            (SyncStatus::Refused, Some(error))
        } else if self.report.refused > 0 {
            (SyncStatus::Refused, None)
        } else if !self.over_quota.is_empty() {
            let info = ErrorInfo::new(
                "quota.exceeded",
                "the space is full; what did not fit stays queued and goes up when there is room",
            );
            (SyncStatus::Partial, Some(CloudError::Quota(info)))
        } else {
            (SyncStatus::Success, None)
        };
        self.finish(store, now, status, error)
    }

    fn finish(&mut self, store: &Store, now: Millis, status: SyncStatus, error: Option<CloudError>) -> Stepped {
        let mut events = Vec::new();
        if matches!(status, SyncStatus::Success | SyncStatus::Refused) && self.space.is_some() {
            ((), events) = store.write_patiently(now, |tx| state::set_last_sync(tx, now))?;
        }
        let mut report = std::mem::take(&mut self.report);
        report.status = status;
        report.error = error;
        report.conflicts_waiting = store.read(conflict_log::open_count)?;
        report.duration_ms = now.saturating_sub(self.began_at.unwrap_or(now));
        self.phase = Phase::Finished;
        Ok((SessionAction::Done(report), events))
    }

    fn send(&mut self, now: Millis, request: Request) -> Stepped {
        self.tries = 1;
        self.sent_at = now;
        self.request = Some(request.clone());
        quiet(SessionAction::Send(request))
    }

    fn send_again(&mut self, now: Millis) -> Stepped {
        self.sent_at = now;
        match &self.request {
            Some(request) => quiet(SessionAction::Send(request.clone())),
            None => quiet(SessionAction::Continue),
        }
    }
}

fn quiet(action: SessionAction) -> Stepped {
    Ok((action, Vec::new()))
}

/// Small differences are the network's; following them would mean a write for every answer.
const CLOCK_TOLERANCE_MS: i64 = 500;

/// The server read its clock at some time between sending and now. A time that fits in there says nothing new, however
/// long the answer took; following it would set the clock back by that much, and later edits would lose to earlier ones.
fn follow_clock(tx: &mut Tx<'_>, sent_at: Millis, server_time: Millis) {
    // This machine's clock may have been set back meanwhile.
    let took = tx.now_ms().saturating_sub(sent_at).max(0);
    let latest = tx.server_now_ms().saturating_add(CLOCK_TOLERANCE_MS);
    let earliest = tx.server_now_ms().saturating_sub(took).saturating_sub(CLOCK_TOLERANCE_MS);
    if !(earliest..=latest).contains(&server_time) {
        tx.set_offset(server_time.saturating_add(took / 2).saturating_sub(tx.now_ms()));
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
fn fork(tx: &mut Tx<'_>, entropy: &dyn Entropy) -> Result<()> {
    tracing::warn!("this file is a copy or a restored backup; it goes on as a device of its own");
    push::drop_unsettled(tx)?;
    state::set_device(tx, &random_id(entropy))
}

fn same_digest(connection: &rusqlite::Connection, theirs: &SpaceDigest) -> Result<bool> {
    let mine = digest::total(connection)?;
    Ok(mine.hex() == theirs.sum && mine.records == theirs.records)
}
