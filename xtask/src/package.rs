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

#[derive(Clone, Copy, clap::ValueEnum)]
enum Kind {
    Wheel,
    Npm,
    Swift,
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
        let stage = self.0.join("stage").join(name);
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
    platform: &'static str,
}

impl Made {
    fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn to_json(&self) -> Value {
        json!({ "file": self.name(), "bytes": self.bytes, "sha256": self.sha256, "platform": self.platform })
    }
}

fn make(checkout: &Checkout, folder: &Folder, only: Option<Kind>) -> Result<Vec<Made>, Problem> {
    let platform = Platform::host()?;
    // What an earlier run left would be listed with what this one makes.
    let old = fs::read_dir(&folder.0).map_err(|e| format!("{}: {e}", folder.0.display()))?;
    for path in old.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_file()) {
        fs::remove_file(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    let wants = |kind: Kind| only.is_none_or(|only| only as u8 == kind as u8);
    let mut paths = Vec::new();
    if wants(Kind::Npm) {
        paths.extend(npm::make(checkout, folder)?);
    }
    if wants(Kind::Wheel) {
        paths.push(wheel::make(checkout, folder)?);
    }
    // On a Mac the XCFramework takes the place of the library: bindings/swift/scripts/xcframework.sh.
    if wants(Kind::Swift) && platform.has_glibc() {
        paths.push(swift::make(checkout, folder)?);
    }
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let sum = ring::digest::digest(&ring::digest::SHA256, &bytes);
        Ok(Made { path, bytes: bytes.len(), sha256: hexadecimal(sum.as_ref()), platform: platform.name })
    };
    let made: Vec<Made> = paths.into_iter().map(read).collect::<Result<_, String>>()?;
    let mut sums = String::new();
    for one in &made {
        // As sha256sum writes and reads them; writing to a string does not fail.
        let _ = writeln!(sums, "{}  {}", one.sha256, one.name());
    }
    write(&folder.0.join(SUMS), &sums)?;
    Ok(made)
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
