//! A server restored from a backup, and devices that were away for longer than deletes are kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::ConflictCause;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordBody;
use cortex_cloud::Replicate;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::TablePolicy;
use cortex_cloud::transport::error::TransportError;
use cortex_cloud::transport::protocol::Request;
use cortex_tests::patience::next_millisecond;
use cortex_tests::wire::Office;
use cortex_tests::wire::Wire;
use cortex_tests::wire::is_push;
use cortex_tests::wire::lost;
use std::sync::Arc;

fn body(value: &str) -> String {
    format!(r#"{{"v":"{value}"}}"#)
}

fn write(device: &CloudEngine, id: &str, value: &str) {
    next_millisecond();
    assert!(device.put("t", id, &body(value)).unwrap());
}

fn erase(device: &CloudEngine, id: &str) {
    next_millisecond();
    assert!(device.delete("t", id).unwrap());
}

fn read(device: &CloudEngine, id: &str) -> Option<String> {
    device.get("t", id).unwrap()
}

fn synced(device: &CloudEngine) -> SyncReport {
    let report = device.sync(None).unwrap();
    assert_eq!((report.status, &report.error), (SyncStatus::Success, &None), "{report:?}");
    assert!(report.digests_equal, "{report:?}");
    assert_eq!(report.repaired, 0, "{report:?}");
    report
}

/// Lets everything settle; then all have the same and nothing waits.
fn settled(office: &Office, devices: &[&CloudEngine], id: &str, value: Option<&str>) {
    for _ in 0..3 {
        devices.iter().for_each(|device| drop(synced(device)));
    }
    let value = value.map(body);
    assert_eq!(office.read("t", id), value, "the server");
    for device in devices {
        assert_eq!(read(device, id), value);
        let status = device.get_status().unwrap();
        assert_eq!((status.pending, status.failed), (0, 0));
    }
}

fn with(office: &Office, name: &str, strategy: MergeStrategy) -> (CloudEngine, Arc<Wire>) {
    office.device_with(name, |config: &mut Config, _| config.strategy = strategy)
}

fn pair(office: &Office) -> (CloudEngine, CloudEngine) {
    (office.device("a").0, office.device("b").0)
}

fn go(device: &CloudEngine, replicate: Replicate) {
    device.set_table_policy("t", &TablePolicy { replicate, ..TablePolicy::default() }).unwrap();
}

fn bodies_in_log(device: &CloudEngine) -> Vec<Option<String>> {
    let log = device.conflicts(&ConflictFilter::default()).unwrap();
    log.into_iter().flat_map(|entry| [entry.local.body, entry.remote.body]).collect()
}

#[test]
fn a_comparison_overtaken_by_forgotten_deletes_still_knows_of_the_restore() {
    let office = Arc::new(Office::new());
    let (a, wire) = with(&office, "a", MergeStrategy::RemoteWins);
    let (b, _) = office.device("b");
    write(&a, "early", "early");
    synced(&a);
    synced(&b);
    let backup = office.back_up();
    write(&a, "clean", "clean");
    write(&a, "dirty", "base");
    synced(&a);
    write(&a, "dirty", "edited");
    office.restore(&backup);
    let (others, other) = (Arc::clone(&office), b.clone());
    let mut is_first = true;
    wire.intercept(move |request, _| {
        if matches!(request, Request::Pull(_)) && std::mem::take(&mut is_first) {
            erase(&other, "early");
            synced(&other);
            others.forget_deletes();
        }
        None
    });
    synced(&a);
    wire.mend();
    settled(&office, &[&a, &b], "dirty", Some("edited"));
    // Nobody knows whether it was deleted meanwhile: it is taken for that, and stays readable.
    settled(&office, &[&a, &b], "clean", None);
    let log = a.conflicts(&ConflictFilter::default()).unwrap();
    let entry = log.iter().find(|entry| entry.id == "clean").expect("an entry");
    assert_eq!((entry.cause, entry.local.body.clone()), (ConflictCause::ServerRestored, Some(body("clean"))));
    assert!(a.restore(entry.conflict_id, ConflictSide::Local).unwrap());
    settled(&office, &[&a, &b], "clean", Some("clean"));
}

#[test]
fn an_undo_of_a_write_of_unknown_outcome_meets_a_forgotten_delete_as_a_conflict() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    write(&a, "x", "before");
    synced(&a);
    synced(&b);
    write(&a, "x", "after");
    // It goes out once and is lost; then a proxy will not have it, so that nobody knows.
    wire.intercept(|request, _| is_push(request).then(|| Err(lost())));
    a.sync(None).unwrap();
    wire.intercept(|request, _| match request {
        Request::Pull(_) => Some(Err(lost())),
        request => is_push(request).then(|| Err(TransportError::from_status(413, None, None))),
    });
    a.sync(None).unwrap();
    wire.intercept(|request, _| is_push(request).then(|| Err(lost())));
    write(&a, "x", "before");
    erase(&b, "x");
    write(&b, "y", "other");
    synced(&b);
    office.forget_deletes();
    // Nothing is pushed before everything is compared.
    a.pull(None).unwrap();
    wire.mend();
    for _ in 0..3 {
        synced(&a);
        synced(&b);
    }
    assert_eq!(read(&a, "x"), read(&b, "x"));
    let is_kept = read(&a, "x") == Some(body("before")) || bodies_in_log(&a).contains(&Some(body("before")));
    assert!(is_kept, "{:?}", bodies_in_log(&a));
    assert_eq!(a.get_status().unwrap().pending, 0);
}

