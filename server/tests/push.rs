//! Batches: exactly once, groups whole or not at all, verdicts item by item.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::clock::Hlc;
use cortex_cloud::entropy::SystemEntropy;
use cortex_cloud::transport::protocol::Mutation;
use cortex_cloud::transport::protocol::Request;
use cortex_cloud::transport::protocol::Verdict;
use cortex_server::admin;
use cortex_server::service::Config;
use cortex_server::service::Role;
use support::NOW;
use support::World;
use support::delete;
use support::grouped;
use support::principal;
use support::put;
use support::refusal;
use support::seq;
use support::words;

#[test]
fn seqs_are_given_without_gaps_in_the_order_of_the_batch() {
    let world = World::new();
    let mut device = world.device("d");
    assert_eq!(world.apply(&mut device, vec![put("a", 0, "{}"), put("b", 0, "{}")]), [1, 2]);
    assert_eq!(world.apply(&mut device, vec![put("a", 1, r#"{"x":1}"#), delete("b", 2)]), [3, 4]);
    assert_eq!(world.head(), 4);
}

#[test]
fn a_batch_sent_again_gets_the_same_verdicts_and_applies_nothing() {
    let world = World::new();
    let mut device = world.device("d");
    world.apply(&mut device, vec![put("old", 0, r#"{"was":"here"}"#)]);
    let request = device.batch(vec![
        put("a", 0, r#"{"n":1}"#),
        put("old", 0, r#"{"not":"based"}"#),
        Mutation { hlc: Hlc::new(NOW + 3_600_000, 0), ..put("late", 0, "{}") },
        Mutation { hash: None, ..put("bad", 0, "{}") },
        grouped(9, put("g1", 0, "{}")),
        grouped(9, put("g2", 7, "{}")),
    ]);
    let first = world.push(request.clone()).unwrap();
    assert_eq!(
        words(&first.verdicts),
        ["applied", "conflict", "clock_skew", "rejected:malformed", "deferred", "conflict"]
    );
    // Whatever has changed since: another device's write, a role.
    world.apply(&mut world.device("other"), vec![put("old", 1, r#"{"is":"newer"}"#)]);
    let viewer = principal(Role::Viewer);
    let again = world.service.handle(&viewer, Request::Push(request), NOW + 1).unwrap();
    let cortex_cloud::transport::protocol::Answer::Push(again) = again else { panic!() };
    assert_eq!(again.verdicts, first.verdicts);
    assert_eq!(again.head, first.head + 1);
    assert_eq!(world.head(), first.head + 1);
}

#[test]
fn a_batch_with_another_predecessor_is_a_forked_device() {
    let world = World::new();
    let mut device = world.device("d");
    let mut copy = world.device("d");
    world.apply(&mut device, vec![put("a", 0, "{}")]);
    copy.batches = 50;
    assert_eq!(refusal(world.push(copy.batch(vec![put("b", 0, "{}")]))), (409, "device_forked".into()));
    // The copy's chain as it was before it was copied does not fit either.
    copy.last = Some("d-0".into());
    assert_eq!(refusal(world.push(copy.batch(vec![put("b", 0, "{}")]))), (409, "device_forked".into()));
    assert_eq!(world.head(), 1);
}

#[test]
fn a_batch_of_which_nothing_was_applied_moves_the_chain_on() {
    let world = World::new();
    let mut device = world.device("d");
    let answer = world.push(device.batch(vec![put("a", 5, "{}")])).unwrap();
    assert_eq!(words(&answer.verdicts), ["conflict"]);
    assert_eq!(world.apply(&mut device, vec![put("a", 0, "{}")]), [1]);
}

#[test]
fn another_epochs_batch_is_refused_before_anything_else() {
    let world = World::new();
    let mut device = world.device("d");
    let request = device.batch(vec![put("a", 0, "{}")]);
    world.push(request.clone()).unwrap();
    let ended = world.epoch();
    let space = admin::begin_epoch(world.service.store(), &SystemEntropy, "notes").unwrap();
    assert_ne!(space.epoch, ended);
    // Even a batch that was answered once, even of a viewer.
    assert_eq!(refusal(world.push(request)), (409, "epoch_changed".into()));
    // A new epoch begins every chain anew.
    let mut device = world.device("d");
    assert_eq!(world.apply(&mut device, vec![put("b", 0, "{}")]), [2]);
}

#[test]
fn a_group_is_applied_whole_or_not_at_all() {
    let world = World::new();
    let mut device = world.device("d");
    let answer = world
        .push(device.batch(vec![
            grouped(1, put("a", 0, "{}")),
            grouped(2, put("b", 0, "{}")),
            grouped(1, put("c", 99, "{}")),
            grouped(2, put("d", 0, "{}")),
        ]))
        .unwrap();
    assert_eq!(words(&answer.verdicts), ["deferred", "applied", "conflict", "applied"]);
    let page = world.pull(None, 10).unwrap();
    assert_eq!(page.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["b", "d"]);
    assert_eq!(answer.quota.records.used, 2);
}

#[test]
fn a_conflict_brings_the_servers_record() {
    let world = World::new();
    let mut device = world.device("d");
    world.apply(&mut device, vec![put("a", 0, r#"{"v":1}"#), put("gone", 0, "{}")]);
    world.apply(&mut device, vec![delete("gone", 2)]);
    let answer =
        world.push(device.batch(vec![put("a", 0, "{}"), put("gone", 2, "{}"), put("never", 4, "{}")])).unwrap();
    let currents: Vec<_> = answer
        .verdicts
        .iter()
        .map(|verdict| match verdict {
            Verdict::Conflict { current } => current.as_deref(),
            other => panic!("{other:?}"),
        })
        .collect();
    let row = currents[0].unwrap();
    assert_eq!((row.seq, row.body.as_ref().unwrap().text()), (1, r#"{"v":1}"#));
    let tombstone = currents[1].unwrap();
    assert_eq!((tombstone.seq, &tombstone.hash, &tombstone.body), (3, &None, &None));
    assert_eq!(currents[2], None);
}

#[test]
fn what_can_never_be_accepted_is_rejected_item_by_item() {
    let world = World::with(Config {
        limits: cortex_cloud::transport::protocol::Limits { record_bytes: 20, ..Config::default().limits },
        ..Config::default()
    });
    let raw = |text: &str| cortex_cloud::transport::protocol::Body::from_canonical(text.to_owned());
    let mut device = world.device("d");
    let items = vec![
        Mutation { table: String::new(), ..put("1", 0, "{}") },
        Mutation { table: "x".repeat(129), ..put("2", 0, "{}") },
        put(&"i".repeat(513), 0, "{}"),
        put("with\nnewline", 0, "{}"),
        Mutation { body: None, ..put("5", 0, "{}") },
        Mutation { hash: None, ..put("6", 0, "{}") },
        Mutation { body: raw(r#"{"a":1,"a":2}"#), ..put("7", 0, "{}") },
        Mutation { body: raw("[]"), ..put("8", 0, "{}") },
        Mutation { body: raw(r#"{"other":1}"#), ..put("9", 0, "{}") },
        put("10", 0, r#"{"long":"0123456789"}"#),
        put("11", 0, r#"{"long":"012345678"}"#),
        put(&"i".repeat(512), 0, "{}"),
    ];
    let answer = world.push(device.batch(items)).unwrap();
    let mut expected = vec!["rejected:malformed"; 9];
    expected.extend(["rejected:too_large", "applied", "applied"]);
    assert_eq!(words(&answer.verdicts), expected);
}

#[test]
fn white_space_and_order_of_a_body_do_not_matter() {
    let world = World::new();
    let mut device = world.device("d");
    let mut mutation = put("a", 0, r#"{"a":1,"b":[2]}"#);
    mutation.body = cortex_cloud::transport::protocol::Body::from_canonical("{ \"b\": [2.0], \"a\": 1 }".to_owned());
    world.apply(&mut device, vec![mutation]);
    let row = world.pull(None, 1).unwrap().rows.remove(0);
    assert_eq!(row.body.unwrap().text(), r#"{"a":1,"b":[2]}"#);
}

#[test]
fn a_stamp_more_than_five_minutes_ahead_is_skewed() {
    let world = World::new();
    let mut device = world.device("d");
    let at = |id: &str, ms: i64| Mutation { hlc: Hlc::new(ms, 0), ..put(id, 0, "{}") };
    let answer = world.push(device.batch(vec![at("a", NOW + 300_000), at("b", NOW + 300_001)])).unwrap();
    assert_eq!(words(&answer.verdicts), ["applied", "clock_skew"]);
}

#[test]
fn a_viewer_may_not_push() {
    let world = World::new();
    let request = world.device("d").batch(vec![put("a", 0, "{}")]);
    let refused = world.service.handle(&principal(Role::Viewer), Request::Push(request.clone()), NOW);
    assert_eq!(refusal(refused), (403, "read_only_role".into()));
    // Refused whole: it left no trace, and an editor may send it.
    assert!(world.service.handle(&principal(Role::Editor), Request::Push(request), NOW).is_ok());
}

#[test]
fn exactly_at_the_limit_is_allowed_and_beyond_is_quota() {
    let world = World::new();
    let mut device = world.device("d");
    admin::set_limits(world.service.store(), "notes", |limits| limits.max_records = Some(2)).unwrap();
    let answer = world.push(device.batch(vec![put("a", 0, "{}"), put("b", 0, "{}"), put("c", 0, "{}")])).unwrap();
    assert_eq!(words(&answer.verdicts), ["applied", "applied", "quota:records"]);
    assert_eq!(answer.verdicts[2], Verdict::Quota { resource: "records".into(), used: 2, limit: 2 });
    // Changes that add no record pass in a full space.
    assert_eq!(world.apply(&mut device, vec![put("a", 1, r#"{"x":1}"#)]), [3]);
}

#[test]
fn a_groups_net_effect_is_what_counts() {
    let world = World::new();
    let mut device = world.device("d");
    world.apply(&mut device, vec![put("a", 0, "{}"), put("b", 0, "{}")]);
    admin::set_limits(world.service.store(), "notes", |l| (l.max_records, l.max_bytes) = (Some(2), Some(4))).unwrap();
    // One comes, one goes.
    let swap = vec![grouped(1, put("c", 0, "{}")), grouped(1, delete("a", 1))];
    world.apply(&mut device, swap);
    let grow = vec![grouped(1, put("d", 0, "{}")), grouped(1, put("e", 0, "{}")), grouped(1, delete("b", 2))];
    assert_eq!(words(&world.push(device.batch(grow)).unwrap().verdicts), ["quota:records"; 3]);
    let fatter = world.push(device.batch(vec![put("b", 2, r#"{"fat":1}"#)])).unwrap();
    assert_eq!(words(&fatter.verdicts), ["quota:bytes"]);
}

#[test]
fn deletes_pass_in_a_space_far_over_its_limit() {
    let world = World::new();
    let mut device = world.device("d");
    world.apply(&mut device, (0..5).map(|n| put(&n.to_string(), 0, "{}")).collect());
    admin::set_limits(world.service.store(), "notes", |l| (l.max_records, l.max_bytes) = (Some(1), Some(1))).unwrap();
    let answer = world.push(device.batch(vec![delete("0", 1)])).unwrap();
    assert_eq!(words(&answer.verdicts), ["applied"]);
    assert_eq!((answer.quota.records.used, answer.quota.bytes.used), (4, 8));
}

#[test]
fn too_many_items_or_bytes_refuse_the_batch_and_leave_the_chain() {
    let world = World::with(Config {
        limits: cortex_cloud::transport::protocol::Limits {
            batch_items: 2,
            batch_bytes: 100,
            ..Config::default().limits
        },
        ..Config::default()
    });
    let mut device = world.device("d");
    let three = (0..3).map(|n| put(&n.to_string(), 0, "{}")).collect();
    assert_eq!(refusal(world.push(device.batch(three))), (413, "batch_too_large".into()));
    let fat = format!(r#"{{"x":"{}"}}"#, "y".repeat(100));
    assert_eq!(refusal(world.push(device.batch(vec![put("a", 0, &fat)]))), (413, "batch_too_large".into()));
    device.last = None;
    assert_eq!(world.apply(&mut device, vec![put("a", 0, "{}")]), [1]);
}

#[test]
fn a_record_twice_in_a_batch_refuses_the_request() {
    let world = World::new();
    let mut device = world.device("d");
    let request = device.batch(vec![put("a", 0, "{}"), put("a", 1, r#"{"x":1}"#)]);
    assert_eq!(refusal(world.push(request)), (400, "bad_request".into()));
    assert_eq!(world.head(), 0);
}

#[test]
fn conflicts_too_large_to_send_refuse_the_batch() {
    let world = World::with(Config { answer_bytes: 10, ..Config::default() });
    let mut device = world.device("d");
    world.apply(&mut device, vec![put("a", 0, r#"{"x":"1234"}"#), put("b", 0, r#"{"x":"1234"}"#)]);
    let two = device.batch(vec![put("a", 0, "{}"), put("b", 0, "{}"), put("c", 0, "{}")]);
    assert_eq!(refusal(world.push(two)), (413, "batch_too_large".into()));
    assert_eq!(world.head(), 2);
    device.last = Some("d-1".into());
    let one = world.push(device.batch(vec![put("a", 0, "{}")])).unwrap();
    assert_eq!(words(&one.verdicts), ["conflict"]);
}

#[test]
fn another_protocol_version_is_told_both() {
    let world = World::new();
    let mut request = world.device("d").batch(vec![]);
    request.protocol_version = 2;
    let error = world.push(request).unwrap_err();
    assert_eq!((error.status, error.body.code.as_str()), (426, "version"));
    let details = [("client_version".to_owned(), "2".to_owned()), ("server_version".to_owned(), "1".to_owned())];
    assert_eq!(error.body.details, details);
}

#[test]
fn deleting_what_never_was_leaves_a_tombstone() {
    let world = World::new();
    let mut device = world.device("d");
    assert_eq!(world.apply(&mut device, vec![delete("a", 0)]), [1]);
    let answer = world.push(device.batch(vec![put("a", 1, "{}")])).unwrap();
    assert_eq!(seq(&answer.verdicts[0]), 2);
    assert_eq!(answer.quota.records.used, 1);
}

#[test]
fn a_device_at_the_head_is_told_the_new_head_and_one_that_is_not_must_pull() {
    let world = World::new();
    let mut one = world.device("one");
    let mut two = world.device("two");
    let first = world.push(one.batch(vec![put("1", 0, "{}")])).unwrap();
    assert!(first.next_cursor.is_some(), "an empty space has nothing to miss");
    let behind = world.push(two.batch(vec![put("2", 0, "{}")])).unwrap();
    assert_eq!(behind.next_cursor, None);
    let mut next = one.batch(vec![put("3", 0, "{}")]);
    next.cursor = first.next_cursor;
    assert_eq!(world.push(next).unwrap().next_cursor, None, "the other device's record came in between");
    let page = world.pull(None, 10).unwrap();
    let mut last = one.batch(vec![put("4", 0, "{}")]);
    last.cursor = Some(page.next_cursor);
    let answer = world.push(last.clone()).unwrap();
    let after = world.pull(answer.next_cursor.as_deref(), 10).unwrap();
    assert!(answer.next_cursor.is_some() && after.rows.is_empty());
    assert_eq!(world.push(last).unwrap().next_cursor, None, "repeated verdicts say nothing of what came since");
}
