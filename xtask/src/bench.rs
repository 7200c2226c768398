//! `cargo xtask bench`: builds benchmarks and server as they are shipped, and runs the benchmarks.

use crate::binary;
use crate::checkout::Checkout;
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
    /// Push and pull spaces of so many records each, instead of 1000, 10000 and 100000
    #[arg(long, value_name = "N,N,…")]
    records: Option<String>,
}

/// Runs them.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    let checkout = Checkout::find()?;
    eprintln!("== building the benchmarks and the server with optimisations");
    let programs = binary::build_all(&checkout, &["cortex-benches", "cortex-server"], true)?;
    let [benches, server] = programs.as_slice() else { return Err("cargo built something else".to_owned()) };
    let flags = [("--quick", options.quick), ("--json", options.json)];
    let status = Command::new(benches)
        .args(flags.into_iter().filter(|(_, wanted)| *wanted).map(|(flag, _)| flag))
        .args(options.records.iter().flat_map(|records| ["--records", records]))
        .env("CORTEX_SERVER_BIN", server)
        .status()
        .map_err(|error| format!("{} could not be run: {error}", benches.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
