//! Generated from `udl/contract.json` by `cargo xtask generate`; not to be edited.

use crate::json::FromJson;
use crate::json::Members;
use crate::json::Object;
use crate::json::Refused;
use crate::json::Text;
use crate::json::ToJson;
use cortex_cloud::AuthState;
use cortex_cloud::ClientLimits;
use cortex_cloud::CloudError;
use cortex_cloud::CloudEvent;
use cortex_cloud::CloudRecord;
use cortex_cloud::CloudStatus;
use cortex_cloud::Config;
use cortex_cloud::ConflictCause;
use cortex_cloud::ConflictEntry;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::ConflictState;
use cortex_cloud::Durability;
use cortex_cloud::Explanation;
use cortex_cloud::FailedMutation;
use cortex_cloud::HttpClientConfig;
use cortex_cloud::LogEntry;
use cortex_cloud::LogLevel;
use cortex_cloud::MergeStrategy;
use cortex_cloud::MutationKind;
use cortex_cloud::OrderBy;
use cortex_cloud::Origin;
use cortex_cloud::Page;
use cortex_cloud::Query;
use cortex_cloud::QueuedMutation;
use cortex_cloud::Quota;
use cortex_cloud::QuotaCheck;
use cortex_cloud::RecordBody;
use cortex_cloud::RecordChange;
use cortex_cloud::RecordPage;
use cortex_cloud::RecordState;
use cortex_cloud::Refusal;
use cortex_cloud::Replicate;
use cortex_cloud::ResolvedBy;
use cortex_cloud::RetryPolicy;
use cortex_cloud::StatusReport;
use cortex_cloud::SyncPhase;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::TableInfo;
use cortex_cloud::TablePolicy;
use cortex_cloud::Usage;
use cortex_cloud::VerifyReport;
use cortex_cloud::WaitingMutation;
use cortex_cloud::Winner;
use serde_json::value::RawValue;

impl FromJson for ClientLimits {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let mut members = Members::of(text)?;
        let value = Self {
            max_records: members.take_or("maxRecords", None)?,
            max_bytes: members.take_or("maxBytes", None)?,
            min_sync_interval_ms: members.take_or("minSyncIntervalMs", None)?,
        };
        members.end()?;
        Ok(value)
    }
}

impl ToJson for CloudRecord {
    fn write(&self, out: &mut String) {
        let Self { table, id, body, content_hash, hlc, device_id, updated_at, deleted, base_seq, synced, missing } =
            self;
        Object::new(out)
            .member("table", table)
            .member("id", id)
            .inline("body", body)
            .member("contentHash", content_hash)
            .member("hlc", hlc)
            .member("deviceId", device_id)
            .member("updatedAt", updated_at)
            .member("deleted", deleted)
            .member("baseSeq", base_seq)
            .member("synced", synced)
            .member("missing", missing)
            .end();
    }
}

impl FromJson for Config {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let mut members = Members::of(text)?;
        let value = Self {
            path: members.take("path")?,
            http: members.take_or("http", None)?,
            strategy: members.take_or("strategy", MergeStrategy::LastWriteWins)?,
            tables: members.take_or("tables", Default::default())?,
            embedding_fields: members.take_or("embeddingFields", Vec::new())?,
            durability: members.take_or("durability", Durability::Normal)?,
            max_body_bytes: members.take_or("maxBodyBytes", 1048576)?,
            max_file_bytes: members.take_or("maxFileBytes", None)?,
            busy_timeout_ms: members.take_or("busyTimeoutMs", 50)?,
            batch_items: members.take_or("batchItems", 100)?,
            sync_interval_ms: members.take_or("syncIntervalMs", 300000)?,
            limits: members.take_or("limits", None)?,
            retention_days: members.take_or("retentionDays", 90)?,
        };
        members.end()?;
        Ok(value)
    }
}

