//! Two layers of errors: `Error` is rich and stays inside; [`CloudError`] is what a program catches.
//!
//! Every public variant is one thing a caller can do something about; the finer cause is in [`ErrorInfo::code`].
//! The one conversion between the two is in this file, and every code in the [`table`].

pub mod table;

use crate::canonical::BodyError;
use std::collections::BTreeMap;
use std::fmt;
use table::CodeInfo;

/// What a program can catch. At most 16 variants, each with the same [`ErrorInfo`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloudError {
    /// An argument is wrong; nothing was changed. `details` name the argument or field.
    InvalidArgument {
        /// What happened.
        info: ErrorInfo,
    },
    /// The engine was closed; open the file again.
    Closed {
        /// What happened.
        info: ErrorInfo,
    },
    /// The caller cancelled the call. What was done stays done, what was not is still queued.
    Cancelled {
        /// What happened.
        info: ErrorInfo,
    },
    /// Another writer holds the file; try again.
    Busy {
        /// What happened.
        info: ErrorInfo,
    },
    /// The disk or the file refused a read or write (full, read-only, an I/O error). Nothing of this transaction was
    /// changed.
    Storage {
        /// What happened.
        info: ErrorInfo,
    },
    /// This file cannot be used: not a store, a damaged one, or one of a newer version. It was not touched.
    StoreUnusable {
        /// What happened.
        info: ErrorInfo,
    },
    /// The server cannot be reached, or `go_offline` holds. Work stays queued.
    Offline {
        /// What happened.
        info: ErrorInfo,
    },
    /// The server's certificate is not to be trusted, or credentials would travel unprotected.
    Tls {
        /// What happened.
        info: ErrorInfo,
    },
    /// No valid credentials; sign in. Work stays queued.
    Unauthenticated {
        /// What happened.
        info: ErrorInfo,
    },
    /// These credentials may not do this. Work stays queued.
    Forbidden {
        /// What happened.
        info: ErrorInfo,
    },
    /// The server's state does not fit the request, or a record waits for its conflict to be settled.
    Conflict {
        /// What happened.
        info: ErrorInfo,
    },
    /// A limit of the space is reached; deletes and pulls go on.
    Quota {
        /// What happened.
        info: ErrorInfo,
    },
    /// Too many requests; wait `retry_after_ms`.
    Throttled {
        /// What happened.
        info: ErrorInfo,
    },
    /// Client and server speak no common protocol version; the message names both.
    VersionMismatch {
        /// What happened.
        info: ErrorInfo,
    },
    /// The server's answer makes no sense: not the protocol, damaged, or too large.
    Protocol {
        /// What happened.
        info: ErrorInfo,
    },
    /// A defect of this library. Nothing that was acknowledged is lost.
    Internal {
        /// What happened.
        info: ErrorInfo,
    },
}

/// What every error carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorInfo {
    /// Finer cause, stable and open-ended: `offline.timeout`, `storage.full`.
    pub code: String,
    /// One sentence for people: what happened, to what, what to do next. Never a secret.
    pub message: String,
    /// Whether the same call may succeed later without a change.
    pub retryable: bool,
    /// How long to wait before that, in milliseconds, when the server said so.
    pub retry_after_ms: Option<i64>,
    /// Names and values: `argument`, `field`, `resource`, `used`, `limit`, `client_version`, `server_version`.
    pub details: BTreeMap<String, String>,
}

impl ErrorInfo {
    /// An error of the engine's own. Whether it may pass is what the [`table`] says of the code, which must be there.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        let row = CodeInfo::find(code);
        debug_assert!(row.is_some(), "the error code {code} has no row in error/table.rs");
        Self {
            code: code.to_owned(),
            message: message.into(),
            retryable: row.is_some_and(|row| row.retryable),
            ..Self::default()
        }
    }

    /// Adds a detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.details.insert(name.to_owned(), value.to_string());
        self
    }
}

impl CloudError {
    /// The finer cause, the sentence and the details.
    pub fn info(&self) -> &ErrorInfo {
        match self {
            Self::InvalidArgument { info }
            | Self::Closed { info }
            | Self::Cancelled { info }
            | Self::Busy { info }
            | Self::Storage { info }
            | Self::StoreUnusable { info }
            | Self::Offline { info }
            | Self::Tls { info }
            | Self::Unauthenticated { info }
            | Self::Forbidden { info }
            | Self::Conflict { info }
            | Self::Quota { info }
            | Self::Throttled { info }
            | Self::VersionMismatch { info }
            | Self::Protocol { info }
            | Self::Internal { info } => info,
        }
    }