#[test]
fn a_state_that_another_device_pushed_again_first_is_an_ordinary_one_afterwards() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (with(&office, "a", MergeStrategy::Manual), office.device("b"));
    write(&a, "x", "early");
    synced(&a);
    let backup = office.back_up();
    write(&a, "x", "lost");
    synced(&a);
    synced(&b);
    office.restore(&backup);
    wire.intercept(|request, _| is_push(request).then(|| Err(lost())));
    a.sync(None).unwrap();
    wire.mend();
    synced(&b);
    settled(&office, &[&a, &b], "x", Some("lost"));
    write(&a, "x", "mine");
    write(&b, "x", "theirs");
    synced(&b);
    assert_eq!(synced(&a).conflicts_waiting, 1, "the user wanted to be asked");
    assert_eq!(read(&a, "x"), Some(body("mine")));
}

/// `x` went from "old", which the backup has, to "new", which it has not; then the table became local on A.
fn local_and_lost(office: &Office, strategy: MergeStrategy) -> (CloudEngine, CloudEngine) {
    let (a, b) = (with(office, "a", strategy).0, office.device("b").0);
    write(&a, "x", "old");
    synced(&a);
    let backup = office.back_up();
    write(&a, "x", "new");
    write(&a, "y", "new");
    synced(&a);
    go(&a, Replicate::Local);
    synced(&a);
    office.restore(&backup);
    (a, b)
}

#[test]
fn a_local_copy_that_a_restored_server_lost_goes_up_when_its_table_is_back() {
    for strategy in [MergeStrategy::LastWriteWins, MergeStrategy::RemoteWins, MergeStrategy::Manual] {
        let office = Office::new();
        let (a, b) = local_and_lost(&office, strategy);
        synced(&a);
        assert_eq!((read(&a, "x"), office.read("t", "x")), (Some(body("new")), Some(body("old"))), "nothing goes up");
        go(&a, Replicate::Cloud);
        settled(&office, &[&a, &b], "x", Some("new"));
        settled(&office, &[&a, &b], "y", Some("new"));
    }
}

#[test]
fn a_local_copy_that_a_restored_server_lost_meets_what_others_made_since() {
    for strategy in [MergeStrategy::LastWriteWins, MergeStrategy::RemoteWins, MergeStrategy::LocalWins] {
        let office = Office::new();
        let (a, b) = local_and_lost(&office, strategy);
        synced(&b);
        write(&b, "x", "theirs");
        synced(&b);
        synced(&a);
        go(&a, Replicate::Cloud);
        let winner = if strategy == MergeStrategy::LocalWins { "new" } else { "theirs" };
        settled(&office, &[&a, &b], "x", Some(winner));
        let log = bodies_in_log(&a);
        assert!(log.contains(&Some(body("new"))) && log.contains(&Some(body("theirs"))), "{strategy:?}: {log:?}");
    }
}

