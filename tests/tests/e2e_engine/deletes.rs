//! Deletes are versions like any other.

use cortex_cloud::ConflictSide;
use cortex_cloud::Winner;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::device::text_of;
use cortex_tests::patience::next_millisecond;
use cortex_tests::space::Space;

/// Both devices have `n1`.
fn shared() -> (Space, Device, Device) {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    a.write("n1", "base");
    a.synced();
    b.synced();
    (space, a, b)
}

#[test]
fn a_delete_reaches_the_other_device() {
    let (space, a, b) = shared();
    a.erase("n1");
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(b.synced().pulled, 1);
    assert_eq!(b.read("n1"), None);
    assert_eq!(b.count(NOTES, None).unwrap(), 0);
    assert!(b.get_record(NOTES, "n1").unwrap().unwrap().deleted);
    assert_eq!(space.row(NOTES, "n1").unwrap().body, None);
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_later_delete_stands_against_an_edit_and_the_edit_stays_readable() {
    let (space, a, b) = shared();
    a.write("n1", "edited");
    next_millisecond();
    b.erase("n1");
    a.synced();
    b.synced();
    a.synced();
    assert_eq!((a.read("n1"), b.read("n1")), (None, None));
    let entry = b.conflict_log().remove(0);
    assert_eq!((entry.winner, entry.local.body), (Some(Winner::Local), None));
    assert_eq!(text_of(&entry.remote.body.unwrap()), "edited");
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_later_edit_stands_against_a_delete() {
    let (space, a, b) = shared();
    a.erase("n1");
    next_millisecond();
    b.write("n1", "edited");
    a.synced();
    b.synced();
    a.synced();
    assert_eq!(a.read("n1").as_deref(), Some("edited"));
    assert_eq!(b.conflict_log()[0].remote.body, None);
    space.assert_equal(&[&a, &b]);
}

#[test]
fn an_earlier_delete_gives_way_even_if_it_syncs_last() {
    let (space, a, b) = shared();
    b.erase("n1");
    next_millisecond();
    a.write("n1", "edited");
    a.synced();
    b.synced();
    assert_eq!(b.read("n1").as_deref(), Some("edited"));
    space.assert_equal(&[&a, &b]);
}

#[test]
fn an_earlier_edit_gives_way_to_a_delete_and_stays_readable() {
    let (space, a, b) = shared();
    b.write("n1", "edited");
    next_millisecond();
    a.erase("n1");
    a.synced();
    b.synced();
    assert_eq!(b.read("n1"), None);
    assert_eq!(text_of(b.conflict_log()[0].local.body.as_deref().unwrap()), "edited");
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_delete_that_lost_can_be_brought_back() {
    let (space, a, b) = shared();
    b.erase("n1");
    next_millisecond();
    a.write("n1", "edited");
    a.synced();
    b.synced();
    let entry = b.conflict_log().remove(0);
    assert!(b.restore(entry.conflict_id, ConflictSide::Local).unwrap());
    b.synced();
    a.synced();
    assert_eq!((a.read("n1"), b.read("n1")), (None, None));
    assert!(!b.restore(entry.conflict_id, ConflictSide::Local).unwrap(), "it is there already");
    space.assert_equal(&[&a, &b]);
}

#[test]
fn deleted_on_both_devices_is_no_conflict() {
    let (space, a, b) = shared();
    a.erase("n1");
    b.erase("n1");
    a.synced();
    assert_eq!(b.synced().conflicts_resolved, 0);
    assert!(b.conflict_log().is_empty());
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_record_made_and_deleted_before_any_sync_leaves_nothing() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "short-lived");
    a.erase("n1");
    assert_eq!(a.pending(), 0);
    assert_eq!(a.synced().pushed, 0);
    assert_eq!(a.get_record(NOTES, "n1").unwrap(), None);
    assert_eq!((space.head(), space.rows().len()), (0, 0));
}

#[test]
fn a_deleted_record_can_be_written_again() {
    let (space, a, b) = shared();
    a.erase("n1");
    a.synced();
    b.synced();
    b.write("n1", "back");
    b.synced();
    a.synced();
    assert_eq!(a.read("n1").as_deref(), Some("back"));
    assert!(a.conflict_log().is_empty() && b.conflict_log().is_empty());
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_delete_and_a_put_before_the_next_sync_go_up_as_one() {
    let (space, a, b) = shared();
    a.erase("n1");
    a.write("n1", "replaced");
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(space.head(), 2);
    b.synced();
    assert_eq!(b.read("n1").as_deref(), Some("replaced"));
    space.assert_equal(&[&a, &b]);
}

#[test]
fn the_same_body_written_on_two_devices_is_no_conflict() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    a.write("n1", "same");
    next_millisecond();
    b.write("n1", "same");
    a.synced();
    assert_eq!(b.synced().conflicts_resolved, 0);
    a.synced();
    assert!(a.conflict_log().is_empty() && b.conflict_log().is_empty());
    assert_eq!(space.head(), 1);
    space.assert_equal(&[&a, &b]);
}
