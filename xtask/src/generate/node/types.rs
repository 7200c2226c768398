//! TypeScript: an interface for every dictionary, a union of names or of objects for every enum.

use super::NOTE;
use super::docs::jsdoc;
use crate::contract::Contract;
use crate::contract::Dictionary;
use crate::contract::Enum;
use crate::contract::Field;
use crate::generate::model;
use crate::generate::model::Type;
use crate::generate::model::camel;
use crate::generate::words::Language;
use crate::generate::words::Names;
use std::fmt::Write;

/// Dictionaries whose bodies have the type the caller says.
const GENERIC: &[&str] = &["CloudRecord", "Page", "RecordPage"];

/// What is told in another form, or to the addon alone.
const NOT_HERE: &[&str] = &["ErrorInfo"];

pub(super) fn text(contract: &Contract) -> Result<String, String> {
    let names = Names::of(contract, Language::JavaScript);
    let inputs = model::inputs(contract)?;
    let mut code = format!(
        "{NOTE}\nimport type {{ CloudError }} from './errors.js';\nimport type {{ JsonObject }} from './json.js';\n"
    );
    for dictionary in contract.dictionaries.iter().filter(|d| !NOT_HERE.contains(&d.name.as_str())) {
        code += &interface(contract, dictionary, &inputs, &names);
    }
    for enumeration in &contract.enums {
        code += &union(contract, enumeration, &inputs, &names);
    }
    Ok(code)
}

/// Where a type stands.
struct Place<'a> {
    /// Whether a host gives it or gets it.
    is_input: bool,
    /// Whether the caller says what bodies are.
    is_generic: bool,
    inputs: &'a [String],
    dictionaries: &'a [Dictionary],
}

fn interface(contract: &Contract, dictionary: &Dictionary, inputs: &[String], names: &Names) -> String {
    let name = &dictionary.name;
    let is_generic = GENERIC.contains(&name.as_str());
    let place = Place { is_input: inputs.contains(name), is_generic, inputs, dictionaries: &contract.dictionaries };
    let parameter = if is_generic { "<T extends object = JsonObject>" } else { "" };
    let docs = jsdoc(&names.spelt(&dictionary.doc), "");
    let fields: String = dictionary.fields.iter().map(|field| member(field, &place, names, "  ")).collect();
    format!("\n{docs}export interface {name}{parameter} {{\n{fields}}}\n")
}

/// The type of a field of the dictionary or enum `owner`.
pub(super) fn field_type(contract: &Contract, inputs: &[String], owner: &str, of: &Type) -> String {
    let is_generic = GENERIC.contains(&owner);
    let is_input = inputs.iter().any(|input| input == owner);
    typescript(of, &Place { is_input, is_generic, inputs, dictionaries: &contract.dictionaries })
}

fn member(field: &Field, place: &Place<'_>, names: &Names, indent: &str) -> String {
    let optional = if place.is_input && field.default.is_some() { "?" } else { "" };
    let of = typescript(&Type::parse(&field.of), place);
    let docs = if field.doc.is_empty() { String::new() } else { jsdoc(&names.spelt(&field.doc), indent) };
    format!("{docs}{indent}{}{optional}: {of};\n", camel(&field.name))
}

fn union(contract: &Contract, enumeration: &Enum, inputs: &[String], names: &Names) -> String {
    let name = &enumeration.name;
    let place =
        Place { is_input: inputs.contains(name), is_generic: false, inputs, dictionaries: &contract.dictionaries };
    let mut code = format!("\n{}export type {name} =", jsdoc(&names.spelt(&enumeration.doc), ""));
    let is_flat = enumeration.variants.iter().all(|variant| variant.fields.is_empty());
    for variant in &enumeration.variants {
        let docs = jsdoc(&names.spelt(&variant.doc), "  ");
        if is_flat {
            let _ = write!(code, "\n{docs}  | '{}'", variant.name);
        } else {
            let fields: String = variant.fields.iter().map(|field| member(field, &place, names, "      ")).collect();
            let _ = write!(code, "\n{docs}  | {{\n      type: '{}';\n{fields}    }}", variant.name);
        }
    }
    code + ";\n"
}

fn typescript(of: &Type, place: &Place<'_>) -> String {
    match of {
        Type::Optional(inner) => format!("{} | null", typescript(inner, place)),
        Type::Sequence(inner) => format!("{}[]", typescript(inner, place)),
        Type::Map(inner) => format!("Record<string, {}>", typescript(inner, place)),
        Type::Named(name) => match name.as_str() {
            "i64" => "number".to_owned(),
            "StorePath" => "string".to_owned(),
            "Details" => "Record<string, string>".to_owned(),
            "Json" if place.is_input => "object".to_owned(),
            "Json" if place.is_generic => "T".to_owned(),
            "Json" => "JsonObject".to_owned(),
            name if GENERIC.contains(&name) => format!("{name}<T>"),
            // What comes out has every field.
            name if !place.is_input && place.takes(name) => format!("Required<{name}>"),
            name => name.to_owned(),
        },
    }
}

impl Place<'_> {
    /// Whether it is a dictionary that hosts give, and may leave fields out of.
    fn takes(&self, name: &str) -> bool {
        self.inputs.iter().any(|input| input == name) && self.dictionaries.iter().any(|d| d.name == name)
    }
}
