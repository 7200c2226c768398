//! What the engine knows of itself: its status, and why a record is or is not synced.

use super::CloudEngine;
use super::Inner;
use super::names;
use crate::auth::AuthState;
use crate::clock::Millis;
use crate::config::Replicate;
use crate::error::CloudError;
use crate::events::CloudEvent;
use crate::events::CloudStatus;
use crate::store::conflict_log;
use crate::store::digest;
use crate::store::parked;
use crate::store::records;
use crate::store::state;
use crate::store::sync_log;
use crate::store::tables;
use crate::store::units;
use crate::sync::report::SyncReport;
use crate::sync::report::SyncStatus;
use crate::transport::protocol::Quota;

/// What cannot be worked out from the tables: how the last exchange went.
#[derive(Debug)]
pub(super) struct Progress {
    pub(super) status: CloudStatus,
    pub(super) last_error: Option<CloudError>,
    pub(super) refused_credentials: bool,
    /// Whether the last sync that could tell left something behind because the space is full.
    pub(super) is_full: bool,
}

impl Default for Progress {
    fn default() -> Self {
        Self { status: CloudStatus::Disconnected, last_error: None, refused_credentials: false, is_full: false }
    }
}

/// The engine's state at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReport {
    /// What it is doing.
    pub status: CloudStatus,
    /// How far the sign-in has come.
    pub auth: AuthState,
    /// This file's identity among the devices of its space.
    pub device_id: String,
    /// The space this file belongs to since its first handshake.
    pub space: Option<String>,
    /// When the last sync ended in success, Unix milliseconds. For display: nothing depends on it.
    pub last_sync_at: Option<Millis>,
    /// Records waiting to be sent.
    pub pending: i64,
    /// Records the server refused.
    pub failed: i64,
    /// Records waiting for `resolve_conflict`; they are among the pending or the failed, too.
    pub conflicted: i64,
    /// How long the oldest waiting mutation has waited, in milliseconds.
    pub oldest_pending_ms: Option<Millis>,
    /// What the space uses of what it may, by the server's last word.
    pub quota: Option<Quota>,
    /// The server's seq up to which this file has everything, as a decimal string.
    pub cursor_seq: String,
    /// The digest of what this file and the server have in common: 32 hexadecimal digits.
    pub digest: String,
    /// Rows of a long pull that are here and not shown yet.
    pub staged: i64,
    /// Rows of the server that this version cannot read; they wait for one that can.
    pub parked: i64,
    /// Records that ever went up apart from their `apply`, because it had grown past what one batch may hold.
    pub sent_apart: i64,
    /// Why the last sync was no success.
    pub last_error: Option<CloudError>,
    /// How often a listener or the log's sink failed or panicked.
    pub failed_listeners: i64,
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordState {
    /// There is no such record here.
    Absent,
    /// The server has this very state.
    Synced,
    /// It goes up with the next sync.
    Pending,
    /// It is on its way, or may be: the outcome is not known yet.
    InFlight,
    /// It waits for `resolve_conflict`.
    Held,
    /// The server refused it.
    Refused,
    /// The server has a version of it that this engine cannot read. What is here stays and is not sent.
    Parked,
    /// Its table never leaves this file.
    LocalOnly,
}

/// Why a record is or is not synced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Where it stands.
    pub state: RecordState,
    /// One sentence for people.
    pub reason: String,
    /// How often it was sent without success.
    pub attempts: i64,
    /// Since when it waits, Unix milliseconds.
    pub since: Option<Millis>,
    /// The conflict it waits for.
    pub conflict_id: Option<i64>,
}

impl CloudEngine {
    /// The engine's state at one moment. Never waits for the network.
    ///
    /// # Errors
    /// `Closed`; `Storage` when the disk fails.
    pub fn get_status(&self) -> Result<StatusReport, CloudError> {
        self.guard(|inner| {
            let now = inner.now_ms();
            let report = inner.store.read(|c| {
                let sync = state::load(c)?;
                let backlog = sync_log::backlog(c)?;
                Ok(StatusReport {
                    status: CloudStatus::Disconnected,
                    auth: AuthState::default(),
                    device_id: sync.device_id,
                    space: sync.space,
                    last_sync_at: sync.last_sync_at,
                    pending: backlog.pending,
                    failed: backlog.refused,
                    conflicted: conflict_log::open_count(c)?,
                    oldest_pending_ms: backlog.oldest_ms.map(|t| now.saturating_sub(t).max(0)),
                    quota: sync.quota,
                    cursor_seq: sync.cursor_seq.to_string(),
                    digest: digest::total(c)?.hex(),
                    staged: crate::store::staging::count(c)?,
                    parked: parked::count(c)?,
                    sent_apart: state::sent_apart(c)?,
                    last_error: None,
                    failed_listeners: inner.hub.failed_listeners() + inner.log.failed(),
                })
            })?;
            let auth = inner.auth_state();
            let progress = inner.progress.lock();
            Ok(StatusReport { status: progress.status, last_error: progress.last_error.clone(), auth, ..report })
        })
    }

    /// How far the sign-in has come. Never waits for the network.
    ///
    /// # Errors
    /// `Closed`.
    pub fn auth_state(&self) -> Result<AuthState, CloudError> {
        self.guard(|inner| Ok(inner.auth_state()))
    }

