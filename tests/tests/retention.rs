//! What is kept for a time only, and what is kept for ever.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordBody;
use cortex_cloud::SyncStatus;
use cortex_tests::clock::TestClock;
use cortex_tests::wire::Office;
use proptest::prelude::*;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

const DAY: i64 = 86_400_000;
const NOTES: &str = "notes";

fn body(value: usize) -> String {
    format!(r#"{{"v":{value}}}"#)
}

fn count(file: &Path, sql: &str) -> i64 {
    Connection::open(file).unwrap().query_row(sql, [], |r| r.get(0)).unwrap()
}

fn synced(engine: &CloudEngine) {
    let report = engine.sync(None).unwrap();
    assert_eq!((report.status, report.error), (SyncStatus::Success, None));
}

fn device(office: &Office, name: &str, clock: &Arc<TestClock>, change: impl FnOnce(&mut Config)) -> CloudEngine {
    let (engine, _) = office.device_with(name, |config, environment| {
        environment.clock = Some(Arc::clone(clock) as _);
        change(config);
    });
    engine
}

#[test]
fn synced_rows_are_kept_ninety_days_and_then_pruned() {
    let (office, clock) = (Office::new(), TestClock::now());
    let a = device(&office, "a", &clock, |_| {});
    for n in 0..5 {
        a.put(NOTES, &n.to_string(), &body(n)).unwrap();
    }
    synced(&a);
    let rows = || count(&office.file("a"), "SELECT count(*) FROM sync_log");
    clock.advance(89 * DAY);
    synced(&a);
    assert_eq!(rows(), 5);
    clock.advance(2 * DAY);
    synced(&a);
    assert_eq!(rows(), 0);
    assert_eq!(a.count(NOTES, None).unwrap(), 5, "the records stay");
    a.put(NOTES, "1", &body(9)).unwrap();
    synced(&a);
    assert!(a.verify(None).unwrap().is_equal);
}

#[test]
fn settled_conflicts_go_and_open_ones_stay_whatever_their_age() {
    let (office, clock) = (Office::new(), TestClock::now());
    let manual = |config: &mut Config| config.strategy = MergeStrategy::Manual;
    let [a, b] = ["a", "b"].map(|name| device(&office, name, &clock, manual));
    for n in 0..3 {
        a.put(NOTES, &n.to_string(), &body(0)).unwrap();
    }
    synced(&a);
    synced(&b);
    for n in 0..3 {
        a.put(NOTES, &n.to_string(), &body(1)).unwrap();
        b.put(NOTES, &n.to_string(), &body(2)).unwrap();
    }
    synced(&a);
    synced(&b);
    b.resolve_conflict(NOTES, "0", MergeStrategy::LocalWins).unwrap();
    clock.advance(40 * DAY);
    b.resolve_conflict(NOTES, "1", MergeStrategy::RemoteWins).unwrap();
    clock.advance(51 * DAY);
    synced(&b);
    let log = b.conflicts(&Default::default()).unwrap();
    let left: Vec<(&str, bool)> = log.iter().map(|c| (c.id.as_str(), c.winner.is_some())).collect();
    let mut left = left;
    left.sort_unstable();
    assert_eq!(left, [("1", true), ("2", false)]);
    clock.advance(10_000 * DAY);
    synced(&b);
    let log = b.conflicts(&Default::default()).unwrap();
    assert_eq!(log.len(), 1);
    b.resolve_conflict(NOTES, "2", MergeStrategy::LocalWins).unwrap();
}

#[test]
fn how_long_is_the_hosts_choice_and_no_days_at_all_are_refused() {
    let (office, clock) = (Office::new(), TestClock::now());
    let a = device(&office, "a", &clock, |config| config.retention_days = 1);
    a.put(NOTES, "n", &body(0)).unwrap();
    synced(&a);
    clock.advance(DAY + 1);
    synced(&a);
    assert_eq!(count(&office.file("a"), "SELECT count(*) FROM sync_log"), 0);
    let config = Config { retention_days: 0, ..Config::new(office.file("b")) };
    let error = CloudEngine::open(config).unwrap_err();
    assert_eq!(error.code(), "argument.retention_days");
    assert!(!office.file("b").exists(), "nothing was made");
}

#[test]
fn pruning_much_lets_local_writes_through() {
    const MANY: usize = 30_000;
    let (office, clock) = (Office::new(), TestClock::now());
    let a = device(&office, "a", &clock, |_| {});
    let rows: Vec<RecordBody> = (0..MANY).map(|n| RecordBody::new(format!("{n:05}"), body(n))).collect();
    a.put_many(NOTES, &rows, None).unwrap();
    synced(&a);
    clock.advance(91 * DAY);
    let left = || count(&office.file("a"), "SELECT count(*) FROM sync_log WHERE synced = 1 AND memory_id <> 'busy'");
    let mut slowest = Duration::ZERO;
    std::thread::scope(|scope| {
        let syncing = scope.spawn(|| synced(&a));
        let mut n = 0;
        while !syncing.is_finished() {
            let began = Instant::now();
            a.put(NOTES, "busy", &body(n)).unwrap();
            slowest = slowest.max(began.elapsed());
            n += 1;
        }
    });
    assert_eq!(left(), 0);
    eprintln!("the slowest of the writes meanwhile took {slowest:?}");
}

/// Something a user or the world does.
#[derive(Clone, Debug)]
enum Step {
    Put(u8, u8),
    Delete(u8),
    Sync,
    Lose,
    Age(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u8..6, 0_u8..4).prop_map(|(id, value)| Step::Put(id, value)),
        1 => (0_u8..6).prop_map(Step::Delete),
        2 => Just(Step::Sync),
        1 => Just(Step::Lose),
        2 => (1_u8..120).prop_map(Step::Age),
    ]
}

