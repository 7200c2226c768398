//! The part of JSON Schema 2020-12 that the memory schema uses, in the order it is written. A keyword that is not here
//! is refused: a generator must not pass over what it does not understand.

use crate::checkout::Checkout;
use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::Value;
use std::fmt;
use std::fs;
use std::marker::PhantomData;

/// The memory schema, from the root.
pub(super) const PATH: &str = "core/src/memory/memory.schema.json";

/// Reads it.
pub(super) fn read(checkout: &Checkout) -> Result<Node, String> {
    let text = fs::read_to_string(checkout.root.join(PATH)).map_err(|e| format!("{PATH}: {e}"))?;
    serde_json::from_str(&text).map_err(|e| format!("{PATH}: {e}"))
}

/// A schema or a part of one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(super) struct Node {
    #[serde(rename = "$schema")]
    _dialect: Option<String>,
    #[serde(rename = "$id")]
    _id: Option<String>,
    #[serde(rename = "$comment")]
    _comment: Option<String>,
    #[serde(rename = "title")]
    _title: Option<String>,
    #[serde(rename = "pattern")]
    _pattern: Option<String>,
    pub(super) description: String,
    #[serde(rename = "type")]
    pub(super) types: Types,
    pub(super) format: Option<String>,
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) default: Option<Value>,
    pub(super) items: Option<Box<Node>>,
    pub(super) required: Vec<String>,
    #[serde(deserialize_with = "in_order")]
    pub(super) properties: Vec<(String, Node)>,
    pub(super) one_of: Vec<Node>,
    #[serde(rename = "const")]
    pub(super) constant: Option<String>,
    #[serde(rename = "$ref")]
    pub(super) reference: Option<String>,
    #[serde(rename = "$defs", deserialize_with = "in_order")]
    pub(super) definitions: Vec<(String, Node)>,
    #[serde(rename = "x-filled")]
    pub(super) filled: Option<String>,
    #[serde(rename = "x-variant")]
    pub(super) variant: Option<String>,
    #[serde(rename = "x-content")]
    pub(super) content: Option<String>,
    #[serde(rename = "x-category")]
    pub(super) category: Option<String>,
    #[serde(rename = "x-half-life-days")]
    pub(super) half_life_days: Option<i64>,
}

/// One name, or several of which `null` may be one.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Types {
    One(String),
    Several(Vec<String>),
}

impl Default for Types {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Node {
    /// The type that is not null; `None` where any value will do.
    pub(super) fn type_name(&self) -> Option<&str> {
        match &self.types {
            Types::One(name) => Some(name),
            Types::Several(names) => names.iter().map(String::as_str).find(|name| *name != "null"),
        }
    }

    /// Whether null will do.
    pub(super) fn is_nullable(&self) -> bool {
        matches!(&self.types, Types::Several(names) if names.iter().any(|name| name == "null"))
    }

    /// The name of the definition it refers to.
    pub(super) fn referred(&self) -> Option<&str> {
        self.reference.as_deref()?.strip_prefix("#/$defs/")
    }

    /// A definition of this schema.
    pub(super) fn definition(&self, name: &str) -> Result<&Self, String> {
        let found = self.definitions.iter().find(|(known, _)| known == name);
        found.map(|(_, node)| node).ok_or_else(|| format!("the schema defines no {name}"))
    }
}

/// An object's members in the order of the text.
fn in_order<'de, D, T>(deserializer: D) -> Result<Vec<(String, T)>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Members<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
        type Value = Vec<(String, T)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }

    deserializer.deserialize_map(Members(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order() {
        let node: Node = serde_json::from_str(r#"{"properties": {"z": {}, "a": {}, "m": {}}}"#).unwrap();
        let names: Vec<&str> = node.properties.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["z", "a", "m"]);
    }

    #[test]
    fn a_keyword_that_is_not_understood_is_refused() {
        let refused = serde_json::from_str::<Node>(r#"{"maxLength": 3}"#).unwrap_err();
        assert!(refused.to_string().contains("maxLength"), "{refused}");
    }
}
