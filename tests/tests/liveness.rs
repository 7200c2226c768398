//! That the engine goes on and says truly how it is doing: beside busy listeners, other writers, servers that ask for
//! patience, and files with much to mend.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CancelToken;
use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::CloudStatus;
use cortex_cloud::Config;
use cortex_cloud::RecordBody;
use cortex_cloud::SyncStatus;
use cortex_cloud::clock::Clock;
use cortex_cloud::clock::SystemClock;
use cortex_cloud::transport::error::Cause;
use cortex_cloud::transport::error::TransportError;
use cortex_cloud::transport::protocol::Request;
use cortex_cloud::transport::protocol::SyncRequest;
use cortex_cloud::transport::protocol::code;
use cortex_tests::clock::TestClock;
use cortex_tests::patience::wait_until;
use cortex_tests::wire::Office;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;

const HOUR: i64 = 3_600_000;

fn body(value: usize) -> String {
    format!(r#"{{"v":{value}}}"#)
}

#[test]
fn cancelling_a_listener_that_holds_the_last_handle_returns() {
    let folder = tempfile::tempdir().unwrap();
    let engine = CloudEngine::open(Config::new(folder.path().join("a"))).unwrap();
    let held = engine.clone();
    let subscription = engine.subscribe(move |_| drop(held.get_status())).unwrap();
    drop(engine);
    let cancelling = thread::spawn(move || subscription.cancel());
    wait_until("the subscription is cancelled", || cancelling.is_finished());
    cancelling.join().unwrap();
}

#[test]
fn a_listener_that_is_always_busy_does_not_starve_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let engine = CloudEngine::open(Config::new(folder.path().join("a"))).unwrap();
    let heard = Arc::new(AtomicBool::new(false));
    let (writer, is_heard) = (engine.clone(), Arc::clone(&heard));
    let rounds = AtomicBool::new(false);
    // Every event it hears makes the next one, so it is never without.
    let busy = engine.subscribe(move |_| {
        if !is_heard.load(Ordering::SeqCst) {
            let other = rounds.fetch_not(Ordering::SeqCst);
            writer.put("t", "x", &body(usize::from(other))).unwrap();
        }
    });
    let sets = Arc::clone(&heard);
    let patient = engine.subscribe(move |_| sets.store(true, Ordering::SeqCst));
    engine.put("t", "x", &body(2)).unwrap();
    wait_until("the second listener hears something", || heard.load(Ordering::SeqCst));
    busy.unwrap().cancel();
    patient.unwrap().cancel();
}

#[test]
fn local_writes_do_not_hurry_a_server_that_asked_to_wait() {
    let office = Office::new();
    let ((a, wire), (witness, _)) = (office.device("a"), office.device("witness"));
    wire.intercept(|_, _| Some(Err(TransportError::from_status(429, None, Some(60_000)))));
    a.start().unwrap();
    let is_asked = || matches!(a.get_status().unwrap().last_error, Some(CloudError::Throttled { .. }));
    wait_until("the server has asked to wait", is_asked);
    witness.start().unwrap();
    // As long as another device needs to send its writes one by one, this one had the time to ask again.
    for i in 0..5 {
        a.put("t", "x", &body(i)).unwrap();
        witness.put("t", "y", &body(i)).unwrap();
        wait_until("the witness's write is up", || office.read("t", "y") == Some(body(i)));
    }
    assert_eq!(wire.requests(), 1);
    assert_eq!(a.get_status().unwrap().pending, 1);
    a.stop().unwrap();
    witness.stop().unwrap();
}

#[test]
fn a_file_opens_while_another_process_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let first = CloudEngine::open(Config::new(&path)).unwrap();
    first.put("t", "x", &body(1)).unwrap();
    first.close();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let engine = CloudEngine::open(Config::new(&path)).unwrap();
    assert_eq!(engine.get("t", "x").unwrap(), Some(body(1)));
}

#[test]
fn going_offline_during_a_sync_outlasts_its_end() {
    let office = Office::new();
    let (a, wire) = office.device("a");
    let engine = a.clone();
    wire.intercept(move |request, wire| {
        let Request::Pull(_) = request else { return None };
        let answer = wire.serve(request);
        engine.go_offline().unwrap();
        Some(answer)
    });
    a.sync(None).unwrap();
    assert_eq!(a.get_status().unwrap().status, CloudStatus::Offline);
    wire.mend();
}

#[test]
fn only_a_sync_that_ends_in_success_counts_as_the_last() {
    let office = Office::new();
    let (a, wire) = office.device("a");
    wire.intercept(|request, _| {
        matches!(request, Request::Pull(_)).then(|| Err(TransportError::from_status(410, None, None)))
    });
    assert_eq!(a.sync(None).unwrap().status, SyncStatus::Refused);
    assert_eq!(a.get_status().unwrap().last_sync_at, None);
    wire.mend();
    assert_eq!(a.sync(None).unwrap().status, SyncStatus::Success);
    assert!(a.get_status().unwrap().last_sync_at.is_some());
}

