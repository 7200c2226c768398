//! Makes the kept files of the present version of the store: `cargo run -p cortex-tests --example store_fixture VERSION`.
//! Run it once before a version is released, and never again for that version.

use cortex_tests::fixture;
use std::path::Path;

fn main() {
    let version = std::env::args().nth(1).and_then(|v| v.parse().ok());
    let Some(version) = version else {
        eprintln!("name the version of the store: the number at the end of PRAGMA user_version");
        std::process::exit(2);
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    if folder.join(fixture::server_name(version)).exists() {
        eprintln!("the files of version {version} are kept already; they stay as they are");
        std::process::exit(1);
    }
    fixture::make(&folder, version);
}
