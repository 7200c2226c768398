//! Engines and the real service in one process, without a network between them: a hook per request stands where the
//! network would be, and says what a proxy, a lost answer or a strange server would.

use crate::device::PATIENT_WRITER_MS;
use cortex_cloud::CancelToken;
use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::Environment;
use cortex_cloud::clock::Clock;
use cortex_cloud::clock::SystemClock;
use cortex_cloud::entropy::SystemEntropy;
use cortex_cloud::transport::Delivered;
use cortex_cloud::transport::Transport;
use cortex_cloud::transport::error::Cause;
use cortex_cloud::transport::error::TransportError;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::PullRequest;
use cortex_cloud::transport::protocol::Request;
use cortex_cloud::transport::protocol::Row;
use cortex_cloud::transport::retry::RetryPolicy;
use cortex_server::admin;
use cortex_server::service::Config as ServiceConfig;
use cortex_server::service::Principal;
use cortex_server::service::Role;
use cortex_server::service::Service;
use cortex_server::store::sqlite::SqliteStore;
use rusqlite::Connection;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::RwLock;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use tempfile::TempDir;

const SPACE: &str = "team";

/// What the engine gets for a request.
pub type Outcome = Result<Answer, TransportError>;

type Hook = Box<dyn FnMut(&Request, &Wire) -> Option<Outcome> + Send>;

/// The service that is there now: another database may take the place of the one before.
type Present = Arc<RwLock<Arc<Service<SqliteStore>>>>;

/// A service with one space, and a folder for the files of its devices.
pub struct Office {
    service: Present,
    clock: Arc<dyn Clock>,
    folder: TempDir,
}

/// How one device reaches the service: one try per request, and a hook that may answer instead.
pub struct Wire {
    service: Present,
    clock: Arc<dyn Clock>,
    hook: Mutex<Option<Hook>>,
    requests: AtomicUsize,
}

/// Whether mutations travel with this request.
pub fn is_push(request: &Request) -> bool {
    matches!(request, Request::Push(_) | Request::Sync(_))
}

/// That no answer came.
pub fn lost() -> TransportError {
    TransportError::new(Cause::Timeout, "timeout", "the answer was lost")
}

impl Office {
    /// An empty space.
    #[expect(clippy::new_without_default, reason = "it makes files")]
    pub fn new() -> Self {
        Self::with(Arc::new(SystemClock), ServiceConfig::default())
    }

    /// An empty space whose server reads the time from `clock` and has limits of its own.
    pub fn with(clock: Arc<dyn Clock>, config: ServiceConfig) -> Self {
        let folder = TempDir::new().expect("a folder");
        let store = SqliteStore::open(&folder.path().join("server.db")).expect("the server's store");
        let service = Service::new(store, config);
        admin::create_space(service.store(), &SystemEntropy, SPACE, clock.now_ms()).expect("a space");
        Self { service: Arc::new(RwLock::new(Arc::new(service))), clock, folder }
    }

    /// The service that is there now.
    pub fn service(&self) -> Arc<Service<SqliteStore>> {
        Arc::clone(&self.service.read().expect("nobody panics with it"))
    }

    /// A key of an editor of the space, for those who come over HTTP.
    pub fn key(&self) -> String {
        let now = self.clock.now_ms();
        let made = admin::create_key(self.service().store(), SPACE, Role::Editor, None, "", now);
        made.expect("a key").0.reveal().to_owned()
    }

    /// A copy of the server's database as it is now.
    pub fn back_up(&self) -> PathBuf {
        let path = self.unused("backup");
        let file = Connection::open(self.service().store().path()).expect("the server's file");
        file.execute("VACUUM INTO ?1", [path.to_str().expect("a name")]).expect("a backup");
        path
    }

    /// Restores the server from a backup, which begins a new epoch.
    pub fn restore(&self, backup: &Path) {
        self.put_back(backup);
        admin::begin_epoch(self.service().store(), &SystemEntropy, SPACE).expect("an epoch");
    }

    /// Puts an older database in place by hand, and tells nobody.
    pub fn put_back(&self, backup: &Path) {
        let path = self.unused("restored");
        std::fs::create_dir(&path).expect("a folder");
        let name = self.service().store().path().file_name().expect("a file").to_owned();
        std::fs::copy(backup, path.join(name)).expect("a copy");
        let store = SqliteStore::open(&path).expect("the restored store");
        let service = Service::new(store, self.service().config().clone());
        *self.service.write().expect("nobody panics with it") = Arc::new(service);
    }

    /// Forgets every delete so far.
    pub fn forget_deletes(&self) {
        let service = self.service();
        let head = admin::spaces(service.store()).expect("spaces").iter().map(|space| space.head).max();
        admin::collect_tombstones(service.store(), SPACE, head.unwrap_or(0)).expect("no more tombstones");
    }

