//! The contract as a host uses it: through this crate's own types and callbacks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::AuthState;
use cortex_cloud::CloudError;
use cortex_cloud::CloudEvent;
use cortex_cloud::CloudStatus;
use cortex_cloud::Config;
use cortex_cloud::LogLevel;
use cortex_cloud::Origin;
use cortex_cloud::Query;
use cortex_cloud::RecordBody;
use cortex_cloud_ffi::CancelToken;
use cortex_cloud_ffi::CloudEngine;
use std::sync::Arc;
use support::Failing;
use support::Listener;
use support::Sink;
use support::Tokens;
use support::eventually;

fn engine() -> (CloudEngine, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (CloudEngine::new(Config::new(folder.path().join("store.db")), None).unwrap(), folder)
}

#[test]
fn a_record_is_put_got_and_found() {
    let (engine, _folder) = engine();
    assert!(engine.put("notes", "n1", r#"{"stars": 3}"#).unwrap());
    assert_eq!(engine.get("notes", "n1").unwrap().as_deref(), Some(r#"{"stars":3}"#));
    let query = Query { filter: Some(r#"{"stars":{"gte":3}}"#.to_owned()), ..Query::default() };
    assert_eq!(engine.query("notes", &query).unwrap().bodies.len(), 1);
    assert_eq!(engine.count("notes", query.filter).unwrap(), 1);
    assert_eq!(engine.put_many("notes", &[RecordBody::new("n2", "{}")], None).unwrap(), 1);
    let report = engine.sync(None).unwrap();
    assert_eq!(report.error.unwrap().code(), "offline.no_server");
}

#[test]
fn a_listener_of_the_hosts_hears_events_in_order_until_it_cancels() {
    let (engine, _folder) = engine();
    let listener = Arc::new(Listener::default());
    let subscription = engine.subscribe(Arc::clone(&listener) as _).unwrap();
    engine.put("a", "1", "{}").unwrap();
    engine.put("b", "2", "{}").unwrap();
    eventually(|| listener.heard.lock().unwrap().len() == 2);
    let changed = |table: &str, id: &str| CloudEvent::RecordsChanged {
        table: table.to_owned(),
        ids: vec![id.to_owned()],
        origin: Origin::Local,
    };
    assert_eq!(*listener.heard.lock().unwrap(), [changed("a", "1"), changed("b", "2")]);
    subscription.cancel().unwrap();
    subscription.cancel().unwrap();
    engine.put("c", "3", "{}").unwrap();
    engine.close().unwrap();
    assert_eq!(listener.heard.lock().unwrap().len(), 2);
}

#[test]
fn a_callback_that_throws_is_counted_and_called_again() {
    let (engine, _folder) = engine();
    engine.subscribe(Arc::new(Failing)).unwrap();
    engine.set_log_sink(Arc::new(Failing), LogLevel::Trace).unwrap();
    engine.put("a", "1", "{}").unwrap();
    eventually(|| engine.get_status().unwrap().failed_listeners >= 1);
    let before = engine.get_status().unwrap().failed_listeners;
    engine.put("a", "2", "{}").unwrap();
    eventually(|| engine.get_status().unwrap().failed_listeners > before);
}

#[test]
fn an_error_says_what_and_where() {
    let (engine, _folder) = engine();
    let error = engine.put("notes", "n1", r#"{"a":{"b":1e999}}"#).unwrap_err();
    let CloudError::InvalidArgument { info } = &error else { panic!("{error:?}") };
    assert_eq!((info.code.as_str(), info.retryable), ("argument.body", false));
    assert_eq!(info.details["field"], "$.a.b");
    let config = Config { retention_days: 0, ..Config::new("unused.db") };
    let error = CloudEngine::new(config, None).unwrap_err();
    assert_eq!(error.code(), "argument.retention_days");
}

#[test]
fn a_closed_engine_says_so_and_closing_again_is_harmless() {
    let (engine, _folder) = engine();
    engine.close().unwrap();
    engine.close().unwrap();
    assert!(matches!(engine.get("t", "1"), Err(CloudError::Closed { .. })));
    assert!(matches!(engine.sync(None), Err(CloudError::Closed { .. })));
    assert!(matches!(engine.auth_state(), Err(CloudError::Closed { .. })));
}

#[test]
fn a_cancelled_token_ends_the_calls_it_was_given_to() {
    let (engine, _folder) = engine();
    let token = Arc::new(CancelToken::new());
    let rows = [RecordBody::new("1", "{}")];
    assert_eq!(engine.put_many("t", &rows, Some(Arc::clone(&token))).unwrap(), 1);
    token.cancel().unwrap();
    assert!(token.is_cancelled().unwrap());
    let cancelled = Some(Arc::clone(&token));
    assert!(matches!(engine.put_many("t", &rows, cancelled.clone()), Err(CloudError::Cancelled { .. })));
    assert!(matches!(engine.sync(cancelled.clone()), Err(CloudError::Cancelled { .. })));
    assert!(matches!(engine.verify(cancelled), Err(CloudError::Cancelled { .. })));
}

#[test]
fn credentials_go_through_the_hosts_store() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Arc::new(Tokens::default());
    let config = Config::new(folder.path().join("store.db")).server("http://127.0.0.1:1");
    let engine = CloudEngine::new(config, Some(Arc::clone(&tokens) as _)).unwrap();
    assert_eq!(engine.auth_state().unwrap(), AuthState::Unauthenticated);
    engine.login_api_key("key-1").unwrap();
    assert_eq!(tokens.0.lock().unwrap().get("http://127.0.0.1:1").map(String::as_str), Some("key-1"));
    assert_eq!(engine.auth_state().unwrap(), AuthState::Authenticated);
    engine.go_offline().unwrap();
    assert_eq!(engine.get_status().unwrap().status, CloudStatus::Offline);
    assert_eq!(engine.auth_state().unwrap(), AuthState::Offline);
    engine.logout().unwrap();
    assert!(tokens.0.lock().unwrap().is_empty());
}

#[test]
fn the_hosts_log_hears_entries_until_it_is_cleared() {
    let (engine, _folder) = engine();
    let sink = Arc::new(Sink::default());
    engine.set_log_sink(Arc::clone(&sink) as _, LogLevel::Trace).unwrap();
    engine.set_log_sink(Arc::clone(&sink) as _, LogLevel::Trace).unwrap();
    engine.clear_log_sink().unwrap();
    engine.clear_log_sink().unwrap();
    let heard = sink.0.lock().unwrap().len();
    engine.put("t", "1", "{}").unwrap();
    assert_eq!(sink.0.lock().unwrap().len(), heard);
}

#[cfg(feature = "test-hooks")]
#[test]
fn a_panic_inside_becomes_an_error_of_the_call() {
    use cortex_cloud::test_hooks::panic_in_next_call;

    let (engine, folder) = engine();
    let is_internal = |error: CloudError| assert_eq!(error.code(), "internal.panic");
    panic_in_next_call();
    is_internal(engine.put("t", "1", "{}").unwrap_err());
    assert!(engine.put("t", "1", "{}").unwrap(), "the engine goes on");
    panic_in_next_call();
    is_internal(engine.sync(None).unwrap_err());
    panic_in_next_call();
    is_internal(engine.subscribe(Arc::new(Failing)).map(drop).unwrap_err());
    panic_in_next_call();
    is_internal(CloudEngine::new(Config::new(folder.path().join("other.db")), None).map(drop).unwrap_err());
    panic_in_next_call();
    engine.close().unwrap();
}
