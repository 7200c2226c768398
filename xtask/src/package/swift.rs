//! The Swift package as a zip: its sources, and for Linux the static library with its description for pkg-config.

use super::Folder;
use super::bill::BILL;
use super::bill::Bill;
use super::bill::LICENCES;
use super::platforms::Platform;
use crate::checkout::Checkout;
use crate::stage::Problem;
use crate::swift;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const CRATE: &str = "cortex-cloud-ffi";
const SOURCES: &str = "bindings/swift";
/// Tools of the checkout, which work nowhere else.
const LEFT_OUT: &str = "bindings/swift/scripts/";
/// The folder everything in the zip is in.
const TOP: &str = "cortex-cloud-swift";

/// Makes it in the folder and returns where it is.
pub(crate) fn make(checkout: &Checkout, folder: &Folder) -> Result<PathBuf, Problem> {
    let host = Platform::host()?;
    let version = env!("CARGO_PKG_VERSION");
    let bill = Bill::of(checkout, CRATE)?;
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let read = |path: PathBuf| fs::read(&path).map_err(|e| format!("{}: {e}", path.display()));
    let listed = checkout.command("git").args(["ls-files", "-z", "--", SOURCES]).stdout()?;
    for name in listed.split('\0').filter(|name| !name.is_empty() && !name.starts_with(LEFT_OUT)) {
        let inside = name.strip_prefix(SOURCES).unwrap_or(name).trim_start_matches('/');
        files.insert(inside.to_owned(), read(checkout.root.join(name))?);
    }
    for (name, path) in swift::shipped_files(checkout)? {
        files.insert(name, read(path)?);
    }
    for name in super::OWN_LICENCES {
        files.insert((*name).to_owned(), read(checkout.root.join(name))?);
    }
    files.insert(LICENCES.to_owned(), bill.licences().into_bytes());
    let url = format!("pkg:swift/github.com/cortex-cloud/cortex-cloud@{version}");
    files.insert(BILL.to_owned(), bill.to_json("CortexCloud", version, &url).into_bytes());

    let path = folder.path().join(format!("{TOP}-{version}-{}.zip", host.name));
    let failed = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let mut zip = ZipWriter::new(fs::File::create(&path).map_err(|e| failed(&e))?);
    // Of no time: the same files make the same archive.
    let options = SimpleFileOptions::default().unix_permissions(0o644);
    for (name, bytes) in &files {
        zip.start_file(format!("{TOP}/{name}"), options).map_err(|e| failed(&e))?;
        zip.write_all(bytes).map_err(|e| failed(&e))?;
    }
    zip.finish().map_err(|e| failed(&e))?;
    Ok(path)
}
