//! Tables that leave the cloud and come back to it, on one of two devices.

use cortex_cloud::CloudError;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordBody;
use cortex_cloud::RecordState;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use cortex_cloud::Winner;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::device::note;
use cortex_tests::patience::next_millisecond;
use cortex_tests::space::Space;
use std::thread;

fn policy(replicate: Replicate) -> TablePolicy {
    TablePolicy { replicate, ..TablePolicy::default() }
}

fn go(device: &Device, replicate: Replicate) {
    device.set_table_policy(NOTES, &policy(replicate)).unwrap();
}

/// `n1` is "base" everywhere, and notes are local on B.
fn parted() -> (Space, Device, Device) {
    parted_with(MergeStrategy::LastWriteWins)
}

fn parted_with(strategy: MergeStrategy) -> (Space, Device, Device) {
    let space = Space::new();
    let [a, b] = ["a", "b"].map(|name| space.setup(name).strategy(strategy).open());
    a.write("n1", "base");
    a.synced();
    b.synced();
    go(&b, Replicate::Local);
    (space, a, b)
}

/// Notes are cloud again on B, and everybody has everything.
fn rejoined(space: &Space, a: &Device, b: &Device) {
    go(b, Replicate::Cloud);
    b.synced();
    a.synced();
    space.assert_equal(&[a, b]);
}

#[test]
fn a_table_that_comes_to_the_cloud_goes_up_whole() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.setup("b").table(NOTES, policy(Replicate::Local)).open());
    let rows: Vec<RecordBody> =
        (0..1_234).map(|n| RecordBody::new(format!("n{n:04}"), note(&format!("{n}")))).collect();
    b.put_many(NOTES, &rows, None).unwrap();
    b.erase("n0007");
    assert_eq!((b.synced().pushed, b.pending()), (0, 0));
    go(&b, Replicate::Cloud);
    assert_eq!(b.pending(), 1_233);
    assert_eq!(b.explain(NOTES, "n0001").unwrap().state, RecordState::Pending);
    assert_eq!(b.synced().pushed, 1_233);
    a.synced();
    assert_eq!(a.count(NOTES, None).unwrap(), 1_233);
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_table_that_leaves_the_cloud_stops_both_ways_and_keeps_both_copies() {
    let (space, a, b) = parted();
    let head = space.head();
    b.write("n1", "mine");
    b.write("n2", "mine, too");
    a.write("n1", "theirs");
    a.write("n3", "theirs, too");
    a.synced();
    let report = b.synced();
    assert_eq!((report.pushed, report.pulled, report.repaired, b.pending()), (0, 0, 0, 0));
    assert_eq!(space.head(), head + 2);
    assert_eq!(["n1", "n2", "n3"].map(|id| b.read(id)), [Some("mine".to_owned()), Some("mine, too".to_owned()), None]);
    assert_eq!(space.read("n1").as_deref(), Some("theirs"));
    assert_eq!(b.get_record(NOTES, "n3").unwrap(), None, "what only the server has is not shown");
    assert_eq!(b.explain(NOTES, "n1").unwrap().state, RecordState::LocalOnly);
    assert_eq!(b.digest(), space.digest(), "the digest is over the server's copies");
    assert!(b.verify(None).unwrap().is_equal);
    assert_eq!(b.read("n1").as_deref(), Some("mine"), "a repair does not touch the copy of this file");
    assert_eq!(b.count(NOTES, None).unwrap(), 2);
}

#[test]
fn what_was_queued_stays_here_and_goes_up_when_the_table_is_back() {
    let (space, a, b) = parted();
    go(&b, Replicate::Cloud);
    b.write("n1", "edited");
    b.write("n2", "new");
    assert_eq!(b.pending(), 2);
    go(&b, Replicate::Local);
    assert_eq!((b.pending(), b.synced().pushed), (0, 0));
    assert_eq!(b.read("n1").as_deref(), Some("edited"));
    assert_eq!(space.read("n1").as_deref(), Some("base"));
    go(&b, Replicate::Cloud);
    assert_eq!(b.pending(), 2);
    rejoined(&space, &a, &b);
    assert_eq!(["n1", "n2"].map(|id| a.read(id).unwrap()), ["edited", "new"]);
    assert!(b.conflict_log().is_empty());
}

