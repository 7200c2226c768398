//! What the tests of Cortex Cloud stand on: the real server as a child process, and a proxy that breaks connections on
//! purpose.
// A test tool says what is wrong by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod http;
pub mod proxy;
pub mod server;
