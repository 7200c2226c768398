//! `cargo xtask package`: what is published, made for the platform this runs on, with a bill of materials, licences and
//! checksums. The other platforms' packages are made by the release's jobs, on machines of their kinds, with this command.

mod bill;
mod npm;
mod platforms;
mod shipped;
mod swift;
mod wheel;

pub(crate) use npm::addon;
pub(crate) use npm::generate;
pub(crate) use platforms::Platform;
pub(crate) use shipped::check as check_shipped;
pub(crate) use shipped::has_hooks;
pub(crate) use shipped::library;

use crate::checkout::Checkout;
use crate::command::Command;
use crate::counts::Counts;
use crate::node;
use crate::python;
use crate::stage::Problem;
use platforms::GLIBC;
use serde_json::Value;
use serde_json::json;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

/// Where packages go when nobody says otherwise.
const OUT: &str = "target/package";
const OWN_LICENCES: &[&str] = &["LICENSE-APACHE", "LICENSE-MIT"];
/// What is in the folder beside the packages.
const SUMS: &str = "SHA256SUMS";

/// What to make.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The folder for the packages
    #[arg(long, value_name = "DIR", default_value = OUT)]
    out: PathBuf,
    /// Only this language's: wheel, npm or swift
    #[arg(long, value_name = "KIND")]
    only: Option<Kind>,
    /// Print what was made as one JSON object
    #[arg(long)]
    json: bool,
    /// Make nothing; print the platforms of a release, as its jobs take them
    #[arg(long, exclusive = true)]
    matrix: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Wheel,
    Npm,
    Swift,
}

impl Kind {
    /// Of a file that this command makes; none for any other.
    fn of(file: &Path) -> Option<Self> {
        let name = file.file_name()?.to_str()?;
        let end = file.extension()?.to_str()?;
        match end {
            _ if !name.starts_with("cortex-cloud-") && !name.starts_with("cortex_cloud-") => None,
            "whl" => Some(Self::Wheel),
            "tgz" => Some(Self::Npm),
            "zip" => Some(Self::Swift),
            _ => None,
        }
    }
}

/// The folder that packages go to.
pub(crate) struct Folder(PathBuf);

impl Folder {
    fn at(path: &Path) -> Result<Self, String> {
        let absolute = std::path::absolute(path).map_err(|e| format!("{}: {e}", path.display()))?;
        fs::create_dir_all(&absolute).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Self(absolute))
    }

    /// The one the tests use.
    pub(crate) fn of_tests(checkout: &Checkout) -> Result<Self, String> {
        Self::at(&checkout.root.join(OUT))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// An empty folder in which a package is put together.
    fn stage(&self, name: &str) -> Result<PathBuf, String> {
        let stage = self.0.join(".stage").join(name);
        let _ = fs::remove_dir_all(&stage);
        fs::create_dir_all(&stage).map_err(|e| format!("{}: {e}", stage.display()))?;
        Ok(stage)
    }

    fn take(&self, file: &Path) -> Result<PathBuf, String> {
        let to = self.0.join(file.file_name().unwrap_or_default());
        fs::copy(file, &to).map_err(|e| format!("{}: {e}", to.display()))?;
        Ok(to)
    }
}

