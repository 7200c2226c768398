//! What the feature `cloud` adds to an engine: HTTP, sign-in and the background syncer.

use super::CloudEngine;
use super::background::Background;
use crate::auth::KnownTokens;
use crate::auth::MemoryTokenStore;
use crate::auth::Secret;
use crate::auth::TokenStore;
use crate::auth::TokenStoreError;
use crate::config::Config;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use crate::transport::Transport;
use crate::transport::http_client::HttpClient;
use std::sync::Arc;

pub(super) struct Cloud {
    tokens: Arc<KnownTokens>,
    /// The server's URL: credentials of one server are never shown to another.
    account: Option<String>,
    pub(super) background: Background,
}

type Connected = (Cloud, Option<Arc<dyn Transport>>);

impl Cloud {
    pub(super) fn connect(
        config: &Config,
        transport: Option<Arc<dyn Transport>>,
        tokens: Option<Arc<dyn TokenStore>>,
    ) -> Result<Connected, CloudError> {
        let tokens = tokens.unwrap_or_else(|| Arc::new(MemoryTokenStore::default()));
        let tokens = Arc::new(KnownTokens::new(tokens));
        let account = config.http.as_ref().map(|h| h.base_url.clone());
        let transport = match (&config.http, transport) {
            (_, Some(transport)) => Some(transport),
            (None, None) => None,
            (Some(http), None) => {
                let client: Arc<dyn Transport> = Arc::new(HttpClient::new(http, Arc::clone(&tokens) as _)?);
                Some(client)
            }
        };
        Ok((Self { tokens, account, background: Background::default() }, transport))
    }

    pub(super) fn has_credentials(&self) -> bool {
        let stored = self.account.as_deref().map(|a| self.tokens.load(a));
        matches!(stored, Some(Ok(Some(_))))
    }

    pub(super) fn join_background(&self) {
        self.background.join();
    }

    pub(super) fn tokens(&self) -> Arc<KnownTokens> {
        Arc::clone(&self.tokens)
    }

    fn account(&self) -> Result<&str, CloudError> {
        self.account.as_deref().ok_or_else(|| {
            let message = "no server is configured to sign in to; open the engine with one";
            CloudError::argument("server", message)
        })
    }
}

impl CloudEngine {
    /// Signs in with an API key. It is kept in the token store and shown to the configured server only; whether the
    /// server takes it shows with the next sync.
    ///
    /// # Errors
    /// `InvalidArgument` for text that cannot be a key, or without a server; `Internal` when the token store fails.
    pub fn login_api_key(&self, key: &str) -> Result<(), CloudError> {
        self.guard(|inner| {
            if key.is_empty() || !key.bytes().all(|b| b.is_ascii_graphic()) {
                let message = "an API key is printable ASCII without spaces; copy it as the server showed it";
                return Err(CloudError::argument("key", message).into());
            }
            inner.cloud.tokens.save(inner.cloud.account()?, &Secret::new(key)).map_err(|e| unusable(&e))?;
            inner.progress.lock().refused_credentials = false;
            inner.wake.nudge();
            Ok(())
        })
    }

    /// Forgets the credentials. Local work goes on and stays queued.
    ///
    /// # Errors
    /// `InvalidArgument` without a server; `Internal` when the token store fails.
    pub fn logout(&self) -> Result<(), CloudError> {
        self.guard(|inner| {
            inner.cloud.tokens.delete(inner.cloud.account()?).map_err(|e| unusable(&e))?;
            Ok(())
        })
    }

    /// Syncs in the background from now on: every `sync_interval_ms` give or take a tenth, and 10 ms after a local
    /// write (1 s at most while writes keep coming). While the server cannot be reached, its health is checked with
    /// growing waits. Harmless when it runs already.
    ///
    /// # Errors
    /// `Closed`; `Internal` when no thread can be started.
    pub fn start(&self) -> Result<(), CloudError> {
        self.guard(|inner| {
            inner.cloud.background.start(&self.inner).map_err(|e| {
                let message = format!("the thread that syncs cannot be started: {e}");
                CloudError::Internal { info: ErrorInfo::new("internal.thread", message) }
            })?;
            super::watch::begin(&self.inner)
        })
    }

    /// Ends the background syncer and waits for it. A sync that is running is cancelled; nothing is lost.
    ///
    /// # Errors
    /// `Closed`.
    pub fn stop(&self) -> Result<(), CloudError> {
        self.guard(|inner| {
            inner.cloud.background.cancel();
            inner.wake.nudge();
            inner.cloud.background.join();
            Ok(())
        })
    }
}

fn unusable(error: &TokenStoreError) -> CloudError {
    CloudError::Internal { info: ErrorInfo::new("internal.token_store", format!("the token store failed: {error}")) }
}
