//! Projects that use the package as anyone does: the example beside a checkout, with every piece of Swift in the docs, and
//! a project that has the published zip unpacked in its own folder.

mod docs;
mod notes;
mod unpacked;
mod watch;

use super::library::Library;
use super::toolchain;
use crate::checkout::Checkout;
use crate::counts::Counts;
use crate::package;
use crate::stage;
use crate::stage::Problem;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// The package and the example, as they lie in the repository.
const PACKAGE: &str = "bindings/swift";
const PROJECT: &str = "examples/swift-notes";
/// Where the pieces of the docs go, in the example's package.
const DOCS: &str = "Sources/notes/Docs.swift";

/// Builds the projects and uses them.
pub(super) fn check(checkout: &Checkout) -> Result<Counts, Problem> {
    let bin = build(checkout)?;
    let zip = package::swift_zip(checkout)?;
    // The notes mostly wait: for the server, or for what `watch` will print.
    stage::beside(|| unpacked::check(checkout, &zip), || notes::check(checkout, &bin.join("notes")))?;
    Ok(Counts { passed: 3, failed: 0 })
}

/// Builds the example and returns where its programs are.
pub(super) fn build(checkout: &Checkout) -> Result<PathBuf, Problem> {
    let library = Library::shipped(checkout)?;
    println!("   the static library: {} bytes, without symbols or test hooks", library.size()?);
    let project = place(checkout)?.join(PROJECT);
    let (pieces, code) = docs::pieces(checkout)?;
    write_where_it_differs(&project.join(DOCS), code.as_bytes())?;
    let build = |arguments: &[&str]| {
        let swift = toolchain::command_in(checkout, project.clone(), "swift").args(["build"]);
        library.linked(swift.args(arguments))
    };
    let bin = PathBuf::from(build(&["--show-bin-path"]).stdout()?.trim());
    // SwiftPM does not link again when only the library changed.
    for name in ["notes", "twin"] {
        let _ = fs::remove_file(bin.join(name));
    }
    build(&[]).run()?;
    println!("   beside the package of a checkout: the examples, and {pieces} pieces of the docs");
    Ok(bin)
}

/// Compiles what of the Mac's app does not need a Mac, and parses the rest.
pub(super) fn app_compiles(checkout: &Checkout) -> Result<(), Problem> {
    for file in ["NotesApp.swift", "Keychain.swift"] {
        let parse = toolchain::command(checkout, "swiftc").args(["-frontend", "-parse"]);
        parse.args([format!("{APP}/{file}")]).run()?;
    }
    let stand_in = checkout.root.join("target/swift-library-dev/Keychain.swift");
    fs::write(&stand_in, KEYCHAIN).map_err(|e| format!("{}: {e}", stand_in.display()))?;
    super::type_check(checkout, [Path::new(APP).join("Notebook.swift"), stand_in])
}

const APP: &str = "examples/swiftui";
/// In place of the one that needs a keychain.
const KEYCHAIN: &str = "import CortexCloud

struct Keychain: TokenStore {
    let service: String
    func load(name: String) throws -> String? { nil }
    func save(name: String, secret: String) throws {}
    func delete(name: String) throws {}
}
";

/// A folder with the package and the example, without what git ignores. What was built there before stays, and so do the
/// times of files that are as they were: what has not changed is not compiled again.
fn place(checkout: &Checkout) -> Result<PathBuf, Problem> {
    let place = checkout.root.join("target/swift-consumer");
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", PACKAGE, PROJECT];
    let listed = checkout.command("git").args(list).stdout()?;
    let mut files = BTreeMap::new();
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        let from = checkout.root.join(name);
        files.insert(place.join(name), fs::read(&from).map_err(|e| format!("{}: {e}", from.display()))?);
    }
    for folder in [place.join(PACKAGE), place.join(PROJECT)] {
        for old in files_under(&folder).into_iter().filter(|path| !path.starts_with(folder.join(".build"))) {
            if !files.contains_key(&old) && !old.ends_with(DOCS) {
                fs::remove_file(&old).map_err(|e| format!("{}: {e}", old.display()))?;
            }
        }
    }
    for (to, bytes) in &files {
        write_where_it_differs(to, bytes)?;
    }
    Ok(place)
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] }).collect()
}

fn write_where_it_differs(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, bytes));
    made.map_err(|e| format!("{}: {e}", path.display()))
}
