//! Building a program of the workspace and finding it.

use crate::checkout::Checkout;
use crate::checkout::SIMULATION_CRATE;
use crate::checkout::TESTS_CRATE;
use crate::command::Command;
use crate::stage::Problem;
use serde_json::Value;
use std::path::PathBuf;

/// The profile of what packages ship.
pub(crate) const SHIPPED: &str = "shipped";

/// The profile of tests.
pub(crate) const DEVELOPMENT: &str = "dev";

/// Builds the package and returns the path of the program that has its name.
pub(crate) fn build(checkout: &Checkout, package: &str, release: bool) -> Result<PathBuf, String> {
    build_all(checkout, &[package], release)?.pop().ok_or_else(|| format!("{package} has no program"))
}

/// The same for several packages in one go, which compiles what they share once. Paths come in the packages' order.
pub(crate) fn build_all(checkout: &Checkout, packages: &[&str], release: bool) -> Result<Vec<PathBuf>, String> {
    let profile = if release { "release" } else { DEVELOPMENT };
    build_programs(checkout.cargo(), packages, packages, profile)
}

/// Builds the behaviour suite's programs and returns the paths of the harness and of the coverage check. Runners of other
/// languages find the harness by `CORTEX_CONFORMANCE_HARNESS`.
pub(crate) fn build_conformance(checkout: &Checkout) -> Result<(PathBuf, PathBuf), String> {
    let names = ["conformance-harness", "conformance-coverage"];
    match <[PathBuf; 2]>::try_from(build_programs(checkout.cargo(), &[TESTS_CRATE], &names, DEVELOPMENT)?) {
        Ok([harness, coverage]) => Ok((harness, coverage)),
        Err(_) => Err(format!("{TESTS_CRATE} has not both of {}", names.join(" and "))),
    }
}

/// Builds the simulator with this cargo, in the profile that is made for it, and returns its path.
pub(crate) fn build_simulator(cargo: Command) -> Result<PathBuf, String> {
    let programs = build_programs(cargo, &[SIMULATION_CRATE], &["sim"], "sim")?;
    programs.into_iter().next().ok_or_else(|| format!("{SIMULATION_CRATE} has no program"))
}

/// Builds an example of the workspace, in the development profile, and returns its path.
pub(crate) fn build_example(checkout: &Checkout, name: &str) -> Result<PathBuf, String> {
    let cargo = checkout.cargo().args(["build", "--message-format", "json-render-diagnostics"]).args(EVERYTHING);
    programs_of(cargo.args(["--example", name]), &[name])?.pop().ok_or_else(|| format!("there is no example {name}"))
}

/// Builds every library in the development profile, with test hooks, and returns the path of this file among them.
pub(crate) fn build_library(checkout: &Checkout, file: &str) -> Result<PathBuf, Problem> {
    library_of(checkout.cargo().args(["build", "--lib"]).args(EVERYTHING), file)
}

/// Runs this build and returns the path of this file among what it made.
pub(crate) fn library_of(cargo: Command, file: &str) -> Result<PathBuf, Problem> {
    let messages = cargo.args(["--message-format", "json-render-diagnostics"]).stdout_of_build()?;
    let built = messages.lines().filter_map(|message| made(message, file)).next_back();
    built.ok_or_else(|| Problem::failed(format!("cargo made no {file}")))
}

fn made(message: &str, file: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let files = message["filenames"].as_array().filter(|_| message["reason"] == "compiler-artifact")?;
    files.iter().filter_map(Value::as_str).map(PathBuf::from).find(|path| path.ends_with(file))
}

/// What to build or test of the workspace, in the development profile: everything with every feature, from which the
/// caller picks targets. A package by itself would have its dependencies compiled once more, for features of their own.
pub(crate) const EVERYTHING: [&str; 2] = ["--workspace", "--all-features"];

/// The paths of the programs of these names, in their order.
fn build_programs(cargo: Command, packages: &[&str], names: &[&str], profile: &str) -> Result<Vec<PathBuf>, String> {
    let cargo = cargo.args(["build", "--message-format", "json-render-diagnostics", "--profile", profile]);
    let cargo = if profile == DEVELOPMENT {
        cargo.args(EVERYTHING).args(names.iter().flat_map(|name| ["--bin", name]))
    } else {
        cargo.args(packages.iter().flat_map(|package| ["-p", package]))
    };
    programs_of(cargo, names)
}

/// Runs this build and returns the paths of the programs of these names, in their order.
fn programs_of(cargo: Command, names: &[&str]) -> Result<Vec<PathBuf>, String> {
    let messages = cargo.stdout_of_build().map_err(|failure| failure.to_string())?;
    let messages: Vec<Value> = messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    names
        .iter()
        .map(|name| {
            let built = messages.iter().filter(|message| message["target"]["name"] == *name);
            let program = built.filter_map(|message| message["executable"].as_str()).next_back();
            program.map(PathBuf::from).ok_or_else(|| format!("`{cargo}` built no program named {name}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_found_among_cargos_messages() {
        let message = r#"{"reason":"compiler-artifact","filenames":["/t/lib_native.so","/t/lib_native.a"]}"#;
        assert_eq!(made(message, "lib_native.a"), Some(PathBuf::from("/t/lib_native.a")));
        assert_eq!(made(message, "native.a"), None);
        assert_eq!(made("warning: text", "lib_native.a"), None);
    }
}
