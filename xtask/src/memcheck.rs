//! Tests of the bindings under valgrind: what the glue does with memory shows there, in whatever language it is called from.

use crate::checkout::Checkout;
use crate::command::Command;
use crate::counts::Counts;
use crate::node;
use crate::python;
use crate::stage::Problem;

/// What the stage proves.
pub(crate) const ABOUT: &str = "valgrind finds no memory error of the addon's or the Python module's in their tests";

/// A program to run under valgrind, and the file name of the library that is looked at.
pub(crate) struct Watched {
    pub(crate) command: Command,
    pub(crate) library: &'static str,
    /// Whether something is wrong with it on purpose.
    pub(crate) is_planted: bool,
}

/// The stage of `cargo xtask soak`.
pub(crate) fn check(checkout: &Checkout) -> Result<Counts, Problem> {
    find_or_install(checkout)?;
    let mut counts = Counts::default();
    for watched in node::memcheck(checkout)?.into_iter().chain(python::memcheck(checkout)?) {
        println!("   {}", watched.command);
        if watched.is_planted {
            // What finds nothing must be able to find something.
            match python::under_valgrind(checkout, watched).run() {
                Err(failure) if failure.output.contains("Leak_DefinitelyLost") => counts.passed += 1,
                other => {
                    let message = format!("a leak that was planted was not found: {other:?}");
                    counts.failed += 1;
                    return Err(Problem::Failed { message, counts });
                }
            }
            continue;
        }
        match python::under_valgrind(checkout, watched).run() {
            Ok(printed) => {
                let said = printed.lines().filter(|line| line.contains(" problems; "));
                said.for_each(|line| println!("   {line}"));
                counts.passed += 1;
            }
            Err(failure) => {
                counts.failed += 1;
                return Err(Problem::Failed { message: failure.to_string(), counts });
            }
        }
    }
    Ok(counts)
}

fn find_or_install(checkout: &Checkout) -> Result<(), Problem> {
    let is_there = || checkout.command("valgrind").args(["--version"]).stdout().is_ok();
    if is_there() {
        return Ok(());
    }
    let install =
        ["install", "-o", "DPkg::Lock::Timeout=300", "--quiet=2", "--yes", "--no-install-recommends", "valgrind"];
    if !checkout.installs {
        return Err(Problem::Skipped("valgrind is missing; get it with: apt-get install valgrind".to_owned()));
    }
    checkout.command("apt-get").args(["update", "--quiet=2"]).run()?;
    checkout.command("apt-get").args(install).env("DEBIAN_FRONTEND", "noninteractive").run()?;
    if is_there() { Ok(()) } else { Err(Problem::failed("valgrind was installed and does not run")) }
}
