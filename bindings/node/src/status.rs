//! What the engine says of itself: status, sign-in, quota.

use crate::engine::CloudEngine;
use crate::engine::text;
use crate::errors::Result;
use napi_derive::napi;
use std::sync::atomic::Ordering;

#[napi]
impl CloudEngine {
    #[napi(catch_unwind)]
    pub fn get_status(&self) -> Result<String> {
        let mut status = self.core.get_status()?;
        status.failed_listeners += self.failed.load(Ordering::Relaxed);
        Ok(text(status))
    }

    #[napi(catch_unwind)]
    pub fn explain(&self, table: String, id: String) -> Result<String> {
        Ok(text(self.core.explain(&table, &id)?))
    }

    #[napi(catch_unwind)]
    pub fn login_api_key(&self, key: String) -> Result<()> {
        Ok(self.core.login_api_key(&key)?)
    }

    #[napi(catch_unwind)]
    pub fn logout(&self) -> Result<()> {
        Ok(self.core.logout()?)
    }

    #[napi(catch_unwind)]
    pub fn auth_state(&self) -> Result<String> {
        Ok(text(self.core.auth_state()?))
    }

    #[napi(catch_unwind)]
    pub fn quota(&self) -> Result<String> {
        Ok(text(self.core.quota()?))
    }

    #[napi(catch_unwind)]
    pub fn check_quota(&self) -> Result<String> {
        Ok(text(self.core.check_quota()?))
    }

    /// A listener or a sink of JavaScript's threw.
    #[napi(catch_unwind)]
    pub fn note_failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }
}
