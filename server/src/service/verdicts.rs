//! Verdicts as the store keeps them, to answer a batch that comes again.
//!
//! Not in the protocol's own form: an internally tagged enum cannot be read back when it holds raw JSON.

use super::Result;
use crate::store::StoreError;
use cortex_cloud::transport::protocol::Row;
use cortex_cloud::transport::protocol::Seq;
use cortex_cloud::transport::protocol::Verdict;
use serde::Deserialize;
use serde::Serialize;

#[derive(Serialize, Deserialize)]
#[serde(remote = "Verdict")]
enum Stored {
    #[serde(rename = "a")]
    Applied { seq: Seq },
    #[serde(rename = "c")]
    Conflict { current: Option<Box<Row>> },
    #[serde(rename = "r")]
    Rejected { code: String, reason: String },
    #[serde(rename = "q")]
    Quota { resource: String, used: i64, limit: i64 },
    #[serde(rename = "s")]
    ClockSkew,
    #[serde(rename = "d")]
    Deferred,
    #[serde(rename = "u")]
    Unreadable,
}

#[derive(Serialize)]
struct Written<'a>(#[serde(serialize_with = "write_one")] &'a Verdict);

fn write_one<S: serde::Serializer>(verdict: &&Verdict, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    Stored::serialize(verdict, serializer)
}

#[derive(Deserialize)]
struct Read(#[serde(with = "Stored")] Verdict);

/// The text to store.
pub(super) fn write(verdicts: &[Verdict]) -> Result<String> {
    let written: Vec<_> = verdicts.iter().map(Written).collect();
    Ok(serde_json::to_string(&written).map_err(|error| StoreError::Database(Box::new(error)))?)
}

/// The verdicts of a stored text.
pub(super) fn read(text: &str) -> Result<Vec<Verdict>> {
    let read: Vec<Read> = serde_json::from_str(text)
        .map_err(|error| StoreError::Corrupt(format!("verdicts nobody can read: {error}")))?;
    Ok(read.into_iter().map(|read| read.0).collect())
}
