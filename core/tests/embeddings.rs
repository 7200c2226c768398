//! Embeddings on one device: members that lie beside a body, read and written with it, and no business of the sync.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::CloudEngine;
use cortex_cloud::CloudEvent;
use cortex_cloud::CloudRecord;
use cortex_cloud::Config;
use cortex_cloud::Query;
use cortex_cloud::RecordBody;
use cortex_cloud::RecordChange;
use rusqlite::Connection;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;
use support::Fresh;
use support::fresh;
use support::fresh_with;

const WITH: &str = r#"{"a":1,"embedding":[0.5,1],"text":"x"}"#;
const WITHOUT: &str = r#"{"a":1,"text":"x"}"#;

fn with_vectors() -> Fresh {
    fresh_with(|config| config.embedding_fields(["embedding"]))
}

fn record(engine: &CloudEngine) -> CloudRecord {
    engine.get_record("t", "a").unwrap().expect("a record")
}

/// The columns `body`, `embedding` and `base_body`, as they are in the file.
fn columns(path: &Path) -> [Option<String>; 3] {
    let sql = "SELECT body, embedding, base_body FROM records WHERE id = 'a'";
    let connection = Connection::open(path).unwrap();
    connection.query_row(sql, [], |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?])).unwrap()
}

#[test]
fn a_body_is_read_with_its_vector_and_hashed_without() {
    let (f, plain) = (with_vectors(), fresh());
    assert!(f.engine.put("t", "a", WITH).unwrap());
    plain.engine.put("t", "a", WITHOUT).unwrap();
    assert_eq!(f.engine.get("t", "a").unwrap().as_deref(), Some(WITH));
    assert_eq!(record(&f.engine).body.as_deref(), Some(WITH));
    assert_eq!(f.engine.query("t", &Query::default()).unwrap().bodies, [WITH]);
    assert_eq!(record(&f.engine).content_hash, record(&plain.engine).content_hash);
    assert_eq!(record(&f.engine).missing, Vec::<String>::new());
    let kept = [Some(WITHOUT.to_owned()), Some(r#"{"embedding":[0.5,1]}"#.to_owned()), None];
    assert_eq!(columns(&f.path), kept);
}

#[test]
fn only_members_at_the_top_are_cut_out_and_in_every_table() {
    let f = fresh_with(|config| config.embedding_fields(["v", "\u{1f600}"]));
    let body = "{\"a\":{\"v\":[1]},\"list\":[{\"v\":2}],\"v\":null,\"\u{1f600}\":3,\"\u{e000}\":4}";
    for table in ["t", "u"] {
        f.engine.put(table, "a", body).unwrap();
        assert_eq!(f.engine.get(table, "a").unwrap().as_deref(), Some(body), "keys are in canonical order");
    }
    assert_eq!(columns(&f.path)[0].as_deref(), Some("{\"a\":{\"v\":[1]},\"list\":[{\"v\":2}],\"\u{e000}\":4}"));
}

#[test]
fn another_vector_is_saved_and_told_and_is_no_mutation() {
    let f = with_vectors();
    f.engine.put("t", "a", WITHOUT).unwrap();
    let before = record(&f.engine);
    let waiting = f.engine.explain("t", "a").unwrap();
    let (tell, told) = mpsc::channel();
    f.engine.subscribe(move |event| tell.send(event.clone()).unwrap()).unwrap();
    assert!(f.engine.put("t", "a", WITH).unwrap());
    assert!(!f.engine.put("t", "a", WITH).unwrap(), "the same again is no change");
    let after = record(&f.engine);
    assert_eq!(after, CloudRecord { body: Some(WITH.to_owned()), ..before });
    assert_eq!(f.engine.explain("t", "a").unwrap(), waiting);
    assert_eq!(f.engine.get_status().unwrap().pending, 1);
    let event = told.recv_timeout(Duration::from_secs(10)).unwrap();
    assert!(matches!(event, CloudEvent::RecordsChanged { ids, .. } if ids == ["a"]));
    assert!(told.recv_timeout(Duration::from_millis(50)).is_err());
}

#[test]
fn a_body_that_comes_without_its_vector_lists_it_until_it_is_there_again() {
    let f = fresh_with(|config| config.embedding_fields(["v", "w"]));
    let missing = |body: &str| {
        f.engine.put("t", "a", body).unwrap();
        assert_eq!(f.engine.get("t", "a").unwrap().as_deref(), Some(body));
        record(&f.engine).missing
    };
    assert_eq!(missing(r#"{"n":1}"#), Vec::<String>::new(), "nobody has had one");
    assert_eq!(missing(r#"{"n":1,"v":1,"w":2}"#), Vec::<String>::new());
    assert_eq!(missing(r#"{"n":2}"#), ["v", "w"]);
    assert_eq!(missing(r#"{"n":3}"#), ["v", "w"]);
    assert_eq!(missing(r#"{"n":3,"w":3}"#), ["v"]);
    assert_eq!(missing(r#"{"n":4,"v":4}"#), ["w"]);
    assert_eq!(missing(r#"{"n":4,"v":5,"w":6}"#), Vec::<String>::new());
    assert_eq!(missing(r#"{"n":4}"#), ["v", "w"], "taken away by hand");
    f.engine.delete("t", "a").unwrap();
    assert_eq!(missing(r#"{"n":5}"#), Vec::<String>::new(), "a new record");
}

#[test]
fn a_delete_leaves_nothing_of_a_vector() {
    let f = with_vectors();
    f.engine.put("t", "b", WITH).unwrap();
    f.engine.put("t", "a", WITH).unwrap();
    f.engine.delete("t", "a").unwrap();
    assert_eq!(f.engine.get("t", "a").unwrap(), None);
    assert_eq!(f.engine.count("t", None).unwrap(), 1);
    let kept: i64 = Connection::open(&f.path)
        .unwrap()
        .query_row("SELECT count(*) FROM records WHERE embedding IS NOT NULL", [], |r| r.get(0))
        .unwrap();
    assert_eq!(kept, 1);
}

#[test]
fn many_rows_are_cut_as_one_is() {
    let f = with_vectors();
    assert_eq!(
        f.engine
            .put_many(
                "t",
                &[RecordBody::new("a", WITH), RecordBody::new("b", WITHOUT), RecordBody::new("c", WITH)],
                None
            )
            .unwrap(),
        3
    );
    assert_eq!(
        f.engine
            .put_many(
                "t",
                &[RecordBody::new("a", WITH), RecordBody::new("b", WITH), RecordBody::new("c", WITHOUT)],
                None
            )
            .unwrap(),
        2
    );
    assert_eq!(f.engine.query("t", &Query::default()).unwrap().bodies, [WITH, WITH, WITHOUT]);
    assert_eq!(f.engine.get_status().unwrap().pending, 3);
}

#[test]
fn a_unit_is_cut_as_one_record_is() {
    let f = with_vectors();
    let both = [RecordChange::put("t", "a", WITH), RecordChange::put("t", "b", WITHOUT)];
    assert_eq!(f.engine.apply(&both).unwrap(), 2);
    assert_eq!(f.engine.apply(&both).unwrap(), 0);
    let vectors = [RecordChange::put("t", "a", WITHOUT), RecordChange::put("t", "b", WITH)];
    assert_eq!(f.engine.apply(&vectors).unwrap(), 2);
    assert_eq!(f.engine.query("t", &Query::default()).unwrap().bodies, [WITHOUT, WITH]);
    assert_eq!(f.engine.get_status().unwrap().pending, 2);
}

#[test]
fn a_member_named_later_stays_where_it_is_until_its_record_changes() {
    let f = fresh();
    f.engine.put("t", "a", WITH).unwrap();
    let before = record(&f.engine);
    f.engine.close();
    let engine = CloudEngine::open(Config::new(&f.path).embedding_fields(["embedding"])).unwrap();
    assert_eq!(record(&engine), before);
    assert!(!engine.put("t", "a", WITH).unwrap(), "what is there already is no change");
    assert_eq!(record(&engine), before);
    assert!(engine.put("t", "a", r#"{"a":1,"embedding":[2],"text":"x"}"#).unwrap());
    assert_eq!(columns(&f.path)[0].as_deref(), Some(WITHOUT), "from now on it lies beside");
}

#[test]
fn a_name_taken_away_leaves_what_is_kept_until_its_record_changes() {
    let f = with_vectors();
    f.engine.put("t", "a", WITH).unwrap();
    let before = record(&f.engine);
    f.engine.close();
    let engine = CloudEngine::open(Config::new(&f.path)).unwrap();
    assert_eq!(record(&engine), before);
    assert!(!engine.put("t", "a", WITH).unwrap(), "what is there already is no change");
    let changed = r#"{"a":2,"embedding":[0.5,1],"text":"x"}"#;
    assert!(engine.put("t", "a", changed).unwrap());
    assert_eq!(columns(&f.path), [Some(changed.to_owned()), None, None]);
    assert_eq!(record(&engine).missing, Vec::<String>::new());
}

#[test]
fn a_name_that_is_empty_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::new(folder.path().join("store.db")).embedding_fields(["v", ""]);
    assert_eq!(CloudEngine::open(config).unwrap_err().code(), "argument.embedding_fields");
}
