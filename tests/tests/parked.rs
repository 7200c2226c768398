//! A server newer than this engine sends rows it cannot read. They wait; everything else goes on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordState;
use cortex_cloud::Replicate;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::TablePolicy;
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

/// A has synced; then the record's row came unreadable, and everything else goes on.
fn waiting(office: &Office) -> (CloudEngine, std::sync::Arc<Wire>, CloudEngine) {
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    put(&b, STRANGE, "new");
    synced(&b);
    upgrade_server(&wire);
    synced(&a);
    assert_eq!(a.get_status().unwrap().parked, 1);
    (a, wire, b)
}

#[test]
fn what_was_deleted_and_forgotten_meanwhile_waits_no_longer() {
    let office = Office::new();
    let (a, _wire, b) = waiting(&office);
    b.delete("t", STRANGE).unwrap();
    put(&b, "1", "one");
    synced(&b);
    office.forget_deletes();
    synced(&a);
    synced(&a);
    assert_eq!(a.parked_rows().unwrap(), []);
    assert_eq!(a.get("t", "1").unwrap(), Some(body("one")));
}

#[test]
fn a_delete_that_only_the_comparison_names_takes_what_waits_along() {
    let office = Office::new();
    let (a, wire, b) = waiting(&office);
    put(&b, "1", "one");
    synced(&b);
    b.delete("t", "1").unwrap();
    synced(&b);
    office.forget_deletes();
    b.delete("t", STRANGE).unwrap();
    synced(&b);
    // Even a delete may come in words that are not read yet.
    synced(&a);
    assert_eq!(a.parked_rows().unwrap().len(), 1);
    wire.mend();
    assert!(a.verify(None).unwrap().is_equal);
    synced(&a);
    assert_eq!(a.parked_rows().unwrap(), []);
}

#[test]
fn a_base_under_a_row_that_waits_goes_with_it_when_both_were_deleted_and_forgotten() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    put(&b, STRANGE, "old");
    synced(&b);
    synced(&a);
    put(&b, STRANGE, "new");
    synced(&b);
    upgrade_server(&wire);
    synced(&a);
    b.delete("t", STRANGE).unwrap();
    synced(&b);
    office.forget_deletes();
    synced(&a);
    synced(&a);
    assert_eq!((a.get("t", STRANGE).unwrap(), a.parked_rows().unwrap().len()), (None, 0));
}

#[test]
fn a_row_that_a_restored_server_lost_goes_up_once_it_can_be_read() {
    let office = Office::new();
    let (a, wire, b) = {
        let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
        put(&b, "1", "one");
        synced(&b);
        let backup = office.back_up();
        put(&b, STRANGE, "new");
        synced(&b);
        upgrade_server(&wire);
        synced(&a);
        office.restore(&backup);
        (a, wire, b)
    };
    drop(b);
    synced(&a);
    synced(&a);
    assert_eq!(a.get_status().unwrap().parked, 1, "nobody else may have it any more");
    wire.mend();
    // What a later engine could read is, for this test, what this one can.
    let file = Connection::open(office.file("a")).unwrap();
    let row: String = file.query_row("SELECT row FROM parked", [], |r| r.get(0)).unwrap();
    let mut row: Value = serde_json::from_str(&row).unwrap();
    row["hlc"] = json!("1");
    file.execute("UPDATE parked SET row = ?1", [row.to_string()]).unwrap();
    synced(&a);
    synced(&a);
    assert_eq!(a.parked_rows().unwrap(), []);
    assert_eq!((a.get("t", STRANGE).unwrap(), office.read("t", STRANGE)), (Some(body("new")), Some(body("new"))));
}

#[test]
fn a_state_lost_by_a_restored_server_goes_up_once_the_older_row_can_be_read() {
    for edit in [false, true] {
        let office = Office::new();
        let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
        put(&a, STRANGE, "old");
        synced(&a);
        synced(&b);
        let backup = office.back_up();
        put(&a, STRANGE, "lost");
        synced(&a);
        office.restore(&backup);
        upgrade_server(&wire);
        if edit {
            put(&a, STRANGE, "edited");
        }
        synced(&a);
        assert_eq!(office.read("t", STRANGE), Some(body("old")));
        wire.mend();
        assert!(a.verify(None).unwrap().is_equal);
        synced(&a);
        let expected = Some(body(if edit { "edited" } else { "lost" }));
        assert_eq!((a.get("t", STRANGE).unwrap(), office.read("t", STRANGE)), (expected.clone(), expected));
        assert_eq!(a.explain("t", STRANGE).unwrap().state, RecordState::Synced);
    }
}

