//! What UniFFI makes of the contract, and the types whose form differs at the boundary.
#![expect(unsafe_code, reason = "exported symbols and raw buffers; written by UniFFI, none by hand")]
#![allow(unreachable_pub, reason = "written by UniFFI: exported by symbol, not by path")]

use crate::CallbackError;
use crate::CancelToken;
use crate::CloudEngine;
use crate::CloudListener;
use crate::LogSink;
use crate::Subscription;
use crate::TokenStore;
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
use cortex_cloud::ErrorInfo;
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
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::PathBuf;

/// JSON text.
type Json = String;
/// The path of a file.
type StorePath = PathBuf;
/// Names and values.
type Details = BTreeMap<String, String>;

uniffi::custom_type!(StorePath, String, {
    remote,
    lower: |path| path.to_string_lossy().into_owned(),
    try_lift: |text| Ok(PathBuf::from(text)),
});

uniffi::custom_type!(Details, HashMap<String, String>, {
    remote,
    lower: |details| details.into_iter().collect(),
    try_lift: |details| Ok(details.into_iter().collect()),
});

uniffi::include_scaffolding!("cortex_cloud");
