//! One sync as a state machine: `step(event) -> action`.
//!
//! It never blocks, spawns or reads a clock, and each step makes at most one local transaction. The HTTP driver and
//! the simulator drive the same machine; between any two steps the process may die or the user may write.

mod failure;
mod greeting;
mod mending;
mod pulling;
mod pushing;

use super::batch;
use super::batch::BATCH_ITEMS;
use super::batch::BatchSize;
use super::batch::Skip;
use super::comparison::Comparison;
use super::report::SyncReport;
use super::report::SyncStatus;
use crate::clock::Millis;
use crate::config::ClientLimits;
use crate::entropy::Entropy;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use crate::error::Result;
use crate::events::CloudEvent;
use crate::quota::Full;
use crate::store::Store;
use crate::store::Tx;
use crate::store::conflict_log;
use crate::store::inflight::InFlight;
use crate::store::state;
use crate::transport::error::TransportError;
use crate::transport::protocol::Answer;
use crate::transport::protocol::HandshakeAnswer;
use crate::transport::protocol::PullAnswer;
use crate::transport::protocol::Request;
use crate::transport::protocol::Seq;
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
    pub(crate) limits: ClientLimits,
    /// Whether the sync before left something behind because the space is full: listeners know.
    pub(crate) was_full: bool,
}

/// How often a sync goes back to the handshake because the server was restored in the middle.
const MAX_RESTARTS: u32 = 5;
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
    Comparing(Box<Comparison>),
    /// Between two requests.
    NextPush,
    /// With the cursor the server gave for the head, if it did.
    Settling(Box<InFlight>, Option<(String, Seq)>),
    NextPull,
    Recounting,
    Summing,
    NextComparison(Box<Comparison>),
    Mending(Box<Comparison>),
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
    /// The newest head that any answer has named.
    newest: Seq,
    /// A page that came with verdicts and waits for them to be applied.
    page: Option<PullAnswer>,
    batch: BatchSize,
    /// Whether the server no longer pulls from this file's cursor: batches go without a pull until all is compared.
    has_lost_cursor: bool,
    /// Whether the batch under way was sent by an earlier sync, too.
    is_resent: bool,
    queue_after: i64,
    queue_total: i64,
    skip: Skip,
    /// What was refused on the way to the server: not again in this sync.
    skip_for_good: Skip,
    /// What the space has no room for: not again in this sync, unless room appears.
    held: Skip,
    /// Why the first of these had none.
    full: Option<Full>,
    /// Whether everything that was asked for has been done.
    is_complete: bool,
    /// Whether this sync has found the file to be a copy; once is enough.
    has_forked: bool,
    cycle: u32,
    restarts: u32,
    repaired: bool,
}

type Stepped = Result<(SessionAction, Vec<CloudEvent>)>;

