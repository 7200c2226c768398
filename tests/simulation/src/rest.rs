//! What must hold once everything is quiet.

use crate::machine::PRIVATE;
use crate::oracle::Key;
use crate::world::DRAFTS;
use crate::world::NOTES;
use crate::world::SPACE;
use crate::world::World;
use cortex_cloud::ConflictCause;
use cortex_cloud::ConflictEntry;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictState;
use cortex_cloud::MergeStrategy;
use cortex_cloud::Replicate;
use cortex_cloud::ResolvedBy;
use cortex_cloud::Winner;
use cortex_cloud::canonical::ContentHash;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::PullRequest;
use cortex_cloud::transport::protocol::Request;
use cortex_server::admin;
use cortex_server::service::Role;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

/// Rounds of quiet syncs, one of each device, in which everything must have settled.
const ROUNDS: usize = 12;

/// Lets everything settle within a bounded number of syncs, then checks.
pub(crate) fn settle_and_check(world: &mut World) {
    world.say(|_| "--- quiet".to_owned());
    make_room(world);
    world.calm();
    for round in 0.. {
        assert!(round < ROUNDS, "not quiet after {round} rounds of syncs");
        let mut busy = false;
        for device in 0..world.devices.len() {
            if round > 0 && world.devices[device].is_settled(&world.epoch, world.head()) {
                continue;
            }
            let report = world.quiet_sync(device);
            // Verdicts of the time when the space was full may still be waiting to take effect.
            let is_old_news = round == 0 && report.error.as_ref().is_some_and(|e| e.code() == "quota.exceeded");
            assert!(is_old_news || report.error.is_none(), "a sync with no fault fails: {report:?}");
            busy = true;
            settle_held(world, device);
        }
        // When nothing else waits, and not before: what was refused must hold nothing up.
        if !busy && !give_up_refused(world) {
            break;
        }
    }
    let server = server_bodies(world);
    check_devices(world, &server);
    check_writes(world, &server);
}

/// Whatever stands in the way of a sync is taken out of it.
fn make_room(world: &mut World) {
    world.machine.disarm();
    world.machine.fill(false);
    admin::set_limits(world.service().store(), SPACE, |limits| limits.max_records = None).unwrap();
    world.limit = None;
    for number in 0..world.devices.len() {
        let device = &mut world.devices[number];
        device.machine.disarm();
        device.machine.fill(false);
        device.role = Role::Editor;
        device.is_revoked = false;
        if device.is_behind {
            device.update();
            device.start().unwrap();
        }
        if world.devices[number].local.contains(DRAFTS) {
            world.set_policy(number, Replicate::Cloud);
        }
    }
}

/// The user settles what waits for the user.
fn settle_held(world: &mut World, device: usize) {
    let filter = ConflictFilter { open_only: true, ..ConflictFilter::default() };
    let open = world.devices[device].engine().conflicts(&filter).unwrap();
    for conflict in &open {
        world.count("held to the end");
        let engine = world.devices[device].engine();
        engine.resolve_conflict(&conflict.table, &conflict.id, MergeStrategy::LastWriteWins).unwrap();
    }
}

/// What is refused stays so; the users give it up. Returns whether there was anything.
fn give_up_refused(world: &mut World) -> bool {
    let mut given_up = 0;
    for device in 0..world.devices.len() {
        given_up += world.devices[device].engine().discard_failed(None, None).unwrap();
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
        let status = device.engine().get_status().unwrap();
        assert_eq!(status.pending, 0, "device {number} still has work queued");
        assert_eq!(status.failed, 0, "device {number} has refused work");
        assert_eq!(status.staged, 0, "device {number} still has staged rows");
        assert_eq!(status.parked, 0, "device {number} still has rows it cannot read");
        digests.insert(status.digest);
        let mut mine: BTreeMap<Key, String> = BTreeMap::new();
        for table in [NOTES, DRAFTS] {
            let page = device.engine().query_records(table, &Default::default()).unwrap();
            mine.extend(page.records.into_iter().map(|r| ((r.table, r.id), r.body.unwrap_or_default())));
        }
        assert_eq!(mine, *server, "device {number} and the server hold different bodies");
        let private = device.engine().get_record(PRIVATE, "p").unwrap();
        assert!(private.is_none_or(|p| p.base_seq == "0"), "device {number}'s private record was synced");
    }
    assert_eq!(digests.len(), 1, "the digests differ");
}

/// Every acknowledged write is current, in a conflict log, or overwritten by someone who had seen it.
fn check_writes(world: &mut World, server: &BTreeMap<Key, String>) {
    let mut kept = world.kept.clone();
    let mut conflicts = 0;
    for device in &world.devices {
        for conflict in device.engine().conflicts(&ConflictFilter::default()).unwrap() {
            conflicts += 1;
            check_winner(device.number, &conflict);
            let key = (conflict.table, conflict.id);
            kept.insert((key.clone(), conflict.local.body));
            kept.insert((key, conflict.remote.body));
        }
    }
    world.count_of("conflict logged", conflicts);
    let current: HashMap<Key, Option<String>> = server.iter().map(|(k, b)| (k.clone(), Some(b.clone()))).collect();
    let lost = world.oracle.lost(&current, &kept, &world.ever_collected);
    assert!(lost.is_empty(), "{lost:#?}");
    let is_pure = world.devices.iter().all(|d| d.setup.strategy == MergeStrategy::LastWriteWins);
    if is_pure && !world.faults.leave_traces() {
        for (key, bodies) in world.oracle.last_writes() {
            let now = current.get(&key).cloned().flatten();
            assert!(bodies.contains(&now), "the last write to {key:?} was one of {bodies:?}, and {now:?} stands");
        }
        world.count("last write checked");
    }
}

/// Under last_write_wins the greatest `(hlc, device_id, hash)` has won. What a restored server lost is another matter.
fn check_winner(number: usize, entry: &ConflictEntry) {
    let is_by_rule = entry.strategy == MergeStrategy::LastWriteWins
        && entry.resolved_by == Some(ResolvedBy::Auto)
        && entry.cause == ConflictCause::BothChanged;
    if is_by_rule {
        let rank = |side: &ConflictState| {
            let hash = side.body.as_deref().map(|body| ContentHash::of(body).to_hex());
            (side.hlc.parse::<u64>().unwrap_or(0), side.device_id.clone(), hash)
        };
        let greatest = if rank(&entry.local) > rank(&entry.remote) { Winner::Local } else { Winner::Remote };
        assert_eq!(entry.winner, Some(greatest), "device {number} settled by last_write_wins: {entry:?}");
    }
}
