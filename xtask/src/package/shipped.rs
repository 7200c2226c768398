//! The libraries as packages ship them: optimised, without symbols, test hooks or paths of this machine, and for Linux
//! against the oldest glibc that is promised, which zig brings for the purpose.

use super::platforms::GLIBC;
use super::platforms::Platform;
use crate::binary;
use crate::binary::SHIPPED;
use crate::checkout::Checkout;
use crate::command::Command;
use crate::python;
use crate::stage::Problem;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// A word of the hooks by which a test forces a defect.
const HOOK: &[u8] = b"CORTEX_TEST_PANIC";

/// Builds the library of a crate, as a `cdylib`, which is checked, or as a `staticlib`. Returns where it is.
pub(crate) fn library(checkout: &Checkout, package: &str, kind: &str, file: &str) -> Result<PathBuf, Problem> {
    let host = Platform::host()?;
    // In one form: beside others the crate would not be optimised as a whole.
    let build = ["rustc", "--locked", "--lib", "--crate-type", kind, "--profile", SHIPPED, "-p", package, "--target"];
    let cargo = if host.has_glibc() {
        let (major, minor) = GLIBC;
        let zig = python::packaging_tool(checkout, "cargo-zigbuild")?;
        zig.args(build).args([format!("{}.{major}.{minor}", host.target)])
    } else {
        checkout.cargo().args(build).args([host.target])
    };
    let built = binary::library_of(without_paths(checkout, cargo), file)?;
    // An archive has more in it than is shipped of it.
    if kind != "staticlib" {
        check(checkout, host, &built)?;
    }
    Ok(built)
}

/// A program to call in the place of cargo, which builds as `library` does: what one has compiled, the other need not.
/// (maturin can call zig itself, by another version's wrapper, and would compile everything once more.)
pub(super) fn cargo_for_others(checkout: &Checkout, host: &Platform, folder: &Path) -> Result<PathBuf, Problem> {
    let script = folder.join("cargo");
    let zig = python::packaging_program(checkout, "cargo-zigbuild")?;
    let ((major, minor), target) = (GLIBC, host.target);
    let text = format!(
        "#!/bin/sh\nexport CARGO='{cargo}' PATH='{bin}':\"$PATH\"\n[ \"$1\" = rustc ] || exec \"$CARGO\" \"$@\"\nfor word; do\n    \
         shift\n    [ \"$word\" != {target} ] || word={target}.{major}.{minor}\n    set -- \"$@\" \"$word\"\ndone\n\
         exec '{zig}' \"$@\"\n",
        cargo = checkout.cargo.display(),
        bin = zig.parent().unwrap_or(&zig).display(),
        zig = zig.display()
    );
    super::write(&script, &text)?;
    checkout.command("chmod").args(["+x"]).args([&script]).run()?;
    Ok(script)
}

/// What is built says where sources lie as seen from the checkout: messages of panics name them.
pub(super) fn without_paths(checkout: &Checkout, cargo: Command) -> Command {
    let remap = |(from, to): (PathBuf, &str)| format!("--remap-path-prefix={}={to}", from.display());
    let mut flags: Vec<String> = places(checkout).map(remap).into();
    if cfg!(target_env = "musl") {
        // Else Rust links its own musl in, and makes no library that is loaded at run time.
        flags.push("-Ctarget-feature=-crt-static".to_owned());
    }
    // Between the flags, as paths may have blanks.
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
}

fn places(checkout: &Checkout) -> [(PathBuf, &'static str); 2] {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    [(checkout.root.clone(), "/cortex-cloud"), (home.unwrap_or_else(|| PathBuf::from("/nowhere")), "/cargo")]
}

/// Whether a library has what tests force a defect by.
pub(crate) fn has_hooks(file: &Path) -> Result<bool, String> {
    Ok(has(&read(file)?, HOOK))
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|e| format!("{}: {e}", file.display()))
}

fn has(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// Fails on what must not be in a library that is shipped.
pub(crate) fn check(checkout: &Checkout, host: &Platform, file: &Path) -> Result<(), Problem> {
    let name = file.display();
    let bytes = read(file)?;
    if has(&bytes, HOOK) {
        return Err(Problem::failed(format!("{name} has test hooks in it")));
    }
    for (place, _) in places(checkout) {
        // With what ends it: a short one is also the beginning of other words.
        if has(&bytes, place.join("").as_os_str().as_encoded_bytes()) {
            return Err(Problem::failed(format!("{name} has {}, a path of this machine, in it", place.display())));
        }
    }
    // An archive is not linked yet, and has no versions.
    if host.has_glibc() && file.extension().is_some_and(|end| end == "so") {
        let needed = oldest_glibc(&checkout.command("objdump").args(["-T"]).args([file]).stdout()?);
        match needed {
            Some(needed) if needed <= GLIBC => {}
            Some((major, minor)) => {
                let (most, of) = GLIBC;
                return Err(Problem::failed(format!("{name} needs glibc {major}.{minor}; {most}.{of} is promised")));
            }
            None => return Err(Problem::failed(format!("{name} says of no function which glibc it needs"))),
        }
    }
    Ok(())
}

/// The newest version of glibc that one of the functions wants: older ones have not all of them.
pub(super) fn oldest_glibc(symbols: &str) -> Option<(u32, u32)> {
    let versions = symbols.match_indices("GLIBC_").filter_map(|(at, mark)| {
        let version = symbols[at + mark.len()..].split(|c: char| c != '.' && !c.is_ascii_digit()).next()?;
        let mut numbers = version.split('.').map(|number| number.parse().ok());
        Some((numbers.next()??, numbers.next()??))
    });
    versions.max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_of_glibc_is_the_one_needed() {
        let symbols =
            "0000 DF *UND* 0000 (GLIBC_2.4) a\n0000 DF *UND* 0000 (GLIBC_2.28) b\n0000 DF *UND* 0000 (GLIBC_2.3.4) c\n";
        assert_eq!(oldest_glibc(symbols), Some((2, 28)));
        assert_eq!(oldest_glibc("0000 g DF .text 0000 napi_register_module_v1\n"), None);
    }
}
