//! Log entries on their way to a Python sink: called on the log's own thread.

use crate::names::Named;
use crate::names::class;
use crate::results::build;
use cortex_cloud::LogEntry;
use pyo3::BoundObject;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::types::PyTuple;

/// An entry as an object of its class.
pub(crate) fn entry<'py>(py: Python<'py>, of: &LogEntry) -> PyResult<Bound<'py, PyAny>> {
    let fields = PyDict::new(py);
    for (name, value) in &of.fields {
        fields.set_item(name, value)?;
    }
    build!(py, "LogEntry", of.at, of.level.member(py)?, &of.target, &of.message, fields)
}
