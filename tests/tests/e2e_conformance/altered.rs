//! A changed expectation makes the runner fail, and in the very step that was changed.

use crate::runner::Runner;
use serde_json::json;

/// Seeds per scenario.
const SEEDS: u64 = 3;
/// A call, a sync with a report, an error, events, a conflict.
const SCENARIOS: [&str; 5] = ["records", "sync_two_devices", "query_errors", "events_in_order", "strategy_remote_wins"];

#[test]
fn one_altered_expectation_makes_the_runner_fail() {
    for seed in 0..SEEDS {
        // Spread over the scenario: neighbouring places are often of one step.
        let seed = seed * 7;
        let mut runner = Runner::start(&[("CORTEX_CONFORMANCE_ALTER", &seed.to_string())]);
        for name in SCENARIOS {
            let altered = runner.ask(&json!({ "do": "altered", "scenario": name, "seed": seed }));
            let place = altered["where"].as_str().unwrap_or_else(|| panic!("{altered}")).to_owned();
            let why = runner.run(name).expect_err(&format!("{name} passed with {place} altered"));
            let step = place.split_once(']').map_or("", |(step, _)| step);
            assert!(why.contains(&format!("{step}]")), "{name} failed elsewhere than at {place}: {why}");
        }
        let refused = runner.ask(&json!({ "do": "report" }));
        assert!(refused["error"].is_string(), "altered scenarios count for nothing: {refused}");
    }
}

#[test]
fn the_same_scenarios_pass_unaltered() {
    let mut runner = Runner::start(&[]);
    for name in SCENARIOS {
        runner.run(name).unwrap_or_else(|why| panic!("{why}"));
    }
}

#[test]
fn every_scenario_can_be_altered() {
    let mut runner = Runner::start(&[]);
    for name in runner.scenarios() {
        let altered = runner.ask(&json!({ "do": "altered", "scenario": name, "seed": 1 }));
        assert!(altered["where"].is_string(), "{name} expects nothing: {altered}");
    }
}
