//! Where a run keeps its files: `demo/<number>` in cargo's target folder, so that one can look at them afterwards.

use anyhow::Context;
use anyhow::Result;
use std::fs;
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;

/// Held while a run lasts, so that another one does not take its folder away.
const LOCK: &str = "running";

/// The folder of this run.
pub(super) struct RunFolder {
    pub(super) path: PathBuf,
    _lock: File,
}

impl RunFolder {
    /// Makes the next folder below `parent`. Folders of earlier runs go, unless they are kept or still in use.
    pub(super) fn make(parent: &Path, keep_earlier: bool) -> Result<Self> {
        fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
        let mut next = 1;
        for entry in parent.read_dir()?.flatten() {
            let Some(number) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
            next = next.max(number + 1);
            if !keep_earlier && !is_in_use(&entry.path()) {
                // What cannot be removed now, the next run tries again.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let path = parent.join(next.to_string());
        fs::create_dir(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        let lock = File::create(path.join(LOCK))?;
        lock.lock()?;
        Ok(Self { path, _lock: lock })
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        // The lock is what counts; the file is only left out of the reader's way.
        let _ = fs::remove_file(self.path.join(LOCK));
    }
}

fn is_in_use(folder: &Path) -> bool {
    File::open(folder.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_err())
}
