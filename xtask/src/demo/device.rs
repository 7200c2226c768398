//! A device: an engine on a file of its own, and what its syncs have moved so far.

use super::engine::Engine;
use super::engine::Synced;
use super::host::Host;
use super::model::DRAFTS;
use super::progress::Progress;
use anyhow::Result;
use anyhow::bail;
use cortex_cloud::CloudEngine;
use cortex_cloud::CloudEvent;
use cortex_cloud::Config;
use cortex_cloud::MergeStrategy;
use cortex_cloud::Replicate;
use cortex_cloud::SyncPhase;
use cortex_cloud::TablePolicy;
use serde_json::json;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

/// How to reach the server.
#[derive(Clone)]
pub(super) struct Account {
    pub(super) url: String,
    pub(super) key: String,
}

/// What a device is written in.
#[derive(Clone)]
pub(super) struct Language {
    pub(super) name: &'static str,
    /// What starts a device of it; Rust's is in this process.
    pub(super) command: Option<Vec<String>>,
}

impl Language {
    pub(super) const RUST: Self = Self { name: "Rust", command: None };
}

/// What syncs have moved.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moved {
    pub(super) syncs: u64,
    pub(super) pushed: i64,
    pub(super) pulled: i64,
    pub(super) bytes_sent: i64,
    pub(super) bytes_received: i64,
}

pub(super) struct Device {
    pub(super) name: &'static str,
    pub(super) language: Language,
    pub(super) path: PathBuf,
    pub(super) engine: Box<dyn Engine>,
    pub(super) moved: Moved,
    progress: Arc<Progress>,
}

impl Device {
    /// Opens the file, or makes it, and signs in.
    pub(super) fn open(
        name: &'static str,
        language: Language,
        path: PathBuf,
        account: &Account,
        strategy: MergeStrategy,
        progress: &Arc<Progress>,
    ) -> Result<Self> {
        let engine = engine(name, &language, &path, account, strategy, progress)?;
        Ok(Self { name, language, path, engine, moved: Moved::default(), progress: Arc::clone(progress) })
    }

    /// Closes the file and opens it again with another strategy.
    pub(super) fn reopen(&mut self, account: &Account, strategy: MergeStrategy) -> Result<()> {
        self.engine.close()?;
        self.engine = engine(self.name, &self.language, &self.path, account, strategy, &self.progress)?;
        Ok(())
    }

    /// Syncs and expects that to work. Returns the report and the time it took.
    pub(super) fn sync(&mut self) -> Result<(Synced, Duration)> {
        let began = Instant::now();
        let report = self.engine.sync()?;
        let took = began.elapsed();
        self.note(&report)?;
        Ok((report, took))
    }

    /// Uses the network again, which syncs at once.
    pub(super) fn go_online(&mut self) -> Result<()> {
        let report = self.engine.go_online()?;
        self.note(&report)
    }

    /// Counts what a sync moved.
    fn note(&mut self, report: &Synced) -> Result<()> {
        self.moved.syncs += 1;
        self.moved.pushed += report.pushed;
        self.moved.pulled += report.pulled;
        self.moved.bytes_sent += report.bytes_sent;
        self.moved.bytes_received += report.bytes_received;
        if report.status != "Success" {
            let why = report.error.as_ref().map(|e| format!(": {}", e.info.message)).unwrap_or_default();
            bail!("{}'s sync ended as {}{why}", self.name, report.status);
        }
        Ok(())
    }

    /// Syncs and expects to be offline. Returns the engine's reason.
    pub(super) fn sync_offline(&self) -> Result<String> {
        let report = self.engine.sync()?;
        if report.status != "Offline" {
            bail!("{}'s sync ended as {} with no server to talk to", self.name, report.status);
        }
        Ok(report.error.map(|e| e.info.code).unwrap_or_default())
    }
}

fn engine(
    name: &'static str,
    language: &Language,
    path: &Path,
    account: &Account,
    strategy: MergeStrategy,
    progress: &Arc<Progress>,
) -> Result<Box<dyn Engine>> {
    let local = Replicate::Local;
    if let Some(command) = &language.command {
        let tables = json!({ DRAFTS: { "replicate": format!("{local:?}") } });
        let http = json!({ "base_url": account.url });
        let config = json!({ "path": path, "http": http, "strategy": format!("{strategy:?}"), "tables": tables });
        return Ok(Box::new(Host::open(command, &config, &account.key)?));
    }
    let local = TablePolicy { replicate: local, ..TablePolicy::default() };
    let engine = CloudEngine::open(Config::new(path).server(&account.url).strategy(strategy).table(DRAFTS, local))?;
    engine.login_api_key(&account.key)?;
    let progress = Arc::clone(progress);
    engine.subscribe(move |event| {
        if let CloudEvent::Progress { phase, done, total } = event {
            let what = match phase {
                SyncPhase::Push => format!("{name} pushes"),
                SyncPhase::Pull => format!("{name} pulls"),
            };
            progress.count(&what, done.unsigned_abs(), total.unsigned_abs());
        }
    })?;
    Ok(Box::new(engine))
}
