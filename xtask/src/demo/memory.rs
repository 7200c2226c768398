//! A memory's body: the fields every memory has, filled as an importer fills them.

use serde::Serialize;
use serde_json::Value;
use serde_json::json;

/// Canonical bytes of one body that engine and server accept by default.
pub(super) const MAX_BODY_BYTES: usize = 1 << 20;

/// The table memories live in.
pub(super) const TABLE: &str = "memories";

/// A file a memory speaks of.
#[derive(Serialize)]
pub(super) struct LinkedFile {
    pub(super) file_path: String,
}

/// What an importer knows of a memory.
pub(super) struct Draft {
    /// What the id is made of: the same source gives the same memory, whoever imports it.
    pub(super) source: Vec<u8>,
    /// The variant's name on the wire.
    pub(super) memory_type: &'static str,
    /// The variant's own fields.
    pub(super) data: Value,
    pub(super) summary: String,
    /// Since when it holds, RFC 3339 UTC.
    pub(super) valid_time: String,
    pub(super) linked_files: Vec<LinkedFile>,
    pub(super) tags: Vec<String>,
}

/// The 22 fields.
#[derive(Serialize)]
struct BaseMemory<'a> {
    id: &'a str,
    memory_type: &'a str,
    content: &'a Value,
    summary: &'a str,
    transaction_time: &'a str,
    valid_time: &'a str,
    valid_until: Option<&'a str>,
    confidence: f64,
    importance: &'a str,
    last_accessed: &'a str,
    access_count: u32,
    linked_patterns: [Value; 0],
    linked_constraints: [Value; 0],
    linked_files: &'a [LinkedFile],
    linked_functions: [Value; 0],
    tags: &'a [String],
    archived: bool,
    superseded_by: Option<&'a str>,
    supersedes: Option<&'a str>,
    content_hash: &'a str,
    namespace: &'a str,
    source_agent: &'a str,
}

/// What all memories of one import share.
pub(super) struct Provenance {
    /// When the import ran, RFC 3339 UTC.
    pub(super) now: String,
    /// `project://name/`.
    pub(super) namespace: String,
}

impl Provenance {
    /// The memory's id and body.
    pub(super) fn memory(&self, draft: &Draft) -> Result<(String, String), serde_json::Error> {
        let id = id_of(&draft.source);
        let content = json!({ "type": draft.memory_type, "data": draft.data });
        let content_hash = blake3::hash(canonical(&content).as_bytes()).to_hex();
        let memory = BaseMemory {
            id: &id,
            memory_type: draft.memory_type,
            content: &content,
            summary: &draft.summary,
            transaction_time: &self.now,
            valid_time: &draft.valid_time,
            valid_until: None,
            confidence: 0.9,
            importance: "normal",
            last_accessed: &self.now,
            access_count: 0,
            linked_patterns: [],
            linked_constraints: [],
            linked_files: &draft.linked_files,
            linked_functions: [],
            tags: &draft.tags,
            archived: false,
            superseded_by: None,
            supersedes: None,
            content_hash: &content_hash,
            namespace: &self.namespace,
            source_agent: "cortex-demo",
        };
        let body = canonical(&serde_json::to_value(memory)?);
        Ok((id, body))
    }
}

/// The same JSON as the engine's canonical form, made by another library: what the demo later compares with. True of
/// bodies whose keys are ASCII and whose numbers are short, as all of the demo's are.
pub(super) fn canonical(body: &Value) -> String {
    // serde_json's map is sorted and its escapes are those of RFC 8785.
    body.to_string()
}

/// A version 8 UUID of the source's BLAKE3.
fn id_of(source: &[u8]) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&blake3::derive_key("cortex-cloud demo memory id v1", source)[..16]);
    bytes[6] = bytes[6] & 0x0F | 0x80;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use cortex_cloud::canonical::canonicalize;

    fn draft() -> Draft {
        Draft {
            source: b"file\0a.md".to_vec(),
            memory_type: "reference",
            data: json!({ "title": "a.md", "url": null, "citation": "tab\t, bell\u{7}, \u{1F600}, \u{E000}" }),
            summary: "a.md".to_owned(),
            valid_time: "2024-01-01T00:00:00Z".to_owned(),
            linked_files: vec![LinkedFile { file_path: "a.md".to_owned() }],
            tags: vec!["file".to_owned()],
        }
    }

    #[test]
    fn a_memory_has_the_22_fields_and_is_canonical() {
        let from = Provenance { now: "2024-01-02T03:04:05Z".to_owned(), namespace: "project://x/".to_owned() };
        let (id, body) = from.memory(&draft()).unwrap();
        let parsed: serde_json::Map<String, Value> = serde_json::from_str(&body).unwrap();
        assert_eq!(parsed.len(), 22);
        assert_eq!(parsed["id"], id.as_str());
        assert_eq!(canonicalize(&body, usize::MAX).unwrap().text, body);
    }

    #[test]
    fn the_same_source_gives_the_same_uuid() {
        let id = id_of(b"file\0a.md");
        assert_eq!(id, id_of(b"file\0a.md"));
        assert_ne!(id, id_of(b"file\0b.md"));
        assert_eq!((id.len(), &id[14..15]), (36, "8"));
    }
}
