//! Cortex Cloud: an embeddable, offline-first store that syncs.
//!
//! An app opens one local SQLite file, reads and writes it at local speed, and never waits for a network. The engine
//! moves what changed to the user's other devices and the team's server when it can, settles conflicts by a rule the
//! user chose, keeps an audit of every conflict, and says plainly what is synced and what is not.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("notes.db");
//! use cortex_cloud::CloudEngine;
//! use cortex_cloud::Config;
//!
//! let engine = CloudEngine::open(Config::new(path))?;
//! engine.put("notes", "n1", r#"{"title": "First light", "stars": 3}"#)?;
//! assert_eq!(engine.get("notes", "n1")?.as_deref(), Some(r#"{"stars":3,"title":"First light"}"#));
//! assert_eq!(engine.get_status()?.pending, 1);
//! engine.close();
//! # Ok(())
//! # }
//! ```
//!
//! The feature `cloud` adds the HTTP driver, sign-in and the background syncer. Without it everything but the network
//! works, and network calls report Offline.
#![deny(missing_docs)]

pub mod auth;
pub mod cancel;
pub mod canonical;
pub mod clock;
pub mod config;
pub mod conflict;
pub mod digest;
pub mod disk;
pub mod engine;
pub mod entropy;
pub mod error;
pub mod events;
pub mod log;
pub mod memory;
pub mod query;
pub mod quota;
mod record;
#[doc(hidden)]
pub mod sqlite;
mod store;
pub mod sync;
#[cfg(feature = "test-hooks")]
pub mod test_hooks;
pub mod transport;

pub use auth::AuthState;
pub use cancel::CancelToken;
pub use config::ClientLimits;
pub use config::Config;
pub use config::Durability;
pub use config::HttpClientConfig;
pub use config::MergeStrategy;
pub use config::Replicate;
pub use config::TablePolicy;
pub use conflict::conflict_log::ConflictCause;
pub use conflict::conflict_log::ConflictEntry;
pub use conflict::conflict_log::ConflictFilter;
pub use conflict::conflict_log::ConflictSide;
pub use conflict::conflict_log::ConflictState;
pub use conflict::conflict_log::ResolvedBy;
pub use conflict::conflict_log::Winner;
pub use engine::CloudEngine;
pub use engine::CloudRecord;
pub use engine::Environment;
pub use engine::Explanation;
pub use engine::FailedMutation;
pub use engine::MAX_APPLY_BYTES;
pub use engine::MAX_APPLY_ITEMS;
pub use engine::Page;
pub use engine::QueuedMutation;
pub use engine::RecordBody;
pub use engine::RecordChange;
pub use engine::RecordPage;
pub use engine::RecordState;
pub use engine::Refusal;
pub use engine::StatusReport;
pub use engine::TableInfo;
pub use engine::VerifyReport;
pub use engine::WaitingMutation;
pub use engine::WeakEngine;
pub use error::CloudError;
pub use error::ErrorInfo;
pub use events::CloudEvent;
pub use events::CloudStatus;
pub use events::Heard;
pub use events::Origin;
pub use events::Subscription;
pub use events::SyncPhase;
pub use log::LogEntry;
pub use log::LogLevel;
pub use query::OrderBy;
pub use query::Query;
pub use quota::QuotaCheck;
pub use record::Identity;
pub use store::ParkedRow;
pub use store::sync_log::MutationKind;
pub use sync::report::SyncReport;
pub use sync::report::SyncStatus;
pub use transport::protocol::Quota;
pub use transport::protocol::Usage;
pub use transport::retry::RetryPolicy;

/// The README's example is compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// So are those of the guides.
#[cfg(doctest)]
mod guides {
    #[doc = include_str!("../../docs/durability.md")]
    struct Durability;
    #[doc = include_str!("../../docs/events.md")]
    struct Events;
    #[doc = include_str!("../../docs/memories.md")]
    struct Memories;
    #[doc = include_str!("../../docs/queries.md")]
    struct Queries;
    #[doc = include_str!("../../docs/recovery.md")]
    struct Recovery;
    #[doc = include_str!("../../docs/tables.md")]
    struct Tables;
}
