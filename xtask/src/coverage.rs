//! `cargo xtask coverage`: how many of the engine's lines the tests reach, and that these are enough (E03).
//!
//! Counted are the lines of `core/src` that can be executed, but for tests and for what a generator wrote. No line may be
//! taken out by a mark.

use crate::binary;
use crate::checkout::Checkout;
use crate::checkout::TESTS_CRATE;
use crate::command::Command;
use crate::counts::Counts;
use crate::generate;
use crate::stage::Problem;
use crate::tools;
use serde_json::Value;
use std::cmp::Reverse;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

/// What it proves, for `--list`.
pub(crate) const ABOUT: &str = "the tests reach enough of the engine's lines";
/// Per cent of the lines at least.
const FLOOR: f64 = 80.0;
const CORE: &str = "core/src/";
/// What takes a line out of the count.
const MARKS: &[&str] = &["tarpaulin", "coverage(off)", "no_coverage"];
/// How many files are named: those with the most lines that no test reaches.
const NAMED: usize = 15;

/// Lines of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Lines {
    file: String,
    reached: u64,
    all: u64,
}

/// Measures, prints and judges.
pub(crate) fn run() -> Result<ExitCode, String> {
    match check(&Checkout::find()?) {
        Ok(_) => Ok(ExitCode::SUCCESS),
        Err(Problem::Skipped(why)) => Err(why),
        Err(Problem::Failed { message, .. }) => Err(message),
    }
}

/// The stage of `cargo xtask soak`.
pub(crate) fn check(checkout: &Checkout) -> Result<Counts, Problem> {
    no_marks(&checkout.root.join(CORE))?;
    let tarpaulin = tools::find_or_install(checkout, &tools::CARGO_TARPAULIN)?;
    let server = binary::build(checkout, "cortex-server", false)?;
    let folder = checkout.root.join("target").join("coverage");
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let report = folder.join("tarpaulin-report.json");
    // One of an earlier run must not speak for this one.
    if report.exists() {
        fs::remove_file(&report).map_err(|e| format!("{}: {e}", report.display()))?;
    }
    let transcript = measure(tarpaulin, &folder, server).run().map_err(|failure| {
        let counts = Counts::of(&failure.transcript);
        Problem::Failed { message: failure.to_string(), counts }
    })?;
    let counts = Counts::of(&transcript);
    let text = fs::read_to_string(&report).map_err(|e| format!("{}: {e}", report.display()))?;
    let files = lines(&text)?;
    println!("{:>9}  {:>7}  of lines", "unreached", "reached");
    for Lines { file, reached, all } in files.iter().take(NAMED) {
        println!("{:>9}  {:>5.1} %  {all:>8}  {file}", all.saturating_sub(*reached), percent(*reached, *all));
    }
    match judge(&files) {
        Ok(figure) => println!("{figure}"),
        Err(message) => return Err(Problem::Failed { message, counts }),
    }
    Ok(counts)
}

/// The tests of the engine and those of the tests crate, a few rounds of what is repeated. In a folder of its own: what
/// is built to be measured is of no use to other builds.
fn measure(tarpaulin: Command, folder: &Path, server: PathBuf) -> Command {
    tarpaulin
        .args(["--engine", "llvm", "--packages", "cortex-cloud", "--packages", TESTS_CRATE])
        .args(["--all-features", "--tests", "--no-fail-fast", "--include-files", "core/src/*"])
        .args(["--out", "Json", "--timeout", "1200", "--skip-clean", "--color", "never"])
        .args(["--output-dir".as_ref(), folder.as_os_str(), "--target-dir".as_ref(), folder.as_os_str()])
        .env("CORTEX_SERVER_BIN", server)
        .env("CORTEX_KILL_ROUNDS", "10")
        .live()
}

/// The files that count, those with the most unreached lines first.
fn lines(report: &str) -> Result<Vec<Lines>, String> {
    let report: Value = serde_json::from_str(report).map_err(|e| format!("the report is no JSON: {e}"))?;
    let files = report["files"].as_array().ok_or("the report names no files")?;
    let mut found: Vec<Lines> = files.iter().filter_map(of_file).collect();
    found.sort_by_key(|lines| Reverse(lines.all.saturating_sub(lines.reached)));
    Ok(found)
}

fn of_file(file: &Value) -> Option<Lines> {
    let parts: Vec<&str> = file["path"].as_array()?.iter().filter_map(Value::as_str).collect();
    let path = parts.join("/");
    let name = &path[path.rfind(CORE)?..];
    if generate::SOURCES.contains(&name) {
        return None;
    }
    Some(Lines { file: name.to_owned(), reached: file["covered"].as_u64()?, all: file["coverable"].as_u64()? })
}

/// The figure in a sentence; an error when it is below the floor.
fn judge(files: &[Lines]) -> Result<String, String> {
    let (reached, all) = files.iter().fold((0, 0), |(reached, all), file| (reached + file.reached, all + file.all));
    let percent = percent(reached, all);
    let sentence =
        format!("the tests reach {reached} of {all} lines of core, {percent:.1} %; {FLOOR:.0} % are asked for");
    if percent >= FLOOR { Ok(sentence) } else { Err(sentence) }
}

#[expect(clippy::cast_precision_loss, reason = "there are no 2^53 lines")]
fn percent(reached: u64, all: u64) -> f64 {
    100.0 * reached as f64 / all.max(1) as f64
}

fn no_marks(folder: &Path) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        if path.is_dir() {
            no_marks(&path)?;
        } else if let Some(mark) = fs::read_to_string(&path).ok().as_deref().and_then(mark_in) {
            return Err(format!("{} may take lines out of the count: it says `{mark}`", path.display()));
        }
    }
    Ok(())
}

fn mark_in(text: &str) -> Option<&'static str> {
    MARKS.iter().copied().find(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(reached: u64, all: u64) -> Lines {
        Lines { file: "core/src/a.rs".to_owned(), reached, all }
    }

    #[test]
    fn a_figure_below_the_floor_is_a_failure() {
        assert!(judge(&[file(0, 100), file(320, 300)]).is_ok_and(|text| text.contains("320 of 400 lines")));
        assert!(judge(&[file(0, 100), file(319, 300)]).is_err());
        assert!(judge(&[]).is_err(), "nothing measured is nothing reached");
    }

    #[test]
    fn only_what_people_wrote_of_the_core_is_counted_the_least_reached_first() {
        let report = r#"{"files": [
            {"path": ["", "somewhere", "core", "src", "a.rs"], "covered": 3, "coverable": 4},
            {"path": ["", "somewhere", "core", "src", "memory", "types.rs"], "covered": 0, "coverable": 99},
            {"path": ["", "somewhere", "core", "src", "a.rs"], "covered": 5, "coverable": 9},
            {"path": ["", "somewhere", "server", "src", "b.rs"], "covered": 0, "coverable": 9}]}"#;
        assert_eq!(lines(report), Ok(vec![file(5, 9), file(3, 4)]));
        assert!(lines("{}").is_err() && lines("").is_err());
    }

    #[test]
    fn a_mark_that_takes_lines_out_is_found() {
        assert_eq!(mark_in("fn plain() {}"), None);
        for mark in ["#[cfg(not(tarpaulin_include))]", "#[cfg_attr(test, coverage(off))]"] {
            assert!(mark_in(&format!("{mark}\nfn hidden() {{}}")).is_some(), "{mark}");
        }
    }
}
