//! The calls that talk to the server. They report what networks do; they throw only what is wrong here.

use super::CloudEngine;
use super::Inner;
use super::turn::Turn;
use crate::cancel::CancelToken;
use crate::error::CloudError;
use crate::error::Error;
use crate::error::ErrorInfo;
use crate::events::CloudStatus;
use crate::sync::report::SyncReport;
use crate::sync::report::SyncStatus;
use crate::sync::session::Session;
use crate::sync::session::SessionAction;
use crate::sync::session::SessionEvent;
use crate::sync::session::Settings;
use crate::sync::session::SyncPlan;
use crate::transport::error::Cause;
use crate::transport::error::TransportError;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What `verify` found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyReport {
    /// Whether this file and the server are known to hold the same now, unsynced work aside.
    pub is_equal: bool,
    /// Records both hold.
    pub records: i64,
    /// Records that were set right.
    pub repaired: i64,
    /// The digest of what both hold: 32 hexadecimal digits.
    pub digest: String,
    /// The sync it was part of.
    pub sync: SyncReport,
}

/// A sync driven step by step by a host that brings its own I/O: a simulator, a test, an unusual platform.
///
/// While it exists no other sync of this engine runs. Dropping it in the middle is what a crash is to a sync: nothing
/// is lost, and the next one takes up where this one was.
pub struct SyncSession {
    engine: Arc<Inner>,
    session: Session,
    _turn: Turn,
}

impl Drop for SyncSession {
    fn drop(&mut self) {
        self.engine.driven.store(false, Ordering::Release);
    }
}

impl SyncSession {
    /// Tells the session what happened; it answers what it wants next. Makes at most one local transaction.
    ///
    /// # Errors
    /// `Busy`, `Storage` or `Internal` when the local file does not do its part. The session is over then.
    pub fn step(&mut self, event: SessionEvent) -> Result<SessionAction, CloudError> {
        let engine = Arc::clone(&self.engine);
        if engine.closed.load(Ordering::Acquire) {
            return Err(CloudError::closed());
        }
        let session = &mut self.session;
        let step = || {
            let (action, events) = session
                .step(&engine.store, engine.entropy.as_ref(), engine.now_ms(), event)
                .map_err(CloudError::from)?;
            engine.hub.publish(&events);
            if let SessionAction::Done(report) = &action {
                engine.note_outcome(report);
            }
            Ok(action)
        };
        engine.log.during(|| super::caught(step))
    }
}

/// How often a waiting call looks whether it was cancelled.
const POLL: Duration = Duration::from_millis(20);

impl CloudEngine {
    /// Sends local mutations, receives remote ones and settles conflicts.
    ///
    /// A missing network, refused credentials or a full space is reported, not thrown. Waits for a sync that is
    /// running already.
    ///
    /// # Errors
    /// `Closed`, `Cancelled`, `Busy`, `Storage`, `StoreUnusable`, `Internal`.
    pub fn sync(&self, cancel: Option<&CancelToken>) -> Result<SyncReport, CloudError> {
        self.guard(|inner| inner.run(SyncPlan::SYNC, cancel))
    }

    /// Only sends local mutations.
    ///
    /// # Errors
    /// As [`CloudEngine::sync`].
    pub fn push(&self, cancel: Option<&CancelToken>) -> Result<SyncReport, CloudError> {
        self.guard(|inner| inner.run(SyncPlan { pull: false, ..SyncPlan::SYNC }, cancel))
    }

    /// Only receives remote mutations.
    ///
    /// # Errors
    /// As [`CloudEngine::sync`].
    pub fn pull(&self, cancel: Option<&CancelToken>) -> Result<SyncReport, CloudError> {
        self.guard(|inner| inner.run(SyncPlan { push: false, ..SyncPlan::SYNC }, cancel))
    }

