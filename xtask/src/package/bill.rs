//! What a package is made of: its bill of materials (CycloneDX), and the licences of everything in it.
//!
//! Both follow from what cargo links into the crate, and are the same whenever the package is made.

use super::platforms::Platform;
use crate::checkout::Checkout;
use crate::stage::Problem;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Beside every package's own licences.
pub(super) const LICENCES: &str = "THIRD-PARTY-LICENSES.txt";
pub(super) const BILL: &str = "sbom.cdx.json";
/// What this repository is under.
pub(super) const OWN_LICENCE: &str = "MIT OR Apache-2.0";

/// A crate that is linked into a package, or SQLite.
struct Part {
    name: String,
    version: String,
    licence: String,
    /// As in a package URL.
    kind: &'static str,
    /// SHA-256 of what the registry has, in hexadecimal.
    checksum: Option<String>,
    /// Names and texts of the files that say how it may be used.
    texts: Vec<(String, String)>,
    /// What it depends on itself.
    needs: Vec<String>,
}

/// Everything in a package.
pub(super) struct Bill {
    parts: BTreeMap<String, Part>,
    /// What the package's own crate depends on.
    needs: Vec<String>,
}

impl Bill {
    /// What is linked into the crate of this name.
    pub(super) fn of(checkout: &Checkout, package: &str) -> Result<Self, Problem> {
        let target = Platform::host()?.target;
        let tree = ["tree", "--locked", "-p", package, "--target", target, "--edges", "normal,no-proc-macro"];
        let format = ["--prefix", "depth", "--format", "|{p}|{l}|"];
        let tree = checkout.cargo().args(tree).args(format).stdout()?;
        let lock = fs::read_to_string(checkout.root.join("Cargo.lock")).map_err(|e| format!("Cargo.lock: {e}"))?;
        let (checksums, folders) = (checksums(&lock), folders(checkout)?);
        let mut bill = Self { parts: BTreeMap::new(), needs: Vec::new() };
        let mut path: Vec<String> = Vec::new();
        for line in tree.lines() {
            let crate_ = Crate::of(line).ok_or_else(|| Problem::failed(format!("cargo tree printed {line:?}")))?;
            path.truncate(crate_.depth);
            if let Some(parent) = path.last() {
                bill.needed(parent, crate_.reference());
            }
            path.push(crate_.reference());
            if crate_.depth > 0 && !bill.parts.contains_key(&crate_.reference()) {
                bill.add(&crate_, &checksums, &folders)?;
            }
        }
        let rust = rust(checkout)?;
        bill.needs.push(rust.reference());
        bill.parts.insert(rust.reference(), rust);
        if bill.parts.len() < 3 {
            return Err(Problem::failed(format!("cargo tree names nothing that {package} depends on:\n{tree}")));
        }
        Ok(bill)
    }

    fn needed(&mut self, by: &str, what: String) {
        let needs = self.parts.get_mut(by).map_or(&mut self.needs, |part| &mut part.needs);
        if !needs.contains(&what) {
            needs.push(what);
        }
    }

    fn add(
        &mut self,
        crate_: &Crate,
        checksums: &BTreeMap<String, String>,
        folders: &BTreeMap<String, PathBuf>,
    ) -> Result<(), Problem> {
        let Crate { name, version, licence, .. } = crate_;
        let key = format!("{name} {version}");
        let folder = folders.get(&key).ok_or_else(|| format!("cargo metadata does not say where {key} lies"))?;
        let checksum = checksums.get(&key).cloned();
        // What has none is of this repository, and has its licences.
        let texts = if checksum.is_some() { texts(folder, name, licence)? } else { Vec::new() };
        let mut needs = Vec::new();
        if name == "libsqlite3-sys" {
            let sqlite = sqlite(folder)?;
            needs.push(sqlite.reference());
            self.parts.insert(sqlite.reference(), sqlite);
        }
        let (name, version, licence) = (name.clone(), version.clone(), licence.clone());
        let part = Part { name, version, licence, kind: "cargo", checksum, texts, needs };
        self.parts.insert(crate_.reference(), part);
        Ok(())
    }

