//! Two devices change the same record, and a rule settles it.

use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::ResolvedBy;
use cortex_cloud::Winner;
use cortex_tests::clock::TestClock;
use cortex_tests::device::Device;
use cortex_tests::device::text_of;
use cortex_tests::patience::next_millisecond;
use cortex_tests::space::Space;

/// Both devices have `n1`; then A and, later, B change it. A's version is on the server.
fn contest(strategy: MergeStrategy) -> (Space, Device, Device) {
    let space = Space::new();
    let [a, b] = ["a", "b"].map(|name| space.setup(name).strategy(strategy).open());
    a.write("n1", "base");
    a.synced();
    b.synced();
    a.write("n1", "from a");
    next_millisecond();
    b.write("n1", "from b");
    a.synced();
    (space, a, b)
}

/// B meets A's version. Checks who won, that the log has both, and that the loser can be brought back.
fn settled(strategy: MergeStrategy, winner: Winner, text: &str) {
    let (space, a, b) = contest(strategy);
    let report = b.synced();
    assert_eq!((report.conflicts_resolved, report.conflicts_waiting), (1, 0));
    a.synced();
    for device in [&a, &b] {
        assert_eq!(device.read("n1").as_deref(), Some(text));
    }
    assert_eq!(space.read("n1").as_deref(), Some(text));
    space.assert_equal(&[&a, &b]);

    let [entry] = <[_; 1]>::try_from(b.conflict_log()).unwrap();
    assert_eq!((entry.strategy, entry.winner), (strategy, Some(winner)));
    assert_eq!(entry.resolved_by, Some(ResolvedBy::Auto));
    assert!(entry.resolved_at.is_some());
    let text_of_side = |body: &Option<String>| body.as_deref().map(text_of);
    assert_eq!(text_of_side(&entry.local.body).as_deref(), Some("from b"));
    assert_eq!(text_of_side(&entry.remote.body).as_deref(), Some("from a"));
    assert!(a.conflict_log().is_empty(), "A had nothing unsynced any more");

    let (side, loser) = match winner {
        Winner::Local => (ConflictSide::Remote, "from a"),
        _ => (ConflictSide::Local, "from b"),
    };
    let head = space.head();
    assert!(b.restore(entry.conflict_id, side).unwrap());
    b.synced();
    a.synced();
    assert_eq!(a.read("n1").as_deref(), Some(loser));
    assert_eq!(space.head(), head + 1, "the restored body is a version like any other");
    space.assert_equal(&[&a, &b]);
}

#[test]
fn under_last_write_wins_the_later_edit_stands() {
    settled(MergeStrategy::LastWriteWins, Winner::Local, "from b");
}

#[test]
fn under_local_wins_the_device_that_syncs_last_keeps_its_own() {
    settled(MergeStrategy::LocalWins, Winner::Local, "from b");
}

#[test]
fn under_remote_wins_the_device_that_syncs_last_takes_the_servers() {
    settled(MergeStrategy::RemoteWins, Winner::Remote, "from a");
}

#[test]
fn under_manual_both_keep_their_own_until_somebody_decides() {
    let (space, a, b) = contest(MergeStrategy::Manual);
    let report = b.synced();
    assert_eq!((report.conflicts_resolved, report.conflicts_waiting), (0, 1));
    a.synced();
    assert_eq!(a.read("n1").as_deref(), Some("from a"));
    assert_eq!(b.read("n1").as_deref(), Some("from b"));
    assert_eq!(space.read("n1").as_deref(), Some("from a"));
    let [entry] = <[_; 1]>::try_from(b.conflict_log()).unwrap();
    assert_eq!((entry.winner, entry.resolved_at), (None, None));
}

#[test]
fn under_last_write_wins_an_older_edit_gives_way_even_if_it_syncs_last() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    a.write("n1", "base");
    a.synced();
    b.synced();
    b.write("n1", "earlier");
    next_millisecond();
    a.write("n1", "later");
    a.synced();
    b.synced();
    assert_eq!(b.read("n1").as_deref(), Some("later"));
    let entry = b.conflict_log().remove(0);
    assert_eq!(entry.winner, Some(Winner::Remote));
    assert_eq!(text_of(&entry.local.body.unwrap()), "earlier");
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_tables_own_strategy_goes_before_the_engines() {
    let space = Space::new();
    let policy = cortex_cloud::TablePolicy { merge: Some(MergeStrategy::RemoteWins), ..Default::default() };
    let (a, b) = (space.device("a"), space.setup("b").table("notes", policy).open());
    a.write("n1", "from a");
    next_millisecond();
    b.write("n1", "from b");
    a.synced();
    b.synced();
    assert_eq!(b.read("n1").as_deref(), Some("from a"));
    assert_eq!(b.conflict_log()[0].strategy, MergeStrategy::RemoteWins);
}

#[test]
fn a_tie_of_stamps_ends_equal_on_both_devices() {
    for order in [[0, 1], [1, 0]] {
        let space = Space::new();
        // Neither has met the server yet, so both stamp with the same millisecond.
        let clock = TestClock::now();
        let devices = ["a", "b"].map(|name| space.setup(name).clock(clock.clone()).open());
        for (device, text) in devices.iter().zip(["from a", "from b"]) {
            device.write("n1", text);
        }
        let stamps = devices.each_ref().map(|d| d.get_record("notes", "n1").unwrap().unwrap().hlc);
        assert_eq!(stamps[0], stamps[1], "the stamps tie");
        for at in order.into_iter().chain(order) {
            devices[at].synced();
        }
        let greater = if devices[0].status().device_id > devices[1].status().device_id { "from a" } else { "from b" };
        for device in &devices {
            assert_eq!(device.read("n1").as_deref(), Some(greater));
        }
        space.assert_equal(&[&devices[0], &devices[1]]);
    }
}

#[test]
fn three_devices_end_equal_in_any_order_of_syncs() {
    let space = Space::new();
    let devices = ["a", "b", "c"].map(|name| space.device(name));
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for (n, order) in orders.into_iter().enumerate() {
        let id = format!("n{n}");
        devices[0].write(&id, "base");
        devices.iter().for_each(|d| drop(d.synced()));
        for (device, text) in devices.iter().zip(["first", "second", "third"]) {
            next_millisecond();
            device.write(&id, text);
        }
        for at in order.into_iter().chain(order) {
            devices[at].synced();
        }
        for device in &devices {
            assert_eq!(device.read(&id).as_deref(), Some("third"), "synced in the order {order:?}");
        }
        space.assert_equal(&[&devices[0], &devices[1], &devices[2]]);
    }
}
