//! One log line a request, and the limit of time.

use super::reply;
use super::reply::Noted;
use crate::service::ServiceError;
use axum::body::HttpBody;
use axum::extract::MatchedPath;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::entropy::SystemEntropy;
use std::time::Duration;
use std::time::Instant;

/// Answers with 503 what takes too long. Work already given to the writer goes on: the device asks again.
pub(super) async fn limit_time(State(time): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => reply::refusal(ServiceError::overloaded()),
    }
}

/// Logs the request by its route, never by its query, and marks the answer with the id the log has.
pub(super) async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = format!("{:016x}", SystemEntropy.next_u64());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let mut response = next.run(request).await;
    let noted = response.extensions_mut().remove::<Noted>().unwrap_or_default();
    if let Some(cause) = &noted.cause {
        tracing::error!(request = id, route, error = %cause, "the store failed");
    }
    tracing::info!(
        request = id,
        %method,
        route,
        status = response.status().as_u16(),
        ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        bytes_in = noted.bytes,
        bytes_out = response.body().size_hint().exact(),
        space = noted.space,
        // Quoted: it is whatever the client sent.
        device = noted.device.as_ref().map(tracing::field::debug),
        code = noted.code,
        "request"
    );
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}
