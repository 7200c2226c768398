//! The one entry point for people and CI: `cargo xtask test` runs every check of the repository, `soak` those that take
//! too long for every change, `sim` runs the simulator and `planted` tries it on known bugs, `demo` shows the product at
//! work, `bench` measures it, `package` makes what is published, `generate` writes what is made from tables.

mod bench;
mod binary;
mod book;
mod checkout;
mod command;
mod contract;
mod counts;
mod coverage;
mod demo;
mod features;
mod generate;
mod hosts;
mod memcheck;
mod memory;
mod node;
mod package;
mod planted;
mod python;
mod repository;
mod sim;
mod soak;
mod stage;
mod suites;
mod swift;
mod test;
mod tools;
mod twins;

use clap::Parser;
use clap::Subcommand;
use std::process::ExitCode;

/// The tasks of this workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run every check and test, stage by stage, and say how long each took
    Test(test::Options),
    /// Run what takes too long for every change: coverage, more seeds, more kills
    Soak(soak::Options),
    /// Run fleets under seeds and look for one that breaks a promise
    #[command(disable_help_flag = true)]
    Sim(sim::Options),
    /// Plant known bugs, one at a time, and see whether the simulator finds each
    Planted(planted::Options),
    /// Measure how many of the engine's lines the tests reach
    Coverage,
    /// Show server and devices at work on a git repository or a folder, and check every body
    Demo(demo::Options),
    /// Measure the engine against bare SQLite, and syncs over real HTTP
    Bench(bench::Options),
    /// Make what is published, for the platform this runs on: wheel, npm packages, Swift zip
    Package(package::Options),
    /// Make the static library that the Swift package links on Linux
    SwiftLibrary(swift::LibraryOptions),
    /// Write the files that are made from another file of the repository
    Generate(generate::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Test(options) => test::run(&test::TEST, &options),
        Task::Soak(options) => soak::run(&options),
        Task::Sim(options) => sim::run(&options),
        Task::Planted(options) => planted::run(&options),
        Task::Coverage => coverage::run(),
        Task::Demo(options) => demo::run(&options),
        Task::Bench(options) => bench::run(&options),
        Task::Package(options) => package::run(&options),
        Task::SwiftLibrary(options) => swift::make_library(&options),
        Task::Generate(options) => generate::run(&options),
    };
    outcome.unwrap_or_else(|problem| {
        eprintln!("error: {problem}");
        ExitCode::FAILURE
    })
}

#[cfg(test)]
#[allow(clippy::panic, reason = "tests")]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_simulator_is_told_everything_as_it_was_typed() {
        let typed = ["--seed", "7", "--help", "--without=crash"];
        let parsed = Arguments::try_parse_from(["cargo xtask", "sim"].into_iter().chain(typed));
        let Ok(Arguments { task: Task::Sim(options) }) = parsed else { panic!("refused") };
        assert_eq!(options.args, typed);
    }
}
