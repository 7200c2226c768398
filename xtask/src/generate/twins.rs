//! docs/twins.md: the same ten things in every language, cut from programs that `cargo xtask test` runs.
//!
//! In each program a comment `1. Open a file` begins a part, which goes on to the next one, or to the comment `end`.

use super::Generated;
use super::contract;
use super::model::camel;
use crate::checkout::Checkout;
use crate::twins::PRINTED;
use crate::twins::TWINS;
use crate::twins::Twin;
use std::fmt::Write;
use std::fs;

const PAGE: &str = "docs/twins.md";
const HEAD: &str = "<!-- Written by `cargo xtask generate` from the programs it names. -->

# Ten things in four languages

What there is to do with an engine, once in each language. These are parts of programs which `cargo xtask test` runs against a
real server, and which must print the same: ";
/// As many as the page says.
const PARTS: usize = 10;
/// What the programs call theirs.
const ENGINES: &[&str] = &["laptop", "phone"];

/// A part of a program.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    title: String,
    code: String,
}

pub(super) fn generate(checkout: &Checkout) -> Result<Vec<Generated>, String> {
    let read = |path: &str| fs::read_to_string(checkout.root.join(path)).map_err(|e| format!("{path}: {e}"));
    let mut programs = Vec::new();
    for twin in TWINS {
        programs.push((twin, parts(&read(twin.path)?)));
    }
    let contract = contract::read(checkout)?;
    let calls = contract.objects.iter().flat_map(|object| &object.methods).map(|method| method.name.as_str());
    let mut text = page(&programs, &calls.collect::<Vec<_>>())?;
    let _ = write!(text, "\n## What each of them prints\n\n```text\n{}```\n", read(PRINTED)?);
    Ok(vec![Generated { path: PAGE, text }])
}

fn page(programs: &[(&Twin, Vec<Part>)], calls: &[&str]) -> Result<String, String> {
    let links: Vec<String> =
        programs.iter().map(|(twin, _)| format!("[{}](../{})", twin.language, twin.path)).collect();
    let mut page = format!("{HEAD}{}.\n\n", links.join(", "));
    let titles = |parts: &[Part]| -> Vec<String> { parts.iter().map(|part| part.title.clone()).collect() };
    let Some((first, wanted)) = programs.first() else { return Ok(page) };
    if let Some((other, _)) = programs.iter().find(|(_, parts)| titles(parts) != titles(wanted)) {
        return Err(format!("{} and {} have different parts", first.path, other.path));
    }
    if wanted.len() != PARTS {
        return Err(format!("{} has {} parts; the page speaks of {PARTS}", first.path, wanted.len()));
    }
    let mut row = |cells: Vec<String>| {
        let _ = writeln!(page, "| {} |", cells.join(" | "));
    };
    row(std::iter::once("new calls".to_owned())
        .chain(programs.iter().map(|(twin, _)| twin.language.to_owned()))
        .collect());
    row(vec!["---".to_owned(); programs.len() + 1]);
    for (at, part) in wanted.iter().enumerate() {
        let cells = programs.iter().map(|(twin, parts)| new_calls(&parts[..=at], calls, twin.language));
        let title = format!("[{}](#{})", part.title, slug(&part.title));
        row(std::iter::once(title).chain(cells).collect());
    }
    for (at, part) in wanted.iter().enumerate() {
        let _ = writeln!(page, "\n## {}", part.title);
        for (twin, parts) in programs {
            let _ = write!(page, "\n```{}\n{}\n```\n", twin.fence, parts[at].code);
        }
    }
    Ok(page)
}

