//! The canonical form of a body: RFC 8785 (JSON Canonicalization Scheme) text and its BLAKE3 hash.
//!
//! A body must mean the same in every language, so whatever two JSON parsers read differently is refused with the
//! path of the offender: integer literals beyond ±(2^53-1), overflow, duplicate keys, lone surrogates. Everything else
//! is written in one way only: keys sorted by UTF-16 unit, ECMAScript numbers, shortest escapes, no white space.

pub(crate) mod members;
mod number;
mod parser;
mod string;

pub use parser::canonicalize;
pub use parser::canonicalize_again;

use std::fmt;

/// The deepest nesting a body may have; the object itself is level 1.
pub const MAX_DEPTH: usize = 128;

/// BLAKE3 of a canonical body: what says whether two states of a record are equal (E33).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(pub [u8; 32]);

impl ContentHash {
    /// Hashes text that is already canonical.
    pub fn of(canonical: &str) -> Self {
        Self(*blake3::hash(canonical.as_bytes()).as_bytes())
    }

    /// The hash from its stored bytes; `None` unless there are exactly 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 64 lower-case hexadecimal digits that travel on the wire.
    pub fn to_hex(self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// Reads the wire form; `None` unless it is 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        blake3::Hash::from_hex(text).ok().map(|h| Self(*h.as_bytes()))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex()[..16])
    }
}

/// A body in canonical form with its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    /// RFC 8785 text, UTF-8.
    pub text: String,
    /// BLAKE3 of `text`.
    pub hash: ContentHash,
}

impl Canonical {
    /// Wraps text that is known to be canonical.
    pub(crate) fn trusted(text: String) -> Self {
        let hash = ContentHash::of(&text);
        Self { text, hash }
    }
}

/// Why a body was refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at {path}")]
pub struct BodyError {
    /// JSONPath-like place of the offending value: `$`, `$.tags[3]`, `$["a key"]`.
    pub path: String,
    /// What is wrong and what would be right.
    pub reason: String,
}