impl ToJson for ConflictEntry {
    fn write(&self, out: &mut String) {
        let Self {
            conflict_id,
            table,
            id,
            local,
            remote,
            cause,
            unit,
            strategy,
            winner,
            resolved_by,
            detected_at,
            resolved_at,
        } = self;
        Object::new(out)
            .member("conflictId", conflict_id)
            .member("table", table)
            .member("id", id)
            .member("local", local)
            .member("remote", remote)
            .member("cause", cause)
            .member("unit", unit)
            .member("strategy", strategy)
            .member("winner", winner)
            .member("resolvedBy", resolved_by)
            .member("detectedAt", detected_at)
            .member("resolvedAt", resolved_at)
            .end();
    }
}

impl FromJson for ConflictFilter {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let mut members = Members::of(text)?;
        let value = Self {
            open_only: members.take_or("openOnly", false)?,
            table: members.take_or("table", None)?,
            id: members.take_or("id", None)?,
            conflict_id: members.take_or("conflictId", None)?,
            since: members.take_or("since", None)?,
            until: members.take_or("until", None)?,
            limit: members.take_or("limit", 1000)?,
        };
        members.end()?;
        Ok(value)
    }
}

impl ToJson for ConflictState {
    fn write(&self, out: &mut String) {
        let Self { body, hlc, device_id } = self;
        Object::new(out).inline("body", body).member("hlc", hlc).member("deviceId", device_id).end();
    }
}

impl ToJson for Explanation {
    fn write(&self, out: &mut String) {
        let Self { state, reason, attempts, since, conflict_id } = self;
        Object::new(out)
            .member("state", state)
            .member("reason", reason)
            .member("attempts", attempts)
            .member("since", since)
            .member("conflictId", conflict_id)
            .end();
    }
}

impl ToJson for FailedMutation {
    fn write(&self, out: &mut String) {
        let Self { table, id, kind, body, code, reason, attempts, timestamp, unit } = self;
        Object::new(out)
            .member("table", table)
            .member("id", id)
            .member("kind", kind)
            .inline("body", body)
            .member("code", code)
            .member("reason", reason)
            .member("attempts", attempts)
            .member("timestamp", timestamp)
            .member("unit", unit)
            .end();
    }
}

impl FromJson for HttpClientConfig {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let mut members = Members::of(text)?;
        let value = Self {
            base_url: members.take("baseUrl")?,
            timeout_ms: members.take_or("timeoutMs", 30000)?,
            retry: members.take_or("retry", None)?,
            allow_insecure_http: members.take_or("allowInsecureHttp", false)?,
            extra_root_pem: members.take_or("extraRootPem", None)?,
            max_answer_bytes: members.take_or("maxAnswerBytes", 67108864)?,
        };
        members.end()?;
        Ok(value)
    }
}

impl ToJson for LogEntry {
    fn write(&self, out: &mut String) {
        let Self { at, level, target, message, fields } = self;
        Object::new(out)
            .member("at", at)
            .member("level", level)
            .member("target", target)
            .member("message", message)
            .member("fields", fields)
            .end();
    }
}

impl FromJson for OrderBy {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let mut members = Members::of(text)?;
        let value = Self { path: members.take("path")?, descending: members.take_or("descending", false)? };
        members.end()?;
        Ok(value)
    }
}

impl ToJson for Page {
    fn write(&self, out: &mut String) {
        let Self { bodies, next_page } = self;
        Object::new(out).inline("bodies", bodies).member("nextPage", next_page).end();
    }
}

impl FromJson for Query {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let mut members = Members::of(text)?;
        let value = Self {
            filter: members.take_or::<Option<Text>>("filter", None)?.map(Into::into),
            order_by: members.take_or("orderBy", Vec::new())?,
            limit: members.take_or("limit", 1000)?,
            page: members.take_or("page", None)?,
        };
        members.end()?;
        Ok(value)
    }
}

