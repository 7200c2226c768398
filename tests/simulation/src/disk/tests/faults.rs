//! Disks that are full or fail.

use crate::disk::Machine;
use crate::disk::Process;
use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::Environment;
use rusqlite::Connection;
use rusqlite::ErrorCode;
use rusqlite::OpenFlags;
use std::sync::Arc;

fn table(process: &Process) -> Connection {
    let connection = process.connect("a.db", OpenFlags::default()).unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
    connection.execute_batch("CREATE TABLE t (x)").unwrap();
    connection
}

fn insert(connection: &Connection) -> Option<ErrorCode> {
    let inserted = connection.execute("INSERT INTO t VALUES (randomblob(20000))", []);
    inserted.err().map(|error| error.sqlite_error_code().unwrap())
}

#[test]
fn a_full_disk_refuses_what_would_grow_it_and_goes_on_when_there_is_room() {
    let machine = Machine::new();
    let connection = table(&machine.start());
    machine.set_full(Some(machine.used() + 30_000));
    assert_eq!(insert(&connection), None);
    assert_eq!(insert(&connection), Some(ErrorCode::DiskFull));
    machine.set_full(None);
    assert_eq!(insert(&connection), None);
    let rows: i64 = connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 2);
}

#[test]
fn a_write_that_fails_fails_its_transaction_alone() {
    let machine = Machine::new();
    let connection = table(&machine.start());
    machine.fail_writes(1);
    assert_eq!(insert(&connection), Some(ErrorCode::SystemIoFailure));
    assert_eq!(insert(&connection), None);
    let rows: i64 = connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 1);
}

#[test]
fn an_engine_goes_on_when_there_is_room() {
    let machine = Machine::new();
    let process = machine.start();
    let environment = Environment { disk: Some(Arc::new(process.clone())), ..Environment::default() };
    let engine = CloudEngine::open_in(Config::new(process.path("a.db")), environment).unwrap();
    machine.set_full(Some(machine.used()));
    let body = format!(r#"{{"text":"{}"}}"#, "x".repeat(20_000));
    let error = engine.put("notes", "a", &body).unwrap_err();
    assert_eq!(error.info().code, "storage.full", "{error}");
    assert_eq!(engine.get("notes", "a").unwrap(), None);
    machine.set_full(None);
    engine.put("notes", "a", &body).unwrap();
    assert_eq!(engine.get("notes", "a").unwrap(), Some(body));
}
