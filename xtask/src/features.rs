//! What the dependency tree must not hold: network crates in an engine without `cloud`, a second TLS provider.

use crate::checkout::Checkout;
use crate::counts::Counts;
use crate::stage::Problem;

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
    Ok(Counts::default())
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
    fn only_an_unknown_package_counts_as_absent() {
        assert!(is_unknown("error: package ID specification `aws-lc-rs` did not match any packages\n"));
        assert!(!is_unknown("error: failed to download from `https://mirror.example/config.json`\n"));
    }
}
