//! What a failed exchange was: no connection, no answer in time, or a certificate that is not to be trusted (E52).

use crate::transport::error::Cause;
use crate::transport::error::TransportError;
use std::error::Error;
use std::time::Duration;

pub(super) fn failure(error: &reqwest::Error, timeout: Duration) -> TransportError {
    if let Some(tls) = find::<rustls::Error>(error) {
        return tls_failure(tls);
    }
    if error.is_timeout() {
        let message = format!("the server did not answer within {} ms", timeout.as_millis());
        return TransportError::new(Cause::Timeout, "timeout", message);
    }
    if find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
        let message = "what answers at the server's address does not speak HTTP; is this URL a Cortex server?";
        return TransportError::new(Cause::Malformed, "not_http", message);
    }
    // The URL may hold a cursor; the cause says what people need.
    let cause = deepest(error);
    if error.is_connect() {
        return TransportError::new(Cause::Connection, "connection", format!("the server cannot be reached: {cause}"));
    }
    if error.is_builder() {
        return TransportError::new(Cause::Malformed, "encode", format!("the request cannot be made: {cause}"));
    }
    TransportError::new(Cause::Connection, "interrupted", format!("the connection broke: {cause}"))
}

fn tls_failure(error: &rustls::Error) -> TransportError {
    let code = match error {
        rustls::Error::InvalidCertificate(_) => "certificate",
        _ => "handshake",
    };
    let message = format!("the server's identity could not be checked, so nothing was sent: {error}");
    TransportError::new(Cause::Tls, code, message)
}

/// The first error of type `T` in the chain, looking into the I/O errors that wrap others.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match wrapped {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

fn deepest(error: &dyn Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}
