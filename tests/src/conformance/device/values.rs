//! Values of the engine as JSON, in the contract's own shape: every field by its name, enums by their variant's.

use cortex_cloud::AuthState;
use cortex_cloud::CloudError;
use cortex_cloud::CloudEvent;
use cortex_cloud::CloudRecord;
use cortex_cloud::CloudStatus;
use cortex_cloud::ConflictCause;
use cortex_cloud::ConflictEntry;
use cortex_cloud::ConflictState;
use cortex_cloud::ErrorInfo;
use cortex_cloud::Explanation;
use cortex_cloud::FailedMutation;
use cortex_cloud::LogEntry;
use cortex_cloud::LogLevel;
use cortex_cloud::MergeStrategy;
use cortex_cloud::MutationKind;
use cortex_cloud::Origin;
use cortex_cloud::Page;
use cortex_cloud::Quota;
use cortex_cloud::QuotaCheck;
use cortex_cloud::RecordPage;
use cortex_cloud::RecordState;
use cortex_cloud::Refusal;
use cortex_cloud::Replicate;
use cortex_cloud::ResolvedBy;
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
use serde_json::Map;
use serde_json::Value;
use std::collections::BTreeMap;

/// A value in the contract's shape.
pub(super) trait ToJson {
    fn to_json(&self) -> Value;
}

/// JSON text as the JSON it is.
pub(super) trait JsonText {
    fn parsed(&self) -> Value;
}

impl JsonText for String {
    fn parsed(&self) -> Value {
        serde_json::from_str(self).expect("the engine gives JSON")
    }
}

impl JsonText for Option<String> {
    fn parsed(&self) -> Value {
        self.as_ref().map_or(Value::Null, JsonText::parsed)
    }
}

impl JsonText for Vec<String> {
    fn parsed(&self) -> Value {
        self.iter().map(JsonText::parsed).collect()
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> Value {
        self.as_ref().map_or(Value::Null, ToJson::to_json)
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> Value {
        self.iter().map(ToJson::to_json).collect()
    }
}

impl ToJson for BTreeMap<String, String> {
    fn to_json(&self) -> Value {
        self.iter().map(|(name, value)| (name.clone(), value.to_json())).collect()
    }
}

macro_rules! plain {
    ($($type:ty),*) => {
        $(impl ToJson for $type {
            fn to_json(&self) -> Value {
                self.clone().into()
            }
        })*
    };
}

/// The name of the variant, which is what `Debug` shows of an enum without fields.
macro_rules! names {
    ($($type:ty),*) => {
        $(impl ToJson for $type {
            fn to_json(&self) -> Value {
                format!("{self:?}").into()
            }
        })*
    };
}

/// A dictionary: its fields, then those that are JSON text.
macro_rules! dictionaries {
    ($($type:ty { $($field:ident),* $(; $($text:ident),*)? })*) => {
        $(impl ToJson for $type {
            fn to_json(&self) -> Value {
                let mut object = Map::new();
                $(object.insert(stringify!($field).to_owned(), self.$field.to_json());)*
                $($(object.insert(stringify!($text).to_owned(), self.$text.parsed());)*)?
                Value::Object(object)
            }
        })*
    };
}

/// An enum with fields: `type` names the variant.
macro_rules! variants {
    ($($enum:ident { $($variant:ident { $($field:ident),* })* })*) => {
        $(impl ToJson for $enum {
            fn to_json(&self) -> Value {
                match self {
                    $(Self::$variant { $($field),* } => {
                        let mut object = Map::new();
                        object.insert("type".to_owned(), stringify!($variant).into());
                        $(object.insert(stringify!($field).to_owned(), $field.to_json());)*
                        Value::Object(object)
                    })*
                }
            }
        })*
    };
}

plain! { bool, i64, String }

names! {
    AuthState, CloudStatus, ConflictCause, LogLevel, MergeStrategy, MutationKind, Origin, RecordState, Replicate,
    ResolvedBy, SyncPhase, SyncStatus, Winner
}

dictionaries! {
    CloudRecord { table, id, content_hash, hlc, device_id, updated_at, deleted, base_seq, synced, missing; body }
    Page { next_page; bodies }
    RecordPage { records, next_page }
    TablePolicy { replicate, merge, indexed }
    TableInfo { name, policy, records, pending }
    SyncReport {
        status, pushed, pulled, conflicts_resolved, conflicts_waiting, refused, over_quota, resent, parked, shown_early,
        apart, repaired, reconciled, digests_equal, bytes_sent, bytes_received, duration_ms, error
    }
    VerifyReport { is_equal, records, repaired, digest, sync }
    WaitingMutation { seq, table, id, kind, timestamp, state, attempts, refusal }
    Refusal { code, reason }
    FailedMutation { table, id, kind, code, reason, attempts, timestamp, unit; body }
    StatusReport {
        status, auth, device_id, space, last_sync_at, pending, failed, conflicted, oldest_pending_ms, quota, cursor_seq,
        digest, staged, parked, sent_apart, last_error, failed_listeners
    }
    Explanation { state, reason, attempts, since, conflict_id }
    ConflictEntry {
        conflict_id, table, id, local, remote, cause, unit, strategy, winner, resolved_by, detected_at, resolved_at
    }
    ConflictState { hlc, device_id; body }
    Quota { records, bytes, min_sync_interval_ms }
    Usage { used, limit }
    LogEntry { at, level, target, message, fields }
    ErrorInfo { code, message, retryable, retry_after_ms, details }
}

variants! {
    QuotaCheck {
        Allowed {}
        Warning { usage_percent }
        Exceeded { resource, used, limit, reason }
    }
    CloudEvent {
        StatusChanged { status }
        RecordsChanged { table, ids, origin }
        Conflict { conflict_id, table, id, winner }
        QuotaWarning { resource, used, limit }
        Progress { phase, done, total }
        AuthNeeded { reason }
        MutationRefused { table, id, code, reason }
        RowParked { table, id, reason }
        SentApart { records }
        Repaired { records }
    }
    CloudError {
        InvalidArgument { info }
        Closed { info }
        Cancelled { info }
        Busy { info }
        Storage { info }
        StoreUnusable { info }
        Offline { info }
        Tls { info }
        Unauthenticated { info }
        Forbidden { info }
        Conflict { info }
        Quota { info }
        Throttled { info }
        VersionMismatch { info }
        Protocol { info }
        Internal { info }
    }
}