#[test]
fn what_only_the_server_changed_is_taken_when_the_table_is_back() {
    let (space, a, b) = parted();
    b.write("n9", "mine");
    a.write("n1", "theirs");
    a.write("n2", "new there");
    a.write("n3", "made and deleted there");
    a.synced();
    b.synced();
    a.erase("n3");
    a.synced();
    b.synced();
    assert_eq!(b.read("n2"), None);
    rejoined(&space, &a, &b);
    assert_eq!(
        ["n1", "n2", "n3"].map(|id| b.read(id)),
        [Some("theirs".to_owned()), Some("new there".to_owned()), None]
    );
    assert!(b.conflict_log().is_empty(), "{:?}", b.conflict_log());
}

#[test]
fn a_remote_delete_of_an_unchanged_record_is_taken_when_the_table_is_back() {
    let (space, a, b) = parted();
    a.erase("n1");
    a.synced();
    b.synced();
    assert_eq!(b.read("n1").as_deref(), Some("base"));
    rejoined(&space, &a, &b);
    assert_eq!(b.read("n1"), None);
}

#[test]
fn a_record_changed_on_both_sides_meanwhile_is_a_conflict_settled_by_the_strategy() {
    for (strategy, text, winner) in [
        (MergeStrategy::LastWriteWins, "mine, later", Some(Winner::Local)),
        (MergeStrategy::LocalWins, "mine, later", Some(Winner::Local)),
        (MergeStrategy::RemoteWins, "theirs", Some(Winner::Remote)),
        (MergeStrategy::Manual, "mine, later", None),
    ] {
        let (space, a, b) = parted_with(strategy);
        a.write("n1", "theirs");
        a.synced();
        next_millisecond();
        b.write("n1", "mine, later");
        b.synced();
        assert!(b.conflict_log().is_empty(), "nothing meets while the table is local");
        go(&b, Replicate::Cloud);
        let entry = b.conflict_log().remove(0);
        assert_eq!((entry.strategy, entry.winner), (strategy, winner));
        assert_eq!(b.read("n1").as_deref(), Some(text), "{strategy}");
        if winner.is_none() {
            assert_eq!(b.synced().conflicts_waiting, 1);
            assert_eq!(space.read("n1").as_deref(), Some("theirs"));
            b.resolve_conflict(NOTES, "n1", MergeStrategy::LocalWins).unwrap();
        }
        rejoined(&space, &a, &b);
        assert_eq!(a.read("n1").as_deref(), Some(text), "{strategy}");
        assert_eq!(b.conflict_log().len(), 1, "{strategy}");
    }
}

#[test]
fn a_record_made_on_both_sides_meanwhile_is_a_conflict() {
    let (space, a, b) = parted();
    b.write("n2", "mine");
    next_millisecond();
    a.write("n2", "theirs, later");
    a.synced();
    b.synced();
    assert_eq!(b.read("n2").as_deref(), Some("mine"));
    rejoined(&space, &a, &b);
    assert_eq!(b.read("n2").as_deref(), Some("theirs, later"));
    assert_eq!(b.conflict_log()[0].local.body.as_deref(), Some(note("mine").as_str()), "the loser is kept");
}

#[test]
fn equal_changes_on_both_sides_meanwhile_are_no_conflict() {
    let (space, a, b) = parted();
    a.write("n1", "same");
    b.write("n1", "same");
    a.synced();
    b.synced();
    let head = space.head();
    rejoined(&space, &a, &b);
    assert!(b.conflict_log().is_empty());
    assert_eq!(space.head(), head, "there is nothing to push");
}

#[test]
fn a_delete_made_meanwhile_goes_up_when_the_table_is_back() {
    let (space, a, b) = parted();
    b.erase("n1");
    b.synced();
    assert_eq!(space.read("n1").as_deref(), Some("base"));
    assert_eq!(b.read("n1"), None);
    rejoined(&space, &a, &b);
    assert_eq!((a.read("n1"), space.read("n1")), (None, None));
}

#[test]
fn a_delete_made_meanwhile_meets_a_remote_edit_as_a_conflict() {
    let (space, a, b) = parted();
    b.erase("n1");
    next_millisecond();
    a.write("n1", "edited later");
    a.synced();
    b.synced();
    assert_eq!(b.read("n1"), None);
    rejoined(&space, &a, &b);
    assert_eq!(b.read("n1").as_deref(), Some("edited later"));
    assert_eq!(b.conflict_log().len(), 1);
}

