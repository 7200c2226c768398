//! What a listening server may be told.

use cortex_cloud::clock::Clock;
use cortex_cloud::clock::SystemClock;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Limits of time and number of a listening server.
#[derive(Clone)]
pub struct Options {
    /// For a request's head, and for the next request on an idle connection.
    pub head_timeout: Duration,
    /// For a request's body.
    pub body_timeout: Duration,
    /// For a whole request.
    pub request_timeout: Duration,
    /// For the requests in flight when the server stops.
    pub stop_timeout: Duration,
    /// Connections at a time; the others wait to be accepted.
    pub max_connections: usize,
    /// What the server takes the time from.
    pub clock: Arc<dyn Clock>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            head_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(60),
            stop_timeout: Duration::from_secs(30),
            max_connections: 4_096,
            clock: Arc::new(SystemClock),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("head_timeout", &self.head_timeout)
            .field("body_timeout", &self.body_timeout)
            .field("request_timeout", &self.request_timeout)
            .field("stop_timeout", &self.stop_timeout)
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}
