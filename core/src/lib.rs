//! Cortex Cloud: an embeddable, offline-first store that syncs.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![deny(missing_docs)]
#![allow(dead_code)]

pub mod canonical;
pub mod clock;
pub mod digest;
pub mod entropy;
pub mod error;
pub mod transport;
