//! What the tests of Cortex Cloud stand on: the real server as a child process, a proxy that breaks connections on
//! purpose, and devices that sync through it.
// A test tool says what is wrong by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod cases;
pub mod clock;
pub mod conformance;
pub mod device;
pub mod fixture;
pub mod http;
pub mod listener;
pub mod memories;
pub mod patience;
pub mod proxy;
pub mod server;
pub mod space;
pub mod tls;
pub mod wire;
