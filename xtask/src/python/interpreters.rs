//! The CPythons of this machine that the wheel is for.

use crate::checkout::Checkout;
use crate::checkout::is_ci;
use crate::stage::Problem;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::PathBuf;

/// 3.10, the oldest the wheel is for, to 3.13.
const MINORS: std::ops::RangeInclusive<u32> = 10..=13;

/// One of each minor version.
pub(super) struct Interpreters {
    /// As `3.10.13`.
    pub(super) names: Vec<String>,
    /// Where they are.
    pub(super) paths: Vec<PathBuf>,
    /// The tools run on it: what it takes, the others take.
    pub(super) oldest: PathBuf,
}

/// Looks on PATH and among pyenv's.
pub(super) fn find(checkout: &Checkout) -> Result<Interpreters, Problem> {
    let mut found: BTreeMap<u32, (String, PathBuf)> = BTreeMap::new();
    for candidate in candidates() {
        if let Some((minor, name)) = version(checkout, &candidate) {
            found.entry(minor).or_insert((name, candidate));
        }
    }
    let Some((_, oldest)) = found.values().next().cloned() else {
        let message = "no CPython 3.10 to 3.13 was found on PATH or in ~/.pyenv/versions; get one from python.org or \
            your system's packages (python3 and python3-venv)";
        return Err(if is_ci() { Problem::failed(message) } else { Problem::Skipped(message.to_owned()) });
    };
    let (names, paths) = found.into_values().unzip();
    Ok(Interpreters { names, paths, oldest })
}

fn candidates() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = Vec::new();
    if let Some(home) = env::home_dir() {
        let versions = fs::read_dir(home.join(".pyenv/versions")).into_iter().flatten().filter_map(Result::ok);
        all.extend(versions.map(|entry| entry.path().join("bin/python3")));
    }
    all.sort();
    all.extend(MINORS.map(|minor| PathBuf::from(format!("python3.{minor}"))));
    // Windows knows it by the second name.
    all.extend(["python3", "python"].map(PathBuf::from));
    all
}

/// The minor version and the whole, if it is one that the wheel is for and can make virtual environments.
fn version(checkout: &Checkout, candidate: &PathBuf) -> Option<(u32, String)> {
    let ask = "import ensurepip, platform, sys; print(sys.executable, platform.python_version(), platform.python_implementation())";
    let text = checkout.command(candidate).args(["-c", ask]).stdout().ok()?;
    let mut words = text.split_whitespace().skip(1);
    let (name, implementation) = (words.next()?, words.next()?);
    let minor = name.strip_prefix("3.")?.split('.').next()?.parse().ok()?;
    (implementation == "CPython" && MINORS.contains(&minor)).then(|| (minor, name.to_owned()))
}
