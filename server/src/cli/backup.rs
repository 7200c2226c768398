//! `cortex-server backup`.

use super::CliError;
use super::Data;
use super::Format;
use super::output;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to make. One that exists is never overwritten.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    format: Format,
}

impl Backup {
    pub(super) fn run(self) -> Result<(), CliError> {
        let store = self.data.open()?;
        let bytes = store.backup(&self.to)?;
        if self.format.json {
            return Ok(output::json(&json!({ "backup": self.to, "bytes": bytes }))?);
        }
        let file = output::shell_word(&self.to.to_string_lossy());
        output::line(&format!("wrote and checked {file}, {}", output::size(bytes)))?;
        let folder = output::shell_word(&self.data.data.to_string_lossy());
        Ok(output::line(&format!(
            "to go back to it: stop the server, then cortex-server restore --from {file} --data {folder}"
        ))?)
    }
}
