//! What the simulator has found, each as the shortest story that shows it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::ConflictCause;
use cortex_cloud::ConflictEntry;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::Replicate;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::TablePolicy;
use cortex_cloud::Winner;
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

/// Both bodies of each conflict, this file's first.
fn sides(log: &[ConflictEntry]) -> Vec<(Option<String>, Option<String>)> {
    log.iter().map(|conflict| (conflict.local.body.clone(), conflict.remote.body.clone())).collect()
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
    assert_eq!(sides(&log), [(None, Some(body("edited")))], "neither the delete nor the edit is gone");
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
fn a_copy_that_met_its_own_state_when_its_table_had_become_local_may_delete_it() {
    let office = Office::new();
    let (a, _) = office.device("a");
    put(&a, "1", "one");
    a.close();
    drop(a);
    std::fs::copy(office.file("a"), office.file("copy")).unwrap();
    let ((a, _), (copy, wire)) = (office.device("a"), office.device("copy"));
    synced(&a);
    // The server tells the copy apart, which sends the same under its own name; meanwhile its user goes on.
    let (user, mut has_gone_on) = (copy.clone(), false);
    wire.intercept(move |request, _| {
        if is_push(request) && !has_gone_on {
            has_gone_on = true;
            put(&user, "1", "other");
            go(&user, Replicate::Local);
        }
        None
    });
    synced(&copy);
    wire.mend();
    assert!(copy.delete(T, "1").unwrap());
    go(&copy, Replicate::Cloud);
    synced(&copy);
    synced(&a);
    assert_eq!((a.get(T, "1").unwrap(), copy.get(T, "1").unwrap()), (None, None));
    assert_eq!(copy.conflicts(&ConflictFilter::default()).unwrap(), []);
}

#[test]
fn a_delete_of_what_a_table_took_along_is_not_dropped_for_what_a_copy_made_of_it() {
    let office = Office::new();
    let (a, _) = office.device("a");
    put(&a, "1", "one");
    let (a, copy) = copied(&office, a);
    go(&copy, Replicate::Local);
    synced(&a);
    put(&a, "1", "edited");
    synced(&a);
    synced(&copy);
    assert!(copy.delete(T, "1").unwrap());
    go(&copy, Replicate::Cloud);
    synced(&copy);
    synced(&a);
    assert_eq!(a.get(T, "1").unwrap(), copy.get(T, "1").unwrap());
    let log = copy.conflicts(&ConflictFilter::default()).unwrap();
    assert_eq!(sides(&log), [(None, Some(body("edited")))], "neither the delete nor the edit is gone");
}

#[test]
fn what_a_restored_server_has_lost_is_kept_by_a_device_whose_table_is_local() {
    let office = Office::new();
    let ((a, _), (b, _)) = (office.device("a"), office.device("b"));
    put(&a, "1", "one");
    synced(&a);
    go(&b, Replicate::Local);
    synced(&b);
    put(&b, "1", "private");
    let backup = office.back_up();
    put(&a, "1", "edited");
    put(&a, "2", "new");
    synced(&a);
    synced(&b);
    office.restore(&backup);
    // A is never seen again.
    a.close();
    synced(&b);
    assert_eq!((b.get(T, "1").unwrap(), b.get(T, "2").unwrap()), (Some(body("private")), None));
    let mut log = b.conflicts(&ConflictFilter::default()).unwrap();
    log.sort_by(|one, other| one.id.cmp(&other.id));
    let kept = |value: &str| Some(body(value));
    assert_eq!(sides(&log), [(kept("private"), kept("edited")), (None, kept("new"))]);
    assert!(log.iter().all(|c| c.cause == ConflictCause::ServerRestored && c.winner == Some(Winner::Local)));
    assert!(b.restore(log[1].conflict_id, ConflictSide::Remote).unwrap());
    assert_eq!(b.get(T, "2").unwrap(), kept("new"));
}

#[test]
fn a_delete_collected_on_the_server_is_left_to_the_reconcile_by_a_table_that_has_become_local() {
    let office = Office::new();
    let ((a, _), (b, wire)) = (office.device("a"), office.device("b"));
    put(&a, "1", "one");
    synced(&a);
    synced(&b);
    assert!(a.delete(T, "1").unwrap());
    put(&a, "2", "two");
    synced(&a);
    office.forget_deletes();
    put(&b, "1", "edited");
    let user = b.clone();
    wire.intercept_push(move |request, wire| {
        go(&user, Replicate::Local);
        wire.serve(request)
    });
    // Its cursor has expired: the reconcile is cut off.
    assert_ne!(b.push(None).unwrap().pushed, 1);
    assert!(b.delete(T, "1").unwrap());
    go(&b, Replicate::Cloud);
    let record = b.get_record(T, "1").unwrap();
    assert!(record.is_none_or(|r| !r.synced), "nothing of the server's is shown ahead of its turn");
    assert_eq!(b.get_status().unwrap().pending, 1);
    synced(&b);
    synced(&a);
    assert_eq!((a.get(T, "1").unwrap(), b.get(T, "1").unwrap()), (None, None));
    assert_eq!(b.get_status().unwrap().pending, 0);
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
