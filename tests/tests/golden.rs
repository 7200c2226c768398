//! The golden vectors of `golden/`: bodies, cursors, batches and digests to the byte.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what is wrong by panicking.

use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::canonical::ContentHash;
use cortex_cloud::canonical::MAX_DEPTH;
use cortex_cloud::canonical::canonicalize;
use cortex_cloud::canonical::canonicalize_again;
use cortex_cloud::digest;
use cortex_cloud::digest::Digest;
use cortex_cloud::transport::protocol::Batch;
use cortex_cloud::transport::protocol::Cursor;
use serde_json::Value;
use serde_json::value::RawValue;
use std::fs;
use std::path::Path;

const PLENTY: usize = 1 << 20;

fn vectors(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Runs `check` on every vector and fails with all complaints, not with the first.
fn check_all(file: &str, check: impl Fn(&Value) -> Result<(), String>) {
    let vectors = vectors(file);
    let vectors = vectors.as_array().expect("an array of vectors");
    assert!(!vectors.is_empty());
    // The deepest bodies would bury the rest.
    let short = |complaint: String| complaint.lines().map(|l| format!("{l:.400}\n")).collect::<String>();
    let complaints: Vec<String> = vectors.iter().filter_map(|vector| check(vector).err().map(short)).collect();
    assert!(complaints.is_empty(), "{file}, {} of {}:\n{}", complaints.len(), vectors.len(), complaints.join("\n"));
}

fn text<'a>(vector: &'a Value, field: &str) -> &'a str {
    vector[field].as_str().unwrap_or_else(|| panic!("no text `{field}` in {vector}"))
}

fn same<T: PartialEq + std::fmt::Debug>(vector: &Value, what: &str, actual: T, expected: T) -> Result<(), String> {
    if actual == expected {
        return Ok(());
    }
    Err(format!("{vector}\n  {what}: {actual:?}\n  expected: {expected:?}"))
}

#[test]
fn bodies_have_one_canonical_text_and_hash() {
    check_all("bodies.json", |vector| {
        let body = canonicalize(text(vector, "input"), PLENTY).map_err(|e| format!("{vector}\n  refused: {e}"))?;
        same(vector, "canonical", body.text.as_str(), text(vector, "canonical"))?;
        same(vector, "hash", body.hash.to_hex().as_str(), text(vector, "blake3"))
    });
}

/// What a store gives back must be what it takes.
#[test]
fn canonical_bodies_are_accepted_and_stay_as_they_are() {
    check_all("bodies.json", |vector| {
        let canonical = text(vector, "canonical");
        let body = canonicalize_again(canonical, PLENTY).map_err(|e| format!("{canonical}\n  refused: {e}"))?;
        same(vector, "canonical", body.text.as_str(), canonical)
    });
}

/// The deepest body is one level deeper than serde_json reads into a value without being told to; raw text it reads.
#[test]
fn canonical_bodies_can_be_read_by_serde_json() {
    check_all("bodies.json", |vector| {
        let canonical = text(vector, "canonical");
        let deepest = canonical.matches(['{', '[']).count() >= MAX_DEPTH;
        let read = if deepest {
            serde_json::from_str::<&RawValue>(canonical).map(drop)
        } else {
            serde_json::from_str::<Value>(canonical).map(drop)
        };
        read.map_err(|e| format!("{vector}\n  serde_json: {e}"))
    });
}

#[test]
fn texts_that_are_no_body_are_refused_with_path_and_reason() {
    check_all("refused_bodies.json", |vector| match canonicalize(text(vector, "input"), PLENTY) {
        Ok(body) => Err(format!("{vector}\n  accepted as {}", body.text)),
        Err(error) => {
            same(vector, "path", error.path.as_str(), text(vector, "path"))?;
            let reason = text(vector, "reason");
            if error.reason.contains(reason) { Ok(()) } else { Err(format!("{vector}\n  reason: {}", error.reason)) }
        }
    });
}

