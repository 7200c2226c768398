//! How often a device may sync, what a space uses, and for how long deletes are remembered.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::Handshake;
use cortex_cloud::transport::protocol::HandshakeAnswer;
use cortex_cloud::transport::protocol::QuotaAnswer;
use cortex_cloud::transport::protocol::Request;
use cortex_server::admin;
use cortex_server::admin::AdminError;
use cortex_server::service::Role;
use cortex_server::service::ServiceError;
use support::NOW;
use support::World;
use support::client::Running;
use support::delete;
use support::put;

const DAY: i64 = 86_400_000;

fn greeting(completed_at: Option<i64>) -> Handshake {
    Handshake {
        protocol_version: 1,
        client: "test".into(),
        device_id: "d".into(),
        last_batch: None,
        inflight_batch: None,
        completed_at,
    }
}

fn shake(world: &World, completed_at: Option<i64>, now: i64) -> Result<HandshakeAnswer, ServiceError> {
    match world.service.handle(&world.owner, Request::Handshake(greeting(completed_at)), now)? {
        Answer::Handshake(answer) => Ok(answer),
        other => panic!("{other:?}"),
    }
}

fn once_a_minute() -> World {
    let world = World::new();
    let limit = |limits: &mut cortex_server::store::SpaceLimits| limits.min_sync_interval_ms = Some(60_000);
    admin::set_limits(world.service.store(), "notes", limit).unwrap();
    world
}

#[test]
fn a_device_that_synced_a_moment_ago_is_told_how_long_to_wait() {
    let world = once_a_minute();
    let refused = shake(&world, Some(NOW), NOW + 10_500).unwrap_err();
    assert_eq!((refused.status, refused.body.code.as_str()), (429, "sync_too_frequent"));
    assert_eq!(refused.body.retry_after_ms, Some(49_500));
    assert!(refused.body.message.contains("60 s") && refused.body.message.contains("50 s"), "{refused}");
    assert_eq!(refused.body.details, [("min_sync_interval_ms".to_owned(), "60000".to_owned())]);
    assert_eq!(shake(&world, Some(NOW), NOW).unwrap_err().body.retry_after_ms, Some(60_000));
    assert_eq!(shake(&world, Some(NOW), NOW + 59_999).unwrap_err().body.retry_after_ms, Some(1));
    let answer = shake(&world, Some(NOW), NOW + 60_000).unwrap();
    assert_eq!(answer.quota.min_sync_interval_ms, Some(60_000), "it is announced");
}

#[test]
fn a_first_sync_and_one_without_a_limit_are_never_held_up() {
    let world = once_a_minute();
    shake(&world, None, NOW).unwrap();
    shake(&world, None, NOW).expect("nothing was completed in between");
    admin::set_limits(world.service.store(), "notes", |limits| limits.min_sync_interval_ms = None).unwrap();
    shake(&world, Some(NOW), NOW).unwrap();
}

#[test]
fn a_clock_that_was_set_back_holds_nobody_up() {
    let world = once_a_minute();
    shake(&world, Some(NOW + DAY), NOW).expect("a time of another clock");
    for at in [i64::MIN, i64::MAX] {
        shake(&world, Some(at), NOW).expect("nonsense");
    }
    // Two clocks are never quite equal.
    assert!(shake(&world, Some(NOW + 500), NOW).unwrap_err().body.retry_after_ms.unwrap() <= 60_000);
}

#[test]
fn the_wait_travels_as_a_header_too() {
    let running = Running::start();
    let limit = |limits: &mut cortex_server::store::SpaceLimits| limits.min_sync_interval_ms = Some(600_000);
    admin::set_limits(running.service.store(), "notes", limit).unwrap();
    let first: HandshakeAnswer = running.post("/v1/handshake", &greeting(None)).json();
    let reply = running.post("/v1/handshake", &greeting(Some(first.server_time)));
    assert_eq!(reply.refusal(), (429, "sync_too_frequent".into()));
    let asked: i64 = reply.header("retry-after").expect("the header").parse().unwrap();
    assert!((590..=600).contains(&asked), "{asked}");
}

