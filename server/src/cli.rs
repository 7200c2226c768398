//! The command line. Exit codes: 0 done, 1 refused or failed (with one sentence on stderr), 2 wrong usage.

mod key;
mod output;
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
    /// Make and list spaces. Works while the server runs.
    #[command(subcommand)]
    Space(space::Space),
    /// Make, list and revoke API keys. Works while the server runs.
    #[command(subcommand)]
    Key(key::Key),
}

/// Where the data is.
#[derive(Debug, Args)]
struct Data {
    /// The server's data folder; made if missing, for its owner only.
    #[arg(long, value_name = "DIR", env = "CORTEX_SERVER_DATA")]
    data: PathBuf,
}

impl Data {
    fn open(&self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open(&self.data)
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
        }
    }
}

fn now() -> Millis {
    SystemClock.now_ms()
}
