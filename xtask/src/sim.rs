//! `cargo xtask sim`: builds the simulator, fast and with every assertion on, and runs it.

use crate::binary;
use crate::checkout::Checkout;
use crate::counts::Counts;
use crate::stage::Problem;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::process::ExitCode;
use std::process::ExitStatus;

/// What the simulator is told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// What the simulator understands; `--help` shows it
    #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) args: Vec<OsString>,
}

/// Runs it as if it had been called itself.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    let simulator = binary::build_simulator(Checkout::find()?.cargo())?;
    let status = simulate(&simulator, &options.args)?;
    // Killed by a signal, it has no code.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The stage of `cargo xtask soak`: so many seeds from a first one on.
pub(crate) fn hunt(checkout: &Checkout, first: u64, seeds: u64) -> Result<Counts, Problem> {
    let simulator = binary::build_simulator(checkout.cargo())?;
    let (first, number) = (first.to_string(), seeds.to_string());
    if simulate(&simulator, &["--start", &first, "--seeds", &number])?.success() {
        return Ok(Counts { passed: seeds, failed: 0 });
    }
    Err(Problem::failed("the simulator has found a promise that is broken"))
}

/// The terminal is its own: it shows there how far it is.
fn simulate<S: AsRef<OsStr>>(simulator: &Path, args: &[S]) -> Result<ExitStatus, String> {
    let failed = |error| format!("{} could not be run: {error}", simulator.display());
    Command::new(simulator).args(args).status().map_err(failed)
}
