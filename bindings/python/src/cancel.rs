//! Ending a long call from another thread.

use crate::arguments::wrong_type;
use pyo3::prelude::*;

/// Ends the long calls it was given to. What they did stays done, what they did not do stays queued.
#[pyclass(frozen, module = "cortex_cloud")]
#[derive(Default)]
pub(crate) struct CancelToken(cortex_cloud::CancelToken);

#[pymethods]
impl CancelToken {
    /// A token nobody has cancelled.
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Ends the calls. There is no way back; use a new token for the next call.
    fn cancel(&self) {
        self.0.cancel();
    }

    /// Whether `cancel` was called.
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

/// A call's optional token, as the engine takes it.
pub(crate) fn engines(given: &Bound<'_, PyAny>) -> PyResult<Option<cortex_cloud::CancelToken>> {
    if given.is_none() {
        return Ok(None);
    }
    let token = given.cast::<CancelToken>().map_err(|_| wrong_type("cancel", "a CancelToken", given))?;
    Ok(Some(token.get().0.clone()))
}
