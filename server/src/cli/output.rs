//! What the commands print: a table for people or JSON for programs.

use cortex_cloud::clock::Millis;
use std::io;
use std::io::Write;

/// Prints one JSON value on a line.
pub(super) fn json(value: &serde_json::Value) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{value}")
}

/// Prints a line.
pub(super) fn line(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// Prints rows in aligned columns.
pub(super) fn table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> io::Result<()> {
    let mut widths = heads.map(str::len);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut out = io::stdout().lock();
    for row in std::iter::once(&heads.map(str::to_owned)).chain(rows) {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

/// Text as a word of a shell's command, quoted where it must be.
pub(super) fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/\\:._-+@%,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    // Windows has no single quotes.
    if cfg!(windows) { format!("\"{text}\"") } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// A limit for people.
pub(super) fn limit(limit: Option<i64>) -> String {
    limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string())
}

/// A span of time for people: how long ago something was.
pub(super) fn ago(ms: Millis) -> String {
    const MINUTE: Millis = 60_000;
    const HOUR: Millis = 60 * MINUTE;
    match ms.max(0) {
        ms if ms < 2 * MINUTE => format!("{} s ago", ms / 1_000),
        ms if ms < 2 * HOUR => format!("{} min ago", ms / MINUTE),
        ms if ms < 48 * HOUR => format!("{} h ago", ms / HOUR),
        ms => format!("{} days ago", ms / (24 * HOUR)),
    }
}

/// A number of bytes for people.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
