//! The examples of hosts that load the engine into their own process: Electron, VS Code, an agent in Python. Each is checked
//! and run with the packages as they are published, those of Node in folders of their own.

use crate::binary;
use crate::checkout::Checkout;
use crate::counts::Counts;
use crate::node;
use crate::package;
use crate::python;
use crate::stage::Problem;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// What the stage proves.
pub(crate) const ABOUT: &str =
    "the examples for Electron, VS Code and agents in Python, with the packages as they are published";

const OF_NODE: [&str; 2] = ["electron", "vscode"];
const AGENT: &str = "examples/python-agent";

/// The stage of `cargo xtask test`.
pub(crate) fn run(checkout: &Checkout) -> Result<Counts, Problem> {
    let mut counts = Counts::default();
    let server = binary::build(checkout, "cortex-server", false)?;
    let tarballs = package::npm(checkout)?;
    for name in OF_NODE {
        let place = place(checkout, name)?;
        let npm = |args: &[&str]| node::npm_in(&place).args(args);
        npm(&["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).run()?;
        let install = npm(&["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]);
        install.args(&tarballs).run()?;
        npm(&["run", "--silent", "lint"]).run()?;
        let tests = npm(&["test", "--silent"]).env("CORTEX_SERVER_BIN", &server);
        node::test(&tests, &format!("examples/{name}"), &mut counts)?;
    }
    // Where it lies: its tests run the programs of its page, too.
    python::agent(checkout, &checkout.root.join(AGENT), &server, &mut counts)?;
    Ok(counts)
}

/// A folder with what git has of the example. What was installed there before stays.
fn place(checkout: &Checkout, name: &str) -> Result<PathBuf, Problem> {
    let example = format!("examples/{name}");
    let listed = checkout.command("git").args(["ls-files", "-z", "--", &example]).stdout()?;
    let place = checkout.root.join("target/hosts").join(name);
    let files: Vec<&str> = listed.split('\0').filter(|file| !file.is_empty()).collect();
    if files.is_empty() {
        return Err(Problem::failed(format!("git has no file in {example}")));
    }
    // What was deleted in the example must not be found in its copy.
    for old in ["src", "test", "tests", "dist"] {
        let _ = fs::remove_dir_all(place.join(old));
    }
    for file in files {
        let inside = Path::new(file).strip_prefix(&example).map_err(|e| e.to_string())?;
        let to = place.join(inside);
        let made = to.parent().map_or(Ok(()), fs::create_dir_all);
        let copied = made.and_then(|()| fs::copy(checkout.root.join(file), &to));
        copied.map_err(|e| format!("{file}: {e}"))?;
    }
    Ok(place)
}
