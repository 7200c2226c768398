//! The Swift package: its toolchain, the static library it links, its checks, and what users do with it.

mod consumer;
mod docc;
mod frameworks;
mod library;
mod toolchain;

pub(crate) use library::Options as LibraryOptions;
pub(crate) use library::run as make_library;
pub(crate) use toolchain::get_ahead;

use crate::binary;
use crate::checkout::Checkout;
use crate::checkout::is_ci;
use crate::command::Command;
use crate::counts::Counts;
use crate::stage;
use crate::stage::Problem;
use library::Library;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

const PACKAGE: &str = "bindings/swift";
/// What the compiler knows of the package, once it was built.
const MODULES: &str = "bindings/swift/.build/debug/Modules";
/// Sources that people write; the others come from `cargo xtask generate`.
const WRITTEN: &[&str] = &[
    "bindings/swift/Package.swift",
    "bindings/swift/Sources/CortexCloud",
    "bindings/swift/Sources/CortexCloudMemory",
    "bindings/swift/Sources/CortexConformance",
    "bindings/swift/Tests",
    "benches/swift-calls",
    "examples/swift-notes",
    "examples/swiftui",
];
/// What SwiftPM makes of the package that links the library. It does not link again when only the library changed.
const LINKED: &[&str] = &["CortexConformance", "CortexCloudPackageTests.xctest"];

/// Format, the layer's tests, the behaviour suite, the docs, and projects that use the package as it is shipped.
pub(crate) fn run(checkout: &Checkout) -> Result<Counts, Problem> {
    println!("   {}", toolchain::find_or_install(checkout)?);
    frameworks::check(checkout)?;
    toolchain::command(checkout, "swift-format").args(["lint", "--strict", "--recursive"]).args(WRITTEN).run()?;
    let library = prepare(checkout)?;
    let server = binary::build(checkout, "cortex-server", false)?;
    let (harness, _) = binary::build_conformance(checkout)?;
    let mut counts = Counts::default();
    let suite = |arguments: &[&str]| {
        let suite = toolchain::command(checkout, program(checkout)).args(arguments);
        suite.env("CORTEX_SERVER_BIN", &server).env("CORTEX_CONFORMANCE_HARNESS", &harness)
    };
    let tests = || {
        let tests = swift(checkout, &library).args(["test", "--skip-build"]).env("CORTEX_SERVER_BIN", &server);
        let printed = stage::tests(&tests, "tests", Counts::of_swift, &mut counts)?;
        if let Some(skipped) = printed.lines().find(|line| is_ci() && line.contains("' skipped (")) {
            return Err(Problem::Failed { message: format!("in CI nothing is skipped: {skipped}"), counts });
        }
        stage::tests(&suite(&[]), "behaviour suite", Counts::of_swift, &mut counts)?;
        stage::tests(&suite(&["--altered"]), "altered scenarios", Counts::of_swift, &mut counts)
    };
    stage::beside(|| Library::shipped(checkout), tests)?;
    docc::check(checkout)?;
    consumer::app_compiles(checkout)?;
    measures_compile(checkout)?;
    counts += consumer::check(checkout)?;
    Ok(counts)
}

/// The library as it is shipped and its description, by the names they have in a package.
pub(crate) fn shipped_files(checkout: &Checkout) -> Result<Vec<(String, PathBuf)>, Problem> {
    Ok(Library::shipped(checkout)?.files())
}

/// What starts a device of this language, the package built: for mixed runs.
pub(crate) fn device(checkout: &Checkout) -> Result<Vec<String>, Problem> {
    toolchain::find_or_install(checkout)?;
    prepare(checkout)?;
    let mut device = toolchain::words(checkout);
    device.extend([program(checkout).display().to_string(), "--device".to_owned()]);
    Ok(device)
}

/// What runs a program of the example's package.
pub(crate) fn example(checkout: &Checkout, name: &str) -> Result<Command, Problem> {
    toolchain::find_or_install(checkout)?;
    Ok(toolchain::command(checkout, consumer::build(checkout)?.join(name)))
}

/// Measures the calls of the package as it is shipped.
pub(crate) fn bench(checkout: &Checkout, flags: &[&str]) -> Result<(), Problem> {
    shipped_program(checkout, "CortexBench")?.args(flags).live().run()?;
    Ok(())
}

/// What runs the program of `cargo xtask soak --only memory`.
pub(crate) fn soak(checkout: &Checkout) -> Result<Command, Problem> {
    shipped_program(checkout, "CortexSoak")
}

/// The programs of `benches/swift-calls`, which nothing else of the tests builds.
fn measures_compile(checkout: &Checkout) -> Result<(), Problem> {
    for program in [&["CortexBench/Bare.swift", "CortexBench/Bench.swift"][..], &["CortexSoak/Soak.swift"]] {
        type_check(checkout, program.iter().map(|source| format!("benches/swift-calls/Sources/{source}")))?;
    }
    Ok(())
}

/// Compiles sources against the package as it was built last, as far as to find what is wrong with them.
fn type_check<S: AsRef<OsStr>>(checkout: &Checkout, sources: impl IntoIterator<Item = S>) -> Result<(), Problem> {
    let check = ["-typecheck", "-parse-as-library", "-swift-version", "6", "-warnings-as-errors", "-I", MODULES];
    let maps = ["bindings/swift/Sources/CortexCloudFFI", "benches/swift-calls/Sources/CSQLite"];
    let maps =
        maps.iter().flat_map(|folder| ["-Xcc".to_owned(), format!("-fmodule-map-file={folder}/module.modulemap")]);
    toolchain::command(checkout, "swiftc").args(check).args(maps).args(sources).run()?;
    Ok(())
}

/// A program of `benches/swift-calls` on the package as it is shipped.
fn shipped_program(checkout: &Checkout, name: &str) -> Result<Command, Problem> {
    toolchain::find_or_install(checkout)?;
    let library = Library::shipped(checkout)?;
    let package = checkout.root.join("benches/swift-calls");
    let build = |arguments: &[&str]| {
        let swift = toolchain::command_in(checkout, package.clone(), "swift").args(["build", "-c", "release"]);
        library.linked(swift.args(arguments))
    };
    let folder = build(&["--show-bin-path"]).stdout()?;
    let program = PathBuf::from(folder.trim()).join(name);
    let _ = fs::remove_file(&program);
    build(&["--product", name]).run()?;
    Ok(toolchain::command(checkout, program))
}

/// The package and all its tests, built with the library of the development profile.
fn prepare(checkout: &Checkout) -> Result<Library, Problem> {
    let library = Library::development(checkout)?;
    for name in LINKED {
        let _ = fs::remove_file(bin(checkout).join(name));
    }
    // Warnings are errors, of the generated sources, too.
    let build = ["build", "--build-tests", "-Xswiftc", "-warnings-as-errors"];
    swift(checkout, &library).args(build).run()?;
    Ok(library)
}

fn bin(checkout: &Checkout) -> PathBuf {
    checkout.root.join(PACKAGE).join(".build/debug")
}

fn program(checkout: &Checkout) -> PathBuf {
    bin(checkout).join("CortexConformance")
}

fn swift(checkout: &Checkout, library: &Library) -> Command {
    library.linked(toolchain::command_in(checkout, checkout.root.join(PACKAGE), "swift"))
}