impl FromJson for QueuedMutation {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let mut members = Members::of(text)?;
        let value = Self {
            table: members.take("table")?,
            id: members.take("id")?,
            kind: members.take("kind")?,
            timestamp: members.take("timestamp")?,
            payload: members.take_or::<Option<Text>>("payload", None)?.map(Into::into),
        };
        members.end()?;
        Ok(value)
    }
}

impl ToJson for Quota {
    fn write(&self, out: &mut String) {
        let Self { records, bytes, min_sync_interval_ms } = self;
        Object::new(out)
            .member("records", records)
            .member("bytes", bytes)
            .member("minSyncIntervalMs", min_sync_interval_ms)
            .end();
    }
}

impl FromJson for RecordBody {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let mut members = Members::of(text)?;
        let value = Self { id: members.take("id")?, body: members.take::<Text>("body")?.into() };
        members.end()?;
        Ok(value)
    }
}

impl ToJson for RecordPage {
    fn write(&self, out: &mut String) {
        let Self { records, next_page } = self;
        Object::new(out).member("records", records).member("nextPage", next_page).end();
    }
}

impl ToJson for Refusal {
    fn write(&self, out: &mut String) {
        let Self { code, reason } = self;
        Object::new(out).member("code", code).member("reason", reason).end();
    }
}

impl FromJson for RetryPolicy {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let mut members = Members::of(text)?;
        let value = Self {
            max_tries: members.take_or("maxTries", 3)?,
            backoff_base_ms: members.take_or("backoffBaseMs", 1000)?,
            backoff_max_ms: members.take_or("backoffMaxMs", 30000)?,
        };
        members.end()?;
        Ok(value)
    }
}

impl ToJson for StatusReport {
    fn write(&self, out: &mut String) {
        let Self {
            status,
            auth,
            device_id,
            space,
            last_sync_at,
            pending,
            failed,
            conflicted,
            oldest_pending_ms,
            quota,
            cursor_seq,
            digest,
            staged,
            parked,
            sent_apart,
            last_error,
            failed_listeners,
        } = self;
        Object::new(out)
            .member("status", status)
            .member("auth", auth)
            .member("deviceId", device_id)
            .member("space", space)
            .member("lastSyncAt", last_sync_at)
            .member("pending", pending)
            .member("failed", failed)
            .member("conflicted", conflicted)
            .member("oldestPendingMs", oldest_pending_ms)
            .member("quota", quota)
            .member("cursorSeq", cursor_seq)
            .member("digest", digest)
            .member("staged", staged)
            .member("parked", parked)
            .member("sentApart", sent_apart)
            .member("lastError", last_error)
            .member("failedListeners", failed_listeners)
            .end();
    }
}

impl ToJson for SyncReport {
    fn write(&self, out: &mut String) {
        let Self {
            status,
            pushed,
            pulled,
            conflicts_resolved,
            conflicts_waiting,
            refused,
            over_quota,
            resent,
            parked,
            shown_early,
            apart,
            repaired,
            reconciled,
            digests_equal,
            bytes_sent,
            bytes_received,
            duration_ms,
            error,
        } = self;
        Object::new(out)
            .member("status", status)
            .member("pushed", pushed)
            .member("pulled", pulled)
            .member("conflictsResolved", conflicts_resolved)
            .member("conflictsWaiting", conflicts_waiting)
            .member("refused", refused)
            .member("overQuota", over_quota)
            .member("resent", resent)
            .member("parked", parked)
            .member("shownEarly", shown_early)
            .member("apart", apart)
            .member("repaired", repaired)
            .member("reconciled", reconciled)
            .member("digestsEqual", digests_equal)
            .member("bytesSent", bytes_sent)
            .member("bytesReceived", bytes_received)
            .member("durationMs", duration_ms)
            .member("error", error)
            .end();
    }
}

impl ToJson for TableInfo {
    fn write(&self, out: &mut String) {
        let Self { name, policy, records, pending } = self;
        Object::new(out)
            .member("name", name)
            .member("policy", policy)
            .member("records", records)
            .member("pending", pending)
            .end();
    }
}