    /// Syncs, compares everything with the server by digests, and mends what differs without wiping anything.
    ///
    /// # Errors
    /// As [`CloudEngine::sync`].
    pub fn verify(&self, cancel: Option<&CancelToken>) -> Result<VerifyReport, CloudError> {
        self.guard(|inner| {
            let sync = inner.run(SyncPlan { verify: true, ..SyncPlan::SYNC }, cancel)?;
            let digest = inner.store.read(crate::store::digest::total)?;
            Ok(VerifyReport {
                is_equal: sync.digests_equal,
                records: digest.records,
                repaired: sync.repaired,
                digest: digest.hex(),
                sync,
            })
        })
    }

    /// Stops using the network until [`CloudEngine::go_online`], even where there is one. A sync that is running ends
    /// at its next request.
    ///
    /// # Errors
    /// `Closed`.
    pub fn go_offline(&self) -> Result<(), CloudError> {
        self.guard(|inner| {
            inner.offline.store(true, Ordering::Release);
            inner.set_status(CloudStatus::Offline);
            inner.wake.nudge();
            Ok(())
        })
    }

    /// Uses the network again, and syncs at once what has waited.
    ///
    /// # Errors
    /// As [`CloudEngine::sync`].
    pub fn go_online(&self, cancel: Option<&CancelToken>) -> Result<SyncReport, CloudError> {
        self.guard(|inner| {
            // A call that was cancelled before it began does nothing.
            if let Some(cancel) = cancel {
                inner.check(cancel)?;
            }
            inner.offline.store(false, Ordering::Release);
            let report = inner.run(SyncPlan::SYNC, cancel)?;
            if report.status == SyncStatus::Throttled {
                // Nobody was asked. The last word of the server is recent, and was good.
                inner.set_status(CloudStatus::Connected);
            }
            // The background syncer may be waiting for the next health check.
            inner.wake.nudge();
            Ok(report)
        })
    }

    /// Begins a sync that the host drives itself. Needs no transport.
    ///
    /// # Errors
    /// `Busy` while another sync runs; `Throttled` sooner than this engine's own limit allows; `Closed`.
    pub fn begin_sync(&self, plan: SyncPlan) -> Result<SyncSession, CloudError> {
        self.guard(|inner| {
            let turn = inner.try_turn(Duration::ZERO)?.ok_or_else(|| {
                let message = "another sync of this file is running; wait for it";
                CloudError::Busy { info: ErrorInfo::new("busy.sync", message) }
            })?;
            if let Some(error) = inner.too_soon()? {
                return Err(error.into());
            }
            inner.finish_moves()?;
            inner.driven.store(true, Ordering::Release);
            let session = Session::new(plan, inner.settings());
            Ok(SyncSession { engine: Arc::clone(&self.inner), session, _turn: turn })
        })
    }
}

impl Inner {
    fn settings(&self) -> Settings {
        Settings {
            retry: self.config.retry(),
            batch_items: u32::try_from(self.config.batch_items).unwrap_or(u32::MAX),
            client: concat!("cortex-cloud/", env!("CARGO_PKG_VERSION")).to_owned(),
            limits: self.config.own_limits(),
            was_full: self.progress.lock().is_full,
        }
    }

    /// Why no request can be made, if so.
    pub(super) fn unavailable(&self) -> Option<TransportError> {
        let (code, message) = if self.offline.load(Ordering::Acquire) {
            ("forced", "go_offline holds; call go_online to use the network again")
        } else if self.transport.is_some() {
            return None;
        } else if self.config.http.is_none() {
            ("no_server", "no server is configured; everything stays in this file")
        } else {
            ("no_driver", "this build has no network driver; build with the feature `cloud`")
        };
        Some(TransportError::new(Cause::Unavailable, code, message))
    }

