//! `apply`: several records written, sent, refused and shown as one.

use cortex_cloud::CloudError;
use cortex_cloud::CloudEvent;
use cortex_cloud::ConflictSide;
use cortex_cloud::MAX_APPLY_BYTES;
use cortex_cloud::MAX_APPLY_ITEMS;
use cortex_cloud::MergeStrategy;
use cortex_cloud::Query;
use cortex_cloud::RecordChange;
use cortex_cloud::RecordState;
use cortex_cloud::SyncStatus;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::device::note;
use cortex_tests::listener::Listener;
use cortex_tests::patience::wait_until;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;

fn put(id: &str, text: &str) -> RecordChange {
    RecordChange::put(NOTES, id, note(text))
}

fn refused(device: &Device, changes: &[RecordChange]) -> CloudError {
    let error = device.apply(changes).expect_err("the changes are refused");
    assert_eq!(device.count(NOTES, None).unwrap(), 0, "a refused apply changes nothing");
    assert_eq!(device.pending(), 0);
    error
}

#[test]
fn an_apply_is_written_and_arrives_as_one() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    a.write("old", "gone soon");
    a.synced();
    b.synced();
    let changed = a.apply(&[put("1", "one"), put("2", "two"), RecordChange::delete(NOTES, "old")]).unwrap();
    assert_eq!(changed, 3);
    let stamps: Vec<String> =
        ["1", "2", "old"].iter().map(|id| a.get_record(NOTES, id).unwrap().unwrap().hlc).collect();
    assert!(stamps.iter().all(|s| *s == stamps[0]), "all mutations of an apply carry one stamp");
    assert_eq!(a.synced().pushed, 3);
    b.synced();
    assert_eq!((b.read("1").as_deref(), b.read("2").as_deref(), b.read("old")), (Some("one"), Some("two"), None));
    assert_eq!(a.digest(), b.digest());
}

#[test]
fn an_apply_that_changes_nothing_is_no_mutation() {
    let space = Space::new();
    let a = space.device("a");
    assert_eq!(a.apply(&[]).unwrap(), 0);
    assert_eq!(a.apply(&[RecordChange::delete(NOTES, "never")]).unwrap(), 0);
    a.write("1", "one");
    a.synced();
    assert_eq!(a.apply(&[put("1", "one"), RecordChange::delete(NOTES, "never")]).unwrap(), 0);
    assert_eq!(a.pending(), 0);
}

#[test]
fn of_several_changes_to_one_record_the_last_counts() {
    let space = Space::new();
    let a = space.device("a");
    assert_eq!(a.apply(&[put("1", "first"), put("2", "two"), put("1", "last")]).unwrap(), 2);
    assert_eq!(a.read("1").as_deref(), Some("last"));
}

#[test]
fn a_bad_change_is_named_and_none_is_made() {
    let space = Space::new();
    let a = space.device("a");
    let error = refused(&a, &[put("1", "one"), RecordChange::put(NOTES, "2", "[1]")]);
    assert_eq!(error.code(), "argument.body");
    assert!(error.info().message.starts_with("change 1:"), "{error}");
    let error = refused(&a, &[put("1", "one"), RecordChange::delete("", "2")]);
    assert_eq!(error.code(), "argument.table");
    let error = refused(&a, &[put("1", "one"), RecordChange::delete(NOTES, "a\nb")]);
    assert_eq!(error.code(), "argument.id");
    let many: Vec<RecordChange> = (0..=MAX_APPLY_ITEMS).map(|n| put(&n.to_string(), "x")).collect();
    let error = refused(&a, &many);
    assert_eq!(error.code(), "argument.changes");
    assert!(error.info().message.contains("1001") && error.info().message.contains("1000"), "{error}");
    let half = "x".repeat(MAX_APPLY_BYTES / 2);
    let error = refused(&a, &[put("1", &half), put("2", &half)]);
    assert_eq!(error.code(), "argument.changes");
    assert!(error.info().message.contains("bytes"), "{error}");
    assert_eq!(a.apply(&many[..MAX_APPLY_ITEMS]).unwrap(), MAX_APPLY_ITEMS as i64, "exactly the limit is allowed");
}

#[test]
fn the_largest_apply_goes_up_whole_and_arrives_whole() {
    let space = Space::new();
    let (a, b) = (space.setup("a").with(|c| c.batch_items = 10).open(), space.device("b"));
    let changes: Vec<RecordChange> = (0..MAX_APPLY_ITEMS).map(|n| put(&n.to_string(), "x")).collect();
    a.apply(&changes).unwrap();
    let report = a.synced();
    assert_eq!((report.pushed, report.apart), (MAX_APPLY_ITEMS as i64, 0));
    assert_eq!(b.synced().pulled, MAX_APPLY_ITEMS as i64);
    assert_eq!(a.digest(), b.digest());
}

#[test]
fn when_one_record_of_an_apply_loses_a_conflict_the_rest_stands_and_the_log_names_the_unit() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.setup("b").strategy(MergeStrategy::RemoteWins).open());
    a.write("1", "base");
    a.synced();
    b.synced();
    a.write("1", "theirs");
    b.apply(&[put("1", "mine"), put("2", "two")]).unwrap();
    a.synced();
    let report = b.synced();
    assert_eq!((report.pushed, report.conflicts_resolved), (1, 1));
    assert_eq!((b.read("1").as_deref(), b.read("2").as_deref()), (Some("theirs"), Some("two")));
    let entry = &b.conflict_log()[0];
    assert!(entry.unit.is_some(), "{entry:?}");
    assert!(b.restore(entry.conflict_id, ConflictSide::Local).unwrap());
    assert_eq!(b.read("1").as_deref(), Some("mine"));
    b.synced();
    a.synced();
    assert_eq!((a.read("1").as_deref(), a.digest()), (Some("mine"), b.digest()));
}

