//! Swift as `scripts/swift.sh` finds it: on PATH, or in a folder of its own that the script makes.

use crate::checkout::Checkout;
use crate::command::Command;
use crate::stage::Problem;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::thread;
use std::thread::JoinHandle;

const SCRIPT: &str = "bindings/swift/scripts/swift.sh";

/// Makes sure that there is one and returns its version.
pub(super) fn find_or_install(checkout: &Checkout) -> Result<String, Problem> {
    let script = |word: &str| checkout.command(checkout.root.join(SCRIPT)).args([word]);
    if script("find").stdout().is_err() {
        if !checkout.installs {
            return Err(Problem::Skipped(format!(
                "Swift 6 is not on PATH; install it (https://www.swift.org/install) or, on Debian and as root, run \
                 cargo xtask test --install, which gets it with {SCRIPT} get (3.5 GB)"
            )));
        }
        println!("   getting a Swift toolchain, once: {SCRIPT} get");
        script("get").live().run()?;
    }
    let version = command(checkout, "swift").args(["--version"]).stdout()?;
    Ok(version.lines().next().unwrap_or_default().trim().to_owned())
}

/// Begins to get what `find_or_install` will want, where that would install it: it is a long download. Whoever asks for it
/// meanwhile waits until it is there, and is told what went wrong.
pub(crate) fn get_ahead(checkout: &Checkout) -> Option<JoinHandle<()>> {
    let script = |word: &str| checkout.command(checkout.root.join(SCRIPT)).args([word]);
    if !checkout.installs || script("find").stdout().is_ok() {
        return None;
    }
    let get = script("get");
    Some(thread::spawn(move || drop(get.run())))
}

/// What stands before a program of the toolchain, or one that it built.
pub(super) fn words(checkout: &Checkout) -> Vec<String> {
    vec![checkout.root.join(SCRIPT).display().to_string(), "run".to_owned()]
}

/// A program of the toolchain, or one that it built, in the root.
pub(super) fn command(checkout: &Checkout, program: impl AsRef<OsStr>) -> Command {
    command_in(checkout, checkout.root.clone(), program)
}

/// The same in a folder.
pub(super) fn command_in(checkout: &Checkout, folder: PathBuf, program: impl AsRef<OsStr>) -> Command {
    Command::new(checkout.root.join(SCRIPT), folder).args(["run"]).args([program])
}
