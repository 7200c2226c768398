//! The engine: one local file, and everything a host does with it.

mod apply;
mod conflicts;
mod log;
mod memories;
pub(crate) mod names;
mod network;
mod query;
mod queue;
mod quota;
mod records;
mod refused;
mod status;
pub(crate) mod tables;
mod turn;
mod upkeep;
mod watch;

#[cfg(feature = "cloud")]
mod background;
#[cfg(feature = "cloud")]
mod cloud;

pub use apply::MAX_APPLY_BYTES;
pub use apply::MAX_APPLY_ITEMS;
pub use apply::RecordChange;
pub use names::MAX_ID_BYTES;
pub use names::MAX_TABLE_BYTES;
pub use network::SyncSession;
pub use network::VerifyReport;
pub use query::Page;
pub use query::RecordPage;
pub use queue::QueuedMutation;
pub use queue::Refusal;
pub use queue::WaitingMutation;
pub use records::CloudRecord;
pub use records::RecordBody;
pub use refused::FailedMutation;
pub use status::Explanation;
pub use status::RecordState;
pub use status::StatusReport;
pub use tables::MAX_INDEXED;
pub use tables::TableInfo;

use crate::auth::TokenStore;
use crate::cancel::CancelToken;
use crate::clock::Clock;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::disk::Disk;
use crate::disk::SystemDisk;
use crate::entropy::Entropy;
use crate::entropy::SystemEntropy;
use crate::error::CloudError;
use crate::error::Error;
use crate::error::ErrorInfo;
use crate::events::CloudEvent;
use crate::events::Heard;
use crate::events::Hub;
use crate::events::Subscription;
use crate::store::Store;
use crate::transport::Transport;
use parking_lot::Condvar;
use parking_lot::Mutex;
use status::Progress;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::Weak;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

/// What an engine takes from its surroundings. The default is the operating system and, with the feature `cloud`, HTTP.
#[derive(Clone, Default)]
pub struct Environment {
    /// The wall clock.
    pub clock: Option<Arc<dyn Clock>>,
    /// Randomness for ids and jitter.
    pub entropy: Option<Arc<dyn Entropy>>,
    /// Where the file is, instead of the system's disks.
    pub disk: Option<Arc<dyn Disk>>,
    /// How requests reach the server, instead of HTTP.
    pub transport: Option<Arc<dyn Transport>>,
    /// Where credentials are kept; in memory unless the host brings a store.
    pub token_store: Option<Arc<dyn TokenStore>>,
}

/// A local-first store that syncs. Cheap to clone; all clones are the same engine, usable from any thread.
///
/// Store calls never wait for the network, and for another writer 50 ms at most before a retryable
/// [`CloudError::Busy`]. After [`CloudEngine::close`] every call reports [`CloudError::Closed`].
#[derive(Clone)]
pub struct CloudEngine {
    inner: Arc<Inner>,
}

/// An engine that is kept open by others: for what must not keep it open itself.
#[derive(Clone)]
pub struct WeakEngine {
    inner: Weak<Inner>,
}

impl WeakEngine {
    /// The engine, unless it is gone.
    pub fn upgrade(&self) -> Option<CloudEngine> {
        self.inner.upgrade().map(|inner| CloudEngine { inner })
    }
}

struct Inner {
    config: Config,
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    disk: Arc<dyn Disk>,
    transport: Option<Arc<dyn Transport>>,
    hub: Hub,
    log: log::Log,
    progress: Mutex<Progress>,
    /// One sync at a time.
    syncing: Arc<Mutex<()>>,
    /// Whether the sync that is running is a host's own [`SyncSession`].
    driven: AtomicBool,
    offline: AtomicBool,
    closed: AtomicBool,
    /// Ends every long call when the engine closes.
    closing: CancelToken,
    /// Looks for what other processes wrote, while anybody wants to hear of it.
    watch: watch::Watch,
    /// A local write, a stop or the end: what a waiting background syncer must hear of.
    wake: Arc<Wake>,
    #[cfg(feature = "cloud")]
    cloud: cloud::Cloud,
}

/// Wakes the background syncer. It says when to look, never what there is to do: that is in the tables.
#[derive(Default)]
struct Wake {
    state: Mutex<WakeState>,
    moved: Condvar,
}

#[derive(Default)]
struct WakeState {
    /// Grows with every local write.
    writes: u64,
    /// Grows with every other reason to look again.
    nudges: u64,
}

impl Wake {
    fn written(&self) {
        self.state.lock().writes += 1;
        self.moved.notify_all();
    }

    fn nudge(&self) {
        self.state.lock().nudges += 1;
        self.moved.notify_all();
    }
}

impl CloudEngine {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// `InvalidArgument` for a path that is a folder or in none, or a server URL that will not do; `StoreUnusable` for
    /// a file that is no store of a known version (it is not touched); `Storage` when it cannot be written; `Tls` for
    /// plain HTTP to another machine (E53).
    pub fn open(config: Config) -> Result<Self, CloudError> {
        Self::open_in(config, Environment::default())
    }

    /// Opens the file in surroundings of the host's choice: a simulated clock, seeded randomness, a disk
    /// that fails, another transport.
    ///
    /// # Errors
    /// As [`CloudEngine::open`].
    pub fn open_in(config: Config, environment: Environment) -> Result<Self, CloudError> {
        caught(|| Self::open_unguarded(config, environment))
    }

