//! Fleets under a few seeds, on every change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use cortex_simulation::Plan;
use cortex_simulation::Tally;
use cortex_simulation::corpus;
use cortex_simulation::run;
use cortex_simulation::traced;

/// Seeds of every run of the tests.
const SEEDS: u64 = 300;

#[test]
fn runs_that_failed_once_fail_no_more() {
    for plan in corpus() {
        assert_eq!(run(&plan).violation, None, "{plan}");
    }
}

#[test]
fn nothing_is_lost_and_all_devices_end_equal() {
    let mut tally = Tally::default();
    for plan in (0..SEEDS).map(Plan::of) {
        let outcome = run(&plan);
        assert_eq!(outcome.violation, None, "cargo xtask sim {plan}");
        tally.add(plan.left(), &outcome.counts);
    }
    // A simulator in which nothing happens proves nothing.
    assert_eq!(tally.rare(1), [], "never in {SEEDS} seeds");
    assert!(tally.median_conflicts() >= 3, "{}", tally.median_conflicts());
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in [3, 77, 1_234] {
        let (one, two) = (traced(&Plan::of(seed)), traced(&Plan::of(seed)));
        assert!(!one.trace.is_empty());
        assert_eq!(one.trace, two.trace, "seed {seed}");
    }
}
