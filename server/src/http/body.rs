//! A request's body: read within limits of size and time, decompressed, parsed.

use crate::service::ServiceError;
use crate::service::version;
use axum::body::Body;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use axum::http::header::CONTENT_TYPE;
use cortex_cloud::transport::protocol::code;
use flate2::read::MultiGzDecoder;
use hyper::body::Body as _;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::future::poll_fn;
use std::io::Read;
use std::pin::Pin;
use std::time::Duration;

/// Room for what is around a batch of the greatest size: the client counts its mutations, not every brace.
const SLACK: u64 = 64 << 10;

/// A body as it arrived.
pub(super) struct Received {
    bytes: Bytes,
    gzip: bool,
    max: u64,
}

impl Received {
    /// Reads a body to its end. `batch_bytes` is the limit told to clients, for what arrives and for what it unfolds to.
    pub(super) async fn read(
        headers: &HeaderMap,
        body: Body,
        batch_bytes: u64,
        time: Duration,
    ) -> Result<Self, ServiceError> {
        let gzip = encoding(headers)?;
        json_type(headers)?;
        let max = batch_bytes.saturating_add(SLACK);
        let bytes = tokio::time::timeout(time, collect(body, max)).await.map_err(|_| {
            ServiceError::new(408, "request_timeout", "the request's body did not arrive in time; try again")
        })??;
        Ok(Self { bytes, gzip, max })
    }

    /// Bytes that came over the wire.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Decompresses and parses. Takes a while: not for an async thread.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, ServiceError> {
        let unfolded;
        let bytes = if self.gzip {
            unfolded = unfold(&self.bytes, self.max)?;
            &unfolded[..]
        } else {
            &self.bytes[..]
        };
        serde_json::from_slice(bytes).map_err(|error| {
            // A message of another version may look different; then that is what is wrong with it.
            let probe = serde_json::from_slice::<Probe>(bytes).unwrap_or_default();
            let spoken = probe.protocol_version.or(probe.push.and_then(|push| push.protocol_version));
            match spoken.map(version) {
                Some(Err(mismatch)) => mismatch,
                _ => ServiceError::bad_request(format!("the body is not the JSON this path takes: {error}")),
            }
        })
    }
}

#[derive(Default, Deserialize)]
struct Probe {
    protocol_version: Option<u32>,
    push: Option<Version>,
}

#[derive(Deserialize)]
struct Version {
    protocol_version: Option<u32>,
}

fn encoding(headers: &HeaderMap) -> Result<bool, ServiceError> {
    match headers.get(CONTENT_ENCODING).map(|value| value.as_bytes()) {
        None => Ok(false),
        Some(value) if value.eq_ignore_ascii_case(b"identity") => Ok(false),
        Some(value) if value.eq_ignore_ascii_case(b"gzip") => Ok(true),
        Some(_) => Err(ServiceError::new(
            415,
            "unsupported_encoding",
            "the body's encoding is unknown here; send it as gzip or without encoding",
        )),
    }
}

fn json_type(headers: &HeaderMap) -> Result<(), ServiceError> {
    let Some(value) = headers.get(CONTENT_TYPE) else { return Ok(()) };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(ServiceError::new(415, "unsupported_type", "the body must be JSON; send \"Content-Type: application/json\""))
}

async fn collect(mut body: Body, max: u64) -> Result<Bytes, ServiceError> {
    if body.size_hint().lower() > max {
        return Err(too_large(max));
    }
    let mut collected = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame =
            frame.map_err(|_| ServiceError::bad_request("the body ended before it was complete; send it again"))?;
        let Ok(data) = frame.into_data() else { continue };
        if (collected.len() + data.len()) as u64 > max {
            return Err(too_large(max));
        }
        collected.extend_from_slice(&data);
    }
    Ok(collected.into())
}

/// Unfolds gzip, and stops as soon as it is too much.
fn unfold(bytes: &[u8], max: u64) -> Result<Vec<u8>, ServiceError> {
    let mut unfolded = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(max + 1)
        .read_to_end(&mut unfolded)
        .map_err(|error| ServiceError::bad_request(format!("the body is not whole gzip: {error}")))?;
    if unfolded.len() as u64 > max { Err(too_large(max)) } else { Ok(unfolded) }
}

fn too_large(max: u64) -> ServiceError {
    let message = format!("the request has more than {max} bytes when unfolded; send smaller batches");
    ServiceError::new(413, code::BATCH_TOO_LARGE, message).with("resource", "bytes").with("limit", max)
}
