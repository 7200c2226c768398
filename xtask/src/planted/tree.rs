//! A copy of the checkout, with what is not committed, in which bugs are planted.

use crate::checkout::Checkout;
use crate::command::Command;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// The copy.
pub(super) struct Tree {
    folder: PathBuf,
}

impl Tree {
    /// The copy of this checkout; still the one of an earlier run, if there was any.
    pub(super) fn of(checkout: &Checkout) -> Result<Self, String> {
        let folder = checkout.root.join("target").join("planted").join("tree");
        fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        Ok(Self { folder })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes it equal to the checkout. What is equal is not touched, so cargo does not build it again.
    pub(super) fn take_after(&self, checkout: &Checkout) -> Result<(), String> {
        let listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let listed = checkout.command("git").args(listing).stdout().map_err(|failure| failure.to_string())?;
        let names: BTreeSet<&str> = listed.split('\0').filter(|name| !name.is_empty()).collect();
        for name in &names {
            let (from, to) = (checkout.root.join(name), self.folder.join(name));
            follow(&from, &to).map_err(|e| format!("{}: {e}", to.display()))?;
        }
        self.drop_others(&self.folder, &names).map_err(|e| format!("{}: {e}", self.folder.display()))
    }

    /// Removes the files that the checkout does not have.
    fn drop_others(&self, folder: &Path, names: &BTreeSet<&str>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self.drop_others(&path, names)?;
                continue;
            }
            let name = path.strip_prefix(&self.folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if !names.contains(name.as_str()) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// A cargo that builds the copy, and what a patch does not touch only once.
    pub(super) fn cargo(&self, checkout: &Checkout) -> Command {
        let target = self.folder.with_file_name("target");
        Command::new(&checkout.cargo, &self.folder)
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_PROFILE_SIM_INCREMENTAL", "true")
    }
}

/// Copies a file that differs. One that is listed and gone has been deleted and not committed yet.
fn follow(from: &Path, to: &Path) -> io::Result<()> {
    let new = match fs::read(from) {
        Ok(new) => new,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return if to.exists() { fs::remove_file(to) } else { Ok(()) };
        }
        Err(error) => return Err(error),
    };
    if fs::read(to).is_ok_and(|old| old == new) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(to, new)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_planted_bug_is_gone_from_a_copy_that_takes_after_the_checkout() {
        let checkout = Checkout::find().unwrap();
        let folder = checkout.root.join("target").join("planted").join("test");
        let tree = Tree { folder: folder.clone() };
        tree.take_after(&checkout).unwrap();
        let (touched, untouched) = (folder.join("core/src/lib.rs"), folder.join("core/src/clock.rs"));
        let written = || fs::metadata(&untouched).unwrap().modified().unwrap();
        let before = written();
        fs::write(&touched, "a bug").unwrap();
        fs::write(folder.join("core/src/new.rs"), "another").unwrap();
        tree.take_after(&checkout).unwrap();
        assert_eq!(fs::read(&touched).unwrap(), fs::read(checkout.root.join("core/src/lib.rs")).unwrap());
        assert!(!folder.join("core/src/new.rs").exists());
        assert_eq!(written(), before, "what is equal is not written, or cargo would build it again");
        fs::remove_dir_all(&folder).unwrap();
    }
}