impl ToJson for TablePolicy {
    fn write(&self, out: &mut String) {
        let Self { replicate, merge, indexed } = self;
        Object::new(out).member("replicate", replicate).member("merge", merge).member("indexed", indexed).end();
    }
}

impl FromJson for TablePolicy {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let mut members = Members::of(text)?;
        let value = Self {
            replicate: members.take_or("replicate", Replicate::Cloud)?,
            merge: members.take_or("merge", None)?,
            indexed: members.take_or("indexed", Vec::new())?,
        };
        members.end()?;
        Ok(value)
    }
}

impl ToJson for Usage {
    fn write(&self, out: &mut String) {
        let Self { used, limit } = self;
        Object::new(out).member("used", used).member("limit", limit).end();
    }
}

impl ToJson for VerifyReport {
    fn write(&self, out: &mut String) {
        let Self { is_equal, records, repaired, digest, sync } = self;
        Object::new(out)
            .member("isEqual", is_equal)
            .member("records", records)
            .member("repaired", repaired)
            .member("digest", digest)
            .member("sync", sync)
            .end();
    }
}

impl ToJson for WaitingMutation {
    fn write(&self, out: &mut String) {
        let Self { seq, table, id, kind, timestamp, state, attempts, refusal } = self;
        Object::new(out)
            .member("seq", seq)
            .member("table", table)
            .member("id", id)
            .member("kind", kind)
            .member("timestamp", timestamp)
            .member("state", state)
            .member("attempts", attempts)
            .member("refusal", refusal)
            .end();
    }
}

impl ToJson for AuthState {
    fn write(&self, out: &mut String) {
        match self {
            Self::Unauthenticated => "Unauthenticated".write(out),
            Self::Authenticating => "Authenticating".write(out),
            Self::Authenticated => "Authenticated".write(out),
            Self::Offline => "Offline".write(out),
        }
    }
}

impl ToJson for CloudEvent {
    fn write(&self, out: &mut String) {
        match self {
            Self::StatusChanged { status } => Object::tagged(out, "StatusChanged").member("status", status).end(),
            Self::RecordsChanged { table, ids, origin } => Object::tagged(out, "RecordsChanged")
                .member("table", table)
                .member("ids", ids)
                .member("origin", origin)
                .end(),
            Self::Conflict { conflict_id, table, id, winner } => Object::tagged(out, "Conflict")
                .member("conflictId", conflict_id)
                .member("table", table)
                .member("id", id)
                .member("winner", winner)
                .end(),
            Self::QuotaWarning { resource, used, limit } => Object::tagged(out, "QuotaWarning")
                .member("resource", resource)
                .member("used", used)
                .member("limit", limit)
                .end(),
            Self::Progress { phase, done, total } => {
                Object::tagged(out, "Progress").member("phase", phase).member("done", done).member("total", total).end()
            }
            Self::AuthNeeded { reason } => Object::tagged(out, "AuthNeeded").member("reason", reason).end(),
            Self::MutationRefused { table, id, code, reason } => Object::tagged(out, "MutationRefused")
                .member("table", table)
                .member("id", id)
                .member("code", code)
                .member("reason", reason)
                .end(),
            Self::RowParked { table, id, reason } => {
                Object::tagged(out, "RowParked").member("table", table).member("id", id).member("reason", reason).end()
            }
            Self::SentApart { records } => Object::tagged(out, "SentApart").member("records", records).end(),
            Self::Repaired { records } => Object::tagged(out, "Repaired").member("records", records).end(),
        }
    }
}

impl ToJson for CloudStatus {
    fn write(&self, out: &mut String) {
        match self {
            Self::Disconnected => "Disconnected".write(out),
            Self::Connected => "Connected".write(out),
            Self::Syncing => "Syncing".write(out),
            Self::Offline => "Offline".write(out),
            Self::Error => "Error".write(out),
        }
    }
}

