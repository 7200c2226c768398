//! From a bearer key to a principal.

use super::app::App;
use crate::admin;
use crate::key::ApiKey;
use crate::service::Principal;
use crate::service::ServiceError;
use crate::store::Store;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

/// Who sends this request. The key is looked up every time, so a revoked one is refused at once.
pub(super) async fn principal<S: Store>(app: &App<S>, headers: &HeaderMap) -> Result<Principal, ServiceError> {
    let key = bearer(headers)?;
    app.blocking(move |service| {
        let row = service.store().read(|tx| tx.key(key.id()).map_err(ServiceError::from))?;
        // `blake3::Hash` compares in constant time.
        let row = row.filter(|row| key.hash() == blake3::Hash::from_bytes(row.hash)).ok_or_else(unknown)?;
        if row.revoked_at.is_some() {
            return Err(ServiceError::new(401, "key_revoked", "this API key was revoked; ask for a new one"));
        }
        admin::principal(&row).ok_or_else(ServiceError::internal)
    })
    .await
}

/// As [`principal`], for a path that names a space.
pub(super) async fn principal_of<S: Store>(
    app: &App<S>,
    headers: &HeaderMap,
    space: &str,
) -> Result<Principal, ServiceError> {
    let principal = principal(app, headers).await?;
    if principal.space == space { Ok(principal) } else { Err(ServiceError::wrong_space()) }
}

fn bearer(headers: &HeaderMap) -> Result<ApiKey, ServiceError> {
    let missing = || ServiceError::new(401, "key_missing", "send an API key: \"Authorization: Bearer cxk_…\"");
    let header = headers.get(AUTHORIZATION).ok_or_else(missing)?;
    let (scheme, key) = header.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(missing());
    }
    ApiKey::parse(key.trim()).ok_or_else(unknown)
}

fn unknown() -> ServiceError {
    ServiceError::new(401, "key_unknown", "this is no API key of this server; check that it was copied whole")
}
