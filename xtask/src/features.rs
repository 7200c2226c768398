//! What the dependency tree must not hold: network crates in an engine without `cloud`, a second TLS provider, features
//! that only tests ask for.

use crate::checkout::Checkout;
use crate::checkout::TESTS_CRATE;
use crate::counts::Counts;
use crate::stage::Problem;
use std::collections::BTreeSet;

const NETWORK: &[&str] = &["reqwest", "tokio"];
// rustls panics when two of its providers are linked; ours is ring.
const SECOND_PROVIDER: &str = "aws-lc-rs";

pub(crate) fn run(checkout: &Checkout) -> Result<Counts, Problem> {
    let tree = checkout
        .cargo()
        .args(["tree", "-p", "cortex-cloud", "-e", "normal,build", "--prefix", "none", "--locked"])
        .stdout()?;
    if !names(&tree, "cortex-cloud") {
        return Err(Problem::failed(format!("cargo tree does not name cortex-cloud itself:\n{tree}")));
    }
    if let Some(found) = NETWORK.iter().find(|name| names(&tree, name)) {
        return Err(Problem::failed(format!("cortex-cloud without features depends on {found}:\n{tree}")));
    }
    no_second_provider(checkout)?;
    let builds = |edges: &str| {
        let tree = ["tree", "--workspace", "--all-features", "--locked", "--no-dedupe", "--prefix", "none"];
        checkout.cargo().args(tree).args(["--format", "{p} {f}", "--edges", edges]).stdout()
    };
    let other = only_without_tests(&builds("normal,build,dev")?, &builds("normal,build")?);
    if !other.is_empty() {
        return Err(Problem::failed(format!(
            "programs and docs would compile these once more than the tests do, with fewer features; ask for the others in \
             the dependencies of {}:\n{}",
            TESTS_CRATE,
            other.join("\n")
        )));
    }
    Ok(Counts::default())
}

/// Packages with the features they have when no tests are built, and never when tests are.
fn only_without_tests(with: &str, without: &str) -> Vec<String> {
    let lines = |tree: &str| -> BTreeSet<String> {
        tree.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
    };
    lines(without).difference(&lines(with)).cloned().collect()
}

fn no_second_provider(checkout: &Checkout) -> Result<(), Problem> {
    let command = checkout.cargo().args(["tree", "--workspace", "--all-features", "--locked", "-i", SECOND_PROVIDER]);
    match command.run() {
        // In the lock file for another platform or an unused feature, but not built.
        Ok(text) if text.contains("nothing to print") && !names(&text, SECOND_PROVIDER) => Ok(()),
        Ok(text) => Err(Problem::failed(format!("{SECOND_PROVIDER} is built beside ring:\n{text}"))),
        Err(failure) if is_unknown(&failure.output) => Ok(()),
        Err(failure) => Err(failure.into()),
    }
}

/// Whether cargo failed because the lock file does not have the package at all.
fn is_unknown(output: &str) -> bool {
    output.contains(&format!("package ID specification `{SECOND_PROVIDER}` did not match any packages"))
}

/// Whether a line of `cargo tree` without prefixes is about the package.
fn names(tree: &str, package: &str) -> bool {
    tree.lines().any(|line| line.split(' ').next() == Some(package))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_known_by_its_whole_name() {
        let tree = "cortex-cloud v0.1.0 (/x)\ntokio-util v0.7.0\n";
        assert!(!names(tree, "tokio"));
        assert!(names(&format!("{tree}tokio v1.0.0 (*)\n"), "tokio"));
    }

    #[test]
    fn features_that_only_tests_ask_for_are_found() {
        let with = "a v1.0.0 std,sys\nb v1.0.0 \na v1.0.0 std,sys (*)\n";
        assert!(only_without_tests(with, "a v1.0.0 std,sys\n").is_empty());
        assert_eq!(only_without_tests(with, "b v1.0.0 \na v1.0.0 std\n"), ["a v1.0.0 std"]);
    }

    #[test]
    fn only_an_unknown_package_counts_as_absent() {
        assert!(is_unknown("error: package ID specification `aws-lc-rs` did not match any packages\n"));
        assert!(!is_unknown("error: failed to download from `https://mirror.example/config.json`\n"));
    }
}
