//! A space that is full: nothing is lost, the rest goes on, and the queue goes up by itself when there is room (E60, E61).

use cortex_cloud::ClientLimits;
use cortex_cloud::CloudError;
use cortex_cloud::CloudEvent;
use cortex_cloud::QuotaCheck;
use cortex_cloud::RecordBody;
use cortex_cloud::RecordState;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::listener::Listener;
use cortex_tests::patience::wait_until;
use cortex_tests::space::NAME;
use cortex_tests::space::Space;

fn limit(space: &Space, flag: &str, value: &str) {
    space.server.cli(&["space", "set-limits", NAME, flag, value]);
}

/// A space of so many records at most, and a device that has filled it.
fn full(records: usize) -> (Space, Device) {
    let space = Space::new();
    limit(&space, "--records", &records.to_string());
    let a = space.device("a");
    for n in 0..records {
        a.write(&format!("n{n}"), "here first");
    }
    assert_eq!(a.synced().pushed, i64::try_from(records).unwrap());
    (space, a)
}

fn detail<'a>(report: &'a SyncReport, name: &str) -> &'a str {
    let Some(CloudError::Quota { info }) = &report.error else { panic!("no quota error: {report:?}") };
    assert_eq!(info.code, "quota.exceeded");
    info.details[name].as_str()
}

fn warnings(listener: &Listener) -> Vec<(String, i64, i64)> {
    let heard = listener.heard().into_iter();
    let warning = |event| match event {
        CloudEvent::QuotaWarning { resource, used, limit } => Some((resource, used, limit)),
        _ => None,
    };
    heard.filter_map(warning).collect()
}

#[test]
fn exactly_at_the_limit_is_allowed_and_one_over_waits() {
    let (space, a) = full(3);
    assert_eq!(a.check_quota().unwrap(), QuotaCheck::Warning { usage_percent: 100 });
    a.write("n0", "a change makes no more records");
    assert_eq!(a.synced().pushed, 1);

    a.write("n3", "one too many");
    let QuotaCheck::Exceeded { resource, used, limit, reason } = a.check_quota().unwrap() else {
        panic!("known before any sync");
    };
    assert_eq!((resource.as_str(), used, limit), ("records", 3, 3));
    assert!(reason.contains("3 records"), "{reason}");
    let report = a.try_sync();
    assert_eq!((report.status, report.pushed, report.over_quota, report.refused), (SyncStatus::Partial, 0, 1, 0));
    assert_eq!(["resource", "used", "limit"].map(|name| detail(&report, name)), ["records", "3", "3"]);

    assert_eq!(a.read("n3").as_deref(), Some("one too many"), "nothing is lost");
    let (status, explained) = (a.status(), a.explain(NOTES, "n3").unwrap());
    assert_eq!((status.pending, status.failed, space.head()), (1, 0, 4));
    assert_eq!(explained.state, RecordState::Pending);
    assert!(explained.reason.contains("the space is full"), "{}", explained.reason);
    let quota = a.quota().unwrap().unwrap();
    assert_eq!((quota.records.used, quota.records.limit, quota.bytes.limit), (3, Some(3), None));
}

#[test]
fn a_full_space_holds_up_neither_pulls_nor_changes_nor_deletes() {
    let (space, a) = full(3);
    let b = space.device("b");
    b.synced();
    b.write("n3", "no room");
    assert_eq!(b.unsynced(SyncStatus::Partial), "quota.exceeded");
    a.write("n0", "news");
    a.synced();
    b.write("n1", "a change");
    let report = b.try_sync();
    assert_eq!((report.status, report.pushed, report.pulled), (SyncStatus::Partial, 1, 1));
    assert_eq!(b.read("n0").as_deref(), Some("news"));
    b.write("n4", "no room, either");
    b.erase("n2");
    // The delete was queued last, and made room for what stood before it: all in one sync.
    let report = b.try_sync();
    assert_eq!((report.status, report.pushed, report.over_quota), (SyncStatus::Partial, 2, 1));
    assert_eq!(space.read("n2"), None);
    assert_eq!((space.read("n3").as_deref(), space.read("n4")), (Some("no room"), None));
}