/// Syncs B, and makes notes local when the server has judged its push and B does not know it yet.
fn parted_in_flight(space: &Space, b: &Device, deliver: bool) {
    let answer = space.proxy.hold_next("/sync");
    thread::scope(|scope| {
        let syncing = scope.spawn(|| b.try_sync());
        answer.wait();
        go(b, Replicate::Local);
        if deliver {
            answer.release();
        } else {
            answer.drop_answer();
        }
        syncing.join().unwrap();
    });
}

#[test]
fn a_batch_on_its_way_when_its_table_leaves_is_settled_and_goes_no_further() {
    for deliver in [true, false] {
        let space = Space::new();
        let (a, b) = (space.device("a"), space.setup("b").impatient().open());
        b.write("n1", "sent");
        b.synced();
        b.write("n1", "sent again");
        b.write("n2", "sent");
        parted_in_flight(&space, &b, deliver);
        b.write("n1", "after it left");
        b.erase("n2");
        b.synced();
        assert_eq!(b.pending(), 0, "delivered: {deliver}");
        assert_eq!(space.read("n1").as_deref(), Some("sent again"), "it had got there");
        assert_eq!(b.digest(), space.digest());
        a.synced();
        assert_eq!(a.read("n2").as_deref(), Some("sent"));
        rejoined(&space, &a, &b);
        assert_eq!((a.read("n1").as_deref(), a.read("n2")), (Some("after it left"), None));
        assert!(b.conflict_log().is_empty(), "{:?}", b.conflict_log());
    }
}

#[test]
fn a_refusal_of_what_was_on_its_way_leaves_no_conflict_behind() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.setup("b").impatient().open());
    a.write("n1", "base");
    a.synced();
    b.synced();
    a.write("n1", "theirs");
    a.synced();
    next_millisecond();
    b.write("n1", "mine, later");
    parted_in_flight(&space, &b, true);
    b.synced();
    assert!(b.conflict_log().is_empty());
    assert_eq!((b.pending(), b.read("n1").as_deref()), (0, Some("mine, later")));
    assert_eq!(b.digest(), space.digest());
    rejoined(&space, &a, &b);
    assert_eq!(a.read("n1").as_deref(), Some("mine, later"));
    assert_eq!(b.conflict_log().len(), 1);
}

/// Both changed `n1`, and it is held on B when notes leave.
fn held() -> (Space, Device, Device) {
    let (space, a, b) = parted_with(MergeStrategy::Manual);
    go(&b, Replicate::Cloud);
    a.write("n1", "theirs");
    b.write("n1", "mine");
    a.synced();
    assert_eq!(b.synced().conflicts_waiting, 1);
    go(&b, Replicate::Local);
    (space, a, b)
}

#[test]
fn an_open_conflict_stays_open_follows_both_sides_and_holds_when_the_table_is_back() {
    let (space, a, b) = held();
    a.write("n1", "theirs again");
    a.synced();
    b.write("n1", "mine again");
    assert_eq!(b.synced().conflicts_waiting, 1);
    let [entry] = <[_; 1]>::try_from(b.conflict_log()).unwrap();
    assert_eq!(entry.local.body, Some(note("mine again")));
    assert_eq!(entry.remote.body, Some(note("theirs again")));
    go(&b, Replicate::Cloud);
    assert_eq!(b.synced().conflicts_waiting, 1);
    assert_eq!(b.explain(NOTES, "n1").unwrap().state, RecordState::Held);
    b.resolve_conflict(NOTES, "n1", MergeStrategy::LocalWins).unwrap();
    rejoined(&space, &a, &b);
    assert_eq!(a.read("n1").as_deref(), Some("mine again"));
    assert_eq!(b.conflict_log().len(), 1);
}

#[test]
fn a_conflict_settled_while_the_table_is_local_is_not_asked_again() {
    for (strategy, text) in [(MergeStrategy::LocalWins, "mine"), (MergeStrategy::RemoteWins, "theirs")] {
        let (space, a, b) = held();
        b.resolve_conflict(NOTES, "n1", strategy).unwrap();
        assert_eq!(b.read("n1").as_deref(), Some(text));
        assert_eq!((b.synced().pushed, b.pending()), (0, 0));
        assert_eq!(space.read("n1").as_deref(), Some("theirs"));
        rejoined(&space, &a, &b);
        assert_eq!((a.read("n1").as_deref(), b.conflict_log().len()), (Some(text), 1));
    }
}

