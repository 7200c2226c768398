//! Every long call ends soon after it was cancelled or the engine closed, whatever it was at, and nothing is lost.

use cortex_cloud::CancelToken;
use cortex_cloud::CloudError;
use cortex_cloud::RecordBody;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::device::note;
use cortex_tests::patience::timed;
use cortex_tests::patience::wait_until;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;
use std::thread;
use std::time::Duration;

/// Ten times what it takes to notice, and far below the 30 s a request may take.
const PROMPTLY: Duration = Duration::from_secs(1);

type Call = fn(&Device, &CancelToken) -> Result<(), CloudError>;

const SYNC: (&str, Call) = ("sync", |a, cancel| a.sync(Some(cancel)).map(drop));
const PUSH: (&str, Call) = ("push", |a, cancel| a.push(Some(cancel)).map(drop));
const PULL: (&str, Call) = ("pull", |a, cancel| a.pull(Some(cancel)).map(drop));
const VERIFY: (&str, Call) = ("verify", |a, cancel| a.verify(Some(cancel)).map(drop));
const GO_ONLINE: (&str, Call) = ("go_online", |a, cancel| a.go_online(Some(cancel)).map(drop));
const EVERY_CALL: [(&str, Call); 5] = [SYNC, PUSH, PULL, VERIFY, GO_ONLINE];

/// Lets a call get stuck and ends it, by its token or by closing the engine.
fn end_stuck(name: &str, call: Call, a: &Device, close: bool, is_stuck: impl Fn() -> bool) {
    let cancel = CancelToken::new();
    thread::scope(|scope| {
        let running = scope.spawn(|| call(a, &cancel).unwrap_err());
        wait_until(&format!("{name} is stuck"), is_stuck);
        let (error, took) = timed(|| {
            if close {
                a.close();
            } else {
                cancel.cancel();
            }
            running.join().unwrap()
        });
        assert!(took < PROMPTLY, "{name}: {took:?}");
        let is_right = matches!((&error, close), (CloudError::Cancelled { .. }, _) | (CloudError::Closed { .. }, true));
        assert!(is_right, "{name}: {error:?}");
    });
}

/// A device with something to send and something to receive.
fn busy(space: &Space, name: &str) -> Device {
    let (a, b) = (space.device(name), space.device("peer"));
    a.write("n1", "first");
    a.synced();
    b.write(&format!("of-b-for-{name}"), "hello");
    b.synced();
    a.write("n2", &format!("of {name}"));
    a
}

#[test]
fn a_call_that_waits_for_an_answer_ends_when_it_is_cancelled_or_closed() {
    let stuck_at = [(SYNC, "/sync"), (PUSH, "/push"), (PULL, "/pull"), (VERIFY, "/digest"), (GO_ONLINE, "/sync")];
    let at_the_start = EVERY_CALL.map(|call| (call, "/handshake"));
    for close in [false, true] {
        let space = Space::new();
        for (round, ((name, call), request)) in stuck_at.into_iter().chain(at_the_start).enumerate() {
            let a = busy(&space, &format!("a{round}{close}"));
            let before = space.proxy.requests(request);
            space.proxy.set(Fault::BlackHole.on(request));
            end_stuck(&format!("{name} at {request}"), call, &a, close, || space.proxy.requests(request) > before);
            space.proxy.clear();
            let a = a.reopen();
            a.synced();
            assert_eq!(a.pending(), 0);
            space.assert_equal(&[&a]);
            a.close();
        }
    }
}

#[test]
fn a_call_that_waits_for_another_engines_turn_ends_when_it_is_cancelled_or_closed() {
    let space = Space::new();
    let holder = busy(&space, "a");
    for close in [false, true] {
        for (name, call) in EVERY_CALL {
            let waiting = space.device("a");
            let handshake = space.proxy.hold_next("handshake");
            thread::scope(|scope| {
                let holding = scope.spawn(|| holder.try_sync());
                handshake.wait();
                end_stuck(name, call, &waiting, close, || true);
                handshake.release();
                holding.join().unwrap();
            });
        }
    }
    holder.synced();
    space.assert_equal(&[&holder]);
}

