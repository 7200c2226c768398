//! Store files with something of everything in them, and the server they belong to. One set is kept for each version of
//! the store that was ever current, so that every later engine is tried on the files users have.
//!
//! The clock stands, so a kept file does not age.

use crate::clock::TestClock;
use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::Environment;
use cortex_cloud::MergeStrategy;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use cortex_cloud::clock::Millis;
use cortex_cloud::entropy::SystemEntropy;
use cortex_cloud::sync::session::SessionAction;
use cortex_cloud::sync::session::SessionEvent;
use cortex_cloud::sync::session::SyncPlan;
use cortex_cloud::transport::error::TransportError;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::Request;
use cortex_server::admin;
use cortex_server::service::Config as ServiceConfig;
use cortex_server::service::Principal;
use cortex_server::service::Role;
use cortex_server::service::Service;
use cortex_server::store::sqlite::SqliteStore;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// When everything happened, Unix milliseconds.
pub const MADE_AT: Millis = 1_790_000_000_000;
/// The table most records are in.
pub const NOTES: &str = "notes";
/// A table whose conflicts wait for the user.
pub const HELD: &str = "held";
/// A table that never leaves its file.
pub const DRAFTS: &str = "drafts";
/// An id that shows whether names are kept byte by byte.
pub const NON_ASCII: &str = "ü/日本/🦀";
/// Records of pages that are here and not shown.
pub const STAGED: i64 = 2;

/// The kinds of files: what became of the batch in flight.
pub const KINDS: [&str; 2] = ["unanswered", "answered"];

const SPACE: &str = "team";
/// Longer than the server takes.
const TOO_LONG: usize = 3_000;

/// The file of one kind that a store of that version was kept as.
pub fn store_name(version: u32, kind: &str) -> String {
    format!("store-v{version}-{kind}.db")
}

/// The database of the server those files belong to.
pub fn server_name(version: u32) -> String {
    format!("server-of-store-v{version}.db")
}

