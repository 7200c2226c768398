//! The contract's docstrings in another language: the same words, names in that language's spelling.

use super::model::camel;
use super::model::lower_first;
use super::model::snake;
use crate::contract::Contract;
use crate::contract::Method;
use std::collections::BTreeSet;

/// What the contract says of JSON and settings, and how Python's docstrings say it: its tests go by these, too.
const PYTHON: &str = include_str!("../../../bindings/python/tests/phrases.json");

/// Of a call that does not succeed.
const RUST: &[(&str, &str)] = &[
    ("Reported, not thrown: that", "Reported, and no error: that"),
    ("is reported, not thrown", "is reported and no error"),
    ("Throws as", "Fails as"),
    ("Throws `", "Fails with `"),
    ("throws `", "fails with `"),
    ("throw `", "fail with `"),
    ("callback throws", "callback fails with"),
];

/// Whose spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// `putMany`, `BusyError`, `'LastWriteWins'`.
    JavaScript,
    /// `put_many`, `BusyError`, `LAST_WRITE_WINS`.
    Python,
    /// The contract's own.
    Rust,
    /// `putMany`, `busy`, `lastWriteWins`.
    Swift,
}

/// What the contract's docstrings say, between backticks, for no value.
const NO_VALUE: &str = "none";

impl Language {
    fn no_value(self) -> &'static str {
        match self {
            Self::JavaScript => "null",
            Self::Python | Self::Rust => "None",
            Self::Swift => "nil",
        }
    }
}

/// A part of a docstring that stands between backticks.
pub(super) struct Code<'a> {
    /// As the contract has it.
    pub(super) contract: &'a str,
    /// In the language's spelling.
    pub(super) spelt: String,
    /// Whether it is the variant of an error.
    pub(super) is_error: bool,
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
        self.with(docs, true, &plain)
    }

    /// The same for a call: what a memory's docs name are the memory's members, which are spelt as they are.
    pub(super) fn of_call(&self, method: &Method) -> String {
        self.of_call_with(method, &plain)
    }

    /// The same with each part between backticks as `code` writes it.
    pub(super) fn of_call_with(&self, method: &Method, code: &dyn Fn(Code<'_>) -> String) -> String {
        self.with(&method.doc, !method.name.ends_with("_memory"), code)
    }

    /// Those of anything else with each part between backticks as `code` writes it.
    pub(super) fn spelt_with(&self, docs: &str, code: &dyn Fn(Code<'_>) -> String) -> String {
        self.with(docs, true, code)
    }

    fn with(&self, docs: &str, with_fields: bool, code: &dyn Fn(Code<'_>) -> String) -> String {
        let paragraphs: Vec<String> = docs.split("\n\n").map(|text| self.paragraph(text, with_fields, code)).collect();
        paragraphs.join("\n\n")
    }

    fn paragraph(&self, docs: &str, with_fields: bool, code: &dyn Fn(Code<'_>) -> String) -> String {
        // Elsewhere such a word is the name of an event or a verdict.
        let speaks_of_errors = docs.contains("Throws") || docs.contains("throws");
        let docs = self.phrased(docs);
        let spell = |(at, part): (usize, &str)| {
            // Every other part stands between backticks.
            if at % 2 == 0 {
                return part.to_owned();
            }
            let is_error = speaks_of_errors && self.errors.contains(part);
            code(Code { contract: part, spelt: self.code(part, is_error, with_fields), is_error })
        };
        docs.split('`').enumerate().map(spell).collect()
    }

    fn code(&self, part: &str, is_error: bool, with_fields: bool) -> String {
        if part == NO_VALUE {
            return self.language.no_value().to_owned();
        }
        match self.language {
            Language::JavaScript | Language::Python if is_error => return format!("{part}Error"),
            Language::Swift if is_error || self.variants.contains(part) => return lower_first(part),
            Language::Python if self.variants.contains(part) => return snake(part).to_uppercase(),
            Language::Python | Language::Rust => return part.to_owned(),
            Language::JavaScript | Language::Swift => {}
        }
        let words: Vec<String> = part.split('.').map(|word| self.word(word, with_fields)).collect();
        words.join(".")
    }

    fn word(&self, word: &str, with_fields: bool) -> String {
        let is_ours = self.calls.contains(word) || (with_fields && self.fields.contains(word));
        if is_ours { camel(word) } else { word.to_owned() }
    }

    /// A paragraph in the words that the language has for what it does.
    fn phrased(&self, docs: &str) -> String {
        if matches!(self.language, Language::JavaScript | Language::Swift) {
            return docs.to_owned();
        }
        // A phrase may have been broken.
        let mut docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
        let replaced = |docs: &str, phrases: &[(&str, &str)]| {
            phrases.iter().fold(docs.to_owned(), |docs, (contract, ours)| docs.replace(contract, ours))
        };
        if self.language == Language::Rust {
            docs = replaced(&docs, RUST);
            return spoken(
                &docs,
                &[("throws", "fails"), ("throw", "fail"), ("Throwing", "Failing"), ("thrown", "failed")],
            );
        }
        let phrases: Vec<(String, String)> = serde_json::from_str(PYTHON).unwrap_or_default();
        let phrases: Vec<(&str, &str)> =
            phrases.iter().map(|(contract, ours)| (contract.as_str(), ours.as_str())).collect();
        docs = replaced(&docs, &phrases);
        let raise = [("Throws", "Raises"), ("Throwing", "Raising"), ("throws", "raises"), ("throw", "raise")];
        spoken(&docs, &[&raise[..], &[("thrown", "raised")]].concat())
    }
}

fn plain(code: Code<'_>) -> String {
    format!("`{}`", code.spelt)
}

/// With whole words replaced.
fn spoken(docs: &str, words: &[(&str, &str)]) -> String {
    let said = |part: &str| {
        let word = part.trim_end_matches(|c: char| !c.is_alphabetic());
        let ours = words.iter().find(|(contract, _)| *contract == word).map_or(word, |(_, ours)| ours);
        format!("{ours}{}", &part[word.len()..])
    };
    docs.split_inclusive(|c: char| !c.is_alphabetic()).map(said).collect()
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
    fn python_speaks_of_dicts_and_of_what_is_raised() {
        let names = Names::of(&Contract::default(), Language::Python);
        assert_eq!(
            names.spelt("`body` is a JSON object of\nat most `Config.max_body_bytes`."),
            "`body` is a dict of at most `max_body_bytes`."
        );
        assert_eq!(names.spelt("One that throws is counted."), "One that raises is counted.");
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
        let no_value = |language| of(language).spelt("A body; `none` for a delete.");
        assert_eq!(no_value(Language::JavaScript), "A body; `null` for a delete.");
        assert_eq!(no_value(Language::Python), "A body; `None` for a delete.");
        assert_eq!(no_value(Language::Rust), "A body; `None` for a delete.");
        assert_eq!(no_value(Language::Swift), "A body; `nil` for a delete.");
        let docs = "Not `Busy`, but `Held`.\n\nThrows `Busy`.";
        assert_eq!(of(Language::JavaScript).spelt(docs), "Not `Busy`, but `Held`.\n\nThrows `BusyError`.");
        assert_eq!(of(Language::Swift).spelt(docs), "Not `Busy`, but `held`.\n\nThrows `busy`.");
        assert_eq!(of(Language::Python).spelt(docs), "Not `Busy`, but `HELD`.\n\nRaises `BusyError`.");
        assert_eq!(of(Language::Rust).spelt(docs), "Not `Busy`, but `Held`.\n\nFails with `Busy`.");
    }
}
