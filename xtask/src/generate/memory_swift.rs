//! From the memory schema: the types of the Swift module `CortexCloudMemory`.

use super::Generated;
use super::model::camel;
use super::schema;
use super::schema::Node;
use super::words::WIDTH;
use super::words::broken;
use crate::checkout::Checkout;
use serde_json::Value;
use std::fmt::Write;

const TYPES: &str = "bindings/swift/Sources/CortexCloudMemory/Types.swift";

pub(super) fn generate(checkout: &Checkout) -> Result<Vec<Generated>, String> {
    let schema = schema::read(checkout)?;
    Ok(vec![Generated { path: TYPES, text: types(&schema)? }])
}

fn types(schema: &Node) -> Result<String, String> {
    let memory_type = schema.definition("MemoryType")?;
    let mut code = format!(
        "// Written by `cargo xtask generate` from {}.\n// swift-format-ignore-file\n\nimport CortexCloud\n",
        schema::PATH
    );
    code += &names("MemoryType", memory_type)?;
    code += &kinds(memory_type)?;
    code += &names("Importance", schema.definition("Importance")?)?;
    code += &content(memory_type)?;
    for (name, node) in &schema.definitions {
        if !node.properties.is_empty() && name != "Content" {
            code += &structure(name, node)?;
        }
    }
    code += &structure("Memory", schema)?;
    Ok(code)
}

/// A closed set of names.
fn names(name: &str, node: &Node) -> Result<String, String> {
    let mut code =
        format!("\n{}public enum {name}: String, CaseIterable, Hashable, Sendable {{\n", docs(&node.description, ""));
    for one in &node.one_of {
        let constant = need(&one.constant, "const")?;
        let _ = writeln!(code, "{}    case {} = {constant:?}", docs(&one.description, "    "), camel(constant));
    }
    Ok(code + "}\n")
}

/// Category and half-life of the types.
fn kinds(node: &Node) -> Result<String, String> {
    let mut known: Vec<&str> = Vec::new();
    let (mut categories, mut days) = (String::new(), String::new());
    for one in &node.one_of {
        let (case, category) = (camel(need(&one.constant, "const")?), need(&one.category, "x-category")?);
        if !known.contains(&category) {
            known.push(category);
        }
        let half_life = one.half_life_days.map_or_else(|| "nil".to_owned(), |days| days.to_string());
        let _ = writeln!(categories, "        case .{case}: .{}", camel(category));
        let _ = writeln!(days, "        case .{case}: {half_life}");
    }
    let words = |name: &str| name.replace('_', " ");
    let case = |name: &&str| format!("    /// Memories of {} use.\n    case {} = {name:?}\n", words(name), camel(name));
    let cases: String = known.iter().map(case).collect();
    Ok(format!(
        "
/// What kind of use a type of memory is for.
public enum MemoryCategory: String, CaseIterable, Hashable, Sendable {{
{cases}}}

extension MemoryType {{
    /// What kind of use it is for.
    public var category: MemoryCategory {{
        switch self {{
{categories}        }}
    }}

    /// After how many days such a memory counts half; nil for one that never fades.
    public var halfLifeDays: Int? {{
        switch self {{
{days}        }}
    }}
}}
"
    ))
}

/// The contents of all types as one.
fn content(memory_type: &Node) -> Result<String, String> {
    let (mut cases, mut of, mut read, mut written) = (String::new(), String::new(), String::new(), String::new());
    for one in &memory_type.one_of {
        let (case, name) = (camel(need(&one.constant, "const")?), need(&one.content, "x-content")?);
        let _ = writeln!(cases, "{}    case {case}({name})", docs(&one.description, "    "));
        let _ = writeln!(of, "        case .{case}: .{case}");
        let _ = writeln!(read, "        case .{case}: .{case}(try {name}(data))");
        let _ = writeln!(written, "        case .{case}(let content): content.json");
    }
    Ok(format!(
        "
/// What a memory says.
public enum MemoryContent: Hashable, Sendable {{
{cases}    /// What this version cannot read, with all members of the memory: a newer one wrote it on another device, with a
    /// type or a value that is not known here, or without a field that is needed here. It is put back as it came.
    case unknown([String: JSONValue])

    /// Of what type the memory is; nil for one that this version cannot read.
    public var memoryType: MemoryType? {{
        switch self {{
{of}        case .unknown: nil
        }}
    }}

    init(_ type: MemoryType, _ data: JSONValue) throws {{
        self =
            switch type {{
{}            }}
    }}

    /// What stands as `data`.
    var data: JSONValue {{
        switch self {{
{written}        case .unknown(let members): .object(members)
        }}
    }}
}}
",
        read.replace("        case", "            case")
    ))
}

