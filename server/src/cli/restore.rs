//! `cortex-server restore`.

use super::CliError;
use super::Data;
use super::Format;
use super::output;
use clap::Args;
use cortex_cloud::entropy::SystemEntropy;
use cortex_server::restore;
use cortex_server::restore::Restored;
use cortex_server::restore::RestoredSpace;
use serde_json::Value;
use serde_json::json;
use std::io;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The file that `backup` made. It stays as it is.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    format: Format,
}

impl Restore {
    pub(super) fn run(self) -> Result<(), CliError> {
        self.data.check_is_folder()?;
        let restored = restore::restore(&self.data.data, &self.from, &SystemEntropy, super::now())?;
        if self.format.json {
            return Ok(output::json(&to_json(&restored))?);
        }
        Ok(print(&restored)?)
    }
}

fn to_json(restored: &Restored) -> Value {
    let space = |restored: &RestoredSpace| {
        json!({
            "name": restored.space.name,
            "epoch": restored.space.epoch,
            "ended_epoch": restored.ended.epoch,
            "last_seq": restored.ended.last_seq.to_string(),
            "replaced_seq": restored.replaced_head.map(|seq| seq.to_string()),
        })
    };
    json!({
        "replaced": restored.replaced,
        "unreadable": restored.unreadable,
        "spaces": restored.spaces.iter().map(space).collect::<Vec<_>>(),
        "missing_spaces": restored.missing_spaces,
        "kept_revoked": restored.kept_revoked,
        "missing_keys": restored.missing_keys,
    })
}

fn print(restored: &Restored) -> io::Result<()> {
    let rows: Vec<_> = restored.spaces.iter().map(to_cells).collect();
    output::table(["SPACE", "RESTORED TO SEQ", "WAS AT SEQ", "NEW EPOCH"], &rows)?;
    match &restored.replaced {
        Some(file) => output::line(&format!("the replaced database is kept as {}", file.display()))?,
        None => output::line("there was no database to replace")?,
    }
    if let Some(why) = &restored.unreadable {
        output::line(&format!("it could not be read ({why}): look through `key list` for keys to revoke again"))?;
    }
    for (what, names) in [
        ("spaces that only the replaced database has", &restored.missing_spaces),
        ("keys that only the replaced database has", &restored.missing_keys),
        ("keys that were revoked since and stay so", &restored.kept_revoked),
    ] {
        if !names.is_empty() {
            output::line(&format!("{what}: {}", names.join(", ")))?;
        }
    }
    output::line("devices compare everything with it at their next sync, and push again what it lacks")
}

fn to_cells(restored: &RestoredSpace) -> [String; 4] {
    [
        restored.space.name.clone(),
        restored.ended.last_seq.to_string(),
        restored.replaced_head.map_or_else(|| "-".to_owned(), |seq| seq.to_string()),
        restored.space.epoch.clone(),
    ]
}