#[test]
fn what_only_the_server_had_of_a_local_table_and_lost_is_forgotten() {
    let office = Office::new();
    let (a, b) = pair(&office);
    go(&a, Replicate::Local);
    write(&b, "kept", "kept");
    synced(&b);
    let backup = office.back_up();
    write(&b, "x", "theirs");
    synced(&b);
    synced(&a);
    office.restore(&backup);
    synced(&a);
    go(&a, Replicate::Cloud);
    synced(&a);
    assert_eq!((read(&a, "x"), read(&a, "kept")), (None, Some(body("kept"))));
    settled(&office, &[&a, &b], "x", Some("theirs"));
}

#[test]
fn a_local_table_after_a_long_absence_stays_as_it_is_and_comes_back_right() {
    let office = Office::new();
    let (a, b) = pair(&office);
    for id in ["clean", "edited", "hidden", "stays"] {
        write(&b, id, "base");
    }
    synced(&b);
    synced(&a);
    go(&a, Replicate::Local);
    write(&b, "unseen", "theirs");
    synced(&b);
    synced(&a);
    write(&a, "edited", "mine");
    for id in ["clean", "edited", "unseen"] {
        erase(&b, id);
    }
    write(&b, "late", "theirs");
    synced(&b);
    office.forget_deletes();
    synced(&a);
    assert_eq!((read(&a, "clean"), read(&a, "edited")), (Some(body("base")), Some(body("mine"))));
    assert_eq!((read(&a, "unseen"), read(&a, "late")), (None, None));
    go(&a, Replicate::Cloud);
    settled(&office, &[&a, &b], "clean", None);
    settled(&office, &[&a, &b], "edited", Some("mine"));
    settled(&office, &[&a, &b], "unseen", None);
    settled(&office, &[&a, &b], "late", Some("theirs"));
    assert_eq!(a.conflicts(&ConflictFilter::default()).unwrap().len(), 1);
}

#[test]
fn an_open_conflict_of_a_local_table_learns_that_the_server_forgot_its_record() {
    let office = Office::new();
    let (a, b) = (with(&office, "a", MergeStrategy::Manual).0, office.device("b").0);
    write(&a, "x", "base");
    synced(&a);
    synced(&b);
    write(&a, "x", "mine");
    write(&b, "x", "theirs");
    synced(&b);
    assert_eq!(synced(&a).conflicts_waiting, 1);
    go(&a, Replicate::Local);
    erase(&b, "x");
    write(&b, "y", "y");
    synced(&b);
    office.forget_deletes();
    synced(&a);
    go(&a, Replicate::Cloud);
    assert_eq!(synced(&a).conflicts_waiting, 1);
    a.resolve_conflict("t", "x", MergeStrategy::RemoteWins).unwrap();
    settled(&office, &[&a, &b], "x", None);
}

#[test]
fn an_open_conflict_of_a_local_table_keeps_the_side_that_a_restored_server_lost() {
    let office = Office::new();
    let (a, b) = (with(&office, "a", MergeStrategy::Manual).0, office.device("b").0);
    write(&a, "x", "base");
    synced(&a);
    synced(&b);
    let backup = office.back_up();
    write(&a, "x", "mine");
    write(&b, "x", "theirs");
    synced(&b);
    drop(b);
    assert_eq!(synced(&a).conflicts_waiting, 1);
    go(&a, Replicate::Local);
    office.restore(&backup);
    assert_eq!(synced(&a).conflicts_waiting, 1);
    assert!(bodies_in_log(&a).contains(&Some(body("theirs"))), "{:?}", bodies_in_log(&a));
    go(&a, Replicate::Cloud);
    assert_eq!(synced(&a).conflicts_waiting, 1);
    a.resolve_conflict("t", "x", MergeStrategy::LocalWins).unwrap();
    settled(&office, &[&a], "x", Some("mine"));
}