#[test]
fn a_pull_that_is_cancelled_between_pages_keeps_them_and_shows_none() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    let rows: Vec<RecordBody> = (0..5_000).map(|n| RecordBody::new(format!("{n:04}"), note("x"))).collect();
    a.put_many(NOTES, &rows, None).unwrap();
    a.synced();
    space.proxy.queue(Fault::Pass.on("/pull").times(1));
    space.proxy.queue(Fault::BlackHole.on("/pull"));
    let (name, call) = PULL;
    end_stuck(name, call, &b, false, || space.proxy.requests("/pull") == 2);
    let status = b.status();
    assert!(status.staged > 0);
    assert_eq!(b.count(NOTES, None).unwrap(), 0);
    space.proxy.clear();
    assert_eq!(b.synced().pulled, 5_000);
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_long_sync_ends_soon_after_any_moment_it_is_cancelled_at() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    let rows: Vec<RecordBody> = (0..8_000).map(|n| RecordBody::new(format!("{n:04}"), note("x"))).collect();
    a.put_many(NOTES, &rows, None).unwrap();
    for device in [&a, &b] {
        // Later and later, until it is over before it is cancelled.
        for moment in 1.. {
            let cancel = CancelToken::new();
            let is_over = thread::scope(|scope| {
                let running = scope.spawn(|| device.sync(Some(&cancel)));
                thread::sleep(Duration::from_millis(40 * moment));
                let (outcome, took) = timed(|| {
                    cancel.cancel();
                    running.join().unwrap()
                });
                assert!(took < 2 * PROMPTLY, "cancelled after {} ms, it took {took:?}", 40 * moment);
                outcome.is_ok()
            });
            if is_over {
                break;
            }
        }
        device.synced();
    }
    space.assert_equal(&[&a, &b]);
}

#[test]
fn put_many_ends_between_two_transactions_and_can_be_done_again() {
    let space = Space::new();
    let a = space.device("a");
    let rows: Vec<RecordBody> = (0..200_000).map(|n| RecordBody::new(format!("{n:06}"), note("x"))).collect();
    let cancel = CancelToken::new();
    thread::scope(|scope| {
        let running = scope.spawn(|| a.put_many(NOTES, &rows, Some(&cancel)));
        wait_until("some are saved", || a.get(NOTES, "001000").unwrap().is_some());
        let (outcome, took) = timed(|| {
            cancel.cancel();
            running.join().unwrap()
        });
        assert!(took < PROMPTLY, "{took:?}");
        assert!(matches!(outcome, Err(CloudError::Cancelled { .. })), "{outcome:?}");
    });
    let saved = a.count(NOTES, None).unwrap();
    assert_eq!(saved % 500, 0, "whole transactions");
    assert!(saved < 200_000);
    let few = &rows[..usize::try_from(saved).unwrap() + 500];
    assert_eq!(a.put_many(NOTES, few, None).unwrap(), 500, "equal rows are no mutation");
}

#[test]
fn close_ends_put_many_of_another_thread() {
    let space = Space::new();
    let a = space.device("a");
    let rows: Vec<RecordBody> = (0..200_000).map(|n| RecordBody::new(format!("{n:06}"), note("x"))).collect();
    thread::scope(|scope| {
        let running = scope.spawn(|| a.put_many(NOTES, &rows, None));
        wait_until("some are saved", || a.get(NOTES, "001000").unwrap().is_some());
        let (outcome, took) = timed(|| {
            a.close();
            running.join().unwrap()
        });
        assert!(took < PROMPTLY, "{took:?}");
        assert!(matches!(outcome, Err(CloudError::Closed { .. } | CloudError::Cancelled { .. })), "{outcome:?}");
    });
}
