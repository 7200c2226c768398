//! A TCP proxy in front of the server that cuts, delays, swallows and replaces on purpose.
//!
//! It reads just enough HTTP/1.1 to tell requests of a kept-alive connection apart, so a fault strikes the request it
//! is meant for. Every request gets its own connection to the server: a restarted server is reached at once.

mod connection;
mod fault;
mod held;

pub use fault::Fault;
pub use fault::Rule;
pub use held::Held;

use held::Gate;
use std::collections::HashMap;
use std::collections::VecDeque;
use std::io;
use std::net::Shutdown;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

/// How often a waiting thread looks whether the proxy is going away.
const TICK: Duration = Duration::from_millis(10);

/// A running proxy. Dropping it closes every connection and waits for its threads.
pub struct Proxy {
    shared: Arc<Shared>,
    addr: SocketAddr,
    listener: Option<JoinHandle<()>>,
}

/// One request that came by, whatever became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// Method and target: `POST /v1/spaces/team/push`.
    pub request: String,
    /// Bytes of the request that reached the server.
    pub bytes_up: u64,
    /// Bytes of the answer that reached the client.
    pub bytes_down: u64,
    /// The status the server gave, even if the client never saw it; 0 when there was none.
    pub status: u16,
    /// Whether the client got the server's answer whole.
    pub delivered: bool,
}

/// Sums over some of the exchanges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests.
    pub requests: usize,
    /// Bytes that reached the server.
    pub bytes_up: u64,
    /// Bytes that reached the client.
    pub bytes_down: u64,
}

pub(crate) struct Shared {
    state: Mutex<State>,
    closing: AtomicBool,
}

struct State {
    upstream: SocketAddr,
    rules: VecDeque<Rule>,
    exchanges: Vec<Exchange>,
    open: HashMap<u64, TcpStream>,
    threads: Vec<JoinHandle<()>>,
    next: u64,
}

impl Proxy {
    /// Listens on a free loopback port and passes everything on to `upstream`.
    pub fn start(upstream: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free loopback port");
        let addr = listener.local_addr().expect("the port's number");
        let state = State {
            upstream,
            rules: VecDeque::new(),
            exchanges: Vec::new(),
            open: HashMap::new(),
            threads: Vec::new(),
            next: 0,
        };
        let shared = Arc::new(Shared { state: Mutex::new(state), closing: AtomicBool::new(false) });
        let accepting = Arc::clone(&shared);
        let listener = thread::spawn(move || accept(&accepting, &listener));
        Self { shared, addr, listener: Some(listener) }
    }

    /// Where clients connect.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://` and [`addr`](Self::addr).
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Sends later requests to another server.
    pub fn set_upstream(&self, upstream: SocketAddr) {
        self.shared.lock().upstream = upstream;
    }

    /// Replaces all faults by this one. It strikes until changed, unless it is limited by [`Rule::times`].
    pub fn set(&self, rule: impl Into<Rule>) {
        let mut state = self.shared.lock();
        state.rules.clear();
        state.rules.push_back(rule.into());
    }

    /// Adds a fault behind the others. The first one that fits a request strikes, alone.
    pub fn queue(&self, rule: impl Into<Rule>) {
        self.shared.lock().rules.push_back(rule.into());
    }

    /// Removes all faults; everything passes.
    pub fn clear(&self) {
        self.shared.lock().rules.clear();
    }

    /// Whether no fault is left that could strike.
    pub fn is_clear(&self) -> bool {
        self.shared.lock().rules.is_empty()
    }

    /// Stops the next request whose head contains `text` when the server has answered it and before the client hears of
    /// that. Goes before all other faults.
    pub fn hold_next(&self, text: &str) -> Held {
        let gate = Arc::new(Gate::default());
        let rule = Fault::Hold(Arc::clone(&gate)).on(text).times(1);
        self.shared.lock().rules.push_front(rule);
        Held::new(gate)
    }

