//! From the memory schema: the classes of `cortex_cloud.memory`.

use super::Generated;
use super::schema;
use super::schema::Node;
use crate::checkout::Checkout;
use serde_json::Value;
use std::fmt::Write;

const TYPES: &str = "bindings/python/python/cortex_cloud/memory/types.py";
const NAMES: &str = "bindings/python/python/cortex_cloud/memory/__init__.py";

const NOTE: &str = "Generated from `memory.schema.json` by `cargo xtask generate`; not to be edited.";

pub(super) fn generate(checkout: &Checkout) -> Result<Vec<Generated>, String> {
    let schema = schema::read(checkout)?;
    Ok(vec![Generated { path: TYPES, text: types(&schema)? }, Generated { path: NAMES, text: names(&schema) }])
}

/// Definitions with fields of their own, each after those that it names: in the schema's order, but the parts first.
fn structs(schema: &Node) -> Vec<(&str, &Node)> {
    let definitions = schema.definitions.iter().map(|(name, node)| (name.as_str(), node));
    let own = definitions.filter(|(name, node)| !node.properties.is_empty() && *name != "Content");
    let (whole, parts): (Vec<_>, Vec<_>) =
        own.partition(|(_, node)| node.properties.iter().any(|(_, one)| names_one(one)));
    parts.into_iter().chain(whole).collect()
}

fn names_one(property: &Node) -> bool {
    property.items.as_deref().unwrap_or(property).referred().is_some()
}

fn types(schema: &Node) -> Result<String, String> {
    let memory_type = schema.definition("MemoryType")?;
    let mut code = format!(
        "\"\"\"The classes of memories and their parts.\n\n{NOTE}\n\"\"\"\n\n\
         from __future__ import annotations\n\n\
         from collections.abc import Mapping\n\
         from dataclasses import dataclass, field\n\
         from enum import Enum\n\
         from typing import Any, ClassVar, Final, Union\n\n\
         from ._struct import Struct\n"
    );
    code += &categories(memory_type)?;
    code += &memory_types(memory_type)?;
    code += &enumeration("Importance", schema.definition("Importance")?)?;
    for (name, node) in structs(schema) {
        let of = memory_type.one_of.iter().find(|one| one.content.as_deref() == Some(name));
        code += &structure(name, node, of)?;
    }
    code += &memory(schema)?;
    let (mut contents, mut union) = (String::new(), Vec::new());
    for one in &memory_type.one_of {
        let content = need(&one.content, "x-content")?;
        // Writing to a string does not fail.
        let _ = writeln!(contents, "    MemoryType.{}: {content},", member(need(&one.constant, "const")?));
        union.push(format!("    {content},\n"));
    }
    let _ = write!(
        code,
        "\n\nAnyContent = Union[\n{}]\n\"\"\"What a memory may say.\"\"\"\n\n\
         CONTENTS: Final[Mapping[MemoryType, type[AnyContent]]] = {{\n{contents}}}\n\
         \"\"\"The class of each type's content.\"\"\"\n",
        union.concat()
    );
    Ok(code)
}

fn categories(memory_type: &Node) -> Result<String, String> {
    let mut code =
        "\n\nclass MemoryCategory(Enum):\n    \"\"\"What kind of use a type of memory is for.\"\"\"\n\n".to_owned();
    let mut known: Vec<&str> = Vec::new();
    for one in &memory_type.one_of {
        let category = need(&one.category, "x-category")?;
        if !known.contains(&category) {
            known.push(category);
            let _ = writeln!(code, "    {} = {category:?}", member(category));
        }
    }
    Ok(code)
}

fn memory_types(node: &Node) -> Result<String, String> {
    let mut code = enumeration("MemoryType", node)?;
    let (mut categories, mut days) = (String::new(), String::new());
    for one in &node.one_of {
        let constant = need(&one.constant, "const")?;
        let category = member(need(&one.category, "x-category")?);
        let _ = writeln!(categories, "    {constant:?}: MemoryCategory.{category},");
        let half_life = one.half_life_days.map_or_else(|| "None".to_owned(), |days| days.to_string());
        let _ = writeln!(days, "    {constant:?}: {half_life},");
    }
    let _ = write!(
        code,
        "
    @property
    def category(self) -> MemoryCategory:
        \"\"\"What kind of use it is for.\"\"\"
        return _CATEGORIES[self.value]

    @property
    def half_life_days(self) -> int | None:
        \"\"\"After how many days such a memory counts half; None for one that never fades.\"\"\"
        return _HALF_LIVES[self.value]


_CATEGORIES: Final[Mapping[str, MemoryCategory]] = {{
{categories}}}

_HALF_LIVES: Final[Mapping[str, int | None]] = {{
{days}}}
"
    );
    Ok(code)
}

fn enumeration(name: &str, node: &Node) -> Result<String, String> {
    let mut code = format!("\n\nclass {name}(Enum):\n{}", docs(&node.description, 4));
    for one in &node.one_of {
        let constant = need(&one.constant, "const")?;
        let _ = write!(code, "\n    {} = {constant:?}\n{}", member(constant), docs(&one.description, 4));
    }
    Ok(code)
}

fn structure(name: &str, node: &Node, of: Option<&Node>) -> Result<String, String> {
    let mut code = class(name, "Struct", &node.description, node, &[])?;
    if let Some(one) = of {
        let constant = member(need(&one.constant, "const")?);
        let _ = write!(code, "\n    memory_type: ClassVar[MemoryType] = MemoryType.{constant}\n");
    }
    Ok(code)
}

