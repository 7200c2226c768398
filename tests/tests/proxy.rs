//! The proxy against a tiny server that says what reached it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what is wrong by panicking.

use cortex_tests::http::Messages;
use cortex_tests::patience::wait_until;
use cortex_tests::proxy::Fault;
use cortex_tests::proxy::Proxy;
use std::io;
use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;
use std::time::Instant;

/// Answers every whole request with `<name>: <request's body>`; keeps what it got, whole or not.
struct Server {
    addr: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(name: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let keeping = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let seen = Arc::clone(&keeping);
                thread::spawn(move || Self::serve(name, &stream.unwrap(), &seen));
            }
        });
        Self { addr, seen }
    }

    fn serve(name: &str, stream: &TcpStream, seen: &Mutex<Vec<String>>) -> Option<()> {
        let mut requests = Messages::new(stream);
        while let Some(head) = requests.head().ok()? {
            let mut body = Vec::new();
            let whole = requests.body(head.request_ending(), &mut |bytes| {
                body.extend_from_slice(bytes);
                Ok(())
            });
            let body = String::from_utf8(body).unwrap();
            let ending = if whole.is_ok() { "" } else { "…" };
            seen.lock().unwrap().push(format!("{} {body}{ending}", head.first_line().split(' ').nth(1).unwrap()));
            whole.ok()?;
            let text = format!("{name}: {body}");
            let mut stream = stream;
            let answer = match head.first_line().split(' ').nth(1).unwrap() {
                "/chunked" => {
                    let (one, two) = text.split_at(3);
                    format!(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n",
                        one.len(),
                        two.len()
                    )
                }
                "/until-close" => format!("HTTP/1.1 200 OK\r\n\r\n{text}"),
                "/continue" => format!(
                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n{text}",
                    text.len()
                ),
                _ => format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{text}", text.len()),
            };
            stream.write_all(answer.as_bytes()).ok()?;
            if answer.starts_with("HTTP/1.1 200 OK\r\n\r\n") {
                stream.shutdown(Shutdown::Both).ok()?;
            }
        }
        Some(())
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn setup() -> (Server, Proxy) {
    let server = Server::start("one");
    let proxy = Proxy::start(server.addr);
    (server, proxy)
}

/// A client with a connection it keeps.
struct Client(TcpStream);

impl Client {
    fn new(proxy: &Proxy) -> Self {
        let stream = TcpStream::connect(proxy.addr()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Self(stream)
    }

    fn send(&mut self, path: &str, body: &str) -> io::Result<()> {
        write!(self.0, "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    }

    /// The answer's body with its framing.
    fn answer(&mut self) -> io::Result<String> {
        let mut answers = Messages::new(&self.0);
        loop {
            let head = answers.head()?.ok_or(io::ErrorKind::UnexpectedEof)?;
            if head.status() == 100 {
                continue;
            }
            let mut body = Vec::new();
            answers.body(head.answer_ending(&head), &mut |bytes| {
                body.extend_from_slice(bytes);
                Ok(())
            })?;
            return Ok(String::from_utf8(body).unwrap());
        }
    }

    fn post(&mut self, path: &str, body: &str) -> io::Result<String> {
        self.send(path, body)?;
        self.answer()
    }

    /// Everything up to the end of the connection.
    fn rest(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // A reset ends it as well as a close.
        let _ = self.0.read_to_end(&mut bytes);
        bytes
    }
}

fn post(proxy: &Proxy, path: &str, body: &str) -> io::Result<String> {
    Client::new(proxy).post(path, body)
}

fn eventually(what: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !what() {
        assert!(Instant::now() < end, "it never came true");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn requests_pass_one_after_the_other_on_a_kept_connection() {
    let (server, proxy) = setup();
    let mut client = Client::new(&proxy);
    for body in ["a", "", "three"] {
        assert_eq!(client.post("/push", body).unwrap(), format!("one: {body}"));
    }
    assert_eq!(server.seen(), ["/push a", "/push ", "/push three"]);
}

#[test]
fn every_framing_passes() {
    let (server, proxy) = setup();
    let mut client = Client::new(&proxy);
    assert_eq!(client.post("/chunked", "abc").unwrap(), "3\r\none\r\n5\r\n: abc\r\n0\r\n\r\n");
    assert_eq!(client.post("/continue", "abc").unwrap(), "one: abc");
    write!(client.0, "POST /x HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n").unwrap();
    assert_eq!(client.answer().unwrap(), "one: 2\r\nhi\r\n0\r\n\r\n");
    assert_eq!(client.post("/until-close", "abc").unwrap(), "one: abc");
    assert!(client.rest().is_empty());
    assert_eq!(server.seen().len(), 4);
}

#[test]
fn a_large_body_passes_whole() {
    let (_server, proxy) = setup();
    let body = "0123456789".repeat(300_000);
    assert_eq!(post(&proxy, "/push", &body).unwrap().len(), body.len() + 5);
    assert!(proxy.traffic("/push").bytes_up > 3_000_000);
}

#[test]
fn refused_connections_reach_nobody() {
    let (server, proxy) = setup();
    proxy.set(Fault::Refuse.times(2));
    assert!(post(&proxy, "/push", "a").is_err());
    assert!(post(&proxy, "/push", "b").is_err());
    assert_eq!(post(&proxy, "/push", "c").unwrap(), "one: c");
    assert_eq!(server.seen(), ["/push c"]);
}

#[test]
fn a_kept_connection_is_refused_its_next_request() {
    let (server, proxy) = setup();
    let mut client = Client::new(&proxy);
    client.post("/push", "a").unwrap();
    proxy.set(Fault::Refuse);
    assert!(client.post("/push", "b").is_err());
    assert_eq!(server.seen(), ["/push a"]);
}

#[test]
fn a_cut_request_reaches_the_server_in_part() {
    let (server, proxy) = setup();
    let head = "POST /push HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n".len();
    proxy.set(Fault::CutRequest(head + 4).times(1));
    assert!(post(&proxy, "/push", "0123456789").is_err());
    eventually(|| server.seen() == ["/push 0123…"]);
    assert_eq!(proxy.exchanges()[0].bytes_up, head as u64 + 4);
    assert_eq!(post(&proxy, "/push", "again").unwrap(), "one: again");
}

#[test]
fn a_swallowed_answer_was_still_given() {
    let (server, proxy) = setup();
    proxy.set(Fault::SwallowAnswer.times(1));
    assert!(post(&proxy, "/push", "a").is_err());
    // No waiting: the connection is closed only after the server has answered.
    assert_eq!(server.seen(), ["/push a"]);
    let exchange = &proxy.exchanges()[0];
    assert_eq!((exchange.status, exchange.bytes_down, exchange.delivered), (200, 0, false));
    assert_eq!(post(&proxy, "/push", "a").unwrap(), "one: a");
    // Noted once the last byte is out, which the client may have read by then.
    wait_until("the second answer is noted as delivered", || proxy.exchanges()[1].delivered);
}

#[test]
fn a_cut_answer_arrives_in_part() {
    let (server, proxy) = setup();
    for bytes in [0, 1, 20] {
        proxy.set(Fault::CutAnswer(bytes).times(1));
        let mut client = Client::new(&proxy);
        client.send("/push", "a").unwrap();
        assert_eq!(client.rest(), b"HTTP/1.1 200 OK\r\ncontent-length: 6"[..bytes]);
    }
    eventually(|| server.seen().len() == 3);
    assert!(proxy.exchanges().iter().all(|exchange| !exchange.delivered));
}

#[test]
fn a_delayed_answer_comes_later() {
    let (_server, proxy) = setup();
    proxy.set(Fault::Delay(Duration::from_millis(120)).on("/slow"));
    let start = Instant::now();
    assert_eq!(post(&proxy, "/slow", "a").unwrap(), "one: a");
    assert!(start.elapsed() >= Duration::from_millis(120));
}

#[test]
fn a_black_hole_takes_everything_and_gives_nothing() {
    let (server, proxy) = setup();
    proxy.set(Fault::BlackHole);
    let mut client = Client::new(&proxy);
    client.0.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    client.send("/push", "a").unwrap();
    let error = client.answer().unwrap_err();
    assert!(matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut), "{error}");
    assert!(server.seen().is_empty());
    assert_eq!(proxy.requests("/push"), 1);
}

#[test]
fn an_answer_can_be_replaced_after_or_instead_of_the_request() {
    let (server, proxy) = setup();
    let page = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n<html>";
    proxy.queue(Fault::ReplaceAnswer(page.to_vec()).on("/push").times(1));
    proxy.queue(Fault::AnswerInstead(page.to_vec()).on("/pull").times(1));
    for path in ["/pull", "/push"] {
        let mut client = Client::new(&proxy);
        client.send(path, "a").unwrap();
        assert_eq!(client.rest(), page);
    }
    assert_eq!(server.seen(), ["/push a"]);
    assert!(proxy.is_clear());
}

#[test]
fn a_fault_strikes_only_what_it_is_for_and_in_the_order_of_the_queue() {
    let (server, proxy) = setup();
    proxy.set(Fault::Pass.on("/push").times(1));
    proxy.queue(Fault::SwallowAnswer.on("POST /push").times(1));
    let mut client = Client::new(&proxy);
    assert!(client.post("/pull", "a").is_ok());
    assert!(client.post("/push", "b").is_ok());
    assert!(client.post("/pull", "c").is_ok());
    assert!(client.post("/push", "d").is_err());
    assert!(post(&proxy, "/push", "e").is_ok());
    assert_eq!(server.seen(), ["/pull a", "/push b", "/pull c", "/push d", "/push e"]);
    assert_eq!((proxy.requests("/push"), proxy.requests("POST"), proxy.requests("")), (3, 5, 5));
}

#[test]
fn a_held_answer_waits_for_its_release() {
    let (server, proxy) = setup();
    let held = proxy.hold_next("/push");
    let mut client = Client::new(&proxy);
    assert_eq!(post(&proxy, "/pull", "other").unwrap(), "one: other");
    client.send("/push", "a").unwrap();
    held.wait();
    assert_eq!(server.seen(), ["/pull other", "/push a"]);
    // Others go on meanwhile.
    assert_eq!(post(&proxy, "/push", "b").unwrap(), "one: b");
    assert_eq!(proxy.exchanges()[1].bytes_down, 0);
    held.release();
    assert_eq!(client.answer().unwrap(), "one: a");
}

#[test]
fn a_held_answer_can_be_dropped() {
    let (_server, proxy) = setup();
    let held = proxy.hold_next("/push");
    let mut client = Client::new(&proxy);
    client.send("/push", "a").unwrap();
    held.wait();
    held.drop_answer();
    assert!(client.answer().is_err());
    assert!(post(&proxy, "/push", "a").is_ok());
}

#[test]
fn the_server_can_move_under_a_kept_connection() {
    let (server, proxy) = setup();
    let other = Server::start("two");
    let mut client = Client::new(&proxy);
    assert_eq!(client.post("/push", "a").unwrap(), "one: a");
    proxy.set_upstream(other.addr);
    assert_eq!(client.post("/push", "b").unwrap(), "two: b");
    assert_eq!((server.seen().len(), other.seen().len()), (1, 1));
}

#[test]
fn without_a_server_connections_are_cut() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxy = Proxy::start(gone);
    assert!(post(&proxy, "/push", "a").is_err());
    assert_eq!(proxy.exchanges()[0].status, 0);
}

#[test]
fn open_connections_can_be_cut_at_once() {
    let (_server, proxy) = setup();
    let mut client = Client::new(&proxy);
    client.post("/push", "a").unwrap();
    proxy.disconnect();
    assert!(client.rest().is_empty());
    assert!(post(&proxy, "/push", "b").is_ok());
}

#[test]
fn dropping_the_proxy_ends_whatever_still_waits() {
    let (_server, proxy) = setup();
    proxy.queue(Fault::BlackHole.on("/hole").times(1));
    proxy.queue(Fault::Delay(Duration::from_secs(60)).on("/slow").times(1));
    let held = proxy.hold_next("/held");
    let mut clients: Vec<Client> = ["/hole", "/slow", "/held", "/idle"]
        .map(|path| {
            let mut client = Client::new(&proxy);
            client.send(path, "a").unwrap();
            client
        })
        .into();
    held.wait();
    eventually(|| proxy.requests("") == 4 && proxy.traffic("/idle").bytes_down > 0);
    let addr = proxy.addr();
    let start = Instant::now();
    drop(proxy);
    assert!(start.elapsed() < Duration::from_secs(5));
    clients[..3].iter_mut().for_each(|client| assert!(client.rest().is_empty()));
    assert!(TcpStream::connect(addr).is_err());
}
