//! The test's own server: the real binary starts, keeps its data and its port over a restart, and stops when asked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what is wrong by panicking.

use cortex_tests::http::Messages;
use cortex_tests::proxy::Proxy;
use cortex_tests::server::TestServer;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpStream;

fn health(addr: SocketAddr) -> u16 {
    let mut stream = TcpStream::connect(addr).unwrap();
    write!(stream, "GET /healthz HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n").unwrap();
    Messages::new(&stream).head().unwrap().unwrap().status()
}

#[test]
fn the_server_comes_back_on_its_port_with_its_spaces() {
    let mut server = TestServer::start();
    assert_eq!(health(server.addr()), 200);
    server.space("team");
    let before = server.addr();
    assert!(server.stop().success(), "SIGTERM is a graceful stop");
    assert!(TcpStream::connect(before).is_err());
    server.restart();
    assert_eq!(server.addr(), before);
    assert!(server.cli(&["space", "list"]).contains("team"));
    server.kill();
    assert_eq!(server.pid(), None);
    server.restart();
    assert_eq!(health(server.addr()), 200);
}

#[test]
fn every_key_is_another_one() {
    let server = TestServer::start();
    server.space("team");
    let [owner, viewer] = ["owner", "viewer"].map(|role| server.key("team", role));
    assert_ne!(owner.key, viewer.key);
    assert_ne!(owner.key_id, viewer.key_id);
    let refused = server.try_cli(&["key", "create", "--space", "nowhere", "--role", "owner", "--json"]);
    assert!(!refused.status.success());
}

#[test]
fn the_server_answers_through_the_proxy() {
    let server = TestServer::start();
    let proxy = Proxy::start(server.addr());
    assert_eq!(health(proxy.addr()), 200);
    assert_eq!(proxy.requests("GET /healthz"), 1);
}
