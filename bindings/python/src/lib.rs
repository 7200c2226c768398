//! The native module below the Python package `cortex_cloud`: thin glue over the engine.
//!
//! Every call releases the interpreter while the engine works, and no panic gets through. What is idiomatic Python is in
//! the package itself; this module builds its classes by name.

mod arguments;
mod body;
mod call;
mod cancel;
mod engine;
mod errors;
mod events;
mod log;
mod names;
mod results;
mod settings;
mod tokens;
mod value;

use pyo3::prelude::*;

/// The engine, for the package `cortex_cloud` only.
#[pymodule(gil_used = true)]
mod _native {
    #[pymodule_export]
    use crate::call::after_fork;
    #[pymodule_export]
    use crate::call::begin_exit;
    #[pymodule_export]
    use crate::call::running_calls;
    #[pymodule_export]
    use crate::cancel::CancelToken;
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::events::Subscription;

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        if !crate::is_main_interpreter(module.py()) {
            return Err(pyo3::exceptions::PyImportError::new_err(
                "cortex_cloud works in the main interpreter only, and this is a sub-interpreter; use threads or \
                 processes instead, and with mod_wsgi set WSGIApplicationGroup %{GLOBAL}",
            ));
        }
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}

/// What the module keeps, its engines and its threads, belongs to the process: a sub-interpreter that ends would close what
/// others use.
fn is_main_interpreter(_py: Python<'_>) -> bool {
    // SAFETY: the caller is attached to an interpreter, which is all that both functions ask for.
    #[expect(unsafe_code, reason = "PyO3 has no safe form of these two functions")]
    let id = unsafe { pyo3::ffi::PyInterpreterState_GetID(pyo3::ffi::PyInterpreterState_Get()) };
    // https://docs.python.org/3/c-api/init.html: the main interpreter's is always 0.
    id == 0
}
