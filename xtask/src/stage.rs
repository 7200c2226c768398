//! The stages of `cargo xtask test`, in the order they run: the quick ones that catch most mistakes first.

use crate::book;
use crate::checkout::Checkout;
use crate::checkout::is_ci;
use crate::command::Command;
use crate::command::CommandFailure;
use crate::counts::Counts;
use crate::features;
use crate::generate;
use crate::hosts;
use crate::node;
use crate::package;
use crate::python;
use crate::repository;
use crate::suites;
use crate::swift;
use crate::tools;
use crate::twins;
use std::thread;

/// One stage.
pub(crate) struct Stage<'a> {
    /// What `--only` takes.
    pub(crate) name: &'a str,
    /// What it proves, for `--list`.
    pub(crate) about: &'a str,
    /// Does it.
    pub(crate) run: &'a dyn Fn(&Checkout) -> Result<Counts, Problem>,
}

/// Why a stage did not succeed.
#[derive(Debug)]
pub(crate) enum Problem {
    /// Something is wrong with the repository.
    Failed {
        /// What, for people, with what the tool printed.
        message: String,
        /// The tests that ran before and while it failed.
        counts: Counts,
    },
    /// A tool is missing and cannot be fetched; says which and how to get it.
    Skipped(String),
}

impl Problem {
    /// A failure without tests.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::Failed { message: message.into(), counts: Counts::default() }
    }
}

impl From<CommandFailure> for Problem {
    fn from(failure: CommandFailure) -> Self {
        Self::failed(failure.to_string())
    }
}

impl From<String> for Problem {
    fn from(message: String) -> Self {
        Self::failed(message)
    }
}

/// Runs the tests of another language and returns what they printed; `of` counts them in that, and `counts` grows by them.
/// None at all is a mistake, not a success.
pub(crate) fn tests(
    command: &Command,
    what: &str,
    of: fn(&str) -> Counts,
    counts: &mut Counts,
) -> Result<String, Problem> {
    let outcome = command.run();
    let these = of(outcome.as_ref().unwrap_or_else(|failure| &failure.transcript));
    println!("   {what}: {} passed, {} failed", these.passed, these.failed);
    *counts += these;
    match outcome {
        Ok(_) if these.passed == 0 => {
            Err(Problem::Failed { message: format!("`{command}` ran no test"), counts: *counts })
        }
        Ok(transcript) => Ok(transcript),
        Err(failure) => Err(Problem::Failed { message: failure.to_string(), counts: *counts }),
    }
}

/// What compares languages goes without one that this machine cannot have, and says so; in CI it has all of them.
pub(crate) fn unless_missing<T>(language: &str, found: Result<T, Problem>) -> Result<Option<T>, Problem> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Problem::Skipped(why)) if !is_ci() => {
            println!("   without {language}: {why}");
            Ok(None)
        }
        Err(Problem::Skipped(why)) => Err(Problem::failed(why)),
        Err(failed) => Err(failed),
    }
}

/// Does what keeps one processor busy for minutes, as linking does, beside the rest of a stage. Both come to their end, and
/// what the rest met is told first.
pub(crate) fn beside<T: Send, U>(
    long: impl FnOnce() -> Result<T, Problem> + Send,
    rest: impl FnOnce() -> Result<U, Problem>,
) -> Result<(T, U), Problem> {
    thread::scope(|scope| {
        let long = scope.spawn(long);
        let rest = rest();
        let long = long.join().map_err(|_| Problem::failed("a thread of this task panicked; its words stand above"));
        let rest = rest?;
        Ok((long??, rest))
    })
}

/// Every stage.
pub(crate) const STAGES: &[Stage<'static>] = &[
    Stage {
        name: "repository",
        about: "versions, licences, no path or registry of one machine, planted bugs that apply",
        run: &repository::run,
    },
    Stage {
        name: "generated",
        about: "what is made from another file is as `generate` makes it",
        run: &generate::check,
    },
    Stage { name: "format", about: "rustfmt has nothing to change", run: &format },
    Stage { name: "lint", about: "clippy is silent with all features and with none", run: &lint },
    Stage { name: "features", about: "no network crate without `cloud`, one TLS provider", run: &features::run },
    Stage { name: "licences", about: "cargo-deny: licences, banned crates, sources", run: &licences },
    Stage { name: "unused", about: "cargo-machete: no dependency is unused", run: &unused },
    Stage { name: "unit", about: "tests of every crate, and of the engine without features", run: &suites::unit },
    Stage { name: "doc", about: "the examples in the docs run, and the docs build", run: &suites::doc },
    Stage { name: "book", about: "the book of docs builds, and every link in it leads somewhere", run: &book::run },
    Stage { name: "conformance", about: "golden vectors, canonical form, the test tools", run: &suites::conformance },
    Stage { name: "e2e", about: "engine and server binary over real HTTP", run: &suites::e2e },
    Stage {
        name: "python",
        about: "the Python package: types, contract, behaviour suite, wheel in a clean place",
        run: &python::run,
    },
    Stage {
        name: "node",
        about: "the Node package: lint, types, contract, tests, behaviour suite, install",
        run: &node::run,
    },
    Stage {
        name: "swift",
        about: "the Swift package: format, tests, behaviour suite, docs, projects that use it",
        run: &swift::run,
    },
    Stage { name: "hosts", about: hosts::ABOUT, run: &hosts::run },
    Stage { name: "packages", about: package::ABOUT, run: &package::check },
    Stage {
        name: "behaviour",
        about: "devices of every two languages end equal; each has covered every scenario, method and error code",
        run: &suites::behaviour,
    },
    Stage { name: "twins", about: "the same ten things in every language print the same", run: &twins::run },
    Stage { name: "simulation", about: "whole fleets in one thread under one seed", run: &suites::simulation },
];

fn format(checkout: &Checkout) -> Result<Counts, Problem> {
    checkout.cargo().args(["fmt", "--all", "--check"]).run()?;
    Ok(Counts::default())
}

fn lint(checkout: &Checkout) -> Result<Counts, Problem> {
    let deny = ["--", "-D", "warnings"];
    checkout.cargo().args(["clippy", "--workspace", "--all-targets", "--all-features"]).args(deny).run()?;
    checkout.cargo().args(["clippy", "-p", "cortex-cloud", "--all-targets"]).args(deny).run()?;
    Ok(Counts::default())
}

fn licences(checkout: &Checkout) -> Result<Counts, Problem> {
    // Advisories need the network: only a release looks at them.
    tools::find_or_install(checkout, &tools::CARGO_DENY)?.args(["check", "licenses", "bans", "sources"]).run()?;
    Ok(Counts::default())
}

fn unused(checkout: &Checkout) -> Result<Counts, Problem> {
    tools::find_or_install(checkout, &tools::CARGO_MACHETE)?.run()?;
    Ok(Counts::default())
}
