//! A fleet under one seed: the real engine, session, service and SQLite, with simulated time and network.
//!
//! `CORTEX_SIM_SEEDS=N` runs N seeds (200 by default) from `CORTEX_SIM_START`; `CORTEX_SIM_SEED=X` replays one and
//! prints its trace.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a simulator fails by panicking")]

mod acts;
mod device;
mod faults;
mod network;
mod oracle;
mod rest;
mod rng;
mod traffic;
mod world;

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
pub use world::Counts;
use world::World;

/// Random things that happen in a run before everything goes quiet.
pub const STEPS: usize = 400;

/// A number from the environment.
pub fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|v| v.parse().unwrap_or_else(|_| panic!("{name}={v} is no number")))
}

/// Runs one seed to the end. Returns what happened, or the trace up to the violation.
pub fn run(seed: u64) -> Result<(Counts, String), (String, String)> {
    let mut world = World::new(seed);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        for _ in 0..STEPS {
            world.step();
        }
        rest::settle_and_check(&mut world);
    }));
    match outcome {
        Ok(()) => Ok((world.counts, world.trace)),
        Err(panic) => {
            let what = panic.downcast_ref::<String>().cloned();
            let what = what.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
            Err((what.unwrap_or_default(), world.trace))
        }
    }
}
