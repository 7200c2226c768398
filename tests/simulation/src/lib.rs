//! A fleet under one seed: the real engine, session, service and SQLite, with simulated time, network and disks.
//!
//! Everything runs in one thread and every choice comes from the seed, so a run can be made again, and a failing one can
//! be made smaller. The oracle knows every write that was acknowledged and what its author had seen; it judges
//! after every local transaction, and once more when everything is quiet.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a simulator fails by panicking")]

mod acts;
mod corpus;
mod crashes;
mod device;
pub mod disk;
mod fault;
mod faults;
mod look;
mod machine;
mod minimise;
mod network;
mod observe;
mod opset;
mod oracle;
mod plan;
mod rest;
mod rng;
mod run;
mod syncing;
mod tally;
mod traffic;
mod world;

/// For SQLite too: compiling its statements, for connection after connection, is mostly small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub use corpus::corpus;
pub use fault::Fault;
pub use minimise::minimise;
pub use plan::MOST_DEVICES;
pub use plan::Plan;
pub use plan::STEPS;
pub use plan::parse_ranges;
pub use run::Outcome;
pub use run::Violation;
pub use run::run;
pub use run::traced;
pub use tally::MUST_HAPPEN;
pub use tally::Tally;
pub use world::Counts;