#[test]
fn a_full_space_is_still_verified() {
    let office = Office::new();
    let (a, _) = office.device("a");
    a.put("t", "x", &body(0)).unwrap();
    assert_eq!(a.sync(None).unwrap().status, SyncStatus::Success);
    office.limit_records(Some(1));
    a.put("t", "y", &body(0)).unwrap();
    let report = a.verify(None).unwrap();
    assert!(report.is_equal, "{report:?}");
    assert_eq!((report.records, report.repaired), (1, 0));
    assert_eq!((report.sync.status, report.sync.over_quota), (SyncStatus::Partial, 1));
    assert!(matches!(report.sync.error, Some(CloudError::Quota { .. })), "{report:?}");
    let status = a.get_status().unwrap();
    assert_eq!((status.pending, status.failed), (1, 0));
}

#[test]
fn large_records_are_all_repaired_by_one_verify() {
    let office = Office::new();
    let (a, _) = office.device("a");
    let pad = "x".repeat(900_000);
    // More than one answer of the server holds.
    let large = |i: usize| format!(r#"{{"pad":"{pad}","v":{i}}}"#);
    for i in 0..20 {
        a.put("t", &format!("r{i}"), &large(i)).unwrap();
    }
    assert_eq!(a.sync(None).unwrap().status, SyncStatus::Success);
    let rot = Connection::open(office.file("a")).unwrap();
    rot.execute(r#"UPDATE records SET body = '{"rot":1}'"#, []).unwrap();
    drop(rot);

    let report = a.verify(None).unwrap();
    assert!(report.is_equal, "{report:?}");
    assert_eq!((report.records, report.repaired, report.sync.status), (20, 20, SyncStatus::Success));
    for i in 0..20 {
        assert_eq!(a.get("t", &format!("r{i}")).unwrap(), Some(large(i)));
    }
}

#[test]
fn stamps_from_a_clock_far_ahead_are_made_anew_in_their_order() {
    let office = Office::new();
    let ahead: Arc<dyn Clock> = TestClock::ahead(HOUR);
    let (a, _) = office.device_with("a", |_, environment| environment.clock = Some(ahead));
    let rows: Vec<RecordBody> = (0..300).map(|i| RecordBody::new(format!("r{i:03}"), body(i))).collect();
    a.put_many("t", &rows, None).unwrap();
    let report = a.sync(None).unwrap();
    assert_eq!((report.status, report.pushed, report.refused), (SyncStatus::Success, 300, 0), "{report:?}");
    let status = a.get_status().unwrap();
    assert_eq!((status.pending, status.failed), (0, 0));

    let mut there = office.rows();
    there.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(there.len(), 300);
    assert!(there.is_sorted_by(|one, next| one.hlc < next.hlc));
    let latest = SystemClock.now_ms() + HOUR / 2;
    assert!(there.iter().all(|row| row.hlc.ms() < latest));
}

#[test]
fn a_server_that_always_says_forked_is_given_one_new_identity() {
    let office = Office::new();
    let (a, wire) = office.device("a");
    a.put("t", "x", &body(1)).unwrap();
    let identities = Arc::new(Mutex::new(BTreeSet::new()));
    let (seen, cancel) = (Arc::clone(&identities), CancelToken::new());
    let enough = cancel.clone();
    let mut pushes = 0;
    wire.intercept(move |request, _| {
        let (Request::Push(push) | Request::Sync(SyncRequest { push, .. })) = request else {
            return None;
        };
        seen.lock().unwrap().insert(push.device_id.clone());
        pushes += 1;
        if pushes > 20 {
            // Else a sync that never gives up would hang the test.
            enough.cancel();
        }
        Some(Err(TransportError::new(Cause::Conflict, code::DEVICE_FORKED, "another file has this identity")))
    });
    let report = a.sync(Some(&cancel)).unwrap();
    assert_eq!(report.status, SyncStatus::Refused, "{report:?}");
    assert!(matches!(report.error, Some(CloudError::Conflict { .. })), "{report:?}");
    assert_eq!(wire.requests(), 3, "a handshake and two pushes");
    assert_eq!(identities.lock().unwrap().len(), 2);
    let status = a.get_status().unwrap();
    assert_eq!((status.pending, status.failed), (1, 0));

    wire.mend();
    assert_eq!(a.sync(None).unwrap().status, SyncStatus::Success);
    assert_eq!(office.read("t", "x"), Some(body(1)));
}
