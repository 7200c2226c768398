//! What the engine returns, as objects of the package's classes. Fields go in the contract's order, which is theirs.

use crate::errors;
use crate::names::Named;
use crate::names::class;
use crate::value::Reader;
use cortex_cloud::CloudRecord;
use cortex_cloud::ConflictEntry;
use cortex_cloud::ConflictState;
use cortex_cloud::Explanation;
use cortex_cloud::FailedMutation;
use cortex_cloud::Page;
use cortex_cloud::Quota;
use cortex_cloud::QuotaCheck;
use cortex_cloud::RecordPage;
use cortex_cloud::StatusReport;
use cortex_cloud::SyncReport;
use cortex_cloud::TableInfo;
use cortex_cloud::TablePolicy;
use cortex_cloud::Usage;
use cortex_cloud::VerifyReport;
use cortex_cloud::WaitingMutation;
use pyo3::BoundObject;
use pyo3::prelude::*;
use pyo3::types::PyList;
use pyo3::types::PyTuple;

type Object<'py> = PyResult<Bound<'py, PyAny>>;

/// Builds an object; each field may be of any type, and more of them than pyo3's tuples hold.
macro_rules! build {
    ($py:expr, $class:literal, $($field:expr),+ $(,)?) => {{
        let fields = [$($field.into_pyobject($py).map_err(PyErr::from)?.into_bound().into_any()),+];
        class($py, $class)?.call1(PyTuple::new($py, fields)?)
    }};
}
pub(crate) use build;

pub(crate) fn list<'py, T>(
    py: Python<'py>,
    all: &[T],
    make: impl Fn(&T) -> Object<'py>,
) -> PyResult<Bound<'py, PyList>> {
    PyList::new(py, all.iter().map(make).collect::<PyResult<Vec<_>>>()?)
}

pub(crate) fn optional<'py, T>(
    of: Option<T>,
    make: impl FnOnce(T) -> Object<'py>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    of.map(make).transpose()
}

fn texts<'py>(py: Python<'py>, texts: &[String]) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, texts)
}

pub(crate) fn record<'py>(read: &Reader<'py>, py: Python<'py>, of: &CloudRecord) -> Object<'py> {
    let body = read.read_optional(of.body.as_deref())?;
    build!(
        py,
        "CloudRecord",
        &of.table,
        &of.id,
        body,
        of.content_hash.as_deref(),
        &of.hlc,
        &of.device_id,
        of.updated_at,
        of.deleted,
        &of.base_seq,
        of.synced,
        texts(py, &of.missing)?,
    )
}

pub(crate) fn page<'py>(py: Python<'py>, of: &Page) -> Object<'py> {
    build!(py, "Page", Reader::new(py).read_all(&of.bodies)?, of.next_page.as_deref())
}

pub(crate) fn record_page<'py>(py: Python<'py>, of: &RecordPage) -> Object<'py> {
    let read = Reader::new(py);
    build!(py, "RecordPage", list(py, &of.records, |one| record(&read, py, one))?, of.next_page.as_deref())
}

pub(crate) fn table<'py>(py: Python<'py>, of: &TableInfo) -> Object<'py> {
    build!(py, "TableInfo", &of.name, policy(py, &of.policy)?, of.records, of.pending)
}

fn policy<'py>(py: Python<'py>, of: &TablePolicy) -> Object<'py> {
    let merge = optional(of.merge, |merge| merge.member(py))?;
    build!(py, "TablePolicy", of.replicate.member(py)?, merge, texts(py, &of.indexed)?)
}

pub(crate) fn sync_report<'py>(py: Python<'py>, of: &SyncReport) -> Object<'py> {
    let error = optional(of.error.as_ref(), |error| errors::exception(py, error))?;
    build!(
        py,
        "SyncReport",
        of.status.member(py)?,
        of.pushed,
        of.pulled,
        of.conflicts_resolved,
        of.conflicts_waiting,
        of.refused,
        of.over_quota,
        of.resent,
        of.parked,
        of.shown_early,
        of.apart,
        of.repaired,
        of.reconciled,
        of.digests_equal,
        of.bytes_sent,
        of.bytes_received,
        of.duration_ms,
        error,
    )
}

