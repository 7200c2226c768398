//! A server newer than this engine sends rows it cannot read. They wait; everything else goes on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordState;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::transport::protocol::Answer;
use cortex_tests::wire::Office;
use cortex_tests::wire::Wire;
use rusqlite::Connection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::json;

const STRANGE: &str = "strange";

fn body(value: &str) -> String {
    format!(r#"{{"v":"{value}"}}"#)
}

/// Rewrites every row of the record as a later version of the protocol might write it.
fn from_the_future(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(from_the_future),
        Value::Object(members) => {
            if members.get("id") == Some(&json!(STRANGE)) && members.contains_key("hlc") {
                members.insert("hlc".to_owned(), json!({ "wall": "1", "logical": 2 }));
            }
            members.values_mut().for_each(from_the_future);
        }
        _ => {}
    }
}

fn rewritten<T: Serialize + DeserializeOwned>(message: &T) -> T {
    let mut value = serde_json::to_value(message).unwrap();
    from_the_future(&mut value);
    serde_json::from_str(&value.to_string()).expect("a message with an unreadable row is still read")
}

/// From now on the server's rows of one record are of a later version.
fn upgrade_server(wire: &Wire) {
    wire.intercept(|request, wire| {
        Some(wire.serve(request).map(|answer| match answer {
            Answer::Push(a) => Answer::Push(rewritten(&a)),
            Answer::Pull(a) => Answer::Pull(rewritten(&a)),
            Answer::Sync(a) => Answer::Sync(rewritten(&a)),
            Answer::Digest(a) => Answer::Digest(rewritten(&a)),
            other => other,
        }))
    });
}

fn synced(device: &CloudEngine) -> SyncReport {
    let report = device.sync(None).unwrap();
    assert_eq!((report.status, &report.error), (SyncStatus::Success, &None), "{report:?}");
    assert!(report.digests_equal, "{report:?}");
    report
}

fn put(device: &CloudEngine, id: &str, value: &str) {
    assert!(device.put("t", id, &body(value)).unwrap());
}

#[test]
fn an_unreadable_row_waits_and_the_cursor_goes_on() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    put(&b, "1", "one");
    put(&b, STRANGE, "new");
    put(&b, "2", "two");
    synced(&b);
    upgrade_server(&wire);
    let report = synced(&a);
    assert_eq!((report.parked, report.pulled, report.repaired), (1, 2, 0));
    assert_eq!((a.get("t", "1").unwrap(), a.get("t", "2").unwrap()), (Some(body("one")), Some(body("two"))));
    assert_eq!(a.get("t", STRANGE).unwrap(), None);
    let waiting = a.parked_rows().unwrap();
    assert_eq!((waiting.len(), waiting[0].id.as_str(), waiting[0].seq.as_str()), (1, STRANGE, "2"));
    assert_eq!(a.get_status().unwrap().parked, 1);
    assert_eq!(synced(&a).parked, 0, "it is not asked for again");
}

#[test]
fn unreadable_rows_of_a_staged_pull_wait_too() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    for n in 0..3_000 {
        put(&b, &n.to_string(), "x");
    }
    put(&b, STRANGE, "new");
    synced(&b);
    upgrade_server(&wire);
    let report = synced(&a);
    assert_eq!((report.parked, report.pulled), (1, 3_000));
}

#[test]
fn nobody_replaces_what_they_cannot_read() {
    let office = Office::new();
    let (a, wire) = office.device_with("a", |config, _| config.strategy = MergeStrategy::LocalWins);
    let (b, _) = office.device("b");
    put(&b, STRANGE, "old");
    synced(&b);
    synced(&a);
    put(&b, STRANGE, "new");
    synced(&b);
    upgrade_server(&wire);
    synced(&a);
    assert_eq!(a.get("t", STRANGE).unwrap(), Some(body("old")), "what is here stays");
    assert_eq!(a.explain("t", STRANGE).unwrap().state, RecordState::Parked);
    put(&a, STRANGE, "edited blindly");
    put(&a, "1", "other work");
    assert_eq!(synced(&a).pushed, 1);
    assert_eq!(office.read("t", STRANGE), Some(body("new")));
    let explanation = a.explain("t", STRANGE).unwrap();
    assert_eq!(explanation.state, RecordState::Parked);
    assert!(explanation.reason.contains("update the engine"), "{explanation:?}");
}

#[test]
fn a_conflict_with_an_unreadable_row_waits_without_going_round_in_circles() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    put(&b, STRANGE, "theirs");
    synced(&b);
    upgrade_server(&wire);
    put(&a, STRANGE, "mine");
    put(&a, "1", "other work");
    let report = synced(&a);
    assert_eq!((report.pushed, report.parked), (1, 1));
    let before = wire.requests();
    assert_eq!(synced(&a).pushed, 0);
    assert!(wire.requests() - before <= 3, "{} requests", wire.requests() - before);
    assert_eq!((a.get("t", STRANGE).unwrap(), office.read("t", STRANGE)), (Some(body("mine")), Some(body("theirs"))));
}

#[test]
fn a_newer_row_that_can_be_read_takes_the_place_of_one_that_waits() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    put(&b, STRANGE, "unreadable");
    synced(&b);
    upgrade_server(&wire);
    synced(&a);
    wire.mend();
    put(&b, STRANGE, "readable");
    synced(&b);
    synced(&a);
    assert_eq!(a.get("t", STRANGE).unwrap(), Some(body("readable")));
    assert_eq!(a.parked_rows().unwrap(), []);
}

#[test]
fn a_later_engine_reads_what_waited_without_asking_the_server_again() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    put(&b, STRANGE, "new");
    synced(&b);
    upgrade_server(&wire);
    synced(&a);
    put(&a, STRANGE, "mine");
    // What a later engine could read is, for this test, what this one can.
    let row = serde_json::to_string(&office.rows()[0]).unwrap();
    Connection::open(office.file("a")).unwrap().execute("UPDATE parked SET row = ?1", [row]).unwrap();
    let report = synced(&a);
    assert_eq!(report.conflicts_resolved, 1, "the edit made meanwhile meets it as a conflict");
    assert_eq!(a.parked_rows().unwrap(), []);
    assert_eq!(a.get("t", STRANGE).unwrap(), office.read("t", STRANGE));
}

#[test]
fn verify_asks_for_what_waits_once_more() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    put(&b, STRANGE, "new");
    synced(&b);
    upgrade_server(&wire);
    synced(&a);
    let report = a.verify(None).unwrap();
    assert!(report.is_equal, "{report:?}");
    assert_eq!(a.get_status().unwrap().parked, 1);
    wire.mend();
    assert!(a.verify(None).unwrap().is_equal);
    assert_eq!((a.get("t", STRANGE).unwrap(), a.get_status().unwrap().parked), (Some(body("new")), 0));
}
