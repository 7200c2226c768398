//! Pages: nothing skipped, nothing twice, each of one snapshot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::entropy::SystemEntropy;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::Handshake;
use cortex_cloud::transport::protocol::PullRequest;
use cortex_cloud::transport::protocol::Request;
use cortex_cloud::transport::protocol::SyncRequest;
use cortex_server::admin;
use cortex_server::service::Config;
use support::Device;
use support::NOW;
use support::World;
use support::delete;
use support::put;
use support::refusal;

fn ten(world: &World) -> Device {
    let mut device = world.device("d");
    world.apply(&mut device, (1..=10).map(|n| put(&n.to_string(), 0, "{}")).collect());
    device
}

#[test]
fn pages_follow_seq_and_the_last_cursor_is_the_head() {
    let world = World::new();
    let mut device = ten(&world);
    world.apply(&mut device, vec![delete("10", 10)]);
    let first = world.pull(None, 5).unwrap();
    assert_eq!(first.rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(first.has_more && first.digest.is_none());
    let second = world.pull(Some(&first.next_cursor), 5).unwrap();
    assert_eq!(second.rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [6, 7, 8, 9]);
    // The tombstone at 11 was left out, yet the cursor is past it.
    assert_eq!((second.has_more, second.next_seq, second.head), (false, 11, 11));
    assert_eq!(second.digest.unwrap().records, 9);
    let third = world.pull(Some(&second.next_cursor), 5).unwrap();
    assert_eq!((third.rows.len(), third.has_more, third.next_cursor), (0, false, second.next_cursor));
}

#[test]
fn a_page_that_ends_exactly_with_the_rows_is_the_last() {
    let world = World::new();
    ten(&world);
    let page = world.pull(None, 10).unwrap();
    assert_eq!((page.rows.len(), page.has_more, page.digest.is_some()), (10, false, true));
}

#[test]
fn a_delete_during_a_fresh_pull_is_delivered() {
    let world = World::new();
    let mut device = ten(&world);
    world.apply(&mut device, vec![delete("9", 9)]);
    let first = world.pull(None, 3).unwrap();
    world.apply(&mut device, vec![delete("1", 1), put("11", 0, "{}")]);
    let mut cursor = first.next_cursor;
    let mut rows = first.rows;
    loop {
        let page = world.pull(Some(&cursor), 3).unwrap();
        cursor = page.next_cursor;
        rows.extend(page.rows);
        if !page.has_more {
            break;
        }
    }
    let tombstones: Vec<_> = rows.iter().filter(|row| row.hash.is_none()).map(|row| row.id.as_str()).collect();
    // "9" was gone before this pull began and is no news; "1" had been delivered.
    assert_eq!(tombstones, ["1"]);
    assert!(rows.iter().any(|row| row.id == "11"));
}

#[test]
fn collected_deletes_expire_older_cursors_but_no_fresh_pull() {
    let world = World::new();
    let mut device = ten(&world);
    let old = world.pull(None, 100).unwrap().next_cursor;
    world.apply(&mut device, vec![delete("5", 5), put("12", 0, "{}")]);
    let fresh = world.pull(None, 3).unwrap().next_cursor;
    assert_eq!(admin::collect_tombstones(world.service.store(), "notes", 12).unwrap().space.floor, 11);
    assert_eq!(refusal(world.pull(Some(&old), 100)), (410, "cursor_expired".into()));
    // Below the floor, and still right: what was collected was deleted before it began.
    assert_eq!(world.pull(Some(&fresh), 100).unwrap().rows.len(), 7);
    // A delete after it began, and collected before it ended, would be missed.
    world.apply(&mut device, vec![delete("1", 1)]);
    admin::collect_tombstones(world.service.store(), "notes", 13).unwrap();
    assert_eq!(refusal(world.pull(Some(&fresh), 100)), (410, "cursor_expired".into()));
}

#[test]
fn cursors_of_elsewhere_are_told_apart() {
    let world = World::new();
    ten(&world);
    let epoch = world.epoch();
    for garbage in ["", "x", "1.2", "1..5", "2.e.5"] {
        assert_eq!(refusal(world.pull(Some(garbage), 1)), (400, "bad_cursor".into()), "{garbage}");
    }
    assert_eq!(refusal(world.pull(Some(&format!("1.{epoch}.11")), 1)), (409, "cursor_ahead".into()));
    admin::begin_epoch(world.service.store(), &SystemEntropy, "notes").unwrap();
    assert_eq!(refusal(world.pull(Some(&format!("1.{epoch}.5")), 1)), (409, "epoch_changed".into()));
}

#[test]
fn a_page_is_bounded_in_bytes_but_has_a_row() {
    let world = World::with(Config { page_bytes: 30, ..Config::default() });
    let mut device = world.device("d");
    let body = format!(r#"{{"x":"{}"}}"#, "y".repeat(40));
    world.apply(&mut device, vec![put("a", 0, &body), put("b", 0, &body)]);
    let first = world.pull(None, 100).unwrap();
    assert_eq!((first.rows.len(), first.has_more), (1, true));
    let second = world.pull(Some(&first.next_cursor), 100).unwrap();
    assert_eq!((second.rows.len(), second.has_more), (1, false));
}

#[test]
fn only_the_latest_state_of_a_record_is_sent() {
    let world = World::new();
    let mut device = ten(&world);
    world.apply(&mut device, vec![put("1", 1, r#"{"v":2}"#)]);
    let page = world.pull(None, 100).unwrap();
    assert_eq!(page.rows.len(), 10);
    assert_eq!(page.rows.last().map(|row| (row.id.as_str(), row.seq)), Some(("1", 11)));
}

#[test]
fn sync_pulls_what_others_pushed_and_its_own_only_where_it_was_behind() {
    let world = World::new();
    let mut device = world.device("d");
    let request = SyncRequest { push: device.batch(vec![put("a", 0, "{}")]), pull: PullRequest::default() };
    let answer = world.service.handle(&world.owner, Request::Sync(request), NOW).unwrap();
    let Answer::Sync(answer) = answer else { panic!() };
    assert_eq!((answer.push.head, answer.pull.rows.len(), answer.pull.head), (1, 0, 1), "it had everything");
    assert!(answer.pull.digest.is_some());
    let mut other = world.device("other");
    let request = SyncRequest { push: other.batch(vec![put("b", 0, "{}")]), pull: PullRequest::default() };
    let Ok(Answer::Sync(answer)) = world.service.handle(&world.owner, Request::Sync(request), NOW) else { panic!() };
    assert_eq!((answer.push.head, answer.pull.rows.len()), (2, 2), "a record of somebody else came first");
    let mut forked = world.device("d");
    let request = SyncRequest { push: forked.batch(vec![]), pull: PullRequest::default() };
    let request = SyncRequest {
        push: {
            let mut push = request.push;
            push.batch.id = "other".into();
            push
        },
        ..request
    };
    assert_eq!(refusal(world.service.handle(&world.owner, Request::Sync(request), NOW)), (409, "device_forked".into()));
}

#[test]
fn a_handshake_tells_identity_limits_and_the_devices_last_batch() {
    let world = World::new();
    let mut device = ten(&world);
    let shake = |id: &str| {
        let request = Handshake {
            protocol_version: 1,
            client: "test".into(),
            device_id: id.into(),
            last_batch: None,
            inflight_batch: None,
            completed_at: None,
        };
        match world.service.handle(&world.owner, Request::Handshake(request), NOW) {
            Ok(Answer::Handshake(answer)) => answer,
            other => panic!("{other:?}"),
        }
    };
    let answer = shake("d");
    assert_eq!((answer.space.as_str(), answer.role.as_str(), answer.head), ("notes", "owner", 10));
    assert_eq!(answer.principal, "key:test");
    assert_eq!((answer.server_time, answer.quota.records.used), (NOW, 10));
    assert_eq!(answer.last_batch.as_deref(), Some("d-1"));
    assert_eq!(shake("stranger").last_batch, None);
    let ended = world.epoch();
    admin::begin_epoch(world.service.store(), &SystemEntropy, "notes").unwrap();
    let answer = shake("d");
    assert_eq!((answer.lineage.len(), answer.lineage[0].last_seq), (1, 10));
    assert_eq!((answer.lineage[0].epoch.clone(), answer.last_batch), (ended, None));
    device.epoch = world.epoch();
    device.last = None;
    world.apply(&mut device, vec![put("new", 0, "{}")]);
}

#[test]
fn a_device_that_is_not_fresh_hears_of_deletes_from_the_beginning() {
    let world = World::new();
    let mut device = ten(&world);
    world.apply(&mut device, vec![delete("9", 9)]);
    let request = PullRequest { fresh: false, ..PullRequest::default() };
    let Ok(Answer::Pull(page)) = world.service.handle(&world.owner, Request::Pull(request), NOW) else { panic!() };
    let deleted: Vec<_> = page.rows.iter().filter(|row| row.hash.is_none()).map(|row| row.id.as_str()).collect();
    assert_eq!(deleted, ["9"]);
}
