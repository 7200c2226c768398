//! What the demo asks of a device, whatever language the device is written in.

use super::memory;
use anyhow::Result;
use cortex_cloud::CloudEngine;
use cortex_cloud::ConflictEntry;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::ConflictState;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordBody;
use cortex_cloud::StatusReport;
use cortex_cloud::SyncReport;
use cortex_cloud::VerifyReport;
use serde::Deserialize;

/// An engine. Bodies are canonical text.
pub(super) trait Engine {
    fn put(&self, table: &str, id: &str, body: &str) -> Result<bool>;
    fn put_many(&self, table: &str, rows: &[RecordBody]) -> Result<()>;
    fn get(&self, table: &str, id: &str) -> Result<Option<String>>;
    fn delete(&self, table: &str, id: &str) -> Result<bool>;
    fn sync(&self) -> Result<Synced>;
    fn go_offline(&self) -> Result<()>;
    fn go_online(&self) -> Result<Synced>;
    fn status(&self) -> Result<Status>;
    fn verify(&self) -> Result<Verified>;
    fn conflicts(&self, open_only: bool) -> Result<Vec<Conflict>>;
    fn resolve_conflict(&self, table: &str, id: &str, strategy: MergeStrategy) -> Result<()>;
    fn resolve_conflict_with(&self, table: &str, id: &str, body: &str) -> Result<()>;
    fn restore(&self, conflict_id: i64, side: ConflictSide) -> Result<bool>;
    fn close(&self) -> Result<()>;
}

/// What came of a sync. Enums are their names in the contract.
#[derive(Deserialize)]
pub(super) struct Synced {
    pub(super) status: String,
    pub(super) pushed: i64,
    pub(super) pulled: i64,
    pub(super) conflicts_resolved: i64,
    pub(super) conflicts_waiting: i64,
    pub(super) bytes_sent: i64,
    pub(super) bytes_received: i64,
    pub(super) error: Option<Failure>,
}

#[derive(Deserialize)]
pub(super) struct Failure {
    pub(super) info: Info,
}

#[derive(Deserialize)]
pub(super) struct Info {
    pub(super) code: String,
    pub(super) message: String,
}

#[derive(Deserialize)]
pub(super) struct Status {
    pub(super) device_id: String,
    pub(super) pending: i64,
    pub(super) failed: i64,
    pub(super) cursor_seq: String,
    pub(super) digest: String,
}

#[derive(Deserialize)]
pub(super) struct Verified {
    pub(super) is_equal: bool,
    pub(super) records: i64,
    pub(super) repaired: i64,
}

/// A row of the conflict log.
pub(super) struct Conflict {
    pub(super) conflict_id: i64,
    pub(super) id: String,
    pub(super) strategy: MergeStrategy,
    pub(super) winner: Option<String>,
    pub(super) local: Side,
    pub(super) remote: Side,
}

pub(super) struct Side {
    pub(super) body: Option<String>,
    pub(super) hlc: String,
    pub(super) device_id: String,
}

/// The one of that name in the contract.
pub(super) fn strategy(name: &str) -> Option<MergeStrategy> {
    let all =
        [MergeStrategy::LastWriteWins, MergeStrategy::LocalWins, MergeStrategy::RemoteWins, MergeStrategy::Manual];
    all.into_iter().find(|strategy| format!("{strategy:?}") == name)
}

/// A device of this process.
impl Engine for CloudEngine {
    fn put(&self, table: &str, id: &str, body: &str) -> Result<bool> {
        Ok(Self::put(self, table, id, body)?)
    }

    fn put_many(&self, table: &str, rows: &[RecordBody]) -> Result<()> {
        Self::put_many(self, table, rows, None)?;
        Ok(())
    }

    fn get(&self, table: &str, id: &str) -> Result<Option<String>> {
        Ok(Self::get(self, table, id)?)
    }

    fn delete(&self, table: &str, id: &str) -> Result<bool> {
        Ok(Self::delete(self, table, id)?)
    }

    fn sync(&self) -> Result<Synced> {
        Ok(Self::sync(self, None)?.into())
    }

    fn go_offline(&self) -> Result<()> {
        Ok(Self::go_offline(self)?)
    }

    fn go_online(&self) -> Result<Synced> {
        Ok(Self::go_online(self, None)?.into())
    }

    fn status(&self) -> Result<Status> {
        Ok(self.get_status()?.into())
    }

    fn verify(&self) -> Result<Verified> {
        Ok(Self::verify(self, None)?.into())
    }

    fn conflicts(&self, open_only: bool) -> Result<Vec<Conflict>> {
        let filter = ConflictFilter { open_only, table: Some(memory::TABLE.to_owned()), ..ConflictFilter::default() };
        Ok(Self::conflicts(self, &filter)?.into_iter().map(Conflict::from).collect())
    }

    fn resolve_conflict(&self, table: &str, id: &str, strategy: MergeStrategy) -> Result<()> {
        Ok(Self::resolve_conflict(self, table, id, strategy)?)
    }

    fn resolve_conflict_with(&self, table: &str, id: &str, body: &str) -> Result<()> {
        Ok(Self::resolve_conflict_with(self, table, id, body)?)
    }

    fn restore(&self, conflict_id: i64, side: ConflictSide) -> Result<bool> {
        Ok(Self::restore(self, conflict_id, side)?)
    }

    fn close(&self) -> Result<()> {
        Self::close(self);
        Ok(())
    }
}

impl From<SyncReport> for Synced {
    fn from(report: SyncReport) -> Self {
        let failure =
            |e: cortex_cloud::CloudError| Failure { info: Info { code: e.code().to_owned(), message: e.to_string() } };
        Self {
            status: format!("{:?}", report.status),
            pushed: report.pushed,
            pulled: report.pulled,
            conflicts_resolved: report.conflicts_resolved,
            conflicts_waiting: report.conflicts_waiting,
            bytes_sent: report.bytes_sent,
            bytes_received: report.bytes_received,
            error: report.error.map(failure),
        }
    }
}

impl From<StatusReport> for Status {
    fn from(status: StatusReport) -> Self {
        let StatusReport { device_id, pending, failed, cursor_seq, digest, .. } = status;
        Self { device_id, pending, failed, cursor_seq, digest }
    }
}

impl From<VerifyReport> for Verified {
    fn from(report: VerifyReport) -> Self {
        Self { is_equal: report.is_equal, records: report.records, repaired: report.repaired }
    }
}

impl From<ConflictEntry> for Conflict {
    fn from(entry: ConflictEntry) -> Self {
        let side = |ConflictState { body, hlc, device_id }| Side { body, hlc, device_id };
        Self {
            conflict_id: entry.conflict_id,
            id: entry.id,
            strategy: entry.strategy,
            winner: entry.winner.map(|winner| format!("{winner:?}")),
            local: side(entry.local),
            remote: side(entry.remote),
        }
    }
}
