//! The contract's docstrings in another language: the same words, names in that language's spelling.

use super::model::camel;
use super::model::lower_first;
use crate::contract::Contract;
use crate::contract::Method;
use std::collections::BTreeSet;

/// Whose spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// `putMany`, `BusyError`, `'LastWriteWins'`.
    JavaScript,
    /// `putMany`, `busy`, `lastWriteWins`.
    Swift,
}

/// What the contract names: only these are spelt anew, not a server's code or a member of a body.
pub(super) struct Names {
    language: Language,
    calls: BTreeSet<String>,
    fields: BTreeSet<String>,
    errors: BTreeSet<String>,
    variants: BTreeSet<String>,
}

impl Names {
    pub(super) fn of(contract: &Contract, language: Language) -> Self {
        let methods = || contract.objects.iter().flat_map(|object| object.constructors.iter().chain(&object.methods));
        let of_enums = contract.enums.iter().flat_map(|e| &e.variants).flat_map(|variant| &variant.fields);
        let fields = contract.dictionaries.iter().flat_map(|d| &d.fields).chain(of_enums);
        let variants = contract.enums.iter().flat_map(|e| &e.variants).map(|variant| variant.name.clone());
        Self {
            language,
            variants: variants.collect(),
            calls: methods().map(|method| method.name.clone()).collect(),
            fields: fields.chain(methods().flat_map(|m| &m.arguments)).map(|field| field.name.clone()).collect(),
            errors: contract.errors.iter().flat_map(|e| &e.variants).map(|variant| variant.name.clone()).collect(),
        }
    }

    /// A docstring with its code in the language's spelling.
    pub(super) fn spelt(&self, docs: &str) -> String {
        self.with(docs, true)
    }

    /// The same for a call: what a memory's docs name are the memory's members, which are spelt as they are.
    pub(super) fn of_call(&self, method: &Method) -> String {
        self.with(&method.doc, !method.name.ends_with("_memory"))
    }

    fn with(&self, docs: &str, with_fields: bool) -> String {
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
                return match self.language {
                    Language::JavaScript => format!("{part}Error"),
                    Language::Swift => lower_first(part),
                };
            }
            if self.language == Language::Swift && self.variants.contains(part) {
                return lower_first(part);
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
pub(super) const WIDTH: usize = 120;

/// A paragraph whose lines have grown too long is broken anew.
pub(super) fn broken(paragraph: &str, room: usize) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_that_is_too_wide_is_broken() {
        assert_eq!(broken("a bc\ndef", 4), "a bc\ndef");
        assert_eq!(broken("a bcd\nef g", 4), "a\nbcd\nef g");
    }

    #[test]
    fn only_the_contracts_names_are_spelt_anew() {
        let set = |name: &str| BTreeSet::from([name.to_owned()]);
        let of = |language| Names {
            language,
            calls: set("put_many"),
            fields: set("next_page"),
            errors: set("Busy"),
            variants: set("Held"),
        };
        let docs = "Like `put_many`; ask with `Page.next_page`. `too_large` next_page";
        let spelt = "Like `putMany`; ask with `Page.nextPage`. `too_large` next_page";
        assert_eq!(of(Language::JavaScript).spelt(docs), spelt);
        let docs = "Not `Busy`, but `Held`.\n\nThrows `Busy`.";
        assert_eq!(of(Language::JavaScript).spelt(docs), "Not `Busy`, but `Held`.\n\nThrows `BusyError`.");
        assert_eq!(of(Language::Swift).spelt(docs), "Not `Busy`, but `held`.\n\nThrows `busy`.");
    }
}
