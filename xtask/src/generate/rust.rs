//! Rust text: laid out by rustfmt, as everything else is.

use crate::checkout::Checkout;
use std::io::Write;
use std::process::Command;
use std::process::Stdio;

/// `code` as rustfmt leaves it.
pub(super) fn formatted(checkout: &Checkout, code: &str) -> Result<String, String> {
    let unusable = |e: std::io::Error| format!("rustfmt cannot be run: {e}; install it with rustup or your system");
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout"])
        .current_dir(&checkout.root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(unusable)?;
    // Dropped at the end of the statement: that is the end of its input.
    rustfmt.stdin.take().map_or(Ok(()), |mut input| input.write_all(code.as_bytes())).map_err(unusable)?;
    let done = rustfmt.wait_with_output().map_err(unusable)?;
    if !done.status.success() {
        return Err(format!("rustfmt refused generated code: {}", String::from_utf8_lossy(&done.stderr)));
    }
    String::from_utf8(done.stdout).map_err(|e| format!("rustfmt's output: {e}"))
}

/// Doc lines of a description.
pub(super) fn docs(description: &str) -> String {
    format!("/// {description}\n")
}
