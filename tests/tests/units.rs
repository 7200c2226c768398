//! What one `apply` wrote goes up as one: with members that are refused, held, skipped, taken back or local.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::ConflictFilter;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordChange;
use cortex_cloud::RecordState;
use cortex_cloud::Replicate;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::TablePolicy;
use cortex_cloud::clock::SystemClock;
use cortex_server::service::Config as ServiceConfig;
use cortex_tests::wire::Office;
use cortex_tests::wire::Wire;
use cortex_tests::wire::is_push;
use cortex_tests::wire::lost;
use std::sync::Arc;

fn body(value: &str) -> String {
    format!(r#"{{"v":"{value}"}}"#)
}

/// Longer than the server takes.
fn poison() -> String {
    body(&"x".repeat(100))
}

fn strict(batch_items: u32) -> Office {
    let mut config = ServiceConfig::default();
    config.limits.record_bytes = 64;
    config.limits.batch_items = batch_items;
    Office::with(Arc::new(SystemClock), config)
}

fn apply(device: &CloudEngine, rows: &[(&str, String)]) {
    let changes: Vec<_> = rows.iter().map(|(id, body)| RecordChange::put("t", *id, body)).collect();
    assert_eq!(device.apply(&changes).unwrap(), rows.len() as i64);
}

fn sync(device: &CloudEngine) -> SyncReport {
    let report = device.sync(None).unwrap();
    assert!(report.digests_equal, "{report:?}");
    report
}

fn synced(device: &CloudEngine) -> SyncReport {
    let report = sync(device);
    assert_eq!((report.status, &report.error), (SyncStatus::Success, &None), "{report:?}");
    report
}

fn read(device: &CloudEngine, id: &str) -> Option<String> {
    device.get("t", id).unwrap()
}

fn state(device: &CloudEngine, id: &str) -> RecordState {
    device.explain("t", id).unwrap().state
}

fn manual(office: &Office, name: &str) -> (CloudEngine, Arc<Wire>) {
    office.device_with(name, |config: &mut Config, _| config.strategy = MergeStrategy::Manual)
}

#[test]
fn a_refusal_of_one_record_of_a_unit_in_pieces_leaves_the_others_alone() {
    let office = strict(2);
    let (a, _) = office.device("a");
    apply(&a, &[("0", body("0")), ("1", poison()), ("2", body("2")), ("3", body("3")), ("4", body("4"))]);
    let report = sync(&a);
    assert_eq!((report.refused, report.pushed), (1, 4), "{report:?}");
    let status = a.get_status().unwrap();
    assert_eq!((status.pending, status.failed), (0, 1));
}

#[test]
fn giving_up_one_refused_record_of_a_unit_in_pieces_leaves_what_is_still_to_be_sent() {
    let office = strict(2);
    let (a, wire) = office.device("a");
    apply(&a, &[("0", poison()), ("1", body("1")), ("2", body("2")), ("3", body("3"))]);
    let mut pushes = 0;
    let engine = a.clone();
    wire.intercept(move |request, wire| {
        pushes += usize::from(is_push(request));
        // The second batch gets there while the user gives the refused record up.
        (is_push(request) && pushes == 2).then(|| {
            assert_eq!(engine.discard_failed(Some("t"), Some("0")).unwrap(), 1);
            wire.serve(request)
        })
    });
    sync(&a);
    wire.mend();
    synced(&a);
    for id in ["1", "2", "3"] {
        assert_eq!((read(&a, id), office.read("t", id)), (Some(body(id)), Some(body(id))));
        assert_eq!(state(&a, id), RecordState::Synced);
    }
    assert_eq!(read(&a, "0"), None);
}

#[test]
fn a_refused_unit_waits_as_one_and_is_given_up_as_one() {
    let office = strict(100);
    let (a, _) = office.device("a");
    apply(&a, &[("0", body("base")), ("1", body("base"))]);
    synced(&a);
    apply(&a, &[("0", body("new")), ("1", poison()), ("2", body("new"))]);
    assert_eq!(sync(&a).refused, 3);
    assert_eq!(office.read("t", "0"), Some(body("base")));
    // The unit grows by an edit, and with it is tried once more as a whole.
    apply(&a, &[("2", body("newer")), ("3", body("new"))]);
    assert_eq!(a.get_status().unwrap().failed, 0);
    assert_eq!(sync(&a).refused, 4);
    assert_eq!(a.retry_failed(Some("t"), Some("3")).unwrap(), 4);
    assert_eq!(sync(&a).refused, 4);
    assert_eq!(a.discard_failed(Some("t"), Some("3")).unwrap(), 4);
    synced(&a);
    assert_eq!((read(&a, "0"), read(&a, "1")), (Some(body("base")), Some(body("base"))));
    assert_eq!((read(&a, "2"), read(&a, "3")), (None, None));
    assert_eq!(a.conflicts(&ConflictFilter::default()).unwrap().len(), 4);
}

#[test]
fn a_unit_refused_while_another_of_its_records_was_edited_waits_with_the_edit() {
    let office = strict(100);
    let (a, wire) = office.device("a");
    apply(&a, &[("0", body("old")), ("1", poison())]);
    let engine = a.clone();
    wire.intercept_push(move |request, wire| {
        assert!(engine.put("t", "0", &body("edited")).unwrap());
        wire.serve(request)
    });
    assert_eq!(sync(&a).refused, 2);
    wire.mend();
    assert!(a.put("t", "1", &body("fine")).unwrap());
    synced(&a);
    assert_eq!((office.read("t", "0"), office.read("t", "1")), (Some(body("edited")), Some(body("fine"))));
}

#[test]
fn a_record_taken_back_while_its_unit_is_on_the_way_and_refused_is_out_of_it() {
    let office = strict(100);
    let (a, wire) = office.device("a");
    assert!(a.put("t", "0", &body("base")).unwrap());
    synced(&a);
    apply(&a, &[("0", body("new")), ("1", poison()), ("2", body("new"))]);
    let engine = a.clone();
    wire.intercept_push(move |request, wire| {
        assert!(engine.put("t", "0", &body("base")).unwrap());
        assert!(engine.delete("t", "2").unwrap());
        wire.serve(request)
    });
    sync(&a);
    wire.mend();
    let failed: Vec<_> = a.failed_mutations().unwrap().into_iter().map(|f| f.id).collect();
    assert_eq!(failed, ["1"]);
    assert_eq!(state(&a, "0"), RecordState::Synced);
    assert_eq!(a.discard_failed(None, None).unwrap(), 1);
    synced(&a);
    assert_eq!((read(&a, "0"), read(&a, "1"), read(&a, "2")), (Some(body("base")), None, None));
}

#[test]
fn a_record_taken_back_while_its_unit_is_on_the_way_and_accepted_goes_up_again() {
    for is_lost in [false, true] {
        let office = Office::new();
        let (a, wire) = office.device("a");
        assert!(a.put("t", "0", &body("base")).unwrap());
        synced(&a);
        apply(&a, &[("0", body("new")), ("1", body("new"))]);
        let engine = a.clone();
        wire.intercept_push(move |request, wire| {
            assert!(engine.put("t", "0", &body("base")).unwrap());
            assert!(engine.delete("t", "1").unwrap());
            let answer = wire.serve(request);
            if is_lost { Err(lost()) } else { answer }
        });
        a.sync(None).unwrap();
        wire.mend();
        synced(&a);
        assert_eq!((read(&a, "0"), office.read("t", "0")), (Some(body("base")), Some(body("base"))));
        assert_eq!((read(&a, "1"), office.read("t", "1")), (None, None));
        assert_eq!(a.get_status().unwrap().pending, 0);
    }
}

#[test]
fn a_refused_unit_with_a_held_record_is_given_up_whole_and_its_conflict_with_it() {
    let office = strict(100);
    let ((a, _), (b, _)) = (manual(&office, "a"), office.device("b"));
    apply(&a, &[("0", body("base")), ("1", body("base"))]);
    synced(&a);
    synced(&b);
    apply(&a, &[("0", body("mine")), ("1", poison())]);
    assert_eq!(sync(&a).refused, 2);
    assert!(b.put("t", "0", &body("theirs")).unwrap());
    synced(&b);
    assert_eq!(sync(&a).conflicts_waiting, 1);
    assert_eq!(a.discard_failed(Some("t"), Some("1")).unwrap(), 2);
    assert_eq!((read(&a, "0"), read(&a, "1")), (Some(body("theirs")), Some(body("base"))));
    assert_eq!(synced(&a).conflicts_waiting, 0);
    assert_eq!(a.get_status().unwrap().pending, 0);
    let log = a.conflicts(&ConflictFilter::default()).unwrap();
    assert!(log.iter().any(|entry| entry.local.body == Some(body("mine"))), "{log:?}");
}

#[test]
fn a_unit_whose_record_takes_a_new_stamp_on_top_of_a_greater_one_still_goes_up_as_one() {
    let office = Office::new();
    let (b, _) = office.device("b");
    let (a, wire) = office.device_with("a", |config, environment| {
        config.strategy = MergeStrategy::LocalWins;
        environment.clock = Some(cortex_tests::clock::TestClock::ahead(-200));
    });
    apply(&a, &[("0", body("base")), ("1", body("base"))]);
    synced(&a);
    synced(&b);
    apply(&a, &[("0", body("mine")), ("1", body("mine"))]);
    assert!(b.put("t", "0", &body("theirs")).unwrap());
    synced(&b);
    synced(&a);
    let own: Vec<_> = office.rows().into_iter().map(|row| (row.id, row.body.map(|b| b.text().to_owned()))).collect();
    assert_eq!(own, [("0".to_owned(), Some(body("mine"))), ("1".to_owned(), Some(body("mine")))]);
    drop(wire);
    synced(&b);
    assert_eq!((read(&b, "0"), read(&b, "1")), (Some(body("mine")), Some(body("mine"))));
}

#[test]
fn a_member_of_a_local_table_stays_and_holds_nothing_back() {
    let office = Office::new();
    let (a, _) = office.device("a");
    let local = TablePolicy { replicate: Replicate::Local, ..TablePolicy::default() };
    let change = |value: &str| [RecordChange::put("t", "0", body(value)), RecordChange::put("own", "0", body(value))];
    a.set_table_policy("own", &local).unwrap();
    assert_eq!(a.apply(&change("one")).unwrap(), 2);
    synced(&a);
    assert_eq!((office.read("t", "0"), office.read("own", "0")), (Some(body("one")), None));
    // The table leaves while the unit waits, and comes back while it is on its way.
    a.set_table_policy("own", &TablePolicy::default()).unwrap();
    assert_eq!(a.apply(&change("two")).unwrap(), 2);
    a.set_table_policy("own", &local).unwrap();
    synced(&a);
    assert_eq!((office.read("t", "0"), office.read("own", "0")), (Some(body("two")), None));
    a.set_table_policy("own", &TablePolicy::default()).unwrap();
    synced(&a);
    assert_eq!(office.read("own", "0"), Some(body("two")));
}

#[test]
fn a_table_that_leaves_and_comes_back_while_its_unit_is_refused_tries_again() {
    let office = strict(100);
    let (a, _) = office.device("a");
    let local = TablePolicy { replicate: Replicate::Local, ..TablePolicy::default() };
    let changes = [RecordChange::put("t", "0", body("x")), RecordChange::put("own", "0", poison())];
    assert_eq!(a.apply(&changes).unwrap(), 2);
    assert_eq!(sync(&a).refused, 2);
    a.set_table_policy("own", &local).unwrap();
    assert_eq!(a.retry_failed(None, None).unwrap(), 1);
    synced(&a);
    assert_eq!(office.read("t", "0"), Some(body("x")));
    assert_eq!(a.get("own", "0").unwrap(), Some(poison()));
    a.set_table_policy("own", &TablePolicy::default()).unwrap();
    assert_eq!(sync(&a).refused, 1);
}
