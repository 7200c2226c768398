//! Where scenarios are, and reading them.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// The folder of the suite's own files.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// The names of all scenarios, in order.
///
/// # Errors
/// When the folder cannot be read.
pub fn names() -> Result<Vec<String>, String> {
    let entries = fs::read_dir(folder().join("scenarios")).map_err(|e| format!("the scenarios cannot be read: {e}"))?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let paths = paths.filter(|path| path.extension().is_some_and(|e| e == "json"));
    let mut names: Vec<String> = paths.filter_map(|p| Some(p.file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    Ok(names)
}

/// A scenario by its name.
///
/// # Errors
/// When there is none, or it is no JSON.
pub fn load(name: &str) -> Result<Value, String> {
    if !names()?.iter().any(|one| one == name) {
        return Err(format!("there is no scenario {name}"));
    }
    let path = folder().join("scenarios").join(format!("{name}.json"));
    let text = fs::read_to_string(&path).map_err(|e| format!("{name} cannot be read: {e}"))?;
    serde_json::from_str(&text).map_err(|e| format!("{name} is no JSON: {e}"))
}

/// Checks that an object has no members but these: a misspelt one would be an expectation nobody checks.
pub(super) fn only(what: &str, object: &Value, allowed: &[&str]) -> Result<(), String> {
    let members = object.as_object().ok_or_else(|| format!("{what} is no object"))?;
    match members.keys().find(|name| !allowed.contains(&name.as_str())) {
        Some(name) => Err(format!("{what} has no {name}; it may have {}", allowed.join(", "))),
        None => Ok(()),
    }
}
