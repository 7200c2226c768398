//! Events on their way to a Python listener: called on the engine's dispatcher thread.

use crate::call::Owner;
use crate::call::detached;
use crate::call::guarded;
use crate::names::Named;
use crate::names::class;
use crate::results::build;
use crate::results::optional;
use cortex_cloud::CloudEvent;
use pyo3::BoundObject;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// A callback that did not do what it was for. The engine counts it; Python has been told.
pub(crate) struct Failed;

/// Calls a callback. What it raises goes where Python reports what nobody can catch: `sys.unraisablehook`.
pub(crate) fn tell(
    callback: &Py<PyAny>,
    make: impl for<'py> Fn(Python<'py>) -> PyResult<Bound<'py, PyAny>>,
) -> Result<(), Failed> {
    // None when the interpreter ends: nobody is there to be told.
    let told = Python::try_attach(|py| {
        let outcome = guarded(py, || make(py).and_then(|value| callback.bind(py).call1((value,))));
        outcome.map(drop).map_err(|raised| {
            raised.write_unraisable(py, Some(callback.bind(py)));
            Failed
        })
    });
    told.unwrap_or(Err(Failed))
}

/// A listener's subscription. It ends by `cancel` or the engine's `close`, never by being dropped or collected.
#[pyclass(frozen, module = "cortex_cloud")]
pub(crate) struct Subscription {
    owner: Owner,
    core: cortex_cloud::Subscription,
}

impl Subscription {
    pub(crate) fn new(owner: Owner, core: cortex_cloud::Subscription) -> Self {
        Self { owner, core }
    }
}

#[pymethods]
impl Subscription {
    /// Ends the subscription. Once it returns, the listener is not called again; it waits for a call that is running,
    /// unless it is made from that very call. Calling it twice is harmless.
    fn cancel(&self, py: Python<'_>) -> PyResult<()> {
        self.owner.check(py)?;
        detached(py, || {
            self.core.cancel();
            Ok(())
        })
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_raised))]
    fn __exit__(&self, py: Python<'_>, _raised: &Bound<'_, PyTuple>) -> PyResult<()> {
        self.cancel(py)
    }
}

/// An event as an object of the class of its variant.
pub(crate) fn event<'py>(py: Python<'py>, of: &CloudEvent) -> PyResult<Bound<'py, PyAny>> {
    match of {
        CloudEvent::StatusChanged { status } => build!(py, "StatusChangedEvent", status.member(py)?),
        CloudEvent::RecordsChanged { table, ids, origin } => {
            build!(py, "RecordsChangedEvent", table, PyTuple::new(py, ids)?, origin.member(py)?)
        }
        CloudEvent::Conflict { conflict_id, table, id, winner } => {
            let winner = optional(*winner, |winner| winner.member(py))?;
            build!(py, "ConflictEvent", *conflict_id, table, id, winner)
        }
        CloudEvent::QuotaWarning { resource, used, limit } => {
            build!(py, "QuotaWarningEvent", resource, *used, *limit)
        }
        CloudEvent::Progress { phase, done, total } => {
            build!(py, "ProgressEvent", phase.member(py)?, *done, *total)
        }
        CloudEvent::AuthNeeded { reason } => build!(py, "AuthNeededEvent", reason),
        CloudEvent::MutationRefused { table, id, code, reason } => {
            build!(py, "MutationRefusedEvent", table, id, code, reason)
        }
        CloudEvent::RowParked { table, id, reason } => build!(py, "RowParkedEvent", table, id, reason),
        CloudEvent::SentApart { records } => build!(py, "SentApartEvent", *records),
        CloudEvent::Repaired { records } => build!(py, "RepairedEvent", *records),
    }
}
