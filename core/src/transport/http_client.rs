//! The HTTP driver: one request, one answer, every way it can go wrong told apart (E50 to E53).
//!
//! The engine's threads block here; the client itself lives on a small runtime of its own, so a call is safe inside
//! anybody else's. Both directions are compressed, and what an answer may unpack to is capped.

mod address;
mod answer;
mod classify;

use super::Delivered;
use super::Transport;
use super::error::Cause;
use super::error::TransportError;
use super::protocol::Request;
use crate::auth::Secret;
use crate::auth::TokenStore;
use crate::auth::TokenStoreError;
use crate::cancel::CancelToken;
use crate::config::HttpClientConfig;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use address::BaseUrl;
use answer::RawAnswer;
use flate2::Compression;
use flate2::write::GzEncoder;
use parking_lot::Mutex;
use reqwest::Method;
use std::io::Write;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;
use tokio::runtime::Runtime;

/// Bodies below this are sent as they are: compressing them gains nothing.
const COMPRESS_FROM: usize = 1_024;
/// How often a waiting call looks whether it was cancelled.
const POLL: Duration = Duration::from_millis(20);
/// A health check is a small question.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(5);

type Loaded = Result<Option<Secret>, TokenStoreError>;

pub(crate) struct HttpClient {
    base: BaseUrl,
    account: String,
    client: reqwest::Client,
    /// `None` once it is closed. Nothing else may hold on to it: it has files open.
    runtime: Mutex<Option<Runtime>>,
    tokens: Arc<dyn TokenStore>,
    /// What the token store had when the last sync began.
    loaded: Mutex<Option<Loaded>>,
    timeout: Duration,
    max_answer_bytes: u64,
}

impl HttpClient {
    pub(crate) fn new(config: &HttpClientConfig, tokens: Arc<dyn TokenStore>) -> Result<Self, CloudError> {
        let base = BaseUrl::parse(config)?;
        // Ours if the host has not chosen one. There must be one in a process: two of them make rustls panic.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let timeout = Duration::from_millis(config.timeout_ms.max(1).unsigned_abs());
        let mut builder = reqwest::Client::builder()
            .timeout(timeout)
            // Credentials go to the configured server only.
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(Duration::from_secs(60))
            .user_agent(concat!("cortex-cloud/", env!("CARGO_PKG_VERSION")));
        if base.is_loopback() {
            builder = builder.no_proxy();
        }
        if !base.is_tls() {
            // No certificate will be looked at: do not load the system's.
            builder = builder.tls_certs_only([]);
        } else if let Some(pem) = &config.extra_root_pem {
            // Text without any certificate parses, too: as none.
            let certificates = reqwest::Certificate::from_pem_bundle(pem.as_bytes())
                .ok()
                .filter(|found| !found.is_empty())
                .ok_or_else(|| CloudError::argument("extra_root_pem", "this is not a certificate in PEM form"))?;
            builder = builder.tls_certs_merge(certificates);
        }
        let client = builder.build().map_err(|e| CloudError::Tls {
            info: ErrorInfo::new("tls.setup", format!("the system's certificates cannot be used: {e}")),
        })?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("cortex-http")
            .enable_all()
            .build()
            .map_err(|e| CloudError::Internal {
                info: ErrorInfo::new("internal.runtime", format!("no runtime for HTTP: {e}")),
            })?;
        Ok(Self {
            base,
            account: config.base_url.clone(),
            client,
            runtime: Mutex::new(Some(runtime)),
            tokens,
            loaded: Mutex::default(),
            timeout,
            max_answer_bytes: config.max_answer_bytes.max(1).unsigned_abs(),
        })
    }