#[test]
fn memories_have_one_content_hash() {
    let folder = tempfile::tempdir().unwrap();
    let engine = CloudEngine::open(Config::new(folder.path().join("store.db"))).unwrap();
    check_all("memories.json", |vector| {
        let content = text(vector, "input");
        let of: Value = serde_json::from_str(content).map_err(|e| format!("{vector}: {e}"))?;
        let memory = format!(r#"{{"memory_type":{},"summary":"","content":{content}}}"#, of["type"]);
        let id = engine.put_memory(&memory).map_err(|e| format!("{vector}\n  refused: {e}"))?;
        let stored = engine.get_memory(&id).unwrap().expect("a memory");
        let canonical = text(vector, "canonical");
        same(vector, "stored content", stored.contains(&format!(r#""content":{canonical},"#)), true)?;
        let stored: Value = serde_json::from_str(&stored).unwrap();
        same(vector, "content_hash", text(&stored, "content_hash"), text(vector, "content_hash"))
    });
}

#[test]
fn the_size_limit_counts_canonical_bytes() {
    let canonical = r#"{"a":"é","b":1}"#;
    let long = " { \"b\" : 1.0 , \"a\" : \"\\u00e9\" } ";
    assert_eq!(canonical.len(), 16);
    assert_eq!(canonicalize(long, 16).unwrap().text, canonical);
    let error = canonicalize(long, 15).unwrap_err();
    assert_eq!(error.path, "$");
    assert!(error.reason.contains("16 bytes") && error.reason.contains("at most 15"), "{}", error.reason);
}

#[test]
fn cursors_are_the_same_to_the_byte() {
    check_all("cursors.json", |vector| {
        let cursor = Cursor {
            epoch: text(vector, "epoch").to_owned(),
            seq: text(vector, "seq").parse().map_err(|e| format!("{vector}: {e}"))?,
        };
        same(vector, "text", cursor.to_string().as_str(), text(vector, "text"))?;
        same(vector, "parsed", Cursor::parse(text(vector, "text")), Some(cursor))
    });
}

#[test]
fn texts_that_are_no_cursor_are_refused() {
    check_all("invalid_cursors.json", |vector| same(vector, "parsed", Cursor::parse(text(vector, "text")), None));
}

#[test]
fn a_batch_names_the_one_before_it_to_the_byte() {
    let vectors = vectors("batches.json");
    let chain: Vec<Batch> = vectors
        .as_array()
        .unwrap()
        .iter()
        .map(|vector| {
            let previous = vector["previous"].as_str().map(str::to_owned);
            let batch = Batch { id: text(vector, "id").to_owned(), previous };
            assert_eq!(serde_json::to_string(&batch).unwrap(), text(vector, "text"));
            assert_eq!(serde_json::from_str::<Batch>(text(vector, "text")).unwrap(), batch);
            batch
        })
        .collect();
    assert_eq!(chain[0].previous, None);
    assert!(chain.windows(2).all(|two| two[1].previous.as_ref() == Some(&two[0].id)));
    // Absent and null are the same: another implementation may leave it out.
    assert_eq!(serde_json::from_str::<Batch>(&format!(r#"{{"id":"{}"}}"#, chain[0].id)).unwrap(), chain[0]);
}

fn entry(vector: &Value) -> u128 {
    let hash = ContentHash::from_hex(text(vector, "hash")).expect("a hash");
    digest::entry(text(vector, "table"), text(vector, "id"), text(vector, "seq").parse().expect("a seq"), &hash)
}

#[test]
fn records_have_one_bucket_and_number() {
    check_all("digests.json", |vector| {
        let bucket = digest::bucket(text(vector, "table"), text(vector, "id"));
        same(vector, "bucket", Some(u64::from(bucket)), vector["bucket"].as_u64())?;
        same(vector, "entry", format!("{:032x}", entry(vector)).as_str(), text(vector, "entry"))
    });
}

#[test]
fn the_digest_of_many_records_wraps_and_forgets_what_is_removed() {
    let vectors = vectors("digests.json");
    let expected = self::vectors("digest_of_all.json");
    let mut digest = Digest::default();
    let entries: Vec<u128> = vectors.as_array().unwrap().iter().map(entry).collect();
    entries.iter().rev().for_each(|&entry| digest.add(entry));
    assert_eq!(digest.hex(), text(&expected, "sum"));
    assert_eq!(digest.records, expected["records"].as_i64().unwrap());
    let (left, right) = entries.split_at(5);
    let [mut one, mut two] = [left, right].map(|part| {
        let mut sum = Digest::default();
        part.iter().for_each(|&entry| sum.add(entry));
        sum
    });
    two.merge(one);
    assert_eq!(two, digest);
    left.iter().for_each(|&entry| one.remove(entry));
    assert_eq!(one, Digest::default());
}