/// The fields of a memory but its content and type, which `_memory.py` adds.
fn memory(schema: &Node) -> Result<String, String> {
    class("MemoryFields", "Struct", "What every memory has beside its content.", schema, &["memory_type", "content"])
}

fn class(name: &str, base: &str, about: &str, node: &Node, without: &[&str]) -> Result<String, String> {
    let mut code = format!("\n\n@dataclass(kw_only=True)\nclass {name}({base}):\n{}", docs(about, 4));
    let (mut classes, mut filled) = (String::new(), Vec::new());
    let properties = node.properties.iter().filter(|(field, _)| !without.contains(&field.as_str()));
    for (field, property) in properties {
        if let Some(of) = property.items.as_deref().unwrap_or(property).referred() {
            let _ = write!(classes, "{field:?}: {of}, ");
        }
        if property.filled.is_some() {
            filled.push(format!("{field:?}"));
        }
        let (of, default) = (annotation(property)?, default(property)?);
        let _ = write!(code, "\n    {field}: {of}{default}\n{}", docs(&property.description, 4));
    }
    if !classes.is_empty() {
        let classes = classes.trim_end_matches(", ");
        let _ = write!(code, "\n    _classes: ClassVar[Mapping[str, type[Struct] | type[Enum]]] = {{{classes}}}\n");
    }
    if !filled.is_empty() {
        let _ = writeln!(code, "    _filled: ClassVar[frozenset[str]] = frozenset({{{}}})", filled.join(", "));
    }
    Ok(code)
}

fn annotation(property: &Node) -> Result<String, String> {
    let of = plain(property)?;
    let may_be_none = property.is_nullable() || property.filled.is_some();
    Ok(if may_be_none { format!("{of} | None") } else { of })
}

fn plain(property: &Node) -> Result<String, String> {
    if let Some(name) = property.referred() {
        return Ok(name.to_owned());
    }
    Ok(match property.type_name() {
        None => "Any".to_owned(),
        Some("string") => "str".to_owned(),
        Some("boolean") => "bool".to_owned(),
        Some("integer") => "int".to_owned(),
        Some("number") => "float".to_owned(),
        Some("object") => "dict[str, Any]".to_owned(),
        Some("array") => {
            let item = property.items.as_deref().ok_or("a list of the schema has no items")?;
            format!("list[{}]", plain(item)?)
        }
        Some(other) => return Err(format!("the type {other} is not known to the generator")),
    })
}

fn default(property: &Node) -> Result<String, String> {
    if property.is_nullable() || property.filled.is_some() {
        return Ok(" = None".to_owned());
    }
    Ok(match &property.default {
        None => String::new(),
        Some(Value::String(name)) => match property.referred() {
            Some(of) => format!(" = {of}.{}", member(name)),
            None => format!(" = {name:?}"),
        },
        Some(Value::Bool(flag)) => format!(" = {}", if *flag { "True" } else { "False" }),
        Some(Value::Number(number)) => format!(" = {number}"),
        Some(Value::Array(items)) if items.is_empty() => " = field(default_factory=list)".to_owned(),
        Some(other) => return Err(format!("the generator knows no default like {other}")),
    })
}

fn names(schema: &Node) -> String {
    let mut types: Vec<&str> = vec!["AnyContent", "Importance", "MemoryCategory", "MemoryType"];
    types.extend(structs(schema).iter().map(|(name, _)| *name));
    types.sort_unstable();
    let mut all = types.clone();
    all.extend(["Memory", "MemoryPage", "UnknownContent", "get", "put", "query"]);
    // As ruff wants them: classes before functions.
    all.sort_unstable_by_key(|name| (name.starts_with(char::is_lowercase), *name));
    let list = |names: &[&str], quote: &str| -> String {
        names.iter().map(|name| format!("    {quote}{name}{quote},\n")).collect()
    };
    format!(
        "\"\"\"Typed memories, for programs that keep some; others never meet them.\n\n\
         \x20   from cortex_cloud import memory\n\n\
         \x20   id = memory.put(engine, memory.Memory(content=memory.InsightContent(...), summary=\"...\"))\n\n\
         {NOTE}\n\"\"\"\n\n\
         from ._memory import Memory, MemoryPage, UnknownContent, get, put, query\n\
         from .types import (\n{})\n\n__all__ = [\n{}]\n",
        list(&types, ""),
        list(&all, "\""),
    )
}

/// A docstring on as few lines as its text has.
fn docs(text: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let text = text.replace('\\', "\\\\");
    if text.len() + indent + 6 <= 100 {
        return format!("{pad}\"\"\"{text}\"\"\"\n");
    }
    let mut lines = vec![format!("{pad}\"\"\"")];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { continue };
        if line.len() + 1 + word.len() > 100 {
            lines.push(format!("{pad}{word}"));
        } else {
            if !line.ends_with("\"\"\"") {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    format!("{}\n{pad}\"\"\"\n", lines.join("\n"))
}

/// `domain_agnostic` as an enum's member.
fn member(name: &str) -> String {
    name.to_uppercase()
}

fn need<'a>(of: &'a Option<String>, name: &str) -> Result<&'a str, String> {
    of.as_deref().ok_or_else(|| format!("a variant of the schema has no {name}"))
}
