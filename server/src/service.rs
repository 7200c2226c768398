//! What the server does, without a socket, a clock or a thread: a request of an authenticated caller in, an answer out.
//!
//! [`Service::handle`] is all a simulator needs. The HTTP front calls the same parts: [`Service::prepare`] on any
//! thread, then a [`PushJob`] among others in one transaction.

mod config;
mod cursor;
mod digest;
mod error;
mod handshake;
mod item;
mod judge;
mod principal;
mod pull;
mod push;
mod verdicts;

pub use config::Config;
pub use error::ServiceError;
pub use principal::Principal;
pub use principal::Role;
pub use push::Prepared;
pub use push::PushJob;

use crate::store::ReadTx;
use crate::store::SpaceRow;
use crate::store::Store;
use crate::store::WriteJob;
use cortex_cloud::clock::Millis;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::DigestAnswer;
use cortex_cloud::transport::protocol::DigestRequest;
use cortex_cloud::transport::protocol::Handshake;
use cortex_cloud::transport::protocol::HandshakeAnswer;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;
use cortex_cloud::transport::protocol::PullAnswer;
use cortex_cloud::transport::protocol::PullRequest;
use cortex_cloud::transport::protocol::PushAnswer;
use cortex_cloud::transport::protocol::PushRequest;
use cortex_cloud::transport::protocol::QuotaAnswer;
use cortex_cloud::transport::protocol::Request;
use cortex_cloud::transport::protocol::SyncAnswer;

type Result<T> = std::result::Result<T, ServiceError>;

/// The sync service over a store.
#[derive(Debug)]
pub struct Service<S> {
    store: S,
    config: Config,
}

impl<S: Store> Service<S> {
    /// A service over this store.
    pub fn new(store: S, config: Config) -> Self {
        Self { store, config }
    }

    /// The store it works on.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Its limits.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Answers any request, in the calling thread. `now_ms` is the server's clock, Unix milliseconds.
    ///
    /// # Errors
    /// [`ServiceError`]: the status and body of the refusal.
    pub fn handle(&self, principal: &Principal, request: Request, now_ms: Millis) -> Result<Answer> {
        Ok(match request {
            Request::Handshake(request) => Answer::Handshake(self.handshake(principal, &request, now_ms)?),
            Request::Push(request) => Answer::Push(self.push(principal, request, now_ms)?),
            Request::Pull(request) => Answer::Pull(self.pull(principal, &request, now_ms)?),
            Request::Sync(request) => {
                self.check_pull(principal, &request.pull)?;
                let push = self.push(principal, request.push, now_ms)?;
                let pull = self.pull(principal, &after_push(request.pull, &push), now_ms)?;
                Answer::Sync(SyncAnswer { protocol_version: PROTOCOL_VERSION, push, pull })
            }
            Request::Digest(request) => Answer::Digest(self.digest(principal, &request)?),
        })
    }

    /// Says who the caller is, which epoch the space is in, what the server last heard of the device, and the limits.
    ///
    /// # Errors
    /// 426 for another protocol version, 400 for a device id out of shape, 429 `sync_too_frequent`.
    pub fn handshake(&self, principal: &Principal, request: &Handshake, now_ms: Millis) -> Result<HandshakeAnswer> {
        version(request.protocol_version)?;
        item::device_id(&request.device_id)?;
        self.store.read(|tx| handshake::answer(tx, &self.config, principal, request, now_ms))
    }

    /// Judges and applies one batch in a transaction of its own.
    ///
    /// # Errors
    /// As [`Service::prepare`] and [`PushJob::into_result`].
    pub fn push(&self, principal: &Principal, request: PushRequest, now_ms: Millis) -> Result<PushAnswer> {
        let prepared = self.prepare(request)?;
        let mut job = self.job(principal, &prepared, now_ms);
        self.store.write_group(&mut [&mut job as &mut dyn WriteJob])?;
        job.into_result()
    }

    /// Does what needs no transaction: checks shapes, canonicalises and hashes the bodies.
    ///
    /// # Errors
    /// 426 for another protocol version, 400 for a batch or device id out of shape.
    pub fn prepare(&self, request: PushRequest) -> Result<Prepared> {
        version(request.protocol_version)?;
        Prepared::new(request, &self.config)
    }

    /// The rest of a push, to be run in a transaction.
    pub fn job<'a>(&'a self, principal: &'a Principal, prepared: &'a Prepared, now_ms: Millis) -> PushJob<'a> {
        PushJob::new(principal, prepared, &self.config, now_ms)
    }

    /// One page of changes, from one snapshot.
    ///
    /// # Errors
    /// 400 `bad_cursor`, 409 `epoch_changed` or `cursor_ahead`, 410 `cursor_expired`.
    pub fn pull(&self, principal: &Principal, request: &PullRequest, now_ms: Millis) -> Result<PullAnswer> {
        self.store.read(|tx| pull::answer(tx, &self.config, principal, request, now_ms))
    }

    /// What the space uses of what it may.
    ///
    /// # Errors
    /// When the store fails.
    pub fn quota(&self, principal: &Principal) -> Result<QuotaAnswer> {
        let quota = self.store.read(|tx| Ok::<_, ServiceError>(space(tx, principal)?.quota()))?;
        Ok(QuotaAnswer { protocol_version: PROTOCOL_VERSION, quota })
    }

    /// Whether a page can be read from this cursor at all. A sync asks before its batch takes effect, so that a refused
    /// request has done nothing.
    ///
    /// # Errors
    /// As [`Service::pull`].
    pub fn check_pull(&self, principal: &Principal, request: &PullRequest) -> Result<()> {
        self.store.read(|tx| pull::check(tx, principal, request))
    }

    /// Bucket digests, the listing of buckets, or whole records, from one snapshot.
    ///
    /// # Errors
    /// 426 for another protocol version, 400 for too many records asked for, 413 when the answer would be too large.
    pub fn digest(&self, principal: &Principal, request: &DigestRequest) -> Result<DigestAnswer> {
        version(request.protocol_version)?;
        self.store.read(|tx| digest::answer(tx, &self.config, principal, request))
    }
}

/// The pull of a sync: where the push has shown that the device had everything before it, the pull goes on after it.
pub fn after_push(pull: PullRequest, push: &PushAnswer) -> PullRequest {
    PullRequest { cursor: push.next_cursor.clone().or(pull.cursor), ..pull }
}

/// Refuses every version but ours.
///
/// # Errors
/// 426 naming both versions.
pub fn version(client: u32) -> Result<()> {
    if client == PROTOCOL_VERSION { Ok(()) } else { Err(ServiceError::version(client)) }
}

/// The caller's space. It is there as long as its keys are: none is ever removed.
fn space(tx: &mut dyn ReadTx, principal: &Principal) -> Result<SpaceRow> {
    tx.space(&principal.space)?.ok_or_else(ServiceError::wrong_space)
}
