//! A clock the test sets.

use cortex_cloud::clock::Clock;
use cortex_cloud::clock::Millis;
use cortex_cloud::clock::SystemClock;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

/// Shows a time of the test's choice: one that stands, or one that runs some way off the system's.
#[derive(Debug)]
pub struct TestClock {
    stands: bool,
    ms: AtomicI64,
}

impl TestClock {
    /// Stands at `ms` until set.
    pub fn at(ms: Millis) -> Arc<Self> {
        Arc::new(Self { stands: true, ms: AtomicI64::new(ms) })
    }

    /// Stands at the present time until set.
    pub fn now() -> Arc<Self> {
        Self::at(SystemClock.now_ms())
    }

    /// Runs with the system's clock, so many milliseconds ahead.
    pub fn ahead(ms: Millis) -> Arc<Self> {
        Arc::new(Self { stands: false, ms: AtomicI64::new(ms) })
    }

    /// Moves it by so much.
    pub fn advance(&self, ms: Millis) {
        self.ms.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now_ms(&self) -> Millis {
        let ms = self.ms.load(Ordering::SeqCst);
        if self.stands { ms } else { SystemClock.now_ms() + ms }
    }
}
