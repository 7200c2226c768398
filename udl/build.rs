//! Makes the scaffolding of the contract.

use std::process::ExitCode;

fn main() -> ExitCode {
    match uniffi::generate_scaffolding("src/cortex_cloud.udl") {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("src/cortex_cloud.udl: {error:#}");
            ExitCode::FAILURE
        }
    }
}
