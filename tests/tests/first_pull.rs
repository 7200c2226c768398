//! What the first pull of a file has to bring.
#![allow(clippy::unwrap_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::MergeStrategy;
use cortex_cloud::SyncStatus;
use cortex_tests::wire::Office;

/// A space in which `t/x` was deleted, and a device that wrote it without ever having synced.
fn unaware_of_a_delete() -> (Office, CloudEngine) {
    let office = Office::new();
    let (a, _) = office.device("a");
    a.put("t", "x", r#"{"by":"a"}"#).unwrap();
    a.sync(None).unwrap();
    assert!(a.delete("t", "x").unwrap());
    a.sync(None).unwrap();
    let (b, _) = office.device_with("b", |config, _| config.strategy = MergeStrategy::Manual);
    b.put("t", "x", r#"{"by":"b"}"#).unwrap();
    (office, b)
}

fn pulls(device: &CloudEngine) {
    assert_eq!(device.pull(None).unwrap().status, SyncStatus::Success);
    assert_eq!(device.get_status().unwrap().conflicted, 1);
}

#[test]
fn a_delete_that_a_push_has_met_comes_with_the_pull_after_it() {
    let (_office, b) = unaware_of_a_delete();
    assert_eq!(b.push(None).unwrap().pushed, 0);
    pulls(&b);
}

#[test]
fn a_delete_that_waiting_work_will_meet_comes_with_the_pull_before_it() {
    let (_office, b) = unaware_of_a_delete();
    pulls(&b);
}
