//! Fleets under a few seeds, on every change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use cortex_simulation::Counts;
use cortex_simulation::STEPS;
use cortex_simulation::run;
use cortex_simulation::setting;

#[test]
fn nothing_is_lost_and_all_devices_end_equal() {
    if let Some(seed) = setting("CORTEX_SIM_SEED") {
        let outcome = run(seed);
        let trace = match &outcome {
            Ok((_, trace)) | Err((_, trace)) => trace,
        };
        println!("{trace}");
        assert!(outcome.is_ok(), "seed {seed}: {}", outcome.err().unwrap_or_default().0);
        return;
    }
    let start = setting("CORTEX_SIM_START").unwrap_or(0);
    let seeds = setting("CORTEX_SIM_SEEDS").unwrap_or(200);
    let mut counts = Counts::new();
    let mut failures = Vec::new();
    for seed in start..start + seeds {
        match run(seed) {
            Ok((happened, _)) => happened.into_iter().for_each(|(what, n)| *counts.entry(what).or_default() += n),
            Err((what, _)) => failures.push(format!("CORTEX_SIM_SEED={seed}: {what}")),
        }
    }
    println!("{seeds} seeds of {STEPS} steps: {counts:#?}");
    assert!(failures.is_empty(), "{} of {seeds} seeds failed:\n{}", failures.len(), failures.join("\n"));
    // A simulator in which nothing happens proves nothing.
    let often =
        ["applied", "apply", "conflict logged", "batch replayed", "batch resent", "crash in a sync", "answer lost"];
    for what in often {
        assert!(counts.get(what).is_some_and(|n| *n >= seeds / 4), "too little of {what}: {counts:?}");
    }
    let seldom = [
        "server restored",
        "tombstone collected",
        "cursor_expired",
        "reconciled",
        "forked",
        "file restored",
        "quarantined",
        "deferred verdict",
    ];
    for what in seldom {
        assert!(seeds < 200 || counts.get(what).is_some_and(|n| *n > 0), "nothing of {what}: {counts:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in [3, 77, 1_234] {
        let (one, two) = (run(seed), run(seed));
        let trace = |outcome| match outcome {
            Ok((_, trace)) | Err((_, trace)) => trace,
        };
        assert_eq!(trace(one), trace(two), "seed {seed}");
    }
}