#[test]
fn a_delete_lost_by_a_restored_server_is_not_undone_by_a_row_that_waited() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    put(&a, STRANGE, "old");
    synced(&a);
    synced(&b);
    let backup = office.back_up();
    a.delete("t", STRANGE).unwrap();
    synced(&a);
    office.restore(&backup);
    upgrade_server(&wire);
    synced(&a);
    wire.mend();
    assert!(a.verify(None).unwrap().is_equal);
    synced(&a);
    assert_eq!((a.get("t", STRANGE).unwrap(), office.read("t", STRANGE)), (None, None));
}

#[test]
fn a_row_that_waits_stays_right_while_its_table_leaves_and_comes_back() {
    let office = Office::new();
    let (a, wire, b) = waiting(&office);
    let policy = |replicate| TablePolicy { replicate, ..TablePolicy::default() };
    a.set_table_policy("t", &policy(Replicate::Local)).unwrap();
    put(&a, STRANGE, "mine");
    put(&b, "1", "one");
    synced(&b);
    synced(&a);
    a.set_table_policy("t", &policy(Replicate::Cloud)).unwrap();
    synced(&a);
    assert_eq!(office.read("t", STRANGE), Some(body("new")), "nobody replaces what they cannot read");
    wire.mend();
    assert!(a.verify(None).unwrap().is_equal);
    synced(&a);
    assert_eq!(a.conflicts(&ConflictFilter::default()).unwrap().len(), 1);
    assert_eq!(a.get("t", STRANGE).unwrap(), office.read("t", STRANGE));
}

#[test]
fn refused_work_given_up_while_a_row_waits_leaves_everything_right() {
    let mut config = cortex_server::service::Config::default();
    config.limits.record_bytes = 64;
    let office = Office::with(std::sync::Arc::new(cortex_cloud::clock::SystemClock), config);
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    put(&a, STRANGE, "base");
    synced(&a);
    synced(&b);
    put(&a, STRANGE, &"x".repeat(100));
    assert_eq!(a.sync(None).unwrap().refused, 1);
    put(&b, STRANGE, "new");
    synced(&b);
    upgrade_server(&wire);
    synced(&a);
    assert_eq!((a.get_status().unwrap().parked, a.discard_failed(None, None).unwrap()), (1, 1));
    assert_eq!(a.get("t", STRANGE).unwrap(), Some(body("base")));
    let given_up = a.conflicts(&ConflictFilter::default()).unwrap()[0].conflict_id;
    synced(&a);
    assert!(a.restore(given_up, ConflictSide::Local).unwrap());
    synced(&a);
    assert_eq!(a.explain("t", STRANGE).unwrap().state, RecordState::Parked);
    put(&a, STRANGE, "base");
    synced(&a);
    wire.mend();
    assert!(a.verify(None).unwrap().is_equal);
    synced(&a);
    assert_eq!((a.get("t", STRANGE).unwrap(), a.get_status().unwrap().parked), (Some(body("new")), 0));
}

#[test]
fn an_open_conflict_and_a_row_that_waits_are_settled_one_after_the_other() {
    let office = Office::new();
    let (a, wire) = office.device_with("a", |config, _| config.strategy = MergeStrategy::Manual);
    let (b, _) = office.device("b");
    put(&a, STRANGE, "base");
    synced(&a);
    synced(&b);
    put(&a, STRANGE, "mine");
    put(&b, STRANGE, "theirs");
    synced(&b);
    synced(&a);
    put(&b, STRANGE, "newer");
    synced(&b);
    upgrade_server(&wire);
    synced(&a);
    a.resolve_conflict("t", STRANGE, MergeStrategy::RemoteWins).unwrap();
    assert_eq!(a.get("t", STRANGE).unwrap(), Some(body("theirs")));
    put(&a, STRANGE, "mine again");
    synced(&a);
    assert_eq!(office.read("t", STRANGE), Some(body("newer")));
    wire.mend();
    assert!(a.verify(None).unwrap().is_equal);
    let open = a.conflicts(&ConflictFilter { open_only: true, ..ConflictFilter::default() }).unwrap();
    assert_eq!((open.len(), open[0].remote.body.clone()), (1, Some(body("newer"))));
    a.resolve_conflict("t", STRANGE, MergeStrategy::LocalWins).unwrap();
    synced(&a);
    assert_eq!(office.read("t", STRANGE), Some(body("mine again")));
}