const UNSYNCED: &str = "SELECT group_concat(local_seq || state || coalesce(code, '')) FROM
    (SELECT * FROM sync_log WHERE synced = 0 ORDER BY local_seq)";
const COUNTED: &str = "SELECT count(*) || ' ' || coalesce(sum(r), 0) FROM
    (SELECT max(code IS NOT NULL) AS r FROM sync_log WHERE synced = 0 GROUP BY table_name, memory_id)";

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn nothing_unsynced_is_ever_pruned_and_the_counts_are_those_of_the_queue(steps in prop::collection::vec(step(), 1..40)) {
        let (office, clock) = (Office::new(), TestClock::now());
        let (a, wire) = office.device_with("a", |config, environment| {
            environment.clock = Some(Arc::clone(&clock) as _);
            config.batch_items = 2;
        });
        let file = office.file("a");
        let connection = Connection::open(&file).unwrap();
        let text = |sql: &str| -> Option<String> { connection.query_row(sql, [], |r| r.get(0)).unwrap() };
        for step in steps {
            match step {
                Step::Put(id, value) => {
                    a.put(NOTES, &id.to_string(), &body(value.into())).unwrap();
                }
                Step::Delete(id) => {
                    a.delete(NOTES, &id.to_string()).unwrap();
                }
                Step::Sync => drop(a.sync(None).unwrap()),
                Step::Lose => {
                    wire.intercept_push(|request, wire| wire.serve(request).and(Err(cortex_tests::wire::lost())));
                    a.sync(None).unwrap();
                    wire.mend();
                }
                Step::Age(days) => {
                    clock.advance(i64::from(days) * DAY);
                    let before = text(UNSYNCED);
                    // Only pulls: what waits is not touched by the sync itself.
                    wire.intercept(|request, _| cortex_tests::wire::is_push(request).then(|| Err(cortex_tests::wire::lost())));
                    a.pull(None).unwrap();
                    wire.mend();
                    if before.is_some() {
                        prop_assert_eq!(text("SELECT count(*) || '' FROM sync_log WHERE synced = 0").is_some(), true);
                    }
                    let numbers = |s: Option<String>| s.map(|s| s.split(',').map(|p| p.trim_end_matches(char::is_alphabetic).to_owned()).collect::<Vec<_>>());
                    prop_assert_eq!(numbers(text(UNSYNCED)), numbers(before));
                }
            }
            let status = a.get_status().unwrap();
            prop_assert_eq!(text(COUNTED), Some(format!("{} {}", status.pending + status.failed, status.failed)));
        }
        synced(&a);
        prop_assert_eq!(a.get_status().unwrap().pending, 0);
        prop_assert!(a.verify(None).unwrap().is_equal);
    }
}
