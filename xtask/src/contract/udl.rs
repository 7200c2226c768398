//! From UniFFI's own reading of the UDL, so that nothing here can understand it otherwise than the scaffolding does.

use super::Contract;
use super::Dictionary;
use super::Enum;
use super::Field;
use super::Method;
use super::Object;
use super::Typedef;
use super::Variant;
use serde_json::Value;
use std::collections::BTreeMap;
use uniffi_meta::DefaultValueMetadata;
use uniffi_meta::EnumMetadata;
use uniffi_meta::FieldMetadata;
use uniffi_meta::FnParamMetadata;
use uniffi_meta::LiteralMetadata;
use uniffi_meta::Metadata;
use uniffi_meta::ObjectImpl;
use uniffi_meta::Type;

/// What the text says.
pub(crate) fn parse(udl: &str) -> Result<Contract, String> {
    let group = uniffi_udl::parse_udl(udl, "cortex_cloud_ffi").map_err(|e| format!("the UDL does not parse: {e:#}"))?;
    let mut contract = Contract {
        namespace: group.namespace.name,
        doc: doc(group.namespace_docstring.as_deref()),
        ..Contract::default()
    };
    // UniFFI lists the members of an object apart from it, and in an order of its own.
    let mut methods: BTreeMap<String, Vec<Method>> = BTreeMap::new();
    let mut constructors: BTreeMap<String, Vec<Method>> = BTreeMap::new();
    for item in &group.items {
        match item {
            Metadata::Constructor(one) => {
                let method = Method {
                    name: one.name.clone(),
                    doc: doc(one.docstring.as_deref()),
                    arguments: arguments(&one.inputs)?,
                    returns: None,
                    throws: optional(one.throws.as_ref())?,
                };
                constructors.entry(one.self_name.clone()).or_default().push(method);
            }
            Metadata::Method(one) => {
                let method = Method {
                    name: one.name.clone(),
                    doc: doc(one.docstring.as_deref()),
                    arguments: arguments(&one.inputs)?,
                    returns: optional(one.return_type.as_ref())?,
                    throws: optional(one.throws.as_ref())?,
                };
                methods.entry(one.self_name.clone()).or_default().push(method);
            }
            Metadata::TraitMethod(one) => {
                let method = Method {
                    name: one.name.clone(),
                    doc: doc(one.docstring.as_deref()),
                    arguments: arguments(&one.inputs)?,
                    returns: optional(one.return_type.as_ref())?,
                    throws: optional(one.throws.as_ref())?,
                };
                methods.entry(one.trait_name.clone()).or_default().push(method);
            }
            Metadata::Record(one) => contract.dictionaries.push(Dictionary {
                name: one.name.clone(),
                doc: doc(one.docstring.as_deref()),
                fields: fields(&one.fields)?,
            }),
            Metadata::Enum(one) if one.shape.is_error() => contract.errors.push(enumeration(one)?),
            Metadata::Enum(one) => contract.enums.push(enumeration(one)?),
            Metadata::CustomType(one) => {
                contract.typedefs.push(Typedef { name: one.name.clone(), of: text(&one.builtin)? });
            }
            Metadata::Object(_) => {}
            other => return Err(format!("the contract has no place for {other:?}")),
        }
    }
    for item in &group.items {
        let Metadata::Object(one) = item else { continue };
        let object = Object {
            name: one.name.clone(),
            doc: doc(one.docstring.as_deref()),
            constructors: constructors.remove(&one.name).unwrap_or_default(),
            methods: methods.remove(&one.name).unwrap_or_default(),
        };
        match one.imp {
            ObjectImpl::Struct => contract.objects.push(object),
            ObjectImpl::Trait(_) => contract.callbacks.push(object),
        }
    }
    Ok(contract)
}

/// A type as the UDL writes it.
fn text(of: &Type) -> Result<String, String> {
    Ok(match of {
        Type::String => "string".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::Float64 => "double".to_owned(),
        Type::Object { name, .. } | Type::Record { name, .. } | Type::Enum { name, .. } | Type::Custom { name, .. } => {
            name.clone()
        }
        Type::Optional { inner_type } => format!("{}?", text(inner_type)?),
        Type::Sequence { inner_type } => format!("sequence<{}>", text(inner_type)?),
        Type::Map { key_type, value_type } => {
            format!("record<{}, {}>", text(key_type)?, text(value_type)?)
        }
        // Numbers of another width or sign wrap silently in some host language or other.
        other => return Err(format!("the contract does without the type {other:?}")),
    })
}

fn optional(of: Option<&Type>) -> Result<Option<String>, String> {
    of.map(text).transpose()
}

fn arguments(arguments: &[FnParamMetadata]) -> Result<Vec<Field>, String> {
    arguments.iter().map(|one| field(&one.name, None, &one.ty, one.default.as_ref())).collect()
}

fn fields(fields: &[FieldMetadata]) -> Result<Vec<Field>, String> {
    let field = |one: &FieldMetadata| field(&one.name, one.docstring.as_deref(), &one.ty, one.default.as_ref());
    fields.iter().map(field).collect()
}

fn field(
    name: &str,
    docstring: Option<&str>,
    of: &Type,
    default: Option<&DefaultValueMetadata>,
) -> Result<Field, String> {
    Ok(Field {
        name: name.to_owned(),
        doc: doc(docstring),
        of: text(of)?,
        optional: default.is_some(),
        default: default.map(value).transpose()?,
    })
}

fn enumeration(one: &EnumMetadata) -> Result<Enum, String> {
    let mut variants = Vec::with_capacity(one.variants.len());
    for variant in &one.variants {
        variants.push(Variant {
            name: variant.name.clone(),
            doc: doc(variant.docstring.as_deref()),
            fields: fields(&variant.fields)?,
        });
    }
    Ok(Enum { name: one.name.clone(), doc: doc(one.docstring.as_deref()), variants })
}

fn doc(docstring: Option<&str>) -> String {
    docstring.unwrap_or_default().trim().to_owned()
}

fn value(default: &DefaultValueMetadata) -> Result<Value, String> {
    let DefaultValueMetadata::Literal(literal) = default else {
        return Err(format!("the contract does without the default {default:?}"));
    };
    Ok(match literal {
        LiteralMetadata::Boolean(flag) => Value::from(*flag),
        LiteralMetadata::Int(number, ..) => Value::from(*number),
        LiteralMetadata::String(text) | LiteralMetadata::Enum(text, _) => Value::from(text.as_str()),
        LiteralMetadata::EmptySequence => Value::Array(Vec::new()),
        LiteralMetadata::EmptyMap => Value::Object(serde_json::Map::new()),
        LiteralMetadata::None => Value::Null,
        other => return Err(format!("the contract does without the default {other:?}")),
    })
}
