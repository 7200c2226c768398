//! How single values look on the wire.

use crate::canonical::ContentHash;
use crate::clock::Hlc;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;
use serde::de::Error;
use serde_json::value::RawValue;
use std::fmt;

/// A position in a space's order of accepted mutations. 0 is before the first.
pub type Seq = u64;

/// A canonical body inside a message: written and read as raw JSON text, never reparsed on the way.
#[derive(Clone)]
pub struct Body(Box<RawValue>);

impl Body {
    /// Wraps canonical text. `None` when it is not JSON.
    pub fn from_canonical(text: String) -> Option<Self> {
        RawValue::from_string(text).ok().map(Self)
    }

    /// The JSON text as it came.
    pub fn text(&self) -> &str {
        self.0.get()
    }
}

impl fmt::Debug for Body {
    /// Bodies are users' data and stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.text().len())
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self)
    }
}

/// `u64` as a decimal string: JavaScript's numbers end at 2^53.
pub(super) mod decimal {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        match text.parse::<u64>() {
            // SQLite's integers are signed.
            Ok(value) if value <= i64::MAX.cast_unsigned() => Ok(value),
            _ => Err(D::Error::custom("expected a decimal string from 0 to 2^63-1")),
        }
    }

    /// The same where the field may be missing.
    pub(crate) mod optional {
        use super::*;

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
            super::deserialize(deserializer).map(Some)
        }
    }
}

impl Serialize for Hlc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        decimal::serialize(&self.as_u64(), serializer)
    }
}

impl<'de> Deserialize<'de> for Hlc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_u64(decimal::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("the stamp is out of range"))
    }
}

impl Serialize for ContentHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(blake3::Hash::from_bytes(self.0).to_hex().as_str())
    }
}

impl<'de> Deserialize<'de> for ContentHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_hex(&text).ok_or_else(|| D::Error::custom("expected 64 hexadecimal digits"))
    }
}
