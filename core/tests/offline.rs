//! Without a server everything but the network works, and network calls say so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::CancelToken;
use cortex_cloud::CloudError;
use cortex_cloud::CloudStatus;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use support::fresh;

fn is_offline(report: &SyncReport) -> bool {
    report.status == SyncStatus::Offline && matches!(report.error, Some(CloudError::Offline { .. }))
}

#[test]
fn network_calls_report_offline_and_leave_the_queue_alone() {
    let f = fresh();
    f.engine.put("t", "a", "{}").unwrap();
    assert!(is_offline(&f.engine.sync(None).unwrap()));
    assert!(is_offline(&f.engine.push(None).unwrap()));
    assert!(is_offline(&f.engine.pull(None).unwrap()));
    assert!(is_offline(&f.engine.go_online(None).unwrap()));
    assert!(is_offline(&f.engine.verify(None).unwrap().sync));
    let why = f.engine.explain("t", "a").unwrap().reason;
    assert!(why.contains("no server is configured"), "{why}");
    f.engine.go_offline().unwrap();
    let why = f.engine.explain("t", "a").unwrap().reason;
    assert!(why.contains("go_offline holds"), "{why}");
    let report = f.engine.sync(None).unwrap();
    assert_eq!(report.error.unwrap().code(), "offline.forced");
    let status = f.engine.get_status().unwrap();
    assert_eq!((status.status, status.pending), (CloudStatus::Offline, 1));
}

#[test]
fn a_cancelled_call_says_so() {
    let f = fresh();
    let token = CancelToken::new();
    token.cancel();
    assert!(matches!(f.engine.sync(Some(&token)), Err(CloudError::Cancelled { .. })));
}

#[test]
fn a_go_online_that_was_cancelled_before_it_began_leaves_the_engine_offline() {
    let f = fresh();
    f.engine.go_offline().unwrap();
    let token = CancelToken::new();
    token.cancel();
    assert!(matches!(f.engine.go_online(Some(&token)), Err(CloudError::Cancelled { .. })));
    let report = f.engine.sync(None).unwrap();
    assert_eq!(report.error.unwrap().code(), "offline.forced");
}

#[test]
fn after_close_every_call_says_closed() {
    let f = fresh();
    f.engine.close();
    f.engine.close();
    assert!(matches!(f.engine.put("t", "a", "{}"), Err(CloudError::Closed { .. })));
    assert!(matches!(f.engine.get("t", "a"), Err(CloudError::Closed { .. })));
    assert!(matches!(f.engine.sync(None), Err(CloudError::Closed { .. })));
    assert!(matches!(f.engine.get_status(), Err(CloudError::Closed { .. })));
    assert!(matches!(f.engine.subscribe(|_| {}), Err(CloudError::Closed { .. })));
}

#[test]
fn a_host_driven_sync_is_alone_and_ends_with_the_engine() {
    use cortex_cloud::sync::session::SessionEvent;
    use cortex_cloud::sync::session::SyncPlan;
    let f = fresh();
    let mut session = f.engine.begin_sync(SyncPlan::SYNC).unwrap();
    assert!(matches!(f.engine.begin_sync(SyncPlan::SYNC), Err(CloudError::Busy { .. })));
    let other = cortex_cloud::CloudEngine::open(cortex_cloud::Config::new(&f.path)).unwrap();
    assert!(
        matches!(other.begin_sync(SyncPlan::SYNC), Err(CloudError::Busy { .. })),
        "nor by another that has the file open"
    );
    session.step(SessionEvent::Continue).unwrap();
    f.engine.close();
    assert!(matches!(session.step(SessionEvent::Continue), Err(CloudError::Closed { .. })));
    drop(session);
    other.begin_sync(SyncPlan::SYNC).unwrap();
}
