//! What every route has at hand, and the routes' table.

use super::Options;
use super::observe;
use super::reply;
use super::routes;
use crate::service::Service;
use crate::service::ServiceError;
use crate::store::Store;
use crate::writer::Writer;
use axum::Router;
use axum::middleware;
use axum::routing::get;
use axum::routing::post;
use cortex_cloud::clock::Millis;
use std::sync::Arc;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

/// Answers smaller than this are not worth compressing.
const COMPRESS_ABOVE: u16 = 1_024;

/// The state of all routes.
pub(super) struct App<S> {
    pub(super) service: Arc<Service<S>>,
    pub(super) writer: Writer,
    pub(super) options: Options,
}

impl<S: Store> App<S> {
    /// The server's clock.
    pub(super) fn now(&self) -> Millis {
        self.options.clock.now_ms()
    }

    /// Runs store work on a thread that may block.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service<S>) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, ServiceError> {
        let service = Arc::clone(&self.service);
        let result = tokio::task::spawn_blocking(move || work(&service)).await;
        result.unwrap_or_else(|_| Err(ServiceError::internal()))
    }
}

/// The routes' table.
pub(super) fn router<S: Store>(app: Arc<App<S>>) -> Router {
    let compression = CompressionLayer::new()
        .gzip(true)
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(COMPRESS_ABOVE));
    Router::new()
        .route("/v1/handshake", post(routes::handshake::<S>))
        .route("/v1/spaces/{space}/push", post(routes::push::<S>))
        .route("/v1/spaces/{space}/pull", get(routes::pull::<S>))
        .route("/v1/spaces/{space}/sync", post(routes::sync::<S>))
        .route("/v1/spaces/{space}/digest", post(routes::digest::<S>))
        .route("/v1/spaces/{space}/quota", get(routes::quota::<S>))
        .route("/healthz", get(routes::healthz))
        .fallback(|| async { reply::refusal(ServiceError::new(404, "not_found", "there is nothing at this path")) })
        .method_not_allowed_fallback(|| async {
            reply::refusal(ServiceError::new(405, "method_not_allowed", "this path is not for this method"))
        })
        .layer(middleware::from_fn_with_state(app.options.request_timeout, observe::limit_time))
        .layer(middleware::from_fn(observe::observe))
        .layer(compression)
        .with_state(app)
}
