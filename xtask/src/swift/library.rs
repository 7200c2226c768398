//! The static library that the package links on Linux, and its description for pkg-config.
//!
//! It lies in a folder of its own: beside a shared library of the same name the linker would take that.

use crate::binary;
use crate::checkout::Checkout;
use crate::command::Command;
use crate::package;
use crate::stage::Problem;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

const CRATE: &str = "cortex-cloud-ffi";
const HEADER: &str = "bindings/swift/Sources/CortexCloudFFI/CortexCloudFFI.h";
const FILE: &str = "libcortex_cloud_ffi.a";
const DESCRIPTION: &str = "cortex-cloud.pc";
/// Where to put it.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The library goes to DIR/lib, its description to DIR/lib/pkgconfig
    #[arg(long, value_name = "DIR", default_value = "target/swift-library")]
    prefix: PathBuf,
}

/// `cargo xtask swift-library`.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    let checkout = Checkout::find()?;
    let prefix = std::path::absolute(&options.prefix).map_err(|e| format!("{}: {e}", options.prefix.display()))?;
    let library = Library::shipped(&checkout).map_err(|problem| match problem {
        Problem::Failed { message, .. } | Problem::Skipped(message) => message,
    })?;
    let installed = Library(prefix);
    if installed.file() != library.file() {
        installed.take(&library.file())?;
    }
    println!("{} ({} bytes)", installed.file().display(), installed.size()?);
    println!("to build with it: export PKG_CONFIG_PATH={}", installed.descriptions().display());
    Ok(ExitCode::SUCCESS)
}

/// A folder with `lib` in it.
pub(super) struct Library(PathBuf);

impl Library {
    /// With test hooks and symbols, from what the other stages have compiled.
    pub(super) fn development(checkout: &Checkout) -> Result<Self, Problem> {
        let library = Self(checkout.root.join("target/swift-library-dev"));
        let built = binary::build_library(checkout, FILE)?;
        library.take(&built)?;
        // That what looks for them in the library as it is shipped would find them.
        if !package::has_hooks(&library.file())? {
            return Err(Problem::failed(format!(
                "{} has no test hooks in it, or they are not found",
                library.file().display()
            )));
        }
        Ok(library)
    }

