//! Where a request goes and what comes back.

use super::classify;
use crate::transport::error::Cause;
use crate::transport::error::TransportError;
use crate::transport::protocol::Answer;
use crate::transport::protocol::ErrorAnswer;
use crate::transport::protocol::PROTOCOL_VERSION;
use crate::transport::protocol::Request;
use flate2::read::GzDecoder;
use reqwest::Method;
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::Read;
use std::time::Duration;

type Route = (Method, String, Option<Vec<u8>>);

/// Method, path and body of a request.
pub(super) fn route(space: Option<&str>, request: &Request) -> Result<Route, TransportError> {
    let of_space = |what: &str| {
        let space = space
            .ok_or_else(|| TransportError::new(Cause::Malformed, "no_space", "no handshake has named the space"))?;
        Ok(format!("/v1/spaces/{}/{what}", escape(space)))
    };
    Ok(match request {
        Request::Handshake(body) => (Method::POST, "/v1/handshake".to_owned(), Some(json(body)?)),
        Request::Push(body) => (Method::POST, of_space("push")?, Some(json(body)?)),
        Request::Sync(body) => (Method::POST, of_space("sync")?, Some(json(body)?)),
        Request::Digest(body) => (Method::POST, of_space("digest")?, Some(json(body)?)),
        Request::Pull(pull) => {
            let mut path = of_space("pull")?;
            path.push_str(&format!("?protocol_version={PROTOCOL_VERSION}"));
            if let Some(cursor) = &pull.cursor {
                path.push_str(&format!("&cursor={}", escape(cursor)));
            }
            if let Some(most) = pull.max_items {
                path.push_str(&format!("&max_items={most}"));
            }
            if pull.fresh {
                path.push_str("&fresh=true");
            }
            (Method::GET, path, None)
        }
    })
}

fn json(body: &impl Serialize) -> Result<Vec<u8>, TransportError> {
    serde_json::to_vec(body)
        .map_err(|e| TransportError::new(Cause::Malformed, "encode", format!("the request cannot be written: {e}")))
}

/// Percent-encodes all but the characters RFC 3986 calls unreserved.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// An answer as it came over the wire.
pub(super) struct RawAnswer {
    pub(super) status: u16,
    pub(super) wire_bytes: i64,
    retry_after_ms: Option<i64>,
    is_gzip: bool,
    body: Vec<u8>,
}

/// Sends the request and reads the whole answer, but no more of it than allowed.
pub(super) async fn receive(
    request: reqwest::RequestBuilder,
    timeout: Duration,
    most: u64,
) -> Result<RawAnswer, TransportError> {
    let failed = |e: reqwest::Error| classify::failure(&e, timeout);
    let mut response = request.send().await.map_err(failed)?;
    let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok());
    let retry_after_ms =
        header("retry-after").and_then(|v| v.trim().parse::<i64>().ok()).map(|s| s.saturating_mul(1_000));
    let is_gzip = header("content-encoding").is_some_and(|v| v.eq_ignore_ascii_case("gzip"));
    let status = response.status().as_u16();
    if response.content_length().is_some_and(|announced| announced > most) {
        return Err(too_large(most));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if (body.len() + chunk.len()) as u64 > most {
            return Err(too_large(most));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(RawAnswer { status, wire_bytes: body.len().cast_signed() as i64, retry_after_ms, is_gzip, body })
}

impl RawAnswer {
    /// The answer to `request`, or why there is none in it.
    pub(super) fn parse(self, request: &Request, most: u64) -> Result<Answer, TransportError> {
        let (status, retry_after_ms) = (self.status, self.retry_after_ms);
        let text = self.unpack(most);
        if status != 200 {
            let told = text.ok().and_then(|t| serde_json::from_slice::<ErrorAnswer>(&t).ok());
            return Err(TransportError::from_status(status, told.map(|t| t.error), retry_after_ms));
        }
        let text = text?;
        Ok(match request {
            Request::Handshake(_) => Answer::Handshake(decode(&text)?),
            Request::Push(_) => Answer::Push(decode(&text)?),
            Request::Pull(_) => Answer::Pull(decode(&text)?),
            Request::Sync(_) => Answer::Sync(decode(&text)?),
            Request::Digest(_) => Answer::Digest(decode(&text)?),
        })
    }

    fn unpack(self, most: u64) -> Result<Vec<u8>, TransportError> {
        if !self.is_gzip {
            return Ok(self.body);
        }
        let mut text = Vec::new();
        let mut decoder = GzDecoder::new(self.body.as_slice()).take(most.saturating_add(1));
        decoder.read_to_end(&mut text).map_err(|e| {
            TransportError::new(Cause::Malformed, "bad_gzip", format!("the server's answer cannot be unpacked: {e}"))
        })?;
        if text.len() as u64 > most { Err(too_large(most)) } else { Ok(text) }
    }
}

#[derive(Deserialize)]
struct Version {
    protocol_version: u32,
}

fn decode<T: DeserializeOwned>(text: &[u8]) -> Result<T, TransportError> {
    serde_json::from_slice(text).map_err(|error| {
        // A later version's message may not parse; say that rather than where.
        match serde_json::from_slice::<Version>(text) {
            Ok(Version { protocol_version }) if protocol_version != PROTOCOL_VERSION => foreign(protocol_version),
            _ => malformed(text, &error),
        }
    })
}

fn foreign(version: u32) -> TransportError {
    let message = format!(
        "the server speaks protocol version {version} and this engine {PROTOCOL_VERSION}; update the older one"
    );
    let mut error = TransportError::new(Cause::Upgrade, "unsupported", message);
    error.details.push(("server_version".to_owned(), version.to_string()));
    error
}

fn malformed(text: &[u8], error: &serde_json::Error) -> TransportError {
    let looks_like_html = text.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<');
    let what = if looks_like_html { "a web page; is this URL a Cortex server?" } else { "not the protocol's" };
    // The position only: the text may hold users' data.
    let message = format!("the server's answer is {what} (line {}, column {})", error.line(), error.column());
    TransportError::new(Cause::Malformed, "malformed", message)
}

fn too_large(most: u64) -> TransportError {
    TransportError::new(Cause::Malformed, "too_large", format!("the server's answer is larger than {most} bytes"))
}
