//! `cargo xtask test`: runs the stages of a tier and says what happened.

use crate::checkout::Checkout;
use crate::checkout::is_ci;
use crate::counts::Counts;
use crate::stage::Problem;
use crate::stage::STAGES;
use crate::stage::Stage;
use crate::swift;
use std::process::ExitCode;
use std::time::Duration;
use std::time::Instant;

/// What to run.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run this stage alone
    #[arg(long, value_name = "STAGE")]
    only: Option<String>,
    /// Name the stages and what each proves
    #[arg(long)]
    list: bool,
    /// Run the later stages too when one fails
    #[arg(long)]
    keep_going: bool,
    /// Install what is missing of the system's packages, as in CI; as root
    #[arg(long)]
    install: bool,
}

#[derive(Clone, Copy)]
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

struct Finished<'a> {
    name: &'a str,
    outcome: Outcome,
    took: Duration,
    counts: Counts,
}

/// Stages and what one types to run them.
pub(crate) struct Tier<'a> {
    /// `cargo xtask` and this.
    pub(crate) command: &'a str,
    /// In the order they run.
    pub(crate) stages: &'a [Stage<'a>],
}

/// Every check that each change must pass.
pub(crate) const TEST: Tier<'static> = Tier { command: "test", stages: STAGES };

/// Runs what `options` ask for. The error is one of using this command, not of a stage.
pub(crate) fn run(tier: &Tier<'_>, options: &Options) -> Result<ExitCode, String> {
    if options.list {
        for stage in tier.stages {
            println!("{:<12} {}", stage.name, stage.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut checkout = Checkout::find()?;
    checkout.installs |= options.install;
    let mut finished = Vec::new();
    let stages = chosen(tier, options.only.as_deref())?;
    let ahead = if stages.len() > 1 { swift::get_ahead(&checkout) } else { None };
    for stage in stages {
        let done = run_one(&checkout, tier, stage);
        let failed = matches!(done.outcome, Outcome::Failed);
        finished.push(done);
        if failed && !options.keep_going {
            break;
        }
    }
    let has_failed = finished.iter().any(|done| matches!(done.outcome, Outcome::Failed));
    if let Some(ahead) = ahead.filter(|_| !has_failed) {
        // What it met is told by the stage that wants it.
        let _ = ahead.join();
    }
    Ok(report(&finished))
}

fn chosen<'a>(tier: &Tier<'a>, only: Option<&str>) -> Result<&'a [Stage<'a>], String> {
    let Some(only) = only else { return Ok(tier.stages) };
    let at = tier.stages.iter().position(|stage| stage.name == only).ok_or_else(|| {
        let names: Vec<&str> = tier.stages.iter().map(|stage| stage.name).collect();
        format!("there is no stage `{only}`; the stages are {}", names.join(", "))
    })?;
    Ok(&tier.stages[at..=at])
}

fn run_one<'a>(checkout: &Checkout, tier: &Tier<'_>, stage: &Stage<'a>) -> Finished<'a> {
    println!("== {}: {}", stage.name, stage.about);
    let start = Instant::now();
    let result = (stage.run)(checkout);
    let took = start.elapsed();
    let (outcome, counts) = match result {
        Ok(counts) => (Outcome::Passed, counts),
        Err(Problem::Skipped(why)) if is_ci() => {
            println!("   FAILED: in CI nothing is skipped: {why}");
            (Outcome::Failed, Counts { passed: 0, failed: 1 })
        }
        Err(Problem::Skipped(why)) => {
            println!("   skipped: {why}");
            (Outcome::Skipped, Counts::default())
        }
        Err(Problem::Failed { message, mut counts }) => {
            println!("{}", message.trim_end());
            println!("   {} FAILED; run it alone with: cargo xtask {} --only {}", stage.name, tier.command, stage.name);
            // A stage without tests, or one that did not get to run them, still counts as a failure.
            counts.failed = counts.failed.max(1);
            (Outcome::Failed, counts)
        }
    };
    println!("   {} {}, {:.1} s", stage.name, word(outcome), took.as_secs_f64());
    Finished { name: stage.name, outcome, took, counts }
}

/// Prints the table and the line CI reads.
fn report(finished: &[Finished<'_>]) -> ExitCode {
    println!("\n{:<12} {:>9} {:>8} {:>8}  result", "stage", "seconds", "passed", "failed");
    let mut counts = Counts::default();
    let mut took = Duration::ZERO;
    for done in finished {
        println!(
            "{:<12} {:>9.1} {:>8} {:>8}  {}",
            done.name,
            done.took.as_secs_f64(),
            done.counts.passed,
            done.counts.failed,
            word(done.outcome)
        );
        counts += done.counts;
        took += done.took;
    }
    println!("{:<12} {:>9.1} {:>8} {:>8}", "total", took.as_secs_f64(), counts.passed, counts.failed);
    let skipped = finished.iter().filter(|done| matches!(done.outcome, Outcome::Skipped)).count();
    println!("\n{}", summary(counts, skipped));
    if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn summary(counts: Counts, skipped: usize) -> String {
    let Counts { passed, failed } = counts;
    if skipped == 0 {
        format!("{passed} passed, {failed} failed")
    } else {
        format!("{passed} passed, {failed} failed, {skipped} skipped")
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "ok",
        Outcome::Failed => "FAILED",
        Outcome::Skipped => "skipped",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_stages_are_named_only_when_there_are_any() {
        let counts = Counts { passed: 7, failed: 0 };
        assert_eq!(summary(counts, 0), "7 passed, 0 failed");
        assert_eq!(summary(counts, 2), "7 passed, 0 failed, 2 skipped");
    }

    #[test]
    fn an_unknown_stage_is_refused_with_the_names_of_all() {
        assert!(chosen(&TEST, Some("units")).is_err_and(|message| message.contains("unit, doc")));
        assert!(chosen(&TEST, Some("unit")).is_ok_and(|stages| stages.len() == 1));
    }
}
