//! A device: an engine on a file of its own, and short names for what tests do all the time.
//!
//! The short names work on the table `notes`, whose bodies are `{"text": …}`.

use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::Config;
use cortex_cloud::ConflictEntry;
use cortex_cloud::ConflictFilter;
use cortex_cloud::Environment;
use cortex_cloud::HttpClientConfig;
use cortex_cloud::MergeStrategy;
use cortex_cloud::StatusReport;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::TablePolicy;
use cortex_cloud::clock::Clock;
use cortex_cloud::transport::retry::RetryPolicy;
use serde_json::Value;
use serde_json::json;
use std::ops::Deref;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

/// How long a test's write waits for another: ten times the default, for machines that do other work.
pub const PATIENT_WRITER_MS: i64 = 500;

/// The table of the short names.
pub const NOTES: &str = "notes";

/// How a device is set up.
#[derive(Clone)]
pub struct Setup {
    config: Config,
    environment: Environment,
    key: Option<String>,
}

/// An open device. Dereferences to its engine.
pub struct Device {
    engine: CloudEngine,
    setup: Setup,
}

/// The body a note of that text has.
pub fn note(text: &str) -> String {
    json!({ "text": text }).to_string()
}

/// The text of a note's body.
///
/// # Panics
/// When it is none.
pub fn text_of(body: &str) -> String {
    let body: Value = serde_json::from_str(body).expect("JSON");
    body["text"].as_str().expect("a note").to_owned()
}

impl Setup {
    /// A device on `path` that syncs with `url`: waits between tries are short, the background syncs rarely.
    pub fn new(path: impl Into<PathBuf>, url: &str, key: &str) -> Self {
        let mut config = Config::new(path).server(url);
        config.busy_timeout_ms = PATIENT_WRITER_MS;
        if let Some(http) = &mut config.http {
            http.retry = Some(RetryPolicy { max_tries: 3, backoff_base_ms: 20, backoff_max_ms: 2_000 });
        }
        Self { config, environment: Environment::default(), key: Some(key.to_owned()) }
    }

    /// Changes the config.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// Changes how requests are made.
    #[must_use]
    pub fn with_http(self, change: impl FnOnce(&mut HttpClientConfig)) -> Self {
        self.with(|config| {
            if let Some(http) = &mut config.http {
                change(http);
            }
        })
    }

    /// Settles conflicts by `strategy`.
    #[must_use]
    pub fn strategy(self, strategy: MergeStrategy) -> Self {
        self.with(|config| config.strategy = strategy)
    }

    /// Sets a table's policy.
    #[must_use]
    pub fn table(self, name: &str, policy: TablePolicy) -> Self {
        self.with(|config| drop(config.tables.insert(name.to_owned(), policy)))
    }

    /// Gives up on a request after so many milliseconds.
    #[must_use]
    pub fn timeout(self, ms: i64) -> Self {
        self.with_http(|http| http.timeout_ms = ms)
    }

    /// Changes how requests are tried again.
    #[must_use]
    pub fn with_retry(self, change: impl FnOnce(&mut RetryPolicy)) -> Self {
        self.with_http(|http| change(http.retry.get_or_insert_default()))
    }

    /// Tries every request once.
    #[must_use]
    pub fn impatient(self) -> Self {
        self.with_retry(|retry| retry.max_tries = 1)
    }

    /// Reads the time from `clock`.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.environment.clock = Some(clock);
        self
    }

    /// Signs in with another key, or not at all.
    #[must_use]
    pub fn key(mut self, key: Option<&str>) -> Self {
        self.key = key.map(str::to_owned);
        self
    }

    /// Opens the file and signs in.
    ///
    /// # Panics
    /// When that fails.
    pub fn open(self) -> Device {
        self.try_open().expect("the device opens")
    }

    /// Opens the file and signs in.
    ///
    /// # Errors
    /// What the engine says.
    pub fn try_open(self) -> Result<Device, CloudError> {
        let engine = CloudEngine::open_in(self.config.clone(), self.environment.clone())?;
        if let Some(key) = &self.key {
            engine.login_api_key(key)?;
        }
        Ok(Device { engine, setup: self })
    }
}

impl Device {
    /// The engine.
    pub fn engine(&self) -> &CloudEngine {
        &self.engine
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.setup.config.path
    }

    /// Drops the engine without closing it, and opens the file anew.
    #[must_use]
    pub fn reopen(self) -> Self {
        self.reopen_with(|setup| setup)
    }

    /// Drops the engine without closing it, and opens the file anew with another setup.
    #[must_use]
    pub fn reopen_with(self, change: impl FnOnce(Setup) -> Setup) -> Self {
        let Self { engine, setup } = self;
        drop(engine);
        change(setup).open()
    }

    /// Writes a note.
    ///
    /// # Panics
    /// When the engine does not take it.
    pub fn write(&self, id: &str, text: &str) {
        self.engine.put(NOTES, id, &note(text)).expect("a saved note");
    }

    /// A note's text.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn read(&self, id: &str) -> Option<String> {
        self.engine.get(NOTES, id).expect("a read").as_deref().map(text_of)
    }

    /// Deletes a note.
    ///
    /// # Panics
    /// When there is none.
    pub fn erase(&self, id: &str) {
        assert!(self.engine.delete(NOTES, id).expect("a delete"), "there is no note {id}");
    }

    /// Syncs, whatever comes of it.
    ///
    /// # Panics
    /// When the engine throws.
    pub fn try_sync(&self) -> SyncReport {
        self.engine.sync(None).expect("a report")
    }

    /// Syncs with success.
    ///
    /// # Panics
    /// When it is none.
    pub fn synced(&self) -> SyncReport {
        let report = self.try_sync();
        assert_eq!((report.status, &report.error), (SyncStatus::Success, &None), "{report:?}");
        report
    }

    /// Syncs without success, and returns the code of the error.
    ///
    /// # Panics
    /// When it is not of that status.
    pub fn unsynced(&self, status: SyncStatus) -> String {
        let report = self.try_sync();
        assert_eq!(report.status, status, "{report:?}");
        report.error.map(|error| error.code().to_owned()).unwrap_or_default()
    }

    /// The engine's status.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn status(&self) -> StatusReport {
        self.engine.get_status().expect("a status")
    }

    /// What this file and the server have in common.
    pub fn digest(&self) -> String {
        self.status().digest
    }

    /// Records waiting to be sent.
    pub fn pending(&self) -> i64 {
        self.status().pending
    }

    /// Every conflict, the newest first.
    ///
    /// # Panics
    /// When they cannot be read.
    pub fn conflict_log(&self) -> Vec<ConflictEntry> {
        self.engine.conflicts(&ConflictFilter::default()).expect("the conflict log")
    }
}

impl Deref for Device {
    type Target = CloudEngine;

    fn deref(&self) -> &CloudEngine {
        &self.engine
    }
}
