//! Rust: dictionaries and variants to and from JSON. Every field is named, so one that the core has and the contract has
//! not, or the other way round, does not compile.

use crate::contract::Contract;
use crate::contract::Dictionary;
use crate::contract::Enum;
use crate::contract::Field;
use crate::generate::model;
use crate::generate::model::Type;
use crate::generate::model::camel;
use serde_json::Value;
use std::fmt::Write;

pub(super) fn text(contract: &Contract) -> Result<String, String> {
    let (inputs, outputs) = (model::inputs(contract)?, model::outputs(contract)?);
    let mut names: Vec<&String> = inputs.iter().chain(&outputs).filter(|name| *name != "ErrorInfo").collect();
    names.sort();
    names.dedup();
    let mut code = "//! Generated from `udl/contract.json` by `cargo xtask generate`; not to be edited.\n\n".to_owned();
    for of in ["FromJson", "Members", "Object", "Refused", "Text", "ToJson"] {
        let _ = writeln!(code, "use crate::json::{of};");
    }
    for name in names {
        let _ = writeln!(code, "use cortex_cloud::{name};");
    }
    code += "use serde_json::value::RawValue;\n";
    for dictionary in &contract.dictionaries {
        if outputs.contains(&dictionary.name) && dictionary.name != "ErrorInfo" {
            code += &written(dictionary);
        }
        if inputs.contains(&dictionary.name) {
            code += &read(dictionary)?;
        }
    }
    for enumeration in contract.enums.iter().chain(&contract.errors) {
        if outputs.contains(&enumeration.name) {
            code += &written_variants(enumeration);
        }
        if inputs.contains(&enumeration.name) {
            code += &read_variants(enumeration)?;
        }
    }
    Ok(code)
}

fn written(dictionary: &Dictionary) -> String {
    let name = &dictionary.name;
    let fields: String = dictionary.fields.iter().map(|field| format!("{}, ", field.name)).collect();
    format!(
        "
        impl ToJson for {name} {{
            fn write(&self, out: &mut String) {{
                let Self {{ {fields} }} = self;
                Object::new(out){}.end();
            }}
        }}
        ",
        members(&dictionary.fields)
    )
}

fn members(fields: &[Field]) -> String {
    let member = |field: &Field| {
        let call = if Type::parse(&field.of).name() == "Json" { "inline" } else { "member" };
        format!(".{call}({:?}, {})", camel(&field.name), field.name)
    };
    fields.iter().map(member).collect()
}

fn written_variants(enumeration: &Enum) -> String {
    let name = &enumeration.name;
    let is_flat = enumeration.variants.iter().all(|variant| variant.fields.is_empty());
    let arms: String = enumeration
        .variants
        .iter()
        .map(|variant| {
            let of = &variant.name;
            if is_flat {
                return format!("Self::{of} => {of:?}.write(out),\n");
            }
            let fields: String = variant.fields.iter().map(|field| format!("{}, ", field.name)).collect();
            let pattern = if fields.is_empty() { String::new() } else { format!("{{ {fields} }}") };
            format!("Self::{of} {pattern} => Object::tagged(out, {of:?}){}.end(),\n", members(&variant.fields))
        })
        .collect();
    format!("\nimpl ToJson for {name} {{ fn write(&self, out: &mut String) {{ match self {{ {arms} }} }} }}\n")
}

fn read(dictionary: &Dictionary) -> Result<String, String> {
    let name = &dictionary.name;
    let fields = dictionary.fields.iter().map(taken).collect::<Result<String, String>>()?;
    Ok(format!(
        "
        impl FromJson for {name} {{
            fn read(text: &RawValue) -> Result<Self, Refused> {{
                let mut members = Members::of(text)?;
                let value = Self {{ {fields} }};
                members.end()?;
                Ok(value)
            }}
        }}
        "
    ))
}

fn read_variants(enumeration: &Enum) -> Result<String, String> {
    let name = &enumeration.name;
    let unknown = format!("other => Err(Refused::new(format!(\"{{other}} is no {name}\"))),");
    if enumeration.variants.iter().all(|variant| variant.fields.is_empty()) {
        let arms: String =
            enumeration.variants.iter().map(|v| format!("{:?} => Ok(Self::{}),\n", v.name, v.name)).collect();
        return Ok(format!(
            "
            impl FromJson for {name} {{
                fn read(text: &RawValue) -> Result<Self, Refused> {{
                    match String::read(text)?.as_str() {{ {arms} {unknown} }}
                }}
            }}
            "
        ));
    }
    let mut arms = String::new();
    for variant in &enumeration.variants {
        let fields = variant.fields.iter().map(taken).collect::<Result<String, String>>()?;
        let _ = writeln!(arms, "{:?} => Ok(Self::{} {{ {fields} }}),", variant.name, variant.name);
    }
    Ok(format!(
        "
        impl FromJson for {name} {{
            fn read(text: &RawValue) -> Result<Self, Refused> {{
                let mut members = Members::of(text)?;
                let variant: String = members.take(\"type\")?;
                let value = match variant.as_str() {{ {arms} {unknown} }};
                members.end()?;
                value
            }}
        }}
        "
    ))
}

/// A field's value out of the members.
fn taken(field: &Field) -> Result<String, String> {
    let (name, member) = (&field.name, camel(&field.name));
    let of = Type::parse(&field.of);
    let Some(default) = &field.default else {
        let convert = if of.name() == "Json" { "take::<Text>" } else { "take" };
        let into = if of.name() == "Json" { ".into()" } else { "" };
        return Ok(format!("{name}: members.{convert}({member:?})?{into},"));
    };
    Ok(match (&of, default) {
        (Type::Optional(inner), Value::Null) if inner.name() == "Json" => {
            format!("{name}: members.take_or::<Option<Text>>({member:?}, None)?.map(Into::into),")
        }
        (Type::Optional(_), Value::Null) => format!("{name}: members.take_or({member:?}, None)?,"),
        (Type::Named(enumeration), Value::String(variant)) if enumeration != "string" => {
            format!("{name}: members.take_or({member:?}, {enumeration}::{variant})?,")
        }
        (Type::Named(_), Value::Bool(_) | Value::Number(_)) => {
            format!("{name}: members.take_or({member:?}, {default})?,")
        }
        (Type::Sequence(_), Value::Array(items)) if items.is_empty() => {
            format!("{name}: members.take_or({member:?}, Vec::new())?,")
        }
        (Type::Map(_), Value::Object(items)) if items.is_empty() => {
            format!("{name}: members.take_or({member:?}, Default::default())?,")
        }
        _ => return Err(format!("the generator knows no default like {default} of {name}")),
    })
}
