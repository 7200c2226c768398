//! The static library that the package links on Linux, and its description for pkg-config.
//!
//! It lies in a folder of its own: beside a shared library of the same name the linker would take that.

use crate::binary::EVERYTHING;
use crate::binary::SHIPPED;
use crate::checkout::Checkout;
use crate::command::Command;
use crate::stage::Problem;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

const CRATE: &str = "cortex-cloud-ffi";
const FILE: &str = "libcortex_cloud_ffi.a";
/// A word of the hooks by which a test forces a defect.
const HOOK: &[u8] = b"CORTEX_TEST_PANIC";

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
    let made = Library::shipped_in(&checkout, &std::path::absolute(&options.prefix).map_err(|e| e.to_string())?);
    let library = made.map_err(|problem| match problem {
        Problem::Failed { message, .. } | Problem::Skipped(message) => message,
    })?;
    println!("{} ({} bytes)", library.file().display(), library.size()?);
    println!("to build with it: export PKG_CONFIG_PATH={}", library.descriptions().display());
    Ok(ExitCode::SUCCESS)
}

/// A folder with `lib` in it.
pub(super) struct Library(PathBuf);

impl Library {
    /// With test hooks and symbols, from what the other stages have compiled.
    pub(super) fn development(checkout: &Checkout) -> Result<Self, Problem> {
        let library = Self(checkout.root.join("target/swift-library-dev"));
        let built = build(checkout.cargo().args(["build", "--lib"]).args(EVERYTHING))?;
        library.take(&built)?;
        Ok(library)
    }

    /// As it is shipped: optimised, without symbols or hooks.
    pub(super) fn shipped(checkout: &Checkout) -> Result<Self, Problem> {
        Self::shipped_in(checkout, &checkout.root.join("target/swift-library"))
    }

    fn shipped_in(checkout: &Checkout, prefix: &Path) -> Result<Self, Problem> {
        let library = Self(prefix.to_owned());
        // As a static library alone: beside other forms of the crate it would not be optimised as a whole.
        let cargo = checkout.cargo().args(["rustc", "--lib", "--crate-type", "staticlib"]);
        let built = build(cargo.args(["--profile", SHIPPED, "-p", CRATE]))?;
        library.take(&built)?;
        library.hide_all_but_the_contract(checkout)?;
        let bytes = fs::read(library.file()).map_err(|e| format!("{FILE}: {e}"))?;
        if bytes.windows(HOOK.len()).any(|window| window == HOOK) {
            return Err(Problem::failed(format!("{FILE} as it is shipped has test hooks in it")));
        }
        Ok(library)
    }

    /// Makes one object of the archive that shows nothing but the functions of the C header: not SQLite's, which would take
    /// the place of another SQLite in the whole app, nor those of Rust's own library, which another library of Rust's has,
    /// too.
    fn hide_all_but_the_contract(&self, checkout: &Checkout) -> Result<(), Problem> {
        let folder = self.0.join("lib");
        let (whole, object) = (folder.join("whole.o"), folder.join("cortex_cloud_ffi.o"));
        // Standard library and dependencies bring bitcode, five times as large as their code.
        let strip = checkout.command("strip").args(["--strip-debug", "-R", ".llvmbc", "-R", ".llvmcmd"]);
        strip.args([self.file()]).run()?;
        let names = exported(&checkout.command("nm").args(["-g", "--defined-only"]).args([self.file()]).stdout()?);
        let list = folder.join("exported.txt");
        fs::write(&list, names.join("\n")).map_err(|e| format!("{}: {e}", list.display()))?;
        let wanted = names.iter().map(|name| format!("--undefined={name}"));
        let link = checkout.command("ld").args(["-r", "--gc-sections"]).args(wanted);
        link.args([self.file().as_os_str(), "-o".as_ref(), whole.as_os_str()]).run()?;
        let keep = format!("--keep-global-symbols={}", list.display());
        let hide = checkout.command("objcopy").args([&keep, "--strip-unneeded"]);
        hide.args([&whole, &object]).run()?;
        let removed = fs::remove_file(self.file()).and_then(|()| fs::remove_file(&whole));
        removed.map_err(|e| format!("{}: {e}", folder.display()))?;
        checkout.command("ar").args(["rcs"]).args([self.file(), object.clone()]).run()?;
        let shown = checkout.command("nm").args(["-g", "--defined-only"]).args([&object]).stdout()?;
        if shown.lines().count() != names.len() || names.is_empty() {
            return Err(Problem::failed(format!("{FILE} shows other functions than those of the contract:\n{shown}")));
        }
        Ok(())
    }

