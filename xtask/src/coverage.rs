//! `cargo xtask coverage`: how many of the engine's lines the tests reach, and that these are enough (E03).
//!
//! Counted are the lines of `core/src` that can be executed, tests left out. No line may be taken out by a mark.

use crate::binary;
use crate::checkout::Checkout;
use crate::checkout::TESTS_CRATE;
use crate::command::Command;
use crate::counts::Counts;
use crate::stage::Problem;
use crate::tools;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

/// Per cent of the lines at least.
const FLOOR: f64 = 80.0;
const CORE: &str = "core/src/";
/// What takes a line out of the count. In pieces, so that this file has none.
const MARKS: &[&str] =
    &[concat!("tarpaulin", "_include"), concat!("cfg(not(", "tarpaulin"), concat!("coverage", "(off)")];

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
    measure(tarpaulin, &folder, server).run()?;
    let report = folder.join("tarpaulin-report.json");
    let text = fs::read_to_string(&report).map_err(|e| format!("{}: {e}", report.display()))?;
    let files = lines(&text)?;
    for Lines { file, reached, all } in &files {
        println!("{:>6.1} %  {reached:>4} of {all:>4}  {file}", percent(*reached, *all));
    }
    println!("{}", judge(&files)?);
    Ok(Counts::default())
}

/// The tests of the engine and those of the tests crate, a few rounds of what is repeated.
fn measure(tarpaulin: Command, folder: &Path, server: PathBuf) -> Command {
    tarpaulin
        .args([
            "--engine",
            "llvm",
            "--packages",
            "cortex-cloud",
            "--packages",
            TESTS_CRATE,
            "--all-features",
            "--tests",
        ])
        .args(["--include-files", "core/src/*", "--out", "Json", "--timeout", "1200", "--skip-clean"])
        .args(["--output-dir".as_ref(), folder.as_os_str(), "--target-dir".as_ref(), folder.as_os_str()])
        .env("CORTEX_SERVER_BIN", server)
        .env("CORTEX_KILL_ROUNDS", "10")
        .env("CORTEX_SIM_SEEDS", "50")
        .live()
}

fn lines(report: &str) -> Result<Vec<Lines>, String> {
    let report: Value = serde_json::from_str(report).map_err(|e| format!("the report is no JSON: {e}"))?;
    let files = report["files"].as_array().ok_or("the report names no files")?;
    let mut found: Vec<Lines> = files.iter().filter_map(of_file).collect();
    found.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(found)
}

fn of_file(file: &Value) -> Option<Lines> {
    let parts: Vec<&str> = file["path"].as_array()?.iter().filter_map(Value::as_str).collect();
    let path = parts.join("/");
    let at = path.rfind(CORE)?;
    Some(Lines { file: path[at..].to_owned(), reached: file["covered"].as_u64()?, all: file["coverable"].as_u64()? })
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
        } else if let Some(mark) = fs::read_to_string(&path).ok().and_then(|t| MARKS.iter().find(|m| t.contains(**m))) {
            return Err(format!("{} takes lines out of the count by {mark}", path.display()));
        }
    }
    Ok(())
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
    fn only_files_of_the_core_are_counted() {
        let report = r#"{"files": [
            {"path": ["", "somewhere", "core", "src", "a.rs"], "covered": 3, "coverable": 4},
            {"path": ["", "somewhere", "server", "src", "b.rs"], "covered": 0, "coverable": 9}]}"#;
        assert_eq!(lines(report), Ok(vec![file(3, 4)]));
        assert!(lines("{}").is_err() && lines("").is_err());
    }
}
