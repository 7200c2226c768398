//! What must hold once everything is quiet.

use super::device::PRIVATE;
use super::oracle::Key;
use super::world::SPACE;
use super::world::TABLE;
use super::world::World;
use cortex_cloud::ConflictFilter;
use cortex_cloud::MergeStrategy;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::PullRequest;
use cortex_cloud::transport::protocol::Request;
use cortex_server::admin;
use cortex_server::service::Role;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

/// Lets everything settle within a bounded number of syncs, then checks.
pub(super) fn settle_and_check(world: &mut World) {
    world.say("--- quiet");
    world.calm();
    admin::set_limits(world.service().store(), SPACE, |limits| limits.max_records = None).unwrap();
    world.devices.iter_mut().for_each(|d| d.role = Role::Editor);
    for round in 0.. {
        assert!(round < 12, "not quiet after {round} rounds of syncs");
        let mut busy = false;
        for device in 0..world.devices.len() {
            let report = world.quiet_sync(device);
            // Verdicts of the time when the space was full may still be waiting to take effect.
            let is_old_news = round == 0 && report.error.as_ref().is_some_and(|e| e.code() == "quota.exceeded");
            assert!(is_old_news || report.error.is_none(), "a sync with no fault fails: {report:?}");
            busy |= report.pushed + report.pulled + report.conflicts_resolved + report.reconciled > 0;
            busy |= settle_held(world, device);
            busy |= give_up_refused(world, device);
        }
        if !busy && round > 0 {
            break;
        }
    }
    let server = server_bodies(world);
    check_devices(world, &server);
    check_writes(world, &server);
}

/// The user settles what waits for the user.
fn settle_held(world: &mut World, device: usize) -> bool {
    let filter = ConflictFilter { open_only: true, ..ConflictFilter::default() };
    let open = world.devices[device].engine.conflicts(&filter).unwrap();
    for conflict in &open {
        world.count("held to the end");
        let engine = &world.devices[device].engine;
        engine.resolve_conflict(&conflict.table, &conflict.id, MergeStrategy::LastWriteWins).unwrap();
    }
    !open.is_empty()
}

/// What is refused stays so; the user gives it up.
fn give_up_refused(world: &mut World, device: usize) -> bool {
    let given_up = world.devices[device].engine.discard_failed(None, None).unwrap();
    if given_up > 0 {
        world.observe(device);
    }
    given_up > 0
}

/// Every live record of the server, read page by page.
fn server_bodies(world: &World) -> BTreeMap<Key, String> {
    let mut bodies = BTreeMap::new();
    let mut cursor = None;
    loop {
        let request = Request::Pull(PullRequest { fresh: cursor.is_none(), cursor, ..PullRequest::default() });
        let Ok(Answer::Pull(page)) = world.service().handle(&world.principal, request, 0) else {
            panic!("the server gives no page");
        };
        for row in page.rows {
            match row.body {
                Some(body) => bodies.insert((row.table, row.id), body.text().to_owned()),
                None => bodies.remove(&(row.table, row.id)),
            };
        }
        cursor = Some(page.next_cursor);
        if !page.has_more {
            return bodies;
        }
    }
}

fn check_devices(world: &mut World, server: &BTreeMap<Key, String>) {
    let mut digests = BTreeSet::new();
    for device in &world.devices {
        let number = device.number;
        let status = device.engine.get_status().unwrap();
        assert_eq!(status.pending, 0, "device {number} still has work queued");
        assert_eq!(status.failed, 0, "device {number} has refused work");
        assert_eq!(status.staged, 0, "device {number} still has staged rows");
        digests.insert(status.digest);
        let page = device.engine.query_records(TABLE, &Default::default()).unwrap();
        let mine: BTreeMap<Key, String> =
            page.records.into_iter().map(|r| ((r.table, r.id), r.body.unwrap_or_default())).collect();
        assert_eq!(mine, *server, "device {number} and the server hold different bodies");
        let private = device.engine.get_record(PRIVATE, "p").unwrap();
        assert!(private.is_none_or(|p| p.base_seq == "0"), "device {number}'s private record was synced");
    }
    assert_eq!(digests.len(), 1, "the digests differ");
}

/// Every acknowledged write is current, in a conflict log, or overwritten by someone who had seen it.
fn check_writes(world: &mut World, server: &BTreeMap<Key, String>) {
    let mut kept = world.kept.clone();
    let mut conflicts = 0;
    for device in &world.devices {
        for conflict in device.engine.conflicts(&ConflictFilter::default()).unwrap() {
            conflicts += 1;
            let key = (conflict.table, conflict.id);
            kept.insert((key.clone(), conflict.local.body));
            kept.insert((key, conflict.remote.body));
        }
    }
    *world.counts.entry("conflict logged").or_default() += conflicts;
    let current: HashMap<Key, Option<String>> = server.iter().map(|(k, b)| (k.clone(), Some(b.clone()))).collect();
    let lost = world.oracle.lost(&current, &kept, &world.collected);
    assert!(lost.is_empty(), "{lost:#?}");
    let pure = world.devices.iter().all(|d| d.strategy == MergeStrategy::LastWriteWins);
    if pure && world.clocks_are_right && !world.faults.any() {
        for (key, bodies) in world.oracle.last_writes() {
            let now = current.get(&key).cloned().flatten();
            assert!(bodies.contains(&now), "the last write to {key:?} was one of {bodies:?}, and {now:?} stands");
        }
        world.count("last write checked");
    }
}