impl ToJson for ConflictCause {
    fn write(&self, out: &mut String) {
        match self {
            Self::BothChanged => "BothChanged".write(out),
            Self::ServerRestored => "ServerRestored".write(out),
            Self::Discarded => "Discarded".write(out),
        }
    }
}

impl FromJson for ConflictSide {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        match String::read(text)?.as_str() {
            "Local" => Ok(Self::Local),
            "Remote" => Ok(Self::Remote),
            other => Err(Refused::new(format!("{other} is no ConflictSide"))),
        }
    }
}

impl FromJson for Durability {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        match String::read(text)?.as_str() {
            "Normal" => Ok(Self::Normal),
            "Full" => Ok(Self::Full),
            other => Err(Refused::new(format!("{other} is no Durability"))),
        }
    }
}

impl ToJson for LogLevel {
    fn write(&self, out: &mut String) {
        match self {
            Self::Error => "Error".write(out),
            Self::Warn => "Warn".write(out),
            Self::Info => "Info".write(out),
            Self::Debug => "Debug".write(out),
            Self::Trace => "Trace".write(out),
        }
    }
}

impl FromJson for LogLevel {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        match String::read(text)?.as_str() {
            "Error" => Ok(Self::Error),
            "Warn" => Ok(Self::Warn),
            "Info" => Ok(Self::Info),
            "Debug" => Ok(Self::Debug),
            "Trace" => Ok(Self::Trace),
            other => Err(Refused::new(format!("{other} is no LogLevel"))),
        }
    }
}

impl ToJson for MergeStrategy {
    fn write(&self, out: &mut String) {
        match self {
            Self::LastWriteWins => "LastWriteWins".write(out),
            Self::LocalWins => "LocalWins".write(out),
            Self::RemoteWins => "RemoteWins".write(out),
            Self::Manual => "Manual".write(out),
        }
    }
}

impl FromJson for MergeStrategy {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        match String::read(text)?.as_str() {
            "LastWriteWins" => Ok(Self::LastWriteWins),
            "LocalWins" => Ok(Self::LocalWins),
            "RemoteWins" => Ok(Self::RemoteWins),
            "Manual" => Ok(Self::Manual),
            other => Err(Refused::new(format!("{other} is no MergeStrategy"))),
        }
    }
}

impl ToJson for MutationKind {
    fn write(&self, out: &mut String) {
        match self {
            Self::Create => "Create".write(out),
            Self::Update => "Update".write(out),
            Self::Delete => "Delete".write(out),
        }
    }
}

impl FromJson for MutationKind {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        match String::read(text)?.as_str() {
            "Create" => Ok(Self::Create),
            "Update" => Ok(Self::Update),
            "Delete" => Ok(Self::Delete),
            other => Err(Refused::new(format!("{other} is no MutationKind"))),
        }
    }
}

impl ToJson for Origin {
    fn write(&self, out: &mut String) {
        match self {
            Self::Local => "Local".write(out),
            Self::Remote => "Remote".write(out),
        }
    }
}

impl ToJson for QuotaCheck {
    fn write(&self, out: &mut String) {
        match self {
            Self::Allowed => Object::tagged(out, "Allowed").end(),
            Self::Warning { usage_percent } => {
                Object::tagged(out, "Warning").member("usagePercent", usage_percent).end()
            }
            Self::Exceeded { resource, used, limit, reason } => Object::tagged(out, "Exceeded")
                .member("resource", resource)
                .member("used", used)
                .member("limit", limit)
                .member("reason", reason)
                .end(),
        }
    }
}