fn structure(name: &str, node: &Node) -> Result<String, String> {
    let is_memory = name == "Memory";
    // The content says the type.
    let fields: Vec<&(String, Node)> =
        node.properties.iter().filter(|(field, _)| !(is_memory && field == "memory_type")).collect();
    let mut code = format!("\n{}public struct {name}: Part, Hashable, Sendable {{\n", docs(&node.description, ""));
    let (mut parameters, mut set, mut read, mut written) = (Vec::new(), String::new(), String::new(), String::new());
    for (field, property) in &fields {
        let (member, of) = (camel(field), swift(property)?);
        let _ = writeln!(code, "{}    public var {member}: {of}\n", docs(&property.description, "    "));
        let default = default(property)?;
        let given = default.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
        parameters.push(format!("        {member}: {of}{given}"));
        let _ = writeln!(set, "        self.{member} = {member}");
        if is_memory && field == "content" {
            read += "        content = try members.content()\n";
            written += "        write(content: content, to: &members)\n";
            continue;
        }
        let or = default.map(|value| format!(", or: {value}")).unwrap_or_default();
        let _ = writeln!(read, "        {member} = try members.read({field:?}{or})");
        let filled = if property.filled.is_some() { "Given" } else { "" };
        let _ = writeln!(written, "        members.write{filled}({field:?}, {member})");
    }
    let parameters = parameters.join(",\n");
    let _ = write!(
        code,
        "    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
{parameters},
        extra: [String: JSONValue] = [:]
    ) {{
{set}        self.extra = extra
    }}
"
    );
    let _ = write!(
        code,
        "
    init(_ members: Members) throws {{
        var members = members
{read}        extra = members.rest
    }}

    func write(to members: inout Members) {{
{written}    }}
}}
"
    );
    Ok(code)
}

fn swift(property: &Node) -> Result<String, String> {
    let of = plain(property)?;
    let may_be_nil = property.is_nullable() || property.filled.is_some();
    Ok(if may_be_nil { format!("{of}?") } else { of })
}

fn plain(property: &Node) -> Result<String, String> {
    if let Some(name) = property.referred() {
        return Ok(if name == "Content" { "MemoryContent".to_owned() } else { name.to_owned() });
    }
    Ok(match property.type_name() {
        None => "JSONValue".to_owned(),
        Some("string") => "String".to_owned(),
        Some("boolean") => "Bool".to_owned(),
        Some("integer") => "Int".to_owned(),
        Some("number") => "Double".to_owned(),
        Some("object") => "[String: JSONValue]".to_owned(),
        Some("array") => format!("[{}]", plain(property.items.as_deref().ok_or("a list of the schema has no items")?)?),
        Some(other) => return Err(format!("the type {other} is not known to the generator")),
    })
}

fn default(property: &Node) -> Result<Option<String>, String> {
    if property.is_nullable() || property.filled.is_some() {
        return Ok(Some("nil".to_owned()));
    }
    Ok(match &property.default {
        None => None,
        Some(Value::String(name)) if property.referred().is_some() => Some(format!(".{}", camel(name))),
        Some(Value::String(text)) => Some(format!("{text:?}")),
        Some(Value::Bool(flag)) => Some(flag.to_string()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(Value::Array(items)) if items.is_empty() => Some("[]".to_owned()),
        Some(other) => return Err(format!("the generator knows no default like {other}")),
    })
}

fn docs(text: &str, indent: &str) -> String {
    let lines = broken(text, WIDTH - indent.len() - "/// ".len());
    lines.lines().map(|line| format!("{indent}/// {line}\n")).collect()
}

fn need<'a>(of: &'a Option<String>, name: &str) -> Result<&'a str, String> {
    of.as_deref().ok_or_else(|| format!("a variant of the schema has no {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_written_in_swift() {
        let property = |text: &str| serde_json::from_str::<Node>(text).unwrap();
        assert_eq!(default(&property(r#"{"type": "string"}"#)).unwrap(), None);
        assert_eq!(default(&property(r#"{"type": ["string", "null"]}"#)).unwrap().unwrap(), "nil");
        assert_eq!(default(&property(r#"{"type": "array", "default": []}"#)).unwrap().unwrap(), "[]");
        let refers = r##"{"$ref": "#/$defs/Importance", "default": "normal"}"##;
        assert_eq!(default(&property(refers)).unwrap().unwrap(), ".normal");
    }
}
