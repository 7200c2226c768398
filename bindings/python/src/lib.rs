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
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
