//! The server was restored from a backup: what it lost comes back from the devices, and nobody's work is lost on the way.

use cortex_cloud::ConflictCause;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::SyncStatus;
use cortex_cloud::Winner;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;
use std::path::PathBuf;

/// A space of two devices that share three notes, and a backup of that.
struct Scene {
    space: Space,
    a: Device,
    b: Device,
    backup: PathBuf,
}

impl Scene {
    fn new(strategy: MergeStrategy) -> Self {
        let space = Space::new();
        let a = space.direct("a").strategy(strategy).open();
        let b = space.direct("b").strategy(strategy).open();
        for id in ["n1", "n2", "n3"] {
            a.write(id, "base");
        }
        a.synced();
        b.synced();
        let backup = space.folder().join("backup.db");
        space.server.cli(&["backup", "--to", backup.to_str().unwrap()]);
        Self { space, a, b, backup }
    }

    fn restore(&mut self) {
        self.space.server.stop();
        self.space.server.cli(&["restore", "--from", self.backup.to_str().unwrap()]);
        self.space.server.restart();
    }

    /// Until nothing moves any more.
    fn settle(&self) {
        for _ in 0..3 {
            self.a.synced();
            self.b.synced();
        }
        self.space.assert_equal(&[&self.a, &self.b]);
    }
}

#[test]
fn what_a_restored_server_lost_comes_back_from_any_device() {
    let mut scene = Scene::new(MergeStrategy::LastWriteWins);
    scene.a.write("n1", "edited after the backup");
    scene.a.write("n4", "made after the backup");
    scene.a.synced();
    scene.b.synced();
    scene.restore();
    assert_eq!(scene.space.read("n4"), None, "the server has lost it");
    // The device that wrote it stays away: the other one has it, too.
    let report = scene.b.synced();
    assert_eq!((report.reconciled, report.pushed), (2, 2), "{report:?}");
    assert_eq!(scene.space.read("n1").as_deref(), Some("edited after the backup"));
    scene.settle();
    assert_eq!(scene.a.read("n4").as_deref(), Some("made after the backup"));
    assert!(scene.a.conflict_log().is_empty() && scene.b.conflict_log().is_empty(), "nobody disagreed");
}

#[test]
fn what_was_deleted_after_the_backup_stays_deleted() {
    let mut scene = Scene::new(MergeStrategy::LastWriteWins);
    scene.a.erase("n2");
    scene.a.synced();
    scene.b.synced();
    scene.restore();
    assert_eq!(scene.space.read("n2").as_deref(), Some("base"), "the server has it again");
    scene.b.synced();
    assert_eq!(scene.space.read("n2"), None);
    scene.settle();
    assert_eq!((scene.a.read("n2"), scene.b.read("n2")), (None, None));
}

#[test]
fn unsent_work_goes_up_to_a_restored_server() {
    let mut scene = Scene::new(MergeStrategy::LastWriteWins);
    scene.a.write("n1", "synced after the backup");
    scene.a.synced();
    scene.a.write("n1", "unsent");
    scene.a.erase("n3");
    scene.a.write("n5", "unsent, too");
    scene.restore();
    scene.settle();
    assert_eq!((scene.b.read("n1").as_deref(), scene.b.read("n3")), (Some("unsent"), None));
    assert_eq!(scene.b.read("n5").as_deref(), Some("unsent, too"));
}

#[test]
fn edits_on_both_sides_of_a_restore_are_settled_by_last_write_wins_whatever_the_strategy_and_logged() {
    for strategy in [MergeStrategy::LocalWins, MergeStrategy::RemoteWins, MergeStrategy::Manual] {
        let mut scene = Scene::new(strategy);
        scene.a.write("n1", "lost by the server");
        scene.a.synced();
        scene.restore();
        // B never saw A's edit, and edits what the restored server has.
        scene.b.write("n1", "made after the restore");
        scene.b.synced();
        scene.a.synced();
        assert_eq!(scene.a.read("n1").as_deref(), Some("made after the restore"), "{strategy}");
        let entry = &scene.a.conflict_log()[0];
        assert_eq!((entry.cause, entry.winner), (ConflictCause::ServerRestored, Some(Winner::Remote)), "{strategy}");
        assert!(scene.a.restore(entry.conflict_id, ConflictSide::Local).unwrap(), "the loser can be brought back");
        assert_eq!(scene.a.read("n1").as_deref(), Some("lost by the server"));
    }
}

#[test]
fn a_batch_on_its_way_when_the_server_was_restored_is_sent_anew() {
    let mut scene = Scene::new(MergeStrategy::LastWriteWins);
    let a = scene.space.setup("c").impatient().open();
    a.synced();
    a.write("n1", "on the way");
    scene.space.proxy.set(Fault::SwallowAnswer.on("/sync").times(1));
    a.unsynced(SyncStatus::Offline);
    assert_eq!(scene.space.read("n1").as_deref(), Some("on the way"), "the server had it");
    scene.restore();
    assert_eq!(scene.space.read("n1").as_deref(), Some("base"));
    let report = a.synced();
    assert_eq!(report.pushed, 1, "{report:?}");
    assert_eq!(scene.space.read("n1").as_deref(), Some("on the way"));
    scene.settle();
    assert!(a.conflict_log().is_empty());
}

#[test]
fn a_server_restored_twice_is_followed_twice() {
    let mut scene = Scene::new(MergeStrategy::LastWriteWins);
    for text in ["first", "second"] {
        scene.a.write("n1", text);
        scene.a.write(text, "new");
        scene.settle();
        scene.restore();
    }
    scene.settle();
    assert_eq!(scene.space.read("n1").as_deref(), Some("second"));
    for id in ["first", "second"] {
        assert_eq!(scene.space.read(id).as_deref(), Some("new"));
    }
}

#[test]
fn an_older_database_put_in_place_by_hand_is_noticed_too() {
    let mut scene = Scene::new(MergeStrategy::LastWriteWins);
    let database = scene.space.server.data().join("cortex-server.db");
    scene.a.write("n1", "edited after the backup");
    scene.a.write("n4", "made after the backup");
    scene.settle();
    scene.space.server.stop();
    std::fs::copy(&scene.backup, &database).unwrap();
    for beside in ["cortex-server.db-wal", "cortex-server.db-shm"] {
        let _ = std::fs::remove_file(database.with_file_name(beside));
    }
    scene.space.server.restart();
    assert_eq!(scene.space.read("n4"), None);
    scene.settle();
    assert_eq!(scene.space.read("n1").as_deref(), Some("edited after the backup"));
    assert_eq!(scene.space.read("n4").as_deref(), Some("made after the backup"));
}

#[test]
fn a_record_lost_by_the_server_and_held_here_keeps_both_sides() {
    let mut scene = Scene::new(MergeStrategy::LastWriteWins);
    let c = scene.space.direct("c").strategy(MergeStrategy::Manual).open();
    c.synced();
    scene.a.write("n1", "theirs");
    scene.a.synced();
    c.write("n1", "mine");
    c.synced();
    assert_eq!(c.status().conflicted, 1);
    scene.restore();
    c.synced();
    let entry = &c.conflict_log()[0];
    assert_eq!(entry.remote.body.as_deref(), Some(r#"{"text":"theirs"}"#), "what the server lost is still to be read");
    c.resolve_conflict(NOTES, "n1", MergeStrategy::LocalWins).unwrap();
    c.synced();
    scene.settle();
    assert_eq!(scene.a.read("n1").as_deref(), Some("mine"));
}