#[test]
fn another_strategy_settles_the_conflicts_that_come_and_not_those_that_are_open() {
    let (space, a, b) = held();
    let policy = TablePolicy { merge: Some(MergeStrategy::RemoteWins), ..TablePolicy::default() };
    b.set_table_policy(NOTES, &policy).unwrap();
    a.write("n2", "base");
    a.synced();
    b.synced();
    a.write("n2", "theirs");
    b.write("n2", "mine");
    a.synced();
    let report = b.synced();
    assert_eq!((report.conflicts_resolved, report.conflicts_waiting), (1, 1));
    assert_eq!((b.read("n1").as_deref(), b.read("n2").as_deref()), (Some("mine"), Some("theirs")));
    assert_eq!(b.digest(), space.digest());
}

#[test]
fn a_policy_of_the_config_does_the_same_when_the_file_is_opened() {
    let (space, a, b) = parted();
    b.write("n2", "mine");
    a.write("n1", "theirs");
    a.synced();
    b.synced();
    let b = b.reopen_with(|setup| setup.table(NOTES, policy(Replicate::Cloud)));
    assert_eq!((b.read("n1").as_deref(), b.pending()), (Some("theirs"), 1));
    b.synced();
    a.synced();
    space.assert_equal(&[&a, &b]);
    b.write("n3", "queued");
    let b = b.reopen_with(|setup| setup.table(NOTES, policy(Replicate::Local)));
    assert_eq!((b.pending(), b.synced().pushed), (0, 0));
}

#[test]
fn a_process_that_dies_on_the_way_to_the_cloud_goes_on_where_it_was() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.setup("b").table(NOTES, policy(Replicate::Local)).open());
    for n in 0..20 {
        b.write(&format!("n{n:02}"), "mine");
    }
    next_millisecond();
    a.write("n05", "theirs");
    a.write("n99", "theirs");
    a.synced();
    b.synced();
    go(&b, Replicate::Cloud);
    // As a process leaves the file that dies when it has looked at half of the records.
    let path = b.path().to_owned();
    let b = b.reopen_with(|setup| {
        let file = rusqlite::Connection::open(&path).unwrap();
        file.execute_batch(
            "UPDATE tables SET queued_upto = 'n09';
             UPDATE sync_log SET synced = 1, state = 'superseded' WHERE memory_id > 'n09';",
        )
        .unwrap();
        setup.with(|config| config.tables.clear())
    });
    assert_eq!((b.pending(), b.conflict_log().len()), (19, 1));
    b.synced();
    a.synced();
    assert_eq!(a.count(NOTES, None).unwrap(), 21);
    space.assert_equal(&[&a, &b]);
}

#[test]
fn tables_lists_what_there_is_and_what_holds() {
    let (_space, _a, b) = parted();
    b.put("tasks", "t1", "{}").unwrap();
    b.put("tasks", "t2", "{}").unwrap();
    let tables = b.tables().unwrap();
    let short: Vec<_> = tables.iter().map(|t| (t.name.as_str(), t.policy.replicate, t.records, t.pending)).collect();
    assert_eq!(short, [(NOTES, Replicate::Local, 1, 0), ("tasks", Replicate::Cloud, 2, 2)]);
    let error = b.set_table_policy("", &TablePolicy::default()).unwrap_err();
    assert!(matches!(error, CloudError::InvalidArgument { .. }));
}

#[test]
fn others_write_while_a_large_table_comes_to_the_cloud() {
    let space = Space::new();
    let b = space.setup("b").table(NOTES, policy(Replicate::Local)).open();
    let rows: Vec<RecordBody> = (0..20_000).map(|n| RecordBody::new(format!("n{n:05}"), note("mine"))).collect();
    b.put_many(NOTES, &rows, None).unwrap();
    let written = thread::scope(|scope| {
        let moving = scope.spawn(|| go(&b, Replicate::Cloud));
        let mut written = 0;
        while !moving.is_finished() {
            match b.put("tasks", &format!("t{written}"), "{}") {
                Ok(_) => written += 1,
                // On a machine with other work to do.
                Err(CloudError::Busy { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
        written
    });
    assert!(written > 10, "only {written} writes got their turn");
    assert_eq!(b.pending(), 20_000 + written);
}
