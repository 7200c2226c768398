//! What a failed exchange was: no connection, no answer in time, or a certificate that is not to be trusted (E52).

use crate::transport::error::Cause;
use crate::transport::error::TransportError;
use std::error::Error;
use std::time::Duration;

/// What every failure ends with that passes by itself.
const QUEUED: &str = "work stays queued and goes up when the server is back";

pub(super) fn failure(error: &reqwest::Error, timeout: Duration) -> TransportError {
    if let Some(tls) = find::<rustls::Error>(error) {
        return tls_failure(tls);
    }
    let server = server(error);
    if error.is_timeout() {
        let message = format!("{server} did not answer within {} ms; {QUEUED}", timeout.as_millis());
        return TransportError::new(Cause::Timeout, "timeout", message);
    }
    if find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
        let message = format!("{server} does not speak HTTP; is this URL a Cortex server?");
        return TransportError::new(Cause::Malformed, "not_http", message);
    }
    let cause = deepest(error);
    if error.is_connect() {
        let message = format!("{server} cannot be reached: {cause}; {QUEUED}");
        return TransportError::new(Cause::Connection, "connection", message);
    }
    if error.is_builder() {
        return TransportError::new(Cause::Malformed, "encode", format!("the request cannot be made: {cause}"));
    }
    let message = format!("the connection to {server} broke: {cause}; {QUEUED}");
    TransportError::new(Cause::Connection, "interrupted", message)
}

/// The server by host and port. The rest of the URL stays out: it may hold a cursor.
fn server(error: &reqwest::Error) -> String {
    let place = error.url().and_then(|url| Some((url.host_str()?, url.port_or_known_default()?)));
    place.map_or_else(|| "the server".to_owned(), |(host, port)| format!("the server at {host}:{port}"))
}

fn tls_failure(error: &rustls::Error) -> TransportError {
    let (code, hint) = match error {
        rustls::Error::InvalidCertificate(_) => ("certificate", ""),
        _ => ("handshake", "; does this port speak HTTPS?"),
    };
    let message = format!("the server's identity could not be checked, so nothing was sent: {error}{hint}");
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
