//! The behaviour suite that every language runs: the harness, and the Rust runner's device. `tests/conformance/README.md`
//! says how they work together.

mod alter;
pub mod compare;
mod control;
pub mod coverage;
pub mod device;
mod expectation;
mod fill;
pub mod harness;
mod hits;
pub mod lines;
mod matching;
pub mod report;
mod run;
pub mod scenario;
mod stage;