#[test]
fn verify_mends_a_local_tables_base_and_shows_nothing_of_it() {
    let office = Office::new();
    let (a, b) = pair(&office);
    write(&b, "x", "base");
    synced(&b);
    synced(&a);
    go(&a, Replicate::Local);
    write(&a, "x", "mine");
    write(&b, "x", "theirs");
    write(&b, "hidden", "theirs");
    synced(&b);
    synced(&a);
    let file = rusqlite::Connection::open(office.file("a")).unwrap();
    file.execute("UPDATE records SET base_seq = 1", []).unwrap();
    drop(file);
    assert!(a.verify(None).unwrap().is_equal);
    assert_eq!((read(&a, "x"), read(&a, "hidden")), (Some(body("mine")), None));
    go(&a, Replicate::Cloud);
    settled(&office, &[&a, &b], "hidden", Some("theirs"));
    settled(&office, &[&a, &b], "x", Some("theirs"));
    assert!(bodies_in_log(&a).contains(&Some(body("mine"))));
}

#[test]
fn a_server_restored_twice_gets_back_all_that_was_lost() {
    let office = Office::new();
    let (a, b) = pair(&office);
    write(&a, "x", "one");
    synced(&a);
    synced(&b);
    let first = office.back_up();
    write(&a, "x", "two");
    write(&a, "gone", "base");
    synced(&a);
    synced(&b);
    let second = office.back_up();
    erase(&b, "gone");
    write(&b, "x", "three");
    synced(&b);
    office.restore(&second);
    synced(&b);
    office.restore(&first);
    settled(&office, &[&a, &b], "x", Some("three"));
    settled(&office, &[&a, &b], "gone", None);
}

#[test]
fn an_older_database_put_in_place_by_hand_gets_back_what_it_lost() {
    for deliver in [false, true] {
        let office = Office::new();
        let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
        write(&a, "x", "one");
        synced(&a);
        synced(&b);
        let backup = office.back_up();
        for value in ["two", "three", "four"] {
            write(&b, "x", value);
            synced(&b);
        }
        synced(&a);
        write(&a, "x", "mine");
        write(&a, "y", "mine");
        wire.intercept_push(move |request, wire| {
            if deliver {
                drop(wire.serve(request));
            }
            Err(lost())
        });
        a.sync(None).unwrap();
        wire.mend();
        office.put_back(&backup);
        settled(&office, &[&a, &b], "x", Some("mine"));
        settled(&office, &[&a, &b], "y", Some("mine"));
    }
}

#[test]
fn a_restore_while_pages_are_staged_shows_nothing_of_the_lost_ones() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    write(&b, "early", "early");
    synced(&b);
    synced(&a);
    let backup = office.back_up();
    let rows: Vec<RecordBody> = (0..5_000).map(|n| RecordBody::new(format!("r{n}"), body("row"))).collect();
    b.put_many("t", &rows, None).unwrap();
    synced(&b);
    let mut pages = 0;
    wire.intercept(move |request, _| {
        pages += usize::from(matches!(request, Request::Pull(_) | Request::Sync(_)));
        (pages == 2).then(|| Err(lost()))
    });
    a.sync(None).unwrap();
    wire.mend();
    assert!(a.get_status().unwrap().staged > 0);
    office.restore(&backup);
    synced(&a);
    assert_eq!((a.count("t", None).unwrap(), a.get_status().unwrap().staged), (1, 0));
    synced(&b);
    synced(&a);
    assert_eq!(a.count("t", None).unwrap(), 5_001);
}

#[test]
fn a_batch_of_a_lost_epoch_whose_answer_was_lost_is_sent_anew() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    write(&a, "early", "early");
    synced(&a);
    synced(&b);
    let backup = office.back_up();
    write(&b, "x", "theirs");
    synced(&b);
    write(&a, "x", "mine");
    write(&a, "y", "mine");
    // The answer comes, its page does not follow the cursor, and the process ends: verdicts are stored, nothing else.
    wire.intercept_push(|request, wire| wire.serve(request).and(Err(lost())));
    a.sync(None).unwrap();
    wire.mend();
    office.restore(&backup);
    synced(&a);
    settled(&office, &[&b, &a], "x", Some("mine"));
    settled(&office, &[&b, &a], "y", Some("mine"));
    assert!(bodies_in_log(&a).iter().chain(&bodies_in_log(&b)).any(|logged| *logged == Some(body("theirs"))));
}

