//! The contract's values and errors as the Swift of the package's own module, and how each becomes UniFFI's and back.
//! UniFFI's own types are in a module that nobody imports, in other spellings, and with `Int64` for every number.

use super::docs::docc;
use crate::contract::Contract;
use crate::contract::Dictionary;
use crate::contract::Enum;
use crate::contract::Field;
use crate::contract::Variant;
use crate::generate::model;
use crate::generate::model::Type;
use crate::generate::model::camel;
use crate::generate::model::lower_first;
use crate::generate::words::Language;
use crate::generate::words::Names;
use serde_json::Value;
use std::fmt::Write;

/// What has another name in Swift, where Apple's frameworks have that one.
const RENAMED: &[(&str, &str)] = &[("Query", "CloudQuery")];

/// A type's name in Swift.
pub(in crate::generate) fn swift_name(name: &str) -> &str {
    RENAMED.iter().find(|(contract, _)| *contract == name).map_or(name, |(_, swift)| swift)
}

/// UniFFI's module.
const FFI: &str = "CortexCloudGenerated";

pub(super) fn text(contract: &Contract) -> Result<String, String> {
    let all = Writer {
        names: Names::of(contract, Language::Swift),
        inputs: model::inputs(contract)?,
        outputs: model::outputs(contract)?,
    };
    let mut code = format!(
        "// Written by `cargo xtask generate` from udl/contract.json.\n// swift-format-ignore-file\n\ninternal import {FFI}\n\n\
         /// The text of a JSON value: a body, a filter, a memory.\npublic typealias Json = String\n"
    );
    for dictionary in &contract.dictionaries {
        code += &all.structure(dictionary)?;
    }
    for enumeration in &contract.enums {
        code += &all.enumeration(enumeration);
    }
    code += &all.error(model::cloud_error(contract)?);
    Ok(code)
}

struct Writer {
    names: Names,
    inputs: Vec<String>,
    outputs: Vec<String>,
}

impl Writer {
    fn docs(&self, docs: &str, indent: &str) -> String {
        docc(&self.names.spelt(docs), indent)
    }

    fn structure(&self, dictionary: &Dictionary) -> Result<String, String> {
        let (ffi, name) = (&dictionary.name, swift_name(&dictionary.name));
        let mut code = format!("\n{}public struct {name}: Hashable, Sendable {{\n", self.docs(&dictionary.doc, ""));
        let is_result = !self.inputs.contains(ffi);
        let (mut parameters, mut set) = (Vec::new(), String::new());
        for field in &dictionary.fields {
            let (member, of) = (camel(&field.name), swift(&Type::parse(&field.of)));
            let _ = writeln!(code, "{}    public var {member}: {of}\n", self.docs(&field.doc, "    "));
            let default = if is_result { nothing(&Type::parse(&field.of)).to_owned() } else { default(field)? };
            parameters.push(format!("        {member}: {of}{default}"));
            let _ = writeln!(set, "        self.{member} = {member}");
        }
        let parameters = parameters.join(",\n");
        let _ =
            writeln!(code, "    /// One with these values.\n    public init(\n{parameters}\n    ) {{\n{set}    }}\n}}");
        let list = |of: &dyn Fn(&Field) -> String| dictionary.fields.iter().map(of).collect::<Vec<_>>().join(",\n");
        if self.outputs.contains(ffi) {
            let values = list(&|field| format!("            {}: {}", camel(&field.name), from_ffi(field, "ffi.")));
            let _ = write!(
                code,
                "\nextension {name} {{\n    init(_ ffi: {FFI}.{ffi}) {{\n        self.init(\n{values})\n    }}\n}}\n"
            );
        }
        if self.inputs.contains(ffi) {
            let values = list(&|field| format!("            {}: {}", camel(&field.name), to_ffi(field)));
            let _ = write!(
                code,
                "\nextension {name} {{\n    var ffi: {FFI}.{ffi} {{\n        {FFI}.{ffi}(\n{values})\n    }}\n}}\n"
            );
        }
        Ok(code)
    }

    fn cases(&self, variants: &[Variant]) -> String {
        let case = |variant: &Variant| {
            let fields: Vec<String> = variant
                .fields
                .iter()
                .map(|field| format!("{}: {}", camel(&field.name), swift(&Type::parse(&field.of))))
                .collect();
            let fields = if fields.is_empty() { String::new() } else { format!("({})", fields.join(", ")) };
            format!("{}    case {}{fields}\n", self.docs(&variant.doc, "    "), lower_first(&variant.name))
        };
        variants.iter().map(case).collect()
    }

