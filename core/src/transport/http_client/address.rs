//! The server's address, and whether credentials may go there.

use crate::config::HttpClientConfig;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use reqwest::Url;
use std::net::IpAddr;

#[derive(Clone, Debug)]
pub(super) struct BaseUrl {
    /// Without a slash at the end.
    text: String,
    is_tls: bool,
    is_loopback: bool,
}

impl BaseUrl {
    /// Checks the configured URL (E53).
    pub(super) fn parse(config: &HttpClientConfig) -> Result<Self, CloudError> {
        let wrong = |why: &str| {
            let message = format!("the server URL {why}; it looks like https://cortex.example.com");
            CloudError::argument("server", message)
        };
        let url = Url::parse(&config.base_url).map_err(|e| wrong(&format!("cannot be read: {e}")))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("holds a user name or password; sign in with login_api_key instead"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("has a query or fragment"));
        }
        let host = url.host_str().ok_or_else(|| wrong("names no host"))?;
        let is_loopback = is_loopback(host);
        let is_tls = match url.scheme() {
            "https" => true,
            "http" => false,
            other => return Err(wrong(&format!("has the scheme {other}"))),
        };
        if !is_tls && !is_loopback && !config.allow_insecure_http {
            let message = format!(
                "credentials would travel to {host} unprotected; use https, or set allow_insecure_http if everyone on the way may read them"
            );
            return Err(CloudError::Tls {
                info: ErrorInfo::new("tls.insecure_url", message).with("argument", "server"),
            });
        }
        Ok(Self { text: url.as_str().trim_end_matches('/').to_owned(), is_tls, is_loopback })
    }

    pub(super) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    pub(super) fn is_tls(&self) -> bool {
        self.is_tls
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.is_loopback
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    // Only the name that RFC 6761 reserves for loopback; others may resolve anywhere.
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<BaseUrl, CloudError> {
        BaseUrl::parse(&HttpClientConfig::new(url))
    }

    #[test]
    fn credentials_travel_over_tls_or_to_loopback_unless_the_config_says_otherwise() {
        for url in ["https://a.example", "http://127.0.0.1:8787", "http://localhost", "http://[::1]:9/"] {
            assert!(parse(url).is_ok(), "{url}");
        }
        for url in ["http://a.example", "http://10.0.0.1", "http://localhost.example"] {
            assert_eq!(parse(url).unwrap_err().code(), "tls.insecure_url", "{url}");
        }
        let open = HttpClientConfig { allow_insecure_http: true, ..HttpClientConfig::new("http://a.example") };
        assert!(BaseUrl::parse(&open).is_ok());
    }

    #[test]
    fn a_url_that_will_not_do_is_refused_by_name() {
        for url in ["", "a.example", "ftp://a.example", "https://u:p@a.example", "https://a.example?x=1"] {
            assert_eq!(parse(url).unwrap_err().code(), "argument.server", "{url}");
        }
        let base = parse("https://a.example/prefix/").unwrap();
        assert_eq!(base.join("/v1/handshake"), "https://a.example/prefix/v1/handshake");
    }
}
