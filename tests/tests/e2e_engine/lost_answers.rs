//! The server has done it and the client never hears of it.

use cortex_cloud::RecordState;
use cortex_cloud::SyncStatus;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;

/// A has three notes the server got and did not get to acknowledge.
fn lost() -> (Space, Device) {
    let space = Space::new();
    let a = space.setup("a").impatient().open();
    for id in ["n1", "n2", "n3"] {
        a.write(id, "hello");
    }
    space.proxy.set(Fault::SwallowAnswer.on("/sync").times(1));
    assert!(a.unsynced(SyncStatus::Offline).starts_with("offline."));
    assert_eq!(space.head(), 3, "the server has it");
    assert_eq!(a.pending(), 3, "the client does not know");
    (space, a)
}

#[test]
fn a_lost_answer_is_not_pushed_twice() {
    let (space, a) = lost();
    assert_eq!(a.explain(NOTES, "n1").unwrap().state, RecordState::InFlight);
    let report = a.synced();
    assert_eq!((report.resent, report.pushed), (1, 3));
    assert_eq!(space.head(), 3);
    assert!(a.conflict_log().is_empty());
    space.assert_equal(&[&a]);
}

#[test]
fn a_lost_answer_is_not_pushed_twice_by_the_next_process() {
    let (space, a) = lost();
    let a = a.reopen();
    let report = a.synced();
    assert_eq!((report.resent, report.pushed), (1, 3));
    assert_eq!(space.head(), 3);
    space.assert_equal(&[&a]);
}

#[test]
fn the_next_try_of_the_same_sync_gets_the_lost_answer() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "hello");
    space.proxy.set(Fault::SwallowAnswer.on("/sync").times(2));
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(space.proxy.requests("/sync"), 3, "the server got the identical batch three times");
    assert_eq!(space.head(), 1);
    space.assert_equal(&[&a]);
}

#[test]
fn an_edit_after_a_lost_answer_goes_up_on_top() {
    let (space, a) = lost();
    a.write("n1", "edited");
    a.erase("n2");
    let a = a.reopen();
    let report = a.synced();
    assert_eq!((report.resent, report.pushed), (1, 5));
    assert_eq!(space.head(), 5);
    assert_eq!((space.read("n1").as_deref(), space.read("n2")), (Some("edited"), None));
    space.assert_equal(&[&a]);
}

#[test]
fn somebody_elses_edit_on_top_of_an_unacknowledged_state_is_no_conflict() {
    let (space, a) = lost();
    let b = space.device("b");
    b.synced();
    b.write("n1", "edited by b");
    b.synced();
    let a = a.reopen();
    a.synced();
    assert_eq!(a.read("n1").as_deref(), Some("edited by b"));
    assert!(a.conflict_log().is_empty(), "B had seen what A wrote: {:?}", a.conflict_log());
    assert_eq!(space.head(), 4);
    space.assert_equal(&[&a, &b]);
}

#[test]
fn an_answer_cut_in_the_middle_is_a_lost_answer() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "hello");
    space.proxy.set(Fault::CutAnswer(300).on("/sync").times(1));
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(space.proxy.requests("/sync"), 2);
    assert_eq!(space.head(), 1);
    space.assert_equal(&[&a]);
}

#[test]
fn a_request_cut_in_the_middle_has_no_effect_until_it_is_sent_again() {
    let space = Space::new();
    let a = space.setup("a").impatient().open();
    a.write("n1", "hello");
    space.proxy.set(Fault::CutRequest(400).on("/sync").times(1));
    a.unsynced(SyncStatus::Offline);
    assert_eq!(space.head(), 0);
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(space.head(), 1);
    space.assert_equal(&[&a]);
}

#[test]
fn a_copy_of_the_file_goes_on_as_a_device_of_its_own() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "hello");
    a.synced();
    a.close();
    std::fs::copy(a.path(), space.file("copy")).unwrap();
    let (a, copy) = (a.reopen(), space.device("copy"));
    a.write("a1", "from the original");
    copy.write("c1", "from the copy");
    a.synced();
    copy.synced();
    a.synced();
    assert_ne!(a.status().device_id, copy.status().device_id);
    assert_eq!(space.head(), 3);
    space.assert_equal(&[&a, &copy]);
}