#[test]
fn any_role_may_ask_what_the_space_uses() {
    let running = Running::start();
    let change = |limits: &mut cortex_server::store::SpaceLimits| limits.max_bytes = Some(100);
    admin::set_limits(running.service.store(), "notes", change).unwrap();
    let epoch = admin::spaces(running.service.store()).unwrap().remove(0).epoch;
    let mut device = support::Device { id: "d".into(), epoch, last: None, batches: 0 };
    running.post("/v1/spaces/notes/push", &device.batch(vec![put("a", 0, r#"{"n":1}"#)]));
    for role in [Role::Owner, Role::Editor, Role::Viewer] {
        let ask = support::client::Ask::get("/v1/spaces/notes/quota").key(&running.key(role));
        let QuotaAnswer { protocol_version, quota } = running.send(ask).json();
        assert_eq!((protocol_version, quota.records.used, quota.records.limit), (1, 1, None));
        assert_eq!((quota.bytes.used, quota.bytes.limit, quota.min_sync_interval_ms), (7, Some(100), None));
    }
    assert_eq!(running.get("/v1/spaces/other/quota").refusal(), (403, "wrong_space".into()));
    let nobody = support::client::Ask::get("/v1/spaces/notes/quota").send(running.addr);
    assert_eq!(nobody.refusal(), (401, "key_missing".into()));
}

#[test]
fn a_limit_below_nothing_is_refused_and_changes_nothing() {
    let world = once_a_minute();
    let wrong = admin::set_limits(world.service.store(), "notes", |limits| {
        limits.max_records = Some(5);
        limits.max_bytes = Some(-1);
    });
    assert!(matches!(wrong, Err(AdminError::BadLimit("bytes", -1))), "{wrong:?}");
    let limits = admin::spaces(world.service.store()).unwrap().remove(0).limits;
    assert_eq!((limits.max_records, limits.max_bytes, limits.min_sync_interval_ms), (None, None, Some(60_000)));
}

#[test]
fn deletes_are_forgotten_by_when_the_server_took_them_and_never_early() {
    let world = World::new();
    let mut device = world.device("d");
    world.apply(&mut device, (0..5).map(|n| put(&n.to_string(), 0, "{}")).collect());
    let mut erase = |id: &str, base: u64, at: i64| {
        let request = device.batch(vec![delete(id, base)]);
        world.service.handle(&world.owner, Request::Push(request), at).unwrap();
    };
    erase("0", 1, NOW);
    erase("1", 2, NOW + 10 * DAY);
    // Then the server's clock was set back: this one counts from its own time, and keeps the next from going early.
    erase("2", 3, NOW + 20 * DAY);
    erase("3", 4, NOW + DAY);
    let store = world.service.store();
    let count = || admin::report(store, "notes").unwrap().tombstones.count;
    assert_eq!(count(), 4);
    assert_eq!(admin::collect_tombstones_before(store, "notes", NOW).unwrap().removed, 0, "not at that very moment");
    let first = admin::collect_tombstones_before(store, "notes", NOW + 1).unwrap();
    assert_eq!((first.removed, first.space.floor), (1, 6));
    let second = admin::collect_all_before(store, NOW + 15 * DAY).unwrap();
    assert_eq!((second, count()), (1, 2));
    assert_eq!(admin::collect_all_before(store, NOW + 21 * DAY).unwrap(), 2);
    let space = admin::spaces(store).unwrap().remove(0);
    assert_eq!((space.floor, space.head, space.records), (9, 9, 1));
}

#[test]
fn more_deletes_than_one_transaction_takes_are_all_forgotten() {
    let world = World::new();
    let mut device = world.device("d");
    for chunk in (0..11_000).collect::<Vec<u64>>().chunks(2_000) {
        let made = chunk.iter().map(|n| put(&n.to_string(), 0, "{}")).collect();
        let seqs = world.apply(&mut device, made);
        world.apply(&mut device, chunk.iter().zip(seqs).map(|(n, seq)| delete(&n.to_string(), seq)).collect());
    }
    let done = admin::collect_tombstones_before(world.service.store(), "notes", NOW + 1).unwrap();
    assert_eq!((done.removed, done.space.floor, done.space.head), (11_000, 22_000, 22_000));
}
