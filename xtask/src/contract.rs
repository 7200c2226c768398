//! The contract of the bindings as plain data: what `udl/contract.json` holds and every check of drift compares with.
//!
//! Names are as in the UDL. A type is the UDL's own text: `i64`, `Json?`, `sequence<RecordBody>`,
//! `record<string, TablePolicy>`.

#[cfg(test)]
mod checks;
#[cfg(test)]
mod core_source;
mod udl;

pub(crate) use udl::parse;

use serde::Serialize;

/// Everything, each list by name; members of a dictionary, variants and arguments in the UDL's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Contract {
    pub(crate) namespace: String,
    pub(crate) doc: String,
    /// Names for a type of a simpler form.
    pub(crate) typedefs: Vec<Typedef>,
    /// What a host is given to call.
    pub(crate) objects: Vec<Object>,
    /// What a host implements.
    pub(crate) callbacks: Vec<Object>,
    pub(crate) dictionaries: Vec<Dictionary>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) errors: Vec<Enum>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Typedef {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) of: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Object {
    pub(crate) name: String,
    pub(crate) doc: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) constructors: Vec<Method>,
    pub(crate) methods: Vec<Method>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) arguments: Vec<Field>,
    /// `None` returns nothing.
    pub(crate) returns: Option<String>,
    pub(crate) throws: Option<String>,
}

/// A member of a dictionary or a variant, or an argument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) doc: String,
    #[serde(rename = "type")]
    pub(crate) of: String,
    /// Whether it may be left out; then `default` is what it is.
    pub(crate) optional: bool,
    /// JSON, an enum's value by its variant's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<serde_json::Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Dictionary {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) fields: Vec<Field>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) variants: Vec<Variant>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) doc: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<Field>,
}