#[test]
fn a_delete_on_another_device_lets_the_queue_go_up_by_itself() {
    let (space, a) = full(3);
    let b = space.setup("b").with(|config| config.sync_interval_ms = 100).open();
    b.start().unwrap();
    wait_until("b has all", || b.read("n2").is_some());
    b.write("n3", "waits for room");
    wait_until("the space is full", || b.status().last_error.is_some_and(|e| e.code() == "quota.exceeded"));
    a.erase("n0");
    a.synced();
    wait_until("the queue is up", || b.pending() == 0);
    assert_eq!(space.read("n3").as_deref(), Some("waits for room"));
    wait_until("the status follows", || b.status().last_error.is_none());
    b.stop().unwrap();
    a.synced();
    space.assert_equal(&[&a, &b]);
}

#[test]
fn limits_raised_while_all_runs_let_the_queue_go_up() {
    let (space, a) = full(2);
    let a = a.reopen_with(|setup| setup.with(|config| config.sync_interval_ms = 100));
    a.start().unwrap();
    a.write("n2", "waits");
    a.write("n3", "waits, too");
    wait_until("the space is full", || a.status().last_error.is_some());
    limit(&space, "--records", "3");
    wait_until("one is up", || space.head() == 3);
    wait_until("and only one", || a.pending() == 1);
    limit(&space, "--records", "none");
    wait_until("all is up", || a.pending() == 0);
    a.stop().unwrap();
    space.assert_equal(&[&a]);
}

#[test]
fn a_background_syncer_does_not_hammer_a_full_space() {
    let (space, a) = full(2);
    // Before the start: a write during a sync is rightly followed by another one.
    a.write("n2", "waits");
    a.start().unwrap();
    wait_until("the space is full", || a.status().last_error.is_some());
    let before = (space.proxy.requests(""), space.proxy.traffic("").bytes_up);
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!((space.proxy.requests(""), space.proxy.traffic("").bytes_up), before);
    assert_eq!(space.proxy.requests("/push") + space.proxy.requests("/sync"), 1, "what has no room is not even sent");
}

#[test]
fn bytes_are_limited_and_what_shrinks_passes() {
    let space = Space::new();
    let a = space.device("a");
    a.write("long", &"x".repeat(988));
    a.synced();
    let used = a.quota().unwrap().unwrap().bytes.used;
    assert_eq!(used, 988 + 11, "the canonical body's bytes");
    limit(&space, "--bytes", "1000");
    a.write("long", &"y".repeat(989));
    assert_eq!(a.synced().pushed, 1, "exactly at the limit");
    a.write("more", "one");
    let report = a.try_sync();
    assert_eq!(["resource", "used", "limit"].map(|name| detail(&report, name)), ["bytes", "1000", "1000"]);
    a.write("long", &"z".repeat(990));
    assert_eq!((a.try_sync().pushed, a.pending()), (0, 2), "it would grow");
    a.write("long", "short");
    assert_eq!((a.synced().pushed, a.pending()), (2, 0));

    limit(&space, "--bytes", "10");
    a.write("long", "shor");
    assert_eq!(a.synced().pushed, 1, "over the limit, and shrinking");
    assert!(matches!(a.check_quota().unwrap(), QuotaCheck::Exceeded { used, limit: 10, .. } if used > 10));
    space.assert_equal(&[&a]);
}

