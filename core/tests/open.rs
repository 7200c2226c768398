//! Opening: what is no store of a known version is refused, and not touched.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use rusqlite::Connection;
use std::path::Path;

fn refusal(path: &Path) -> String {
    CloudEngine::open(Config::new(path)).unwrap_err().code().to_owned()
}

#[test]
fn a_path_that_will_not_do_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(refusal(folder.path()), "argument.path");
    assert_eq!(refusal(Path::new("")), "argument.path");
    assert_eq!(refusal(&folder.path().join("no/such/folder/file.db")), "argument.path");
    assert_eq!(refusal(Path::new(":memory:")), "argument.path");
    assert_eq!(refusal(Path::new("file:store.db?mode=memory")), "argument.path");
}

#[test]
fn a_file_that_is_not_sqlite_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    let text = "Dear reader, this is not a database. ".repeat(100);
    std::fs::write(&path, &text).unwrap();
    assert_eq!(refusal(&path), "store.not_sqlite");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn another_programs_database_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE records (x)").unwrap();
    let before = std::fs::read(&path).unwrap();
    assert_eq!(refusal(&path), "store.foreign");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_store_of_a_newer_version_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    CloudEngine::open(Config::new(&path)).unwrap().close();
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = std::fs::read(&path).unwrap();
    let error = CloudEngine::open(Config::new(&path)).unwrap_err();
    assert_eq!(error.code(), "store.newer");
    assert!(error.to_string().contains("version 99"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_left_empty_by_a_crash_becomes_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    std::fs::write(&path, "").unwrap();
    let engine = CloudEngine::open(Config::new(&path)).unwrap();
    assert!(engine.put("t", "a", "{}").unwrap());
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    CloudEngine::open(Config::new(&path)).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn two_engines_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let one = CloudEngine::open(Config::new(&path)).unwrap();
    let two = CloudEngine::open(Config::new(&path)).unwrap();
    one.put("t", "a", r#"{"n":1}"#).unwrap();
    two.put("t", "b", r#"{"n":2}"#).unwrap();
    assert_eq!(two.get("t", "a").unwrap().unwrap(), r#"{"n":1}"#);
    assert_eq!(one.count("t", None).unwrap(), 2);
    let stamp = |id| one.get_record("t", id).unwrap().unwrap().hlc.parse::<u64>().unwrap();
    assert!(stamp("b") > stamp("a"), "the clock is the file's, not the process's");
}
