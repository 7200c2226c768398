//! Refused work: listed, tried again, or given up, one `apply` at a time.

use cortex_cloud::ConflictCause;
use cortex_cloud::ConflictSide;
use cortex_cloud::MutationKind;
use cortex_cloud::RecordChange;
use cortex_cloud::RecordState;
use cortex_cloud::ResolvedBy;
use cortex_cloud::SyncStatus;
use cortex_cloud::Winner;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::device::note;
use cortex_tests::device::text_of;
use cortex_tests::space::Space;

/// A device that takes larger bodies than its server does.
fn generous(space: &Space) -> Device {
    space.setup("a").with(|config| config.max_body_bytes = 8 << 20).open()
}

fn large() -> String {
    "x".repeat(1_040_000)
}

fn put(id: &str, text: &str) -> RecordChange {
    RecordChange::put(NOTES, id, note(text))
}

/// An `apply` of `n1` and of `big`, which the server refuses, with all of it.
fn refused_apply(space: &Space) -> Device {
    let a = generous(space);
    a.write("n1", "base");
    a.synced();
    // Larger than the server takes by then, and not larger than an apply may be.
    a.apply(&[put("n1", "changed"), put("big", "small")]).unwrap();
    a.write("big", &"x".repeat(1_200_000));
    let report = a.try_sync();
    assert_eq!((report.status, report.refused, report.pushed), (SyncStatus::Refused, 2, 0), "{report:?}");
    a
}

#[test]
fn a_refused_record_takes_its_apply_with_it_and_each_says_why() {
    let space = Space::new();
    let a = refused_apply(&space);
    assert_eq!(space.read("n1").as_deref(), Some("base"), "the server took nothing of it");
    let failed = a.failed_mutations().unwrap();
    let told: Vec<(&str, &str, MutationKind)> =
        failed.iter().map(|f| (f.id.as_str(), f.code.as_str(), f.kind)).collect();
    assert_eq!(told, [("n1", "unit_refused", MutationKind::Update), ("big", "too_large", MutationKind::Update)]);
    assert!(failed[0].reason.contains("notes/big"), "{:?}", failed[0].reason);
    assert!(failed[0].unit.is_some(), "{failed:?}");
    assert_eq!(failed[0].body.as_deref().map(text_of).as_deref(), Some("changed"));
    assert_eq!(a.status().failed, 2);
    a.write("n2", "other work");
    assert_eq!(a.synced().pushed, 1, "it holds nothing else up");
}

#[test]
fn changing_the_refused_record_sends_its_whole_apply() {
    let space = Space::new();
    let a = refused_apply(&space);
    a.write("big", "small again");
    assert_eq!(a.synced().pushed, 2);
    assert_eq!((space.read("n1").as_deref(), space.read("big").as_deref()), (Some("changed"), Some("small again")));
    assert_eq!(a.failed_mutations().unwrap(), []);
}

#[test]
fn retried_work_goes_up_again_with_its_apply() {
    let space = Space::new();
    let a = refused_apply(&space);
    assert_eq!(a.retry_failed(Some(NOTES), Some("n1")).unwrap(), 2);
    assert_eq!((a.failed_mutations().unwrap().len(), a.pending()), (0, 2));
    assert_eq!(a.try_sync().refused, 2, "the server still does not take it");
    assert_eq!(a.failed_mutations().unwrap()[1].attempts, 2);
    assert_eq!(a.retry_failed(None, None).unwrap(), 2);
}

#[test]
fn discarded_work_goes_back_to_the_base_as_a_whole_and_stays_readable() {
    let space = Space::new();
    let a = refused_apply(&space);
    assert_eq!(a.discard_failed(Some(NOTES), Some("big")).unwrap(), 2);
    assert_eq!((a.read("n1").as_deref(), a.read("big")), (Some("base"), None));
    let status = a.status();
    assert_eq!((status.pending, status.failed), (0, 0));
    a.synced();
    space.assert_equal(&[&a]);
    let log = a.conflict_log();
    assert_eq!(log.len(), 2);
    for entry in &log {
        assert_eq!((entry.cause, entry.winner), (ConflictCause::Discarded, Some(Winner::Remote)));
        assert_eq!(entry.resolved_by, Some(ResolvedBy::User));
        assert!(entry.unit.is_some());
    }
    let n1 = log.iter().find(|e| e.id == "n1").unwrap();
    assert!(a.restore(n1.conflict_id, ConflictSide::Local).unwrap());
    assert_eq!(a.read("n1").as_deref(), Some("changed"));
    a.synced();
    assert_eq!(space.read("n1").as_deref(), Some("changed"));
}

#[test]
fn discarding_a_refused_delete_brings_the_record_back() {
    let space = Space::new();
    let a = generous(&space);
    a.write("n1", "base");
    a.synced();
    a.apply(&[RecordChange::delete(NOTES, "n1"), put("big", "small")]).unwrap();
    a.write("big", &"x".repeat(1_200_000));
    assert_eq!(a.try_sync().refused, 2);
    assert_eq!(a.failed_mutations().unwrap()[0].kind, MutationKind::Delete);
    assert_eq!(a.discard_failed(None, None).unwrap(), 2);
    assert_eq!(a.read("n1").as_deref(), Some("base"));
    assert_eq!(a.explain(NOTES, "n1").unwrap().state, RecordState::Synced);
}

#[test]
fn what_is_not_refused_can_neither_be_retried_nor_discarded() {
    let space = Space::new();
    let a = generous(&space);
    a.write("n1", &large());
    for error in [a.retry_failed(Some(NOTES), Some("n1")), a.discard_failed(Some(NOTES), Some("n1"))] {
        let error = error.expect_err("it is not refused");
        assert_eq!(error.code(), "conflict.not_refused");
        assert!(error.info().message.contains("notes/n1"), "{error}");
    }
    assert_eq!(a.retry_failed(None, Some("n1")).expect_err("no table").code(), "argument.table");
    assert_eq!((a.retry_failed(None, None).unwrap(), a.discard_failed(None, None).unwrap()), (0, 0));
    assert_eq!(a.pending(), 1);
}
