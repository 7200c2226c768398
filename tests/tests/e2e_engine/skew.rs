//! Devices whose clocks are wrong.

use cortex_cloud::clock::Clock;
use cortex_cloud::clock::SystemClock;
use cortex_tests::clock::TestClock;
use cortex_tests::device::NOTES;
use cortex_tests::patience::next_millisecond;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;
use std::time::Duration;

const HOUR: i64 = 3_600_000;
const YEAR: i64 = 365 * 24 * HOUR;
/// What the server tolerates.
const AHEAD: i64 = 5 * 60_000;

#[test]
fn what_a_device_with_a_fast_clock_wrote_goes_up_stamped_anew_and_in_order() {
    for ahead in [HOUR, 10 * YEAR] {
        let space = Space::new();
        let (a, b) = (space.setup("a").clock(TestClock::ahead(ahead)).open(), space.device("b"));
        for id in ["n1", "n2", "n3"] {
            a.write(id, "hello");
            next_millisecond();
        }
        a.write("n1", "hello again");
        let report = a.synced();
        assert_eq!((report.pushed, report.refused), (3, 0), "{ahead} ms ahead");
        assert_eq!((a.pending(), a.status().failed), (0, 0));
        let stamps = ["n2", "n3", "n1"].map(|id| space.row(NOTES, id).unwrap().stamped_at);
        assert!(stamps.is_sorted(), "{stamps:?}");
        assert!(stamps[2] <= SystemClock.now_ms() + AHEAD);
        b.synced();
        space.assert_equal(&[&a, &b]);
    }
}

#[test]
fn after_a_handshake_stamps_follow_the_servers_clock() {
    for off in [HOUR, -HOUR, 10 * YEAR, -10 * YEAR] {
        let space = Space::new();
        let a = space.setup("a").clock(TestClock::ahead(off)).open();
        a.synced();
        a.write("n1", "hello");
        a.synced();
        let away = (space.row(NOTES, "n1").unwrap().stamped_at - SystemClock.now_ms()).abs();
        assert!(away < 60_000, "{away} ms off with a clock that is {off} ms off");
    }
}

#[test]
fn a_fast_clock_does_not_win_every_conflict_once_it_has_met_the_server() {
    let space = Space::new();
    let (a, b) = (space.setup("a").clock(TestClock::ahead(HOUR)).open(), space.device("b"));
    a.synced();
    a.write("n1", "from the fast clock");
    // More than the difference a device may have to the server without minding it.
    std::thread::sleep(Duration::from_millis(1_100));
    b.write("n1", "later");
    a.synced();
    b.synced();
    a.synced();
    assert_eq!(a.read("n1").as_deref(), Some("later"));
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_slow_answer_does_not_set_the_clock_back() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    a.synced();
    b.synced();
    space.proxy.set(Fault::Delay(Duration::from_millis(1_500)).on("handshake").times(1));
    b.synced();
    a.write("n1", "earlier");
    next_millisecond();
    b.write("n1", "later");
    a.synced();
    b.synced();
    a.synced();
    assert_eq!(a.read("n1").as_deref(), Some("later"));
}

#[test]
fn a_clock_set_back_keeps_stamps_growing() {
    let space = Space::new();
    let clock = TestClock::ahead(0);
    let a = space.setup("a").clock(clock.clone()).open();
    a.write("n1", "first");
    a.synced();
    clock.advance(-HOUR);
    a.write("n1", "second");
    let a = a.reopen();
    a.write("n2", "third");
    assert_eq!(a.synced().pushed, 2);
    assert_eq!(space.read("n1").as_deref(), Some("second"));
    space.assert_equal(&[&a]);
}
