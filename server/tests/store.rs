//! The SQLite store: group commit, snapshots, reopening, foreign files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::entropy::SystemEntropy;
use cortex_server::admin;
use cortex_server::store::Outcome;
use cortex_server::store::Store;
use cortex_server::store::StoreError;
use cortex_server::store::WriteJob;
use cortex_server::store::WriteTx;
use cortex_server::store::run_group;
use cortex_server::store::sqlite::SqliteStore;
use support::NOW;
use support::World;
use support::put;
use support::words;

/// Adds a space, then keeps or undoes it.
struct AddSpace(&'static str, Outcome);

impl WriteJob for AddSpace {
    fn run(&mut self, tx: &mut dyn WriteTx) -> Outcome {
        assert!(tx.insert_space(self.0, "e", NOW).unwrap());
        self.1
    }
}

fn names(store: &SqliteStore) -> Vec<String> {
    admin::spaces(store).unwrap().into_iter().map(|space| space.name).collect()
}

#[test]
fn a_job_that_fails_takes_nobody_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let (mut a, mut b, mut c) =
        (AddSpace("a", Outcome::Keep), AddSpace("b", Outcome::Undo), AddSpace("c", Outcome::Keep));
    store.write_group(&mut [&mut a, &mut b, &mut c]).unwrap();
    assert_eq!(names(&store), ["a", "c"]);
}

/// Writes, then meets a defect.
struct Panics;

impl WriteJob for Panics {
    fn run(&mut self, tx: &mut dyn WriteTx) -> Outcome {
        tx.insert_space("broken", "e", NOW).unwrap();
        panic!("a defect in a job");
    }
}

#[test]
fn a_panicking_job_leaves_nothing_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write_group(&mut [&mut AddSpace("a", Outcome::Keep), &mut Panics])
    }));
    assert!(result.is_err());
    assert!(names(&store).is_empty());
    store.write_group(&mut [&mut AddSpace("a", Outcome::Keep)]).unwrap();
    assert_eq!(names(&store), ["a"]);
}

#[test]
fn a_full_database_refuses_the_large_job_and_keeps_the_small_one() {
    let world = World::new();
    let store = world.service.store();
    let pages = {
        let connection = rusqlite::Connection::open(store.path()).unwrap();
        connection.pragma_query_value(None, "page_count", |row| row.get::<_, i64>(0)).unwrap()
    };
    store.limit_pages(pages + 20).unwrap();
    let (mut small, mut large) = (world.device("small"), world.device("large"));
    let small = world.service.prepare(small.batch(vec![put("s", 0, "{}")])).unwrap();
    let body = format!(r#"{{"x":"{}"}}"#, "y".repeat(500_000));
    let large = world.service.prepare(large.batch(vec![put("l", 0, &body)])).unwrap();
    let mut first = world.service.job(&world.owner, &small, NOW);
    let mut second = world.service.job(&world.owner, &large, NOW);
    let kept = run_group(store, &mut [&mut first, &mut second]);
    assert!(kept[0].is_ok(), "{kept:?}");
    assert_eq!(words(&first.into_result().unwrap().verdicts), ["applied"]);
    let refused = match &kept[1] {
        Ok(()) => second.into_result().unwrap_err().status,
        Err(error) => panic!("{error}"),
    };
    assert_eq!(refused, 507);
    assert_eq!(world.pull(None, 10).unwrap().rows.len(), 1);
}

#[test]
fn a_snapshot_does_not_see_later_writes() {
    let world = World::new();
    let store = world.service.store();
    store
        .read(|tx| {
            assert_eq!(tx.spaces()?.len(), 1);
            admin::create_space(store, &SystemEntropy, "later", NOW).unwrap();
            assert_eq!(tx.spaces()?.len(), 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(names(store), ["later", "notes"]);
}

#[test]
fn everything_is_there_after_reopening() {
    let world = World::new();
    let mut device = world.device("d");
    let request = device.batch(vec![put("a", 0, r#"{"v":1}"#)]);
    let answer = world.push(request.clone()).unwrap();
    let page = world.pull(None, 10).unwrap();
    let World { service, owner, folder } = world;
    drop(service);
    let service = cortex_server::service::Service::new(SqliteStore::open(folder.path()).unwrap(), Default::default());
    let world = World { service, owner, folder };
    assert_eq!(world.pull(None, 10).unwrap(), page);
    assert_eq!(world.push(request).unwrap().verdicts, answer.verdicts);
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("new").join("data");
    let store = SqliteStore::open(&data).unwrap();
    admin::create_space(&store, &SystemEntropy, "s", NOW).unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let files: Vec<_> = std::fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_foreign_database_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cortex-server.db");
    let foreign = |sql: &str| {
        let _ = std::fs::remove_file(&path);
        rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let before = std::fs::read(&path).unwrap();
        let error = SqliteStore::open(folder.path()).unwrap_err();
        assert!(matches!(error, StoreError::Foreign(_)), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
        error.to_string()
    };
    assert!(foreign("CREATE TABLE t (x)").contains("another program's"));
    assert!(foreign("PRAGMA application_id = 0x43785376; PRAGMA user_version = 99").contains("version 99"));
    std::fs::write(&path, "not a database at all, but long enough to be looked at as one").unwrap();
    assert!(matches!(SqliteStore::open(folder.path()), Err(StoreError::Foreign(_))));
}
