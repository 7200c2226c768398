//! The wheel: one for every CPython from 3.10 on.

use super::Folder;
use super::bill::BILL;
use super::bill::Bill;
use super::bill::LICENCES;
use super::platforms::GLIBC;
use super::platforms::Platform;
use super::shipped;
use crate::binary::SHIPPED;
use crate::checkout::Checkout;
use crate::python;
use crate::stage::Problem;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use zip::ZipArchive;

const CRATE: &str = "cortex-cloud-python";
/// Where the wheel's licences must lie when it is built.
const PROJECT: &str = "bindings/python";

/// Builds it into the folder and returns where it is.
pub(crate) fn make(checkout: &Checkout, folder: &Folder) -> Result<PathBuf, Problem> {
    let host = Platform::host()?;
    let bill = Bill::of(checkout, CRATE)?;
    let stage = folder.stage("wheel")?;
    let version = env!("CARGO_PKG_VERSION");
    let description = stage.join(BILL);
    super::write(&description, &bill.to_json("cortex-cloud", version, &format!("pkg:pypi/cortex-cloud@{version}")))?;
    super::copy_licences(checkout, &checkout.root.join(PROJECT))?;
    super::write(&checkout.root.join(PROJECT).join(LICENCES), &bill.licences())?;
    // An earlier version's wheel would be found beside it.
    let wheels = stage.join("wheels");
    let _ = fs::remove_dir_all(&wheels);

    let maturin = python::maturin(checkout)?;
    let maturin =
        maturin.args(["build", "--locked", "--quiet", "--profile", SHIPPED, "--target", host.target, "--out"]);
    let maturin = maturin.args([&wheels]).args(["--sbom-include"]).args([&description]);
    let (major, minor) = GLIBC;
    let maturin = match host.libc {
        Some("glibc") => {
            let maturin = maturin.args(["--compatibility", &format!("manylinux_{major}_{minor}")]);
            maturin.env("CARGO", shipped::cargo_for_others(checkout, host, &stage)?)
        }
        Some(_) => maturin.args(["--compatibility", "musllinux_1_2"]),
        None => maturin,
    };
    shipped::without_paths(checkout, maturin).run()?;
    let entries = fs::read_dir(&wheels).map_err(|e| format!("{}: {e}", wheels.display()))?;
    let mut built = entries.filter_map(Result::ok).map(|entry| entry.path());
    let built = built.find(|path| path.extension().is_some_and(|end| end == "whl"));
    let built = built.ok_or_else(|| Problem::failed(format!("maturin left no wheel in {}", wheels.display())))?;
    shipped::check(checkout, host, &module(&built, &stage)?)?;
    Ok(folder.take(&built)?)
}

/// The native module, unpacked.
fn module(wheel: &Path, into: &Path) -> Result<PathBuf, String> {
    let failed = |e: &dyn std::fmt::Display| format!("{}: {e}", wheel.display());
    let mut archive =
        fs::File::open(wheel).map_err(|e| failed(&e)).and_then(|f| ZipArchive::new(f).map_err(|e| failed(&e)))?;
    let is_module = |name: &str| name.contains("/_native.") && !name.ends_with(".pyi");
    let name = archive.file_names().filter_map(Result::ok).find(|name| is_module(name)).map(|name| name.into_owned());
    let name = name.ok_or_else(|| failed(&"it has no native module"))?;
    let mut bytes = Vec::new();
    archive.by_name(&name).map_err(|e| failed(&e))?.read_to_end(&mut bytes).map_err(|e| failed(&e))?;
    let file = into.join(name.rsplit('/').next().unwrap_or(&name));
    fs::write(&file, bytes).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(file)
}
