//! From the text a program puts to the memory that is stored.

use super::fill;
use super::time;
use super::uuid;
use super::validate;
use crate::canonical::Canonical;
use crate::canonical::canonicalize;
use crate::canonical::canonicalize_again;
use crate::clock::Millis;
use crate::entropy::Entropy;
use crate::error::CloudError;
use serde_json::Value;

/// Checks a memory and fills in what it leaves out. Returns its id and its canonical body.
pub(crate) fn complete(
    json: &str,
    max_bytes: usize,
    now_ms: Millis,
    entropy: &dyn Entropy,
) -> Result<(String, Canonical), CloudError> {
    let text = canonicalize(json, max_bytes).map_err(|e| CloudError::memory_text(&e))?.text;
    let mut members = validate::members(&text)?;
    validate::memory(&members)?;
    let now = fill::Now { time: time::format(now_ms), id: &|| uuid::new_id(entropy, now_ms) };
    fill::all(&mut members, &now);
    validate::period(&members)?;
    let content = members.get("content").map(Value::to_string).unwrap_or_default();
    members.insert("content_hash".to_owned(), canonical(&content, max_bytes)?.hash.to_hex().into());
    let id = members.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok((id, canonical(&Value::Object(members).to_string(), max_bytes)?))
}

/// What was canonical once may hold integers that are refused in a body that comes from a program.
fn canonical(text: &str, max_bytes: usize) -> Result<Canonical, CloudError> {
    canonicalize_again(text, max_bytes).map_err(|e| CloudError::memory_text(&e))
}
