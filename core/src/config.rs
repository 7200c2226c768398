//! How an engine is set up.

mod check;

use crate::clock::Millis;
use crate::transport::retry::RetryPolicy;
use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// How a conflict of one record is settled (E41).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MergeStrategy {
    /// The greatest `(hlc, device_id, hash)` stands. The final state does not depend on who syncs first.
    #[default]
    LastWriteWins,
    /// This device's state stands and is pushed again. Who syncs first decides which device that is.
    LocalWins,
    /// The server's state stands. Who syncs first decides which one that is.
    RemoteWins,
    /// The local state stays visible and unsent until `resolve_conflict`; everything else goes on syncing.
    Manual,
}

impl MergeStrategy {
    /// The name in the store, in events and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LastWriteWins => "last_write_wins",
            Self::LocalWins => "local_wins",
            Self::RemoteWins => "remote_wins",
            Self::Manual => "manual",
        }
    }

    /// The strategy of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::LastWriteWins, Self::LocalWins, Self::RemoteWins, Self::Manual].into_iter().find(|s| s.as_str() == name)
    }
}

impl fmt::Display for MergeStrategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a table's records leave this file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Replicate {
    /// They sync with the space.
    #[default]
    Cloud,
    /// They never leave this file.
    Local,
}

impl Replicate {
    /// The name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cloud => "cloud",
            Self::Local => "local",
        }
    }
}

/// What holds for one table in this file. Tables without a policy replicate and follow the engine's strategy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TablePolicy {
    /// Whether its records leave this file.
    pub replicate: Replicate,
    /// How its conflicts are settled; `None` follows [`Config::strategy`].
    pub merge: Option<MergeStrategy>,
    /// Paths with an index of their own, written as in a filter: what queries by them cost no longer grows with the
    /// table. At most [`MAX_INDEXED`](crate::engine::MAX_INDEXED).
    pub indexed: Vec<String>,
}

/// What a local write survives once the call has returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// The process being killed at any instant. A power loss may take the last moments, never the file.
    #[default]
    Normal,
    /// Power loss too; each write waits for the disk.
    Full,
}

/// Limits of this engine's own, beside the server's; the smaller one counts (E60). `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientLimits {
    /// Live records of the space at most. What would make more stays queued; local writes, pulls and deletes go on.
    pub max_records: Option<i64>,
    /// Bytes of the space's canonical bodies at most, likewise.
    pub max_bytes: Option<i64>,
    /// Milliseconds from a completed sync to the next one at least. A sync sooner than that reports Throttled and makes
    /// no request; the background syncer waits. The first sync, and one after a failed one, never waits.
    pub min_sync_interval_ms: Option<Millis>,
}

/// How requests are made (E50).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpClientConfig {
    /// `https://host[:port][/prefix]`; `http://` only to loopback unless `allow_insecure_http`.
    pub base_url: String,
    /// Time for one request and its answer, in milliseconds; 1 or more.
    pub timeout_ms: Millis,
    /// Tries and waits; `None` is the default of each.
    pub retry: Option<RetryPolicy>,
    /// Lets credentials travel over plain HTTP to other machines (E53). Anyone on the way can read them.
    pub allow_insecure_http: bool,
    /// Certificate authorities to trust besides the system's, one or several as PEM: a team's own.
    pub extra_root_pem: Option<String>,
    /// Decoded bytes of one answer at most; 1 or more.
    pub max_answer_bytes: i64,
}

impl HttpClientConfig {
    /// The defaults for a server: 30 s a request, 3 tries, answers up to 64 MiB.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            timeout_ms: 30_000,
            retry: None,
            allow_insecure_http: false,
            extra_root_pem: None,
            max_answer_bytes: 64 << 20,
        }
    }
}

/// Everything an engine is told when it opens a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The SQLite file; made if it does not exist, in a folder that does.
    pub path: PathBuf,
    /// The server; `None` keeps the engine local, and network calls report Offline.
    pub http: Option<HttpClientConfig>,
    /// How conflicts are settled where the table's policy does not say.
    pub strategy: MergeStrategy,
    /// Policies to set when the file opens, by table.
    pub tables: HashMap<String, TablePolicy>,
    /// Top-level members that are kept beside a body: stored and returned with it, never hashed or sent (E33).
    pub embedding_fields: Vec<String>,
    /// What a local write survives.
    pub durability: Durability,
    /// Canonical bytes of one body at most; 1 or more.
    pub max_body_bytes: i64,
    /// Bytes the file may have at most, 0 or more, what SQLite keeps beside it not counted; `None` leaves the end to the
    /// disk. A write that needs more reports `storage.full` and changes nothing; a file that is larger already grows no more.
    pub max_file_bytes: Option<i64>,
    /// How long a store call waits for another writer before it reports Busy, in milliseconds; 0 to 3 600 000.
    pub busy_timeout_ms: Millis,
    /// Records in the first batch of a sync; 1 or more. It doubles while batches take under half a second and halves when refused.
    pub batch_items: i64,
    /// Time between two syncs of the background syncer, in milliseconds, give or take a tenth; 1 or more.
    pub sync_interval_ms: Millis,
    /// Limits of this engine's own; `None` is none.
    pub limits: Option<ClientLimits>,
    /// How long synced rows of the queue and settled conflicts are kept, in days; at least 1.
    pub retention_days: i64,
}

impl Config {
    /// A local engine on `path` with every default.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            http: None,
            strategy: MergeStrategy::default(),
            tables: HashMap::new(),
            embedding_fields: Vec::new(),
            durability: Durability::default(),
            max_body_bytes: 1 << 20,
            max_file_bytes: None,
            busy_timeout_ms: 50,
            batch_items: 100,
            sync_interval_ms: 300_000,
            limits: None,
            retention_days: 90,
        }
    }

    /// Syncs with the server at `base_url`.
    #[must_use]
    pub fn server(mut self, base_url: impl Into<String>) -> Self {
        self.http = Some(HttpClientConfig::new(base_url));
        self
    }

    /// Settles conflicts by `strategy`.
    #[must_use]
    pub fn strategy(mut self, strategy: MergeStrategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// Keeps these top-level members beside a body: stored and returned with it, never hashed or sent (E33).
    #[must_use]
    pub fn embedding_fields<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.embedding_fields.extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets a table's policy.
    #[must_use]
    pub fn table(mut self, name: impl Into<String>, policy: TablePolicy) -> Self {
        self.tables.insert(name.into(), policy);
        self
    }

    /// This engine's own limits, in full.
    pub(crate) fn own_limits(&self) -> ClientLimits {
        self.limits.unwrap_or_default()
    }

    /// How requests are tried again.
    pub(crate) fn retry(&self) -> RetryPolicy {
        self.http.as_ref().and_then(|http| http.retry).unwrap_or_default()
    }

    pub(crate) fn max_body_bytes(&self) -> usize {
        usize::try_from(self.max_body_bytes).unwrap_or(usize::MAX)
    }

    pub(crate) fn busy_timeout(&self) -> Duration {
        Duration::from_millis(self.busy_timeout_ms.max(0).unsigned_abs())
    }
}
