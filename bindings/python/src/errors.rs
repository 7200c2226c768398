//! The engine's errors as Python's exceptions, which live in `cortex_cloud.errors`.

use cortex_cloud::CloudError;
use cortex_cloud::ErrorInfo;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// An error as the exception that stands for it.
pub(crate) fn exception<'py>(py: Python<'py>, error: &CloudError) -> PyResult<Bound<'py, PyAny>> {
    let ErrorInfo { code, message, retryable, retry_after_ms, details } = error.info();
    let named = PyDict::new(py);
    for (name, value) in details {
        named.set_item(name, value)?;
    }
    let make = py.import("cortex_cloud.errors")?.getattr("_from_native")?;
    make.call1((error.class().name(), message, code, *retryable, *retry_after_ms, named))
}

/// An error to raise.
pub(crate) fn raise(py: Python<'_>, error: &CloudError) -> PyErr {
    exception(py, error).map_or_else(|failed| failed, PyErr::from_value)
}

/// A defect that shows in this layer.
pub(crate) fn defect(message: &str) -> CloudError {
    CloudError::Internal { info: ErrorInfo::new("internal.panic", message) }
}
