//! Limits as the host sees them: what the space uses, whether the queue fits, and when the next sync may be.

use super::CloudEngine;
use super::Inner;
#[cfg(feature = "cloud")]
use crate::clock::Millis;
use crate::error::CloudError;
use crate::error::Error;
use crate::error::ErrorInfo;
use crate::quota;
use crate::quota::QuotaCheck;
use crate::store::growth;
use crate::store::state;
use crate::transport::protocol::Quota;

impl CloudEngine {
    /// What the space uses of what it may, by the server's last word; `None` before the first sync. Read from the file:
    /// no network.
    ///
    /// # Errors
    /// `Closed`; `Storage` when the disk fails.
    pub fn quota(&self) -> Result<Option<Quota>, CloudError> {
        self.guard(|inner| Ok(inner.store.read(state::load)?.quota))
    }

    /// Whether what waits to be sent fits into the space (E61), by the server's last word, this engine's own limits
    /// ([`Config::limits`](crate::Config::limits)) and the queue. Read from the file: no network.
    ///
    /// # Errors
    /// `Closed`; `Storage` when the disk fails.
    pub fn check_quota(&self) -> Result<QuotaCheck, CloudError> {
        self.guard(|inner| {
            let (quota, growth) = inner.store.read(|c| Ok((state::load(c)?.quota, growth::of_queue(c)?)))?;
            Ok(quota::check(&quota.unwrap_or_default(), &inner.config.own_limits(), growth))
        })
    }
}

impl Inner {
    /// Why a sync would be too soon for this engine's own limit, if so. The server's is the server's to enforce: it may
    /// have been lifted.
    pub(super) fn too_soon(&self) -> Result<Option<CloudError>, Error> {
        let interval = self.config.own_limits().min_sync_interval_ms;
        let completed_at = self.store.read(state::load)?.completed_at;
        let Some(wait) = quota::pause(completed_at, self.now_ms(), interval) else { return Ok(None) };
        let message = format!(
            "this engine's own limit is a sync every {} ms; the next one may begin in {wait} ms",
            interval.unwrap_or_default()
        );
        let mut info = ErrorInfo::new("throttled.own_limit", message);
        info.retry_after_ms = Some(wait);
        Ok(Some(CloudError::Throttled { info: info.with("min_sync_interval_ms", interval.unwrap_or_default()) }))
    }

    /// How long the background syncer has to wait, by both limits: it does not ask for what it knows it would be
    /// refused.
    #[cfg(feature = "cloud")]
    pub(super) fn pause(&self) -> Option<Millis> {
        let sync = self.store.read(state::load).ok()?;
        let announced = sync.quota.and_then(|quota| quota.min_sync_interval_ms);
        let interval = self.config.own_limits().min_sync_interval_ms.max(announced);
        quota::pause(sync.completed_at, self.now_ms(), interval)
    }
}
