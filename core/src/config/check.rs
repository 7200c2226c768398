//! What a config may say. Checked before anything is opened or made.

use super::ClientLimits;
use super::Config;
use super::HttpClientConfig;
use crate::engine::names;
use crate::error::CloudError;
use crate::transport::retry::RetryPolicy;
use std::ops::RangeInclusive;

/// What SQLite's timer can hold, and then some.
const MAX_BUSY_TIMEOUT_MS: i64 = 3_600_000;

impl Config {
    /// Refuses numbers out of range, by name.
    pub(crate) fn check(&self) -> Result<(), CloudError> {
        names::check_embedding_fields(&self.embedding_fields)?;
        check("max_body_bytes", self.max_body_bytes, 1..=i64::MAX)?;
        check("max_file_bytes", self.max_file_bytes.unwrap_or_default(), 0..=i64::MAX)?;
        check("busy_timeout_ms", self.busy_timeout_ms, 0..=MAX_BUSY_TIMEOUT_MS)?;
        check("batch_items", self.batch_items, 1..=i64::MAX)?;
        check("sync_interval_ms", self.sync_interval_ms, 1..=i64::MAX)?;
        // Less would prune what other processes have not heard of yet.
        check("retention_days", self.retention_days, 1..=i64::MAX)?;
        self.own_limits().check()?;
        self.http.as_ref().map_or(Ok(()), HttpClientConfig::check)
    }
}

impl HttpClientConfig {
    fn check(&self) -> Result<(), CloudError> {
        check("timeout_ms", self.timeout_ms, 1..=i64::MAX)?;
        check("max_answer_bytes", self.max_answer_bytes, 1..=i64::MAX)?;
        self.retry.as_ref().map_or(Ok(()), RetryPolicy::check)
    }
}

impl RetryPolicy {
    fn check(&self) -> Result<(), CloudError> {
        check("retry.max_tries", self.max_tries, 1..=i64::MAX)?;
        check("retry.backoff_base_ms", self.backoff_base_ms, 0..=i64::MAX)?;
        check("retry.backoff_max_ms", self.backoff_max_ms, 0..=i64::MAX)
    }
}

impl ClientLimits {
    fn check(&self) -> Result<(), CloudError> {
        check("limits.max_records", self.max_records.unwrap_or_default(), 0..=i64::MAX)?;
        check("limits.max_bytes", self.max_bytes.unwrap_or_default(), 0..=i64::MAX)?;
        check("limits.min_sync_interval_ms", self.min_sync_interval_ms.unwrap_or_default(), 0..=i64::MAX)
    }
}

fn check(name: &str, value: i64, range: RangeInclusive<i64>) -> Result<(), CloudError> {
    if range.contains(&value) {
        return Ok(());
    }
    let (least, most) = range.into_inner();
    let wanted = if most == i64::MAX { format!("{least} or more") } else { format!("{least} to {most}") };
    Err(CloudError::argument(name, format!("{name} is {value}; give {wanted}")))
}
