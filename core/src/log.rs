//! What the engine writes down of its work, for a host that wants it: the library's own `tracing` records.
//!
//! A Rust host with a `tracing` subscriber of its own has them there, as those of any library. A host in another language
//! gives an engine a sink. That takes nothing from anybody: no global subscriber is set, each engine has a sink of its
//! own, and the subscriber of the host, if there is one, hears everything as before.

mod scope;
mod sink;

pub(crate) use scope::Scope;
pub(crate) use sink::Sink;

use crate::clock::Millis;
use std::collections::BTreeMap;
use std::fmt;

/// How much a record matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogLevel {
    /// A defect, caught.
    Error,
    /// Something went wrong and was mended, or will be tried again.
    Warn,
    /// What the engine did.
    Info,
    /// How it did it.
    Debug,
    /// Every step.
    Trace,
}

impl LogLevel {
    /// The name people know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }

    fn of(level: tracing::Level) -> Self {
        match level {
            tracing::Level::ERROR => Self::Error,
            tracing::Level::WARN => Self::Warn,
            tracing::Level::INFO => Self::Info,
            tracing::Level::DEBUG => Self::Debug,
            tracing::Level::TRACE => Self::Trace,
        }
    }

    fn filter(self) -> tracing::level_filters::LevelFilter {
        use tracing::level_filters::LevelFilter;
        match self {
            Self::Error => LevelFilter::ERROR,
            Self::Warn => LevelFilter::WARN,
            Self::Info => LevelFilter::INFO,
            Self::Debug => LevelFilter::DEBUG,
            Self::Trace => LevelFilter::TRACE,
        }
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One record. It never holds a body or a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When, by the engine's clock, Unix milliseconds.
    pub at: Millis,
    /// How much it matters.
    pub level: LogLevel,
    /// The part of the library it comes from: `cortex_cloud::engine::network`.
    pub target: String,
    /// One sentence for people.
    pub message: String,
    /// Names and values.
    pub fields: BTreeMap<String, String>,
}
