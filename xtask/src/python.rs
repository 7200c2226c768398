//! The Python package: its tools in a virtual environment of the checkout, its checks, its wheel.

mod interpreters;

use crate::binary;
use crate::checkout::Checkout;
use crate::checkout::is_ci;
use crate::command::Command;
use crate::counts;
use crate::counts::Counts;
use crate::memcheck::Watched;
use crate::package;
use crate::stage;
use crate::stage::Problem;
use interpreters::Interpreters;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

const PACKAGE: &str = "bindings/python";

/// Tests of the packages of every language, as seen from this one's folder.
const PACKAGES: &str = "../../tests/packages";

/// A virtual environment of the checkout.
struct Venv {
    folder: &'static str,
    /// What is in it. When that changes, the environment is made anew.
    requirements: &'static str,
}

/// What checks and builds the package.
const TOOLS: Venv = Venv { folder: ".tools/python", requirements: "bindings/python/requirements.txt" };
/// What links against an older glibc than this machine's.
const PACKAGING: Venv = Venv { folder: ".tools/packaging", requirements: "bindings/packaging-requirements.txt" };

/// The native module as the package imports it, beside its Python.
const MODULE: &str = "bindings/python/python/cortex_cloud/_native.abi3.so";

/// The stage of `cargo xtask test`.
pub(crate) fn run(checkout: &Checkout) -> Result<Counts, Problem> {
    let interpreters = prepare(checkout)?;
    tool(checkout, "ruff").args(["check", ".", "../../examples/python"]).run()?;
    tool(checkout, "ruff").args(["format", "--check", ".", "../../examples/python"]).run()?;
    let packages = ["--config", "pyproject.toml", PACKAGES];
    // Tests say by their names what they show.
    tool(checkout, "ruff").args(["check", "--extend-ignore", "D"]).args(packages).run()?;
    tool(checkout, "ruff").args(["format", "--check"]).args(packages).run()?;
    tool(checkout, "mypy").args(["python/cortex_cloud", "tests", "bench", "package", "soak", PACKAGES]).run()?;
    // A folder of its own: the runner's modules have plain names.
    tool(checkout, "mypy")
        .args(["--explicit-package-bases", "conformance"])
        .env("MYPYPATH", "python:conformance")
        .run()?;

    let mut counts = Counts::default();
    let server = binary::build(checkout, "cortex-server", false)?;
    let (harness, _) = binary::build_conformance(checkout)?;
    let tests = || {
        pytest(checkout, "tests", &mut counts, |command| command)?;
        pytest(checkout, "conformance", &mut counts, |command| {
            command.env("CORTEX_SERVER_BIN", &server).env("CORTEX_CONFORMANCE_HARNESS", &harness)
        })
    };
    let (wheel, ()) = stage::beside(|| package::wheel(checkout), tests)?;
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
    let (python, runner) = (TOOLS.program(checkout, "python"), checkout.root.join(PACKAGE).join("conformance"));
    Ok(vec![python.display().to_string(), runner.display().to_string(), "--device".to_owned()])
}

/// What runs a program with the package installed.
pub(crate) fn example(checkout: &Checkout, path: &str) -> Result<Command, Problem> {
    prepare(checkout)?;
    Ok(checkout.command(TOOLS.program(checkout, "python")).args([path]))
}

/// What runs the program of `cargo xtask soak --only memory`.
pub(crate) fn soak(checkout: &Checkout) -> Result<Command, Problem> {
    TOOLS.make(checkout, &interpreters::find(checkout)?)?;
    Ok(tool(checkout, "python").args(["soak/memory.py"]).env("PYTHONPATH", installed_wheel(checkout)?))
}

/// The tests that valgrind looks at. Python's own allocator would hide from it what is freed.
pub(crate) fn memcheck(checkout: &Checkout) -> Result<Vec<Watched>, Problem> {
    prepare(checkout)?;
    let tests = ["-m", "pytest", "--color=no", "tests/test_bodies.py", "tests/test_events.py", "tests/test_memory.py"];
    let watched = |tests: &[&str], is_planted| {
        let command = tool(checkout, "python").args(tests).env("PYTHONMALLOC", "malloc");
        Watched { command, library: "_native.abi3.so", is_planted }
    };
    let mut planted = watched(&tests[..4], true);
    planted.command = planted.command.env("CORTEX_TEST_LEAK", "1");
    Ok(vec![watched(&tests, false), planted])
}

/// The program under valgrind.
pub(crate) fn under_valgrind(checkout: &Checkout, watched: Watched) -> Command {
    let script = checkout.root.join(PACKAGE).join("soak/memcheck.py");
    watched.command.under(TOOLS.program(checkout, "python"), [script.into_os_string(), watched.library.into()])
}

/// The example of an agent in this folder: clean, and its tests with the package as it is shipped.
pub(crate) fn agent(checkout: &Checkout, folder: &Path, server: &Path, counts: &mut Counts) -> Result<(), Problem> {
    TOOLS.make(checkout, &interpreters::find(checkout)?)?;
    let sources = folder.join("src");
    let paths = env::join_paths([installed_wheel(checkout)?, sources.clone()]);
    let paths = paths.map_err(|e| format!("{}: {e}", folder.display()))?;
    let run = |name: &str| Command::new(TOOLS.program(checkout, name), folder).env("PYTHONPATH", &paths);
    run("ruff").args(["check", "."]).run()?;
    run("ruff").args(["format", "--check", "."]).run()?;
    run("mypy").args(["src", "tests"]).env("MYPYPATH", &paths).run()?;
    let tests = run("python").args(["-m", "pytest", "--color=no", "tests"]).env("CORTEX_SERVER_BIN", server);
    pytest_of(&tests.live(), "examples/python-agent", counts)
}