    fn enumeration(&self, enumeration: &Enum) -> String {
        let name = &enumeration.name;
        let is_flat = enumeration.variants.iter().all(|variant| variant.fields.is_empty());
        let all = if is_flat { ", CaseIterable" } else { "" };
        let mut code = format!(
            "\n{}public enum {name}: Hashable, Sendable{all} {{\n{}}}\n",
            self.docs(&enumeration.doc, ""),
            self.cases(&enumeration.variants)
        );
        let arms = |of: &dyn Fn(&Field) -> String| {
            let arm = |variant: &Variant| {
                let case = lower_first(&variant.name);
                let fields = &variant.fields;
                if fields.is_empty() {
                    return format!("        case .{case}: .{case}\n");
                }
                let bound: Vec<String> = fields.iter().map(|field| camel(&field.name)).collect();
                let given: Vec<String> = fields.iter().map(|f| format!("{}: {}", camel(&f.name), of(f))).collect();
                format!("        case .{case}(let {}): .{case}({})\n", bound.join(", let "), given.join(", "))
            };
            enumeration.variants.iter().map(arm).collect::<String>()
        };
        if self.outputs.contains(name) {
            let arms = arms(&|field| from_ffi(field, "")).replace("        case", "            case");
            let _ = write!(
                code,
                "\nextension {name} {{\n    init(_ ffi: {FFI}.{name}) {{\n        self =\n            switch ffi {{\n{arms}            }}\n    }}\n}}\n"
            );
        }
        if self.inputs.contains(name) {
            let _ = write!(
                code,
                "\nextension {name} {{\n    var ffi: {FFI}.{name} {{\n        switch self {{\n{}        }}\n    }}\n}}\n",
                arms(&to_ffi)
            );
        }
        code
    }

    fn error(&self, error: &Enum) -> String {
        let mut code = format!("\n{}public enum CloudError: Error, Hashable, Sendable {{\n", self.docs(&error.doc, ""));
        let (mut infos, mut read) = (Vec::new(), String::new());
        for variant in &error.variants {
            let (name, case) = (&variant.name, lower_first(&variant.name));
            // Words of Swift's own.
            let declared =
                if ["protocol", "internal"].contains(&case.as_str()) { format!("`{case}`") } else { case.clone() };
            let _ = writeln!(code, "{}    case {declared}(ErrorInfo)", self.docs(&variant.doc, "    "));
            infos.push(format!(".{case}(let info)"));
            let _ = writeln!(read, "            case .{name}(let info): .{case}(ErrorInfo(info))");
        }
        let _ = write!(
            code,
            "\n    /// Code, sentence, and what else is known.\n    public var info: ErrorInfo {{\n        switch self {{\n        case {}:\n            info\n        }}\n    }}\n}}\n\nextension CloudError {{\n    init(_ ffi: {FFI}.CloudError) {{\n        self =\n            switch ffi {{\n{read}            }}\n    }}\n}}\n",
            infos.join(",\n            ")
        );
        code
    }
}

/// A type as this module has it.
pub(in crate::generate) fn swift(of: &Type) -> String {
    match of {
        Type::Optional(inner) => format!("{}?", swift(inner)),
        Type::Sequence(inner) => format!("[{}]", swift(inner)),
        Type::Map(inner) => format!("[String: {}]", swift(inner)),
        Type::Named(name) => match name.as_str() {
            "i64" => "Int",
            "boolean" => "Bool",
            "string" | "StorePath" => "String",
            "Details" => "[String: String]",
            name => swift_name(name),
        }
        .to_owned(),
    }
}

/// Whether both modules have the same type.
fn is_shared(of: &Type) -> bool {
    ["boolean", "string", "Json", "StorePath", "Details"].contains(&of.name())
}

fn from_ffi(field: &Field, of: &str) -> String {
    let (value, parsed) = (format!("{of}{}", camel(&field.name)), Type::parse(&field.of));
    let inner = if parsed.name() == "i64" { "Int" } else { swift_name(parsed.name()) };
    match parsed {
        _ if is_shared(&parsed) => value,
        Type::Named(_) => format!("{inner}({value})"),
        Type::Optional(_) | Type::Sequence(_) => format!("{value}.map {{ {inner}($0) }}"),
        Type::Map(_) => format!("{value}.mapValues {{ {inner}($0) }}"),
    }
}

fn to_ffi(field: &Field) -> String {
    let (value, parsed) = (camel(&field.name), Type::parse(&field.of));
    let is_number = parsed.name() == "i64";
    match parsed {
        _ if is_shared(&parsed) => value,
        Type::Named(_) if is_number => format!("Int64({value})"),
        Type::Named(_) => format!("{value}.ffi"),
        Type::Optional(_) | Type::Sequence(_) if is_number => format!("{value}.map {{ Int64($0) }}"),
        Type::Optional(_) | Type::Sequence(_) => format!("{value}.map {{ $0.ffi }}"),
        Type::Map(_) => format!("{value}.mapValues {{ $0.ffi }}"),
    }
}

/// What a result has where a test or a preview that makes one says nothing.
fn nothing(of: &Type) -> &'static str {
    match of {
        Type::Optional(_) => " = nil",
        Type::Sequence(_) => " = []",
        Type::Map(_) => " = [:]",
        Type::Named(name) => match name.as_str() {
            "i64" => " = 0",
            "boolean" => " = false",
            "Details" => " = [:]",
            _ => "",
        },
    }
}

/// What a field is when it is left out, as a parameter says it.
pub(in crate::generate) fn default(field: &Field) -> Result<String, String> {
    let Some(default) = field.default.as_ref().filter(|_| field.optional) else { return Ok(String::new()) };
    let of = Type::parse(&field.of);
    Ok(match default {
        Value::Null => " = nil".to_owned(),
        Value::Bool(value) => format!(" = {value}"),
        Value::Number(number) => format!(" = {number}"),
        Value::String(text) if is_shared(&of) => format!(" = {text:?}"),
        Value::String(name) => format!(" = .{}", lower_first(name)),
        Value::Array(_) => " = []".to_owned(),
        Value::Object(_) => " = [:]".to_owned(),
    })
}
