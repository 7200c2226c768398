//! The Rust runner of the behaviour suite, and the checks of the suite itself.
// A test says what is wrong by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod altered;
mod mixed;
mod runner;
mod suite;
