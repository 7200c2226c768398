//! Accepting connections, and stopping without losing what is in flight.

use super::Options;
use super::app;
use super::app::App;
use crate::service::Service;
use crate::store::Store;
use crate::writer::Writer;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::task::JoinSet;

/// A listening server. Dropping it stops it as well, without waiting.
#[derive(Debug)]
pub struct Server {
    addr: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    /// Begins to serve on this listener, in the tokio runtime of the caller.
    ///
    /// # Errors
    /// When the listener has no address or the writer's thread cannot be started.
    pub fn start<S: Store>(service: Arc<Service<S>>, listener: TcpListener, options: Options) -> io::Result<Self> {
        let addr = listener.local_addr()?;
        let (writer, thread) = Writer::start(Arc::clone(&service))?;
        let router = app::router(Arc::new(App { service, writer, options: options.clone() }));
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listener, router, options, stopped, thread));
        Ok(Self { addr, stop, task })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Stops accepting, lets the requests in flight finish (within `stop_timeout`) and the writer end, then returns.
    pub async fn stop(self) {
        drop(self.stop);
        if self.task.await.is_err() {
            tracing::error!("the server's task panicked");
        }
    }
}

async fn serve(
    listener: TcpListener,
    router: Router,
    options: Options,
    mut stopped: oneshot::Receiver<()>,
    writer: thread::JoinHandle<()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(options.max_connections));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            _ = &mut stopped => break,
            accepted = accept(&listener, &places) => accepted,
        };
        while connections.try_join_next().is_some() {}
        let (stream, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, mostly: some will be given back.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(options.head_timeout);
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = graceful.watch(connection);
        connections.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    tracing::info!("stopping: requests in flight may finish");
    if tokio::time::timeout(options.stop_timeout, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests still in flight after the time to stop; they are cut off");
    }
    connections.shutdown().await;
    // The last of the queue's senders: the writer does what is in the queue, then ends.
    drop(router);
    let _ = tokio::task::spawn_blocking(move || writer.join()).await;
    tracing::info!("stopped");
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    // Answers are small and awaited.
    stream.set_nodelay(true)?;
    Ok((stream, place))
}
