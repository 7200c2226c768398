//! `cargo xtask soak`: what takes too long for every change, in stages as those of `cargo xtask test`.

use crate::coverage;
use crate::memcheck;
use crate::memory;
use crate::node;
use crate::planted;
use crate::sim;
use crate::stage::Stage;
use crate::suites;
use crate::test;
use crate::test::Tier;
use std::process::ExitCode;

/// How long to go on.
#[derive(clap::Args)]
// Its group would have the name of the one of the options within.
#[group(skip)]
pub(crate) struct Options {
    #[command(flatten)]
    stages: test::Options,
    /// How many seeds the simulation runs
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,
    /// The first of these seeds
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    start: u64,
    /// How often a writing process is killed
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..))]
    kills: u64,
}

/// Runs what `options` ask for. The error is one of using this command, not of a stage.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    let Options { stages, seeds, start, kills } = options;
    let about_sim = format!("whole fleets under {seeds} seeds");
    let about_kill = format!("a writing process is killed {kills} times");
    let hunt = |checkout: &_| sim::hunt(checkout, *start, *seeds);
    let kill = |checkout: &_| suites::kill(checkout, *kills);
    let long = [
        Stage { name: "coverage", about: coverage::ABOUT, run: &coverage::check },
        Stage { name: "sim", about: &about_sim, run: &hunt },
        Stage { name: "planted", about: planted::ABOUT, run: &planted::check },
        Stage { name: "kill", about: &about_kill, run: &kill },
        Stage { name: "workers", about: node::ABOUT_WORKERS, run: &node::workers },
        Stage { name: "memory", about: memory::ABOUT, run: &memory::check },
        Stage { name: "memcheck", about: memcheck::ABOUT, run: &memcheck::check },
    ];
    test::run(&Tier { command: "soak", stages: &long }, stages)
}