    /// As CycloneDX 1.6 has it, for the package with this name, version and package URL.
    pub(super) fn to_json(&self, name: &str, version: &str, url: &str) -> String {
        let components: Vec<Value> = self.parts.values().map(Part::to_json).collect();
        let mut dependencies = vec![json!({ "ref": url, "dependsOn": self.needs })];
        let of_parts = self.parts.iter().map(|(reference, part)| json!({ "ref": reference, "dependsOn": part.needs }));
        dependencies.extend(of_parts);
        document(&component(url, name, version, OWN_LICENCE), &components, &dependencies)
    }

    /// Every licence, each text once, under the names of all that have it.
    pub(super) fn licences(&self) -> String {
        let mut text = "Cortex Cloud is linked with the following, each under its own licence.\n\n".to_owned();
        let mut of_texts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for part in self.parts.values().filter(|part| !part.texts.is_empty()) {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{} {}: {}", part.name, part.version, part.licence);
            for (file, licence) in &part.texts {
                of_texts.entry(licence).or_default().push(format!("{} {} ({file})", part.name, part.version));
            }
        }
        for (licence, of) in of_texts {
            let _ = write!(text, "\n{}\n{}\n\n{}\n", "=".repeat(80), of.join("\n"), licence.trim_end());
        }
        text
    }
}

/// A bill of this component, as CycloneDX 1.6 has it.
pub(super) fn document(own: &Value, components: &[Value], dependencies: &[Value]) -> String {
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": own },
        "components": components,
        "dependencies": dependencies,
    });
    format!("{bill:#}\n")
}

/// One thing in a bill; its package URL is what others refer to it by.
pub(super) fn component(url: &str, name: &str, version: &str, licence: &str) -> Value {
    json!({
        "type": "library",
        "bom-ref": url,
        "name": name,
        "version": version,
        "licenses": [{ "expression": licence }],
        "purl": url,
    })
}

impl Part {
    fn reference(&self) -> String {
        format!("pkg:{}/{}@{}", self.kind, self.name, self.version)
    }

    fn to_json(&self) -> Value {
        let mut component = component(&self.reference(), &self.name, &self.version, &self.licence);
        if let Some(checksum) = &self.checksum {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        component
    }
}

/// A line of `cargo tree`.
struct Crate {
    depth: usize,
    name: String,
    version: String,
    licence: String,
}

impl Crate {
    /// Of `2|serde v1.0.229|MIT OR Apache-2.0|`, with the folder after the version if it is of this repository.
    fn of(line: &str) -> Option<Self> {
        let mut fields = line.split('|');
        let depth = fields.next()?.parse().ok()?;
        let mut words = fields.next()?.split(' ');
        let (name, version) = (words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned());
        // Before there were expressions, `/` stood for `OR`.
        let licence = fields.next()?.replace('/', " OR ");
        Some(Self { depth, name, version, licence })
    }

    fn reference(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }
}

/// By name and version.
fn checksums(lock: &str) -> BTreeMap<String, String> {
    let (mut found, mut name, mut version) = (BTreeMap::new(), "", "");
    for line in lock.lines() {
        let value = |key: &str| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"');
        if let Some(value) = value("name") {
            name = value;
        } else if let Some(value) = value("version") {
            version = value;
        } else if let Some(value) = value("checksum") {
            found.insert(format!("{name} {version}"), value.to_owned());
        }
    }
    found
}

/// Where the sources are, by name and version.
fn folders(checkout: &Checkout) -> Result<BTreeMap<String, PathBuf>, Problem> {
    let text = checkout.cargo().args(["metadata", "--format-version", "1", "--locked", "--all-features"]).stdout()?;
    let metadata: Value = serde_json::from_str(&text).map_err(|e| format!("cargo metadata printed no JSON: {e}"))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let folder = |package: &Value| {
        let manifest = Path::new(package["manifest_path"].as_str()?);
        Some((format!("{} {}", package["name"].as_str()?, package["version"].as_str()?), manifest.parent()?.to_owned()))
    };
    Ok(packages.filter_map(folder).collect())
}

/// The files of a crate that say how it may be used.
fn texts(folder: &Path, name: &str, licence: &str) -> Result<Vec<(String, String)>, Problem> {
    let mut files = Vec::new();
    find_licences(folder, &mut files)?;
    files.sort();
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        Ok((name, String::from_utf8_lossy(&bytes).replace("\r\n", "\n")))
    };
    let texts: Vec<(String, String)> = files.into_iter().map(read).collect::<Result<_, String>>()?;
    if !texts.is_empty() {
        return Ok(texts);
    }
    // Some crates only name their licence.
    let said = |text: String| Ok(vec![("as its manifest says".to_owned(), text)]);
    if licence.split(" OR ").any(|one| one == "MIT") {
        return said(format!("Copyright (c) the authors of {name}\n\n{MIT}"));
    }
    if licence == "MPL-2.0" {
        // Section 3.2 of the licence: where its source can be had.
        return said(format!("{MPL}https://crates.io/crates/{name}\n"));
    }
    Err(Problem::failed(format!("{name} has no file with its licence, which is {licence}")))
}

