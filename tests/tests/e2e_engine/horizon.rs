//! Devices that were away for longer than the server keeps deletes.

use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::Winner;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::space::NAME;
use cortex_tests::space::Space;

/// Two devices share notes; B goes away, A deletes `gone`, and the server forgets the delete.
fn away(strategy: MergeStrategy, while_away: impl FnOnce(&Device)) -> (Space, Device, Device) {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.setup("b").strategy(strategy).open());
    for id in ["gone", "kept", "other"] {
        a.write(id, "base");
    }
    a.synced();
    b.synced();
    while_away(&b);
    a.erase("gone");
    a.write("kept", "edited meanwhile");
    a.synced();
    space.server.cli(&["space", "gc", NAME, "--keep-days", "0"]);
    assert_eq!(space.row(NOTES, "gone"), None, "the server has forgotten it");
    (space, a, b)
}

#[test]
fn a_delete_nobody_remembers_never_comes_back_to_life() {
    let (space, a, b) = away(MergeStrategy::LastWriteWins, |_| {});
    let report = b.synced();
    assert!(report.reconciled > 0 && report.digests_equal, "{report:?}");
    assert_eq!((b.read("gone"), b.read("kept").as_deref()), (None, Some("edited meanwhile")));
    assert!(b.conflict_log().is_empty());
    a.synced();
    space.assert_equal(&[&a, &b]);
    assert_eq!(b.synced().reconciled, 0, "once is enough");
}

#[test]
fn what_was_written_while_away_goes_up() {
    let (space, a, b) = away(MergeStrategy::LastWriteWins, |b| {
        b.write("new", "written while away");
        b.write("other", "edited while away");
    });
    assert_eq!(b.synced().pushed, 2);
    a.synced();
    assert_eq!(a.read("new").as_deref(), Some("written while away"));
    space.assert_equal(&[&a, &b]);
}

#[test]
fn an_edit_of_a_forgotten_record_is_a_conflict_with_its_delete() {
    for (strategy, winner, expected) in [
        (MergeStrategy::LastWriteWins, Winner::Local, Some("edited while away")),
        (MergeStrategy::LocalWins, Winner::Local, Some("edited while away")),
        (MergeStrategy::RemoteWins, Winner::Remote, None),
    ] {
        let (space, a, b) = away(strategy, |b| b.write("gone", "edited while away"));
        b.synced();
        a.synced();
        assert_eq!((a.read("gone").as_deref(), b.read("gone").as_deref()), (expected, expected), "{strategy}");
        let entry = &b.conflict_log()[0];
        assert_eq!((entry.winner, entry.remote.body.as_deref()), (Some(winner), None), "{strategy}");
        space.assert_equal(&[&a, &b]);
        if expected.is_none() {
            assert!(b.restore(entry.conflict_id, ConflictSide::Local).unwrap());
            assert_eq!(b.read("gone").as_deref(), Some("edited while away"));
        }
    }
}

#[test]
fn under_manual_an_edit_of_a_forgotten_record_waits_for_the_user() {
    let (space, a, b) = away(MergeStrategy::Manual, |b| b.write("gone", "edited while away"));
    b.synced();
    assert_eq!((b.status().conflicted, b.read("gone").as_deref()), (1, Some("edited while away")));
    b.resolve_conflict(NOTES, "gone", MergeStrategy::LocalWins).unwrap();
    b.synced();
    a.synced();
    assert_eq!(a.read("gone").as_deref(), Some("edited while away"));
    space.assert_equal(&[&a, &b]);
}

#[test]
fn deleted_here_and_forgotten_there_is_no_conflict() {
    let (space, a, b) = away(MergeStrategy::LastWriteWins, |b| b.erase("gone"));
    b.synced();
    assert!(b.conflict_log().is_empty());
    a.synced();
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_device_that_is_new_needs_no_reconcile() {
    let (space, a, _) = away(MergeStrategy::LastWriteWins, |_| {});
    let c = space.device("c");
    let report = c.synced();
    assert_eq!((report.reconciled, report.pulled), (0, 2), "{report:?}");
    space.assert_equal(&[&a, &c]);
}

#[test]
fn a_forgotten_record_can_be_made_again() {
    let (space, a, b) = away(MergeStrategy::LastWriteWins, |_| {});
    a.write("gone", "made again");
    a.synced();
    b.synced();
    assert_eq!(b.read("gone").as_deref(), Some("made again"));
    assert!(a.conflict_log().is_empty() && b.conflict_log().is_empty());
    space.assert_equal(&[&a, &b]);
}
