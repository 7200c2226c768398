//! What must hold of the files themselves, whoever checks them out.

use crate::checkout::Checkout;
use crate::counts::Counts;
use crate::planted;
use crate::stage::Problem;
use std::fs;

/// Folders of single machines. In pieces, so that this file does not name them.
const MACHINE_PATHS: &[&str] = &[
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!(r"C:\Us", r"ers\"),
    // As it stands in source code.
    concat!(r"C:\\Us", r"ers\\"),
];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// npm fills addresses in from its own settings where a lock file records none. A package of this repository is a folder.
const NO_ADDRESS: &str = "file:";
const OWN_FOLDER: &str = "npm/";

pub(crate) fn run(checkout: &Checkout) -> Result<Counts, Problem> {
    let listed = checkout.command("git").args(["ls-files", "-z"]).stdout()?;
    let files: Vec<&str> = listed.split('\0').filter(|name| !name.is_empty()).collect();
    let mut complaints = Vec::new();
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        if !files.contains(&licence) {
            complaints.push(format!("{licence} is missing"));
        }
    }
    complaints.extend(different_versions(checkout)?);
    complaints.extend(planted::stale(checkout)?);
    for name in files {
        // A link or a file deleted but not yet committed has nothing to read.
        let Ok(bytes) = fs::read(checkout.root.join(name)) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        complaints.extend(machine_paths(name, &text));
        complaints.extend(foreign_sources(name, &text));
    }
    if complaints.is_empty() { Ok(Counts::default()) } else { Err(Problem::failed(complaints.join("\n"))) }
}

fn different_versions(checkout: &Checkout) -> Result<Vec<String>, Problem> {
    let packages = checkout.packages()?;
    let Some(first) = packages.first() else { return Ok(vec!["the workspace has no packages".to_owned()]) };
    let different = packages.iter().filter(|package| package["version"] != first["version"]);
    Ok(different
        .map(|p| format!("{} has version {}, {} has {}", p["name"], p["version"], first["name"], first["version"]))
        .collect())
}

fn machine_paths(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for path in MACHINE_PATHS {
            let absolute = line.match_indices(path).any(|(at, _)| !continues_a_path(&line[..at]));
            if absolute {
                found.push(format!("{name}:{}: names {path}, a path of one machine", number + 1));
            }
        }
    }
    found
}

/// Whether `before` ends in a part of a path, so that what follows is no absolute path.
fn continues_a_path(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')' | '~' | '*'))
}

/// Lock files must name the public registries: a mirror's address would fail on every other machine.
fn foreign_sources(name: &str, text: &str) -> Vec<String> {
    let (key, public) = match name.rsplit('/').next() {
        Some("Cargo.lock") => ("source = \"", CRATES_IO),
        Some("package-lock.json") => ("\"resolved\": \"", NO_ADDRESS),
        _ => return Vec::new(),
    };
    text.lines()
        .enumerate()
        .filter_map(|(number, line)| line.trim().strip_prefix(key).map(|source| (number, source)))
        .filter(|(_, source)| !(source.starts_with(public) || public == NO_ADDRESS && source.starts_with(OWN_FOLDER)))
        .map(|(number, source)| format!("{name}:{}: comes from {source}, not from {public}", number + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absolute_path_is_found_and_a_relative_one_is_not() {
        for path in MACHINE_PATHS {
            assert_eq!(machine_paths("a.md", &format!("see\n`{path}main`")).len(), 1);
            assert!(machine_paths("a.md", &format!("see net{path}main")).is_empty());
        }
    }

    #[test]
    fn a_mirror_in_a_lock_file_is_found() {
        let public = format!("source = \"{CRATES_IO}\"\n");
        assert!(foreign_sources("Cargo.lock", &public).is_empty());
        assert_eq!(foreign_sources("Cargo.lock", "source = \"registry+https://mirror.example/\"\n").len(), 1);
        assert_eq!(foreign_sources("js/package-lock.json", "  \"resolved\": \"https://mirror.example/a\",").len(), 1);
    }

    #[test]
    fn other_files_may_name_any_source() {
        assert!(foreign_sources("README.md", "source = \"elsewhere\"").is_empty());
    }
}
