//! A memory's content and the memory itself, as far as they are more than fields.

use super::ContentData;
use super::Importance;
use super::Memory;
use super::fill;
use super::validate;
use crate::canonical::canonicalize_again;
use crate::error::CloudError;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

/// What a memory says: `{"type": …, "data": …}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Type and data.
    #[serde(flatten)]
    pub data: ContentData,
    /// What a newer version wrote beside them; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl From<ContentData> for Content {
    fn from(data: ContentData) -> Self {
        Self { data, extra: Map::new() }
    }
}

impl Memory {
    /// A memory that says `content`, with every default. `put_memory` gives it its id, times and hash.
    pub fn new(content: impl Into<Content>, summary: impl Into<String>) -> Self {
        let content = content.into();
        Self {
            id: String::new(),
            memory_type: content.data.memory_type(),
            content,
            summary: summary.into(),
            transaction_time: String::new(),
            valid_time: String::new(),
            valid_until: None,
            confidence: 1.0,
            importance: Importance::Normal,
            last_accessed: String::new(),
            access_count: 0,
            linked_patterns: Vec::new(),
            linked_constraints: Vec::new(),
            linked_files: Vec::new(),
            linked_functions: Vec::new(),
            tags: Vec::new(),
            archived: false,
            superseded_by: None,
            supersedes: None,
            content_hash: String::new(),
            namespace: "agent://default/".to_owned(),
            source_agent: "default".to_owned(),
            extra: Map::new(),
        }
    }

    /// Reads a memory from its JSON text.
    ///
    /// # Errors
    /// `InvalidArgument` with the path of what is not as the schema says: so is a memory whose type this version does
    /// not know. Its text can still be read, kept and sent on.
    pub fn parse(json: &str) -> Result<Self, CloudError> {
        // What a store gives back has been made canonical already.
        let text = canonicalize_again(json, usize::MAX).map_err(|e| CloudError::memory_text(&e))?.text;
        let mut members = validate::members(&text)?;
        validate::memory(&members)?;
        fill::defaults(&mut members);
        serde_json::from_value(Value::Object(members)).map_err(|e| CloudError::memory("$", &e.to_string()))
    }

    /// The memory's JSON text, for `put_memory`.
    ///
    /// # Errors
    /// `InvalidArgument` for what has no JSON text.
    pub fn to_json(&self) -> Result<String, CloudError> {
        serde_json::to_string(self).map_err(|e| CloudError::memory("$", &e.to_string()))
    }
}
