//! `docs/errors.md`, from the table of error codes.

use super::Generated;
use crate::checkout::Checkout;
use cortex_cloud::error::table::CLASSES;
use cortex_cloud::error::table::CODES;
use cortex_cloud::error::table::REFUSALS;

const HEAD: &str = "# Errors

<!-- Written by `cargo xtask generate` from core/src/error/table.rs. -->

A program catches one of sixteen variants of `CloudError`. The finer cause is `code`; its first word names the variant,
so a code that a later server sends still has a known one. *Retryable* says whether the same call may succeed later
without a change. *Status* is the HTTP status with which a server says so; the engine makes the others itself.

The variant is `CloudError::Busy` in Rust, `BusyError` in Node and Python, and `CloudError.busy` in Swift; the
[reference](reference/index.md) has all of them.

`sync()` and its kin report what networks do in `SyncReport::error` instead of throwing it. None of these errors drops
queued work.
";

const REFUSED: &str = "
## Refused mutations

The server can refuse a single record for good, with one of these codes in the event `MutationRefused`. The mutation
waits in quarantine, everything else goes on syncing, and the record keeps its state on this device. An edit of the
record is a new mutation.

| code | what was refused | what to do |
|---|---|---|
";

pub(super) fn generate(_: &Checkout) -> Result<Vec<Generated>, String> {
    Ok(vec![Generated { path: "docs/errors.md", text: text() }])
}

/// Where the page has a code. One of a single word is its variant's only one, or its heading says all.
pub(super) fn anchor(code: &str) -> String {
    code.trim_end_matches(['*', '.', '_']).to_owned()
}

/// The whole file.
fn text() -> String {
    let mut text = HEAD.to_owned();
    for (class, _, name) in CLASSES {
        text.push_str(&format!("\n## {name}\n\n"));
        text.push_str("| code | retryable | status | what happened | what to do |\n|---|---|---|---|---|\n");
        for row in CODES.iter().filter(|row| row.class() == *class) {
            let retryable = if row.retryable { "yes" } else { "no" };
            let status = row.status.map(|status| status.to_string()).unwrap_or_default();
            let code = linked(row.code);
            text.push_str(&format!("| {code} | {retryable} | {status} | {} | {} |\n", row.meaning, row.advice));
        }
    }
    text.push_str(REFUSED);
    for row in REFUSALS {
        let code = row.code;
        text.push_str(&format!("| <a id=\"{code}\"></a>`{code}` | {} | {} |\n", row.meaning, row.advice));
    }
    text
}

/// A code that a link can lead to.
fn linked(code: &str) -> String {
    match anchor(code) {
        // The variant's heading has this name already.
        anchor if anchor == code && !code.contains('.') => format!("`{code}`"),
        anchor => format!("<a id=\"{anchor}\"></a>`{code}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_line_under_its_variant() {
        let text = text();
        for row in CODES {
            assert_eq!(text.matches(&format!("\n| {} |", linked(row.code))).count(), 1, "{}", row.code);
        }
        let storage = text.split("## Storage\n").nth(1).and_then(|rest| rest.split("\n## ").next());
        assert!(storage.is_some_and(|part| part.contains("`storage.full`") && !part.contains("`store.")));
    }

    #[test]
    fn every_code_can_be_linked_to() {
        let mut anchors: Vec<String> = CODES.iter().map(|row| anchor(row.code)).collect();
        anchors.extend(REFUSALS.iter().map(|row| row.code.to_owned()));
        anchors.extend(CLASSES.iter().map(|(_, _, name)| name.to_lowercase()));
        anchors.sort();
        let all = anchors.len();
        anchors.dedup();
        // `closed` and `cancelled` are the headings of their variants, too.
        assert_eq!(anchors.len(), all - 2);
    }

    #[test]
    fn no_text_breaks_the_table() {
        assert!(CODES.iter().all(|row| !row.meaning.contains(['|', '\n']) && !row.advice.contains(['|', '\n'])));
    }
}
