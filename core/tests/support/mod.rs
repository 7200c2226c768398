//! What the tests of the engine share.

use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use std::path::PathBuf;
use tempfile::TempDir;

/// A fresh engine on a file of its own.
pub(crate) struct Fresh {
    pub(crate) engine: CloudEngine,
    #[allow(dead_code, reason = "not every test looks at the file")]
    pub(crate) path: PathBuf,
    _folder: TempDir,
}

pub(crate) fn fresh() -> Fresh {
    fresh_with(|config| config)
}

pub(crate) fn fresh_with(change: impl FnOnce(Config) -> Config) -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let engine = CloudEngine::open(change(Config::new(&path))).unwrap();
    Fresh { engine, path, _folder: folder }
}
