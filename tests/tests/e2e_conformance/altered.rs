//! A changed expectation makes the runner fail, and in the very step that was changed.

use crate::runner::Runner;
use serde_json::json;

/// The scenarios and the seeds that every language takes.
fn to_alter() -> (Vec<String>, Vec<u64>) {
    let what = Runner::start(&[]).ask(&json!({ "do": "to_alter" }));
    let scenarios = serde_json::from_value(what["scenarios"].clone()).expect("names");
    (scenarios, serde_json::from_value(what["seeds"].clone()).expect("seeds"))
}

#[test]
fn one_altered_expectation_makes_the_runner_fail() {
    let (scenarios, seeds) = to_alter();
    for seed in seeds {
        let mut runner = Runner::start(&[("CORTEX_CONFORMANCE_ALTER", &seed.to_string())]);
        for name in &scenarios {
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
    for name in to_alter().0 {
        runner.run(&name).unwrap_or_else(|why| panic!("{why}"));
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
