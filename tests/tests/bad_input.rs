//! What will not do is refused in words that name the argument and the field, by every call, and changes nothing.
#![allow(clippy::unwrap_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::Config;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::Query;
use cortex_cloud::RecordBody;
use cortex_cloud::TablePolicy;
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

struct Store {
    engine: CloudEngine,
    folder: TempDir,
}

impl Store {
    fn new() -> Self {
        Self::with(|config| config)
    }

    fn with(change: impl FnOnce(Config) -> Config) -> Self {
        let folder = TempDir::new().unwrap();
        let engine = CloudEngine::open(change(Config::new(folder.path().join("store.db")))).unwrap();
        engine.put("t", "kept", r#"{"n":1}"#).unwrap();
        Self { engine, folder }
    }

    /// What a refused call must leave as it is.
    fn state(&self) -> (i64, i64, Option<String>) {
        let status = self.engine.get_status().unwrap();
        let stamp = self.engine.get_record("t", "kept").unwrap().map(|record| record.hlc);
        (status.pending, self.engine.count("t", None).unwrap(), stamp)
    }
}

/// An `InvalidArgument` of that argument, in a whole sentence. Returns its field, if it names one.
fn refused<T>(outcome: Result<T, CloudError>, argument: &str, what: &str) -> Option<String> {
    let Err(error) = outcome else { panic!("{what}: accepted") };
    assert!(matches!(error, CloudError::InvalidArgument { .. }), "{what}: {error:?}");
    assert_eq!(error.code(), format!("argument.{argument}"), "{what}: {error}");
    let info = error.info();
    assert!(!info.retryable && info.message.len() > 15, "{what}: {error}");
    let detail = |name: &str| info.details.get(name).cloned();
    assert_eq!(detail("argument").as_deref(), Some(argument), "{what}");
    detail("field")
}

#[test]
fn a_body_that_is_no_json_object_of_one_meaning_is_refused_by_its_field() {
    let store = Store::new();
    let before = store.state();
    let vectors = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/refused_bodies.json")).unwrap();
    let vectors: Vec<Value> = serde_json::from_str(&vectors).unwrap();
    assert!(vectors.len() > 60);
    for vector in &vectors {
        let (name, body) = (vector["name"].as_str().unwrap(), vector["input"].as_str().unwrap());
        for (id, call) in [("new", "a new record"), ("kept", "an edit")] {
            let field = refused(store.engine.put("t", id, body), "body", &format!("{name}, {call}"));
            assert_eq!(field.as_deref(), vector["path"].as_str(), "{name}");
        }
        let field = refused(
            store.engine.put_many("t", &[RecordBody::new("kept", r#"{"n":2}"#), RecordBody::new("new", body)], None),
            "body",
            name,
        );
        assert_eq!(field.as_deref(), vector["path"].as_str(), "{name} in put_many");
    }
    assert_eq!(store.state(), before);
    assert_eq!(store.engine.get("t", "kept").unwrap().as_deref(), Some(r#"{"n":1}"#));
}

#[test]
fn a_body_over_the_limit_is_refused_and_one_at_it_is_not() {
    let of_bytes = |bytes: usize| format!(r#"{{"text":"{}"}}"#, "x".repeat(bytes - 11));
    for (store, limit) in
        [(Store::new(), 1 << 20), (Store::with(|config| Config { max_body_bytes: 100, ..config }), 100)]
    {
        assert_eq!(of_bytes(limit).len(), limit);
        refused(store.engine.put("t", "large", &of_bytes(limit + 1)), "body", "one byte too many");
        assert_eq!(store.engine.get("t", "large").unwrap(), None);
        store.engine.put("t", "large", &of_bytes(limit)).unwrap();
    }
}

#[test]
fn every_call_refuses_a_tables_name_and_an_id_that_will_not_do() {
    let store = Store::new();
    let (e, before) = (&store.engine, store.state());
    let (long_table, long_id) = ("t".repeat(129), "i".repeat(513));
    for table in ["", "a\nb", "a\u{0}", "\u{85}", long_table.as_str()] {
        let what = format!("table {table:?}");
        let refused = |outcome: Result<(), CloudError>, call: &str| {
            refused(outcome, "table", &format!("{call}, {what}"));
        };
        refused(e.put(table, "a", "{}").map(drop), "put");
        refused(e.put_many(table, &[RecordBody::new("a", "{}")], None).map(drop), "put_many");
        refused(e.get(table, "a").map(drop), "get");
        refused(e.get_record(table, "a").map(drop), "get_record");
        refused(e.delete(table, "a").map(drop), "delete");
        refused(e.query(table, &Query::default()).map(drop), "query");
        refused(e.query_records(table, &Query::default()).map(drop), "query_records");
        refused(e.explain(table, "a").map(drop), "explain");
        refused(e.resolve_conflict(table, "a", MergeStrategy::LocalWins), "resolve_conflict");
        refused(e.resolve_conflict_with(table, "a", "{}"), "resolve_conflict_with");
        let config = Config::new(store.folder.path().join("other.db")).table(table, TablePolicy::default());
        let policy = TablePolicy { merge: Some(MergeStrategy::Manual), ..TablePolicy::default() };
        let config = Config { tables: HashMap::from([(table.to_owned(), policy)]), ..config };
        refused(CloudEngine::open(config).map(drop), "open with a policy");
    }
    for id in ["", "a\tb", "a\u{7f}", long_id.as_str()] {
        let what = format!("id {id:?}");
        let refused = |outcome: Result<(), CloudError>, call: &str| {
            refused(outcome, "id", &format!("{call}, {what}"));
        };
        refused(e.put("t", id, "{}").map(drop), "put");
        refused(e.put_many("t", &[RecordBody::new("a", "{}"), RecordBody::new(id, "{}")], None).map(drop), "put_many");
        refused(e.get("t", id).map(drop), "get");
        refused(e.get_record("t", id).map(drop), "get_record");
        refused(e.delete("t", id).map(drop), "delete");
        refused(e.explain("t", id).map(drop), "explain");
        refused(e.resolve_conflict("t", id, MergeStrategy::LocalWins), "resolve_conflict");
        refused(e.resolve_conflict_with("t", id, "{}"), "resolve_conflict_with");
    }
    assert_eq!(store.state(), before);
    // The longest there may be, and letters of any script.
    e.put(&"t".repeat(128), &"i".repeat(512), "{}").unwrap();
    e.put("Ταμπλό", "🗒 käse/№1", "{}").unwrap();
}

#[test]
fn a_conflict_that_is_not_there_is_refused() {
    let store = Store::new();
    let (e, before) = (&store.engine, store.state());
    for outcome in [
        e.resolve_conflict("t", "kept", MergeStrategy::LocalWins),
        e.resolve_conflict("t", "never", MergeStrategy::RemoteWins),
        e.resolve_conflict_with("t", "kept", "{}"),
    ] {
        let error = outcome.unwrap_err();
        assert!(matches!(error, CloudError::Conflict { .. }), "{error:?}");
        assert_eq!(error.code(), "conflict.none_open");
        assert!(error.to_string().contains("t/"), "{error}");
    }
    refused(e.resolve_conflict("t", "kept", MergeStrategy::Manual), "strategy", "manual settles nothing");
    refused(e.restore(77, ConflictSide::Local), "conflict_id", "restore");
    let by_id = ConflictFilter { id: Some("kept".to_owned()), ..ConflictFilter::default() };
    refused(e.conflicts(&by_id), "table", "an id without its table");
    assert_eq!(store.state(), before);
}

#[test]
fn a_server_that_is_no_address_is_refused_and_no_file_is_made() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("store.db");
    for url in
        ["", "example.com", "ftp://example.com", "https://", "https://user:pw@example.com", "https://a.example?x=1"]
    {
        refused(CloudEngine::open(Config::new(&path).server(url)), "server", url);
        assert!(!path.exists(), "{url}");
    }
}

#[test]
fn a_path_where_nothing_can_be_made_says_so() {
    // Not even the system's administrator can make a file in there.
    let path = Path::new("/sys/store.db");
    if !path.parent().is_some_and(Path::is_dir) {
        println!("skipped: 1 test needs a folder that nobody may write to");
        return;
    }
    let error = CloudEngine::open(Config::new(path)).unwrap_err();
    assert!(matches!(error, CloudError::Storage { .. }), "{error:?}");
    assert_eq!(error.code(), "storage.cannot_open");
    assert!(error.to_string().contains("store.db") && error.to_string().contains("permissions"), "{error}");
}
