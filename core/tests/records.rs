//! Records without any network: what is saved is what is read, and what will not do is refused by name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::CloudError;
use cortex_cloud::Query;
use cortex_cloud::RecordBody;
use cortex_cloud::RecordState;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use support::fresh;
use support::fresh_with;

#[test]
fn a_body_is_kept_in_canonical_form_and_read_back() {
    let f = fresh();
    assert!(f.engine.put("t", "a", r#" { "b" : 1.0, "a" : [ true, null ] } "#).unwrap());
    assert_eq!(f.engine.get("t", "a").unwrap().unwrap(), r#"{"a":[true,null],"b":1}"#);
    assert_eq!(f.engine.get("t", "b").unwrap(), None);
    assert_eq!(f.engine.get("u", "a").unwrap(), None);
}

#[test]
fn a_body_equal_to_the_present_one_is_no_mutation() {
    let f = fresh();
    assert!(f.engine.put("t", "a", r#"{"n":1,"m":2}"#).unwrap());
    let before = f.engine.get_record("t", "a").unwrap().unwrap();
    assert!(!f.engine.put("t", "a", r#"{"m":2,"n":1.0}"#).unwrap());
    assert_eq!(f.engine.get_record("t", "a").unwrap().unwrap(), before);
}

#[test]
fn a_delete_is_none_to_get_and_nothing_to_count() {
    let f = fresh();
    f.engine.put("t", "a", "{}").unwrap();
    f.engine.put("t", "b", "{}").unwrap();
    assert!(f.engine.delete("t", "a").unwrap());
    assert!(!f.engine.delete("t", "a").unwrap());
    assert!(!f.engine.delete("t", "never").unwrap());
    assert_eq!(f.engine.get("t", "a").unwrap(), None);
    assert_eq!(f.engine.count("t", None).unwrap(), 1);
}

#[test]
fn a_record_made_and_deleted_before_any_sync_leaves_nothing_to_send() {
    let f = fresh();
    f.engine.put("t", "a", "{}").unwrap();
    assert_eq!(f.engine.get_status().unwrap().pending, 1);
    f.engine.delete("t", "a").unwrap();
    assert_eq!(f.engine.get_status().unwrap().pending, 0);
    assert_eq!(f.engine.get_record("t", "a").unwrap(), None);
}

#[test]
fn stamps_grow_with_every_write() {
    let f = fresh();
    let mut last = 0;
    for n in 0..50 {
        f.engine.put("t", "a", &format!(r#"{{"n":{n}}}"#)).unwrap();
        let hlc: u64 = f.engine.get_record("t", "a").unwrap().unwrap().hlc.parse().unwrap();
        assert!(hlc > last);
        last = hlc;
    }
}

#[test]
fn pages_give_every_record_once_and_writes_do_not_shift_them() {
    let f = fresh();
    let rows: Vec<RecordBody> =
        (0..25).map(|n| RecordBody::new(format!("r{n:02}"), format!(r#"{{"n":{n}}}"#))).collect();
    assert_eq!(f.engine.put_many("t", &rows, None).unwrap(), 25);
    let mut query = Query { limit: 10, ..Query::default() };
    let first = f.engine.query("t", &query).unwrap();
    assert_eq!(first.bodies.len(), 10);
    // Before the page that comes: not seen again, and nothing skipped.
    f.engine.put("t", "r00a", r#"{"n":"new"}"#).unwrap();
    f.engine.delete("t", "r03").unwrap();
    let mut seen = first.bodies;
    query.page = first.next_page;
    while query.page.is_some() {
        let page = f.engine.query("t", &query).unwrap();
        seen.extend(page.bodies);
        query.page = page.next_page;
    }
    let expected: Vec<String> = (0..25).map(|n| format!(r#"{{"n":{n}}}"#)).collect();
    assert_eq!(seen, expected);
}

#[test]
fn put_many_writes_nothing_when_one_row_will_not_do() {
    let f = fresh();
    let error = f
        .engine
        .put_many("t", &[RecordBody::new("a", "{}"), RecordBody::new("b", r#"{"x":1e999}"#)], None)
        .unwrap_err();
    assert_eq!(error.code(), "argument.body");
    assert!(error.to_string().contains("row 1") && error.to_string().contains("$.x"), "{error}");
    assert_eq!(f.engine.count("t", None).unwrap(), 0);
}

#[test]
fn put_many_of_more_than_a_step_saves_all() {
    let f = fresh();
    let rows: Vec<RecordBody> = (0..1_201).map(|n| RecordBody::new(n.to_string(), "{}")).collect();
    assert_eq!(f.engine.put_many("t", &rows, None).unwrap(), 1_201);
    assert_eq!(f.engine.count("t", None).unwrap(), 1_201);
    assert_eq!(f.engine.get_status().unwrap().pending, 1_201);
    assert_eq!(f.engine.put_many("t", &rows, None).unwrap(), 0, "nothing changed the second time");
}

#[test]
fn bad_input_names_the_argument_and_changes_nothing() {
    let f = fresh();
    let long = "x".repeat(600);
    for (table, id, body, code) in [
        ("", "a", "{}", "argument.table"),
        ("t\n", "a", "{}", "argument.table"),
        (&long, "a", "{}", "argument.table"),
        ("t", "", "{}", "argument.id"),
        ("t", "a\u{7f}", "{}", "argument.id"),
        ("t", &long, "{}", "argument.id"),
        ("t", "a", "[]", "argument.body"),
        ("t", "a", "nonsense", "argument.body"),
        ("t", "a", r#"{"n":9007199254740992}"#, "argument.body"),
    ] {
        let error = f.engine.put(table, id, body).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(matches!(error, CloudError::InvalidArgument { .. }));
    }
    assert_eq!(f.engine.get_status().unwrap().pending, 0);
    let query = Query { limit: 0, ..Query::default() };
    assert_eq!(f.engine.query("t", &query).unwrap_err().code(), "argument.limit");
    let query = Query { limit: 1, page: Some("garbage".to_owned()), ..Query::default() };
    assert_eq!(f.engine.query("t", &query).unwrap_err().code(), "argument.page");
}

#[test]
fn two_normal_forms_of_a_name_are_two_records() {
    let f = fresh();
    f.engine.put("t", "\u{e9}", r#"{"n":1}"#).unwrap();
    f.engine.put("t", "e\u{301}", r#"{"n":2}"#).unwrap();
    assert_eq!(f.engine.count("t", None).unwrap(), 2);
}

#[test]
fn explain_says_where_a_record_stands() {
    let policy = TablePolicy { replicate: Replicate::Local, ..TablePolicy::default() };
    let f = fresh_with(|config| config.table("drafts", policy));
    f.engine.put("t", "a", "{}").unwrap();
    f.engine.put("drafts", "a", "{}").unwrap();
    assert_eq!(f.engine.explain("t", "a").unwrap().state, RecordState::Pending);
    assert_eq!(f.engine.explain("t", "b").unwrap().state, RecordState::Absent);
    assert_eq!(f.engine.explain("drafts", "a").unwrap().state, RecordState::LocalOnly);
    assert_eq!(f.engine.get_status().unwrap().pending, 1, "a local table queues nothing");
}

#[test]
fn what_was_saved_is_there_after_the_file_is_opened_again() {
    let f = fresh();
    f.engine.put("t", "a", r#"{"n":1}"#).unwrap();
    let before = f.engine.get_record("t", "a").unwrap();
    f.engine.close();
    let again = cortex_cloud::CloudEngine::open(cortex_cloud::Config::new(&f.path)).unwrap();
    assert_eq!(again.get_record("t", "a").unwrap(), before);
    assert_eq!(again.get_status().unwrap().pending, 1, "the queue is in the file");
}
