//! The user writes while a push is under way.

use cortex_cloud::RecordState;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;
use std::thread;

/// Syncs, and calls `meanwhile` when the server has judged the push and the device does not know it yet.
fn sync_and(space: &Space, device: &Device, deliver: bool, meanwhile: impl FnOnce()) -> SyncReport {
    let answer = space.proxy.hold_next("/sync");
    thread::scope(|scope| {
        let syncing = scope.spawn(|| device.try_sync());
        answer.wait();
        meanwhile();
        if deliver {
            answer.release();
        } else {
            answer.drop_answer();
        }
        syncing.join().unwrap()
    })
}

/// A has "base" in common with the server, and "first" to push.
fn edited() -> (Space, Device, Device) {
    let space = Space::new();
    let (a, b) = (space.setup("a").impatient().open(), space.device("b"));
    a.write("n1", "base");
    a.synced();
    b.synced();
    a.write("n1", "first");
    (space, a, b)
}

fn end_equal(space: &Space, a: &Device, b: &Device, text: Option<&str>) {
    a.synced();
    b.synced();
    for device in [a, b] {
        assert_eq!(device.read("n1").as_deref(), text);
        assert!(device.conflict_log().is_empty(), "{:?}", device.conflict_log());
    }
    space.assert_equal(&[a, b]);
}

#[test]
fn an_edit_made_during_a_push_stays_dirty_and_goes_up_next() {
    let (space, a, b) = edited();
    // The sync itself would send the edit; this leaves it to the next one.
    space.proxy.set(Fault::Refuse.on("/sync"));
    let report = sync_and(&space, &a, true, || a.write("n1", "second"));
    assert_eq!((report.status, report.pushed), (SyncStatus::Partial, 1));
    assert_eq!(space.read("n1").as_deref(), Some("first"));
    assert_eq!(a.read("n1").as_deref(), Some("second"));
    assert_eq!(a.pending(), 1);
    space.proxy.clear();
    end_equal(&space, &a, &b, Some("second"));
    assert_eq!(space.head(), 3);
}

#[test]
fn the_same_sync_sends_the_edit_made_during_it() {
    let (space, a, b) = edited();
    let report = sync_and(&space, &a, true, || a.write("n1", "second"));
    assert_eq!((report.status, report.pushed), (SyncStatus::Success, 2));
    assert_eq!(space.read("n1").as_deref(), Some("second"));
    end_equal(&space, &a, &b, Some("second"));
}

#[test]
fn an_edit_during_a_push_whose_answer_is_lost_goes_up_on_top() {
    let (space, a, b) = edited();
    let report = sync_and(&space, &a, false, || a.write("n1", "second"));
    assert_eq!(report.status, SyncStatus::Offline);
    assert_eq!(a.explain(NOTES, "n1").unwrap().state, RecordState::Pending);
    end_equal(&space, &a, &b, Some("second"));
    assert_eq!(space.head(), 3);
}

#[test]
fn an_edit_back_to_the_base_during_a_push_goes_up_as_well() {
    for deliver in [true, false] {
        let (space, a, b) = edited();
        sync_and(&space, &a, deliver, || a.write("n1", "base"));
        end_equal(&space, &a, &b, Some("base"));
        assert_eq!(space.head(), 3);
    }
}

#[test]
fn a_delete_during_a_push_goes_up_next() {
    for deliver in [true, false] {
        let (space, a, b) = edited();
        sync_and(&space, &a, deliver, || a.erase("n1"));
        end_equal(&space, &a, &b, None);
        assert_eq!(space.head(), 3);
    }
}

#[test]
fn a_delete_during_the_push_that_creates_the_record_goes_up_next() {
    for deliver in [true, false] {
        let space = Space::new();
        let (a, b) = (space.setup("a").impatient().open(), space.device("b"));
        a.write("n1", "first");
        sync_and(&space, &a, deliver, || a.erase("n1"));
        end_equal(&space, &a, &b, None);
        assert_eq!(space.head(), 2);
    }
}

#[test]
fn a_delete_taken_back_during_its_push_goes_up_next() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    a.write("n1", "base");
    a.synced();
    b.synced();
    a.erase("n1");
    sync_and(&space, &a, true, || a.write("n1", "base"));
    end_equal(&space, &a, &b, Some("base"));
}

#[test]
fn a_process_that_dies_during_a_push_loses_nothing() {
    let (space, a, b) = edited();
    sync_and(&space, &a, false, || a.write("n2", "second"));
    let a = a.reopen();
    end_equal(&space, &a, &b, Some("first"));
    assert_eq!(b.read("n2").as_deref(), Some("second"));
}