    /// In a package that somebody has unpacked.
    pub(super) fn unpacked(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// As it is shipped: optimised, without symbols or hooks.
    pub(super) fn shipped(checkout: &Checkout) -> Result<Self, Problem> {
        let library = Self(checkout.root.join("target/swift-library"));
        let built = package::library(checkout, CRATE, "staticlib", FILE)?;
        let made = contract_alone(checkout, &built)?;
        package::check_shipped(checkout, package::Platform::host()?, &made)?;
        library.take(&made)?;
        Ok(library)
    }

    pub(super) fn file(&self) -> PathBuf {
        self.0.join("lib").join(FILE)
    }

    /// Bytes.
    pub(super) fn size(&self) -> Result<u64, String> {
        fs::metadata(self.file()).map(|file| file.len()).map_err(|e| format!("{FILE}: {e}"))
    }

    /// What it has for those who build with it, by the names it has there.
    pub(super) fn files(&self) -> Vec<(String, PathBuf)> {
        let lib = Path::new("lib");
        let names = [lib.join(FILE), lib.join("pkgconfig").join(DESCRIPTION)];
        names.into_iter().map(|name| (name.display().to_string(), self.0.join(name))).collect()
    }

    fn descriptions(&self) -> PathBuf {
        self.0.join("lib/pkgconfig")
    }

    /// A command of SwiftPM that links this library.
    pub(super) fn linked(&self, command: Command) -> Command {
        command.env("PKG_CONFIG_PATH", self.descriptions())
    }

    /// Takes the archive in, and describes it. Whoever builds with the library at this moment sees the old one or the new.
    fn take(&self, archive: &Path) -> Result<(), String> {
        let descriptions = self.descriptions();
        fs::create_dir_all(&descriptions).map_err(|e| format!("{}: {e}", descriptions.display()))?;
        let file = self.file();
        let new = file.with_extension("new");
        let copied = fs::copy(archive, &new).and_then(|_| fs::rename(&new, &file));
        copied.map_err(|e| format!("{}: {e}", file.display()))?;
        let description = descriptions.join(DESCRIPTION);
        let new = description.with_extension("new");
        let written = fs::write(&new, description_text()).and_then(|()| fs::rename(&new, &description));
        written.map_err(|e| format!("{}: {e}", description.display()))
    }
}

/// An archive of one object that shows nothing but the functions of the C header: not SQLite's, which would take the place
/// of another SQLite in the whole app, nor those of Rust's own library, which another library of Rust's has, too.
fn contract_alone(checkout: &Checkout, built: &Path) -> Result<PathBuf, Problem> {
    let work = checkout.root.join("target/swift-library/work");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
    let [all, whole, object, made] = ["all.a", "whole.o", "cortex_cloud_ffi.o", FILE].map(|name| work.join(name));
    fs::copy(built, &all).map_err(|e| format!("{}: {e}", built.display()))?;
    // Standard library and dependencies bring bitcode, five times as large as their code.
    let strip = checkout.command("strip").args(["--strip-debug", "-R", ".llvmbc", "-R", ".llvmcmd"]);
    strip.args([&all]).run()?;
    let header = fs::read_to_string(checkout.root.join(HEADER)).map_err(|e| format!("{HEADER}: {e}"))?;
    let names = declared(&header);
    let list = work.join("exported.txt");
    fs::write(&list, names.join("\n")).map_err(|e| format!("{}: {e}", list.display()))?;
    let wanted = names.iter().map(|name| format!("--undefined={name}"));
    let link = checkout.command("ld").args(["-r", "--gc-sections"]).args(wanted);
    link.args([all.as_os_str(), "-o".as_ref(), whole.as_os_str()]).run()?;
    let keep = format!("--keep-global-symbols={}", list.display());
    checkout.command("objcopy").args([&keep, "--strip-unneeded"]).args([&whole, &object]).run()?;
    checkout.command("ar").args(["rcs"]).args([&made, &object]).run()?;
    let shown = shown(&checkout.command("nm").args(["-g", "--defined-only"]).args([&object]).stdout()?);
    if shown.is_empty() || shown != names {
        return Err(Problem::failed(format!("{FILE} shows other functions than {HEADER} declares:\n{shown:?}")));
    }
    Ok(made)
}

/// The folder may be moved: pkg-config works out where the file lies.
fn description_text() -> String {
    format!(
        "prefix=${{pcfiledir}}/../..\n\nName: cortex-cloud\nDescription: The engine of Cortex Cloud, for its Swift package\n\
         Version: {}\nLibs: -L${{prefix}}/lib -lcortex_cloud_ffi -lgcc_s -lutil -lrt -lpthread -lm -ldl\n",
        env!("CARGO_PKG_VERSION")
    )
}

/// Every name that `nm` printed.
fn shown(printed: &str) -> Vec<String> {
    sorted(printed.lines().filter_map(|line| line.split_whitespace().nth(2)))
}

/// The functions that a C header declares.
fn declared(header: &str) -> Vec<String> {
    let calls = header.lines().filter(|line| !line.trim_start().starts_with("typedef"));
    let names = calls.filter_map(|line| line.split('(').next()?.split([' ', '*']).next_back());
    sorted(names.filter(|name| name.starts_with("uniffi_") || name.starts_with("ffi_")))
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No machine here runs the rest of the script.
    #[test]
    fn the_script_for_macs_shows_the_same_functions() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let header = fs::read_to_string(root.join(HEADER)).unwrap();
        let wanted: Vec<String> = declared(&header).iter().map(|name| format!("_{name}")).collect();
        let script = Command::new("sh", root).args(["bindings/swift/scripts/xcframework.sh", "exported"]);
        let shown = script.stdout().unwrap();
        let shown: Vec<&str> = shown.lines().collect();
        assert!(shown.len() > 100, "{shown:?}");
        assert_eq!(shown, wanted);
    }

    #[test]
    fn functions_are_read_from_the_header_and_from_nm() {
        let header =
            "#ifndef X\ntypedef void (*UniffiFree)(uint64_t\nvoid ffi_b(int8_t x\n);\nuint64_t uniffi_a(void)\n";
        assert_eq!(declared(header), ["ffi_b", "uniffi_a"]);
        let printed = "a.o:\n0000 T uniffi_a\n0000 T sqlite3_open\n0000 T ffi_b\n0000 T uniffi_a\n";
        assert_eq!(shown(printed), ["ffi_b", "sqlite3_open", "uniffi_a"]);
    }
}
