//! Calls from anywhere: inside an async runtime, cancelled, closed from another thread.

use cortex_cloud::CancelToken;
use cortex_cloud::CloudError;
use cortex_tests::device::Device;
use cortex_tests::patience::timed;
use cortex_tests::patience::wait_until;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;
use std::thread;
use std::time::Duration;
use tokio::runtime::Builder;

/// Ten times what it takes to notice, and far below the 30 s a request may take.
const PROMPTLY: Duration = Duration::from_secs(1);

#[test]
fn an_engine_works_inside_a_runtime_of_several_threads() {
    let space = Space::new();
    let runtime = Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let a = space.device("a");
        a.write("n1", "hello");
        assert_eq!(a.synced().pushed, 1);
        a.start().unwrap();
        drop(a);
    });
    // Another file: the syncer of an engine that was only dropped may still be at its last sync.
    let b = space.device("b");
    let in_task = runtime.spawn(async move {
        b.write("n2", "hello");
        assert_eq!(b.synced().pushed, 1);
        b.close();
    });
    runtime.block_on(in_task).unwrap();
    assert_eq!(space.head(), 2);
}

#[test]
fn an_engine_works_inside_a_runtime_of_one_thread() {
    let space = Space::new();
    Builder::new_current_thread().build().unwrap().block_on(async {
        let a = space.device("a");
        a.write("n1", "hello");
        assert_eq!(a.synced().pushed, 1);
        a.start().unwrap();
        drop(a);
        let b = space.device("b");
        b.synced();
        b.close();
    });
    assert_eq!(space.head(), 1);
}

/// Runs a sync that gets no answer, and what ends it, from two threads.
fn stuck(end: impl FnOnce(&Device, &CancelToken)) -> (Space, Device, CloudError) {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "hello");
    space.proxy.set(Fault::BlackHole);
    let cancel = CancelToken::new();
    let error = thread::scope(|scope| {
        let syncing = scope.spawn(|| a.sync(Some(&cancel)).unwrap_err());
        wait_until("the sync is stuck", || space.proxy.requests("") == 1);
        let (error, took) = timed(|| {
            end(&a, &cancel);
            syncing.join().unwrap()
        });
        assert!(took < PROMPTLY, "{took:?}");
        error
    });
    space.proxy.clear();
    (space, a, error)
}

#[test]
fn a_cancelled_sync_ends_promptly_and_loses_nothing() {
    let (space, a, error) = stuck(|_, cancel| cancel.cancel());
    assert!(matches!(error, CloudError::Cancelled { .. }), "{error:?}");
    assert_eq!(a.pending(), 1);
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(space.head(), 1);
}

#[test]
fn close_ends_a_sync_of_another_thread_promptly_and_loses_nothing() {
    let (space, a, error) = stuck(|a, _| a.close());
    assert!(matches!(error, CloudError::Closed { .. } | CloudError::Cancelled { .. }), "{error:?}");
    let a = a.reopen();
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(space.head(), 1);
}

#[test]
fn a_cancelled_wait_for_another_try_ends_promptly() {
    let space = Space::new();
    let a = space.setup("a").with_retry(|retry| retry.backoff_max_ms = 3_600_000).open();
    space.proxy.set(Fault::AnswerInstead(super::causes::answer(503, "retry-after: 600\r\n", "")));
    let cancel = CancelToken::new();
    thread::scope(|scope| {
        let syncing = scope.spawn(|| a.sync(Some(&cancel)).unwrap_err());
        wait_until("the first try failed", || space.proxy.requests("") == 1);
        let (error, took) = timed(|| {
            cancel.cancel();
            syncing.join().unwrap()
        });
        assert!(took < PROMPTLY, "{took:?}");
        assert!(matches!(error, CloudError::Cancelled { .. }), "{error:?}");
    });
}

#[test]
fn a_second_sync_waits_for_the_first_and_can_be_cancelled_meanwhile() {
    let space = Space::new();
    let a = space.device("a");
    let handshake = space.proxy.hold_next("handshake");
    thread::scope(|scope| {
        let first = scope.spawn(|| a.synced());
        handshake.wait();
        let cancel = CancelToken::new();
        let second = scope.spawn({
            let (a, cancel) = (&a, cancel.clone());
            move || a.sync(Some(&cancel))
        });
        cancel.cancel();
        assert!(matches!(second.join().unwrap(), Err(CloudError::Cancelled { .. })));
        let third = scope.spawn(|| a.synced());
        handshake.release();
        first.join().unwrap();
        third.join().unwrap();
    });
}

#[test]
fn local_calls_go_on_while_a_sync_is_stuck() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "hello");
    let answer = space.proxy.hold_next("/sync");
    thread::scope(|scope| {
        let syncing = scope.spawn(|| a.synced());
        answer.wait();
        let (_, took) = timed(|| {
            for n in 0..100 {
                a.write(&format!("m{n}"), "meanwhile");
                assert!(a.read(&format!("m{n}")).is_some());
            }
            a.status();
        });
        assert!(took < Duration::from_secs(5), "{took:?}");
        answer.release();
        syncing.join().unwrap();
    });
    assert_eq!(space.head(), 101);
}

#[test]
fn every_call_of_a_closed_engine_says_so() {
    let space = Space::new();
    let a = space.device("a");
    a.close();
    a.close();
    let codes = [
        a.put("notes", "n1", "{}").unwrap_err(),
        a.get("notes", "n1").unwrap_err(),
        a.sync(None).unwrap_err(),
        a.get_status().unwrap_err(),
        a.start().unwrap_err(),
        a.stop().unwrap_err(),
        a.login_api_key("key").unwrap_err(),
        a.verify(None).unwrap_err(),
        a.subscribe(|_| {}).unwrap_err(),
    ];
    assert!(codes.iter().all(|e| matches!(e, CloudError::Closed { .. })), "{codes:?}");
}
