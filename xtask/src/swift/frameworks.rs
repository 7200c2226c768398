//! What the engine calls of a Mac's system: a static library does not carry along what it links, so the package says it.

use crate::checkout::Checkout;
use crate::stage::Problem;
use std::collections::BTreeSet;
use std::fs;

const MANIFEST: &str = "bindings/swift/Package.swift";
const CRATE: &str = "cortex-cloud-ffi";
const MACS: [&str; 2] = ["aarch64-apple-darwin", "x86_64-apple-darwin"];
const LINUX: &str = "x86_64-unknown-linux-gnu";

/// The crates that are in the engine on a Mac and not on Linux, with the framework that each links, if any.
const OF_MACS: &[(&str, Option<&str>)] = &[
    ("core-foundation", None),
    ("core-foundation-sys", Some("CoreFoundation")),
    ("errno", None),
    ("security-framework", None),
    ("security-framework-sys", Some("Security")),
    ("system-configuration", None),
    ("system-configuration-sys", Some("SystemConfiguration")),
];

/// Fails when the manifest and the crates name other frameworks.
pub(super) fn check(checkout: &Checkout) -> Result<(), Problem> {
    let tree = |target: &str| -> Result<BTreeSet<String>, Problem> {
        let tree = ["tree", "--locked", "-p", CRATE, "-e", "normal", "--prefix", "none", "--format", "{p}"];
        Ok(names(&checkout.cargo().args(tree).args(["--target", target]).stdout()?))
    };
    let linux = tree(LINUX)?;
    let mut crates = BTreeSet::new();
    for target in MACS {
        crates.extend(tree(target)?.difference(&linux).cloned());
    }
    let manifest = fs::read_to_string(checkout.root.join(MANIFEST)).map_err(|e| format!("{MANIFEST}: {e}"))?;
    compare(&crates, &manifest).map_err(Problem::failed)
}

fn compare(crates: &BTreeSet<String>, manifest: &str) -> Result<(), String> {
    let known: BTreeSet<String> = OF_MACS.iter().map(|(name, _)| (*name).to_owned()).collect();
    if *crates != known {
        let differ: Vec<&str> = crates.symmetric_difference(&known).map(String::as_str).collect();
        return Err(format!(
            "the engine has other crates on a Mac than xtask/src/swift/frameworks.rs knows: {}; look there which frameworks \
             they link",
            differ.join(", ")
        ));
    }
    let wanted: Vec<String> = OF_MACS.iter().filter_map(|(_, framework)| framework.map(|f| format!("{f:?}"))).collect();
    let list = format!("let frameworks = [{}]", wanted.join(", "));
    if manifest.contains(&list) { Ok(()) } else { Err(format!("{MANIFEST} does not have `{list}`")) }
}

fn names(tree: &str) -> BTreeSet<String> {
    tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_nobody_looked_at_is_named() {
        let mut crates: BTreeSet<String> = OF_MACS.iter().map(|(name, _)| (*name).to_owned()).collect();
        let manifest = "let frameworks = [\"CoreFoundation\", \"Security\", \"SystemConfiguration\"].map";
        assert_eq!(compare(&crates, manifest), Ok(()));
        assert!(compare(&crates, "let frameworks = [\"Security\"].map").is_err_and(|e| e.contains("CoreFoundation")));
        crates.insert("metal-sys".to_owned());
        assert!(compare(&crates, manifest).is_err_and(|e| e.contains("metal-sys")));
    }
}