    /// Runs a whole sync over the transport.
    pub(super) fn run(&self, plan: SyncPlan, cancel: Option<&CancelToken>) -> Result<SyncReport, Error> {
        let cancel = self.closing.joined(cancel);
        if let Some(transport) = self.transport.as_ref().filter(|_| self.unavailable().is_none()) {
            transport.begin();
        }
        let _turn = self.turn(&cancel)?;
        let Some(transport) = self.transport.as_ref().filter(|_| self.unavailable().is_none()) else {
            return self.not_now();
        };
        if let Some(error) = self.too_soon()? {
            return self.nothing_done(SyncStatus::Throttled, Some(error));
        }
        self.finish_moves()?;
        let before = self.progress.lock().status;
        self.set_status(CloudStatus::Syncing);
        let outcome = self.drive(Session::new(plan, self.settings()), transport.as_ref(), &cancel);
        match &outcome {
            Ok(report) => {
                self.note_outcome(report);
                tracing::info!(
                    status = ?report.status,
                    pushed = report.pushed,
                    pulled = report.pulled,
                    error = ?report.error.as_ref().map(CloudError::code),
                    "a sync ended"
                );
                self.prune(&cancel);
            }
            // It was not the server's doing.
            Err(_) => self.set_status(before),
        }
        outcome
    }

    fn not_now(&self) -> Result<SyncReport, Error> {
        let report = self.nothing_done(SyncStatus::Offline, self.unavailable().map(CloudError::from))?;
        if self.config.http.is_some() {
            self.note_outcome(&report);
        }
        Ok(report)
    }

    fn nothing_done(&self, status: SyncStatus, error: Option<CloudError>) -> Result<SyncReport, Error> {
        let conflicts_waiting = self.store.read(crate::store::conflict_log::open_count)?;
        Ok(SyncReport { status, error, conflicts_waiting, ..SyncReport::default() })
    }

    fn drive(
        &self,
        mut session: Session,
        transport: &dyn crate::transport::Transport,
        cancel: &CancelToken,
    ) -> Result<SyncReport, Error> {
        let mut event = SessionEvent::Continue;
        let (mut sent, mut received) = (0, 0);
        loop {
            self.check(cancel)?;
            let (action, events) = session.step(&self.store, self.entropy.as_ref(), self.now_ms(), event)?;
            self.hub.publish(&events);
            event = match action {
                SessionAction::Continue => SessionEvent::Continue,
                SessionAction::Send(request) => {
                    let outcome = match self.unavailable() {
                        Some(error) => Err(error),
                        None => transport.send(session.space(), &request, cancel),
                    };
                    match outcome {
                        Ok(delivered) => {
                            sent += delivered.bytes_sent;
                            received += delivered.bytes_received;
                            SessionEvent::Answer(Box::new(delivered.answer))
                        }
                        Err(error) => {
                            self.check(cancel)?;
                            tracing::debug!(code = %error.code, "a request failed");
                            SessionEvent::Failed(error)
                        }
                    }
                }
                SessionAction::WaitUntil(until) => {
                    self.wait_until(until, cancel)?;
                    SessionEvent::Woke
                }
                SessionAction::Done(mut report) => {
                    report.bytes_sent = sent;
                    report.bytes_received = received;
                    return Ok(report);
                }
            };
        }
    }

    pub(super) fn check(&self, cancel: &CancelToken) -> Result<(), CloudError> {
        if self.closed.load(Ordering::Acquire) {
            return Err(CloudError::closed());
        }
        if cancel.is_cancelled() {
            let message = "the call was cancelled; what it did is saved, and what was queued stays queued";
            return Err(CloudError::Cancelled { info: ErrorInfo::new("cancelled", message) });
        }
        Ok(())
    }

    /// Waits for the turn to sync.
    fn turn(&self, cancel: &CancelToken) -> Result<Turn, Error> {
        loop {
            self.check(cancel)?;
            if let Some(turn) = self.try_turn(POLL)? {
                return Ok(turn);
            }
        }
    }

    fn wait_until(&self, until: i64, cancel: &CancelToken) -> Result<(), CloudError> {
        // A wait is bounded by the retry policy; a clock that jumps must not stretch it.
        let most = self.settings().retry.backoff_max_ms.max(0);
        let mut left = Duration::from_millis(until.saturating_sub(self.now_ms()).clamp(0, most).unsigned_abs());
        while !left.is_zero() {
            self.check(cancel)?;
            if self.offline.load(Ordering::Acquire) {
                return Ok(());
            }
            let slice = left.min(POLL);
            std::thread::sleep(slice);
            left = left.saturating_sub(slice);
        }
        Ok(())
    }
}
