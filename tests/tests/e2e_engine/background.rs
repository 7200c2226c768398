//! `start()`: nobody calls sync.

use cortex_cloud::CloudStatus;
use cortex_cloud::SyncStatus;
use cortex_tests::device::Setup;
use cortex_tests::patience::timed;
use cortex_tests::patience::wait_until;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;
use std::time::Duration;

/// A setup that looks for news ten times a second.
fn eager(setup: Setup) -> Setup {
    setup.with(|config| config.sync_interval_ms = 100)
}

#[test]
fn a_started_engine_syncs_by_itself() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "written before the start");
    a.start().unwrap();
    wait_until("the server has it", || space.read("n1").is_some());
    wait_until("the device knows", || a.pending() == 0);
}

#[test]
fn a_local_write_goes_up_without_being_asked_to() {
    let space = Space::new();
    // The interval is five minutes here: only the write itself can be the reason.
    let a = space.device("a");
    a.start().unwrap();
    wait_until("the first sync is over", || a.status().status == CloudStatus::Connected);
    let (_, took) = timed(|| {
        a.write("n1", "hello");
        wait_until("the server has it", || space.read("n1").is_some());
    });
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_burst_of_writes_goes_up_in_few_requests() {
    let space = Space::new();
    let a = space.device("a");
    a.start().unwrap();
    wait_until("the first sync is over", || a.status().status == CloudStatus::Connected);
    let before = space.proxy.requests("/sync") + space.proxy.requests("/push");
    for n in 0..200 {
        a.write(&format!("n{n}"), "row");
    }
    wait_until("the server has all", || space.head() == 200);
    let requests = space.proxy.requests("/sync") + space.proxy.requests("/push") - before;
    assert!(requests <= 20, "200 writes took {requests} requests");
}

#[test]
fn two_started_engines_exchange_writes_both_ways() {
    let space = Space::new();
    let [a, b] = ["a", "b"].map(|name| eager(space.setup(name)).open());
    a.start().unwrap();
    b.start().unwrap();
    for n in 0..5 {
        a.write(&format!("a{n}"), "from a");
        b.write(&format!("b{n}"), "from b");
    }
    for n in 0..5 {
        wait_until("b has it", || b.read(&format!("a{n}")).is_some());
        wait_until("a has it", || a.read(&format!("b{n}")).is_some());
    }
    a.stop().unwrap();
    b.stop().unwrap();
    a.synced();
    b.synced();
    space.assert_equal(&[&a, &b]);
}

#[test]
fn the_backlog_goes_up_by_itself_when_the_server_is_back() {
    let mut space = Space::new();
    let a = space.direct("a").open();
    a.start().unwrap();
    wait_until("the first sync is over", || a.status().status == CloudStatus::Connected);
    space.server.stop();
    a.write("n1", "while away");
    wait_until("the device sees that", || a.status().status == CloudStatus::Offline);
    a.write("n2", "while away, too");
    space.server.restart();
    wait_until("the backlog is up", || a.pending() == 0);
    assert_eq!(space.head(), 2);
    wait_until("the status follows", || a.status().status == CloudStatus::Connected);
}

#[test]
fn a_started_engine_that_is_offline_by_choice_waits_for_go_online() {
    let space = Space::new();
    let a = space.device("a");
    a.go_offline().unwrap();
    a.start().unwrap();
    a.write("n1", "hello");
    wait_until("the syncer has looked", || a.status().last_error.is_some());
    assert_eq!((space.proxy.requests(""), a.pending()), (0, 1));
    let report = a.go_online(None).unwrap();
    assert_eq!(report.status, SyncStatus::Success);
    a.write("n2", "hello");
    wait_until("it syncs again", || space.head() == 2);
}

#[test]
fn stop_and_close_end_a_stuck_sync_promptly() {
    for close in [false, true] {
        let space = Space::new();
        let a = space.device("a");
        space.proxy.set(Fault::BlackHole);
        a.start().unwrap();
        wait_until("the syncer is stuck", || space.proxy.requests("") == 1);
        let (_, took) = timed(|| if close { a.close() } else { a.stop().unwrap() });
        assert!(took < Duration::from_secs(1), "{took:?}");
        if !close {
            space.proxy.clear();
            a.write("n1", "hello");
            assert_eq!(a.synced().pushed, 1, "stopped is not closed");
        }
    }
}

#[test]
fn a_stopped_engine_can_be_started_again() {
    let space = Space::new();
    let a = space.device("a");
    for n in 1..=3 {
        a.start().unwrap();
        a.start().unwrap();
        a.write(&format!("n{n}"), "hello");
        wait_until("the server has it", || space.head() == n);
        a.stop().unwrap();
        a.stop().unwrap();
    }
}

#[test]
fn a_syncer_whose_key_is_refused_goes_on_after_the_sign_in() {
    let space = Space::new();
    let a = space.setup("a").key(Some("nonsense")).open();
    a.write("n1", "hello");
    a.start().unwrap();
    wait_until("the key is refused", || a.status().status == CloudStatus::Error);
    a.login_api_key(&space.key.key).unwrap();
    wait_until("the server has it", || space.head() == 1);
}
