//! A file that was copied, or put back from an older copy, becomes a device of its own.

use cortex_cloud::MergeStrategy;
use cortex_tests::device::Device;
use cortex_tests::device::Setup;
use cortex_tests::space::Space;
use std::fs;
use std::path::Path;

/// Copies a closed store.
fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).expect("a copy of the file");
}

fn closed(device: Device) {
    device.close();
}

/// A device that has synced, on a file that is closed now.
fn synced(space: &Space, change: impl FnOnce(&Device)) {
    let a = space.device("a");
    a.write("n1", "base");
    a.write("n2", "base");
    a.synced();
    change(&a);
    closed(a);
}

fn settle(space: &Space, devices: &[&Device]) {
    for _ in 0..3 {
        for device in devices {
            device.synced();
        }
    }
    space.assert_equal(devices);
}

fn id(device: &Device) -> String {
    device.status().device_id
}

#[test]
fn a_copied_file_gets_its_own_identity_and_neither_copy_loses_a_write() {
    let space = Space::new();
    synced(&space, |_| {});
    copy(&space.file("a"), &space.file("copy"));
    let (a, b) = (space.device("a"), space.device("copy"));
    assert_eq!(id(&a), id(&b), "nobody can tell them apart yet");
    a.write("n1", "written by the original");
    a.write("a", "made by the original");
    b.write("n2", "written by the copy");
    b.write("b", "made by the copy");
    a.synced();
    b.synced();
    assert_ne!(id(&a), id(&b));
    settle(&space, &[&a, &b]);
    let expected = [
        ("n1", "written by the original"),
        ("n2", "written by the copy"),
        ("a", "made by the original"),
        ("b", "made by the copy"),
    ];
    for (id, text) in expected {
        assert_eq!(space.read(id).as_deref(), Some(text));
    }
}

#[test]
fn two_copies_with_the_same_unsent_work_send_it_once() {
    let space = Space::new();
    synced(&space, |a| {
        a.write("n1", "unsent");
        a.write("new", "unsent, too");
    });
    copy(&space.file("a"), &space.file("copy"));
    let (a, b) = (space.device("a"), space.device("copy"));
    a.synced();
    let head = space.head();
    b.synced();
    settle(&space, &[&a, &b]);
    assert_eq!(space.head(), head, "the copy's work is the original's");
    assert!(a.conflict_log().is_empty() && b.conflict_log().is_empty(), "a version does not fight itself");
}

#[test]
fn both_copies_edit_one_record_and_the_loser_stays_readable() {
    for strategy in [MergeStrategy::LastWriteWins, MergeStrategy::LocalWins, MergeStrategy::RemoteWins] {
        let space = Space::new();
        synced(&space, |_| {});
        copy(&space.file("a"), &space.file("copy"));
        let (a, b) = (space.setup("a").strategy(strategy).open(), space.setup("copy").strategy(strategy).open());
        a.write("n1", "by the original");
        b.write("n1", "by the copy");
        a.synced();
        b.synced();
        settle(&space, &[&a, &b]);
        let logs: Vec<_> = a.conflict_log().into_iter().chain(b.conflict_log()).collect();
        assert!(!logs.is_empty(), "{strategy}");
        let bodies: Vec<_> = logs.iter().flat_map(|e| [&e.local.body, &e.remote.body]).flatten().collect();
        for text in ["by the original", "by the copy"] {
            assert!(bodies.iter().any(|b| b.contains(text)), "{strategy}: {text} is in no log");
        }
    }
}

#[test]
fn a_restored_old_file_catches_up_and_brings_nothing_back() {
    let space = Space::new();
    synced(&space, |_| {});
    copy(&space.file("a"), &space.file("saved"));
    let a = space.device("a");
    a.write("n1", "edited since");
    a.erase("n2");
    a.write("n3", "made since");
    a.synced();
    closed(a);
    copy(&space.file("saved"), &space.file("a"));
    let old = space.device("a");
    assert_eq!(old.read("n1").as_deref(), Some("base"));
    let before = id(&old);
    old.write("n4", "written on the old file");
    old.synced();
    assert_ne!(id(&old), before, "the server tells it apart by its batches");
    assert_eq!((old.read("n1").as_deref(), old.read("n2")), (Some("edited since"), None));
    assert_eq!(
        (old.read("n3").as_deref(), space.read("n4").as_deref()),
        (Some("made since"), Some("written on the old file"))
    );
    space.assert_equal(&[&old]);
}

#[test]
fn unsent_work_of_a_restored_old_file_does_not_undo_what_was_sent_since() {
    // Under local_wins an old copy would put back what its own file had replaced long ago.
    let space = Space::new();
    let setup = |space: &Space| -> Setup { space.setup("a").strategy(MergeStrategy::LocalWins) };
    synced(&space, |a| a.write("n1", "unsent at the time of the copy"));
    copy(&space.file("a"), &space.file("saved"));
    let a = setup(&space).open();
    a.synced();
    a.write("n1", "sent since");
    a.synced();
    closed(a);
    copy(&space.file("saved"), &space.file("a"));
    let old = setup(&space).open();
    old.synced();
    old.synced();
    assert_eq!(space.read("n1").as_deref(), Some("sent since"));
    space.assert_equal(&[&old]);
}
