//! Answers: JSON, whether a success or not.

use crate::service::ServiceError;
use crate::store::StoreError;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::CONTENT_TYPE;
use axum::http::header::RETRY_AFTER;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;

/// What the log says of a request beside its status. Never bodies or keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Noted {
    /// The space, once the key was found to open it.
    pub(super) space: Option<String>,
    /// The device, as the client names itself.
    pub(super) device: Option<String>,
    /// Bytes of the request's body on the wire.
    pub(super) bytes: usize,
    /// The refusal's code.
    pub(super) code: Option<String>,
    /// What went wrong inside.
    pub(super) cause: Option<Arc<StoreError>>,
}

/// An answer's JSON text. Large ones take a while: not for an async thread.
pub(super) fn encode<T: Serialize>(answer: &T) -> Result<Vec<u8>, ServiceError> {
    serde_json::to_vec(answer).map_err(|error| StoreError::Database(Box::new(error)).into())
}

/// A success, or the refusal.
pub(super) fn reply(result: Result<Vec<u8>, ServiceError>, noted: Noted) -> Response {
    match result {
        Ok(json) => respond(StatusCode::OK, json, noted),
        Err(error) => refuse(error, noted),
    }
}

/// A refusal of a request nothing is known of.
pub(super) fn refusal(error: ServiceError) -> Response {
    refuse(error, Noted::default())
}

fn refuse(error: ServiceError, mut noted: Noted) -> Response {
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // Strings and numbers always have a JSON text.
    let json = serde_json::to_vec(&error.answer()).unwrap_or_default();
    noted.code = Some(error.body.code);
    noted.cause = error.cause.map(Arc::new);
    let mut response = respond(status, json, noted);
    if let Some(ms) = error.body.retry_after_ms {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from((ms + 999) / 1_000));
    }
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn respond(status: StatusCode, json: Vec<u8>, noted: Noted) -> Response {
    let mut response = Response::new(Body::from(json));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.extensions_mut().insert(noted);
    response
}
