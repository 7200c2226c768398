//! Swift, for the runner of the behaviour suite: the contract's values to and from JSON.

use super::types::swift_name;
use crate::contract::Contract;
use crate::contract::Dictionary;
use crate::contract::Enum;
use crate::contract::Field;
use crate::contract::Variant;
use crate::generate::model::camel;
use crate::generate::model::lower_first;
use std::fmt::Write;

/// What only a host implements or only the layer throws.
const NOT_VALUES: &[&str] = &["CallbackError", "CloudError"];

pub(super) fn text(contract: &Contract) -> String {
    let mut code = "// Written by `cargo xtask generate` from udl/contract.json.\n// swift-format-ignore-file\n\nimport CortexCloud\n".to_owned();
    for dictionary in &contract.dictionaries {
        code += &of_dictionary(dictionary);
    }
    for enumeration in contract.enums.iter().filter(|one| !NOT_VALUES.contains(&one.name.as_str())) {
        code += &of_enum(enumeration);
    }
    for error in contract.errors.iter().filter(|error| error.name == "CloudError") {
        code += &of_error(error);
    }
    code
}

fn of_dictionary(dictionary: &Dictionary) -> String {
    let name = swift_name(&dictionary.name);
    let (given, needed): (Vec<&Field>, Vec<&Field>) = dictionary.fields.iter().partition(|field| field.optional);
    let needed: Vec<String> = needed
        .iter()
        .map(|field| format!("{}: {}", camel(&field.name), read(field, &format!("json.member({:?})", field.name))))
        .collect();
    let mut code = format!("\nextension {name}: ContractValue {{\n    init(_ json: JSON) throws {{\n");
    let _ = writeln!(code, "        self.init({})", needed.join(", "));
    for field in given {
        let (name, member) = (&field.name, camel(&field.name));
        let _ = writeln!(code, "        if let given = json[{name:?}] {{ {member} = {} }}", read(field, "given"));
    }
    code += "    }\n\n    var json: JSON {\n        .object([\n";
    for field in &dictionary.fields {
        let _ = writeln!(code, "            ({:?}, {}),", field.name, written(field, &camel(&field.name)));
    }
    code + "        ])\n    }\n}\n"
}

fn of_enum(enumeration: &Enum) -> String {
    let name = &enumeration.name;
    let is_flat = enumeration.variants.iter().all(|variant| variant.fields.is_empty());
    let mut reads = String::new();
    let mut writes = String::new();
    for variant in &enumeration.variants {
        let (of, case) = (&variant.name, lower_first(&variant.name));
        let fields: Vec<String> = variant.fields.iter().map(|field| camel(&field.name)).collect();
        let arguments: Vec<String> = variant
            .fields
            .iter()
            .map(|field| format!("{}: {}", camel(&field.name), read(field, &format!("json.member({:?})", field.name))))
            .collect();
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let _ = writeln!(reads, "        case {of:?}: self = .{case}{arguments}");
        let bound = if fields.is_empty() { String::new() } else { format!("(let {})", fields.join(", let ")) };
        if is_flat {
            let _ = writeln!(writes, "        case .{case}: .string({of:?})");
            continue;
        }
        let members: String = variant
            .fields
            .iter()
            .map(|field| format!(", ({:?}, {})", field.name, written(field, &camel(&field.name))))
            .collect();
        let _ = writeln!(writes, "        case .{case}{bound}: .object([(\"type\", .string({of:?})){members}])");
    }
    let tag = if is_flat { "json.text" } else { "json.member(\"type\").text" };
    format!(
        "\nextension {name}: ContractValue {{
    init(_ json: JSON) throws {{
        switch try {tag} {{
{reads}        case let other: throw Refused(\"there is no {name} named \\(other)\")
        }}
    }}

    var json: JSON {{
        switch self {{
{writes}        }}
    }}
}}
"
    )
}

/// How a field is read from this JSON.
fn read(field: &Field, from: &str) -> String {
    match field.of.as_str() {
        "Json" => format!("try {from}.body"),
        "Json?" => format!("try {from}.optionalBody"),
        "sequence<Json>" => format!("try {from}.bodies"),
        // Errors are never told to an engine.
        "CloudError?" => "nil".to_owned(),
        _ => format!("try .init({from})"),
    }
}

/// How it is written.
fn written(field: &Field, value: &str) -> String {
    match field.of.as_str() {
        "Json" => format!("JSON.of(body: {value})"),
        "Json?" => format!("JSON.of(optionalBody: {value})"),
        "sequence<Json>" => format!("JSON.of(bodies: {value})"),
        "CloudError?" => format!("{value}.map {{ $0.json }} ?? .null"),
        _ => format!("{value}.json"),
    }
}

fn of_error(error: &Enum) -> String {
    let name = |variant: &Variant| format!("            case .{}: {:?}\n", lower_first(&variant.name), variant.name);
    let names: String = error.variants.iter().map(name).collect();
    format!(
        "
extension CloudError {{
    var json: JSON {{
        let name =
            switch self {{
{names}            }}
        return .object([(\"type\", .string(name)), (\"info\", info.json)])
    }}
}}
"
    )
}
