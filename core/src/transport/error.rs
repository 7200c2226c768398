//! What can go wrong between a device and the server, each cause told apart (E52).

use super::protocol::ErrorBody;
use super::protocol::PROTOCOL_VERSION;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use crate::error::table::CodeInfo;
use crate::error::table::ErrorClass;
use std::fmt;

/// Why a request has no useful answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No driver in this build, no server in the config, or `go_offline` holds.
    Unavailable,
    /// Nobody answered: refused, unreachable, unknown host, cut in the middle.
    Connection,
    /// No answer in time.
    Timeout,
    /// The server's certificate is not to be trusted.
    Tls,
    /// Credentials would travel unprotected.
    Insecure,
    /// 401.
    Unauthenticated,
    /// 403.
    Forbidden,
    /// 404: no such space, or no Cortex server behind this URL.
    NotFound,
    /// 409 and 410: the server's state does not fit the request.
    Conflict,
    /// 413.
    TooLarge,
    /// 426.
    Upgrade,
    /// 429, 425 and 408.
    Throttled,
    /// 507.
    Full,
    /// Any other 5xx but 501 and 505, which no server of ours gives.
    Server,
    /// Any other status that is not a success, 501 and 505 among them.
    Refused,
    /// An answer that is not the protocol.
    Malformed,
    /// The caller cancelled.
    Cancelled,
}

/// A request that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportError {
    /// What kind of failure.
    pub cause: Cause,
    /// Finer cause, ours or the server's.
    pub code: String,
    /// One sentence for people.
    pub message: String,
    /// When the server said how long to wait, in milliseconds.
    pub retry_after_ms: Option<i64>,
    /// Names and values from the server.
    pub details: Vec<(String, String)>,
}

impl TransportError {
    /// A failure on the way.
    pub fn new(cause: Cause, code: &str, message: impl Into<String>) -> Self {
        Self { cause, code: code.to_owned(), message: message.into(), retry_after_ms: None, details: Vec::new() }
    }

    /// A refusal by the server. `body` is missing where the answer was not the protocol's, a proxy's page for instance.
    pub fn from_status(status: u16, body: Option<ErrorBody>, retry_after_ms: Option<i64>) -> Self {
        let cause = match status {
            401 => Cause::Unauthenticated,
            403 => Cause::Forbidden,
            404 => Cause::NotFound,
            409 | 410 => Cause::Conflict,
            413 => Cause::TooLarge,
            426 => Cause::Upgrade,
            408 | 425 | 429 => Cause::Throttled,
            507 => Cause::Full,
            // Whoever says so will say so again.
            501 | 505 => Cause::Refused,
            500..=599 => Cause::Server,
            _ => Cause::Refused,
        };
        let mut error = match body {
            Some(body) => Self {
                cause,
                code: body.code,
                message: body.message,
                retry_after_ms: retry_after_ms.or(body.retry_after_ms),
                details: body.details,
            },
            None => {
                let message = format!("the server answered with status {status} and no explanation");
                Self { retry_after_ms, ..Self::new(cause, &format!("status_{status}"), message) }
            }
        };
        let is_explained = error.code != "not_found" && error.code != format!("status_{status}");
        if matches!(status, 404 | 501 | 505) && !is_explained {
            error.message = format!("{}; is this URL a Cortex server?", error.message.trim_end_matches('.'));
        }
        error
    }

    /// Whether sending the identical request again may help. Every request of the protocol is safe to repeat.
    pub fn is_retryable(&self) -> bool {
        matches!(self.cause, Cause::Connection | Cause::Timeout | Cause::Throttled | Cause::Server)
    }

    /// Whether the failure means that there is no server to talk to at the moment. Nothing else counts as offline.
    pub fn is_offline(&self) -> bool {
        matches!(self.cause, Cause::Unavailable | Cause::Connection | Cause::Timeout | Cause::Server)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for TransportError {}

impl From<TransportError> for CloudError {
    fn from(error: TransportError) -> Self {
        let class = match error.cause {
            Cause::Unavailable | Cause::Connection | Cause::Timeout | Cause::Server => ErrorClass::Offline,
            Cause::Tls | Cause::Insecure => ErrorClass::Tls,
            Cause::Unauthenticated => ErrorClass::Unauthenticated,
            Cause::Forbidden => ErrorClass::Forbidden,
            Cause::Conflict => ErrorClass::Conflict,
            Cause::Upgrade => ErrorClass::VersionMismatch,
            Cause::Throttled => ErrorClass::Throttled,
            Cause::Full => ErrorClass::Quota,
            Cause::NotFound | Cause::TooLarge | Cause::Refused | Cause::Malformed => ErrorClass::Protocol,
            Cause::Cancelled => ErrorClass::Cancelled,
        };
        let word = class.first_word();
        let code = if error.cause == Cause::Cancelled { word.to_owned() } else { format!("{word}.{}", error.code) };
        // Not by `ErrorInfo::new`: a later server's code is passed on as it is.
        let passes = error.is_retryable() || error.cause == Cause::Full;
        let retryable = CodeInfo::find(&code).map_or(passes, |row| row.retryable);
        let mut info = ErrorInfo {
            code,
            message: error.message,
            retryable,
            retry_after_ms: error.retry_after_ms,
            details: error.details.into_iter().collect(),
        };
        if error.cause == Cause::Upgrade {
            info = info.with("client_version", PROTOCOL_VERSION);
        }
        Self::of(class, info)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(code: &str) -> ErrorBody {
        ErrorBody {
            code: code.to_owned(),
            message: "There is no such thing.".to_owned(),
            retry_after_ms: None,
            details: Vec::new(),
        }
    }

    #[test]
    fn an_address_of_something_else_is_asked_about() {
        for status in [404, 501, 505] {
            for told in [None, Some(body("not_found"))] {
                let error = TransportError::from_status(status, told, None);
                assert!(error.message.ends_with("; is this URL a Cortex server?"), "{error}");
                assert!(!error.is_retryable() && !error.is_offline(), "{error}");
            }
        }
        let space = TransportError::from_status(404, Some(body("no_space")), None);
        assert_eq!(space.message, "There is no such thing.");
        assert!(TransportError::from_status(503, None, None).is_offline());
    }
}