impl Session {
    pub(crate) fn new(plan: SyncPlan, settings: Settings) -> Self {
        let items = settings.batch_items.max(1);
        let batch = BatchSize { items, bytes: BATCH_BYTES, most_items: BATCH_ITEMS, most_bytes: u64::MAX };
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
            newest: 0,
            page: None,
            batch,
            has_lost_cursor: false,
            is_resent: false,
            queue_after: 0,
            queue_total: 0,
            skip: Skip::new(),
            skip_for_good: Skip::new(),
            held: Skip::new(),
            full: None,
            is_complete: false,
            has_forked: false,
            cycle: 0,
            restarts: 0,
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
            (Phase::Pulling | Phase::Comparing(_), Answer::Pull(page)) if self.is_stale(&page) => {
                self.malformed(store, now, "the server's page answers an earlier request".to_owned())
            }
            (Phase::Pulling, Answer::Pull(page)) => self.take_page(store, now, page),
            (Phase::Comparing(mut comparison), Answer::Digest(answer)) => {
                let progress = store.read_patiently(|c| comparison.answer(c, answer))?;
                self.compared(store, now, comparison, progress)
            }
            (Phase::Comparing(mut comparison), Answer::Pull(page)) => {
                let progress = comparison.page(page);
                self.compared(store, now, comparison, progress)
            }
            _ => self.malformed(store, now, "the server answered something else than it was asked".to_owned()),
        }
    }

    /// Whether a page is one that somebody on the way has kept. It could be taken for what comes after the rows that are
    /// staged, and is not.
    fn is_stale(&mut self, page: &PullAnswer) -> bool {
        if self.space.as_ref().is_none_or(|space| space.epoch != page.epoch) {
            return false;
        }
        let asked = match &self.request {
            Some(Request::Pull(request)) => request.cursor.as_ref(),
            _ => None,
        };
        let is_stale = page.head < self.newest || page.cursor.as_ref() != asked;
        self.newest = self.newest.max(page.head);
        is_stale
    }

    fn go_on(&mut self, store: &Store, entropy: &dyn Entropy, now: Millis, phase: Phase) -> Stepped {
        match phase {
            Phase::Settling(batch, next) => self.settle(store, now, &batch, next),
            Phase::NextPush => self.next_push(store, entropy, now),
            Phase::NextPull => self.next_pull(store, now),
            Phase::AfterPull => self.after_pull(store, now),
            Phase::Recounting => self.recount(store, now),
            Phase::Summing => self.sum_up(store, now),
            Phase::NextComparison(comparison) => match comparison.next_request() {
                Some(request) => {
                    self.phase = Phase::Comparing(comparison);
                    self.send(now, request)
                }
                None => {
                    self.phase = Phase::Mending(comparison);
                    quiet(SessionAction::Continue)
                }
            },
            Phase::Mending(comparison) => self.mend(store, now, *comparison),
            waiting => {
                // A driver that comes back without an answer: ask again.
                self.phase = waiting;
                self.send_again(now)
            }
        }
    }

    /// The server's answer makes no sense: reported, as all that others do wrong.
    fn malformed(&mut self, store: &Store, now: Millis, what: String) -> Stepped {
        let error = CloudError::Protocol { info: ErrorInfo::new("protocol.malformed", what) };
        self.finish(store, now, SyncStatus::Refused, Some(error))
    }

    /// A pull may leave something to push: a local winner, an edit made meanwhile.
    fn after_pull(&mut self, store: &Store, now: Millis) -> Stepped {
        if self.plan.verify {
            self.repaired = true;
            self.phase = Phase::Recounting;
            return quiet(SessionAction::Continue);
        }
        self.cycle += 1;
        self.release_held(store)?;
        let (for_good, held) = (&self.skip_for_good, &self.held);
        let sendable = self.plan.push
            && self.cycle < MAX_CYCLES
            && store.read_patiently(|c| batch::has_sendable(c, &|key| for_good.contains(key) || held.contains(key)))?;
        if sendable {
            self.skip.clear();
            self.queue_after = 0;
            self.phase = Phase::NextPush;
            return quiet(SessionAction::Continue);
        }
        self.complete(store, now)
    }

    /// What had no room may have some now that the rest is up: deletes, say.
    fn release_held(&mut self, store: &Store) -> Result<()> {
        let Some(full) = &self.full else { return Ok(()) };
        let quota = store.read_patiently(state::load)?.quota;
        if self.plan.push && self.cycle < MAX_CYCLES && quota.is_some_and(|quota| full.has_eased(&quota)) {
            self.full = None;
            self.held.clear();
            self.report.over_quota = 0;
        }
        Ok(())
    }

    /// Everything that was asked for has been done.
    fn complete(&mut self, store: &Store, now: Millis) -> Stepped {
        let (status, error) = if let Some(error) = self.report.error.take() {
            (SyncStatus::Refused, Some(error))
        } else if self.report.refused > 0 {
            (SyncStatus::Refused, None)
        } else if let Some(full) = &self.full {
            (SyncStatus::Partial, Some(full.error()))
        } else {
            (SyncStatus::Success, None)
        };
        self.is_complete = true;
        self.finish(store, now, status, error)
    }

    fn finish(&mut self, store: &Store, now: Millis, status: SyncStatus, error: Option<CloudError>) -> Stepped {
        let mut events = Vec::new();
        if self.is_complete {
            ((), events) = store.write_patiently(now, |tx| {
                if status == SyncStatus::Success {
                    state::set_last_sync(tx, now)?;
                }
                state::set_completed(tx)
            })?;
        }
        debug_assert!(
            error.as_ref().is_none_or(CloudError::agrees_with_table),
            "not what error/table.rs says: {error:?}"
        );
        events.extend(self.full.as_ref().filter(|_| !self.settings.was_full).map(Full::event));
        let mut report = std::mem::take(&mut self.report);
        report.status = status;
        report.error = error;
        report.conflicts_waiting = store.read_patiently(conflict_log::open_count)?;
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
