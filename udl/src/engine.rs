//! The engine. Every call that is not here is the core's own, by `Deref`.

use crate::CancelToken;
use crate::CloudListener;
use crate::LogSink;
use crate::Subscription;
use crate::TokenStore;
use crate::cancel::engines;
use crate::events;
use crate::log;
use crate::tokens::HostTokens;
use cortex_cloud::CloudError;
use cortex_cloud::Config;
use cortex_cloud::Environment;
use cortex_cloud::LogLevel;
use cortex_cloud::RecordBody;
use cortex_cloud::SyncReport;
use cortex_cloud::VerifyReport;
use std::ops::Deref;
use std::sync::Arc;

/// A local-first store that syncs, as the contract has it.
#[derive(Clone, Debug)]
pub struct CloudEngine(cortex_cloud::CloudEngine);

impl Deref for CloudEngine {
    type Target = cortex_cloud::CloudEngine;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

type Cancel = Option<Arc<CancelToken>>;

#[expect(missing_docs, clippy::missing_errors_doc, clippy::needless_pass_by_value, reason = "the contract's")]
impl CloudEngine {
    pub fn new(config: Config, token_store: Option<Arc<dyn TokenStore>>) -> Result<Self, CloudError> {
        let token_store = token_store.map(|store| Arc::new(HostTokens(store)) as _);
        cortex_cloud::CloudEngine::open_in(config, Environment { token_store, ..Environment::default() }).map(Self)
    }

    pub fn close(&self) -> Result<(), CloudError> {
        self.0.close();
        Ok(())
    }

    pub fn put_many(&self, table: &str, rows: &[RecordBody], cancel: Cancel) -> Result<i64, CloudError> {
        self.0.put_many(table, rows, engines(cancel.as_ref()))
    }

    pub fn count(&self, table: &str, filter: Option<String>) -> Result<i64, CloudError> {
        self.0.count(table, filter.as_deref())
    }

    pub fn sync(&self, cancel: Cancel) -> Result<SyncReport, CloudError> {
        self.0.sync(engines(cancel.as_ref()))
    }

    pub fn push(&self, cancel: Cancel) -> Result<SyncReport, CloudError> {
        self.0.push(engines(cancel.as_ref()))
    }

    pub fn pull(&self, cancel: Cancel) -> Result<SyncReport, CloudError> {
        self.0.pull(engines(cancel.as_ref()))
    }

    pub fn go_online(&self, cancel: Cancel) -> Result<SyncReport, CloudError> {
        self.0.go_online(engines(cancel.as_ref()))
    }

    pub fn verify(&self, cancel: Cancel) -> Result<VerifyReport, CloudError> {
        self.0.verify(engines(cancel.as_ref()))
    }

    pub fn retry_failed(&self, table: Option<String>, id: Option<String>) -> Result<i64, CloudError> {
        self.0.retry_failed(table.as_deref(), id.as_deref())
    }

    pub fn discard_failed(&self, table: Option<String>, id: Option<String>) -> Result<i64, CloudError> {
        self.0.discard_failed(table.as_deref(), id.as_deref())
    }

    pub fn subscribe(&self, listener: Arc<dyn CloudListener>) -> Result<Arc<Subscription>, CloudError> {
        events::subscribe(&self.0, listener)
    }

    pub fn set_log_sink(&self, sink: Arc<dyn LogSink>, level: LogLevel) -> Result<(), CloudError> {
        log::set_sink(&self.0, sink, level)
    }
}
