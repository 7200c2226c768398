//! A server with one space, a proxy in front of it, and a look into its database.

use crate::device::Device;
use crate::device::NOTES;
use crate::device::Setup;
use crate::device::text_of;
use crate::proxy::Proxy;
use crate::server::Key;
use crate::server::TestServer;
use cortex_cloud::digest::Digest;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use std::collections::BTreeMap;
use std::path::PathBuf;
use tempfile::TempDir;

/// The space's name.
pub const NAME: &str = "team";

/// A space for one test.
pub struct Space {
    /// Between the devices and the server.
    pub proxy: Proxy,
    /// The server itself.
    pub server: TestServer,
    /// Of the role owner.
    pub key: Key,
    files: TempDir,
}

/// A record as the server has it; a tombstone has no body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerRow {
    /// The number of this state.
    pub seq: i64,
    /// The stamp, in milliseconds.
    pub stamped_at: i64,
    /// Canonical text.
    pub body: Option<String>,
}

impl Default for Space {
    fn default() -> Self {
        Self::new()
    }
}

impl Space {
    /// A fresh server with an empty space.
    ///
    /// # Panics
    /// When the server does not start.
    pub fn new() -> Self {
        Self::with_options(&[])
    }

    /// The same with further options of `serve`.
    ///
    /// # Panics
    /// When the server does not start.
    pub fn with_options(options: &[&str]) -> Self {
        let server = TestServer::start_with(options);
        server.space(NAME);
        let key = server.key(NAME, "owner");
        let proxy = Proxy::start(server.addr());
        let files = tempfile::Builder::new().prefix("cortex-devices-").tempdir().expect("a temporary folder");
        Self { proxy, server, key, files }
    }

    /// Where a device of that name has its file.
    pub fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(format!("{name}.db"))
    }

    /// The folder of the devices' files.
    pub fn folder(&self) -> PathBuf {
        self.files.path().to_owned()
    }

    /// A device that goes through the proxy.
    pub fn setup(&self, name: &str) -> Setup {
        Setup::new(self.file(name), &self.proxy.url(), &self.key.key)
    }

    /// A device that goes straight to the server: nobody answers while that is stopped.
    pub fn direct(&self, name: &str) -> Setup {
        Setup::new(self.file(name), &self.server.url(), &self.key.key)
    }

    /// An open device that goes through the proxy.
    pub fn device(&self, name: &str) -> Device {
        self.setup(name).open()
    }

    /// The number of mutations the server has accepted.
    ///
    /// # Panics
    /// When its database cannot be read.
    pub fn head(&self) -> i64 {
        let sql = "SELECT head_seq FROM spaces WHERE name = ?1";
        self.database().query_row(sql, [NAME], |r| r.get(0)).expect("the space's head")
    }

    /// Every record the server has, tombstones included, by table and id.
    ///
    /// # Panics
    /// When its database cannot be read.
    pub fn rows(&self) -> BTreeMap<(String, String), ServerRow> {
        let database = self.database();
        let mut statement = database.prepare("SELECT tbl, id, seq, hlc >> 16, body FROM records").expect("the records");
        let rows = statement.query_map([], |r| {
            Ok(((r.get(0)?, r.get(1)?), ServerRow { seq: r.get(2)?, stamped_at: r.get(3)?, body: r.get(4)? }))
        });
        rows.expect("the records").map(|row| row.expect("a record")).collect()
    }

    /// A record as the server has it.
    pub fn row(&self, table: &str, id: &str) -> Option<ServerRow> {
        self.rows().remove(&(table.to_owned(), id.to_owned()))
    }

    /// A note's text on the server; `None` when there is none or it is deleted.
    pub fn read(&self, id: &str) -> Option<String> {
        self.row(NOTES, id)?.body.as_deref().map(text_of)
    }

    /// The digest of all the server has.
    ///
    /// # Panics
    /// When its database cannot be read.
    pub fn digest(&self) -> String {
        let database = self.database();
        let mut statement = database.prepare("SELECT sum, records FROM digests").expect("the digests");
        let rows = statement.query_map([], |r| {
            let sum: [u8; 16] = r.get(0)?;
            Ok(Digest { sum: u128::from_be_bytes(sum), records: r.get(1)? })
        });
        let mut total = Digest::default();
        for digest in rows.expect("the digests") {
            total.merge(digest.expect("a digest"));
        }
        total.hex()
    }

    /// Checks that devices and server hold the same, by digest and body by body.
    ///
    /// # Panics
    /// When they do not, or something is unsynced.
    pub fn assert_equal(&self, devices: &[&Device]) {
        let theirs = self.rows();
        for device in devices {
            assert_eq!(device.digest(), self.digest(), "digests of {} and the server", device.path().display());
            assert_eq!(device.pending(), 0, "{} has work left", device.path().display());
            for ((table, id), row) in &theirs {
                let mine = device.get(table, id).expect("a read");
                assert_eq!(mine, row.body, "{table}/{id} in {}", device.path().display());
            }
        }
    }

    fn database(&self) -> Connection {
        let path = self.server.data().join("cortex-server.db");
        let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the database");
        database.busy_timeout(std::time::Duration::from_secs(10)).expect("a timeout");
        database
    }
}