    /// The finer cause: `offline.timeout`, `argument.body`.
    pub fn code(&self) -> &str {
        &self.info().code
    }

    pub(crate) fn argument(name: &str, message: impl Into<String>) -> Self {
        Self::InvalidArgument { info: ErrorInfo::new(&format!("argument.{name}"), message).with("argument", name) }
    }

    pub(crate) fn body(error: &BodyError) -> Self {
        Self::InvalidArgument {
            info: ErrorInfo::new("argument.body", format!("the body was refused at {}: {}", error.path, error.reason))
                .with("argument", "body")
                .with("field", &error.path),
        }
    }

    /// Text that is no body cannot be a memory.
    pub(crate) fn memory_text(error: &BodyError) -> Self {
        Self::memory(error.path.strip_prefix("$.").unwrap_or(&error.path), &error.reason)
    }

    /// `path` is the field's place in the memory: `content.data.steps[2].order`; `$` is the memory itself.
    pub(crate) fn memory(path: &str, reason: &str) -> Self {
        Self::InvalidArgument {
            info: ErrorInfo::new("argument.memory", format!("the memory was refused: {path}: {reason}"))
                .with("argument", "memory")
                .with("field", path),
        }
    }

    pub(crate) fn closed() -> Self {
        Self::Closed { info: ErrorInfo::new("closed", "the engine is closed; open the file again to go on") }
    }
}

impl fmt::Display for CloudError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let info = self.info();
        write!(f, "{} ({})", info.message, info.code)
    }
}

impl std::error::Error for CloudError {}

/// What goes wrong inside. Never returned to a caller as it is.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// SQLite said no.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file holds something this version did not write.
    #[error("the store holds {0}")]
    Corrupt(String),
    /// Already in its public form.
    #[error("{0}")]
    Public(#[from] CloudError),
}

impl From<Error> for CloudError {
    fn from(error: Error) -> Self {
        let error = public(error);
        debug_assert!(error.agrees_with_table(), "not what error/table.rs says: {error:?}");
        error
    }
}

fn public(error: Error) -> CloudError {
    match error {
        Error::Public(error) => error,
        Error::Sqlite(error) => from_sqlite(&error),
        Error::Corrupt(what) => CloudError::StoreUnusable {
            info: ErrorInfo::new(
                "store.damaged",
                format!("the store holds {what}, which no version of the engine writes; restore the file from a copy"),
            ),
        },
    }
}

fn from_sqlite(error: &rusqlite::Error) -> CloudError {
    use rusqlite::ErrorCode;
    let Some(code) = error.sqlite_error_code() else {
        return CloudError::Internal {
            info: ErrorInfo::new("internal.sqlite", format!("the store's own query failed: {error}")),
        };
    };
    // The file of the shared memory cannot grow. SQLite has no other word for it, and no room is what it means.
    let no_room = error.sqlite_extended_error_code() == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE);
    match code {
        _ if no_room => full(),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            CloudError::Busy { info: ErrorInfo::new("busy.writer", "another writer holds the store; try again") }
        }
        ErrorCode::DiskFull => full(),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => CloudError::Storage {
            info: ErrorInfo::new(
                "storage.read_only",
                "the store may not be written; check the permissions of the file and its folder",
            ),
        },
        ErrorCode::CannotOpen => CloudError::Storage {
            info: ErrorInfo::new(
                "storage.cannot_open",
                "the store cannot be opened; check that its folder exists and may be written",
            ),
        },
        ErrorCode::SystemIoFailure => {
            CloudError::Storage { info: ErrorInfo::new("storage.io", format!("the disk failed: {error}")) }
        }
        ErrorCode::NotADatabase => CloudError::StoreUnusable {
            info: ErrorInfo::new(
                "store.not_sqlite",
                "the file is not an SQLite database; choose another path (the file was not touched)",
            ),
        },
        ErrorCode::DatabaseCorrupt => CloudError::StoreUnusable {
            info: ErrorInfo::new("store.damaged", "SQLite reports a damaged file; restore it from a copy"),
        },
        _ => CloudError::Internal {
            info: ErrorInfo::new("internal.sqlite", format!("SQLite refused the engine's statement: {error}")),
        },
    }
}

fn full() -> CloudError {
    CloudError::Storage {
        info: ErrorInfo::new("storage.full", "the disk is full; nothing was changed, make room and try again"),
    }
}

pub(crate) type Result<T> = std::result::Result<T, Error>;