/// A body that names its text.
pub fn body(text: &str) -> String {
    format!(r#"{{"text":"{text}"}}"#)
}

/// The server of the files, in a folder of its own.
pub struct Server {
    service: Service<SqliteStore>,
}

impl Server {
    /// Opens the database in `folder`, or makes it.
    ///
    /// # Panics
    /// When that fails.
    pub fn open(folder: &Path) -> Self {
        let store = SqliteStore::open(folder).expect("the server's store");
        let mut config = ServiceConfig::default();
        config.limits.record_bytes = TOO_LONG as u64 - 1_000;
        let service = Service::new(store, config);
        if admin::spaces(service.store()).expect("the spaces").is_empty() {
            admin::create_space(service.store(), &SystemEntropy, SPACE, MADE_AT).expect("a space");
        }
        Self { service }
    }

    /// What it says to a request.
    ///
    /// # Errors
    /// Its refusals, as they would come over HTTP.
    pub fn serve(&self, request: &Request) -> Result<Answer, TransportError> {
        let principal = Principal { space: SPACE.to_owned(), id: "account:tests".to_owned(), role: Role::Editor };
        let answer = self.service.handle(&principal, request.clone(), MADE_AT);
        answer.map_err(|e| TransportError::from_status(e.status, Some(*e.body), None))
    }

    /// Runs a sync to its end.
    ///
    /// # Panics
    /// When the engine or the server does.
    pub fn sync(&self, engine: &CloudEngine) -> cortex_cloud::SyncReport {
        let mut session = engine.begin_sync(SyncPlan::SYNC).expect("the turn");
        let mut event = SessionEvent::Continue;
        loop {
            event = match session.step(event).expect("a step") {
                SessionAction::Continue => SessionEvent::Continue,
                SessionAction::WaitUntil(_) => SessionEvent::Woke,
                SessionAction::Done(report) => return report,
                SessionAction::Send(request) => match self.serve(&request) {
                    Ok(answer) => SessionEvent::Answer(Box::new(answer)),
                    Err(error) => SessionEvent::Failed(error),
                },
            };
        }
    }

    /// Runs a sync until the server has answered a request that `is_last` picks. The engine hears of that answer only
    /// if it is `told`; then everything stops as if the process had died.
    fn sync_until(&self, engine: &CloudEngine, plan: SyncPlan, told: bool, is_last: fn(&Request) -> bool) {
        let mut session = engine.begin_sync(plan).expect("the turn");
        let mut event = SessionEvent::Continue;
        loop {
            event = match session.step(event).expect("a step") {
                SessionAction::Continue => SessionEvent::Continue,
                SessionAction::Send(mut request) => {
                    if let Request::Pull(pull) = &mut request {
                        pull.max_items = Some(STAGED as u32);
                    }
                    let answer = self.serve(&request).expect("an answer");
                    if is_last(&request) {
                        if told {
                            session.step(SessionEvent::Answer(Box::new(answer))).expect("a step");
                        }
                        return;
                    }
                    SessionEvent::Answer(Box::new(answer))
                }
                other => panic!("not what the fixture was to be made of: {other:?}"),
            };
        }
    }
}

/// Opens a file as the device that made it.
///
/// # Panics
/// When it does not open.
pub fn open(path: &Path) -> CloudEngine {
    let held =
        TablePolicy { replicate: Replicate::Cloud, merge: Some(MergeStrategy::Manual), ..TablePolicy::default() };
    let drafts = TablePolicy { replicate: Replicate::Local, ..TablePolicy::default() };
    let config = Config::new(path).table(HELD, held).table(DRAFTS, drafts);
    let environment = Environment { clock: Some(TestClock::at(MADE_AT)), ..Environment::default() };
    CloudEngine::open_in(config, environment).expect("a store")
}

/// Makes the files of this engine's own version in `folder`.
///
/// # Panics
/// When anything is not as it should be.
pub fn make(folder: &Path, version: u32) {
    let work = tempfile::tempdir().expect("a folder");
    let server = Server::open(work.path());
    for kind in KINDS {
        let path = folder.join(store_name(version, kind));
        let _ = fs::remove_file(&path);
        make_store(&server, &path, &work.path().join(format!("{kind}-peer.db")), kind);
        let _ = fs::remove_file(sync_lock(&path));
    }
    drop(server);
    fs::copy(work.path().join("cortex-server.db"), folder.join(server_name(version))).expect("a copy");
}

fn sync_lock(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-sync");
    PathBuf::from(name)
}

fn make_store(server: &Server, path: &Path, peer: &Path, kind: &str) {
    let (a, b) = (open(path), open(peer));
    let put = |engine: &CloudEngine, table: &str, id: &str, text: &str| {
        assert!(engine.put(table, id, &body(text)).expect("a put"), "{table}/{id}");
    };
    for id in ["synced", NON_ASCII, "edited", "deleted", "deleted-unsent", "disputed", "undone"] {
        put(&a, NOTES, &named(kind, id), "base");
    }
    put(&a, HELD, &named(kind, "open"), "base");
    put(&a, DRAFTS, &named(kind, "draft"), "never leaves");
    server.sync(&a);
    a.delete(NOTES, &named(kind, "deleted")).expect("a delete");
    put(&a, NOTES, &named(kind, "refused"), &"x".repeat(TOO_LONG));
    server.sync(&a);
    server.sync(&b);
    for (table, id) in [(NOTES, "disputed"), (HELD, "open")] {
        put(&b, table, &named(kind, id), "theirs");
        put(&a, table, &named(kind, id), "ours");
    }
    server.sync(&b);
    server.sync(&a);
    // Pages that came and are not shown.
    for n in 0..5 {
        put(&b, NOTES, &named(kind, &format!("remote-{n}")), "from elsewhere");
    }
    server.sync(&b);
    let pull = SyncPlan { push: false, ..SyncPlan::SYNC };
    server.sync_until(&a, pull, true, |request| matches!(request, Request::Pull(_)));
    // A batch whose outcome is not settled.
    put(&a, NOTES, &named(kind, "in-flight"), "sent");
    let is_push = |request: &Request| matches!(request, Request::Push(_) | Request::Sync(_));
    server.sync_until(&a, SyncPlan::SYNC, kind == "answered", is_push);
    put(&a, NOTES, &named(kind, "in-flight"), "edited since");
    // And what waits.
    put(&a, NOTES, &named(kind, "edited"), "once");
    put(&a, NOTES, &named(kind, "edited"), "twice");
    put(&a, NOTES, &named(kind, "new"), "new");
    put(&a, NOTES, &named(kind, "undone"), "for a moment");
    put(&a, NOTES, &named(kind, "undone"), "base");
    a.delete(NOTES, &named(kind, "deleted-unsent")).expect("a delete");
    a.close();
    b.close();
}

/// The id of a record in the file of that kind: both belong to one space.
pub fn named(kind: &str, id: &str) -> String {
    format!("{kind}/{id}")
}
