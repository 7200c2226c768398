//! How a call enters the engine: the interpreter released, a forked child told, a panic caught, Ctrl-C heard.

use crate::errors::defect;
use crate::errors::raise;
use cortex_cloud::CancelToken;
use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::ErrorInfo;
use pyo3::prelude::*;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

/// How long a signal may wait to be heard.
const SLICE: Duration = Duration::from_millis(50);

/// Grows in every forked child: an engine of an earlier number belongs to the parent.
static PROCESS: AtomicU64 = AtomicU64::new(0);
/// Calls between releasing the interpreter and taking it back.
static RUNNING: AtomicUsize = AtomicUsize::new(0);
/// The interpreter is about to end: a thread that released it now could never take it back, and would abort.
static ENDING: AtomicBool = AtomicBool::new(false);

/// Which process an object belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner(u64);

impl Owner {
    pub(crate) fn here() -> Self {
        Self(PROCESS.load(Ordering::Relaxed))
    }

    /// Whether this process was forked off since: the threads are gone, and locks may be held for ever.
    pub(crate) fn is_gone(self) -> bool {
        self.0 != PROCESS.load(Ordering::Relaxed)
    }

    pub(crate) fn check(self, py: Python<'_>) -> PyResult<()> {
        if self.is_gone() {
            let message = "this engine was opened before the process forked, and a forked process must not use its file: \
                start processes by `spawn` or `forkserver`, or open the file only after the fork";
            return Err(raise(py, &CloudError::Closed { info: ErrorInfo::new("closed.forked", message) }));
        }
        Ok(())
    }
}

/// Called in every forked child before anything else of it runs.
#[pyfunction]
pub(crate) fn after_fork() {
    PROCESS.fetch_add(1, Ordering::Relaxed);
    RUNNING.store(0, Ordering::Relaxed);
}

/// From now on every call says that the engine is closed, without releasing the interpreter.
#[pyfunction]
pub(crate) fn begin_exit() {
    ENDING.store(true, Ordering::SeqCst);
}

/// How many calls have released the interpreter and not taken it back.
#[pyfunction]
pub(crate) fn running_calls() -> usize {
    RUNNING.load(Ordering::SeqCst)
}

struct Running;

impl Running {
    fn begin() -> Self {
        RUNNING.fetch_add(1, Ordering::SeqCst);
        Self
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A panic of this layer is a defect, reported as one: pyo3 would raise what `except Exception` does not catch.
pub(crate) fn guarded<T>(py: Python<'_>, work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    let message = "a defect of the Python binding was caught; what was acknowledged is saved, please report it";
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(raise(py, &defect(message))))
}

fn caught<T>(work: impl FnOnce() -> Result<T, CloudError>) -> Result<T, CloudError> {
    let message = "a defect of the engine was caught; what was acknowledged is saved, please report it";
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(defect(message)))
}

/// Does what may take a while with the interpreter released.
pub(crate) fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T, CloudError> + Send) -> PyResult<T> {
    if ENDING.load(Ordering::SeqCst) {
        let message = "the interpreter is ending and the engine is closed; what was acknowledged is saved";
        return Err(raise(py, &CloudError::Closed { info: ErrorInfo::new("closed", message) }));
    }
    let running = Running::begin();
    let outcome = py.detach(|| caught(work));
    drop(running);
    outcome.map_err(|error| raise(py, &error))
}

/// Closing is what happens when the interpreter ends: it is the one call that goes on then.
pub(crate) fn detached_at_exit(py: Python<'_>, work: impl FnOnce() + Send) {
    let running = Running::begin();
    // Whatever went wrong: there is nobody to tell.
    let _ = py.detach(|| {
        caught(|| {
            work();
            Ok(())
        })
    });
    drop(running);
}

/// Does what waits for the network, or goes on for long, on a thread of its own, and hears signals meanwhile: Ctrl-C
/// cancels the call, waits for its end and raises.
pub(crate) fn long<T: Send + 'static>(
    py: Python<'_>,
    engine: &CloudEngine,
    cancel: Option<CancelToken>,
    work: impl FnOnce(&CloudEngine, &CancelToken) -> Result<T, CloudError> + Send + 'static,
) -> PyResult<T> {
    let cancel = cancel.unwrap_or_default();
    let (done, outcome) = mpsc::sync_channel(1);
    let (engine, token) = (engine.clone(), cancel.clone());
    detached(py, move || {
        let call = move || {
            let result = caught(|| work(&engine, &token));
            // Before the answer: the last handle of an engine must not be dropped on this thread.
            drop(engine);
            // The caller has gone when the interpreter ended while it waited.
            let _ = done.send(result);
        };
        std::thread::Builder::new().name("cortex-call".to_owned()).spawn(call).map(drop).map_err(|error| {
            let message = format!("no thread can be started for the call: {error}; close what is not needed");
            CloudError::Internal { info: ErrorInfo::new("internal.thread", message) }
        })
    })?;
    let running = Running::begin();
    let mut outcome = outcome;
    let mut interrupt = None;
    let result = loop {
        let (back, heard) = py.detach(move || {
            let heard = outcome.recv_timeout(SLICE);
            (outcome, heard)
        });
        outcome = back;
        match heard {
            Ok(result) => break result,
            Err(RecvTimeoutError::Disconnected) => break Err(defect("the thread of a call ended without an answer")),
            Err(RecvTimeoutError::Timeout) => {
                let Err(signal) = py.check_signals() else { continue };
                // The second one is somebody who does not want to wait for the end of the call.
                if let Some(first) = interrupt {
                    return Err(first);
                }
                cancel.cancel();
                interrupt = Some(signal);
            }
        }
    };
    drop(running);
    // Nothing of the call goes on, whatever came of it.
    match interrupt {
        Some(interrupt) => Err(interrupt),
        None => result.map_err(|error| raise(py, &error)),
    }
}
