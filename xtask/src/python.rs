//! The Python package: its tools in a virtual environment of the checkout, its checks, its wheel.

mod interpreters;

use crate::binary;
use crate::binary::SHIPPED;
use crate::checkout::Checkout;
use crate::checkout::is_ci;
use crate::command::Command;
use crate::counts;
use crate::counts::Counts;
use crate::stage::Problem;
use interpreters::Interpreters;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

const PACKAGE: &str = "bindings/python";
const REQUIREMENTS: &str = "bindings/python/requirements.txt";
const VENV: &str = ".tools/python";
/// What was installed into the environment: when it changes, the environment is made anew.
const INSTALLED: &str = ".tools/python/installed.txt";
/// The native module as the package imports it, beside its Python.
const MODULE: &str = "bindings/python/python/cortex_cloud/_native.abi3.so";
const WHEELS: &str = ".tools/wheels";

/// The stage of `cargo xtask test`.
pub(crate) fn run(checkout: &Checkout) -> Result<Counts, Problem> {
    let interpreters = prepare(checkout)?;
    tool(checkout, "ruff").args(["check", ".", "../../examples/python"]).run()?;
    tool(checkout, "ruff").args(["format", "--check", ".", "../../examples/python"]).run()?;
    tool(checkout, "mypy").args(["python/cortex_cloud", "tests", "bench", "package"]).run()?;
    // A folder of its own: the runner's modules have plain names.
    tool(checkout, "mypy")
        .args(["--explicit-package-bases", "conformance"])
        .env("MYPYPATH", "python:conformance")
        .run()?;

    let mut counts = Counts::default();
    pytest(checkout, "tests", &mut counts, |command| command)?;
    let server = binary::build(checkout, "cortex-server", false)?;
    let (harness, _) = binary::build_conformance(checkout)?;
    pytest(checkout, "conformance", &mut counts, |command| {
        command.env("CORTEX_SERVER_BIN", &server).env("CORTEX_CONFORMANCE_HARNESS", &harness)
    })?;
    let wheel = wheel(checkout)?;
    let found = serde_json::to_string(&interpreters.paths).map_err(|e| Problem::failed(e.to_string()))?;
    println!("   the wheel on {}", interpreters.names.join(", "));
    pytest(checkout, "package", &mut counts, |command| {
        command.env("CORTEX_WHEEL", &wheel).env("CORTEX_PYTHONS", &found)
    })?;
    Ok(counts)
}

/// What starts a device of this language, its module built: for mixed runs and the demo.
pub(crate) fn device(checkout: &Checkout) -> Result<Vec<String>, Problem> {
    prepare(checkout)?;
    let (python, runner) = (venv(checkout).join("bin/python"), checkout.root.join(PACKAGE).join("conformance"));
    Ok(vec![python.display().to_string(), runner.display().to_string(), "--device".to_owned()])
}

/// What runs a program with the package installed.
pub(crate) fn example(checkout: &Checkout, path: &str) -> Result<Command, Problem> {
    prepare(checkout)?;
    Ok(checkout.command(venv(checkout).join("bin/python")).args([path]))
}

/// A program of the environment that has nothing to do with the package.
pub(crate) fn program(checkout: &Checkout, name: &str) -> Result<Command, Problem> {
    environment(checkout, &interpreters::find(checkout)?)?;
    Ok(checkout.command(venv(checkout).join("bin").join(name)))
}

/// The environment, and the package in it as the tests want it.
fn prepare(checkout: &Checkout) -> Result<Interpreters, Problem> {
    let interpreters = interpreters::find(checkout)?;
    environment(checkout, &interpreters)?;
    // With the hooks by which a test forces a defect. The wheel has none.
    let built = binary::build_library(checkout, "lib_native.so")?;
    let module = checkout.root.join(MODULE);
    // A process that has it loaded keeps the file it loaded.
    let _ = fs::remove_file(&module);
    fs::copy(&built, &module).map_err(|e| format!("{MODULE}: {e}"))?;
    import_from_sources(checkout)?;
    Ok(interpreters)
}

/// Measures the calls of the package as it is shipped.
pub(crate) fn bench(checkout: &Checkout, quick: bool, json: bool) -> Result<ExitCode, String> {
    let measured = interpreters::find(checkout).and_then(|interpreters| {
        environment(checkout, &interpreters)?;
        let wheel = wheel(checkout)?;
        let folder = checkout.root.join("target/python-bench");
        let _ = fs::remove_dir_all(&folder);
        let install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target"];
        tool(checkout, "python").args(install).args([&folder, &wheel]).run()?;
        let flags = [("--quick", quick), ("--json", json)];
        let flags = flags.into_iter().filter(|(_, wanted)| *wanted).map(|(flag, _)| flag);
        // Ahead of the package as the tests want it.
        tool(checkout, "python").args(["bench/calls.py"]).args(flags).env("PYTHONPATH", folder).live().run()?;
        Ok(ExitCode::SUCCESS)
    });
    match measured {
        Ok(code) => Ok(code),
        Err(Problem::Skipped(why)) => {
            eprintln!("   skipped: {why}");
            Ok(ExitCode::SUCCESS)
        }
        Err(Problem::Failed { message, .. }) => Err(message),
    }
}