    fn open_unguarded(config: Config, environment: Environment) -> Result<Self, CloudError> {
        config.check()?;
        let clock = environment.clock.unwrap_or_else(|| Arc::new(SystemClock));
        let entropy = environment.entropy.unwrap_or_else(|| Arc::new(SystemEntropy));
        let disk = environment.disk.unwrap_or_else(|| Arc::new(SystemDisk));
        #[cfg(feature = "cloud")]
        let (cloud, transport) = cloud::Cloud::connect(&config, environment.transport, environment.token_store)?;
        #[cfg(not(feature = "cloud"))]
        let transport = environment.transport;
        let store = Store::open(&config, &disk, entropy.as_ref(), clock.now_ms())?;
        let inner = Inner {
            config,
            store,
            clock,
            entropy,
            disk,
            transport,
            hub: Hub::default(),
            log: log::Log::default(),
            progress: Mutex::new(Progress::default()),
            syncing: Arc::default(),
            driven: AtomicBool::new(false),
            offline: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            closing: CancelToken::new(),
            watch: watch::Watch::default(),
            wake: Arc::default(),
            #[cfg(feature = "cloud")]
            cloud,
        };
        // What a change of a table's policy left to do when the process ended.
        inner.finish_moves()?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Ends every running call and the background syncer, waits for a listener that is running (unless called from
    /// it), and closes the file. Harmless when called again.
    pub fn close(&self) {
        if self.inner.closed.swap(true, Ordering::AcqRel) {
            // Another thread may still be closing it. This caller, too, may rely on silence once this has returned.
            let _ = caught(|| {
                self.inner.hub.close();
                Ok(())
            });
            return;
        }
        // There is nobody to tell of a defect: what was caught is in the log.
        let _ = caught(|| {
            self.close_now();
            Ok(())
        });
    }

    fn close_now(&self) {
        self.inner.closing.cancel();
        self.inner.wake.nudge();
        self.inner.watch.end();
        #[cfg(feature = "cloud")]
        self.inner.cloud.join_background();
        // A sync that was running sees the token at its next step and lets go.
        // One that the host drives itself may be on this very thread; it is told at its next step.
        if !self.inner.driven.load(Ordering::Acquire) {
            drop(self.inner.syncing.lock());
        }
        if let Some(transport) = &self.inner.transport {
            transport.close();
        }
        self.inner.hub.close();
        self.inner.store.close();
        self.inner.log.close();
    }

    /// Calls `listener` for every event from now on, in order, on the engine's dispatcher thread. It may call the
    /// engine back. Changes that other processes make to the file are told within a second. One that fails or panics is
    /// counted and called again for the next event.
    ///
    /// # Errors
    /// `Closed`; `Internal` when no thread can be started.
    pub fn subscribe<H: Heard>(
        &self,
        listener: impl Fn(&CloudEvent) -> H + Send + Sync + 'static,
    ) -> Result<Subscription, CloudError> {
        let listener = Arc::new(move |event: &CloudEvent| listener(event).has_failed());
        self.guard(|inner| {
            // Those who listen already are told first what happened before this one came.
            inner.hear_of_others()?;
            let subscription = inner.hub.subscribe(listener).ok_or_else(|| {
                let message = "the thread that delivers events cannot be started; close what is not needed";
                Error::Public(CloudError::Internal { info: ErrorInfo::new("internal.thread", message) })
            })?;
            watch::begin(&self.inner).inspect_err(|_| subscription.cancel())?;
            Ok(subscription)
        })
    }

    pub(crate) fn inspect<T>(
        &self,
        look: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>,
    ) -> Result<T, CloudError> {
        self.guard(|inner| inner.store.read(|connection| Ok(look(connection)?)))
    }

    /// A handle that does not keep the engine open.
    pub fn downgrade(&self) -> WeakEngine {
        WeakEngine { inner: Arc::downgrade(&self.inner) }
    }

    /// The one place where a call enters: a closed engine says so, and a panic becomes an error.
    fn guard<T>(&self, call: impl FnOnce(&Inner) -> Result<T, Error>) -> Result<T, CloudError> {
        if self.inner.closed.load(Ordering::Acquire) {
            return Err(CloudError::closed());
        }
        self.inner.log.during(|| caught(|| call(&self.inner).map_err(CloudError::from)))
    }
}

impl std::fmt::Debug for CloudEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CloudEngine").field("path", &self.inner.config.path).finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.closing.cancel();
        // The background syncer holds no engine while it waits, so nothing else would tell it that this one is gone.
        self.wake.nudge();
        self.watch.tell_to_end();
        self.log.tell_to_end();
    }
}

/// A panic never leaves the library: it is a defect, reported as one.
fn caught<T>(call: impl FnOnce() -> Result<T, CloudError>) -> Result<T, CloudError> {
    let call = || {
        #[cfg(feature = "test-hooks")]
        crate::test_hooks::fail_if_asked();
        call()
    };
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|panic| {
        let what = panic.downcast_ref::<&str>().map(ToString::to_string);
        let what = what.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        tracing::error!(panic = %what, "a defect of the engine was caught");
        let message = "a defect of the engine was caught; what was acknowledged is saved, please report it";
        Err(CloudError::Internal { info: ErrorInfo::new("internal.panic", message) })
    })
}

impl Inner {
    fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// A local write: one transaction, then its events, then the syncer.
    fn write_local<T>(&self, work: impl FnOnce(&mut crate::store::Tx<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let (value, events) = self.store.write(self.now_ms(), work)?;
        if !events.is_empty() {
            self.hub.publish(&events);
            self.wake.written();
        }
        Ok(value)
    }
}
