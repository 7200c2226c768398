//! The contract's docstrings as JSDoc: the same words, names in the spelling of JavaScript, errors by their classes.

use super::model;
use super::model::camel;
use crate::contract::Contract;
use crate::contract::Method;
use std::collections::BTreeSet;

/// What the contract names: only these are spelt anew, not a server's code or a member of a body.
pub(super) struct Names {
    calls: BTreeSet<String>,
    fields: BTreeSet<String>,
    errors: BTreeSet<String>,
}

impl Names {
    pub(super) fn of(contract: &Contract) -> Self {
        let methods = || contract.objects.iter().flat_map(|object| object.constructors.iter().chain(&object.methods));
        let of_enums = contract.enums.iter().flat_map(|e| &e.variants).flat_map(|variant| &variant.fields);
        let fields = contract.dictionaries.iter().flat_map(|d| &d.fields).chain(of_enums);
        Self {
            calls: methods().map(|method| method.name.clone()).collect(),
            fields: fields.chain(methods().flat_map(|m| &m.arguments)).map(|field| field.name.clone()).collect(),
            errors: contract.errors.iter().flat_map(|e| &e.variants).map(|variant| variant.name.clone()).collect(),
        }
    }

    /// A docstring with its code in JavaScript's spelling.
    pub(super) fn in_javascript(&self, docs: &str) -> String {
        self.spelt(docs, true)
    }

    /// The same for a call: what a memory's docs name are the memory's members, which are spelt as they are.
    fn of_call(&self, method: &Method) -> String {
        self.spelt(&method.doc, !method.name.ends_with("_memory"))
    }

    fn spelt(&self, docs: &str, with_fields: bool) -> String {
        let paragraphs: Vec<String> = docs.split("\n\n").map(|text| self.paragraph(text, with_fields)).collect();
        paragraphs.join("\n\n")
    }

    fn paragraph(&self, docs: &str, with_fields: bool) -> String {
        // Elsewhere such a word is the name of an event or a verdict.
        let speaks_of_errors = docs.contains("Throws") || docs.contains("throws");
        let spell = |(at, part): (usize, &str)| {
            // Every other part stands between backticks.
            if at % 2 == 0 {
                return part.to_owned();
            }
            if speaks_of_errors && self.errors.contains(part) {
                return format!("{part}Error");
            }
            let words: Vec<String> = part.split('.').map(|word| self.word(word, with_fields)).collect();
            words.join(".")
        };
        let parts: Vec<String> = docs.split('`').enumerate().map(spell).collect();
        parts.join("`")
    }

    fn word(&self, word: &str, with_fields: bool) -> String {
        let is_ours = self.calls.contains(word) || (with_fields && self.fields.contains(word));
        if is_ours { camel(word) } else { word.to_owned() }
    }
}

/// Characters of a line.
const WIDTH: usize = 120;

/// A comment of these docs. A paragraph whose lines have grown too long is broken anew.
pub(super) fn jsdoc(docs: &str, indent: &str) -> String {
    let room = WIDTH - indent.len() - " * ".len();
    let paragraphs: Vec<String> = docs.split("\n\n").map(|paragraph| broken(paragraph, room)).collect();
    let docs = paragraphs.join("\n\n");
    let mut lines = docs.lines();
    match (lines.next(), lines.next()) {
        (Some(only), None) => format!("{indent}/** {only} */\n"),
        _ => {
            let body: String =
                docs.lines().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
            format!("{indent}/**\n{body}{indent} */\n")
        }
    }
}

fn broken(paragraph: &str, room: usize) -> String {
    if paragraph.lines().all(|line| line.chars().count() <= room) {
        return paragraph.to_owned();
    }
    let mut lines = vec![String::new()];
    for word in paragraph.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// The text of a file of one class's calls with the contract's docs above each.
pub(super) fn documented(contract: &Contract, class: &str, text: &str) -> Result<String, String> {
    let names = Names::of(contract);
    let object = model::object(contract, class)?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let constructors = object.constructors.iter().map(|method| ("constructor".to_owned(), method));
    for (name, method) in constructors.chain(object.methods.iter().map(|method| (camel(&method.name), method))) {
        let declares = |line: &String| {
            let line = line.strip_prefix("  ").map(|line| line.trim_start_matches("async "));
            let rest = line.and_then(|line| line.strip_prefix(name.as_str()));
            rest.is_some_and(|rest| rest.starts_with(['(', '<']))
        };
        let Some(at) = lines.iter().position(declares) else { continue };
        let docs = jsdoc(&names.of_call(method), "  ");
        let first = above(&lines, at);
        lines.splice(first..at, docs.lines().map(str::to_owned));
    }
    Ok(lines.join("\n") + "\n")
}

/// Where the comment above a line begins; the line itself where there is none.
fn above(lines: &[String], at: usize) -> usize {
    if at == 0 || !lines[at - 1].trim_end().ends_with("*/") {
        return at;
    }
    (0..at).rev().find(|&line| lines[line].trim_start().starts_with("/**")).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_of_one_line_stays_one() {
        assert_eq!(jsdoc("One.", "  "), "  /** One. */\n");
        assert_eq!(jsdoc("One.\n\nTwo.", ""), "/**\n * One.\n *\n * Two.\n */\n");
    }

    #[test]
    fn a_paragraph_that_is_too_wide_is_broken() {
        assert_eq!(broken("a bc\ndef", 4), "a bc\ndef");
        assert_eq!(broken("a bcd\nef g", 4), "a\nbcd\nef g");
    }

    #[test]
    fn only_the_contracts_names_are_spelt_anew() {
        let set = |name: &str| BTreeSet::from([name.to_owned()]);
        let names = Names { calls: set("put_many"), fields: set("next_page"), errors: set("Busy") };
        let docs = "Like `put_many`; ask with `Page.next_page`. `too_large` next_page";
        assert_eq!(names.in_javascript(docs), "Like `putMany`; ask with `Page.nextPage`. `too_large` next_page");
        let docs = "Not `Busy`.\n\nThrows `Busy`.";
        assert_eq!(names.in_javascript(docs), "Not `Busy`.\n\nThrows `BusyError`.");
    }
}