/// Also below the crate: code of others that it brings with it has its own.
fn find_licences(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Problem> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            // What these have is not linked.
            if !["tests", "benches", "examples"].contains(&name.as_str()) {
                find_licences(&path, files)?;
            }
        } else if is_licence(&name) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_licence(file: &str) -> bool {
    let file = file.to_ascii_lowercase();
    ["licence", "license", "copying", "notice", "unlicense", "copyright"].iter().any(|word| file.starts_with(word))
}

/// Rust's own library, which is in everything that is written in it. Its licences are those of this repository.
fn rust(checkout: &Checkout) -> Result<Part, Problem> {
    let printed = checkout.command("rustc").args(["--version"]).stdout()?;
    // `rustc 1.95.0 (…)`.
    let version = printed.split_whitespace().nth(1).ok_or_else(|| format!("rustc --version printed {printed:?}"))?;
    let text = "Copyright (c) The Rust Project contributors. Under the Apache License 2.0 or the MIT licence, whose texts are \
                beside this file; https://github.com/rust-lang/rust/blob/HEAD/COPYRIGHT names the parts.\n";
    Ok(Part {
        name: "rust-std".to_owned(),
        version: version.to_owned(),
        licence: "MIT OR Apache-2.0".to_owned(),
        kind: "generic",
        checksum: None,
        texts: vec![("as it says".to_owned(), text.to_owned())],
        needs: Vec::new(),
    })
}

/// SQLite, whose source the crate brings.
fn sqlite(folder: &Path) -> Result<Part, Problem> {
    let header = folder.join("sqlite3/sqlite3.h");
    let text = fs::read_to_string(&header).map_err(|e| format!("{}: {e}", header.display()))?;
    let version =
        text.lines().find_map(|line| line.strip_prefix("#define SQLITE_VERSION ")).map(|v| v.trim().trim_matches('"'));
    let version = version.ok_or_else(|| format!("{} does not say its version", header.display()))?.to_owned();
    let texts = vec![("sqlite3.h".to_owned(), BLESSING.to_owned())];
    let licence = "blessing".to_owned();
    Ok(Part { name: "sqlite".to_owned(), version, licence, kind: "generic", checksum: None, texts, needs: Vec::new() })
}

/// The authors of SQLite disclaim copyright (<https://sqlite.org/copyright.html>); SPDX calls it `blessing`.
const BLESSING: &str =
    "The author disclaims copyright to this source code. In place of a legal notice, here is a blessing:

   May you do good and not evil.
   May you find forgiveness for yourself and forgive others.
   May you share freely, never taking more than you give.
";

/// <https://spdx.org/licenses/MIT.html>, without the line that names the holder.
const MIT: &str =
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the \"Software\"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
";

/// Exhibit A of <https://www.mozilla.org/MPL/2.0/>, as it names the licence.
const MPL: &str =
    "This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not
distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.

The Source Code Form is available, unchanged, at ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tree_is_read() {
        let found = Crate::of("2|serde v1.0.229|MIT/Apache-2.0|").map(|one| (one.depth, one.reference(), one.licence));
        let wanted = (2, "pkg:cargo/serde@1.0.229".to_owned(), "MIT OR Apache-2.0".to_owned());
        assert_eq!(found, Some(wanted));
        assert!(Crate::of("serde v1.0.229").is_none());
    }

    #[test]
    fn checksums_are_found_by_name_and_version() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"ab\"\n\n[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n";
        assert_eq!(checksums(lock), BTreeMap::from([("a 1.0.0".to_owned(), "ab".to_owned())]));
    }

    #[test]
    fn files_of_licences_have_many_names() {
        for name in ["LICENSE", "LICENSE-MIT", "license-apache-2.0", "COPYING", "NOTICE.txt", "UNLICENSE"] {
            assert!(is_licence(name), "{name}");
        }
        assert!(!is_licence("README.md"));
    }
}
