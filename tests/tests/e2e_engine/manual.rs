//! Conflicts that wait for the user.

use cortex_cloud::CloudError;
use cortex_cloud::ConflictFilter;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordState;
use cortex_cloud::ResolvedBy;
use cortex_cloud::Winner;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::device::note;
use cortex_tests::device::text_of;
use cortex_tests::patience::next_millisecond;
use cortex_tests::space::Space;

/// `n1` is held on B: "from a" is on the server, and "from b", written later, on B.
fn held() -> (Space, Device, Device) {
    let space = Space::new();
    let [a, b] = ["a", "b"].map(|name| space.setup(name).strategy(MergeStrategy::Manual).open());
    a.write("n1", "base");
    a.synced();
    b.synced();
    a.write("n1", "from a");
    next_millisecond();
    b.write("n1", "from b");
    a.synced();
    assert_eq!(b.synced().conflicts_waiting, 1);
    (space, a, b)
}

fn open(device: &Device) -> Vec<cortex_cloud::ConflictEntry> {
    device.conflicts(&ConflictFilter { open_only: true, ..ConflictFilter::default() }).unwrap()
}

/// Settles, syncs everybody, and checks what everybody has and what the log says.
fn ends(settle: impl FnOnce(&Device), text: &str, winner: Winner) {
    let (space, a, b) = held();
    settle(&b);
    assert!(open(&b).is_empty());
    assert_eq!(b.synced().conflicts_waiting, 0);
    a.synced();
    for device in [&a, &b] {
        assert_eq!(device.read("n1").as_deref(), Some(text));
    }
    let entry = b.conflict_log().remove(0);
    assert_eq!((entry.winner, entry.resolved_by), (Some(winner), Some(ResolvedBy::User)));
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_held_record_is_not_pushed_while_everything_else_syncs() {
    let (space, a, b) = held();
    b.write("n2", "new on b");
    a.write("n3", "new on a");
    a.synced();
    let report = b.synced();
    assert_eq!((report.pushed, report.pulled, report.conflicts_waiting), (1, 1, 1));
    a.synced();
    assert_eq!(space.read("n1").as_deref(), Some("from a"));
    assert_eq!(a.read("n2").as_deref(), Some("new on b"));
    assert_eq!(b.read("n3").as_deref(), Some("new on a"));
    let explanation = b.explain(NOTES, "n1").unwrap();
    assert_eq!(explanation.state, RecordState::Held);
    assert_eq!(explanation.conflict_id, Some(open(&b)[0].conflict_id));
    let status = b.status();
    assert_eq!((status.pending, status.conflicted, status.failed), (1, 1, 0));
    assert_eq!(b.digest(), space.digest(), "the digest is over the common base, whatever is held");
}

#[test]
fn both_sides_of_an_open_conflict_follow_later_edits() {
    let (_space, a, b) = held();
    let first = open(&b).remove(0);
    b.write("n1", "from b again");
    a.write("n1", "from a again");
    a.synced();
    b.synced();
    let [entry] = <[_; 1]>::try_from(open(&b)).unwrap();
    assert_eq!(entry.conflict_id, first.conflict_id);
    assert_eq!(text_of(&entry.local.body.unwrap()), "from b again");
    assert_eq!(text_of(&entry.remote.body.unwrap()), "from a again");
    assert_eq!(b.read("n1").as_deref(), Some("from b again"));
}

#[test]
fn a_remote_delete_follows_into_the_open_conflict() {
    let (space, a, b) = held();
    a.erase("n1");
    a.synced();
    b.synced();
    assert_eq!(open(&b)[0].remote.body, None);
    b.resolve_conflict(NOTES, "n1", MergeStrategy::RemoteWins).unwrap();
    b.synced();
    assert_eq!(b.read("n1"), None);
    space.assert_equal(&[&a, &b]);
}

#[test]
fn resolved_for_the_local_side_it_goes_up() {
    ends(|b| b.resolve_conflict(NOTES, "n1", MergeStrategy::LocalWins).unwrap(), "from b", Winner::Local);
}

#[test]
fn resolved_for_the_remote_side_it_is_taken() {
    ends(|b| b.resolve_conflict(NOTES, "n1", MergeStrategy::RemoteWins).unwrap(), "from a", Winner::Remote);
}

#[test]
fn resolved_by_last_write_wins_the_later_edit_stands() {
    ends(|b| b.resolve_conflict(NOTES, "n1", MergeStrategy::LastWriteWins).unwrap(), "from b", Winner::Local);
}

#[test]
fn resolved_with_a_new_body_that_takes_the_place_of_both() {
    ends(|b| b.resolve_conflict_with(NOTES, "n1", &note("both")).unwrap(), "both", Winner::Merged);
}

#[test]
fn an_edit_that_makes_both_sides_equal_settles_it() {
    let (space, a, b) = held();
    b.write("n1", "from a");
    assert!(open(&b).is_empty());
    let head = space.head();
    b.synced();
    assert_eq!(space.head(), head, "there is nothing to push");
    space.assert_equal(&[&a, &b]);
}

#[test]
fn an_open_conflict_survives_a_restart() {
    let (space, a, b) = held();
    let b = b.reopen();
    assert_eq!(open(&b).len(), 1);
    assert_eq!(b.synced().conflicts_waiting, 1);
    b.resolve_conflict(NOTES, "n1", MergeStrategy::LocalWins).unwrap();
    b.synced();
    a.synced();
    assert_eq!(a.read("n1").as_deref(), Some("from b"));
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_held_delete_goes_up_once_it_is_chosen() {
    let (space, a, b) = held();
    b.erase("n1");
    b.synced();
    assert_eq!(space.read("n1").as_deref(), Some("from a"), "the delete is held, too");
    b.resolve_conflict(NOTES, "n1", MergeStrategy::LocalWins).unwrap();
    b.synced();
    a.synced();
    assert_eq!(a.read("n1"), None);
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_choice_that_settles_nothing_is_refused() {
    let (_space, a, b) = held();
    let manual = b.resolve_conflict(NOTES, "n1", MergeStrategy::Manual).unwrap_err();
    assert!(matches!(manual, CloudError::InvalidArgument { .. }));
    let none_open = a.resolve_conflict(NOTES, "n1", MergeStrategy::LocalWins).unwrap_err();
    assert!(matches!(none_open, CloudError::Conflict { .. }));
    assert_eq!(open(&b).len(), 1);
}
