//! Store files of earlier versions: opened, complete, and in sync again. `tests/fixtures/README.md` says what is in them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::MutationKind;
use cortex_cloud::RecordState;
use cortex_cloud::SyncStatus;
use cortex_cloud::Winner;
use cortex_tests::fixture;
use cortex_tests::fixture::DRAFTS;
use cortex_tests::fixture::HELD;
use cortex_tests::fixture::KINDS;
use cortex_tests::fixture::NON_ASCII;
use cortex_tests::fixture::NOTES;
use cortex_tests::fixture::STAGED;
use cortex_tests::fixture::Server;
use cortex_tests::fixture::body;
use cortex_tests::fixture::named;
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Barrier;
use std::thread;
use tempfile::TempDir;

/// The versions files are kept of.
const KEPT: [u32; 1] = [1];

/// A copy of a kept file and of its server.
struct Kept {
    kind: &'static str,
    store: PathBuf,
    server: Server,
    folder: TempDir,
}

fn kept(version: u32, kind: &'static str) -> Kept {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let server = folder.path().join("server");
    fs::create_dir(&server).unwrap();
    fs::copy(fixtures.join(fixture::store_name(version, kind)), &store).unwrap();
    fs::copy(fixtures.join(fixture::server_name(version)), server.join("cortex-server.db")).unwrap();
    Kept { kind, store, server: Server::open(&server), folder }
}

fn for_each_kept(test: impl Fn(Kept)) {
    for version in KEPT {
        KINDS.into_iter().for_each(|kind| test(kept(version, kind)));
    }
}

fn version_of(path: &Path) -> u32 {
    Connection::open(path).unwrap().pragma_query_value(None, "user_version", |r| r.get(0)).unwrap()
}

/// The version of the stores this engine makes.
fn present_version() -> u32 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    CloudEngine::open(Config::new(&path)).unwrap().close();
    version_of(&path)
}

fn text(engine: &CloudEngine, table: &str, kind: &str, id: &str) -> Option<String> {
    let found = engine.get(table, &named(kind, id)).unwrap()?;
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    Some(found["text"].as_str().unwrap().to_owned())
}

#[test]
fn a_file_of_every_version_opens_with_everything_in_it() {
    for_each_kept(|Kept { kind, store, .. }| {
        let engine = fixture::open(&store);
        let notes = |id| text(&engine, NOTES, kind, id);
        for id in ["synced", NON_ASCII, "disputed", "undone"] {
            let expected = if id == "disputed" { "ours" } else { "base" };
            assert_eq!(notes(id).as_deref(), Some(expected), "{kind}: {id}");
        }
        assert_eq!(notes("edited").as_deref(), Some("twice"));
        assert_eq!(notes("new").as_deref(), Some("new"));
        assert_eq!(notes("in-flight").as_deref(), Some("edited since"));
        assert_eq!(notes("refused").unwrap().len(), 3_000);
        assert_eq!((notes("deleted"), notes("deleted-unsent")), (None, None));
        assert_eq!(text(&engine, HELD, kind, "open").as_deref(), Some("ours"));
        assert_eq!(text(&engine, DRAFTS, kind, "draft").as_deref(), Some("never leaves"));

        let state = |table: &str, id| engine.explain(table, &named(kind, id)).unwrap().state;
        assert_eq!(state(NOTES, "synced"), RecordState::Synced);
        assert_eq!(state(NOTES, "deleted"), RecordState::Synced);
        assert_eq!(state(NOTES, "undone"), RecordState::Synced);
        assert_eq!(state(NOTES, "edited"), RecordState::Pending);
        assert_eq!(state(NOTES, "deleted-unsent"), RecordState::Pending);
        assert_eq!(state(NOTES, "refused"), RecordState::Refused);
        assert_eq!(state(HELD, "open"), RecordState::Held);
        assert_eq!(state(DRAFTS, "draft"), RecordState::LocalOnly);

        let status = engine.get_status().unwrap();
        assert_eq!((status.pending, status.failed, status.conflicted, status.staged), (5, 1, 1, STAGED), "{kind}");
        let log = engine.conflicts(&ConflictFilter::default()).unwrap();
        let [open, settled] = &log[..] else { panic!("{log:?}") };
        assert_eq!((open.winner, open.id.clone()), (None, named(kind, "open")));
        assert_eq!((settled.winner, settled.id.clone()), (Some(Winner::Local), named(kind, "disputed")));
        assert_eq!(settled.remote.body, Some(body("theirs")), "the loser is kept");
        engine.close();
        assert_eq!(version_of(&store), present_version());
    });
}

