//! Several connections, processes and copies.

use crate::disk::Machine;
use crate::disk::Process;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::TransactionBehavior;
use std::time::Duration;

fn open(process: &Process) -> Connection {
    let connection = process.connect("a.db", OpenFlags::default()).unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
    connection
}

fn count(connection: &Connection) -> i64 {
    connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_reader_keeps_its_snapshot_and_one_writes_at_a_time() {
    let machine = Machine::new();
    let process = machine.start();
    let (mut writer, mut second, mut reader) = (open(&process), open(&process), open(&process));
    writer.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").unwrap();
    let snapshot = reader.transaction().unwrap();
    assert_eq!(count(&snapshot), 1);
    let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    tx.execute("INSERT INTO t VALUES (2)", []).unwrap();
    let busy = second.transaction_with_behavior(TransactionBehavior::Immediate).map(drop);
    assert_eq!(busy.unwrap_err().sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy));
    tx.commit().unwrap();
    assert_eq!((count(&snapshot), count(&second)), (1, 2));
    let (busy, ..): (i64, i64, i64) = second
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    assert_eq!(busy, 1, "the snapshot needs the log");
    drop(snapshot);
    second.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    assert_eq!(count(&reader), 2);
    drop((writer, second, reader));
    assert!(machine.exists("a.db") && !machine.exists("a.db-wal"), "the last one folds the log into the file");
}

#[test]
fn without_a_log_a_reader_keeps_the_writer_out_and_then_others_wait_for_the_writer() {
    let machine = Machine::new();
    let process = machine.start();
    let connect = || process.connect("a.db", OpenFlags::default()).unwrap();
    let (mut writer, mut second, mut reader) = (connect(), connect(), connect());
    for connection in [&writer, &second, &reader] {
        connection.busy_timeout(Duration::ZERO).unwrap();
    }
    writer.execute_batch("CREATE TABLE t (x)").unwrap();
    let snapshot = reader.transaction().unwrap();
    assert_eq!(count(&snapshot), 0);
    let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    tx.execute("INSERT INTO t VALUES (1)", []).unwrap();
    assert!(second.transaction_with_behavior(TransactionBehavior::Immediate).is_err(), "one means to write");
    assert_eq!(count(&second), 0, "it does not keep readers out");
    assert!(tx.execute_batch("COMMIT").is_err(), "a reader keeps it from writing");
    assert!(second.query_row("SELECT x FROM t", [], |_| Ok(())).is_err(), "no more readers come");
    drop(snapshot);
    tx.commit().unwrap();
    assert_eq!((count(&second), count(&reader)), (1, 1));
}

#[test]
fn locks_of_a_killed_process_are_free_and_others_go_on() {
    let machine = Machine::new();
    let (one, other) = (machine.start(), machine.start());
    let (mut doomed, survivor) = (open(&one), open(&other));
    survivor.execute_batch("CREATE TABLE t (x)").unwrap();
    let tx = doomed.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    tx.execute("INSERT INTO t VALUES (1)", []).unwrap();
    assert!(survivor.execute("INSERT INTO t VALUES (2)", []).is_err());
    one.kill();
    assert!(tx.commit().is_err());
    survivor.execute("INSERT INTO t VALUES (3)", []).unwrap();
    drop(doomed);
    assert_eq!(count(&survivor), 1);
    assert!(!other.is_dead());
}

#[test]
fn threads_share_a_file() {
    let machine = Machine::new();
    let process = machine.start();
    let connection = open(&process);
    connection.execute_batch("CREATE TABLE t (x)").unwrap();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let connection = open(&process);
                for x in 0..50 {
                    while connection.execute("INSERT INTO t VALUES (?1)", [x]).is_err() {
                        std::thread::yield_now();
                    }
                }
            });
        }
    });
    assert_eq!(count(&connection), 150);
}

#[test]
fn a_copy_goes_its_own_way() {
    let (from, to) = (Machine::new(), Machine::new());
    let original = open(&from.start());
    original.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").unwrap();
    assert!(from.exists("a.db-wal"));
    assert!(from.copy_file("a.db", &to, "a.db"));
    assert!(!from.copy_file("none.db", &to, "b.db"));
    let copy = open(&to.start());
    copy.execute_batch("INSERT INTO t VALUES (2); INSERT INTO t VALUES (3)").unwrap();
    original.execute_batch("DELETE FROM t").unwrap();
    assert_eq!((count(&original), count(&copy)), (0, 3));
    drop(copy);
    to.remove("a.db");
    assert!(!to.exists("a.db") && !to.exists("a.db-wal"));
    assert_eq!(to.used(), 0);
}
