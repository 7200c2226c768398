//! Cargo's helpers that a clean machine lacks: pinned, built on demand into the checkout, found again afterwards.

use crate::checkout::Checkout;
use crate::checkout::is_ci;
use crate::command::Command;
use crate::stage::Problem;
use std::path::Path;
use std::path::PathBuf;

/// A tool of exactly one version.
pub(crate) struct Tool {
    name: &'static str,
    subcommand: &'static str,
    version: &'static str,
}

/// Licences, banned crates and sources.
pub(crate) const CARGO_DENY: Tool = Tool { name: "cargo-deny", subcommand: "deny", version: "0.20.2" };

/// Unused dependencies.
pub(crate) const CARGO_MACHETE: Tool = Tool { name: "cargo-machete", subcommand: "machete", version: "0.9.2" };

/// Lines that tests reach.
pub(crate) const CARGO_TARPAULIN: Tool = Tool { name: "cargo-tarpaulin", subcommand: "tarpaulin", version: "0.37.5" };

/// The tool's command: found on PATH, in `.tools` of the checkout, or there after installing it.
pub(crate) fn find_or_install(checkout: &Checkout, tool: &Tool) -> Result<Command, Problem> {
    let own = checkout.root.join(".tools").join("bin").join(tool.name);
    for candidate in [PathBuf::from(tool.name), own.clone()] {
        if is_version(checkout, &candidate, tool) {
            return Ok(as_cargo_does(checkout, &candidate, tool));
        }
    }
    println!("   installing {} {} into .tools, once", tool.name, tool.version);
    match install(checkout, tool).run() {
        Ok(_) if is_version(checkout, &own, tool) => Ok(as_cargo_does(checkout, &own, tool)),
        Ok(_) => Err(Problem::failed(format!("{} was installed but is not version {}", tool.name, tool.version))),
        Err(failure) if is_ci() => Err(failure.into()),
        Err(failure) => Err(Problem::Skipped(format!(
            "{} {} is missing and could not be installed ({}); get it with: cargo install --locked --root .tools --version {} {}",
            tool.name, tool.version, failure.reason, tool.version, tool.name
        ))),
    }
}

fn install(checkout: &Checkout, tool: &Tool) -> Command {
    let root = checkout.root.join(".tools");
    checkout
        .cargo()
        // Cargo then builds in a temporary folder, and a shared target folder stays as it is.
        .without_env("CARGO_TARGET_DIR")
        // Each runs once, for a second: optimising it takes minutes.
        .args(["install", "--debug", "--locked", "--version", tool.version, "--root"])
        .args([root.as_os_str()])
        .args([tool.name])
        .live()
}

fn is_version(checkout: &Checkout, path: &Path, tool: &Tool) -> bool {
    // `cargo-deny 0.20.2` or `0.9.2`.
    let printed = as_cargo_does(checkout, path, tool).args(["--version"]).stdout();
    printed.is_ok_and(|text| text.split_whitespace().last() == Some(tool.version))
}

/// Cargo calls a subcommand with CARGO set and its name first, and some tell by these how to read what follows.
fn as_cargo_does(checkout: &Checkout, path: &Path, tool: &Tool) -> Command {
    checkout.command(path).env("CARGO", &checkout.cargo).args([tool.subcommand])
}
