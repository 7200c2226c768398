//! No server, and a server again.

use cortex_cloud::AuthState;
use cortex_cloud::CloudStatus;
use cortex_cloud::RecordBody;
use cortex_cloud::SyncStatus;
use cortex_tests::device::NOTES;
use cortex_tests::device::note;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;

#[test]
fn without_a_server_everything_local_works_and_goes_up_later() {
    let mut space = Space::new();
    let a = space.direct("a").open();
    a.write("n1", "before");
    a.synced();
    space.server.stop();
    a.write("n1", "while away");
    a.write("n2", "while away, too");
    assert_eq!(a.read("n1").as_deref(), Some("while away"));
    assert_eq!(a.unsynced(SyncStatus::Offline), "offline.connection");
    let status = a.status();
    assert_eq!((status.status, status.auth), (CloudStatus::Offline, AuthState::Offline));
    assert_eq!(status.pending, 2);
    assert!(status.oldest_pending_ms.is_some());
    let a = a.reopen();
    assert_eq!(a.pending(), 2, "the queue is in the file");
    space.server.restart();
    assert_eq!(a.synced().pushed, 2);
    assert_eq!(a.status().status, CloudStatus::Connected);
    space.assert_equal(&[&a]);
}

#[test]
fn a_server_killed_and_started_again_has_lost_nothing_it_acknowledged() {
    let mut space = Space::new();
    let a = space.direct("a").open();
    a.write("n1", "hello");
    a.synced();
    space.server.kill();
    space.server.restart();
    space.assert_equal(&[&a]);
    a.write("n2", "again");
    a.synced();
    space.assert_equal(&[&a]);
}

#[test]
fn go_offline_holds_even_where_there_is_a_server() {
    let space = Space::new();
    let a = space.device("a");
    a.go_offline().unwrap();
    a.write("n1", "hello");
    assert_eq!(a.unsynced(SyncStatus::Offline), "offline.forced");
    assert_eq!(a.status().status, CloudStatus::Offline);
    assert_eq!(space.proxy.requests(""), 0);
    assert_eq!(a.go_online(None).unwrap().pushed, 1);
    assert_eq!(a.status().status, CloudStatus::Connected);
    space.assert_equal(&[&a]);
}

#[test]
fn go_offline_ends_a_sync_at_its_next_request() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "hello");
    let handshake = space.proxy.hold_next("handshake");
    std::thread::scope(|scope| {
        let syncing = scope.spawn(|| a.try_sync());
        handshake.wait();
        a.go_offline().unwrap();
        handshake.release();
        assert_eq!(syncing.join().unwrap().status, SyncStatus::Offline);
    });
    assert_eq!(space.proxy.requests("/v1/spaces"), 0);
    assert_eq!(a.pending(), 1);
    a.go_online(None).unwrap();
    space.assert_equal(&[&a]);
}

#[test]
fn one_failure_does_not_make_the_engine_stay_offline() {
    let space = Space::new();
    let a = space.setup("a").impatient().open();
    a.write("n1", "hello");
    space.proxy.set(Fault::Refuse.times(1));
    a.unsynced(SyncStatus::Offline);
    assert_eq!(a.synced().pushed, 1);
}

#[test]
fn a_push_followed_by_a_failed_pull_is_partial_and_counted() {
    let space = Space::new();
    let a = space.device("a");
    let rows: Vec<RecordBody> = (0..6_000).map(|n| RecordBody::new(format!("a{n}"), note("row"))).collect();
    a.put_many(NOTES, &rows, None).unwrap();
    a.synced();
    let b = space.setup("b").impatient().open();
    b.write("n1", "from b");
    // The push goes up with the first page; the second is asked for alone.
    space.proxy.set(Fault::Refuse.on("cursor="));
    let report = b.try_sync();
    assert_eq!((report.status, report.pushed), (SyncStatus::Partial, 1));
    assert!(report.error.unwrap().code().starts_with("offline."));
    assert_eq!(space.read("n1").as_deref(), Some("from b"));
    assert_eq!(b.pending(), 0);
    space.proxy.clear();
    b.synced();
    a.synced();
    space.assert_equal(&[&a, &b]);
}

#[test]
fn batches_sent_before_the_connection_broke_stay_sent() {
    let space = Space::new();
    let a = space.setup("a").impatient().with(|config| config.batch_items = 10).open();
    for n in 0..50 {
        a.write(&format!("n{n}"), "row");
    }
    space.proxy.set(Fault::Pass.on("/push").times(1));
    space.proxy.queue(Fault::Refuse.on("/push"));
    let report = a.try_sync();
    assert_eq!((report.status, report.pushed), (SyncStatus::Partial, 10));
    assert_eq!((a.pending(), space.head()), (40, 10));
    space.proxy.clear();
    assert_eq!(a.synced().pushed, 40);
    assert_eq!(space.head(), 50);
    space.assert_equal(&[&a]);
}
