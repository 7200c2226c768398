//! TypeScript: what arguments are checked against at run time.

use super::NOTE;
use crate::contract::Contract;
use crate::contract::Field;
use crate::generate::model;
use crate::generate::model::Type;
use crate::generate::model::camel;
use crate::generate::model::snake;
use std::fmt::Write;

pub(super) fn text(contract: &Contract) -> Result<String, String> {
    let inputs = model::inputs(contract)?;
    let mut code = format!("{NOTE}\nimport type {{ Shape }} from './check.js';\n");
    for dictionary in contract.dictionaries.iter().filter(|d| inputs.contains(&d.name)) {
        let _ = write!(
            code,
            "\nexport const {}: Shape = {{\n  kind: 'dictionary',\n  name: '{}',\n  fields: {{\n{}  }},\n}};\n",
            constant(&dictionary.name),
            dictionary.name,
            fields(&dictionary.fields, "    ")
        );
    }
    for enumeration in contract.enums.iter().filter(|e| inputs.contains(&e.name)) {
        let (name, constant) = (&enumeration.name, constant(&enumeration.name));
        if enumeration.variants.iter().all(|variant| variant.fields.is_empty()) {
            let values: Vec<String> = enumeration.variants.iter().map(|v| format!("'{}'", v.name)).collect();
            let values = values.join(", ");
            let _ = writeln!(
                code,
                "\nexport const {constant}: Shape = {{ kind: 'names', name: '{name}', names: [{values}] }};"
            );
            continue;
        }
        let _ = write!(
            code,
            "\nexport const {constant}: Shape = {{\n  kind: 'variants',\n  name: '{name}',\n  variants: {{\n"
        );
        for variant in &enumeration.variants {
            let _ = write!(code, "    {}: {{\n{}    }},\n", variant.name, fields(&variant.fields, "      "));
        }
        code += "  },\n};\n";
    }
    Ok(code)
}

fn fields(fields: &[Field], indent: &str) -> String {
    let mut code = String::new();
    for field in fields {
        let of = Type::parse(&field.of);
        let (of, nullable) = match &of {
            Type::Optional(inner) => (inner.as_ref(), ", nullable: true"),
            of => (of, ""),
        };
        let optional = if field.default.is_some() { ", optional: true" } else { "" };
        let argument = &field.name;
        let _ = writeln!(
            code,
            "{indent}{}: {{ argument: '{argument}', of: {}{optional}{nullable} }},",
            camel(&field.name),
            shape(of)
        );
    }
    code
}

/// Shapes refer to each other in any order: later ones by a function.
fn shape(of: &Type) -> String {
    match of {
        Type::Sequence(inner) => format!("{{ kind: 'list', of: {} }}", shape(inner)),
        Type::Map(inner) => format!("{{ kind: 'map', of: {} }}", shape(inner)),
        Type::Optional(inner) => shape(inner),
        Type::Named(name) => match name.as_str() {
            "i64" => "{ kind: 'integer' }".to_owned(),
            "boolean" => "{ kind: 'boolean' }".to_owned(),
            "string" | "StorePath" => "{ kind: 'text' }".to_owned(),
            "Json" => "{ kind: 'json' }".to_owned(),
            name => format!("{{ kind: 'as', of: () => {} }}", constant(name)),
        },
    }
}

/// `TablePolicy` as `TABLE_POLICY`.
fn constant(name: &str) -> String {
    snake(name).to_uppercase()
}
