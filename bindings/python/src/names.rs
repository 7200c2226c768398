//! Enums by the names the package's classes have for their members.

use crate::arguments::wrong_type;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The package, once it is loaded.
static PACKAGE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

/// A class of the package.
pub(crate) fn class<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let package = PACKAGE.get_or_try_init(py, || py.import("cortex_cloud").map(Bound::unbind))?;
    package.bind(py).getattr(name)
}

/// An enum of the contract. A variant that is not listed does not compile.
pub(crate) trait Named: Copy + Sized + 'static {
    const CLASS: &'static str;
    const ALL: &'static [(Self, &'static str)];

    /// The name of the class's member.
    fn name(self) -> &'static str;

    fn member(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        class(py, Self::CLASS)?.getattr(self.name())
    }

    /// Reads an argument.
    fn read(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<Self> {
        let class = class(given.py(), Self::CLASS)?;
        for (variant, name) in Self::ALL {
            if given.is(&class.getattr(*name)?) {
                return Ok(*variant);
            }
        }
        Err(wrong_type(argument, &format!("a member of {}", Self::CLASS), given))
    }
}

macro_rules! named {
    ($($class:ident { $($variant:ident = $name:literal),+ $(,)? })+) => {$(
        impl Named for cortex_cloud::$class {
            const CLASS: &'static str = stringify!($class);
            const ALL: &'static [(Self, &'static str)] = &[$((Self::$variant, $name)),+];

            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    )+};
}

named! {
    MergeStrategy { LastWriteWins = "LAST_WRITE_WINS", LocalWins = "LOCAL_WINS", RemoteWins = "REMOTE_WINS", Manual = "MANUAL" }
    Replicate { Cloud = "CLOUD", Local = "LOCAL" }
    Durability { Normal = "NORMAL", Full = "FULL" }
    SyncStatus { Success = "SUCCESS", Partial = "PARTIAL", Offline = "OFFLINE", Throttled = "THROTTLED", AuthNeeded = "AUTH_NEEDED", Refused = "REFUSED" }
    MutationKind { Create = "CREATE", Update = "UPDATE", Delete = "DELETE" }
    CloudStatus { Disconnected = "DISCONNECTED", Connected = "CONNECTED", Syncing = "SYNCING", Offline = "OFFLINE", Error = "ERROR" }
    AuthState { Unauthenticated = "UNAUTHENTICATED", Authenticating = "AUTHENTICATING", Authenticated = "AUTHENTICATED", Offline = "OFFLINE" }
    RecordState { Absent = "ABSENT", Synced = "SYNCED", Pending = "PENDING", InFlight = "IN_FLIGHT", Held = "HELD", Refused = "REFUSED", Parked = "PARKED", LocalOnly = "LOCAL_ONLY" }
    ConflictSide { Local = "LOCAL", Remote = "REMOTE" }
    ConflictCause { BothChanged = "BOTH_CHANGED", ServerRestored = "SERVER_RESTORED", Discarded = "DISCARDED" }
    Winner { Local = "LOCAL", Remote = "REMOTE", Merged = "MERGED" }
    ResolvedBy { Auto = "AUTO", User = "USER" }
    Origin { Local = "LOCAL", Remote = "REMOTE" }
    SyncPhase { Push = "PUSH", Pull = "PULL" }
    LogLevel { Error = "ERROR", Warn = "WARN", Info = "INFO", Debug = "DEBUG", Trace = "TRACE" }
}
