//! What one scenario plays on: a space of its own, a proxy of its own, keys, and a folder for its devices' files.

use super::matching::Captures;
use crate::proxy::Held;
use crate::proxy::Proxy;
use crate::server::Key;
use crate::server::TestServer;
use crate::tls;
use crate::tls::Certificate;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

/// A space with all around it.
pub(super) struct Stage {
    pub(super) server: TestServer,
    pub(super) space: String,
    pub(super) proxy: Proxy,
    pub(super) keys: BTreeMap<String, Key>,
    pub(super) held: BTreeMap<String, Held>,
    pub(super) locks: BTreeMap<String, Connection>,
    folder: TempDir,
}

impl Stage {
    pub(super) fn new(server: TestServer, space: String) -> Self {
        server.space(&space);
        let owner = server.key(&space, "owner");
        let proxy = Proxy::start(server.addr());
        let folder = tempfile::Builder::new().prefix("cortex-conformance-").tempdir().expect("a temporary folder");
        let keys = BTreeMap::from([("owner".to_owned(), owner)]);
        Self { server, space, proxy, keys, held: BTreeMap::new(), locks: BTreeMap::new(), folder }
    }

    /// The server goes on to the next scenario.
    pub(super) fn into_server(self) -> TestServer {
        self.server
    }

    /// A device's file.
    pub(super) fn file(&self, device: &str) -> PathBuf {
        self.folder.path().join(format!("{device}.db"))
    }

    /// A file that is no device's.
    pub(super) fn other_file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What scenarios may refer to without having captured it.
    pub(super) fn references(&self, scenario: &Value) -> Captures {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
        let mut captures = Captures::from([
            ("proxy_url".to_owned(), self.proxy.url().into()),
            ("server_url".to_owned(), self.server.url().into()),
            ("plain_https_url".to_owned(), self.server.url().replace("http://", "https://").into()),
            ("unused_url".to_owned(), format!("http://{free}").into()),
            ("folder".to_owned(), self.folder.path().to_string_lossy().into()),
            ("space".to_owned(), self.space.clone().into()),
        ]);
        if scenario.to_string().contains("tls_url") {
            let certificate = Certificate::of("127.0.0.1");
            captures.insert("authority_pem".to_owned(), certificate.authority_pem.clone().into());
            let addr = tls::terminate(certificate, self.proxy.addr());
            captures.insert("tls_url".to_owned(), format!("https://{addr}").into());
        }
        for device in scenario["devices"].as_object().into_iter().flatten().map(|(name, _)| name) {
            captures.insert(format!("path.{device}"), self.file(device).to_string_lossy().into());
        }
        for (name, key) in &self.keys {
            captures.insert(format!("key.{name}"), key.key.clone().into());
        }
        captures
    }

    /// What every device is opened with unless its scenario says otherwise.
    pub(super) fn config(&self, file: &str) -> Value {
        json!({
            "path": self.file(file),
            "busy_timeout_ms": 500,
            "http": {
                "base_url": self.proxy.url(),
                "retry": { "max_tries": 3, "backoff_base_ms": 20, "backoff_max_ms": 2_000 },
            },
        })
    }

    /// A look into the server's database.
    pub(super) fn database(&self) -> Connection {
        let path = self.server.data().join("cortex-server.db");
        let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the database");
        database.busy_timeout(Duration::from_secs(10)).expect("a timeout");
        database
    }
}
