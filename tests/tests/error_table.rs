//! Every error code the sources name is in the table of the engine, and every row of the table is in the sources.
// A test says what is wrong by panicking.
#![allow(clippy::unwrap_used, clippy::panic)]

use cortex_cloud::error::table::CODES;
use cortex_cloud::error::table::CodeInfo;
use cortex_cloud::error::table::REFUSALS;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// A source file without its unit tests.
struct Source {
    name: String,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("error/table.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
            found.push(Source { name: path.strip_prefix(root()).unwrap().display().to_string(), text });
        }
    }
}

/// The sources of the engine, of a binding, or of the server.
fn sources(of: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(of).join("src"), &mut found);
    assert!(found.len() > 5, "{of} has sources");
    found
}

/// What stands in the brackets after each `call`, up to `most` characters of it.
fn arguments<'a>(source: &'a Source, call: &'a str, most: usize) -> impl Iterator<Item = String> + 'a {
    source.text.match_indices(call).map(move |(at, _)| {
        let rest = &source.text[at + call.len()..];
        rest.chars().take(most).collect::<String>().trim_start().to_owned()
    })
}

/// The text literal at the beginning, or the value of the protocol's constant named there.
fn literal(text: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix('"') {
        return rest.split('"').next().map(str::to_owned);
    }
    let name = text.strip_prefix("code::")?.split(|c: char| !c.is_ascii_uppercase() && c != '_').next()?;
    Some(name.to_lowercase())
}

/// Where the engine's errors are made: some belong to what a language alone can do wrong.
const MAKERS: [&str; 4] = ["core", "udl", "bindings/node", "bindings/python"];

/// The codes the engine's own errors have, by where they are made.
fn codes_of_the_engine() -> BTreeSet<(String, String)> {
    let mut codes = BTreeSet::new();
    for source in MAKERS.into_iter().flat_map(sources) {
        let of_info = arguments(&source, "ErrorInfo::new(", 120).filter_map(|a| literal(&a));
        codes.extend(of_info.map(|code| (code, source.name.clone())));
        let of_arguments = arguments(&source, "CloudError::argument(", 120).filter_map(|a| literal(&a));
        codes.extend(of_arguments.map(|name| (format!("argument.{name}"), source.name.clone())));
        for arguments in arguments(&source, "TransportError::new(", 160) {
            let Some((cause, rest)) = arguments.strip_prefix("Cause::").and_then(|a| a.split_once(',')) else {
                continue;
            };
            let Some(code) = literal(rest.trim_start()) else { continue };
            let class = match cause {
                "Unavailable" | "Connection" | "Timeout" | "Server" => "offline",
                "Tls" | "Insecure" => "tls",
                "Unauthenticated" => "unauthenticated",
                "Upgrade" => "version",
                "Malformed" => "protocol",
                "Cancelled" => continue,
                other => panic!("{}: say here which class Cause::{other} is", source.name),
            };
            codes.insert((format!("{class}.{code}"), source.name.clone()));
        }
    }
    codes
}

/// Status and code of each refusal of the server, by where it is made.
fn refusals_of_the_server() -> BTreeSet<(u16, String, String)> {
    let mut refusals = BTreeSet::new();
    for source in sources("server") {
        for call in ["ServiceError::new(", "Self::new("] {
            for arguments in arguments(&source, call, 160) {
                let Some((status, rest)) = arguments.split_once(',') else { continue };
                let Ok(status) = status.parse() else { continue };
                let code = literal(rest.trim_start());
                let code = code.unwrap_or_else(|| panic!("{}: {arguments} has no literal code", source.name));
                refusals.insert((status, code, source.name.clone()));
            }
        }
    }
    refusals
}

#[test]
fn every_code_of_the_engine_is_in_the_table() {
    let codes = codes_of_the_engine();
    assert!(codes.len() > 40, "the codes are found: {codes:?}");
    for (code, source) in codes {
        assert!(CodeInfo::find(&code).is_some(), "{source} makes {code}, which has no row in core/src/error/table.rs");
    }
}

#[test]
fn every_refusal_of_the_server_is_in_the_table_with_its_status() {
    let refusals = refusals_of_the_server();
    assert!(refusals.len() > 15, "the refusals are found: {refusals:?}");
    for (status, code, source) in refusals {
        let has_row =
            CODES.iter().any(|r| r.status == Some(status) && r.code.split_once('.').is_some_and(|(_, c)| c == code));
        assert!(has_row, "{source} refuses with {status} {code}, which has no row in core/src/error/table.rs");
    }
}

#[test]
fn every_row_of_the_table_is_made_somewhere() {
    let (of_engine, of_server) = (codes_of_the_engine(), refusals_of_the_server());
    let all: String = sources("core").into_iter().map(|source| source.text).collect();
    for row in CODES.iter().filter(|row| !row.code.ends_with('*')) {
        let (word, rest) = row.code.split_once('.').unwrap_or((row.code, row.code));
        let is_made = match row.status {
            Some(status) => of_server.iter().any(|(s, code, _)| (*s, code.as_str()) == (status, rest)),
            None => of_engine.iter().any(|(code, _)| code == row.code),
        };
        // A name or code that is handed to the place that makes the error.
        let is_passed = row.status.is_none() && (word == "argument" || ["offline", "tls"].contains(&word));
        let is_passed = is_passed && all.contains(&format!("\"{rest}\""));
        assert!(is_made || is_passed, "nothing makes {}; remove its row from core/src/error/table.rs", row.code);
    }
}

#[test]
fn every_refusal_of_a_mutation_is_in_the_table_and_every_row_is_made() {
    let mut made = BTreeSet::new();
    for source in sources("server") {
        made.extend(arguments(&source, "Verdict::Rejected { code:", 80).filter_map(|a| literal(&a)));
    }
    // A batch of one record that is refused as a whole is that record's refusal; a unit's takes its others along.
    made.extend(["bad_request", "batch_too_large", "unit_refused"].map(str::to_owned));
    let rows: BTreeSet<String> = REFUSALS.iter().map(|row| row.code.to_owned()).collect();
    assert_eq!(made, rows);
}
