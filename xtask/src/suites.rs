//! The stages that run tests.

use crate::binary;
use crate::checkout::Checkout;
use crate::checkout::SIMULATION_CRATE;
use crate::checkout::TESTS_CRATE;
use crate::command::Command;
use crate::counts::Counts;
use crate::node;
use crate::python;
use crate::stage;
use crate::stage::Problem;
use crate::swift;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Tests of every crate but those that have a stage of their own.
pub(crate) fn unit(checkout: &Checkout) -> Result<Counts, Problem> {
    let targets = test_targets(checkout, |package, _| ![TESTS_CRATE, SIMULATION_CRATE].contains(&package))?;
    let mut counts = Counts::default();
    run(&tests(checkout, &targets).args(["--lib", "--bins"]), &mut counts)?;
    run(&runner(checkout).args(["-p", "cortex-cloud", "--tests"]), &mut counts)?;
    Ok(counts)
}

/// The examples in the docs, then the docs themselves.
pub(crate) fn doc(checkout: &Checkout) -> Result<Counts, Problem> {
    let mut counts = Counts::default();
    let examples = ["test", "--doc", "--workspace", "--all-features", "--no-fail-fast"];
    run(&checkout.cargo().args(examples), &mut counts)?;
    let docs = checkout.cargo().args(["doc", "--no-deps", "--workspace", "--all-features"]);
    match docs.env("RUSTDOCFLAGS", "-D warnings").run() {
        Ok(_) => Ok(counts),
        Err(failure) => Err(Problem::Failed { message: failure.to_string(), counts }),
    }
}

/// What of the tests crate does not need the server's binary.
pub(crate) fn conformance(checkout: &Checkout) -> Result<Counts, Problem> {
    let targets = test_targets(checkout, |package, name| package == TESTS_CRATE && !name.starts_with("e2e"))?;
    let mut counts = Counts::default();
    run(&tests(checkout, &targets), &mut counts)?;
    Ok(counts)
}

/// The engine against the server's binary. Test targets named `e2e…`.
pub(crate) fn e2e(checkout: &Checkout) -> Result<Counts, Problem> {
    let targets = test_targets(checkout, |package, name| package == TESTS_CRATE && name.starts_with("e2e"))?;
    let server = binary::build(checkout, "cortex-server", false)?;
    let mut counts = Counts::default();
    run(&tests(checkout, &targets).env("CORTEX_SERVER_BIN", server).live(), &mut counts)?;
    Ok(counts)
}

/// What the behaviour suite's runners, which run in the stages of their languages, have covered between them.
pub(crate) fn behaviour(checkout: &Checkout) -> Result<Counts, Problem> {
    let mut counts = Counts::default();
    let mut devices = BTreeMap::new();
    let all =
        [("node", node::device(checkout)), ("python", python::device(checkout)), ("swift", swift::device(checkout))];
    for (language, device) in all {
        if let Some(command) = stage::unless_missing(language, device)? {
            devices.insert(language, command);
        }
    }
    let languages: Vec<&str> = ["rust"].into_iter().chain(devices.keys().copied()).collect();
    let devices = serde_json::to_string(&devices).map_err(|e| Problem::failed(e.to_string()))?;
    let server = binary::build(checkout, "cortex-server", false)?;
    // Again, with devices of the languages that have been built by now.
    let mixed = tests(checkout, &["e2e_conformance".to_owned()]).args(["mixed::"]);
    let mixed = mixed.env("CORTEX_SERVER_BIN", server).env("CORTEX_CONFORMANCE_DEVICES", devices);
    run(&mixed.live(), &mut counts)?;
    let (_, coverage) = binary::build_conformance(checkout)?;
    checkout.command(coverage).args(languages).live().run()?;
    Ok(counts)
}

/// Fleets under a seed, as many seeds as the tests run by themselves.
pub(crate) fn simulation(checkout: &Checkout) -> Result<Counts, Problem> {
    let targets = test_targets(checkout, |package, _| package == SIMULATION_CRATE)?;
    let mut counts = Counts::default();
    run(&tests(checkout, &targets).live(), &mut counts)?;
    Ok(counts)
}

/// A process that writes and syncs is killed so many times.
pub(crate) fn kill(checkout: &Checkout, rounds: u64) -> Result<Counts, Problem> {
    let server = binary::build(checkout, "cortex-server", false)?;
    let tests = tests(checkout, &["e2e_engine".to_owned()]).args(["killed::"]);
    let mut counts = Counts::default();
    run(&tests.env("CORTEX_SERVER_BIN", server).env("CORTEX_KILL_ROUNDS", rounds.to_string()).live(), &mut counts)?;
    Ok(counts)
}

fn run(command: &Command, counts: &mut Counts) -> Result<(), Problem> {
    match command.run() {
        Ok(transcript) => {
            *counts += Counts::of(&transcript);
            Ok(())
        }
        Err(failure) => {
            *counts += Counts::of(&failure.transcript);
            Err(Problem::Failed { message: failure.to_string(), counts: *counts })
        }
    }
}

/// cargo-nextest where it is installed (it runs test binaries side by side), else what comes with cargo.
fn runner(checkout: &Checkout) -> Command {
    let has_nextest = checkout.cargo().args(["nextest", "--version"]).stdout().is_ok();
    let command = if has_nextest { &["nextest", "run"][..] } else { &["test"] };
    checkout.cargo().args(command).args(["--no-fail-fast"])
}

fn tests(checkout: &Checkout, targets: &[String]) -> Command {
    let targets = targets.iter().flat_map(|name| ["--test", name]);
    runner(checkout).args(binary::EVERYTHING).args(targets)
}

/// The names of the test targets that `wanted` picks by their package and name, which no two packages share. None at all
/// is a mistake, not a success.
fn test_targets(checkout: &Checkout, wanted: fn(&str, &str) -> bool) -> Result<Vec<String>, Problem> {
    let mut of_stage = Vec::new();
    let mut all = BTreeSet::new();
    for package in &checkout.packages()? {
        let targets = package["targets"].as_array().map_or(&[][..], Vec::as_slice);
        let names = targets.iter().filter(|target| target["kind"][0] == "test").filter_map(|t| t["name"].as_str());
        for name in names {
            if !all.insert(name.to_owned()) {
                return Err(Problem::failed(format!("two packages have tests named {name}; give one another name")));
            }
            if wanted(package["name"].as_str().unwrap_or_default(), name) {
                of_stage.push(name.to_owned());
            }
        }
    }
    if of_stage.is_empty() {
        return Err(Problem::failed("no package has a test target for this stage"));
    }
    Ok(of_stage)
}