    /// Cuts every open connection, kept-alive ones included. New ones are welcome.
    pub fn disconnect(&self) {
        self.shared.disconnect();
    }

    /// Every request so far, in the order they came.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.shared.lock().exchanges.clone()
    }

    /// How many requests have come whose `METHOD target` contains `text`, whatever became of them.
    pub fn requests(&self, text: &str) -> usize {
        self.traffic(text).requests
    }

    /// Requests and bytes of those whose `METHOD target` contains `text`; the empty text is all.
    pub fn traffic(&self, text: &str) -> Traffic {
        let mut traffic = Traffic::default();
        for exchange in self.shared.lock().exchanges.iter().filter(|e| e.request.contains(text)) {
            traffic.requests += 1;
            traffic.bytes_up += exchange.bytes_up;
            traffic.bytes_down += exchange.bytes_down;
        }
        traffic
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees that it is over.
        drop(TcpStream::connect(self.addr));
        let listener = self.listener.take();
        let _ = listener.map(JoinHandle::join);
        self.shared.disconnect();
        let threads = std::mem::take(&mut self.shared.lock().threads);
        for thread in threads {
            let _ = thread.join();
        }
    }
}

fn accept(shared: &Arc<Shared>, listener: &TcpListener) {
    for client in listener.incoming() {
        if shared.is_closing() {
            return;
        }
        let Ok(client) = client else { continue };
        if shared.refuses_connection() {
            continue;
        }
        let serving = Arc::clone(shared);
        let thread = thread::spawn(move || connection::serve(&serving, client));
        let mut state = shared.lock();
        state.threads.retain(|thread| !thread.is_finished());
        state.threads.push(thread);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// A [`Fault::Refuse`] without a condition strikes before there is a request to look at.
    fn refuses_connection(&self) -> bool {
        let mut state = self.lock();
        let refuses = state.rules.front().is_some_and(Rule::strikes_connections);
        if refuses {
            count_down(&mut state.rules, 0);
        }
        refuses
    }

    /// The fault for a request, counted.
    pub(crate) fn fault_for(&self, head: &str) -> Fault {
        let mut state = self.lock();
        let Some(at) = state.rules.iter().position(|rule| rule.fits(head)) else { return Fault::Pass };
        count_down(&mut state.rules, at)
    }

    pub(crate) fn connect(&self) -> io::Result<TcpStream> {
        let upstream = self.lock().upstream;
        let stream = TcpStream::connect_timeout(&upstream, Duration::from_secs(5))?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// Makes a connection one that [`Proxy::disconnect`] cuts.
    pub(crate) fn register(&self, stream: &TcpStream) -> io::Result<u64> {
        let stream = stream.try_clone()?;
        let mut state = self.lock();
        // Looked at under the lock: whoever sets it cuts what is registered, after taking the lock.
        if self.is_closing() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        state.next += 1;
        let id = state.next;
        state.open.insert(id, stream);
        Ok(id)
    }

    pub(crate) fn forget(&self, id: u64) {
        self.lock().open.remove(&id);
    }

    fn disconnect(&self) {
        for (_, stream) in self.lock().open.drain() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub(crate) fn begin(&self, request: String) -> usize {
        let mut state = self.lock();
        state.exchanges.push(Exchange { request, ..Exchange::default() });
        state.exchanges.len() - 1
    }

    pub(crate) fn note(&self, exchange: usize, change: impl FnOnce(&mut Exchange)) {
        if let Some(exchange) = self.lock().exchanges.get_mut(exchange) {
            change(exchange);
        }
    }
}

fn count_down(rules: &mut VecDeque<Rule>, at: usize) -> Fault {
    let rule = &mut rules[at];
    let fault = rule.fault.clone();
    if let Some(left) = &mut rule.left {
        *left = left.saturating_sub(1);
        if *left == 0 {
            rules.remove(at);
        }
    }
    fault
}