/// A folder with the package as it is shipped.
fn installed_wheel(checkout: &Checkout) -> Result<PathBuf, Problem> {
    let wheel = package::wheel(checkout)?;
    let folder = checkout.root.join("target/python-wheel");
    let _ = fs::remove_dir_all(&folder);
    let install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target"];
    tool(checkout, "python").args(install).args([&folder, &wheel]).run()?;
    Ok(folder)
}

/// A program of the environment that has nothing to do with the package.
pub(crate) fn program(checkout: &Checkout, name: &str) -> Result<Command, Problem> {
    TOOLS.make(checkout, &interpreters::find(checkout)?)?;
    Ok(checkout.command(TOOLS.program(checkout, name)))
}

/// The environment, and the package in it as the tests want it.
fn prepare(checkout: &Checkout) -> Result<Interpreters, Problem> {
    let interpreters = interpreters::find(checkout)?;
    TOOLS.make(checkout, &interpreters)?;
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
        TOOLS.make(checkout, &interpreters)?;
        let folder = installed_wheel(checkout)?;
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

impl Venv {
    /// Makes it where it is not there yet.
    fn make(&self, checkout: &Checkout, interpreters: &Interpreters) -> Result<(), Problem> {
        let Self { folder, requirements } = self;
        let read = |path: &Path| fs::read_to_string(checkout.root.join(path));
        let wanted = read(Path::new(requirements)).map_err(|e| Problem::failed(format!("{requirements}: {e}")))?;
        let installed = Path::new(folder).join("installed.txt");
        if read(&installed).is_ok_and(|installed| installed == wanted) {
            return Ok(());
        }
        println!("   installing the tools of {requirements} into {folder}, once");
        checkout.command(&interpreters.oldest).args(["-m", "venv", "--clear", folder]).run()?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
        match checkout.command(self.program(checkout, "python")).args(install).run() {
            Ok(_) => {}
            Err(failure) if is_ci() => return Err(failure.into()),
            Err(failure) => {
                let why = format!("the tools of {requirements} cannot be installed: {}", failure.reason);
                return Err(Problem::Skipped(why));
            }
        }
        let installed = checkout.root.join(installed);
        fs::write(&installed, wanted).map_err(|e| Problem::failed(format!("{}: {e}", installed.display())))
    }

    fn program(&self, checkout: &Checkout, name: &str) -> PathBuf {
        checkout.root.join(self.folder).join(if cfg!(windows) { "Scripts" } else { "bin" }).join(name)
    }
}

/// A program that packages are made with, which links against an older glibc. It looks for zig in the Python that is first
/// on PATH.
pub(crate) fn packaging_tool(checkout: &Checkout, name: &str) -> Result<Command, Problem> {
    let program = packaging_program(checkout, name)?;
    let others = env::var_os("PATH").unwrap_or_default();
    let first = program.parent().map(Path::to_path_buf);
    let path = env::join_paths(first.into_iter().chain(env::split_paths(&others)));
    let path = path.map_err(|e| format!("PATH: {e}"))?;
    Ok(Command::new(program, &checkout.root).env("PATH", path).env("CARGO", &checkout.cargo))
}

/// Where it is.
pub(crate) fn packaging_program(checkout: &Checkout, name: &str) -> Result<PathBuf, Problem> {
    PACKAGING.make(checkout, &interpreters::find(checkout)?)?;
    Ok(PACKAGING.program(checkout, name))
}

/// maturin, in the package's folder.
pub(crate) fn maturin(checkout: &Checkout) -> Result<Command, Problem> {
    TOOLS.make(checkout, &interpreters::find(checkout)?)?;
    Ok(tool(checkout, "maturin"))
}

/// What is said of all packages, in whatever language.
pub(crate) fn pytest_of_packages(checkout: &Checkout, folder: &Path, counts: &mut Counts) -> Result<(), Problem> {
    TOOLS.make(checkout, &interpreters::find(checkout)?)?;
    pytest(checkout, PACKAGES, counts, |command| command.env("CORTEX_PACKAGES", folder))
}

/// Makes the environment's Python find the package in its sources.
fn import_from_sources(checkout: &Checkout) -> Result<(), String> {
    let libraries = checkout.root.join(TOOLS.folder).join("lib");
    let entries = fs::read_dir(&libraries).map_err(|e| format!("{}: {e}", libraries.display()))?;
    let sources = checkout.root.join(PACKAGE).join("python").display().to_string();
    for folder in entries.filter_map(Result::ok).map(|entry| entry.path().join("site-packages")).filter(|p| p.is_dir())
    {
        let file = folder.join("cortex_cloud.pth");
        fs::write(&file, &sources).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    Ok(())
}

fn pytest(
    checkout: &Checkout,
    folder: &str,
    counts: &mut Counts,
    with: impl FnOnce(Command) -> Command,
) -> Result<(), Problem> {
    let command = tool(checkout, "python").args(["-m", "pytest", "--color=no", folder]);
    pytest_of(&with(command.live()), folder, counts)
}

fn pytest_of(command: &Command, folder: &str, counts: &mut Counts) -> Result<(), Problem> {
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
    let venv = checkout.root.join(TOOLS.folder);
    // Where no other is said, cargo's own folder: maturin would take one beside the manifest of the workspace, too.
    let command = Command::new(TOOLS.program(checkout, name), checkout.root.join(PACKAGE));
    command.env("VIRTUAL_ENV", &venv).env("CARGO", &checkout.cargo)
}
