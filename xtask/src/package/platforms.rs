//! The platforms that packages are made for. One list: of npm's packages, of the wheels, and of the release's jobs.

use crate::stage::Problem;
use serde_json::Value;
use serde_json::json;
use std::env::consts::ARCH;
use std::env::consts::OS;

/// The oldest glibc the packages run with: Debian 10, Ubuntu 18.10, RHEL 8 and newer. manylinux has a policy for it.
pub(crate) const GLIBC: (u32, u32) = (2, 28);

/// What a package of its own is made for.
#[derive(Debug)]
pub(crate) struct Platform {
    /// As npm's packages and the release's jobs are named.
    pub(crate) name: &'static str,
    /// For people.
    pub(crate) about: &'static str,
    /// As Rust names it.
    pub(crate) target: &'static str,
    /// As Node and npm name system and processor.
    pub(crate) os: &'static str,
    pub(crate) cpu: &'static str,
    /// As npm names the C library: Linux has two.
    pub(crate) libc: Option<&'static str>,
    /// Where the release builds it: GitHub's name of a machine of this kind.
    runner: &'static str,
}

/// Every one. The addon's loader asks for the package of the platform it runs on by the same names.
pub(crate) const PLATFORMS: &[Platform] = &[
    Platform {
        name: "linux-x64-gnu",
        about: "Linux on x64 with glibc 2.28 or newer",
        target: "x86_64-unknown-linux-gnu",
        os: "linux",
        cpu: "x64",
        libc: Some("glibc"),
        runner: "ubuntu-24.04",
    },
    Platform {
        name: "linux-arm64-gnu",
        about: "Linux on arm64 with glibc 2.28 or newer",
        target: "aarch64-unknown-linux-gnu",
        os: "linux",
        cpu: "arm64",
        libc: Some("glibc"),
        runner: "ubuntu-24.04-arm",
    },
    Platform {
        name: "linux-x64-musl",
        about: "Linux on x64 with musl (Alpine)",
        target: "x86_64-unknown-linux-musl",
        os: "linux",
        cpu: "x64",
        libc: Some("musl"),
        runner: "ubuntu-24.04",
    },
    Platform {
        name: "linux-arm64-musl",
        about: "Linux on arm64 with musl (Alpine)",
        target: "aarch64-unknown-linux-musl",
        os: "linux",
        cpu: "arm64",
        libc: Some("musl"),
        runner: "ubuntu-24.04-arm",
    },
    Platform {
        name: "darwin-arm64",
        about: "macOS on Apple silicon",
        target: "aarch64-apple-darwin",
        os: "darwin",
        cpu: "arm64",
        libc: None,
        runner: "macos-15",
    },
    Platform {
        name: "darwin-x64",
        about: "macOS on Intel",
        target: "x86_64-apple-darwin",
        os: "darwin",
        cpu: "x64",
        libc: None,
        runner: "macos-15-intel",
    },
    Platform {
        name: "win32-x64-msvc",
        about: "Windows on x64",
        target: "x86_64-pc-windows-msvc",
        os: "win32",
        cpu: "x64",
        libc: None,
        runner: "windows-2025",
    },
];

impl Platform {
    /// The one this program was built for.
    pub(crate) fn host() -> Result<&'static Self, Problem> {
        let libc = if cfg!(target_env = "musl") { "-musl" } else { "-gnu" };
        let name = match (OS, ARCH) {
            ("linux", "x86_64") => format!("linux-x64{libc}"),
            ("linux", "aarch64") => format!("linux-arm64{libc}"),
            ("macos", "aarch64") => "darwin-arm64".to_owned(),
            ("macos", "x86_64") => "darwin-x64".to_owned(),
            ("windows", "x86_64") => "win32-x64-msvc".to_owned(),
            (os, arch) => format!("{os}-{arch}"),
        };
        Self::named(&name).ok_or_else(|| {
            Problem::Skipped(format!("there are no packages for {name}; there are for {}", Self::names().join(", ")))
        })
    }

    fn named(name: &str) -> Option<&'static Self> {
        PLATFORMS.iter().find(|platform| platform.name == name)
    }

    pub(crate) fn names() -> Vec<&'static str> {
        PLATFORMS.iter().map(|platform| platform.name).collect()
    }

    /// npm's package with the addon.
    pub(crate) fn npm_package(&self) -> String {
        format!("cortex-cloud-{}", self.name)
    }

    /// Whether its programs need a glibc, of which the oldest is asserted.
    pub(crate) fn has_glibc(&self) -> bool {
        self.libc == Some("glibc")
    }
}

/// The release's jobs, as GitHub's `strategy.matrix.include` takes them.
pub(crate) fn matrix() -> Value {
    let job = |p: &Platform| json!({ "name": p.name, "target": p.target, "runner": p.runner, "musl": p.libc == Some("musl") });
    json!({ "include": PLATFORMS.iter().map(job).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_one_of_them_or_is_told_which_there_are() {
        match Platform::host() {
            Ok(host) => assert!(host.target.starts_with(ARCH)),
            Err(Problem::Skipped(why)) => assert!(why.contains("linux-x64-gnu, linux-arm64-gnu")),
            Err(problem) => assert!(matches!(problem, Problem::Skipped(_)), "{problem:?}"),
        }
    }

    #[test]
    fn names_are_made_of_what_npm_compares() {
        for platform in PLATFORMS {
            assert!(platform.name.starts_with(&format!("{}-{}", platform.os, platform.cpu)), "{platform:?}");
            assert_eq!(platform.libc.is_some(), platform.os == "linux", "{platform:?}");
        }
        assert_eq!(matrix()["include"].as_array().map(Vec::len), Some(PLATFORMS.len()));
    }
}
