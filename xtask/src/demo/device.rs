//! A device: an engine on a file of its own, and what its syncs have moved so far.

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
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::TablePolicy;
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
    pub(super) path: PathBuf,
    pub(super) engine: CloudEngine,
    pub(super) moved: Moved,
    progress: Arc<Progress>,
}

impl Device {
    /// Opens the file, or makes it, and signs in.
    pub(super) fn open(
        name: &'static str,
        path: PathBuf,
        account: &Account,
        strategy: MergeStrategy,
        progress: &Arc<Progress>,
    ) -> Result<Self> {
        let engine = engine(&path, account, strategy)?;
        let device = Self { name, path, engine, moved: Moved::default(), progress: Arc::clone(progress) };
        device.listen()?;
        Ok(device)
    }

    /// Closes the file and opens it again with another strategy.
    pub(super) fn reopen(&mut self, account: &Account, strategy: MergeStrategy) -> Result<()> {
        self.engine.close();
        self.engine = engine(&self.path, account, strategy)?;
        self.listen()
    }

    fn listen(&self) -> Result<()> {
        let (name, progress) = (self.name, Arc::clone(&self.progress));
        self.engine.subscribe(move |event| {
            if let CloudEvent::Progress { phase, done, total } = event {
                let what = match phase {
                    SyncPhase::Push => format!("{name} pushes"),
                    SyncPhase::Pull => format!("{name} pulls"),
                };
                progress.count(&what, done.unsigned_abs(), total.unsigned_abs());
            }
        })?;
        Ok(())
    }

    /// Syncs and expects that to work. Returns the report and the time it took.
    pub(super) fn sync(&mut self) -> Result<(SyncReport, Duration)> {
        let began = Instant::now();
        let report = self.engine.sync(None)?;
        let took = began.elapsed();
        self.note(&report)?;
        Ok((report, took))
    }

    /// Uses the network again, which syncs at once.
    pub(super) fn go_online(&mut self) -> Result<()> {
        let report = self.engine.go_online(None)?;
        self.note(&report)
    }

    /// Counts what a sync moved.
    fn note(&mut self, report: &SyncReport) -> Result<()> {
        self.moved.syncs += 1;
        self.moved.pushed += report.pushed;
        self.moved.pulled += report.pulled;
        self.moved.bytes_sent += report.bytes_sent;
        self.moved.bytes_received += report.bytes_received;
        if report.status != SyncStatus::Success {
            let why = report.error.as_ref().map(|e| format!(": {e}")).unwrap_or_default();
            bail!("{}'s sync ended as {:?}{why}", self.name, report.status);
        }
        Ok(())
    }

    /// Syncs and expects to be offline. Returns the engine's reason.
    pub(super) fn sync_offline(&self) -> Result<String> {
        let report = self.engine.sync(None)?;
        if report.status != SyncStatus::Offline {
            bail!("{}'s sync ended as {:?} with no server to talk to", self.name, report.status);
        }
        let error = report.error.as_ref();
        Ok(error.map(|e| e.code().to_owned()).unwrap_or_default())
    }
}

fn engine(path: &std::path::Path, account: &Account, strategy: MergeStrategy) -> Result<CloudEngine> {
    let local = TablePolicy { replicate: Replicate::Local, ..TablePolicy::default() };
    let config = Config::new(path).server(&account.url).strategy(strategy).table(DRAFTS, local);
    let engine = CloudEngine::open(config)?;
    engine.login_api_key(&account.key)?;
    Ok(engine)
}
