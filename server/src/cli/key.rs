//! `cortex-server key`.

use super::CliError;
use super::Data;
use super::Format;
use super::output;
use clap::Subcommand;
use clap::ValueEnum;
use cortex_server::admin;
use cortex_server::service::Role;
use cortex_server::store::KeyRow;
use serde_json::Value;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// Make a key of a space. It is shown this once.
    Create {
        /// The space it opens.
        #[arg(long)]
        space: String,
        /// What it may do there.
        #[arg(long, value_enum)]
        role: RoleName,
        /// Whose key it is. Give a key that replaces another the same account, so that devices go on under it; by
        /// default each key is an account of its own.
        #[arg(long)]
        account: Option<String>,
        /// What to call it in lists.
        #[arg(long, default_value = "")]
        name: String,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        format: Format,
    },
    /// List keys, without their secrets.
    List {
        /// Only this space's.
        #[arg(long)]
        space: Option<String>,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        format: Format,
    },
    /// Refuse a key from now on.
    Revoke {
        /// Its id, as `key list` shows it, or the whole key.
        key: String,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        format: Format,
    },
}

/// The roles as words on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum RoleName {
    Owner,
    Editor,
    Viewer,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Owner => Self::Owner,
            RoleName::Editor => Self::Editor,
            RoleName::Viewer => Self::Viewer,
        }
    }
}

impl Key {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self {
            Self::Create { space, role, account, name, data, format } => {
                let (key, row) =
                    admin::create_key(&data.open()?, &space, role.into(), account.as_deref(), &name, super::now())?;
                if format.json {
                    let mut value = to_json(&row);
                    value["key"] = key.reveal().into();
                    return Ok(output::json(&value)?);
                }
                // The key alone on stdout, so that a script can take it.
                eprintln!(
                    "key {} of space {} ({}); it is shown this once, keep it safe:",
                    row.key_id, row.space, row.role
                );
                Ok(output::line(key.reveal())?)
            }
            Self::List { space, data, format } => {
                let keys = admin::keys(&data.open()?, space.as_deref())?;
                if format.json {
                    let keys: Vec<_> = keys.iter().map(to_json).collect();
                    return Ok(output::json(&json!({ "keys": keys }))?);
                }
                let rows: Vec<_> = keys.into_iter().map(to_cells).collect();
                Ok(output::table(["KEY", "SPACE", "ROLE", "ACCOUNT", "STATE", "NAME"], &rows)?)
            }
            Self::Revoke { key, data, format } => {
                let key_id = admin::revoke_key(&data.open()?, &key, super::now())?;
                if format.json {
                    return Ok(output::json(&json!({ "revoked": key_id }))?);
                }
                Ok(output::line(&format!("revoked key {key_id}"))?)
            }
        }
    }
}

fn to_json(key: &KeyRow) -> Value {
    json!({
        "key_id": key.key_id,
        "space": key.space,
        "role": key.role,
        "account": key.account,
        "name": key.name,
        "created_at": key.created_at,
        "revoked_at": key.revoked_at,
    })
}

fn to_cells(key: KeyRow) -> [String; 6] {
    let state = if key.revoked_at.is_some() { "revoked" } else { "active" };
    [key.key_id, key.space, key.role, key.account, state.to_owned(), key.name]
}
