//! Two engines on one file, as two processes would have it.

use cortex_tests::device::NOTES;
use cortex_tests::space::Space;
use std::thread;

#[test]
fn two_engines_that_sync_the_same_file_lose_nothing_and_send_nothing_twice() {
    let space = Space::new();
    let engines = [space.device("a"), space.device("a")];
    let device = engines[0].status().device_id;
    thread::scope(|scope| {
        for (n, engine) in engines.iter().enumerate() {
            scope.spawn(move || {
                for m in 0..50 {
                    let id = format!("n{n}-{m}");
                    // Another writer may hold the file for longer than a local write waits.
                    while engine.put(NOTES, &id, r#"{"text":"hello"}"#).is_err() {}
                    engine.sync(None).unwrap();
                }
            });
        }
    });
    engines[0].synced();
    assert_eq!(engines[0].count(NOTES, None).unwrap(), 100);
    assert_eq!(space.head(), 100);
    assert!(engines[0].conflict_log().is_empty(), "{:?}", engines[0].conflict_log());
    space.assert_equal(&[&engines[0]]);
    assert_eq!(engines[0].status().device_id, device, "the file was not mistaken for a copy");
}
