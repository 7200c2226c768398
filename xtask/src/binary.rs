//! Building a program of the workspace and finding it.

use crate::checkout::Checkout;
use serde_json::Value;
use std::path::PathBuf;

/// Builds the package and returns the path of the program that has its name.
pub(crate) fn build(checkout: &Checkout, package: &str, release: bool) -> Result<PathBuf, String> {
    build_all(checkout, &[package], release)?.pop().ok_or_else(|| format!("{package} has no program"))
}

/// The same for several packages in one go, which compiles what they share once. Paths come in the packages' order.
pub(crate) fn build_all(checkout: &Checkout, packages: &[&str], release: bool) -> Result<Vec<PathBuf>, String> {
    let mut cargo = checkout.cargo().args(["build", "--message-format", "json-render-diagnostics"]);
    cargo = cargo.args(packages.iter().flat_map(|package| ["-p", package]));
    if release {
        cargo = cargo.args(["--release"]);
    }
    let messages = cargo.stdout_of_build().map_err(|failure| failure.to_string())?;
    let messages: Vec<Value> = messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    packages
        .iter()
        .map(|package| {
            let built = messages.iter().filter(|message| message["target"]["name"] == *package);
            let program = built.filter_map(|message| message["executable"].as_str()).next_back();
            program.map(PathBuf::from).ok_or_else(|| format!("`{cargo}` built no program named {package}"))
        })
        .collect()
}
