//! A new project in a new folder, with the zip unpacked in it under the name that the zip gives it: SwiftPM takes the
//! package's identity from that name.

use super::super::library::Library;
use super::super::toolchain;
use crate::checkout::Checkout;
use crate::stage::Problem;
use std::fmt::Display;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use zip::ZipArchive;

/// The folder everything in the zip is in, as the manifest of a user has it.
const UNPACKED: &str = "cortex-cloud-swift";

const MANIFEST: &str = r#"// swift-tools-version: 6.0

import PackageDescription

let package = Package(
    name: "app",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "cortex-cloud-swift")],
    targets: [
        .executableTarget(name: "app", dependencies: [.product(name: "CortexCloud", package: "cortex-cloud-swift")])
    ]
)
"#;

const PROGRAM: &str = r#"import CortexCloud

struct Note: Codable {
    var title: String
    var stars: Int
}

let engine = try CloudEngine(Config(path: "notes.db"))
try engine.put("notes", "n1", Note(title: "First light", stars: 3))
if let note = try engine.get("notes", "n1", as: Note.self) {
    print("\(note.title), \(note.stars) stars")
}
engine.close()
"#;

const PRINTED: &str = "First light, 3 stars\n";

/// Builds the project and runs it.
pub(super) fn check(checkout: &Checkout, zip: &Path) -> Result<(), Problem> {
    // Outside the checkout, and removed when it is dropped.
    let folder = TempDir::with_prefix(UNPACKED).map_err(|e| format!("a temporary folder: {e}"))?;
    let project = folder.path();
    unpack(zip, project)?;
    write(&project.join("Package.swift"), MANIFEST)?;
    write(&project.join("Sources/app/main.swift"), PROGRAM)?;
    let library = Library::unpacked(project.join(UNPACKED));
    let run = |program: &str| toolchain::command_in(checkout, project.to_owned(), program);
    library.linked(run("swift").args(["build"])).run()?;
    let printed = run(".build/debug/app").stdout()?;
    if printed != PRINTED {
        return Err(Problem::failed(format!("with the zip a program printed {printed:?}, not {PRINTED:?}")));
    }
    println!("   in a new folder, with the zip unpacked as {UNPACKED}: a program, built and run");
    Ok(())
}

fn unpack(zip: &Path, folder: &Path) -> Result<(), String> {
    let failed = |e: &dyn Display| format!("{}: {e}", zip.display());
    let file = fs::File::open(zip).map_err(|e| failed(&e))?;
    let mut archive = ZipArchive::new(file).map_err(|e| failed(&e))?;
    archive.extract(folder).map_err(|e| failed(&e))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    made.map_err(|e| format!("{}: {e}", path.display()))
}