#[test]
fn a_record_deleted_here_and_made_anew_there_across_the_parting_is_settled_by_its_stamps() {
    for delete_is_later in [false, true] {
        let office = Office::new();
        let (a, b) = pair(&office);
        write(&a, "x", "base");
        synced(&a);
        synced(&b);
        let backup = office.back_up();
        if delete_is_later {
            write(&b, "x", "anew");
            erase(&a, "x");
            synced(&a);
        } else {
            erase(&a, "x");
            synced(&a);
            write(&b, "x", "anew");
        }
        office.restore(&backup);
        synced(&b);
        settled(&office, &[&a, &b], "x", if delete_is_later { None } else { Some("anew") });
        let log = a.conflicts(&ConflictFilter::default()).unwrap();
        assert_eq!((log.len(), log[0].cause), (1, ConflictCause::ServerRestored));
        assert_eq!(log[0].remote.body, Some(body("anew")));
    }
}

#[test]
fn a_vector_stays_beside_a_state_that_is_pushed_again_and_goes_to_the_log_with_one_that_loses() {
    let whole = |text: &str| format!(r#"{{"v":"{text}","vector":[1,2]}}"#);
    let office = Office::new();
    let with_vectors =
        |name: &str| office.device_with(name, |config, _| config.embedding_fields = vec!["vector".to_owned()]).0;
    let (a, b) = (with_vectors("a"), office.device("b").0);
    write(&a, "early", "early");
    synced(&a);
    let backup = office.back_up();
    for id in ["again", "loses", "forgotten"] {
        next_millisecond();
        a.put("t", id, &whole("mine")).unwrap();
    }
    synced(&a);
    office.restore(&backup);
    synced(&b);
    write(&b, "loses", "theirs");
    synced(&b);
    synced(&a);
    assert_eq!(read(&a, "again"), Some(whole("mine")));
    assert_eq!(office.read("t", "again"), Some(body("mine")));
    assert_eq!(read(&a, "loses"), Some(body("theirs")));
    assert_eq!(a.get_record("t", "loses").unwrap().unwrap().missing, ["vector"]);
    let log = a.conflicts(&ConflictFilter::default()).unwrap();
    assert_eq!((log.len(), log[0].local.body.clone()), (1, Some(whole("mine"))));
    // A body that was damaged on the disk is fetched again; the vector beside it is still its own.
    let file = rusqlite::Connection::open(office.file("a")).unwrap();
    file.execute("UPDATE records SET body = '{}' WHERE id = 'again'", []).unwrap();
    drop(file);
    assert!(a.verify(None).unwrap().is_equal);
    assert_eq!(read(&a, "again"), Some(whole("mine")));
}

#[test]
fn a_state_in_question_meets_others_by_last_write_wins_whatever_the_strategy() {
    for strategy in [MergeStrategy::LocalWins, MergeStrategy::RemoteWins, MergeStrategy::Manual] {
        for mine_is_later in [false, true] {
            let office = Office::new();
            let (a, b) = (with(&office, "a", strategy).0, office.device("b").0);
            write(&a, "x", "old");
            synced(&a);
            let backup = office.back_up();
            write(&a, "x", "lost");
            synced(&a);
            office.restore(&backup);
            synced(&b);
            if mine_is_later {
                write(&b, "x", "theirs");
                write(&a, "x", "mine");
            } else {
                write(&a, "x", "mine");
                write(&b, "x", "theirs");
            }
            synced(&b);
            let expected = if mine_is_later { "mine" } else { "theirs" };
            settled(&office, &[&a, &b], "x", Some(expected));
            assert!(a.conflicts(&ConflictFilter::default()).unwrap()[0].winner.is_some(), "{strategy:?}");
        }
    }
}

#[test]
fn what_a_copied_file_had_not_sent_does_not_bring_back_what_was_replaced_since() {
    let office = Office::new();
    let (a, _) = with(&office, "a", MergeStrategy::LocalWins);
    write(&a, "x", "base");
    synced(&a);
    write(&a, "x", "early");
    let file = rusqlite::Connection::open(office.file("a")).unwrap();
    file.execute("VACUUM INTO ?1", [office.file("copy").to_str().unwrap()]).unwrap();
    drop(file);
    synced(&a);
    write(&a, "x", "late");
    synced(&a);
    let (copy, _) = with(&office, "copy", MergeStrategy::LocalWins);
    settled(&office, &[&copy, &a], "x", Some("late"));
    assert!(bodies_in_log(&copy).contains(&Some(body("early"))));
}
