//! From the memory schema: the Rust types, what a put is checked against, and the table in the docs.

use super::Generated;
use super::rust::docs;
use super::rust::formatted;
use super::schema;
use super::schema::Node;
use crate::checkout::Checkout;
use serde_json::Value;
use std::fmt::Write;
use std::fs;

pub(super) const TYPES: &str = "core/src/memory/types.rs";
pub(super) const SHAPE: &str = "core/src/memory/shape.rs";
const DOCS: &str = "docs/memories.md";

/// Where the table stands in the docs.
const TABLE_BEGINS: &str = "<!-- generated from memory.schema.json -->\n";
const TABLE_ENDS: &str = "<!-- end of generated -->\n";

const NOTE: &str = "//! Generated from `memory.schema.json` by `cargo xtask generate`; not to be edited.\n";

pub(super) fn generate(checkout: &Checkout) -> Result<Vec<Generated>, String> {
    let read = |path: &str| fs::read_to_string(checkout.root.join(path)).map_err(|e| format!("{path}: {e}"));
    let schema = schema::read(checkout)?;
    Ok(vec![
        Generated { path: TYPES, text: formatted(checkout, &types(&schema)?)? },
        Generated { path: SHAPE, text: formatted(checkout, &shape(&schema)?)? },
        Generated { path: DOCS, text: with_table(&read(DOCS)?, &table(&schema)?)? },
    ])
}

/// The structs: every definition with properties but `Content`, which is written by hand.
fn structs(schema: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let definitions = schema.definitions.iter().map(|(name, node)| (name.as_str(), node));
    definitions.filter(|(name, node)| !node.properties.is_empty() && *name != "Content")
}

fn types(schema: &Node) -> Result<String, String> {
    let memory_type = schema.definition("MemoryType")?;
    let mut code = format!(
        "{NOTE}\nuse super::Content;\nuse serde::Deserialize;\nuse serde::Serialize;\nuse serde_json::Map;\nuse serde_json::Value;\n"
    );
    code += &enumeration("MemoryType", memory_type)?;
    code += &enumeration("Importance", schema.definition("Importance")?)?;
    code += &traits_of(memory_type)?;
    code += &structure("Memory", schema)?;
    code += &content_data(memory_type)?;
    for (name, node) in structs(schema) {
        code += &structure(name, node)?;
    }
    Ok(code)
}

/// A closed set of names.
fn enumeration(name: &str, node: &Node) -> Result<String, String> {
    let mut variants = String::new();
    let (mut all, mut names) = (String::new(), String::new());
    for one in &node.one_of {
        let (constant, variant) = (need(&one.constant, "const")?, need(&one.variant, "x-variant")?);
        variants += &docs(&one.description);
        // Writing to a string does not fail.
        let _ = writeln!(variants, "#[serde(rename = {constant:?})] {variant},");
        let _ = write!(all, "Self::{variant},");
        let _ = write!(names, "Self::{variant} => {constant:?},");
    }
    let count = node.one_of.len();
    Ok(format!(
        "
        {description}#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum {name} {{ {variants} }}

        impl {name} {{
            /// Every one, in the order of the schema.
            pub const ALL: [Self; {count}] = [{all}];

            /// The name in a memory.
            pub fn as_str(self) -> &'static str {{ match self {{ {names} }} }}

            /// The one of that name.
            pub fn parse(name: &str) -> Option<Self> {{ Self::ALL.into_iter().find(|one| one.as_str() == name) }}
        }}
        ",
        description = docs(&node.description),
    ))
}

