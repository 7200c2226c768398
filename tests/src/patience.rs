//! Waiting for what other threads do, with an end to it.

use cortex_cloud::clock::Clock;
use cortex_cloud::clock::SystemClock;
use std::thread;
use std::time::Duration;
use std::time::Instant;

const PATIENCE: Duration = Duration::from_secs(20);
const TICK: Duration = Duration::from_millis(5);

/// Waits until `holds`.
///
/// # Panics
/// When that takes more than 20 seconds.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "waited {} s in vain until {what}", PATIENCE.as_secs());
        thread::sleep(TICK);
    }
}

/// Runs `work` and returns how long it took as well.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let value = work();
    (value, begin.elapsed())
}

/// Waits until the system's clock shows a later millisecond, so that the next stamp of any device is a greater one.
pub fn next_millisecond() {
    let now = SystemClock.now_ms();
    wait_until("the next millisecond", || SystemClock.now_ms() > now);
}
