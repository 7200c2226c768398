//! `cortex-server serve`.

use super::CliError;
use super::Data;
use super::output;
use clap::Args;
use clap::ValueEnum;
use cortex_server::admin;
use cortex_server::http::Options;
use cortex_server::http::Server;
use cortex_server::service::Config;
use cortex_server::service::Service;
use cortex_server::store::sqlite::FolderLock;
use cortex_server::store::sqlite::SqliteStore;
use std::io;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tracing_subscriber::EnvFilter;

/// How often old deletes are looked for.
const COLLECT_EVERY: Duration = Duration::from_secs(60 * 60);

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: Data,
    /// The numeric address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8787", env = "CORTEX_SERVER_LISTEN", value_parser = address)]
    listen: SocketAddr,
    /// Forget deletes after so many days, at the start and once an hour; 0 keeps them for ever.
    #[arg(long, value_name = "N", default_value_t = super::TOMBSTONE_DAYS)]
    tombstone_days: u32,
    /// How to write the log, which goes to stderr.
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    /// What to log: error, warn, info, debug, or a filter by module.
    #[arg(long, value_name = "FILTER", default_value = "info", env = "CORTEX_SERVER_LOG", value_parser = filter)]
    log: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), CliError> {
        self.start_log()?;
        let store = self.data.open_or_make()?;
        let _only = FolderLock::server(&self.data.data)?;
        if admin::spaces(&store)?.is_empty() {
            let folder = self.data.data.display();
            tracing::warn!("there are no spaces in {folder}; `cortex-server space create` makes one");
        }
        let service = Arc::new(Service::new(store, Config::default()));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            // Before the line that says we are ready: who reads it may stop us at once.
            let stop = stop_signal()?;
            let listener =
                TcpListener::bind(self.listen).await.map_err(|error| CliError::Listen(self.listen, error))?;
            let collecting = (self.tombstone_days > 0).then(|| collect(Arc::clone(&service), self.tombstone_days));
            let server = Server::start(service, listener, Options::default())?;
            output::line(&format!("listening on http://{}", server.addr()))?;
            stop.await;
            if let Some(collecting) = collecting {
                collecting.abort();
            }
            server.stop().await;
            Ok(())
        })
    }

    fn start_log(&self) -> Result<(), CliError> {
        let filter = EnvFilter::try_new(&self.log).map_err(io::Error::other)?;
        let colours = io::stderr().is_terminal();
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(colours);
        match self.log_format {
            LogFormat::Text => log.init(),
            LogFormat::Json => log.json().flatten_event(true).init(),
        }
        Ok(())
    }
}

/// Forgets old deletes from now on, until it is aborted. What fails is logged, and tried again the next time.
fn collect(service: Arc<Service<SqliteStore>>, keep_days: u32) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut hourly = tokio::time::interval(COLLECT_EVERY);
        loop {
            hourly.tick().await;
            let service = Arc::clone(&service);
            let work = move || admin::collect_all_before(service.store(), super::now() - super::days(keep_days));
            match tokio::task::spawn_blocking(work).await {
                Ok(Ok(0)) => {}
                Ok(Ok(removed)) => tracing::info!(removed, keep_days, "old deletes are forgotten"),
                Ok(Err(error)) => tracing::warn!(%error, "old deletes could not be forgotten"),
                Err(error) => tracing::error!(%error, "forgetting old deletes panicked"),
            }
        }
    })
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "name a numeric address and a port, such as 127.0.0.1:8787 or [::1]:8787".to_owned())
}

fn filter(text: &str) -> Result<String, String> {
    // The log takes the filter itself, which cannot be copied as the parser's values must be.
    EnvFilter::try_new(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

/// Listens for SIGTERM and Ctrl-C from now on; the future ends with the first of them.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::SignalKind;
    use tokio::signal::unix::signal;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