/// Category and half-life of the types.
fn traits_of(memory_type: &Node) -> Result<String, String> {
    let mut categories: Vec<(String, String)> = Vec::new();
    let mut half_lives: Vec<(Option<i64>, String)> = Vec::new();
    for one in &memory_type.one_of {
        let (variant, category) = (need(&one.variant, "x-variant")?, need(&one.category, "x-category")?);
        join(&mut categories, category.to_owned(), variant);
        join(&mut half_lives, one.half_life_days, variant);
    }
    let (mut variants, mut names, mut of_types, mut days) =
        (String::new(), String::new(), String::new(), String::new());
    for (category, types) in &categories {
        let variant = pascal(category);
        let _ = writeln!(variants, "/// `{category}`.\n{variant},");
        let _ = write!(names, "Self::{variant} => {category:?},");
        let _ = write!(of_types, "{types} => MemoryCategory::{variant},");
    }
    for (half_life, types) in &half_lives {
        let _ = write!(days, "{types} => {half_life:?},");
    }
    Ok(format!(
        "
        /// What kind of use a type of memory is for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum MemoryCategory {{ {variants} }}

        impl MemoryCategory {{
            /// The name in the schema.
            pub fn as_str(self) -> &'static str {{ match self {{ {names} }} }}
        }}

        impl MemoryType {{
            /// What kind of use it is for.
            pub fn category(self) -> MemoryCategory {{ match self {{ {of_types} }} }}

            /// After how many days such a memory counts half; `None` for one that never fades.
            pub fn half_life_days(self) -> Option<u32> {{ match self {{ {days} }} }}
        }}
        "
    ))
}

/// Adds a variant to the arm of its value.
fn join<T: PartialEq>(arms: &mut Vec<(T, String)>, value: T, variant: &str) {
    match arms.iter_mut().find(|(known, _)| *known == value) {
        Some((_, types)) => *types += &format!(" | Self::{variant}"),
        None => arms.push((value, format!("Self::{variant}"))),
    }
}

fn structure(name: &str, node: &Node) -> Result<String, String> {
    let mut fields = String::new();
    for (field, property) in &node.properties {
        let mut of = rust_type(property)?;
        fields += &docs(&property.description);
        if property.is_nullable() {
            of = format!("Option<{of}>");
        }
        if property.filled.is_some() {
            fields += "///\n/// Empty until `put_memory` fills it in.\n";
            fields += "#[serde(default, skip_serializing_if = \"String::is_empty\")]\n";
        }
        let _ = writeln!(fields, "pub {field}: {of},");
    }
    // A memory without a type is none; everything else may be empty.
    let default = if name == "Memory" { "" } else { "Default, " };
    Ok(format!(
        "
        {description}#[derive(Clone, Debug, {default}PartialEq, Serialize, Deserialize)]
        pub struct {name} {{
            {fields}
            /// What a newer version wrote here; kept as it is.
            #[serde(flatten)]
            pub extra: Map<String, Value>,
        }}
        ",
        description = docs(&node.description),
    ))
}

fn rust_type(property: &Node) -> Result<String, String> {
    if let Some(name) = property.referred() {
        return Ok(name.to_owned());
    }
    Ok(match property.type_name() {
        None => "Value".to_owned(),
        Some("string") => "String".to_owned(),
        Some("boolean") => "bool".to_owned(),
        Some("integer") => "i64".to_owned(),
        Some("number") => "f64".to_owned(),
        Some("object") => "Map<String, Value>".to_owned(),
        Some("array") => format!("Vec<{}>", rust_type(items(property)?)?),
        Some(other) => return Err(format!("the type {other} is not known to the generator")),
    })
}

fn content_data(memory_type: &Node) -> Result<String, String> {
    let (mut variants, mut types, mut conversions) = (String::new(), String::new(), String::new());
    for one in &memory_type.one_of {
        let (constant, variant) = (need(&one.constant, "const")?, need(&one.variant, "x-variant")?);
        let content = need(&one.content, "x-content")?;
        variants += &docs(&one.description);
        let _ = writeln!(variants, "#[serde(rename = {constant:?})] {variant}({content}),");
        let _ = write!(types, "Self::{variant}(_) => MemoryType::{variant},");
        let _ = write!(
            conversions,
            "
            impl From<{content}> for Content {{
                fn from(data: {content}) -> Self {{ ContentData::{variant}(data).into() }}
            }}
            "
        );
    }
    Ok(format!(
        "
        /// The content of a memory, by its type.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = \"type\", content = \"data\")]
        pub enum ContentData {{ {variants} }}

        impl ContentData {{
            /// The type of memory that has such a content.
            pub fn memory_type(&self) -> MemoryType {{ match self {{ {types} }} }}
        }}
        {conversions}"
    ))
}

