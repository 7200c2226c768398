//! What must hold of the files themselves, whoever checks them out.

use crate::checkout::Checkout;
use crate::counts::Counts;
use crate::planted;
use crate::stage::Problem;
use serde_json::Value;
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
const OWN_FOLDERS: [&str; 2] = [OWN_FOLDER, "../../bindings/"];

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

/// Packages of npm; Python's takes its version from its crate.
const MANIFESTS: &[&str] =
    &["bindings/node/package.json", "bindings/node/package-lock.json", "bindings/node/npm/linux-x64-gnu/package.json"];

fn different_versions(checkout: &Checkout) -> Result<Vec<String>, Problem> {
    let packages = checkout.packages()?;
    let Some(first) = packages.first() else { return Ok(vec!["the workspace has no packages".to_owned()]) };
    let different = packages.iter().filter(|package| package["version"] != first["version"]);
    let mut complaints: Vec<String> = different
        .map(|p| format!("{} has version {}, {} has {}", p["name"], p["version"], first["name"], first["version"]))
        .collect();
    for name in MANIFESTS {
        let text = fs::read_to_string(checkout.root.join(name)).map_err(|e| format!("{name}: {e}"))?;
        let manifest: Value = serde_json::from_str(&text).map_err(|e| format!("{name}: {e}"))?;
        let wanted = first["version"].as_str().unwrap_or_default();
        complaints.extend(other_versions(&manifest, wanted).into_iter().map(|found| format!("{name}: {found}")));
    }
    Ok(complaints)
}

/// Where a manifest of npm says another version of one of our packages than the wanted one.
fn other_versions(manifest: &Value, wanted: &str) -> Vec<String> {
    let mut said = vec![("its version".to_owned(), manifest["version"].as_str())];
    let entries = manifest["packages"].as_object().into_iter().flatten();
    let own = entries.filter(|(path, _)| path.is_empty() || path.starts_with(OWN_FOLDER));
    for (path, entry) in own {
        said.push((format!("the version of \"{path}\""), entry["version"].as_str()));
        said.extend(platforms(entry));
    }
    said.extend(platforms(manifest));
    let other = said.into_iter().filter(|(_, version)| *version != Some(wanted));
    other.map(|(what, version)| format!("{what} is {}, not {wanted}", version.unwrap_or("not there"))).collect()
}

fn platforms(manifest: &Value) -> impl Iterator<Item = (String, Option<&str>)> {
    let optional = manifest["optionalDependencies"].as_object().into_iter().flatten();
    optional.map(|(name, version)| (format!("the version of {name}"), version.as_str()))
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
        .filter(|(_, source)| !source.starts_with(public))
        .filter(|(_, source)| public != NO_ADDRESS || !OWN_FOLDERS.iter().any(|own| source.starts_with(own)))
        .map(|(number, source)| format!("{name}:{}: comes from {source}, not from {public}", number + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
    fn another_version_in_a_manifest_is_found() {
        let platform = json!({ "name": "x-linux", "version": "1.0.0" });
        let main = json!({ "version": "1.0.0", "optionalDependencies": { "x-linux": "1.0.0" } });
        let lock = json!({ "version": "1.0.0", "packages": { "": main.clone(), "npm/linux": platform.clone(),
            "node_modules/other": { "version": "7.0.0" } } });
        for manifest in [&platform, &main, &lock] {
            assert_eq!(other_versions(manifest, "1.0.0"), Vec::<String>::new());
        }
        assert_eq!(other_versions(&platform, "2.0.0").len(), 1);
        assert_eq!(other_versions(&main, "2.0.0").len(), 2);
        assert_eq!(other_versions(&lock, "2.0.0").len(), 4);
        assert_eq!(other_versions(&json!({}), "1.0.0"), ["its version is not there, not 1.0.0"]);
    }

    #[test]
    fn other_files_may_name_any_source() {
        assert!(foreign_sources("README.md", "source = \"elsewhere\"").is_empty());
    }
}
