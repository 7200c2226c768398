//! Every scenario in Rust, what that covers, and that a changed expectation is noticed.

use crate::runner::Runner;
use cortex_tests::conformance::coverage;
use cortex_tests::conformance::coverage::Wanted;
use serde_json::json;

/// Only scenarios whose name contains this variable's value, for people at work on one; no coverage is judged then.
const ONLY: &str = "CORTEX_CONFORMANCE_ONLY";

#[test]
fn every_scenario_passes_and_covers_the_contract() {
    let mut runner = Runner::start(&[]);
    let only = std::env::var(ONLY).unwrap_or_default();
    let mut failures = Vec::new();
    let mut passed = 0;
    for name in runner.scenarios().iter().filter(|name| name.contains(&only)) {
        match runner.run(name) {
            Ok(()) => passed += 1,
            Err(why) => failures.push(why),
        }
    }
    println!("{passed} passed, {} failed", failures.len());
    assert!(passed + failures.len() > 0, "no scenario was run");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    if only.is_empty() {
        runner.ask(&json!({ "do": "report" }));
        let wanted = Wanted::load().unwrap();
        let reports = coverage::reports(&["rust".to_owned()]).unwrap();
        let (line, wrong) = wanted.judge(&reports[0]);
        println!("{line}");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
