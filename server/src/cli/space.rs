//! `cortex-server space`.

use super::CliError;
use super::Data;
use super::Format;
use super::output;
use clap::Subcommand;
use cortex_cloud::entropy::SystemEntropy;
use cortex_server::admin;
use cortex_server::store::SpaceRow;
use serde_json::Value;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum Space {
    /// Make an empty space.
    Create {
        /// 1 to 64 of a-z, 0-9, '-', '_' and '.'.
        name: String,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        format: Format,
    },
    /// List the spaces with what they hold.
    List {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        format: Format,
    },
}

impl Space {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self {
            Self::Create { name, data, format } => {
                let space = admin::create_space(&data.open_or_make()?, &SystemEntropy, &name, super::now())?;
                if format.json {
                    return Ok(output::json(&json!({ "space": to_json(&space) }))?);
                }
                output::line(&format!("created space {}", space.name))?;
                let folder = output::shell_word(&data.data.to_string_lossy());
                let next = format!("cortex-server key create --space {} --role editor --data {folder}", space.name);
                Ok(output::line(&format!("next: {next}"))?)
            }
            Self::List { data, format } => {
                let spaces = admin::spaces(&data.open()?)?;
                if format.json {
                    let spaces: Vec<_> = spaces.iter().map(to_json).collect();
                    return Ok(output::json(&json!({ "spaces": spaces }))?);
                }
                let rows: Vec<_> = spaces.into_iter().map(to_cells).collect();
                Ok(output::table(["SPACE", "RECORDS", "MAX RECORDS", "BYTES", "MAX BYTES", "SEQ"], &rows)?)
            }
        }
    }
}

fn to_json(space: &SpaceRow) -> Value {
    json!({
        "name": space.name,
        "epoch": space.epoch,
        "head": space.head.to_string(),
        "floor": space.floor.to_string(),
        "records": space.records,
        "max_records": space.max_records,
        "bytes": space.bytes,
        "max_bytes": space.max_bytes,
        "created_at": space.created_at,
    })
}

fn to_cells(space: SpaceRow) -> [String; 6] {
    [
        space.name,
        space.records.to_string(),
        output::limit(space.max_records),
        space.bytes.to_string(),
        output::limit(space.max_bytes),
        space.head.to_string(),
    ]
}