/// The anchor that Markdown makes of a title.
fn slug(title: &str) -> String {
    let kept = title.chars().filter(|c| c.is_alphanumeric() || *c == ' ');
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// The calls of the contract that a program makes on its engines in one part and in none before, each with a link to its
/// language's page.
fn new_calls(parts: &[Part], calls: &[&str], language: &str) -> String {
    let made = |part: &Part| -> Vec<(usize, String, String)> {
        let at = |text: &str| part.code.find(text);
        let mut opening = ["CloudEngine::open", "CloudEngine"].into_iter();
        let opening = opening.find_map(|name| Some((at(&format!("{name}("))?, name.to_owned(), "new".to_owned())));
        let on_engine = |name: &str| ENGINES.iter().filter_map(|engine| at(&format!("{engine}.{name}("))).min();
        // The other way to hear of events, where a language has it, is described with the first.
        let all = calls.iter().map(|call| (*call, *call)).chain([("events", "subscribe")]);
        let found = all.filter_map(|(call, anchor)| {
            let spellings = [call.to_owned(), camel(call)];
            spellings.into_iter().find_map(|name| Some((on_engine(&name)?, name, anchor.to_owned())))
        });
        opening.into_iter().chain(found).collect()
    };
    let Some((part, before)) = parts.split_last() else { return String::new() };
    let known: Vec<String> = before.iter().flat_map(made).map(|(_, name, _)| name).collect();
    let mut found = made(part);
    found.retain(|(_, name, _)| !known.contains(name));
    found.sort();
    let page = language.to_lowercase();
    let links = found.iter().map(|(_, name, anchor)| format!("[`{name}`](reference/{page}.md#{anchor})"));
    links.collect::<Vec<_>>().join(", ")
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in text.lines().take_while(|line| !["// end", "# end"].contains(&line.trim())) {
        if let Some(title) = title(line, parts.len() + 1) {
            parts.push(Part { title: title.to_owned(), code: String::new() });
        } else if let Some(part) = parts.last_mut() {
            part.code += line;
            part.code += "\n";
        }
    }
    for part in &mut parts {
        part.code = flush_left(&part.code);
    }
    parts
}

/// `// 3. Find records` as the third.
fn title(line: &str, number: usize) -> Option<&str> {
    let comment = line.trim_start();
    let words = comment.strip_prefix("// ").or_else(|| comment.strip_prefix("# "))?;
    words.strip_prefix(&format!("{number}. "))
}

/// Without the indentation that all lines share.
fn flush_left(code: &str) -> String {
    let lines = code.lines().filter(|line| !line.is_empty());
    let indent = lines.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let cut = code.lines().map(|line| line.get(indent..).unwrap_or_default());
    cut.collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_linked_where_they_are_made_first() {
        let part = |code: &str| Part { title: String::new(), code: code.to_owned() };
        let parts = [
            part("let laptop = CloudEngine::open(config)?;\nlaptop.put_many(rows);\nqueue.get(x);"),
            part("laptop.put_many(rows); phone.get(y); laptop.get(z);"),
        ];
        let calls = ["get", "put_many", "put"];
        let first = "[`CloudEngine::open`](reference/rust.md#new), [`put_many`](reference/rust.md#put_many)";
        assert_eq!(new_calls(&parts[..1], &calls, "Rust"), first);
        assert_eq!(new_calls(&parts, &calls, "Rust"), "[`get`](reference/rust.md#get)");
        let events = [part("phone.events(); phone.putMany(rows)")];
        let wanted = "[`events`](reference/node.md#subscribe), [`putMany`](reference/node.md#put_many)";
        assert_eq!(new_calls(&events, &calls, "Node"), wanted);
        assert_eq!(slug("Sync, and see how it went"), "sync-and-see-how-it-went");
    }

    #[test]
    fn a_program_is_cut_at_its_numbers() {
        let text = "fn main() {\n    // 1. One\n    let a = 1;\n\n    // 2. Two\n    if a {\n        b();\n    }\n    // end\n    Ok(())\n}\n";
        let part = |title: &str, code: &str| Part { title: title.to_owned(), code: code.to_owned() };
        assert_eq!(parts(text), [part("One", "let a = 1;"), part("Two", "if a {\n    b();\n}")]);
    }
}
