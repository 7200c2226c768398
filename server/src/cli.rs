//! The command line. Exit codes: 0 done, 1 refused or failed (with one sentence on stderr), 2 wrong usage.

mod backup;
mod key;
mod output;
mod restore;
mod serve;
mod space;

use clap::Args;
use clap::Parser;
use clap::Subcommand;
use cortex_cloud::clock::Clock;
use cortex_cloud::clock::Millis;
use cortex_cloud::clock::SystemClock;
use cortex_server::admin::AdminError;
use cortex_server::store::StoreError;
use cortex_server::store::sqlite::SqliteStore;
use std::io;
use std::path::PathBuf;

/// The sync server of Cortex Cloud.
#[derive(Debug, Parser)]
#[command(name = "cortex-server", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the spaces of a data folder over HTTP, until SIGTERM or Ctrl-C.
    Serve(serve::Serve),
    /// Make, list, limit and tidy spaces. Works while the server runs.
    #[command(subcommand)]
    Space(space::Space),
    /// Make, list and revoke API keys. Works while the server runs.
    #[command(subcommand)]
    Key(key::Key),
    /// Copy all data into one file. Works while the server runs.
    Backup(backup::Backup),
    /// Put a backup in place of the data. The server must be stopped.
    Restore(restore::Restore),
}

/// Where the data is.
#[derive(Debug, Args)]
struct Data {
    /// The server's data folder. `space create`, `serve` and `restore` make it if it is missing, for its owner only.
    #[arg(long, value_name = "DIR", env = "CORTEX_SERVER_DATA")]
    data: PathBuf,
}

impl Data {
    /// Opens what is there: a mistyped folder is no new server.
    fn open(&self) -> Result<SqliteStore, CliError> {
        self.check_is_folder()?;
        if SqliteStore::exists_in(&self.data)? {
            Ok(SqliteStore::open(&self.data)?)
        } else {
            Err(CliError::NoData(self.data.clone()))
        }
    }

    /// Opens it, and makes it where it is missing.
    fn open_or_make(&self) -> Result<SqliteStore, CliError> {
        self.check_is_folder()?;
        Ok(SqliteStore::open(&self.data)?)
    }

    fn check_is_folder(&self) -> Result<(), CliError> {
        if self.data.is_file() { Err(CliError::DataIsFile(self.data.clone())) } else { Ok(()) }
    }
}

/// How to print.
#[derive(Debug, Args)]
struct Format {
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error(transparent)]
    Admin(#[from] AdminError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there is no server data in {}; `space create` makes it", .0.display())]
    NoData(PathBuf),
    #[error("{} is a file; name a folder", .0.display())]
    DataIsFile(PathBuf),
    #[error("cannot listen on {0}: {1}")]
    Listen(std::net::SocketAddr, #[source] io::Error),
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl Cli {
    pub(crate) fn run(self) -> Result<(), CliError> {
        match self.command {
            Command::Serve(serve) => serve.run(),
            Command::Space(space) => space.run(),
            Command::Key(key) => key.run(),
            Command::Backup(backup) => backup.run(),
            Command::Restore(restore) => restore.run(),
        }
    }
}

/// How long deletes are remembered, in days, unless somebody says otherwise.
const TOMBSTONE_DAYS: u32 = 90;

/// Days in milliseconds.
fn days(days: u32) -> Millis {
    Millis::from(days) * 86_400_000
}

fn now() -> Millis {
    SystemClock.now_ms()
}