    fn unused(&self, name: &str) -> PathBuf {
        let free = (0..).map(|n| self.folder.path().join(format!("{name}{n}"))).find(|path| !path.exists());
        free.expect("there is always one more")
    }

    /// Lets the space have no more than so many records.
    pub fn limit_records(&self, records: Option<i64>) {
        admin::set_limits(self.service().store(), SPACE, |limits| limits.max_records = records).expect("limits");
    }

    /// The file of the device of that name.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A device with the default config.
    pub fn device(&self, name: &str) -> (CloudEngine, Arc<Wire>) {
        self.device_with(name, |_, _| {})
    }

    /// A device with its config and environment changed.
    pub fn device_with(
        &self,
        name: &str,
        change: impl FnOnce(&mut Config, &mut Environment),
    ) -> (CloudEngine, Arc<Wire>) {
        let wire = Arc::new(self.wire());
        // The URL only says that there is a server.
        let mut config = Config::new(self.file(name)).server("http://127.0.0.1:1");
        config.busy_timeout_ms = PATIENT_WRITER_MS;
        if let Some(http) = &mut config.http {
            http.retry = Some(RetryPolicy { max_tries: 1, backoff_base_ms: 1, backoff_max_ms: 10 });
        }
        let transport: Arc<dyn Transport> = Arc::clone(&wire) as _;
        let mut environment = Environment { transport: Some(transport), ..Environment::default() };
        change(&mut config, &mut environment);
        (CloudEngine::open_in(config, environment).expect("a device"), wire)
    }

    /// Every row of the space, by seq; up to a page of them.
    pub fn rows(&self) -> Vec<Row> {
        self.page(false)
    }

    fn page(&self, fresh: bool) -> Vec<Row> {
        let request = PullRequest { cursor: None, max_items: None, fresh };
        match self.wire().serve(&Request::Pull(request)) {
            Ok(Answer::Pull(page)) if !page.has_more => page.rows,
            other => panic!("not one page of rows: {other:?}"),
        }
    }

    /// The body the server has of a record.
    pub fn read(&self, table: &str, id: &str) -> Option<String> {
        // Deletes may have been forgotten, which only one who has nothing does not need to know.
        let row = self.page(true).into_iter().find(|r| (r.table.as_str(), r.id.as_str()) == (table, id))?;
        row.body.map(|body| body.text().to_owned())
    }

    fn wire(&self) -> Wire {
        Wire {
            service: Arc::clone(&self.service),
            clock: Arc::clone(&self.clock),
            hook: Mutex::new(None),
            requests: AtomicUsize::new(0),
        }
    }
}

impl Wire {
    /// What the service says.
    ///
    /// # Errors
    /// Its refusals, as they would come over HTTP.
    pub fn serve(&self, request: &Request) -> Outcome {
        let principal = Principal { space: SPACE.to_owned(), id: "account:tests".to_owned(), role: Role::Editor };
        let service = Arc::clone(&self.service.read().expect("nobody panics with it"));
        let answer = service.handle(&principal, request.clone(), self.clock.now_ms());
        answer.map_err(|e| TransportError::from_status(e.status, Some(*e.body), None))
    }

    /// Asks `hook` first from now on; `None` leaves the request to the service. It may use the engine, but must not
    /// change the hook.
    pub fn intercept(&self, hook: impl FnMut(&Request, &Self) -> Option<Outcome> + Send + 'static) {
        *self.hook.lock().expect("no hook panics") = Some(Box::new(hook));
    }

    /// Like [`Self::intercept`] for the next push only.
    pub fn intercept_push(&self, hook: impl FnOnce(&Request, &Self) -> Outcome + Send + 'static) {
        let mut hook = Some(hook);
        self.intercept(move |request, wire| {
            let hook = if is_push(request) { hook.take() } else { None };
            hook.map(|hook| hook(request, wire))
        });
    }

    /// Leaves everything to the service again.
    pub fn mend(&self) {
        *self.hook.lock().expect("no hook panics") = None;
    }

    /// How many requests were made.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Transport for Wire {
    fn send(
        &self,
        _space: Option<&str>,
        request: &Request,
        _cancel: &CancelToken,
    ) -> Result<Delivered, TransportError> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let said = self.hook.lock().expect("no hook panics").as_mut().and_then(|hook| hook(request, self));
        let answer = said.unwrap_or_else(|| self.serve(request))?;
        Ok(Delivered { answer, bytes_sent: 0, bytes_received: 0 })
    }

    fn is_healthy(&self, _cancel: &CancelToken) -> bool {
        true
    }
}
