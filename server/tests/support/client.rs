//! A server on a real socket and the smallest HTTP client that can talk to it.

use super::NOW;
use cortex_cloud::entropy::SystemEntropy;
use cortex_cloud::transport::protocol::ErrorAnswer;
use cortex_server::admin;
use cortex_server::http::Options;
use cortex_server::http::Server;
use cortex_server::key::ApiKey;
use cortex_server::service::Config;
use cortex_server::service::Role;
use cortex_server::service::Service;
use cortex_server::store::sqlite::SqliteStore;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// A running server with one space, `notes`.
pub struct Running {
    pub service: Arc<Service<SqliteStore>>,
    pub runtime: Runtime,
    pub server: Option<Server>,
    pub addr: SocketAddr,
    pub owner: ApiKey,
    pub folder: TempDir,
}

impl Running {
    pub fn start() -> Self {
        Self::start_with(Config::default(), Options::default())
    }

    pub fn start_with(config: Config, options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let service = Arc::new(Service::new(SqliteStore::open(folder.path()).unwrap(), config));
        admin::create_space(service.store(), &SystemEntropy, "notes", NOW).unwrap();
        let (owner, _) = admin::create_key(service.store(), "notes", Role::Owner, None, "", NOW).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let server = runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            Server::start(Arc::clone(&service), listener, options).unwrap()
        });
        Self { service, addr: server.addr(), runtime, server: Some(server), owner, folder }
    }

    pub fn key(&self, role: Role) -> ApiKey {
        admin::create_key(self.service.store(), "notes", role, None, "", NOW).unwrap().0
    }

    pub fn post<T: Serialize>(&self, path: &str, body: &T) -> Reply {
        self.send(Ask::post(path, &serde_json::to_vec(body).unwrap()).key(&self.owner))
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send(Ask::get(path).key(&self.owner))
    }

    pub fn send(&self, ask: Ask) -> Reply {
        ask.send(self.addr)
    }
}

/// A request.
pub struct Ask {
    head: String,
    body: Vec<u8>,
}

impl Ask {
    pub fn get(path: &str) -> Self {
        Self::new("GET", path, b"")
    }

    pub fn post(path: &str, body: &[u8]) -> Self {
        Self::new("POST", path, body)
    }

    pub fn new(method: &str, path: &str, body: &[u8]) -> Self {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: {}\r\n",
            body.len()
        );
        Self { head, body: body.to_vec() }
    }

    pub fn key(self, key: &ApiKey) -> Self {
        self.header("authorization", &format!("Bearer {}", key.reveal()))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub fn send(self, addr: SocketAddr) -> Reply {
        let mut stream = TcpStream::connect(addr).unwrap();
        stream.write_all(format!("{}\r\n", self.head).as_bytes()).unwrap();
        // The server may answer and close before it has read all.
        let _ = stream.write_all(&self.body);
        Reply::read(&mut stream)
    }
}

/// An answer.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("an answer with a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
        let mut body = bytes[end + 4..].to_vec();
        if head.contains("transfer-encoding: chunked") {
            body = unchunk(&body);
        }
        Self { status: head.split(' ').nth(1).unwrap().parse().unwrap(), head, body }
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// A header, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.split_once(':').filter(|(key, _)| *key == name).map(|(_, v)| v.trim()))
    }

    /// Status and code of a refusal.
    pub fn refusal(&self) -> (u16, String) {
        (self.status, self.json::<ErrorAnswer>().error.code)
    }
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|w| w == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[line + 2 + size + 2..];
    }
}
