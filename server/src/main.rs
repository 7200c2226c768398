//! `cortex-server`: serves spaces, and makes spaces and keys.

mod cli;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cortex-server: {error}");
            ExitCode::FAILURE
        }
    }
}