#[test]
fn an_apply_with_a_held_record_waits_as_a_whole_and_says_for_what() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.setup("b").strategy(MergeStrategy::Manual).open());
    a.write("1", "base");
    a.synced();
    b.synced();
    a.write("1", "theirs");
    a.synced();
    b.write("1", "mine");
    b.synced();
    assert_eq!(b.status().conflicted, 1);
    b.apply(&[put("1", "mine again"), put("2", "two")]).unwrap();
    b.write("3", "three");
    assert_eq!(b.synced().pushed, 1, "only what is not of the unit goes up");
    let explanation = b.explain(NOTES, "2").unwrap();
    assert_eq!(explanation.state, RecordState::Pending);
    assert!(explanation.reason.contains("together with notes/1"), "{explanation:?}");
    b.resolve_conflict(NOTES, "1", MergeStrategy::LocalWins).unwrap();
    assert_eq!(b.synced().pushed, 2);
    a.synced();
    assert_eq!((a.read("1").as_deref(), a.read("2").as_deref()), (Some("mine again"), Some("two")));
    assert_eq!(a.digest(), b.digest());
}

#[test]
fn two_applies_that_share_a_record_go_up_as_one() {
    let space = Space::new();
    let (a, b) = (space.setup("a").with(|c| c.batch_items = 1).open(), space.device("b"));
    a.apply(&[put("1", "one"), put("2", "two")]).unwrap();
    a.apply(&[put("2", "two again"), put("3", "three")]).unwrap();
    a.write("4", "four");
    assert_eq!(a.synced().pushed, 4);
    let seq = |id: &str| b.get_record(NOTES, id).unwrap().unwrap().base_seq.parse::<u64>().unwrap();
    b.synced();
    let mut unit = [seq("1"), seq("2"), seq("3")];
    unit.sort_unstable();
    assert_eq!(unit, [1, 2, 3], "the unit got neighbouring numbers, before what was written after it");
    assert_eq!(seq("4"), 4);
}

#[test]
fn a_unit_grown_past_what_one_batch_may_hold_goes_up_in_pieces_and_says_so() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    let listener = Listener::of(&a);
    for n in 0..MAX_APPLY_ITEMS {
        a.apply(&[put("counter", &n.to_string()), put(&format!("n{n}"), "x")]).unwrap();
    }
    let report = a.synced();
    assert_eq!(report.pushed, MAX_APPLY_ITEMS as i64 + 1);
    // The first batch; what is left of the unit then fits into one.
    assert_eq!(report.apart, 100);
    assert_eq!(a.status().sent_apart, report.apart);
    listener.wait_for("the pieces", |e| matches!(e, CloudEvent::SentApart { records } if *records > 0));
    assert_eq!(b.synced().pulled, MAX_APPLY_ITEMS as i64 + 1);
    assert_eq!(a.digest(), b.digest());
}

#[test]
fn an_edit_made_while_its_apply_is_on_the_way_is_sent_after_it() {
    let space = Space::new();
    let (a, b) = (space.setup("a").impatient().open(), space.device("b"));
    a.apply(&[put("1", "one"), put("2", "two")]).unwrap();
    space.proxy.set(Fault::SwallowAnswer.on("/sync").times(1));
    a.unsynced(SyncStatus::Offline);
    a.write("1", "edited");
    a.synced();
    b.synced();
    assert_eq!((b.read("1").as_deref(), b.read("2").as_deref()), (Some("edited"), Some("two")));
    assert_eq!(a.digest(), b.digest());
}

#[test]
fn no_reader_sees_half_an_apply_while_it_arrives() {
    const RECORDS: usize = 40;
    const ROUNDS: usize = 60;
    let space = Space::new();
    // Small pages and batches: an apply would be cut, if anything cut it.
    let (a, b) = (space.setup("a").with(|c| c.batch_items = 7).open(), space.device("b"));
    let all = |text: &str| -> Vec<RecordChange> { (0..RECORDS).map(|n| put(&format!("n{n:02}"), text)).collect() };
    a.apply(&all("0")).unwrap();
    a.synced();
    b.synced();
    let done = AtomicBool::new(false);
    let (seen, looks) = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut seen, mut looks) = (BTreeSet::new(), 0);
            while !done.load(Ordering::Acquire) {
                let bodies = b.query(NOTES, &Query::default()).unwrap().bodies;
                let different: BTreeSet<&String> = bodies.iter().collect();
                assert_eq!((bodies.len(), different.len()), (RECORDS, 1), "half an apply: {different:?}");
                seen.extend(different.into_iter().cloned());
                looks += 1;
            }
            (seen, looks)
        });
        let syncer = scope.spawn(|| {
            while !done.load(Ordering::Acquire) {
                b.synced();
            }
        });
        for round in 1..=ROUNDS {
            a.apply(&all(&round.to_string())).unwrap();
            a.synced();
        }
        syncer_sees(&b, &ROUNDS.to_string());
        done.store(true, Ordering::Release);
        syncer.join().unwrap();
        reader.join().unwrap()
    });
    assert!(seen.len() > 5 && looks > 50, "{} states in {looks} looks", seen.len());
    assert_eq!(a.digest(), b.digest());
}

fn syncer_sees(device: &Device, text: &str) {
    wait_until("the last apply", || device.read("n00").as_deref() == Some(text));
}
