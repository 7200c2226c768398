//! Rows of a newer server: what they are about can be told, what they say cannot. They must not stop the rest.

use super::Row;
use super::Seq;
use super::wire::decimal;
use crate::canonical::ContentHash;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A row this version cannot read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The record's table.
    pub table: String,
    /// The record's id within it.
    pub id: String,
    /// The number this state got.
    pub seq: Seq,
    /// BLAKE3 of the body, as the server says; `None` for a tombstone.
    pub hash: Option<ContentHash>,
    /// The row as it came.
    pub text: String,
    /// Why it cannot be read: one sentence.
    pub reason: String,
}

/// What every version of a row has.
#[derive(Deserialize)]
struct Outline {
    table: String,
    id: String,
    #[serde(with = "decimal")]
    seq: Seq,
    #[serde(default)]
    hash: Option<ContentHash>,
}

impl Unreadable {
    /// Reads what can be told of a row's text, or says why not even that can.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let reason = match serde_json::from_str::<Row>(text) {
            Ok(_) => "its body does not match its hash".to_owned(),
            Err(e) => e.to_string(),
        };
        Self::outline(text, reason)
    }

    fn outline(text: &str, reason: String) -> Result<Self, String> {
        let outline: Outline =
            serde_json::from_str(text).map_err(|e| format!("a row that says not even which record it is of: {e}"))?;
        let Outline { table, id, seq, hash } = outline;
        if seq == 0 {
            return Err(format!("the server's row {table}/{id} has no seq"));
        }
        Ok(Self { table, id, seq, hash, text: text.to_owned(), reason })
    }
}

/// Tells the rows this version can read from the others.
pub(super) fn sort_out(texts: &[Box<RawValue>]) -> Result<(Vec<Row>, Vec<Unreadable>), String> {
    let mut rows = Vec::with_capacity(texts.len());
    let mut unreadable = Vec::new();
    for text in texts {
        match serde_json::from_str::<Row>(text.get()) {
            Ok(row) => rows.push(row),
            Err(e) => unreadable.push(Unreadable::outline(text.get(), e.to_string())?),
        }
    }
    Ok((rows, unreadable))
}
