//! From the memory schema: the types of `cortex-cloud/memory`.

use super::Generated;
use super::node::NOTE;
use super::schema;
use super::schema::Node;
use crate::checkout::Checkout;
use std::fmt::Write;

const TYPES: &str = "bindings/node/ts/memory_types.ts";

pub(super) fn generate(checkout: &Checkout) -> Result<Vec<Generated>, String> {
    let schema = schema::read(checkout)?;
    Ok(vec![Generated { path: TYPES, text: types(&schema)? }])
}

fn types(schema: &Node) -> Result<String, String> {
    let memory_type = schema.definition("MemoryType")?;
    let mut code = NOTE.replace("udl/contract.json", schema::PATH);
    code += "\nimport type { JsonObject, JsonValue } from './json.js';\n";
    for name in ["MemoryType", "Importance"] {
        code += &names(name, schema.definition(name)?)?;
    }
    code += &kinds(memory_type)?;
    let mut contents = String::new();
    for one in &memory_type.one_of {
        let _ = writeln!(contents, "{}  {}: {};", docs(&one.description, "  "), constant(one)?, content(one)?);
    }
    let _ = write!(code, "\n/** The content of every type of memory. */\nexport interface Contents {{\n{contents}}}\n");
    code += "
/** What a memory says: the type is the memory's and the data is that type's content. */
export interface Content<K extends MemoryType = MemoryType> {
  /** The memory's type. */
  type: K;
  /** The content of that type. */
  data: Contents[K];
}
";
    for (name, node) in &schema.definitions {
        if !node.properties.is_empty() && name != "Content" {
            code += &interface(name, "", node, false)?;
        }
    }
    code += &interface("StoredMemory", "<K extends MemoryType>", schema, false)?;
    code += &interface("NewMemory", "<K extends MemoryType>", schema, true)?;
    Ok(code)
}

/// A closed set of names.
fn names(name: &str, node: &Node) -> Result<String, String> {
    let mut code = format!("\n{}export type {name} =", docs(&node.description, ""));
    for one in &node.one_of {
        let _ = write!(code, "\n{}  | '{}'", docs(&one.description, "  "), constant(one)?);
    }
    Ok(code + ";\n")
}

/// Category and half-life of the types, at run time.
fn kinds(memory_type: &Node) -> Result<String, String> {
    let mut code = "
/** Category of every type of memory, and after how many days one counts half; null for one that never fades. */
export const MEMORY_TYPES = {
"
    .to_owned();
    for one in &memory_type.one_of {
        let category = one.category.as_deref().ok_or("a type of memory has no category")?;
        let days = one.half_life_days.map_or_else(|| "null".to_owned(), |days| days.to_string());
        let _ = writeln!(code, "  {}: {{ category: '{category}', halfLifeDays: {days} }},", constant(one)?);
    }
    Ok(code + "} as const;\n")
}

/// An object; of a new one, what the engine fills in may be left out.
fn interface(name: &str, parameter: &str, node: &Node, is_new: bool) -> Result<String, String> {
    let mut description = node.description.clone();
    if is_new {
        description += " What may be left out is filled in by `putMemory`.";
    }
    let mut code = format!("\n{}export interface {name}{parameter} {{\n", docs(&description, ""));
    for (field, property) in &node.properties {
        let may_be_absent =
            is_new && !node.required.contains(field) || !is_new && parameter.is_empty() && property.is_nullable();
        let optional = if may_be_absent { "?" } else { "" };
        let null = if property.is_nullable() { " | null" } else { "" };
        let _ = writeln!(
            code,
            "{}  {field}{optional}: {}{null};",
            docs(&property.description, "  "),
            typescript(property)?
        );
    }
    code += "  /** What a newer version wrote here; kept as it is. */\n  [other: string]: unknown;\n}\n";
    Ok(code)
}

fn typescript(property: &Node) -> Result<String, String> {
    if let Some(name) = property.referred() {
        return Ok(match name {
            "MemoryType" => "K".to_owned(),
            "Content" => "Content<K>".to_owned(),
            name => name.to_owned(),
        });
    }
    Ok(match property.type_name() {
        None => "JsonValue".to_owned(),
        Some("string") => "string".to_owned(),
        Some("boolean") => "boolean".to_owned(),
        Some("integer" | "number") => "number".to_owned(),
        Some("object") => "JsonObject".to_owned(),
        Some("array") => {
            let items = property.items.as_deref().ok_or("a list of the schema has no items")?;
            format!("{}[]", typescript(items)?)
        }
        Some(other) => return Err(format!("the type {other} is not known to the generator")),
    })
}

fn docs(description: &str, indent: &str) -> String {
    format!("{indent}/** {description} */\n")
}

fn constant(one: &Node) -> Result<&str, String> {
    one.constant.as_deref().ok_or_else(|| "a variant of the schema has no const".to_owned())
}

fn content(one: &Node) -> Result<&str, String> {
    one.content.as_deref().ok_or_else(|| "a type of memory has no x-content".to_owned())
}
