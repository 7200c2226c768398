//! What a page knows of its language.

use super::cut::Source;
use super::cut::Syntax;
use crate::contract::Contract;
use crate::contract::Enum;
use crate::contract::Field;
use crate::contract::Variant;
use crate::generate::model::Type;
use crate::generate::words::Language;

/// How a language names and writes what the contract has.
pub(super) struct Tongue {
    pub(super) language: Language,
    /// For people.
    pub(super) title: &'static str,
    /// From the root.
    pub(super) path: &'static str,
    /// What Markdown calls its code.
    pub(super) fence: &'static str,
    /// What a comment begins with.
    pub(super) comment: &'static str,
    /// What every reader of the page should know.
    pub(super) intro: &'static str,
    pub(super) sources: &'static [Source],
    pub(super) syntax: Syntax,
    /// Members that are another's form: the object, the member, the contract's name.
    pub(super) aliases: &'static [(&'static str, &'static str, &'static str)],
    /// How something is written that no source declares, by its anchor.
    pub(super) forms: &'static [(&'static str, &'static str)],
    /// What is to be said of something before its docs, by its anchor.
    pub(super) notes: &'static [(&'static str, &'static str)],
    /// What the layer describes in words of its own, because the contract's do not fit it: by anchor, where.
    pub(super) own_words: &'static [(&'static str, &'static str, &'static str)],
    /// The name of a call.
    pub(super) call: fn(&str) -> String,
    /// The name of a field.
    pub(super) field: fn(&str) -> String,
    /// The name of a type.
    pub(super) named: fn(&str) -> String,
    /// The type of a field of the type of that name.
    pub(super) of: fn(&Contract, &str, &Type) -> Result<String, String>,
    /// What a field is when it is left out.
    pub(super) default: fn(&Field) -> Result<Option<String>, String>,
    /// A value of an enum; its fields with their types.
    pub(super) variant: fn(&Enum, &Variant, &[(String, String)]) -> String,
    /// What is caught.
    pub(super) error: fn(&str) -> String,
    /// Whether a declaration says what an argument is when it is left out.
    pub(super) shows_defaults: bool,
}

impl Tongue {
    /// The page's name beside the others.
    pub(super) fn file(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    pub(super) fn form(&self, anchor: &str) -> Option<&'static str> {
        self.forms.iter().find(|(of, _)| *of == anchor).map(|(_, form)| *form)
    }

    pub(super) fn note(&self, anchor: &str) -> Option<&'static str> {
        self.notes.iter().find(|(of, _)| *of == anchor).map(|(_, note)| *note)
    }
}
