//! What is shown or answered after a kill survives the power loss that follows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::Durability;
use cortex_cloud::Environment;
use cortex_cloud::canonical::ContentHash;
use cortex_cloud::clock::Hlc;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::transport::protocol::Batch;
use cortex_cloud::transport::protocol::Body;
use cortex_cloud::transport::protocol::Mutation;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;
use cortex_cloud::transport::protocol::PushRequest;
use cortex_cloud::transport::protocol::Verdict;
use cortex_server::admin;
use cortex_server::service;
use cortex_server::service::Principal;
use cortex_server::service::Role;
use cortex_server::service::Service;
use cortex_server::store::sqlite::SqliteStore;
use cortex_simulation::disk::Crash;
use cortex_simulation::disk::Machine;
use cortex_simulation::disk::Moment;
use std::sync::Arc;

const SPACE: &str = "team";

/// Seeds, each of which decides what a power loss leaves of what was not flushed.
const SEEDS: u64 = 8;

struct Counter;

impl Entropy for Counter {
    fn next_u64(&self) -> u64 {
        7
    }
}

fn serve(machine: &Machine) -> Service<SqliteStore> {
    let process = machine.start();
    let folder = process.path("data");
    Service::new(SqliteStore::open_on(Arc::new(process), &folder).unwrap(), service::Config::default())
}

fn batch(epoch: &str) -> PushRequest {
    let text = r#"{"v":1}"#;
    let mutation = Mutation {
        table: "t".to_owned(),
        id: "1".to_owned(),
        base_seq: 0,
        hlc: Hlc::new(1_000, 0),
        device_id: "d".to_owned(),
        hash: Some(ContentHash::of(text)),
        body: Body::from_canonical(text.to_owned()),
        group: 0,
    };
    PushRequest {
        protocol_version: PROTOCOL_VERSION,
        epoch: epoch.to_owned(),
        device_id: "d".to_owned(),
        batch: Batch { id: "b".to_owned(), previous: None },
        cursor: None,
        mutations: vec![mutation],
    }
}

/// Kills the server at a call of the push, sends the batch again, cuts the power. Gives whether the call was reached.
fn push_kill_push_again(call: u32, seed: u64) -> bool {
    let machine = Machine::new();
    let server = serve(&machine);
    let epoch = admin::create_space(server.store(), &Counter, SPACE, 0).unwrap().epoch;
    let editor = Principal { space: SPACE.to_owned(), id: "key:k".to_owned(), role: Role::Editor };
    machine.arm_crash(call, Moment::Before, Crash::Kill);
    let _ = server.push(&editor, batch(&epoch), 2_000);
    let was_reached = !machine.disarm();
    drop(server);
    let server = serve(&machine);
    let answer = server.push(&editor, batch(&epoch), 2_000).unwrap();
    assert!(matches!(answer.verdicts[..], [Verdict::Applied { seq: 1 }]), "{answer:?}");
    machine.cut_power(seed);
    drop(server);
    let spaces = admin::spaces(serve(&machine).store()).unwrap();
    assert_eq!(spaces[0].head, 1, "killed at call {call}: what was answered is gone");
    was_reached
}

#[test]
fn what_a_server_answers_after_a_kill_survives_power_loss() {
    let calls = (0..).take_while(|call| (0..SEEDS).all(|seed| push_kill_push_again(*call, seed))).count();
    assert!(calls > 3, "a push makes more calls than {calls}");
}

/// Kills the engine at a call of a put, reads, cuts the power, reads again. Gives whether the call was reached.
fn put_kill_read(call: u32, seed: u64) -> bool {
    let machine = Machine::new();
    let open = || {
        let process = machine.start();
        let config = Config { durability: Durability::Full, ..Config::new(process.path("store.db")) };
        let environment = Environment { disk: Some(Arc::new(process)), ..Environment::default() };
        CloudEngine::open_in(config, environment).unwrap()
    };
    // With another process on the file nobody has to recover it.
    let other = seed.is_multiple_of(2).then(&open);
    let engine = open();
    machine.arm_crash(call, Moment::Before, Crash::Kill);
    let _ = engine.put("t", "1", r#"{"v":1}"#);
    let was_reached = !machine.disarm();
    drop(engine);
    let engine = open();
    let shown = engine.get("t", "1").unwrap();
    machine.cut_power(seed);
    drop((engine, other));
    // What nobody was shown or told may be there or not.
    if shown.is_some() {
        assert_eq!(open().get("t", "1").unwrap(), shown, "killed at call {call}: what was shown is gone");
    }
    was_reached
}

#[test]
fn what_an_engine_at_full_shows_after_a_kill_survives_power_loss() {
    let calls = (0..).take_while(|call| (0..SEEDS).all(|seed| put_kill_read(*call, seed))).count();
    assert!(calls > 3, "a put makes more calls than {calls}");
}
