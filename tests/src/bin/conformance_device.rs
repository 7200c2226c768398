//! The Rust device driven from outside: steps on stdin, outcomes on stdout, until stdin closes. Reads no arguments but
//! `--device`, as the runners of other languages do.
// A test tool says what is wrong by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_tests::conformance::device::Device;
use cortex_tests::conformance::lines;
use serde_json::json;
use std::io;

fn main() -> io::Result<()> {
    let mut device = Device::default();
    let mut steps = io::stdin().lock();
    while let Some(step) = lines::read(&mut steps)? {
        let outcome = device.perform(&step);
        lines::write(&mut io::stdout().lock(), &outcome)?;
    }
    device.perform(&json!({ "op": "reset" }));
    Ok(())
}
