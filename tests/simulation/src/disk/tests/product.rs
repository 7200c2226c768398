//! The real engine and the real server on a simulated disk, with a power cut at every call.

use crate::disk::Crash;
use crate::disk::Machine;
use crate::disk::Moment;
use crate::disk::Process;
use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::Config;
use cortex_cloud::Durability;
use cortex_cloud::Environment;
use cortex_cloud::disk::Disk;
use cortex_cloud::disk::LockKind;
use cortex_cloud::entropy::SystemEntropy;
use cortex_server::admin;
use cortex_server::store::ReadTx;
use cortex_server::store::Store;
use cortex_server::store::StoreError;
use cortex_server::store::sqlite::SqliteStore;
use std::path::Path;
use std::sync::Arc;

const MOMENTS: [Moment; 3] = [Moment::Before, Moment::During, Moment::After];
const WRITES: usize = 12;

fn engine(process: &Process, durability: Durability) -> Result<CloudEngine, CloudError> {
    let environment = Environment { disk: Some(Arc::new(process.clone())), ..Environment::default() };
    CloudEngine::open_in(Config { durability, ..Config::new(process.path("notes.db")) }, environment)
}

fn server(process: &Process) -> Result<SqliteStore, StoreError> {
    SqliteStore::open_on(Arc::new(process.clone()), &process.path("data/server"))
}

/// Runs `life` with a power cut at each of its calls, and `check` on what it returned and what is left.
fn at_every_call<T>(life: impl Fn(&Process) -> T, check: impl Fn(T, &Process, &str)) {
    let whole = Machine::new();
    life(&whole.start());
    for call in 0..u32::try_from(whole.ops()).unwrap() {
        let moment = MOMENTS[call as usize % 3];
        let machine = Machine::new();
        let process = machine.start();
        machine.arm_crash(call, moment, Crash::PowerLoss { seed: u64::from(call) });
        let lived = life(&process);
        assert!(process.is_dead(), "call {call}");
        check(lived, &machine.start(), &format!("call {call}, {moment:?}"));
    }
}

/// The writes that were acknowledged, and a sync's turn.
fn write_notes(process: &Process, durability: Durability) -> usize {
    let Ok(engine) = engine(process, durability) else { return 0 };
    let body = |number: usize| format!(r#"{{"n":{number},"text":"{}"}}"#, "x".repeat(number * 700));
    let notes = (0..WRITES).take_while(|number| engine.put("notes", &number.to_string(), &body(*number)).is_ok());
    let written = notes.count();
    engine.close();
    written
}

fn notes(process: &Process, durability: Durability, what: &str) -> usize {
    let engine = engine(process, durability).unwrap_or_else(|error| panic!("{what}: {error}"));
    let there: Vec<bool> =
        (0..WRITES).map(|number| engine.get("notes", &number.to_string()).unwrap().is_some()).collect();
    let count = there.iter().filter(|there| **there).count();
    assert!(there[..count].iter().all(|there| *there), "{what}: a later write without an earlier one: {there:?}");
    count
}

#[test]
fn an_engine_at_full_keeps_every_write_it_acknowledged() {
    at_every_call(
        |process| write_notes(process, Durability::Full),
        |written, process, what| {
            let found = notes(process, Durability::Full, what);
            assert!(found == written || found == written + 1, "{what}: {found} of {written}");
        },
    );
}

#[test]
fn an_engine_at_normal_keeps_a_prefix_of_its_writes() {
    at_every_call(
        |process| write_notes(process, Durability::Normal),
        |written, process, what| assert!(notes(process, Durability::Normal, what) <= written + 1, "{what}"),
    );
}

#[test]
fn a_server_keeps_every_space_it_acknowledged() {
    at_every_call(
        |process| {
            let Ok(store) = server(process) else { return 0 };
            let made = (0..WRITES)
                .take_while(|number| admin::create_space(&store, &SystemEntropy, &format!("space{number}"), 0).is_ok());
            made.count()
        },
        |made, process, what| {
            let store = server(process).unwrap_or_else(|error| panic!("{what}: {error}"));
            let found = store.read(|tx: &mut dyn ReadTx| tx.spaces()).unwrap().len();
            assert!(found == made || found == made + 1, "{what}: {found} of {made}");
        },
    );
}

#[test]
fn nothing_of_it_is_on_the_systems_disk() {
    let machine = Machine::new();
    let process = machine.start();
    let (engine, store) = (engine(&process, Durability::Normal).unwrap(), server(&process).unwrap());
    engine.put("notes", "a", "{}").unwrap();
    admin::create_space(&store, &SystemEntropy, "notes", 0).unwrap();
    assert!(matches!(store.backup(&std::env::temp_dir().join("never.db")), Err(StoreError::Backup(_))));
    assert!(machine.exists("notes.db") && machine.exists("data/server/cortex-server.db"));
    assert!(!process.path("").exists() && !Path::new("/data/server").exists());
    assert!(!std::env::temp_dir().join("never.db").exists());
}

#[test]
fn one_process_syncs_at_a_time() {
    let machine = Machine::new();
    let (one, other) = (machine.start(), machine.start());
    let take = |process: &Process| process.try_lock(&process.path("a.db-sync"), LockKind::Alone).unwrap();
    let held = take(&one);
    assert!(held.is_some() && take(&other).is_none());
    drop(held);
    let held = take(&other);
    assert!(held.is_some() && take(&one).is_none());
    other.kill();
    assert!(take(&one).is_some(), "the dead hold no locks");
    drop(held);
}
