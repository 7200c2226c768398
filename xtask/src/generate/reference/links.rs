//! What docs name between backticks leads to its entry: calls, types, fields, errors and their codes.

use super::sections::ENGINE;
use crate::contract::Contract;
use crate::generate::model;
use crate::generate::words::Code;
use cortex_cloud::error::table::CODES;
use cortex_cloud::error::table::REFUSALS;
use std::collections::BTreeSet;

/// The glossary, from a page.
const ERRORS: &str = "../errors.md";

/// What there is to lead to.
pub(super) struct Links {
    calls: BTreeSet<String>,
    types: BTreeSet<String>,
    /// Those among them with members that are called.
    objects: BTreeSet<String>,
    /// `Query.order_by`.
    fields: BTreeSet<String>,
}

impl Links {
    pub(super) fn of(contract: &Contract) -> Result<Self, String> {
        let engine = model::object(contract, ENGINE)?;
        let others = contract.objects.iter().chain(&contract.callbacks).filter(|one| one.name != ENGINE);
        let objects = contract.objects.iter().chain(&contract.callbacks).map(|one| &one.name);
        let types = objects.chain(contract.dictionaries.iter().map(|one| &one.name));
        let fields = contract.dictionaries.iter();
        Ok(Self {
            objects: others.map(|one| one.name.clone()).collect(),
            calls: engine.methods.iter().map(|call| call.name.clone()).collect(),
            types: types.chain(contract.enums.iter().chain(&contract.errors).map(|one| &one.name)).cloned().collect(),
            fields: fields
                .flat_map(|of| of.fields.iter().map(move |field| format!("{}.{}", of.name, field.name)))
                .collect(),
        })
    }

    /// A part of a docstring of the entry `at`, as Markdown.
    pub(super) fn code(&self, at: &str, code: &Code<'_>) -> String {
        let shown = format!("`{}`", code.spelt);
        match self.target(at, code) {
            Some(target) => format!("[{shown}]({target})"),
            None => shown,
        }
    }

    fn target(&self, at: &str, code: &Code<'_>) -> Option<String> {
        let name = code.contract;
        if code.is_error {
            return Some(error(name));
        }
        if CODES.iter().any(|row| row.code == name) || REFUSALS.iter().any(|row| row.code == name) {
            return Some(self::code(name));
        }
        // `cancel` and `delete` of another object are its own.
        let is_others = at.split('.').next().is_some_and(|of| self.objects.contains(of));
        let is_call = self.calls.contains(name) && !is_others;
        let setting = format!("Config.{name}");
        let anchor = if is_call || self.types.contains(name) || self.fields.contains(name) {
            name
        } else if name.contains('_') && self.fields.contains(&setting) {
            &setting
        } else {
            return None;
        };
        (anchor != at).then(|| format!("#{anchor}"))
    }

    /// The types that a declaration names, `named` by the language.
    pub(super) fn types_in(&self, code: &str, named: fn(&str) -> String) -> Vec<&str> {
        let words: BTreeSet<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let types = self.types.iter().filter(|name| name.as_str() != ENGINE && name.as_str() != "CloudError");
        types.filter(|name| words.contains(named(name).as_str())).map(String::as_str).collect()
    }
}

/// Where the glossary has the errors of a variant.
pub(super) fn error(variant: &str) -> String {
    format!("{ERRORS}#{}", variant.to_lowercase())
}

/// Where it has a code.
pub(super) fn code(code: &str) -> String {
    format!("{ERRORS}#{}", crate::generate::errors::anchor(code))
}
