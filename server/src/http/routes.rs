//! One function a route: who asks, what for, and what the service says.

use super::app::App;
use super::auth;
use super::body::Received;
use super::reply;
use super::reply::Noted;
use crate::service::Principal;
use crate::service::Service;
use crate::service::ServiceError;
use crate::service::after_push;
use crate::service::version;
use crate::store::Store;
use axum::body::Body;
use axum::extract::Path;
use axum::extract::Query;
use axum::extract::State;
use axum::extract::rejection::PathRejection;
use axum::extract::rejection::QueryRejection;
use axum::http::HeaderMap;
use axum::response::Response;
use cortex_cloud::transport::protocol::DigestRequest;
use cortex_cloud::transport::protocol::Handshake;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;
use cortex_cloud::transport::protocol::PullRequest;
use cortex_cloud::transport::protocol::PushRequest;
use cortex_cloud::transport::protocol::SyncAnswer;
use cortex_cloud::transport::protocol::SyncRequest;
use serde::Deserialize;
use std::sync::Arc;

type Result<T> = std::result::Result<T, ServiceError>;
type AppState<S> = State<Arc<App<S>>>;
type Space = std::result::Result<Path<String>, PathRejection>;

/// `GET /healthz`.
pub(super) async fn healthz() -> Response {
    let version = env!("CARGO_PKG_VERSION");
    let json = format!(r#"{{"status":"ok","version":"{version}","protocol_version":{PROTOCOL_VERSION}}}"#);
    reply::reply(Ok(json.into_bytes()), Noted::default())
}

/// `POST /v1/handshake`.
pub(super) async fn handshake<S: Store>(State(app): AppState<S>, headers: HeaderMap, body: Body) -> Response {
    let mut call = Call { app, noted: Noted::default() };
    let result = async {
        let principal = call.known(auth::principal(&call.app, &headers).await)?;
        let body = call.receive(&headers, body).await?;
        let now = call.app.now();
        let (json, device) = call
            .app
            .blocking(move |service| {
                let request: Handshake = body.parse()?;
                Ok((reply::encode(&service.handshake(&principal, &request, now)?)?, request.device_id))
            })
            .await?;
        call.noted.device = Some(device);
        Ok(json)
    };
    let result = result.await;
    reply::reply(result, call.noted)
}

/// `POST /v1/spaces/{space}/push`.
pub(super) async fn push<S: Store>(State(app): AppState<S>, space: Space, headers: HeaderMap, body: Body) -> Response {
    let mut call = Call { app, noted: Noted::default() };
    let result = async {
        let (principal, body) = call.enter(space, &headers, body).await?;
        let (prepared, device) = call
            .app
            .blocking(move |service| {
                let request: PushRequest = body.parse()?;
                let device = request.device_id.clone();
                Ok((service.prepare(request)?, device))
            })
            .await?;
        call.noted.device = Some(device);
        let answer = call.app.writer.push(principal, prepared, call.app.now()).await?;
        reply::encode(&answer)
    };
    let result = result.await;
    reply::reply(result, call.noted)
}

/// `POST /v1/spaces/{space}/sync`.
pub(super) async fn sync<S: Store>(State(app): AppState<S>, space: Space, headers: HeaderMap, body: Body) -> Response {
    let mut call = Call { app, noted: Noted::default() };
    let result = async {
        let (principal, body) = call.enter(space, &headers, body).await?;
        let caller = principal.clone();
        let (prepared, pull, device) = call
            .app
            .blocking(move |service| {
                let request: SyncRequest = body.parse()?;
                service.check_pull(&caller, &request.pull)?;
                let device = request.push.device_id.clone();
                Ok((service.prepare(request.push)?, request.pull, device))
            })
            .await?;
        call.noted.device = Some(device);
        let now = call.app.now();
        let push = call.app.writer.push(principal.clone(), prepared, now).await?;
        let both = move |service: &Service<S>| {
            let pull = service.pull(&principal, &after_push(pull, &push), now)?;
            reply::encode(&SyncAnswer { protocol_version: PROTOCOL_VERSION, push, pull })
        };
        call.app.blocking(both).await
    };
    let result = result.await;
    reply::reply(result, call.noted)
}

/// The query of a pull.
#[derive(Debug, Deserialize)]
pub(super) struct PullQuery {
    cursor: Option<String>,
    max_items: Option<u32>,
    #[serde(default)]
    fresh: bool,
    protocol_version: Option<u32>,
}

/// `GET /v1/spaces/{space}/pull`.
pub(super) async fn pull<S: Store>(
    State(app): AppState<S>,
    space: Space,
    query: std::result::Result<Query<PullQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let mut call = Call { app, noted: Noted::default() };
    let result = async {
        let principal = call.open(space, &headers).await?;
        let Query(query) = query.map_err(|error| ServiceError::bad_request(error.body_text()))?;
        version(query.protocol_version.unwrap_or(PROTOCOL_VERSION))?;
        let request = PullRequest { cursor: query.cursor, max_items: query.max_items, fresh: query.fresh };
        let now = call.app.now();
        call.app.blocking(move |service| reply::encode(&service.pull(&principal, &request, now)?)).await
    };
    let result = result.await;
    reply::reply(result, call.noted)
}

/// `GET /v1/spaces/{space}/quota`.
pub(super) async fn quota<S: Store>(State(app): AppState<S>, space: Space, headers: HeaderMap) -> Response {
    let mut call = Call { app, noted: Noted::default() };
    let result = async {
        let principal = call.open(space, &headers).await?;
        call.app.blocking(move |service| reply::encode(&service.quota(&principal)?)).await
    };
    let result = result.await;
    reply::reply(result, call.noted)
}

/// `POST /v1/spaces/{space}/digest`.
pub(super) async fn digest<S: Store>(
    State(app): AppState<S>,
    space: Space,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let mut call = Call { app, noted: Noted::default() };
    let result = async {
        let (principal, body) = call.enter(space, &headers, body).await?;
        let asked = move |service: &Service<S>| {
            let request: DigestRequest = body.parse()?;
            reply::encode(&service.digest(&principal, &request)?)
        };
        call.app.blocking(asked).await
    };
    let result = result.await;
    reply::reply(result, call.noted)
}

/// A request being answered.
struct Call<S> {
    app: Arc<App<S>>,
    noted: Noted,
}

impl<S: Store> Call<S> {
    /// Checks the key, then reads the body: nobody unknown may send us one.
    async fn enter(&mut self, space: Space, headers: &HeaderMap, body: Body) -> Result<(Principal, Received)> {
        let principal = self.open(space, headers).await?;
        Ok((principal, self.receive(headers, body).await?))
    }

    async fn open(&mut self, space: Space, headers: &HeaderMap) -> Result<Principal> {
        let Path(space) = space.map_err(|error| ServiceError::bad_request(error.body_text()))?;
        let found = auth::principal_of(&self.app, headers, &space).await;
        self.known(found)
    }

    fn known(&mut self, principal: Result<Principal>) -> Result<Principal> {
        let principal = principal?;
        self.noted.space = Some(principal.space.clone());
        Ok(principal)
    }

    async fn receive(&mut self, headers: &HeaderMap, body: Body) -> Result<Received> {
        let limit = self.app.service.config().limits.batch_bytes;
        let body = Received::read(headers, body, limit, self.app.options.body_timeout).await?;
        self.noted.bytes = body.len();
        Ok(body)
    }
}
