//! `cargo xtask planted`: the simulator on an engine or a server with a known bug. One that finds none of them proves
//! nothing by finding none.
//!
//! Each bug is a patch, so that the product has no switch for it. It is applied to a copy of the checkout, and counts as
//! caught by a run that breaks a promise with it and none without.

mod hunt;
mod patch;
mod tree;

use crate::binary;
use crate::checkout::Checkout;
use crate::counts::Counts;
use crate::stage::Problem;
use comfy_table::CellAlignment;
use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use hunt::Hunt;
use patch::Patch;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use tree::Tree;

/// What it proves, for `--list`.
pub(crate) const ABOUT: &str = "the simulator finds every planted bug";

/// Seeds for each bug at most.
const SEEDS: u64 = 20_000;

/// Characters of what was said that the table shows.
const SHOWN: usize = 90;

/// Which bugs, and how long to look for each.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The bugs, by the names of their patches; all unless given
    names: Vec<String>,
    /// How many seeds to try for each
    #[arg(long, value_name = "N", default_value_t = SEEDS, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,
}

/// What became of one bug.
struct Finding {
    name: String,
    /// Why there was nothing to hunt, or what the hunt came to.
    hunt: Result<Hunt, String>,
}

impl Finding {
    fn is_caught(&self) -> bool {
        self.hunt.as_ref().is_ok_and(|hunt| hunt.caught.is_some())
    }

    /// Seeds, seconds, what again shows it, what the oracle said first.
    fn row(&self) -> [String; 5] {
        let name = self.name.clone();
        match &self.hunt {
            Err(why) => [name, "-".into(), "-".into(), "-".into(), in_short(why)],
            Ok(Hunt { seeds, seconds, caught }) => {
                let (plan, what) = match caught {
                    Some(caught) => (caught.plan.clone(), in_short(&caught.what)),
                    None => ("-".to_owned(), "NOT CAUGHT".to_owned()),
                };
                [name, seeds.to_string(), format!("{seconds:.1}"), plan, what]
            }
        }
    }
}

/// Hunts, prints the table, and fails if a bug was not caught.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    let findings = hunt_all(&Checkout::find()?, options)?;
    Ok(if findings.iter().all(Finding::is_caught) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The stage of `cargo xtask soak`.
pub(crate) fn check(checkout: &Checkout) -> Result<Counts, Problem> {
    let findings = hunt_all(checkout, &Options { names: Vec::new(), seeds: SEEDS })?;
    let missed: Vec<&str> = findings.iter().filter(|f| !f.is_caught()).map(|f| f.name.as_str()).collect();
    let failed = missed.len() as u64;
    let counts = Counts { passed: findings.len() as u64 - failed, failed };
    if missed.is_empty() {
        return Ok(counts);
    }
    Err(Problem::Failed { message: format!("not caught: {}", missed.join(", ")), counts })
}

/// The complaints about patches that do not apply to the sources any more.
pub(crate) fn stale(checkout: &Checkout) -> Result<Vec<String>, Problem> {
    Ok(patch::all(checkout)?.iter().filter_map(|patch| patch.check(checkout).err()).collect())
}

fn hunt_all(checkout: &Checkout, options: &Options) -> Result<Vec<Finding>, String> {
    let patches = patch::chosen(patch::all(checkout)?, &options.names)?;
    let tree = Tree::of(checkout)?;
    eprintln!("== building the simulator without a planted bug");
    tree.take_after(checkout)?;
    let built = binary::build_simulator(tree.cargo(checkout))?;
    // The next build takes its place.
    let plain = tree.folder().with_file_name("sim-without");
    fs::copy(&built, &plain).map_err(|e| format!("{}: {e}", plain.display()))?;
    hunt::must_pass(&plain)?;
    let mut findings = Vec::new();
    for patch in patches {
        eprintln!("== {}", patch.name);
        let hunt = plant(checkout, &tree, &patch).and_then(|planted| Hunt::run(&planted, &plain, options.seeds));
        let finding = Finding { name: patch.name, hunt };
        let [_, seeds, seconds, plan, what] = finding.row();
        eprintln!("   {seeds} seeds, {seconds} s, {plan}: {what}");
        findings.push(finding);
    }
    tree.take_after(checkout)?;
    println!("{}", table(&findings));
    Ok(findings)
}

fn plant(checkout: &Checkout, tree: &Tree, patch: &Patch) -> Result<PathBuf, String> {
    tree.take_after(checkout)?;
    patch.apply(checkout, tree.folder())?;
    binary::build_simulator(tree.cargo(checkout))
}

fn table(findings: &[Finding]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED);
    table.set_header(["planted", "seeds", "seconds", "again", "what was said"]);
    table.add_rows(findings.iter().map(Finding::row));
    for column in [1, 2] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// What was said, as far as it fits into a table.
fn in_short(text: &str) -> String {
    // The two sides of an `assert_eq` make it long.
    let message = text.split("\n  left: ").next().unwrap_or_default();
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.split_once("` failed: ").map_or(line.as_str(), |(_, rest)| rest);
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use hunt::Caught;

    fn finding(hunt: Result<Hunt, String>) -> Finding {
        Finding { name: "a-bug".to_owned(), hunt }
    }

    #[test]
    fn a_bug_counts_as_caught_only_by_a_run_that_was_broken() {
        let caught = Caught {
            plan: "--seed 7".to_owned(),
            what: "assertion `left == right` failed: lost\n  left: 1".to_owned(),
        };
        let caught = finding(Ok(Hunt { seeds: 8, seconds: 0.5, caught: Some(caught) }));
        assert!(caught.is_caught());
        assert_eq!(caught.row()[4], "lost");
        let missed = finding(Ok(Hunt { seeds: 20_000, seconds: 400.0, caught: None }));
        assert!(!missed.is_caught() && missed.row()[4].contains("NOT"));
        assert!(!finding(Err("error: could not compile".to_owned())).is_caught());
    }
}
