//! Where the checkout is and what cargo knows about it.

use crate::command::Command;
use serde_json::Value;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// The crate of conformance and end-to-end tests.
pub(crate) const TESTS_CRATE: &str = "cortex-tests";

/// The crate of the simulator.
pub(crate) const SIMULATION_CRATE: &str = "cortex-simulation";

/// Whether this runs in CI, where nothing is skipped.
pub(crate) fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|ci| ci == "true")
}

/// The checkout this task works on.
pub(crate) struct Checkout {
    /// The folder of the workspace's manifest.
    pub(crate) root: PathBuf,
    /// The cargo that runs this task, or the one on PATH.
    pub(crate) cargo: OsString,
    /// Whether packages of the system may be installed: in CI, and where `--install` says so.
    pub(crate) installs: bool,
}

impl Checkout {
    /// The checkout around the current folder.
    pub(crate) fn find() -> Result<Self, String> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let manifest = Command::new(&cargo, ".")
            .args(["locate-project", "--workspace", "--message-format", "plain"])
            .stdout()
            .map_err(|failure| failure.to_string())?;
        let root = PathBuf::from(manifest.trim()).parent().map(PathBuf::from);
        let root = root.ok_or("cargo names no workspace around the current folder")?;
        Ok(Self { root, cargo, installs: is_ci() })
    }

    /// A cargo command that runs in the root.
    pub(crate) fn cargo(&self) -> Command {
        Command::new(&self.cargo, &self.root)
    }

    /// Any other command that runs in the root.
    pub(crate) fn command(&self, program: impl Into<OsString>) -> Command {
        Command::new(program, &self.root)
    }

    /// The workspace's packages, as `cargo metadata` describes them.
    pub(crate) fn packages(&self) -> Result<Vec<Value>, String> {
        let text = self
            .cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .stdout()
            .map_err(|failure| failure.to_string())?;
        let metadata: Value =
            serde_json::from_str(&text).map_err(|e| format!("cargo metadata printed no JSON: {e}"))?;
        metadata["packages"].as_array().cloned().ok_or_else(|| "cargo metadata names no packages".to_owned())
    }
}