#[test]
fn a_file_of_every_version_syncs_and_ends_equal_to_the_server() {
    for_each_kept(|Kept { kind, store, server, folder }| {
        let engine = fixture::open(&store);
        let report = server.sync(&engine);
        assert_eq!(report.error, None, "{kind}: {report:?}");
        let repeated = i64::from(kind == "unanswered");
        assert_eq!(report.resent, repeated, "the batch goes again unless its verdicts were stored");
        engine.resolve_conflict(HELD, &named(kind, "open"), MergeStrategy::LocalWins).unwrap();
        engine.delete(NOTES, &named(kind, "refused")).unwrap();
        let report = server.sync(&engine);
        assert_eq!((report.status, report.error), (SyncStatus::Success, None), "{kind}");
        assert!(report.digests_equal);
        let status = engine.get_status().unwrap();
        assert_eq!((status.pending, status.failed, status.conflicted, status.staged), (0, 0, 0, 0), "{kind}");
        for n in 0..5 {
            assert_eq!(text(&engine, NOTES, kind, &format!("remote-{n}")).as_deref(), Some("from elsewhere"));
        }
        // Another device sees what this one was left with.
        let other = fixture::open(&folder.path().join("other.db"));
        server.sync(&other);
        for id in ["edited", "new", "in-flight", "disputed", "deleted-unsent", NON_ASCII] {
            assert_eq!(text(&other, NOTES, kind, id), text(&engine, NOTES, kind, id), "{kind}: {id}");
        }
        assert_eq!(text(&other, HELD, kind, "open").as_deref(), Some("ours"));
        let disputed = engine.conflicts(&ConflictFilter::default()).unwrap();
        let disputed = disputed.iter().find(|c| c.table == NOTES).unwrap();
        assert!(engine.restore(disputed.conflict_id, ConflictSide::Remote).unwrap());
        assert_eq!(text(&engine, NOTES, kind, "disputed").as_deref(), Some("theirs"));
    });
}

#[test]
fn the_queue_of_every_version_is_listed_in_order() {
    for_each_kept(|Kept { kind, store, .. }| {
        let engine = fixture::open(&store);
        let queued = engine.queued_mutations(None, 100).unwrap();
        let listed: Vec<(String, MutationKind, RecordState)> =
            queued.iter().map(|m| (m.id.replace(&format!("{kind}/"), ""), m.kind, m.state)).collect();
        let expected = [
            ("refused", MutationKind::Create, RecordState::Refused),
            ("open", MutationKind::Update, RecordState::Held),
            ("in-flight", MutationKind::Create, RecordState::InFlight),
            ("in-flight", MutationKind::Update, RecordState::Pending),
            ("edited", MutationKind::Update, RecordState::Pending),
            ("edited", MutationKind::Update, RecordState::Pending),
            ("new", MutationKind::Create, RecordState::Pending),
            ("deleted-unsent", MutationKind::Delete, RecordState::Pending),
        ];
        assert_eq!(listed, expected.map(|(id, kind, state)| (id.to_owned(), kind, state)));
        let code = queued[0].refusal.as_ref().map(|refusal| refusal.code.as_str());
        assert_eq!(code, Some("too_large"));
    });
}

#[test]
fn a_migration_that_fails_half_way_leaves_the_file_as_it_was() {
    for_each_kept(|Kept { store, .. }| {
        let version = version_of(&store);
        if version == present_version() {
            return;
        }
        // In the way of the present version's last steps, after others have been done.
        let outside = Connection::open(&store).unwrap();
        outside.execute_batch("CREATE TABLE changes (obstacle)").unwrap();
        let schema = |c: &Connection| -> Vec<String> {
            let mut statement = c.prepare("SELECT type || name || coalesce(sql, '') FROM sqlite_schema").unwrap();
            let rows = statement.query_map([], |r| r.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        let before = schema(&outside);
        CloudEngine::open(Config::new(&store)).unwrap_err();
        assert_eq!((version_of(&store), schema(&outside)), (version, before));
        outside.execute_batch("DROP TABLE changes").unwrap();
        drop(outside);
        assert_eq!(fixture::open(&store).get_status().unwrap().failed, 1);
    });
}

#[test]
fn engines_that_open_an_old_file_at_the_same_time_migrate_it_once() {
    for_each_kept(|Kept { kind, store, .. }| {
        let at_once = Barrier::new(4);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    at_once.wait();
                    let config = Config { busy_timeout_ms: 10_000, ..Config::new(&store) };
                    let engine = CloudEngine::open(config).unwrap();
                    assert_eq!(text(&engine, NOTES, kind, "edited").as_deref(), Some("twice"));
                });
            }
        });
        assert_eq!(version_of(&store), present_version());
        assert_eq!(fixture::open(&store).get_status().unwrap().pending, 5);
    });
}

#[test]
fn a_file_of_a_newer_version_is_refused_byte_for_byte_untouched() {
    let Kept { store, folder: _folder, .. } = kept(1, "answered");
    let newer = present_version() + 1;
    Connection::open(&store).unwrap().pragma_update(None, "user_version", newer).unwrap();
    let before = fs::read(&store).unwrap();
    let error = CloudEngine::open(Config::new(&store)).unwrap_err();
    assert_eq!(error.code(), "store.newer");
    assert_eq!(fs::read(&store).unwrap(), before);
}

#[test]
fn every_version_before_the_present_one_has_its_files() {
    assert!(
        KEPT.iter().copied().eq(1..present_version()),
        "make the files of the version that is being left, and list it"
    );
}

#[test]
fn the_program_makes_files_of_the_present_version() {
    let folder = tempfile::tempdir().unwrap();
    let version = present_version();
    fixture::make(folder.path(), version);
    for kind in KINDS {
        assert_eq!(version_of(&folder.path().join(fixture::store_name(version, kind))), version);
    }
}