#[test]
fn a_warning_is_told_once_for_each_crossing() {
    let space = Space::new();
    limit(&space, "--records", "10");
    let a = space.device("a");
    let listener = Listener::of(&a);
    for n in 0..7 {
        a.write(&format!("n{n}"), "hello");
    }
    a.synced();
    assert_eq!(a.check_quota().unwrap(), QuotaCheck::Allowed);
    a.write("n7", "the eighth");
    assert_eq!(a.check_quota().unwrap(), QuotaCheck::Warning { usage_percent: 80 });
    let told = |expected: &[i64]| {
        wait_until("the warnings are here", || warnings(&listener).len() >= expected.len());
        assert_eq!(warnings(&listener).into_iter().map(|(_, used, _)| used).collect::<Vec<_>>(), expected);
    };
    a.synced();
    told(&[8]);
    for n in 8..10 {
        a.write(&format!("n{n}"), "more");
        a.synced();
    }
    told(&[8]);
    for n in 10..15 {
        a.write(&format!("n{n}"), "too much");
        assert_eq!(a.unsynced(SyncStatus::Partial), "quota.exceeded");
    }
    // Each event is delivered before the next sync's; this one comes last.
    told(&[8, 10]);
    for n in 0..8 {
        a.erase(&format!("n{n}"));
    }
    a.synced();
    assert_eq!(a.quota().unwrap().unwrap().records.used, 7);
    a.write("again", "full again");
    a.synced();
    told(&[8, 10, 8]);
}

#[test]
fn an_engines_own_limits_hold_its_queue_back_as_the_servers_do() {
    let space = Space::new();
    let own = ClientLimits { max_records: Some(2), ..ClientLimits::default() };
    let a = space.setup("a").with(|config| config.limits = Some(own)).open();
    for n in 0..3 {
        a.write(&format!("n{n}"), "hello");
    }
    assert!(matches!(a.check_quota().unwrap(), QuotaCheck::Exceeded { used: 0, limit: 2, .. }), "before any sync");
    let report = a.try_sync();
    assert_eq!((report.status, report.pushed, report.over_quota), (SyncStatus::Partial, 2, 1));
    assert_eq!(detail(&report, "limit"), "2");
    assert!(report.error.unwrap().info().message.contains("own limit"));
    assert_eq!(a.read("n2").as_deref(), Some("hello"));
    let b = space.device("b");
    b.write("n3", "another device has no such limit");
    assert_eq!(b.synced().pulled, 2);
    assert_eq!(a.try_sync().pulled, 1);
    a.erase("n0");
    a.erase("n1");
    assert_eq!(a.synced().pushed, 3);
    let wider =
        a.reopen_with(|setup| setup.with(|config| config.limits.get_or_insert_default().max_records = Some(100)));
    wider.write("n4", "room");
    wider.synced();
    b.synced();
    space.assert_equal(&[&wider, &b]);
}

#[test]
fn a_long_queue_without_room_is_looked_through_to_its_end() {
    let (space, a) = full(1);
    let rows: Vec<RecordBody> =
        (0..2_500).map(|n| RecordBody::new(format!("m{n}"), r#"{"text":"waits"}"#.to_owned())).collect();
    a.put_many(NOTES, &rows, None).unwrap();
    a.write("n0", "behind all of them");
    let report = a.try_sync();
    assert_eq!((report.status, report.pushed, report.over_quota), (SyncStatus::Partial, 1, 2_500));
    assert_eq!(space.read("n0").as_deref(), Some("behind all of them"));
    limit(&space, "--records", "none");
    assert_eq!(a.synced().pushed, 2_500);
    space.assert_equal(&[&a]);
}

#[test]
fn a_limit_that_will_not_do_is_named() {
    let space = Space::new();
    for (field, limits) in [
        ("limits.max_records", ClientLimits { max_records: Some(-1), ..ClientLimits::default() }),
        ("limits.max_bytes", ClientLimits { max_bytes: Some(-1), ..ClientLimits::default() }),
        ("limits.min_sync_interval_ms", ClientLimits { min_sync_interval_ms: Some(-1), ..ClientLimits::default() }),
    ] {
        let Err(error) = space.setup("a").with(|config| config.limits = Some(limits)).try_open() else {
            panic!("{field} was taken");
        };
        assert_eq!(error.code(), format!("argument.{field}"));
        assert!(!space.file("a").exists(), "nothing was made");
    }
}
