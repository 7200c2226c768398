//! Crashes at every call of a run that writes, reopens and moves its log into the file again and again.

use super::workload;
use super::workload::COMMITS;
use crate::disk::Crash;
use crate::disk::Machine;
use crate::disk::Moment;
use rusqlite::OpenFlags;

const MOMENTS: [Moment; 3] = [Moment::Before, Moment::During, Moment::After];

/// A run that crashed: the commits that were acknowledged, and those that are there afterwards.
#[derive(Debug, PartialEq, Eq)]
struct Crashed {
    acknowledged: u32,
    found: Result<u32, String>,
}

fn crashed(synchronous: &str, after_ops: u32, moment: Moment, crash: Crash) -> Crashed {
    let machine = Machine::new();
    let process = machine.start();
    machine.arm_crash(after_ops, moment, crash);
    let acknowledged = workload::run(&process, synchronous);
    assert!(process.is_dead(), "no crash by call {after_ops}");
    Crashed { acknowledged, found: workload::look(&machine.start()) }
}

/// The calls of a whole run.
fn calls(synchronous: &str) -> u32 {
    let machine = Machine::new();
    assert_eq!(workload::run(&machine.start(), synchronous), COMMITS);
    u32::try_from(machine.ops()).unwrap()
}

/// Runs with a power cut: at every call and every moment of it, each with another seed.
fn power_cuts(synchronous: &str) -> impl Iterator<Item = (u32, Crashed)> {
    let calls = calls(synchronous);
    (0..calls * 3).map(move |run| {
        let moment = MOMENTS[(run / calls) as usize];
        let crash = Crash::PowerLoss { seed: u64::from(run) };
        (run, crashed(synchronous, run % calls, moment, crash))
    })
}

#[test]
fn a_kill_at_any_call_loses_nothing_acknowledged() {
    for call in 0..calls("normal") {
        for moment in MOMENTS {
            let run = crashed("normal", call, moment, Crash::Kill);
            let least = run.acknowledged;
            assert!(
                run.found.as_ref().is_ok_and(|found| (least..=least + 1).contains(found)),
                "{call} {moment:?} {run:?}"
            );
        }
    }
}

#[test]
fn a_power_cut_at_full_loses_nothing_acknowledged() {
    for (seed, run) in power_cuts("full") {
        let least = run.acknowledged;
        assert!(run.found.as_ref().is_ok_and(|found| (least..=least + 1).contains(found)), "{seed} {run:?}");
    }
}

#[test]
fn a_power_cut_at_normal_loses_no_more_than_a_tail() {
    let mut lost = 0;
    for (seed, run) in power_cuts("normal") {
        let found = *run.found.as_ref().unwrap_or_else(|_| panic!("{seed} {run:?}"));
        assert!(found <= run.acknowledged + 1, "{seed} {run:?}");
        lost += usize::from(found < run.acknowledged);
    }
    assert!(lost > 100, "{lost} runs lost a tail");
}

#[test]
fn a_power_cut_without_syncs_loses_and_damages() {
    let runs: Vec<Crashed> = power_cuts("off").map(|(_, run)| run).collect();
    let damaged = runs.iter().filter(|run| run.found.is_err()).count();
    let lost = runs.iter().filter(|run| run.found.as_ref().is_ok_and(|found| *found < run.acknowledged)).count();
    assert!(damaged > 50 && lost > 50, "{damaged} damaged, {lost} lost something");
}

#[test]
fn the_same_seed_loses_the_same() {
    for seed in 0..100 {
        let run = || {
            let machine = Machine::new();
            let process = machine.start();
            machine.arm_crash(40 + seed, Moment::During, Crash::PowerLoss { seed: u64::from(seed) });
            let acknowledged = workload::run(&process, "normal");
            (acknowledged, machine.used(), machine.ops(), workload::look(&machine.start()))
        };
        assert_eq!(run(), run(), "{seed}");
    }
}

#[test]
fn connections_of_the_dead_fail_and_close_in_any_order() {
    for turn in 0..3 {
        let machine = Machine::new();
        let process = machine.start();
        let mut old: Vec<_> = (0..3).map(|_| process.connect("a.db", OpenFlags::default()).unwrap()).collect();
        old[0].pragma_update(None, "journal_mode", "wal").unwrap();
        old[0].execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").unwrap();
        for connection in &old {
            let one: i64 = connection.query_row("SELECT x FROM t", [], |row| row.get(0)).unwrap();
            assert_eq!(one, 1);
        }
        machine.cut_power(turn);
        let process = machine.start();
        let new = process.connect("a.db", OpenFlags::default()).unwrap();
        new.execute_batch("INSERT INTO t VALUES (2)").unwrap();
        for connection in &old {
            assert!(connection.execute_batch("INSERT INTO t VALUES (3)").is_err());
            assert!(connection.query_row("SELECT x FROM t", [], |row| row.get::<_, i64>(0)).is_err());
        }
        old.rotate_left(turn as usize);
        old.clear();
        let rows: i64 = new.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 2);
    }
}