/// What [`super`] checks a memory against.
fn shape(schema: &Node) -> Result<String, String> {
    let mut code = format!(
        "{NOTE}\nuse super::field::Field;\nuse super::field::Fill;\nuse super::field::Kind;\nuse super::field::Need;\nuse super::types::MemoryType;\n\n"
    );
    code += &fields("MEMORY", schema, schema)?;
    for (name, node) in structs(schema) {
        code += &fields(&constant_name(name), node, schema)?;
    }
    let mut contents = String::new();
    let variants = &schema.definition("MemoryType")?.one_of;
    for one in variants {
        let (variant, content) = (need(&one.variant, "x-variant")?, need(&one.content, "x-content")?);
        let _ = write!(contents, "MemoryType::{variant} => {},", constant_name(content));
    }
    let _ = write!(
        code,
        "
        /// The fields of a type's content.
        pub(super) fn content(memory_type: MemoryType) -> &'static [Field] {{ match memory_type {{ {contents} }} }}
        "
    );
    Ok(code)
}

fn fields(constant: &str, node: &Node, schema: &Node) -> Result<String, String> {
    let mut rows = String::new();
    for (name, property) in &node.properties {
        let (kind, need) = (kind(property, schema)?, needed(node, name, property)?);
        let _ = writeln!(rows, "Field {{ name: {name:?}, kind: {kind}, need: {need} }},");
    }
    Ok(format!("pub(super) static {constant}: &[Field] = &[{rows}];\n\n"))
}

fn kind(property: &Node, schema: &Node) -> Result<String, String> {
    if let Some(name) = property.referred() {
        return Ok(match name {
            "MemoryType" => "Kind::MemoryType".to_owned(),
            "Content" => "Kind::Content".to_owned(),
            _ => {
                let definition = schema.definition(name)?;
                if definition.one_of.is_empty() {
                    format!("Kind::Struct({})", constant_name(name))
                } else {
                    let names: Vec<&str> = definition.one_of.iter().filter_map(|one| one.constant.as_deref()).collect();
                    format!("Kind::OneOf(&{names:?})")
                }
            }
        });
    }
    let bounds = (property.minimum, property.maximum);
    Ok(match (property.type_name(), property.format.as_deref(), bounds) {
        (None, None, (None, None)) => "Kind::Any".to_owned(),
        (Some("string"), None, _) => "Kind::Text".to_owned(),
        (Some("string"), Some("uuid"), _) => "Kind::Uuid".to_owned(),
        (Some("string"), Some("date-time"), _) => "Kind::Time".to_owned(),
        (Some("string"), Some("x-namespace"), _) => "Kind::Namespace".to_owned(),
        (Some("boolean"), None, _) => "Kind::Flag".to_owned(),
        (Some("number"), None, (Some(0), Some(1))) => "Kind::Share".to_owned(),
        (Some("integer"), None, (least, None)) => format!("Kind::Integer {{ least: {least:?} }}"),
        (Some("object"), None, _) => "Kind::Object".to_owned(),
        (Some("array"), None, _) => format!("Kind::List(&{})", kind(items(property)?, schema)?),
        (of, format, bounds) => {
            return Err(format!("the generator knows no {of:?} of the format {format:?} within {bounds:?}"));
        }
    })
}

