//! Conflicts, and work the server refused.

use crate::engine::CloudEngine;
use crate::engine::text;
use crate::errors::Result;
use crate::json::argument;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use napi_derive::napi;

#[napi]
impl CloudEngine {
    #[napi(catch_unwind)]
    pub fn conflicts(&self, filter: String) -> Result<String> {
        let filter: ConflictFilter = argument("filter", &filter)?;
        Ok(text(self.core.conflicts(&filter)?))
    }

    #[napi(catch_unwind)]
    pub fn resolve_conflict(&self, table: String, id: String, strategy: String) -> Result<()> {
        let strategy: MergeStrategy = argument("strategy", &strategy)?;
        Ok(self.core.resolve_conflict(&table, &id, strategy)?)
    }

    #[napi(catch_unwind)]
    pub fn resolve_conflict_with(&self, table: String, id: String, body: String) -> Result<()> {
        Ok(self.core.resolve_conflict_with(&table, &id, &body)?)
    }

    #[napi(catch_unwind)]
    pub fn restore(&self, conflict_id: i64, side: String) -> Result<bool> {
        let side: ConflictSide = argument("side", &side)?;
        Ok(self.core.restore(conflict_id, side)?)
    }

    #[napi(catch_unwind)]
    pub fn failed_mutations(&self) -> Result<String> {
        Ok(text(self.core.failed_mutations()?))
    }

    #[napi(catch_unwind)]
    pub fn retry_failed(&self, table: Option<String>, id: Option<String>) -> Result<i64> {
        Ok(self.core.retry_failed(table.as_deref(), id.as_deref())?)
    }

    #[napi(catch_unwind)]
    pub fn discard_failed(&self, table: Option<String>, id: Option<String>) -> Result<i64> {
        Ok(self.core.discard_failed(table.as_deref(), id.as_deref())?)
    }
}