/// The virtual environment with the pinned tools, made where it is not there yet.
fn environment(checkout: &Checkout, interpreters: &Interpreters) -> Result<(), Problem> {
    let read = |path: &str| fs::read_to_string(checkout.root.join(path));
    let wanted = read(REQUIREMENTS).map_err(|e| Problem::failed(format!("{REQUIREMENTS}: {e}")))?;
    if read(INSTALLED).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("   installing the tools of {REQUIREMENTS} into {VENV}, once");
    checkout.command(&interpreters.oldest).args(["-m", "venv", "--clear", VENV]).run()?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    match checkout.command(venv(checkout).join("bin/python")).args(install).args([REQUIREMENTS]).run() {
        Ok(_) => {}
        Err(failure) if is_ci() => return Err(failure.into()),
        Err(failure) => {
            return Err(Problem::Skipped(format!(
                "the tools of {REQUIREMENTS} cannot be installed: {}",
                failure.reason
            )));
        }
    }
    fs::write(checkout.root.join(INSTALLED), wanted).map_err(|e| Problem::failed(format!("{INSTALLED}: {e}")))
}

/// Makes the environment's Python find the package in its sources.
fn import_from_sources(checkout: &Checkout) -> Result<(), String> {
    let libraries = venv(checkout).join("lib");
    let entries = fs::read_dir(&libraries).map_err(|e| format!("{}: {e}", libraries.display()))?;
    let sources = checkout.root.join(PACKAGE).join("python").display().to_string();
    for folder in entries.filter_map(Result::ok).map(|entry| entry.path().join("site-packages")).filter(|p| p.is_dir())
    {
        let file = folder.join("cortex_cloud.pth");
        fs::write(&file, &sources).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    Ok(())
}

/// The wheel as it is shipped: optimised, stripped, without test hooks.
fn wheel(checkout: &Checkout) -> Result<PathBuf, Problem> {
    let folder = checkout.root.join(WHEELS);
    // An earlier version's wheel would be found beside it.
    let _ = fs::remove_dir_all(&folder);
    tool(checkout, "maturin").args(["build", "--profile", SHIPPED, "--quiet", "--out"]).args([&folder]).run()?;
    let entries = fs::read_dir(&folder).map_err(|e| Problem::failed(format!("{WHEELS}: {e}")))?;
    let mut built = entries.filter_map(Result::ok).map(|entry| entry.path());
    built
        .find(|path| path.extension().is_some_and(|end| end == "whl"))
        .ok_or_else(|| Problem::failed(format!("maturin left no wheel in {WHEELS}")))
}

fn pytest(
    checkout: &Checkout,
    folder: &str,
    counts: &mut Counts,
    with: impl FnOnce(Command) -> Command,
) -> Result<(), Problem> {
    let command = with(tool(checkout, "python").args(["-m", "pytest", "--color=no", folder]).live());
    let (transcript, failure) = match command.run() {
        Ok(transcript) => (transcript, None),
        Err(failure) => (failure.transcript.clone(), Some(failure.to_string())),
    };
    let own = Counts::of_pytest(&transcript);
    *counts += own;
    let skipped = counts::skipped_by_pytest(&transcript);
    if skipped > 0 && is_ci() {
        let message = format!("{folder}: {skipped} tests were skipped; in CI none may be");
        return Err(Problem::Failed { message, counts: *counts });
    }
    match failure {
        Some(message) => Err(Problem::Failed { message, counts: *counts }),
        None if own.passed == 0 => Err(Problem::Failed { message: format!("{folder} ran no test"), counts: *counts }),
        None => Ok(()),
    }
}

/// A program of the virtual environment, run in the package's folder.
fn tool(checkout: &Checkout, name: &str) -> Command {
    let venv = venv(checkout);
    let program = venv.join("bin").join(name);
    // Where no other is said, cargo's own folder: maturin would take one beside the manifest of the workspace, too.
    Command::new(program, checkout.root.join(PACKAGE)).env("VIRTUAL_ENV", &venv).env("CARGO", &checkout.cargo)
}

fn venv(checkout: &Checkout) -> PathBuf {
    checkout.root.join(Path::new(VENV))
}
