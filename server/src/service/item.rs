//! One mutation of a batch, as far as it can be judged without the store.

use super::Config;
use super::Result;
use super::ServiceError;
use crate::store::RecordKey;
use cortex_cloud::canonical::ContentHash;
use cortex_cloud::canonical::canonicalize_again;
use cortex_cloud::digest;
use cortex_cloud::transport::protocol::Mutation;
use cortex_cloud::transport::protocol::Verdict;

/// Bytes of a table's name.
const TABLE_BYTES: usize = 128;
/// Bytes of a record's id.
const ID_BYTES: usize = 512;
/// Bytes of the id of a device or a batch.
const DEVICE_BYTES: usize = 128;

/// A mutation's content: hash and canonical text, or `None` for a delete.
pub(super) type Content = Option<(ContentHash, String)>;

/// The content of a mutation, or why it will never be accepted.
pub(super) fn inspect(mutation: &Mutation, config: &Config) -> std::result::Result<Content, Verdict> {
    name("table", &mutation.table, TABLE_BYTES).map_err(malformed)?;
    name("id", &mutation.id, ID_BYTES).map_err(malformed)?;
    name("device_id", &mutation.device_id, DEVICE_BYTES).map_err(malformed)?;
    let (hash, body) = match (&mutation.hash, &mutation.body) {
        (None, None) => return Ok(None),
        (Some(hash), Some(body)) => (hash, body.text()),
        (Some(_), None) => return Err(malformed("there is a hash and no body; a delete has neither".to_owned())),
        (None, Some(_)) => return Err(malformed("there is a body and no hash; a put has both".to_owned())),
    };
    // The size is judged below: `canonicalize_again` would not say which of the two is wrong.
    let canonical = canonicalize_again(body, usize::MAX)
        .map_err(|error| malformed(format!("the body was refused at {}: {}", error.path, error.reason)))?;
    let (has, limit) = (canonical.text.len() as u64, config.limits.record_bytes);
    if has > limit {
        let reason = format!("the body has {has} bytes and may have at most {limit}");
        return Err(Verdict::Rejected { code: "too_large".to_owned(), reason });
    }
    if canonical.hash != *hash {
        return Err(malformed("the hash is not the BLAKE3 of the body's canonical text".to_owned()));
    }
    Ok(Some((canonical.hash, canonical.text)))
}

fn malformed(reason: String) -> Verdict {
    Verdict::Rejected { code: "malformed".to_owned(), reason }
}

/// The record a mutation is about.
pub(super) fn key(mutation: &Mutation) -> RecordKey<'_> {
    RecordKey { table: &mutation.table, id: &mutation.id }
}

/// The bucket of a record.
pub(super) fn bucket(key: RecordKey<'_>) -> u8 {
    digest::bucket(key.table, key.id)
}

/// Refuses a device id nobody could store or print.
pub(super) fn device_id(text: &str) -> Result<()> {
    name("device_id", text, DEVICE_BYTES).map_err(ServiceError::bad_request)
}

/// Refuses a batch id nobody could store or print.
pub(super) fn batch_id(field: &str, text: &str) -> Result<()> {
    name(field, text, DEVICE_BYTES).map_err(ServiceError::bad_request)
}

fn name(field: &str, text: &str, max: usize) -> std::result::Result<(), String> {
    if text.is_empty() || text.len() > max {
        return Err(format!("{field}: {} bytes, must have 1 to {max}", text.len()));
    }
    if text.chars().any(char::is_control) {
        return Err(format!("{field}: must have no control characters"));
    }
    Ok(())
}