    fn credentials(&self) -> Result<Secret, TransportError> {
        let loaded = self.loaded.lock().clone();
        match loaded.unwrap_or_else(|| self.tokens.load(&self.account)) {
            Ok(Some(secret)) => Ok(secret),
            Ok(None) => {
                Err(TransportError::new(Cause::Unauthenticated, "no_credentials", "nobody is signed in; sign in first"))
            }
            Err(error) => {
                let message = format!("the token store cannot be read: {error}");
                Err(TransportError::new(Cause::Unauthenticated, "token_store", message))
            }
        }
    }

    fn prepare(
        &self,
        space: Option<&str>,
        request: &Request,
    ) -> Result<(reqwest::RequestBuilder, i64), TransportError> {
        let (method, path, body) = answer::route(space, request)?;
        let mut builder = self
            .client
            .request(method, self.base.join(&path))
            .bearer_auth(self.credentials()?.expose())
            .header("accept", "application/json")
            .header("accept-encoding", "gzip");
        let mut sent = 0;
        if let Some(body) = body {
            builder = builder.header("content-type", "application/json");
            let body = if body.len() < COMPRESS_FROM {
                body
            } else {
                builder = builder.header("content-encoding", "gzip");
                compress(&body)?
            };
            sent = body.len().cast_signed() as i64;
            builder = builder.body(body);
        }
        Ok((builder, sent))
    }

    /// Runs one exchange on the runtime and waits for it, looking up now and then whether it was cancelled.
    fn exchange(&self, request: reqwest::RequestBuilder, cancel: &CancelToken) -> Result<RawAnswer, TransportError> {
        let stopped = || TransportError::new(Cause::Connection, "stopped", "the HTTP driver is shutting down");
        let (tell, told) = mpsc::sync_channel(1);
        let (timeout, most) = (self.timeout, self.max_answer_bytes);
        let runtime = self.runtime.lock().as_ref().map(|runtime| runtime.handle().clone()).ok_or_else(stopped)?;
        // On a runtime that has been shut down meanwhile it is dropped at once, and what it would tell with.
        let task = runtime.spawn(async move {
            // Nobody listens any more when the caller was cancelled.
            let _ = tell.send(answer::receive(request, timeout, most).await);
        });
        loop {
            match told.recv_timeout(POLL) {
                Ok(outcome) => return outcome,
                Err(mpsc::RecvTimeoutError::Timeout) if !cancel.is_cancelled() => {}
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    task.abort();
                    return Err(TransportError::new(Cause::Cancelled, "cancelled", "the call was cancelled"));
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => return Err(stopped()),
            }
        }
    }
}

impl Transport for HttpClient {
    fn begin(&self) {
        // Not under the lock: this calls the host.
        let loaded = self.tokens.load(&self.account);
        *self.loaded.lock() = Some(loaded);
    }

    fn send(&self, space: Option<&str>, request: &Request, cancel: &CancelToken) -> Result<Delivered, TransportError> {
        let (builder, bytes_sent) = self.prepare(space, request)?;
        let raw = self.exchange(builder, cancel)?;
        let bytes_received = raw.wire_bytes;
        let answer = raw.parse(request, self.max_answer_bytes)?;
        Ok(Delivered { answer, bytes_sent, bytes_received })
    }

    fn is_healthy(&self, cancel: &CancelToken) -> bool {
        let request = self.client.request(Method::GET, self.base.join("/healthz")).timeout(HEALTH_TIMEOUT);
        self.exchange(request, cancel).is_ok_and(|raw| raw.status == 200)
    }

    fn close(&self) {
        let runtime = self.runtime.lock().take();
        if let Some(runtime) = runtime {
            // Never blocks: the engine may be dropped inside somebody's async code.
            runtime.shutdown_background();
        }
    }
}

impl Drop for HttpClient {
    fn drop(&mut self) {
        self.close();
    }
}

fn compress(body: &[u8]) -> Result<Vec<u8>, TransportError> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    encoder.write_all(body).and_then(|()| encoder.finish()).map_err(|e| {
        TransportError::new(Cause::Malformed, "compress", format!("the request cannot be compressed: {e}"))
    })
}
