//! What is tried again, how often and when.

use super::causes::answer;
use cortex_cloud::CloudError;
use cortex_cloud::SyncStatus;
use cortex_tests::patience::timed;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;
use std::time::Duration;

#[test]
fn a_failing_request_is_tried_three_times_in_all() {
    let space = Space::new();
    let a = space.device("a");
    for status in [500, 502, 503, 429, 408] {
        let before = space.proxy.requests("");
        space.proxy.set(Fault::AnswerInstead(answer(status, "", "")));
        a.try_sync();
        assert_eq!(space.proxy.requests("") - before, 3, "status {status}");
    }
    let before = space.proxy.requests("");
    space.proxy.set(Fault::SwallowAnswer);
    assert_eq!(a.unsynced(SyncStatus::Offline), "offline.interrupted");
    assert_eq!(space.proxy.requests("") - before, 3);
}

#[test]
fn a_request_that_succeeds_in_the_end_is_a_success() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "hello");
    space.proxy.set(Fault::AnswerInstead(answer(503, "", "")).on("handshake").times(2));
    space.proxy.queue(Fault::AnswerInstead(answer(500, "", "")).on("/sync").times(2));
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(space.proxy.requests("handshake"), 3);
    assert_eq!(space.proxy.requests("/sync"), 3);
}

#[test]
fn the_servers_word_on_when_to_come_back_is_kept() {
    let space = Space::new();
    let a = space.device("a");
    for status in [429, 503] {
        space.proxy.set(Fault::AnswerInstead(answer(status, "retry-after: 1\r\n", "")).times(1));
        let (_, took) = timed(|| a.synced());
        assert!(took >= Duration::from_secs(1), "{status}: back after {took:?}");
        assert!(took < Duration::from_secs(10), "{status}: back after {took:?}");
    }
}

#[test]
fn a_server_that_asks_for_more_patience_than_there_is_ends_the_sync() {
    let space = Space::new();
    let a = space.device("a");
    space.proxy.set(Fault::AnswerInstead(answer(429, "retry-after: 3600\r\n", "")));
    let (report, took) = timed(|| a.try_sync());
    assert_eq!(report.status, SyncStatus::Throttled);
    let Some(CloudError::Throttled { info }) = report.error else { panic!("{:?}", report.error) };
    assert_eq!((info.retryable, info.retry_after_ms), (true, Some(3_600_000)));
    assert_eq!(space.proxy.requests(""), 1);
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[test]
fn a_definite_refusal_is_not_tried_again() {
    let space = Space::new();
    let a = space.device("a");
    for status in [302, 400, 401, 403, 404, 409, 410, 413, 415, 426, 507] {
        let before = space.proxy.requests("");
        space.proxy.set(Fault::AnswerInstead(answer(status, "", "")));
        a.try_sync();
        assert_eq!(space.proxy.requests("") - before, 1, "status {status}");
    }
}
