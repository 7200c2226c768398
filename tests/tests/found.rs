//! What the simulator has found, each as the shortest story that shows it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::ConflictFilter;
use cortex_cloud::Replicate;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::TablePolicy;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::Request;
use cortex_tests::wire::Office;
use cortex_tests::wire::is_push;
use cortex_tests::wire::lost;

const T: &str = "t";

fn body(value: &str) -> String {
    format!(r#"{{"v":"{value}"}}"#)
}

fn put(device: &CloudEngine, id: &str, value: &str) {
    assert!(device.put(T, id, &body(value)).unwrap());
}

fn synced(device: &CloudEngine) -> SyncReport {
    let report = device.sync(None).unwrap();
    assert_eq!((report.status, &report.error), (SyncStatus::Success, &None), "{report:?}");
    assert!(report.digests_equal, "{report:?}");
    report
}

fn go(device: &CloudEngine, replicate: Replicate) {
    device.set_table_policy(T, &TablePolicy { replicate, ..TablePolicy::default() }).unwrap();
}

/// A device whose push of `t/1` got through and was not answered.
fn with_a_push_on_its_way(office: &Office) -> CloudEngine {
    let (device, wire) = office.device("a");
    put(&device, "1", "sent");
    wire.intercept_push(|request, wire| {
        wire.serve(request).unwrap();
        Err(lost())
    });
    assert_eq!(device.push(None).unwrap().status, SyncStatus::Offline);
    wire.mend();
    device
}

#[test]
fn an_edit_made_while_a_push_is_on_its_way_goes_up_after_its_table_was_local() {
    let office = Office::new();
    let device = with_a_push_on_its_way(&office);
    put(&device, "1", "edited");
    go(&device, Replicate::Local);
    go(&device, Replicate::Cloud);
    synced(&device);
    assert_eq!(office.read(T, "1"), Some(body("edited")));
    assert_eq!(device.get_status().unwrap().pending, 0);
}

#[test]
fn a_delete_of_what_is_on_its_way_goes_up_after_its_table_was_local() {
    let office = Office::new();
    let device = with_a_push_on_its_way(&office);
    go(&device, Replicate::Local);
    assert!(device.delete(T, "1").unwrap());
    go(&device, Replicate::Cloud);
    synced(&device);
    assert_eq!((office.read(T, "1"), device.get(T, "1").unwrap()), (None, None));
}

#[test]
fn a_tombstone_that_is_collected_between_its_listing_and_its_row_is_a_delete() {
    let office = Office::new();
    let ((a, _), (b, wire)) = (office.device("a"), office.device("b"));
    put(&a, "1", "one");
    put(&a, "2", "two");
    synced(&a);
    synced(&b);
    // B is away for longer than deletes are kept: for one of them, so that it compares everything.
    assert!(a.delete(T, "2").unwrap());
    synced(&a);
    office.forget_deletes();
    assert!(a.delete(T, "1").unwrap());
    synced(&a);
    let store = office.service();
    wire.intercept(move |request, _| {
        if matches!(request, Request::Digest(r) if !r.records.is_empty()) {
            cortex_server::admin::collect_tombstones(store.store(), "team", 4).unwrap();
        }
        None
    });
    let report = synced(&b);
    assert_eq!((b.get(T, "1").unwrap(), b.get(T, "2").unwrap()), (None, None));
    assert_eq!(report.repaired, 0, "it is found by the comparison, not by the digests after it: {report:?}");
}

#[test]
fn a_page_that_answers_an_earlier_request_is_refused_and_changes_nothing() {
    let office = Office::new();
    let ((a, _), (b, wire)) = (office.device("a"), office.device("b"));
    put(&a, "1", "one");
    synced(&a);
    // What B hears at the head: nothing new, and the head.
    synced(&b);
    let cursor_of_b = b.get_status().unwrap().cursor_seq;
    put(&a, "2", "two");
    synced(&a);
    let nothing = wire.serve(&Request::Pull(cortex_cloud::transport::protocol::PullRequest {
        cursor: match wire.serve(&Request::Pull(Default::default())).unwrap() {
            Answer::Pull(page) => Some(page.next_cursor),
            other => panic!("{other:?}"),
        },
        ..Default::default()
    }));
    let nothing = nothing.unwrap();
    wire.intercept(move |request, _| matches!(request, Request::Pull(_)).then(|| Ok(nothing.clone())));
    let report = b.sync(None).unwrap();
    assert_eq!(report.status, SyncStatus::Refused, "{report:?}");
    assert_eq!(report.error.unwrap().code(), "protocol.malformed");
    assert_eq!(b.get_status().unwrap().cursor_seq, cursor_of_b, "the cursor passes nothing that was not seen");
    wire.mend();
    synced(&b);
    assert_eq!(b.get(T, "2").unwrap(), Some(body("two")));
}

#[test]
fn a_verify_that_is_cut_off_says_nothing_of_equality() {
    let office = Office::new();
    let (a, wire) = office.device("a");
    put(&a, "1", "one");
    synced(&a);
    wire.intercept(|request, _| matches!(request, Request::Digest(_)).then(|| Err(lost())));
    let report = a.verify(None).unwrap();
    assert!(!report.is_equal, "{report:?}");
    wire.mend();
    assert!(a.verify(None).unwrap().is_equal);
}

/// A copy of the closed file of `a`, as a device of its own.
fn copied(office: &Office, a: CloudEngine) -> (CloudEngine, CloudEngine) {
    a.close();
    drop(a);
    std::fs::copy(office.file("a"), office.file("copy")).unwrap();
    (office.device("a").0, office.device("copy").0)
}

#[test]
fn a_delete_by_a_copy_of_what_was_on_its_way_meets_what_became_of_it_after_its_table_was_local() {
    let office = Office::new();
    let (a, copy) = copied(&office, with_a_push_on_its_way(&office));
    synced(&a);
    put(&a, "1", "edited");
    synced(&a);
    assert!(copy.delete(T, "1").unwrap());
    go(&copy, Replicate::Local);
    synced(&copy);
    go(&copy, Replicate::Cloud);
    synced(&copy);
    synced(&a);
    assert_eq!(a.get(T, "1").unwrap(), copy.get(T, "1").unwrap());
    let log = copy.conflicts(&ConflictFilter::default()).unwrap();
    let sides: Vec<_> = log.iter().map(|c| (c.local.body.clone(), c.remote.body.clone())).collect();
    assert_eq!(sides, [(None, Some(body("edited")))], "neither the delete nor the edit is gone");
}

#[test]
fn a_copy_that_had_seen_a_state_before_its_table_was_local_may_replace_it() {
    let office = Office::new();
    let (a, _) = office.device("a");
    put(&a, "1", "one");
    let (a, copy) = copied(&office, a);
    go(&copy, Replicate::Local);
    put(&copy, "1", "other");
    synced(&a);
    // The copy hears of the state that it was made with.
    synced(&copy);
    assert!(copy.delete(T, "1").unwrap());
    go(&copy, Replicate::Cloud);
    synced(&copy);
    synced(&a);
    assert_eq!((a.get(T, "1").unwrap(), copy.get(T, "1").unwrap()), (None, None));
    assert_eq!(copy.conflicts(&ConflictFilter::default()).unwrap(), []);
}

#[test]
fn whoever_writes_during_a_sync_whose_cursor_has_expired_gets_to_the_end_of_it() {
    let office = Office::new();
    let ((a, _), (b, wire)) = (office.device("a"), office.device("b"));
    synced(&b);
    put(&a, "1", "one");
    synced(&a);
    assert!(a.delete(T, "1").unwrap());
    synced(&a);
    office.forget_deletes();
    put(&b, "first", "of many");
    let (writer, mut written) = (b.clone(), 0);
    wire.intercept(move |request, _| {
        if is_push(request) && written < 12 {
            written += 1;
            put(&writer, &format!("n{written}"), "meanwhile");
        }
        None
    });
    synced(&b);
    assert_eq!(b.get_status().unwrap().pending, 0);
}