fn needed(node: &Node, name: &str, property: &Node) -> Result<String, String> {
    let is_required = node.required.iter().any(|required| required == name);
    Ok(match (is_required, property.is_nullable(), &property.default, property.filled.as_deref()) {
        (true, false, None, None) => "Need::Required".to_owned(),
        (false, true, None, None) => "Need::Optional".to_owned(),
        (false, false, Some(default), None) => format!("Need::Filled({})", fill(default)?),
        (false, false, None, Some("id")) => "Need::Filled(Fill::Id)".to_owned(),
        (false, false, None, Some("now")) => "Need::Filled(Fill::Now)".to_owned(),
        (false, false, None, Some("content_hash")) => "Need::Filled(Fill::ContentHash)".to_owned(),
        (false, false, None, Some(other)) => format!("Need::Filled(Fill::Like({other:?}))"),
        _ => return Err(format!("{name} must be one of: required, nullable, with a default, with x-filled")),
    })
}

fn fill(default: &Value) -> Result<String, String> {
    match default {
        Value::String(text) => Ok(format!("Fill::Text({text:?})")),
        Value::Bool(flag) => Ok(format!("Fill::Flag({flag})")),
        Value::Number(number) if number.is_i64() => Ok(format!("Fill::Integer({number})")),
        Value::Array(items) if items.is_empty() => Ok("Fill::EmptyList".to_owned()),
        other => Err(format!("the generator knows no default like {other}")),
    }
}

/// The types as the docs list them.
fn table(schema: &Node) -> Result<String, String> {
    let mut table = "| type | what it is | category | half-life | content |\n|---|---|---|---|---|\n".to_owned();
    for one in &schema.definition("MemoryType")?.one_of {
        let content = schema.definition(need(&one.content, "x-content")?)?;
        let fields: Vec<String> = content.properties.iter().map(|(name, node)| listed(name, node, schema)).collect();
        let half_life = one.half_life_days.map_or_else(|| "none".to_owned(), |days| format!("{days} days"));
        let _ = writeln!(
            table,
            "| `{}` | {} | {} | {half_life} | {} |",
            need(&one.constant, "const")?,
            one.description,
            need(&one.category, "x-category")?,
            fields.join(", "),
        );
    }
    Ok(table)
}

/// `name`, `name?` where it may be left out, `name[]` for a list, with the members of an item.
fn listed(name: &str, property: &Node, schema: &Node) -> String {
    let optional = if property.is_nullable() { "?" } else { "" };
    let Some(item) = &property.items else { return format!("`{name}{optional}`") };
    let of = item.referred().and_then(|name| schema.definition(name).ok());
    let members = of.map_or_else(String::new, |item| {
        let members: Vec<String> = item
            .properties
            .iter()
            .map(|(name, node)| format!("{name}{}", if node.is_nullable() { "?" } else { "" }))
            .collect();
        format!("{{{}}}", members.join(", "))
    });
    format!("`{name}[{members}]`")
}

fn with_table(docs: &str, table: &str) -> Result<String, String> {
    let (before, rest) = docs.split_once(TABLE_BEGINS).ok_or_else(|| format!("{DOCS} has no {TABLE_BEGINS}"))?;
    let (_, after) = rest.split_once(TABLE_ENDS).ok_or_else(|| format!("{DOCS} has no {TABLE_ENDS}"))?;
    Ok(format!("{before}{TABLE_BEGINS}\n{table}\n{TABLE_ENDS}{after}"))
}

fn need<'a>(member: &'a Option<String>, name: &str) -> Result<&'a str, String> {
    member.as_deref().ok_or_else(|| format!("a variant of the schema has no {name}"))
}

fn items(property: &Node) -> Result<&Node, String> {
    property.items.as_deref().ok_or_else(|| "a list of the schema has no items".to_owned())
}

/// `domain_agnostic` as `DomainAgnostic`.
fn pascal(name: &str) -> String {
    let words = name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect()
}

/// `LinkedFile` as `LINKED_FILE`.
fn constant_name(name: &str) -> String {
    let mut constant = String::new();
    for (at, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && at > 0 {
            constant.push('_');
        }
        constant.extend(letter.to_uppercase());
    }
    constant
}
