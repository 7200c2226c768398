//! `cargo xtask bench`: builds benchmarks and server as they are shipped, and runs the benchmarks.

use crate::binary;
use crate::checkout::Checkout;
use crate::node;
use crate::python;
use crate::stage::Problem;
use crate::swift;
use std::process::Command;
use std::process::ExitCode;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// A small run that takes seconds
    #[arg(long)]
    quick: bool,
    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
    /// Only Node: calls beside better-sqlite3's
    #[arg(long)]
    node: bool,
    /// Only Swift: calls beside SQLite's own
    #[arg(long, conflicts_with = "node")]
    swift: bool,
    /// Push and pull spaces of so many records each, instead of 1000, 10000 and 100000
    #[arg(long, value_name = "N,N,…")]
    records: Option<String>,
}

/// Runs them.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    let checkout = Checkout::find()?;
    if options.node {
        return node(&checkout, options);
    }
    if options.swift {
        return of_swift(&checkout, options);
    }
    eprintln!("== building the benchmarks and the server with optimisations");
    let programs = binary::build_all(&checkout, &["cortex-benches", "cortex-server"], true)?;
    let [benches, server] = programs.as_slice() else { return Err("cargo built something else".to_owned()) };
    let status = Command::new(benches)
        .args(options.flags())
        .args(options.records.iter().flat_map(|records| ["--records", records]))
        .env("CORTEX_SERVER_BIN", server)
        .status()
        .map_err(|error| format!("{} could not be run: {error}", benches.display()))?;
    if !status.success() {
        return Ok(ExitCode::FAILURE);
    }
    eprintln!("== building the packages with optimisations, and measuring their calls");
    if node(&checkout, options)? != ExitCode::SUCCESS {
        return Ok(ExitCode::FAILURE);
    }
    if python::bench(&checkout, options.quick, options.json)? != ExitCode::SUCCESS {
        return Ok(ExitCode::FAILURE);
    }
    of_swift(&checkout, options)
}

fn node(checkout: &Checkout, options: &Options) -> Result<ExitCode, String> {
    match node::bench(checkout, &options.flags()) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(Problem::Failed { message, .. } | Problem::Skipped(message)) => Err(message),
    }
}

fn of_swift(checkout: &Checkout, options: &Options) -> Result<ExitCode, String> {
    match swift::bench(checkout, &options.flags()) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(Problem::Skipped(why)) => {
            eprintln!("   skipped: {why}");
            Ok(ExitCode::SUCCESS)
        }
        Err(Problem::Failed { message, .. }) => Err(message),
    }
}

impl Options {
    /// What every program that measures takes.
    fn flags(&self) -> Vec<&'static str> {
        let flags = [("--quick", self.quick), ("--json", self.json)];
        flags.into_iter().filter(|(_, wanted)| *wanted).map(|(flag, _)| flag).collect()
    }
}
