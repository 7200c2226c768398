//! What must not matter does not: the same acts with the same order of syncs end in the same state, however the syncs are
//! cut into requests, batches and pages, and whatever breaks on the way.
//!
//! Each seed makes a script for two or three devices with strategies of their own. It is run plainly, and then again with
//! one thing changed; after every sync everything a user or another device could tell apart is compared.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what is wrong by panicking.

mod fleet;
mod http;
mod order;
mod random;
mod script;

use cortex_tests::cases::cases;
use fleet::Manner;
use fleet::Setting;
use script::Script;
use script::Units;

/// Scripts of each test, unless more are asked for.
const SEEDS: u32 = 4;

/// Runs every script plainly and in the other settings, and compares.
fn nothing_changes(units: Units, others: &[Setting]) {
    let mut conflicts = 0;
    let mut is_cut_otherwise = vec![false; others.len()];
    for seed in 0..u64::from(cases(SEEDS)) {
        let script = Script::new(seed, units);
        let plain = fleet::run(&script, &Setting::plain());
        conflicts += plain.conflicts;
        for (other, is_cut_otherwise) in others.iter().zip(&mut is_cut_otherwise) {
            let changed = fleet::run(&script, other);
            *is_cut_otherwise |= changed.requests != plain.requests;
            plain.assert_same(&changed, &format!("seed {seed} with {other:?}"), &script);
        }
    }
    assert!(is_cut_otherwise.iter().all(|cut| *cut), "a setting that changes nothing: {is_cut_otherwise:?}");
    assert!(conflicts > SEEDS as usize, "{conflicts} conflicts are hardly any");
}

/// With nothing but the manner out of the ordinary.
fn manner(manner: Manner) -> Setting {
    Setting { manner, ..Setting::plain() }
}

/// Two choices of faults, each in large and in small messages.
fn faults(of: fn(u64) -> Manner) -> [Setting; 4] {
    [0, 1, 2, 3].map(|salt| match salt {
        0 | 1 => manner(of(salt)),
        _ => Setting { batch: 3, page: 2, manner: of(salt) },
    })
}

#[test]
fn a_sync_may_be_cut_into_pushes_and_pulls() {
    nothing_changes(Units::Some, &[manner(Manner::PushThenPull)]);
}

#[test]
fn a_sync_may_be_repeated() {
    nothing_changes(Units::Some, &[manner(Manner::Repeated)]);
}

#[test]
fn push_and_pull_may_share_a_round_trip_or_not() {
    nothing_changes(Units::Some, &[manner(Manner::Apart)]);
}

#[test]
fn batches_may_be_of_any_size() {
    let batches = |batch| Setting { batch, ..Setting::plain() };
    nothing_changes(Units::Some, &[batches(3)]);
    nothing_changes(Units::None, &[batches(1), batches(3)]);
}

#[test]
fn pages_may_be_of_any_size() {
    let pages = |page| Setting { page, ..Setting::plain() };
    nothing_changes(Units::Some, &[pages(1), pages(7)]);
}

#[test]
fn a_sync_may_be_cut_off_at_any_request_and_tried_again() {
    nothing_changes(Units::Some, &faults(|salt| Manner::CutOff { salt }));
}

#[test]
fn a_process_may_die_at_any_step_of_a_sync() {
    nothing_changes(Units::Some, &faults(|salt| Manner::Crash { salt }));
}

#[test]
fn compression_may_be_on_or_off() {
    for seed in 0..u64::from(cases(SEEDS.div_ceil(3))) {
        let script = Script::new(seed, Units::Some);
        let in_process = fleet::run(&script, &Setting::plain());
        let [compressed, readable] = [true, false].map(|is_compressed| http::run(&script, is_compressed));
        assert!(compressed.bytes * 2 < readable.bytes, "{} and {} bytes", compressed.bytes, readable.bytes);
        compressed.assert_same(&readable, &format!("seed {seed} without compression"), &script);
        in_process.assert_same(&compressed, &format!("seed {seed} over HTTP"), &script);
    }
}
