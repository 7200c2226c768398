//! The patches, as they lie in the repository.

use crate::checkout::Checkout;
use crate::command::CommandFailure;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Where they lie.
const FOLDER: &str = "tests/simulation/planted";

/// One planted bug.
#[derive(Debug)]
pub(super) struct Patch {
    /// The file's, without its ending.
    pub(super) name: String,
    path: PathBuf,
}

/// All there are, by name.
pub(super) fn all(checkout: &Checkout) -> Result<Vec<Patch>, String> {
    let folder = checkout.root.join(FOLDER);
    let failed = |e| format!("{}: {e}", folder.display());
    let mut patches = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension() == Some(OsStr::new("patch")) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            patches.push(Patch { name, path });
        }
    }
    if patches.is_empty() {
        return Err(format!("{FOLDER} holds no patches"));
    }
    patches.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(patches)
}

/// Those of these names; all of them without any.
pub(super) fn chosen(patches: Vec<Patch>, names: &[String]) -> Result<Vec<Patch>, String> {
    if let Some(unknown) = names.iter().find(|name| patches.iter().all(|patch| patch.name != **name)) {
        let known: Vec<&str> = patches.iter().map(|patch| patch.name.as_str()).collect();
        return Err(format!("no planted bug is named `{unknown}`; there are {}", known.join(", ")));
    }
    Ok(patches.into_iter().filter(|patch| names.is_empty() || names.contains(&patch.name)).collect())
}

impl Patch {
    /// Whether it still applies to the sources; the error says to what it does not.
    pub(super) fn check(&self, checkout: &Checkout) -> Result<(), String> {
        self.git_apply(checkout, &["--check".as_ref()])
    }

    /// Applies it to a copy of the checkout that lies within it.
    pub(super) fn apply(&self, checkout: &Checkout, copy: &Path) -> Result<(), String> {
        // Git reads a patch's paths from the root of the repository, wherever it is called.
        let within = copy.strip_prefix(&checkout.root).map_err(|_| "the copy lies outside the checkout".to_owned())?;
        self.git_apply(checkout, &["--directory".as_ref(), within.as_os_str()])
    }

    fn git_apply(&self, checkout: &Checkout, args: &[&OsStr]) -> Result<(), String> {
        let git = checkout.command("git").args(["apply"]).args(args).args([&self.path]);
        let said = |failure: CommandFailure| failure.output.trim_end().to_owned();
        git.run().map(drop).map_err(|failure| format!("{FOLDER}/{}.patch does not apply: {}", self.name, said(failure)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn patches() -> Vec<Patch> {
        ["a", "b"].map(|name| Patch { name: name.to_owned(), path: PathBuf::new() }).into()
    }

    #[test]
    fn a_name_that_no_patch_has_is_refused_with_those_there_are() {
        let chosen_names = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            chosen(patches(), &names).map(|p| p.into_iter().map(|p| p.name).collect::<Vec<_>>())
        };
        assert_eq!(chosen_names(&[]).unwrap(), ["a", "b"]);
        assert_eq!(chosen_names(&["b"]).unwrap(), ["b"]);
        assert!(chosen_names(&["b", "c"]).unwrap_err().contains("`c`; there are a, b"));
    }

    #[test]
    fn every_patch_applies_says_what_it_breaks_and_touches_the_product_alone() {
        let checkout = Checkout::find().unwrap();
        for patch in all(&checkout).unwrap() {
            patch.check(&checkout).unwrap();
            let text = fs::read_to_string(&patch.path).unwrap();
            assert!(text.starts_with("Breaks \"") && text.contains("\nSeen: "), "{}", patch.name);
            let files = text.lines().filter_map(|line| line.strip_prefix("+++ b/"));
            let foreign = files.filter(|file| !file.starts_with("core/src/") && !file.starts_with("server/src/"));
            assert_eq!(foreign.collect::<Vec<_>>(), Vec::<&str>::new(), "{}", patch.name);
        }
    }
}
