//! The simulator on a planted bug, seed after seed until one shows it.

use crate::command::Command;
use serde_json::Value;
use std::path::Path;
use std::time::Instant;

/// How a hunt went.
#[derive(Debug)]
pub(super) struct Hunt {
    /// Seeds it took.
    pub(super) seeds: u64,
    pub(super) seconds: f64,
    /// The run that showed the bug, if one did.
    pub(super) caught: Option<Caught>,
}

/// A run that a bug broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Caught {
    /// What tells `cargo xtask sim` to make it again.
    pub(super) plan: String,
    /// What the oracle said.
    pub(super) what: String,
}

/// A simulator that fails by itself, on the runs it always makes first, cannot tell a bug from none.
pub(super) fn must_pass(plain: &Path) -> Result<(), String> {
    match first_failure(&told(plain, &["--seeds", "1"])?) {
        Some(caught) => Err(format!("{} fails without any planted bug: {}", caught.plan, caught.what)),
        None => Ok(()),
    }
}

impl Hunt {
    /// Runs a simulator with a bug under so many seeds at most. A seed that breaks one without the bug, too, does not count.
    pub(super) fn run(planted: &Path, plain: &Path, most: u64) -> Result<Self, String> {
        let began = Instant::now();
        let mut seeds = 0;
        let mut caught = None;
        while seeds < most && caught.is_none() {
            let (start, rest) = (seeds.to_string(), (most - seeds).to_string());
            // One thread, so that it takes the same number of seeds each time; by itself, so that they are counted.
            let args = ["--start", &start, "--seeds", &rest, "--failures", "1", "--jobs", "1", "--no-corpus"];
            let outcome = told(planted, &args)?;
            seeds += outcome["seeds"].as_u64().unwrap_or(0);
            let Some(failure) = first_failure(&outcome) else { break };
            let again: Vec<&str> = failure.plan.split(' ').collect();
            if told(plain, &again)?["violation"].is_null() {
                caught = Some(failure);
            } else {
                eprintln!("   {} fails without the planted bug, too", failure.plan);
            }
        }
        Ok(Self { seeds, seconds: began.elapsed().as_secs_f64(), caught })
    }
}

/// What a simulator prints. That it fails when it has found something is no failure here.
fn told(simulator: &Path, args: &[&str]) -> Result<Value, String> {
    let command = Command::new(simulator, ".").args(args).args(["--json"]);
    let text = match command.run() {
        Ok(text) => text,
        Err(failure) if failure.output.contains('{') => failure.output,
        Err(failure) => return Err(failure.to_string()),
    };
    let last = text.lines().next_back().unwrap_or_default();
    serde_json::from_str(last).map_err(|e| format!("`{command}` printed no JSON: {e}"))
}

fn first_failure(outcome: &Value) -> Option<Caught> {
    let first = outcome["violations"].as_array()?.first()?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Some(Caught { plan: text(&first["plan"]), what: text(&first["violation"]["what"]) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_run_that_broke_a_promise_is_told_with_what_makes_it_again() {
        let violation =
            json!({ "plan": "--seed 7 --steps 200", "violation": { "what": "lost", "place": "", "step": 3 } });
        let caught = first_failure(&json!({ "seeds": 8, "violations": [violation] }));
        assert_eq!(caught, Some(Caught { plan: "--seed 7 --steps 200".to_owned(), what: "lost".to_owned() }));
        assert_eq!(first_failure(&json!({ "seeds": 8, "violations": [] })), None);
    }
}
