//! How often a device may sync: the server's limit and the engine's own (E60).

use cortex_cloud::CloudError;
use cortex_cloud::CloudStatus;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::clock::Clock;
use cortex_tests::clock::TestClock;
use cortex_tests::device::Setup;
use cortex_tests::patience::timed;
use cortex_tests::patience::wait_until;
use cortex_tests::proxy::Fault;
use cortex_tests::space::NAME;
use cortex_tests::space::Space;
use std::sync::Arc;
use std::time::Duration;

fn interval(space: &Space, seconds: &str) {
    space.server.cli(&["space", "set-limits", NAME, "--sync-interval", seconds]);
}

/// A setup with a limit of its own.
fn own(setup: Setup, ms: i64) -> Setup {
    setup.with(|config| config.limits.get_or_insert_default().min_sync_interval_ms = Some(ms))
}

fn on(setup: Setup, clock: &Arc<TestClock>) -> Setup {
    let clock: Arc<dyn Clock> = Arc::clone(clock) as _;
    setup.clock(clock)
}

/// The code and the wait of a throttled sync.
fn throttled(report: &SyncReport) -> (&str, i64) {
    assert_eq!(report.status, SyncStatus::Throttled, "{report:?}");
    let Some(CloudError::Throttled { info }) = &report.error else { panic!("{report:?}") };
    assert!(info.retryable, "{info:?}");
    (&info.code, info.retry_after_ms.unwrap())
}

#[test]
fn the_first_sync_is_never_throttled_and_the_second_is_told_how_long_to_wait() {
    let space = Space::new();
    interval(&space, "3600");
    let a = space.device("a");
    a.write("n1", "hello");
    a.synced();
    a.write("n2", "later");
    let (report, took) = timed(|| a.try_sync());
    let (code, wait) = throttled(&report);
    assert_eq!(code, "throttled.sync_too_frequent");
    assert!((3_500_000..=3_600_000).contains(&wait), "{wait}");
    assert!(took < Duration::from_secs(2), "it is reported, not waited for: {took:?}");
    assert_eq!((a.pending(), a.read("n2").as_deref()), (1, Some("later")));
    assert_eq!(a.status().status, CloudStatus::Connected);
    assert_eq!(a.quota().unwrap().unwrap().min_sync_interval_ms, Some(3_600_000), "it was announced");
    for report in [a.push(None).unwrap(), a.pull(None).unwrap(), a.verify(None).unwrap().sync] {
        assert_eq!(throttled(&report).0, "throttled.sync_too_frequent");
    }
    let b = space.device("b");
    assert_eq!(b.synced().pulled, 1, "another device's first");
    let again = a.reopen();
    throttled(&again.try_sync());
    interval(&space, "none");
    assert_eq!(again.synced().pushed, 1, "the limit was lifted");
}

#[test]
fn a_wait_of_a_few_seconds_is_reported_at_once_and_enough() {
    let space = Space::new();
    interval(&space, "1");
    let a = space.device("a");
    a.synced();
    let (report, took) = timed(|| a.try_sync());
    let (_, wait) = throttled(&report);
    assert!(took < Duration::from_millis(900), "{took:?}");
    std::thread::sleep(Duration::from_millis(wait.unsigned_abs()));
    a.synced();
}

#[test]
fn a_sync_that_failed_or_broke_off_does_not_count() {
    let space = Space::new();
    interval(&space, "3600");
    let a = space.setup("a").impatient().open();
    a.write("n1", "hello");
    // The handshake comes through, and what follows does not.
    space.proxy.set(Fault::Refuse.on("/v1/spaces/"));
    for _ in 0..2 {
        assert_ne!(a.try_sync().status, SyncStatus::Throttled);
    }
    let a = a.reopen();
    space.proxy.clear();
    assert_eq!(a.synced().pushed, 1);
    throttled(&a.try_sync());
    assert_eq!(space.head(), 1);
}

