//! What a language's runner has covered, as a file that the coverage check reads.

use super::hits::Hits;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// One language's run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// `rust`, `node`, `python`, `swift`.
    pub language: String,
    /// The scenarios that passed.
    pub scenarios: BTreeSet<String>,
    /// Methods of the contract whose outcome was looked at: `CloudEngine.put`.
    pub methods: BTreeSet<String>,
    /// Rows of the error table whose code was expected and came.
    pub codes: BTreeSet<String>,
}

/// Where reports are: `CORTEX_CONFORMANCE_REPORTS`, or `target/conformance` of the checkout.
pub fn folder() -> PathBuf {
    let named = env::var_os("CORTEX_CONFORMANCE_REPORTS").map(PathBuf::from);
    named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/conformance"))
}

impl Report {
    pub(super) fn new(language: &str) -> Self {
        Self { language: language.to_owned(), ..Self::default() }
    }

    pub(super) fn passed(&mut self, scenario: &str, hits: Hits) {
        self.scenarios.insert(scenario.to_owned());
        self.methods.extend(hits.methods);
        self.codes.extend(hits.codes);
    }

    /// Writes it to `<language>.json` in [`folder`].
    ///
    /// # Errors
    /// When that fails.
    pub fn write(&self) -> io::Result<PathBuf> {
        fs::create_dir_all(folder())?;
        let path = folder().join(format!("{}.json", self.language));
        fs::write(&path, serde_json::to_string_pretty(self)?)?;
        Ok(path)
    }
}