impl FromJson for RecordChange {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let mut members = Members::of(text)?;
        let variant: String = members.take("type")?;
        let value = match variant.as_str() {
            "Put" => Ok(Self::Put {
                table: members.take("table")?,
                id: members.take("id")?,
                body: members.take::<Text>("body")?.into(),
            }),
            "Delete" => Ok(Self::Delete { table: members.take("table")?, id: members.take("id")? }),
            other => Err(Refused::new(format!("{other} is no RecordChange"))),
        };
        members.end()?;
        value
    }
}

impl ToJson for RecordState {
    fn write(&self, out: &mut String) {
        match self {
            Self::Absent => "Absent".write(out),
            Self::Synced => "Synced".write(out),
            Self::Pending => "Pending".write(out),
            Self::InFlight => "InFlight".write(out),
            Self::Held => "Held".write(out),
            Self::Refused => "Refused".write(out),
            Self::Parked => "Parked".write(out),
            Self::LocalOnly => "LocalOnly".write(out),
        }
    }
}

impl ToJson for Replicate {
    fn write(&self, out: &mut String) {
        match self {
            Self::Cloud => "Cloud".write(out),
            Self::Local => "Local".write(out),
        }
    }
}

impl FromJson for Replicate {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        match String::read(text)?.as_str() {
            "Cloud" => Ok(Self::Cloud),
            "Local" => Ok(Self::Local),
            other => Err(Refused::new(format!("{other} is no Replicate"))),
        }
    }
}

impl ToJson for ResolvedBy {
    fn write(&self, out: &mut String) {
        match self {
            Self::Auto => "Auto".write(out),
            Self::User => "User".write(out),
        }
    }
}

impl ToJson for SyncPhase {
    fn write(&self, out: &mut String) {
        match self {
            Self::Push => "Push".write(out),
            Self::Pull => "Pull".write(out),
        }
    }
}

impl ToJson for SyncStatus {
    fn write(&self, out: &mut String) {
        match self {
            Self::Success => "Success".write(out),
            Self::Partial => "Partial".write(out),
            Self::Offline => "Offline".write(out),
            Self::Throttled => "Throttled".write(out),
            Self::AuthNeeded => "AuthNeeded".write(out),
            Self::Refused => "Refused".write(out),
        }
    }
}

impl ToJson for Winner {
    fn write(&self, out: &mut String) {
        match self {
            Self::Local => "Local".write(out),
            Self::Remote => "Remote".write(out),
            Self::Merged => "Merged".write(out),
        }
    }
}

impl ToJson for CloudError {
    fn write(&self, out: &mut String) {
        match self {
            Self::InvalidArgument { info } => Object::tagged(out, "InvalidArgument").member("info", info).end(),
            Self::Closed { info } => Object::tagged(out, "Closed").member("info", info).end(),
            Self::Cancelled { info } => Object::tagged(out, "Cancelled").member("info", info).end(),
            Self::Busy { info } => Object::tagged(out, "Busy").member("info", info).end(),
            Self::Storage { info } => Object::tagged(out, "Storage").member("info", info).end(),
            Self::StoreUnusable { info } => Object::tagged(out, "StoreUnusable").member("info", info).end(),
            Self::Offline { info } => Object::tagged(out, "Offline").member("info", info).end(),
            Self::Tls { info } => Object::tagged(out, "Tls").member("info", info).end(),
            Self::Unauthenticated { info } => Object::tagged(out, "Unauthenticated").member("info", info).end(),
            Self::Forbidden { info } => Object::tagged(out, "Forbidden").member("info", info).end(),
            Self::Conflict { info } => Object::tagged(out, "Conflict").member("info", info).end(),
            Self::Quota { info } => Object::tagged(out, "Quota").member("info", info).end(),
            Self::Throttled { info } => Object::tagged(out, "Throttled").member("info", info).end(),
            Self::VersionMismatch { info } => Object::tagged(out, "VersionMismatch").member("info", info).end(),
            Self::Protocol { info } => Object::tagged(out, "Protocol").member("info", info).end(),
            Self::Internal { info } => Object::tagged(out, "Internal").member("info", info).end(),
        }
    }
}