#[test]
fn an_engines_own_limit_makes_no_request() {
    let space = Space::new();
    let clock = TestClock::now();
    let a = on(own(space.setup("a"), 60_000), &clock).open();
    a.write("n1", "hello");
    a.synced();
    a.write("n2", "later");
    let before = space.proxy.requests("");
    clock.advance(20_000);
    assert_eq!(throttled(&a.try_sync()), ("throttled.own_limit", 40_000));
    for report in [a.push(None).unwrap(), a.pull(None).unwrap(), a.verify(None).unwrap().sync] {
        assert_eq!(throttled(&report), ("throttled.own_limit", 40_000));
    }
    let refused = a.begin_sync(cortex_cloud::sync::session::SyncPlan::SYNC);
    assert!(matches!(refused, Err(CloudError::Throttled { .. })));
    a.go_offline().unwrap();
    assert_eq!(throttled(&a.go_online(None).unwrap()).0, "throttled.own_limit");
    assert_eq!(a.status().status, CloudStatus::Connected, "no longer offline by choice");
    assert_eq!(space.proxy.requests(""), before);

    // Another process, later.
    let a = a.reopen();
    assert_eq!(throttled(&a.try_sync()).1, 40_000);
    clock.advance(39_999);
    assert_eq!(throttled(&a.try_sync()).1, 1);
    clock.advance(1);
    assert_eq!(a.synced().pushed, 1);
}

#[test]
fn a_wall_clock_set_back_does_not_throttle_for_ever() {
    let space = Space::new();
    let clock = TestClock::now();
    let a = on(own(space.setup("a"), 60_000), &clock).open();
    a.synced();
    clock.advance(-86_400_000);
    a.synced();
    assert_eq!(throttled(&a.try_sync()), ("throttled.own_limit", 60_000), "from there on it counts again");

    interval(&space, "3600");
    let b = on(space.setup("b"), &clock).open();
    b.synced();
    clock.advance(-86_400_000);
    let wait = throttled(&b.try_sync()).1;
    assert!((3_500_000..=3_600_000).contains(&wait), "the server goes by its own clock: {wait}");
}

#[test]
fn offline_comes_before_throttled() {
    let mut space = Space::new();
    let a = own(space.direct("a"), 60_000).open();
    space.server.stop();
    a.write("n1", "hello");
    for _ in 0..2 {
        assert_eq!(a.try_sync().status, SyncStatus::Offline, "it failed, so it does not count");
    }
    space.server.restart();
    let a = a.reopen_with(|setup| setup.with_http(|http| http.base_url = space.server.url()));
    assert_eq!(a.synced().pushed, 1);
    a.go_offline().unwrap();
    assert_eq!(a.try_sync().status, SyncStatus::Offline);
}

#[test]
fn a_background_syncer_waits_and_asks_for_nothing_meanwhile() {
    let space = Space::new();
    let a = own(space.setup("a"), 1_500).open();
    a.start().unwrap();
    wait_until("the first sync is over", || a.status().last_sync_at.is_some());
    let begin = std::time::Instant::now();
    let before = space.proxy.requests("");
    for n in 0..20 {
        a.write(&format!("n{n}"), "while it waits");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!((space.proxy.requests(""), a.pending()), (before, 20));
    wait_until("all is up", || a.pending() == 0);
    let took = begin.elapsed();
    assert!((Duration::from_millis(1_300)..Duration::from_secs(6)).contains(&took), "{took:?}");
    let (_, took) = timed(|| a.stop().unwrap());
    assert!(took < Duration::from_secs(1), "a waiting syncer stops at once: {took:?}");
}

#[test]
fn a_background_syncer_keeps_to_the_servers_limit_without_being_refused() {
    let space = Space::new();
    interval(&space, "2");
    let a = space.setup("a").with(|config| config.sync_interval_ms = 50).open();
    a.start().unwrap();
    wait_until("the first sync is over", || a.status().last_sync_at.is_some());
    a.write("n1", "hello");
    wait_until("it is up", || a.pending() == 0);
    assert_eq!(space.proxy.requests("/handshake"), 2, "one for each sync, and none in between");
    a.stop().unwrap();
    a.write("n2", "stopped");
    let again = a.reopen();
    again.start().unwrap();
    wait_until("a new one waits as well", || again.pending() == 0);
    assert_eq!(space.proxy.requests("/handshake"), 3);
}