    /// Whether a record is synced and, if not, why.
    ///
    /// # Errors
    /// `InvalidArgument` for a table or id that will not do; `Storage` when the disk fails.
    pub fn explain(&self, table: &str, id: &str) -> Result<Explanation, CloudError> {
        self.guard(|inner| {
            names::check_table(table)?;
            names::check_id(id)?;
            let mut explanation = inner.store.read(|c| explain(c, table, id))?;
            if let (RecordState::Pending, Some(obstacle)) = (explanation.state, inner.obstacle()) {
                explanation.reason = format!("it is queued; the last word on syncing: {obstacle}");
            }
            Ok(explanation)
        })
    }
}

fn explain(c: &rusqlite::Connection, table: &str, id: &str) -> crate::error::Result<Explanation> {
    let plain = |state, reason: &str| Explanation {
        state,
        reason: reason.to_owned(),
        attempts: 0,
        since: None,
        conflict_id: None,
    };
    if records::base_of(c, table, id)?.is_none() {
        return Ok(plain(RecordState::Absent, "there is no such record in this file"));
    }
    if tables::policy(c, table)?.replicate == Replicate::Local {
        return Ok(plain(RecordState::LocalOnly, "its table is local: it never leaves this file"));
    }
    let Some(waiting) = sync_log::waiting(c, table, id)? else {
        if parked::is_parked(c, (table, id))? {
            let reason = "the server has a newer version of it that this engine cannot read; update the engine";
            return Ok(plain(RecordState::Parked, reason));
        }
        return Ok(plain(RecordState::Synced, "the server has this state"));
    };
    let conflict_id = conflict_log::open_id(c, table, id)?;
    let (state, reason) = match (waiting.state.as_str(), waiting.code) {
        _ if parked::is_parked(c, (table, id))? => {
            let reason = "the server has a version of it that this engine cannot read; update the engine";
            (RecordState::Parked, reason.to_owned())
        }
        _ if conflict_id.is_some() => {
            (RecordState::Held, "both sides changed it; settle it with resolve_conflict".to_owned())
        }
        (_, Some(code)) => {
            let reason = waiting.reason.unwrap_or_default();
            (
                RecordState::Refused,
                format!("the server refused it ({code}): {reason}; change it, retry_failed or discard_failed"),
            )
        }
        ("inflight" | "unsettled", None) => {
            (RecordState::InFlight, "it was sent and the server's word is not known yet; the next sync asks".to_owned())
        }
        _ => (RecordState::Pending, pending_reason(c, table, id)?),
    };
    Ok(Explanation { state, reason, attempts: waiting.attempts, since: Some(waiting.since_ms), conflict_id })
}

/// A record of a unit waits for the others.
fn pending_reason(c: &rusqlite::Connection, table: &str, id: &str) -> crate::error::Result<String> {
    for (other, other_id) in units::sharing_fate(c, (table, id))? {
        if units::is_blocked(c, (&other, &other_id))? {
            return Ok(format!("it goes up together with {other}/{other_id}, which has to be settled first"));
        }
    }
    Ok("it goes up with the next sync".to_owned())
}

impl Inner {
    fn auth_state(&self) -> AuthState {
        #[cfg(feature = "cloud")]
        {
            // The host's token store is asked under no lock: it may take its time, or ask the engine.
            let has_credentials = self.cloud.has_credentials();
            let progress = self.progress.lock();
            match (has_credentials, progress.status) {
                (false, _) => AuthState::Unauthenticated,
                (true, _) if progress.refused_credentials => AuthState::Unauthenticated,
                (true, CloudStatus::Offline) => AuthState::Offline,
                (true, _) => AuthState::Authenticated,
            }
        }
        #[cfg(not(feature = "cloud"))]
        AuthState::Unauthenticated
    }

    /// Why the next sync may not send anything, as far as that is known now.
    fn obstacle(&self) -> Option<String> {
        if let Some(error) = self.unavailable() {
            return Some(error.message);
        }
        self.progress.lock().last_error.as_ref().map(|e| e.info().message.clone())
    }

    /// Sets the status and tells listeners when it is another one.
    pub(super) fn set_status(&self, status: CloudStatus) {
        let before = std::mem::replace(&mut self.progress.lock().status, status);
        if before != status {
            self.hub.publish(&[CloudEvent::StatusChanged { status }]);
        }
    }

    /// What a finished sync says of the connection.
    pub(super) fn note_outcome(&self, report: &SyncReport) {
        let is_offline = matches!(report.error, Some(CloudError::Offline { .. }));
        let is_offline = is_offline || self.offline.load(std::sync::atomic::Ordering::Acquire);
        let status = match report.status {
            _ if is_offline => CloudStatus::Offline,
            SyncStatus::Success | SyncStatus::Throttled | SyncStatus::Partial => CloudStatus::Connected,
            SyncStatus::Offline => CloudStatus::Offline,
            SyncStatus::Refused if report.error.is_none() => CloudStatus::Connected,
            SyncStatus::AuthNeeded | SyncStatus::Refused => CloudStatus::Error,
        };
        {
            let mut progress = self.progress.lock();
            progress.last_error.clone_from(&report.error);
            if report.over_quota > 0 || report.status == SyncStatus::Success {
                progress.is_full = report.over_quota > 0;
            }
            if !is_offline {
                progress.refused_credentials = report.status == SyncStatus::AuthNeeded;
            }
        }
        self.set_status(status);
    }
}
