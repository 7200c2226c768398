//! Threads of the engine. In a program of its own: the threads of other tests would be counted with it.
#![cfg(target_os = "linux")]
// A test says what is wrong by panicking.
#![allow(clippy::unwrap_used)]

use cortex_tests::patience::wait_until;
use cortex_tests::space::Space;
use std::fs;

/// How many threads of this process are the engine's.
fn threads() -> usize {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name.starts_with("cortex-")).count()
}

#[test]
fn no_thread_outlives_its_engine() {
    let space = Space::new();
    assert_eq!(threads(), 0);
    for end in ["close", "drop", "stop and drop"] {
        let a = space.device("a");
        a.subscribe(|_| {}).unwrap();
        a.start().unwrap();
        a.start().unwrap();
        a.write(end, "hello");
        wait_until("the server has it", || space.read(end).is_some());
        // The event dispatcher, the watcher, the syncer and the runtime's worker.
        assert_eq!(threads(), 4, "before {end}");
        match end {
            "close" => {
                a.close();
                // Though the host still holds it.
                wait_until("no thread of a closed engine is left", || threads() == 0);
            }
            "stop and drop" => a.stop().unwrap(),
            _ => {}
        }
        drop(a);
        wait_until("no thread of the engine is left", || threads() == 0);
    }
}
