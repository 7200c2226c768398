//! Projects that use the package as anyone does, in a clean place: what the zip that is published has, and beside it the
//! projects as git has them. One is the example; another is every piece of Swift in the docs.

use super::library::Library;
use super::toolchain;
use crate::checkout::Checkout;
use crate::command::Command;
use crate::counts::Counts;
use crate::package;
use crate::stage::Problem;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use zip::ZipArchive;

/// Where the package goes, and what is beside it, as they lie in the repository.
const PACKAGE: &str = "bindings/swift";
const PROJECT: &str = "examples/swift-notes";
/// Where the pieces of the docs go, in the example's package.
const DOCS: &str = "Sources/notes/Docs.swift";
/// Where Swift stands in the docs, beside the articles and comments of the package.
const PAGES: &[&str] = &["docs/swift.md", "bindings/swift/README.md"];
const ARTICLES: &str = "bindings/swift/Sources";

/// Builds the projects and uses one of them.
pub(super) fn check(checkout: &Checkout) -> Result<Counts, Problem> {
    let bin = build(checkout)?;
    use_of(checkout, &bin.join("notes"))?;
    Ok(Counts { passed: 1, failed: 0 })
}

/// Builds them and returns where their programs are.
pub(super) fn build(checkout: &Checkout) -> Result<PathBuf, Problem> {
    let place = place(checkout)?;
    let library = Library::unpacked(place.join(PACKAGE));
    println!("   the static library: {} bytes, without symbols or test hooks", library.size()?);
    let project = place.join(PROJECT);
    let (pieces, code) = pieces_of_docs(checkout)?;
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
    println!("   in a clean place: the examples, and {pieces} pieces of the docs");
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
    let module_map = "-fmodule-map-file=bindings/swift/Sources/CortexCloudFFI/module.modulemap";
    let check = ["-typecheck", "-parse-as-library", "-swift-version", "6", "-warnings-as-errors", "-Xcc", module_map];
    let modules = ["-I", "bindings/swift/.build/debug/Modules"];
    let compile = toolchain::command(checkout, "swiftc").args(check).args(modules);
    compile.args([format!("{APP}/Notebook.swift").as_ref(), stand_in.as_os_str()]).run()?;
    Ok(())
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

/// What somebody does who tries the example for the first time.
fn use_of(checkout: &Checkout, program: &Path) -> Result<(), Problem> {
    let folder = checkout.root.join("target/swift-notes");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let file = folder.join("notes.db");
    let notes = |words: &[&str]| -> Result<String, Problem> {
        let command: Command = toolchain::command(checkout, program).args(words).env("CORTEX_FILE", &file);
        Ok(command.stdout()?)
    };
    let id = notes(&["add", "Buy", "milk"])?;
    let id = id.trim();
    notes(&["done", id])?;
    let listed = notes(&["list"])?;
    let wanted = format!("x ~ {id}  Buy milk\n");
    if listed != wanted {
        return Err(Problem::failed(format!("the example listed {listed:?}, not {wanted:?}")));
    }
    let synced = notes(&["sync"])?;
    if !synced.starts_with("offline: 0 up, 0 down; ") {
        return Err(Problem::failed(format!("without a server the example said {synced:?} of a sync")));
    }
    match notes(&["done", "none"]) {
        Err(Problem::Failed { message, .. }) if message.contains("there is no note none") => Ok(()),
        other => Err(Problem::failed(format!("of a note that is not there the example said {other:?}"))),
    }
}

/// A folder with what is in the zip, and with what git has of the project. What was built there before stays, and so do the
/// times of files that are as they were: what has not changed is not compiled again.
fn place(checkout: &Checkout) -> Result<PathBuf, Problem> {
    let place = checkout.root.join("target/swift-consumer");
    let mut files = unzipped(&package::swift_zip(checkout)?, &place.join(PACKAGE))?;
    let listed = checkout.command("git").args(["ls-files", "-z", "--", PROJECT]).stdout()?;
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

/// The files of a zip, by where they go below the folder; in the zip they are in another of any name.
fn unzipped(zip: &Path, to: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, Problem> {
    let failed = |e: &dyn std::fmt::Display| Problem::failed(format!("{}: {e}", zip.display()));
    let file = fs::File::open(zip).map_err(|e| failed(&e))?;
    let mut archive = ZipArchive::new(file).map_err(|e| failed(&e))?;
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(|e| failed(&e))?;
        let inside = entry.enclosed_name().map(|name| name.components().skip(1).collect::<PathBuf>());
        let inside = inside.ok_or_else(|| failed(&format!("entry {at} leads out of it")))?;
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|e| failed(&e))?;
        files.insert(to.join(inside), bytes);
    }
    Ok(files)
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

/// Every piece of Swift in the docs, each in a function of its own, and how many there are.
fn pieces_of_docs(checkout: &Checkout) -> Result<(usize, String), Problem> {
    let read = |name: &str| fs::read_to_string(checkout.root.join(name)).map_err(|e| format!("{name}: {e}"));
    let listed = checkout.command("git").args(["ls-files", "-z", "--", ARTICLES]).stdout()?;
    let written = |name: &&str| !name.contains("Generated") && (name.ends_with(".md") || name.ends_with(".swift"));
    let (mut imports, mut functions, mut pieces) = (Vec::new(), String::new(), 0);
    for name in listed.split('\0').filter(written).chain(PAGES.iter().copied()) {
        for piece in pieces_of(&read(name)?) {
            pieces += 1;
            // Writing to a string does not fail.
            let _ = writeln!(
                functions,
                "\n// {name}\nprivate func piece{pieces}(engine: CloudEngine, author: String) async throws {{"
            );
            for line in piece.lines() {
                if line.starts_with("import ") {
                    imports.push(line.to_owned());
                } else {
                    let _ = writeln!(functions, "    {line}");
                }
            }
            functions += "}\n";
        }
    }
    imports.push("import CortexCloud".to_owned());
    imports.sort();
    imports.dedup();
    Ok((pieces, format!("{}\n{functions}", imports.join("\n"))))
}

/// The blocks of Swift in Markdown, or in the comments of a source.
fn pieces_of(text: &str) -> Vec<String> {
    let (mut pieces, mut open): (Vec<String>, Option<String>) = (Vec::new(), None);
    for line in text.lines() {
        let line = line.trim_start().strip_prefix("///").map_or(line, |rest| rest.strip_prefix(' ').unwrap_or(rest));
        match open.take() {
            None if line == "```swift" => open = Some(String::new()),
            None => {}
            Some(piece) if line == "```" => pieces.push(piece),
            Some(piece) => open = Some(piece + line + "\n"),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_found_in_pages_and_comments() {
        let text = "Words.\n```swift\nlet a = 1\n\nlet b = 2\n```\n```sh\nls\n```\n    /// ```swift\n    /// let c = 3\n    /// ```\n";
        assert_eq!(pieces_of(text), ["let a = 1\n\nlet b = 2\n", "let c = 3\n"]);
    }
}