pub(crate) fn verify_report<'py>(py: Python<'py>, of: &VerifyReport) -> Object<'py> {
    build!(py, "VerifyReport", of.is_equal, of.records, of.repaired, &of.digest, sync_report(py, &of.sync)?)
}

pub(crate) fn status_report<'py>(py: Python<'py>, of: &StatusReport) -> Object<'py> {
    let last_error = optional(of.last_error.as_ref(), |error| errors::exception(py, error))?;
    build!(
        py,
        "StatusReport",
        of.status.member(py)?,
        of.auth.member(py)?,
        &of.device_id,
        of.space.as_deref(),
        of.last_sync_at,
        of.pending,
        of.failed,
        of.conflicted,
        of.oldest_pending_ms,
        optional(of.quota.as_ref(), |one| quota(py, one))?,
        &of.cursor_seq,
        &of.digest,
        of.staged,
        of.parked,
        of.sent_apart,
        last_error,
        of.failed_listeners,
    )
}

pub(crate) fn explanation<'py>(py: Python<'py>, of: &Explanation) -> Object<'py> {
    build!(py, "Explanation", of.state.member(py)?, &of.reason, of.attempts, of.since, of.conflict_id)
}

pub(crate) fn waiting<'py>(py: Python<'py>, of: &WaitingMutation) -> Object<'py> {
    let refusal = optional(of.refusal.as_ref(), |one| build!(py, "Refusal", &one.code, &one.reason))?;
    build!(
        py,
        "WaitingMutation",
        of.seq,
        &of.table,
        &of.id,
        of.kind.member(py)?,
        of.timestamp,
        of.state.member(py)?,
        of.attempts,
        refusal,
    )
}

pub(crate) fn failed<'py>(py: Python<'py>, of: &FailedMutation) -> Object<'py> {
    let body = Reader::new(py).read_optional(of.body.as_deref())?;
    build!(
        py,
        "FailedMutation",
        &of.table,
        &of.id,
        of.kind.member(py)?,
        body,
        &of.code,
        &of.reason,
        of.attempts,
        of.timestamp,
        of.unit,
    )
}

pub(crate) fn conflict<'py>(py: Python<'py>, of: &ConflictEntry) -> Object<'py> {
    build!(
        py,
        "ConflictEntry",
        of.conflict_id,
        &of.table,
        &of.id,
        side(py, &of.local)?,
        side(py, &of.remote)?,
        of.cause.member(py)?,
        of.unit,
        of.strategy.member(py)?,
        optional(of.winner, |winner| winner.member(py))?,
        optional(of.resolved_by, |by| by.member(py))?,
        of.detected_at,
        of.resolved_at,
    )
}

fn side<'py>(py: Python<'py>, of: &ConflictState) -> Object<'py> {
    let body = Reader::new(py).read_optional(of.body.as_deref())?;
    build!(py, "ConflictState", body, &of.hlc, &of.device_id)
}

pub(crate) fn quota<'py>(py: Python<'py>, of: &Quota) -> Object<'py> {
    build!(py, "Quota", usage(py, of.records)?, usage(py, of.bytes)?, of.min_sync_interval_ms)
}

fn usage(py: Python<'_>, of: Usage) -> Object<'_> {
    build!(py, "Usage", of.used, of.limit)
}

pub(crate) fn quota_check<'py>(py: Python<'py>, of: &QuotaCheck) -> Object<'py> {
    match of {
        QuotaCheck::Allowed => class(py, "QuotaAllowed")?.call0(),
        QuotaCheck::Warning { usage_percent } => build!(py, "QuotaWarning", *usage_percent),
        QuotaCheck::Exceeded { resource, used, limit, reason } => {
            build!(py, "QuotaExceeded", resource, *used, *limit, reason)
        }
    }
}