/// `cargo xtask package`.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    if options.matrix {
        println!("{}", platforms::matrix());
        return Ok(ExitCode::SUCCESS);
    }
    let checkout = Checkout::find()?;
    let folder = Folder::at(&options.out)?;
    let made = make(&checkout, &folder, options.only).map_err(|problem| match problem {
        Problem::Failed { message, .. } | Problem::Skipped(message) => message,
    })?;
    if options.json {
        println!("{:#}", json!({ "folder": folder.0, "packages": made.iter().map(Made::to_json).collect::<Vec<_>>() }));
    } else {
        for one in &made {
            println!("{:>10} bytes  {}  {}", one.bytes, &one.sha256[..16], one.name());
        }
        println!("in {}, with {SUMS}", folder.0.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// A package.
struct Made {
    path: PathBuf,
    bytes: usize,
    sha256: String,
}

impl Made {
    fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn to_json(&self) -> Value {
        json!({ "file": self.name(), "bytes": self.bytes, "sha256": self.sha256 })
    }
}

fn make(checkout: &Checkout, folder: &Folder, only: Option<Kind>) -> Result<Vec<Made>, Problem> {
    let platform = Platform::host()?;
    let wants = |kind: Kind| only.is_none_or(|only| only == kind);
    // What an earlier run left would be taken for what this one makes. Nothing else in the folder is ours.
    for old in packages(folder)?.into_iter().filter(|path| Kind::of(path).is_some_and(wants)) {
        fs::remove_file(&old).map_err(|e| format!("{}: {e}", old.display()))?;
    }
    if wants(Kind::Npm) {
        npm::make(checkout, folder)?;
    }
    if wants(Kind::Wheel) {
        wheel::make(checkout, folder)?;
    }
    // On a Mac the XCFramework takes the place of the library: bindings/swift/scripts/xcframework.sh.
    if wants(Kind::Swift) && platform.has_glibc() {
        swift::make(checkout, folder)?;
    }
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let sum = ring::digest::digest(&ring::digest::SHA256, &bytes);
        Ok(Made { path, bytes: bytes.len(), sha256: hexadecimal(sum.as_ref()) })
    };
    let made: Vec<Made> = packages(folder)?.into_iter().map(read).collect::<Result<_, String>>()?;
    let mut sums = String::new();
    for one in &made {
        // As sha256sum writes and reads them; writing to a string does not fail.
        let _ = writeln!(sums, "{}  {}", one.sha256, one.name());
    }
    write(&folder.0.join(SUMS), &sums)?;
    Ok(made)
}

/// What this command has made in the folder, now or before.
fn packages(folder: &Folder) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(&folder.0).map_err(|e| format!("{}: {e}", folder.0.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| path.is_file() && Kind::of(path).is_some());
    paths.sort();
    Ok(paths)
}

/// The wheel, for the tests.
pub(crate) fn wheel(checkout: &Checkout) -> Result<PathBuf, Problem> {
    wheel::make(checkout, &Folder::of_tests(checkout)?)
}

/// Both of npm's, for the tests.
pub(crate) fn npm(checkout: &Checkout) -> Result<[PathBuf; 2], Problem> {
    npm::make(checkout, &Folder::of_tests(checkout)?)
}

/// The zip of Swift's, for the tests.
pub(crate) fn swift_zip(checkout: &Checkout) -> Result<PathBuf, Problem> {
    swift::make(checkout, &Folder::of_tests(checkout)?)
}

/// What `packages` proves.
pub(crate) const ABOUT: &str =
    "all packages of this platform: bills of materials, licences, checksums, the order of publishing";

/// The stage of `cargo xtask test`.
pub(crate) fn check(checkout: &Checkout) -> Result<Counts, Problem> {
    let folder = Folder::of_tests(checkout)?;
    let made = make(checkout, &folder, None)?;
    let (major, minor) = GLIBC;
    for one in &made {
        println!("   {}: {} bytes", one.name(), one.bytes);
    }
    println!(
        "   for {}; glibc {major}.{minor} at most, no path of this machine, no test hook",
        Platform::host()?.about
    );
    Command::new("sha256sum", &folder.0).args(["--check", "--quiet", "--strict", SUMS]).run()?;
    let mut counts = Counts::default();
    python::pytest_of_packages(checkout, &folder.0, &mut counts)?;
    node::publish(checkout, &folder.0, &mut counts)?;
    Ok(counts)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

fn copy_licences(checkout: &Checkout, to: &Path) -> Result<(), String> {
    for name in OWN_LICENCES {
        fs::copy(checkout.root.join(name), to.join(name)).map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_files_are_replaced() {
        let kind = |name: &str| Kind::of(Path::new(name)).map(|kind| kind as u8);
        assert_eq!(kind("/o/cortex_cloud-0.1.0-cp310-abi3-manylinux_2_28_x86_64.whl"), Some(Kind::Wheel as u8));
        assert_eq!(kind("/o/cortex-cloud-darwin-x64-0.1.0.tgz"), Some(Kind::Npm as u8));
        assert_eq!(kind("/o/cortex-cloud-swift-0.1.0-linux-x64-gnu.zip"), Some(Kind::Swift as u8));
        for other in ["/o/notes.zip", "/o/cortex-cloud-notes.md", "/o/SHA256SUMS", "/o/other.tgz"] {
            assert_eq!(kind(other), None, "{other}");
        }
    }
}