    pub(super) fn file(&self) -> PathBuf {
        self.0.join("lib").join(FILE)
    }

    /// Bytes.
    pub(super) fn size(&self) -> Result<u64, String> {
        fs::metadata(self.file()).map(|file| file.len()).map_err(|e| format!("{FILE}: {e}"))
    }

    fn descriptions(&self) -> PathBuf {
        self.0.join("lib/pkgconfig")
    }

    /// A command of SwiftPM that links this library.
    pub(super) fn linked(&self, command: Command) -> Command {
        command.env("PKG_CONFIG_PATH", self.descriptions())
    }

    fn take(&self, built: &Path) -> Result<(), String> {
        let descriptions = self.descriptions();
        fs::create_dir_all(&descriptions).map_err(|e| format!("{}: {e}", descriptions.display()))?;
        fs::copy(built, self.file()).map_err(|e| format!("{}: {e}", built.display()))?;
        let description = descriptions.join("cortex-cloud.pc");
        fs::write(&description, description_text()).map_err(|e| format!("{}: {e}", description.display()))
    }
}

/// The folder may be moved: pkg-config works out where the file lies.
fn description_text() -> String {
    format!(
        "prefix=${{pcfiledir}}/../..\n\nName: cortex-cloud\nDescription: The engine of Cortex Cloud, for its Swift package\n\
         Version: {}\nLibs: -L${{prefix}}/lib -lcortex_cloud_ffi -lgcc_s -lutil -lrt -lpthread -lm -ldl\n",
        env!("CARGO_PKG_VERSION")
    )
}

/// The functions of the C header, from what `nm` printed.
fn exported(printed: &str) -> Vec<String> {
    let names = printed.lines().filter_map(|line| line.split_whitespace().nth(2));
    let ours = names.filter(|name| name.starts_with("uniffi_") || name.starts_with("ffi_"));
    let mut names: Vec<String> = ours.map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

fn build(cargo: Command) -> Result<PathBuf, Problem> {
    let messages = cargo.args(["--message-format", "json-render-diagnostics"]).stdout_of_build()?;
    let built = messages.lines().filter_map(archive_of).next_back();
    built.ok_or_else(|| Problem::failed(format!("`cargo build` made no {FILE}")))
}

fn archive_of(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let files = message["filenames"].as_array().filter(|_| message["reason"] == "compiler-artifact")?;
    files.iter().filter_map(Value::as_str).map(PathBuf::from).find(|file| file.ends_with(FILE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_functions_of_the_header_are_shown() {
        let printed = "a.o:\n0000 T uniffi_b\n0000 T sqlite3_open\n0000 T ffi_a\n0000 T uniffi_b\n";
        assert_eq!(exported(printed), ["ffi_a", "uniffi_b"]);
    }

    #[test]
    fn the_archive_is_found_among_cargos_messages() {
        let message =
            r#"{"reason":"compiler-artifact","filenames":["/t/libcortex_cloud_ffi.so","/t/libcortex_cloud_ffi.a"]}"#;
        assert_eq!(archive_of(message), Some(PathBuf::from("/t/libcortex_cloud_ffi.a")));
        assert_eq!(archive_of(r#"{"reason":"compiler-artifact","filenames":["/t/libother.a"]}"#), None);
    }
}
