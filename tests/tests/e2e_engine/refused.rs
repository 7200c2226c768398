//! What the server will not have, and what that means for the rest.

use cortex_cloud::CloudEvent;
use cortex_cloud::RecordState;
use cortex_cloud::SyncStatus;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::listener::Listener;
use cortex_tests::space::NAME;
use cortex_tests::space::Space;

/// More than the server takes in one record, and less than it takes in one batch.
const OVER_A_RECORD: usize = 1_200_000;
/// More than the server takes in one request.
const OVER_A_BATCH: usize = 5_000_000;

/// A device that takes larger bodies than its server does.
fn generous(space: &Space) -> Device {
    space.setup("a").with(|config| config.max_body_bytes = 8 << 20).open()
}

fn refusal_holds_nothing_up(bytes: usize, code: &str) {
    let space = Space::new();
    let a = generous(&space);
    let listener = Listener::of(&a);
    a.write("n1", "before");
    a.write("big", &"x".repeat(bytes));
    a.write("n2", "after");
    let report = a.try_sync();
    assert_eq!((report.status, report.pushed, report.refused), (SyncStatus::Refused, 2, 1));
    assert_eq!(space.head(), 2);

    let explanation = a.explain(NOTES, "big").unwrap();
    assert_eq!(explanation.state, RecordState::Refused);
    assert!(explanation.reason.contains(code), "{}", explanation.reason);
    let status = a.status();
    assert_eq!((status.pending, status.failed), (0, 1));
    let event = listener.wait_for("the refusal", |e| matches!(e, CloudEvent::MutationRefused { .. }));
    let CloudEvent::MutationRefused { id, code: told, .. } = event else { unreachable!() };
    assert_eq!((id.as_str(), told.as_str()), ("big", code));

    let sent = space.proxy.traffic("").bytes_up;
    a.write("n3", "later");
    assert_eq!(a.synced().pushed, 1);
    assert!(space.proxy.traffic("").bytes_up - sent < 10_000, "what was refused is not sent again");
    assert_eq!(a.explain(NOTES, "big").unwrap().state, RecordState::Refused);

    a.write("big", "smaller");
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(space.read("big").as_deref(), Some("smaller"));
    assert_eq!(a.status().failed, 0);
    space.assert_equal(&[&a]);
}

#[test]
fn a_record_that_is_too_large_does_not_hold_up_the_rest() {
    refusal_holds_nothing_up(OVER_A_RECORD, "too_large");
}

#[test]
fn a_record_larger_than_any_request_does_not_hold_up_the_rest() {
    refusal_holds_nothing_up(OVER_A_BATCH, "batch_too_large");
}

#[test]
fn a_refused_edit_leaves_the_record_what_it_was_for_the_others() {
    let space = Space::new();
    let (a, b) = (generous(&space), space.device("b"));
    a.write("n1", "small");
    a.synced();
    a.write("n1", &"x".repeat(OVER_A_RECORD));
    assert_eq!(a.try_sync().refused, 1);
    b.synced();
    assert_eq!(b.read("n1").as_deref(), Some("small"));
    a.write("n1", "small");
    a.synced();
    assert_eq!((a.status().failed, space.head()), (0, 1), "taken back: there is nothing to send");
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_refused_record_can_be_deleted() {
    let space = Space::new();
    let a = generous(&space);
    a.write("big", &"x".repeat(OVER_A_RECORD));
    assert_eq!(a.try_sync().refused, 1);
    a.erase("big");
    a.synced();
    assert_eq!((a.status().failed, a.pending(), space.head()), (0, 0, 0));
}

#[test]
fn a_viewer_may_pull_and_keeps_what_it_may_not_push() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "hello");
    a.synced();
    let viewer = space.server.key(NAME, "viewer");
    let b = space.setup("b").key(Some(&viewer.key)).open();
    b.synced();
    b.write("n2", "not allowed");
    a.write("n1", "news");
    a.synced();
    let report = b.try_sync();
    assert_eq!((report.status, report.pushed, report.pulled), (SyncStatus::Refused, 0, 1));
    assert_eq!(report.error.unwrap().code(), "forbidden.read_only_role");
    assert_eq!(b.read("n1").as_deref(), Some("news"));
    let status = b.status();
    assert_eq!((status.pending, status.failed), (1, 0), "it stays queued and is not in quarantine");
    assert_eq!(b.read("n2").as_deref(), Some("not allowed"));
    assert_eq!(space.read("n2"), None);
    assert_eq!(b.explain(NOTES, "n2").unwrap().state, RecordState::Pending);
    b.erase("n2");
    assert_eq!(b.pending(), 0, "taken back: nobody else has seen it");
    b.synced();
}

#[test]
fn what_a_viewer_wrote_goes_up_once_it_is_an_editor() {
    let space = Space::new();
    let viewer = space.server.key(NAME, "viewer");
    let a = space.setup("a").key(Some(&viewer.key)).open();
    a.write("n1", "not yet");
    assert_eq!(a.unsynced(SyncStatus::Refused), "forbidden.read_only_role");
    let editor = space.server.another_key(NAME, "editor", &viewer.key_id);
    a.login_api_key(&editor.key).unwrap();
    assert_eq!(a.synced().pushed, 1);
    space.assert_equal(&[&a]);
}

#[test]
fn an_editor_may_push() {
    let space = Space::new();
    let editor = space.server.key(NAME, "editor");
    let a = space.setup("a").key(Some(&editor.key)).open();
    a.write("n1", "hello");
    assert_eq!(a.synced().pushed, 1);
}
