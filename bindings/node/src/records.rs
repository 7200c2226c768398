//! Records and memories. Bodies come and go as JSON text.

use crate::cancel::CancelToken;
use crate::cancel::engines;
use crate::engine::CloudEngine;
use crate::engine::text;
use crate::errors::Result;
use crate::json::argument;
use crate::long_call::promise;
use cortex_cloud::Query;
use cortex_cloud::RecordBody;
use cortex_cloud::RecordChange;
use cortex_cloud::TablePolicy;
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

#[napi]
impl CloudEngine {
    #[napi(catch_unwind)]
    pub fn put(&self, table: String, id: String, body: String) -> Result<bool> {
        Ok(self.core.put(&table, &id, &body)?)
    }

    #[napi(catch_unwind)]
    pub fn put_many(&self, table: String, rows: String, cancel: Option<&CancelToken>) -> Result<i64> {
        let rows: Vec<RecordBody> = argument("rows", &rows)?;
        Ok(self.core.put_many(&table, &rows, engines(cancel).as_ref())?)
    }

    #[napi(catch_unwind)]
    pub fn put_many_async<'env>(
        &self,
        env: &'env Env,
        table: String,
        rows: String,
        cancel: Option<&CancelToken>,
    ) -> Result<Object<'env>> {
        let (engine, cancel) = (self.core.clone(), engines(cancel));
        promise(env, move || {
            let rows: Vec<RecordBody> = argument("rows", &rows)?;
            engine.put_many(&table, &rows, cancel.as_ref())
        })
    }

    #[napi(catch_unwind)]
    pub fn get(&self, table: String, id: String) -> Result<Option<String>> {
        Ok(self.core.get(&table, &id)?)
    }

    #[napi(catch_unwind)]
    pub fn get_record(&self, table: String, id: String) -> Result<String> {
        Ok(text(self.core.get_record(&table, &id)?))
    }

    #[napi(catch_unwind)]
    pub fn delete(&self, table: String, id: String) -> Result<bool> {
        Ok(self.core.delete(&table, &id)?)
    }

    #[napi(catch_unwind)]
    pub fn query(&self, table: String, query: String) -> Result<String> {
        let query: Query = argument("query", &query)?;
        Ok(text(self.core.query(&table, &query)?))
    }

    #[napi(catch_unwind)]
    pub fn query_async<'env>(&self, env: &'env Env, table: String, query: String) -> Result<Object<'env>> {
        let engine = self.core.clone();
        promise(env, move || {
            let query: Query = argument("query", &query)?;
            Ok(text(engine.query(&table, &query)?))
        })
    }

    #[napi(catch_unwind)]
    pub fn query_records(&self, table: String, query: String) -> Result<String> {
        let query: Query = argument("query", &query)?;
        Ok(text(self.core.query_records(&table, &query)?))
    }

    #[napi(catch_unwind)]
    pub fn count(&self, table: String, filter: Option<String>) -> Result<i64> {
        Ok(self.core.count(&table, filter.as_deref())?)
    }

    #[napi(catch_unwind)]
    pub fn apply(&self, changes: String) -> Result<i64> {
        let changes: Vec<RecordChange> = argument("changes", &changes)?;
        Ok(self.core.apply(&changes)?)
    }

    #[napi(catch_unwind)]
    pub fn apply_async<'env>(&self, env: &'env Env, changes: String) -> Result<Object<'env>> {
        let engine = self.core.clone();
        promise(env, move || {
            let changes: Vec<RecordChange> = argument("changes", &changes)?;
            engine.apply(&changes)
        })
    }

    #[napi(catch_unwind)]
    pub fn tables(&self) -> Result<String> {
        Ok(text(self.core.tables()?))
    }

    #[napi(catch_unwind)]
    pub fn set_table_policy<'env>(&self, env: &'env Env, table: String, policy: String) -> Result<Object<'env>> {
        let engine = self.core.clone();
        promise(env, move || {
            let policy: TablePolicy = argument("policy", &policy)?;
            engine.set_table_policy(&table, &policy)
        })
    }

    #[napi(catch_unwind)]
    pub fn put_memory(&self, memory: String) -> Result<String> {
        Ok(self.core.put_memory(&memory)?)
    }

    #[napi(catch_unwind)]
    pub fn get_memory(&self, id: String) -> Result<Option<String>> {
        Ok(self.core.get_memory(&id)?)
    }

    #[napi(catch_unwind)]
    pub fn query_memories(&self, query: String) -> Result<String> {
        let query: Query = argument("query", &query)?;
        Ok(text(self.core.query_memories(&query)?))
    }
}
