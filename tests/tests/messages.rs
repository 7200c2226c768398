//! The golden messages by meaning: what they say, what a newer peer may add, and what may not be missing or odd.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what is wrong by panicking.

use cortex_cloud::canonical::ContentHash;
use cortex_cloud::clock::Hlc;
use cortex_cloud::transport::protocol::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::json;
use std::fmt::Debug;

const DEVICE: &str = "0f8c1d2e3b4a59687f6e5d4c3b2a1908";
const OTHER: &str = "ffeeddccbbaa99887766554433221100";
const EPOCH: &str = "5f2b9c7d1e3a48608f9a0b1c2d3e4f50";
const FIRST: &str = "c4b5a69788796a5b4c3d2e1f00112233";
const SECOND: &str = "9d8e7f60514233241506f7e8d9cabbac";
const CURSOR: &str = "1.5f2b9c7d1e3a48608f9a0b1c2d3e4f50.42";
const NEXT: &str = "1.5f2b9c7d1e3a48608f9a0b1c2d3e4f50.44";
const SUM: &str = "000102030405060708090a0b0c0d0e0f";

/// Fields a message may come without, by name.
const OPTIONAL: &[&str] = &[
    "next_cursor",
    "last_batch",
    "inflight_batch",
    "completed_at",
    "min_sync_interval_ms",
    "lineage",
    "plan",
    "features",
    "limit",
    "previous",
    "hash",
    "body",
    "current",
    "cursor",
    "max_items",
    "digest",
    "buckets",
    "listing",
    "rows",
    "records",
    "retry_after_ms",
    "details",
];

fn golden(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../golden/messages.json")).unwrap();
    all.get(name).unwrap_or_else(|| panic!("no message `{name}`")).clone()
}

/// Proves all that must hold of one message. `required` are fields of this message that another may leave out.
fn proves<T>(name: &str, expected: &T, required: &[&str])
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let message = golden(name);
    let parsed: T = read(&message).unwrap_or_else(|e| panic!("{name} is not understood: {e}"));
    assert_eq!(&parsed, expected, "{name} is misunderstood");
    assert_eq!(serde_json::to_value(expected).unwrap(), message, "{name} is written in another way");

    let mut grown = message.clone();
    let places = add_unknown_fields(&mut grown);
    assert!(places > 0);
    let parsed: T = read(&grown).unwrap_or_else(|e| panic!("{name} with unknown fields is not understood: {e}"));
    assert_eq!(&parsed, expected, "{name} with unknown fields is misunderstood");

    for path in fields(&message) {
        let field = path.rsplit('/').next().unwrap();
        // A row that cannot be read must not stop the message, and must not be taken for one that can.
        let is_told_apart = |odd: &Value| match read::<T>(odd) {
            Err(_) => true,
            Ok(parsed) => (path.contains("/rows/") || path.contains("/current/")) && &parsed != expected,
        };
        if required.contains(&field) || !OPTIONAL.contains(&field) {
            assert!(is_told_apart(&without(&message, &path)), "{name} is accepted without {path}");
        }
        if field != "body" {
            let mut odd = message.clone();
            let value = odd.pointer_mut(&path).unwrap();
            *value = if value.is_boolean() { json!("true") } else { json!(true) };
            assert!(is_told_apart(&odd), "{name} is accepted with a bool or text as {path}");
        }
    }
}

/// As from the wire: from text, where a body is kept as it is.
fn read<T: DeserializeOwned>(message: &Value) -> serde_json::Result<T> {
    serde_json::from_str(&message.to_string())
}

/// Adds a field to every object that is not a user's body; says how many.
fn add_unknown_fields(value: &mut Value) -> usize {
    match value {
        Value::Array(items) => items.iter_mut().map(add_unknown_fields).sum(),
        Value::Object(members) => {
            let inner: usize =
                members.iter_mut().filter(|(key, _)| *key != "body").map(|(_, v)| add_unknown_fields(v)).sum();
            members.insert("a_field_of_2031".to_owned(), json!({ "deep": [1, null, "x"] }));
            inner + 1
        }
        _ => 0,
    }
}

/// The JSON pointers of every field of every object, bodies' insides left out.
fn fields(value: &Value) -> Vec<String> {
    let inner = |key: String, value: &Value| fields(value).into_iter().map(move |path| format!("/{key}{path}"));
    match value {
        Value::Array(items) => items.iter().enumerate().flat_map(|(n, v)| inner(n.to_string(), v)).collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, v)| {
                let below = if key == "body" { Vec::new() } else { inner(key.clone(), v).collect() };
                std::iter::once(format!("/{key}")).chain(below)
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn without(message: &Value, path: &str) -> Value {
    let mut message = message.clone();
    let (parent, field) = path.rsplit_once('/').unwrap();
    message.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(field).unwrap();
    message
}

fn body(text: &str) -> Option<Body> {
    Some(Body::from_canonical(format!(r#"{{"text":"{text}"}}"#)).unwrap())
}

fn hash() -> Option<ContentHash> {
    ContentHash::from_hex("c8d2f5d4a3e0b18f9e7a6c5b4d3e2f10112233445566778899aabbccddeeff00")
}

fn hlc(counter: u16) -> Hlc {
    Hlc::new(1_760_000_000_123, counter)
}

fn row(id: &str, seq: Seq, counter: u16, device: &str, text: Option<&str>) -> Row {
    Row {
        table: "notes".to_owned(),
        id: id.to_owned(),
        seq,
        hlc: hlc(counter),
        device_id: device.to_owned(),
        hash: text.and_then(|_| hash()),
        body: text.and_then(body),
    }
}

fn quota() -> Quota {
    Quota {
        records: Usage { used: 12, limit: Some(1000) },
        bytes: Usage { used: 34_567, limit: None },
        min_sync_interval_ms: None,
    }
}

#[test]
fn handshake() {
    let expected = Handshake {
        protocol_version: 1,
        client: "cortex-cloud/0.1.0".to_owned(),
        device_id: DEVICE.to_owned(),
        last_batch: Some(FIRST.to_owned()),
        inflight_batch: Some(SECOND.to_owned()),
        completed_at: Some(1_759_999_990_123),
    };
    proves("handshake", &expected, &[]);
}

#[test]
fn quota_answer() {
    let quota = Quota { min_sync_interval_ms: Some(60_000), ..quota() };
    proves("quota_answer", &QuotaAnswer { protocol_version: 1, quota }, &[]);
}

#[test]
fn handshake_answer() {
    let expected = HandshakeAnswer {
        protocol_version: 1,
        server: "cortex-server/0.1.0".to_owned(),
        server_time: 1_760_000_000_123,
        space: "team".to_owned(),
        principal: "key_7f3a".to_owned(),
        role: "editor".to_owned(),
        epoch: EPOCH.to_owned(),
        lineage: vec![EpochEnd {
            epoch: "00112233445566778899aabbccddeeff".to_owned(),
            last_seq: 9_007_199_254_740_993,
        }],
        head: 9_007_199_254_741_000,
        last_batch: Some(FIRST.to_owned()),
        limits: Limits { batch_items: 100, batch_bytes: 4_194_304, record_bytes: 1_048_576, page_items: 500 },
        quota: quota(),
        plan: "free".to_owned(),
        features: vec!["gzip".to_owned()],
    };
    // `records` is a resource here, not a list.
    proves("handshake_answer", &expected, &["records"]);
}

#[test]
fn push() {
    let expected = PushRequest {
        protocol_version: 1,
        epoch: EPOCH.to_owned(),
        device_id: DEVICE.to_owned(),
        batch: Batch { id: SECOND.to_owned(), previous: Some(FIRST.to_owned()) },
        cursor: Some(CURSOR.to_owned()),
        mutations: vec![
            Mutation {
                table: "notes".to_owned(),
                id: "1".to_owned(),
                base_seq: 9_007_199_254_740_993,
                hlc: hlc(0),
                device_id: DEVICE.to_owned(),
                hash: hash(),
                body: body("hello"),
                group: 0,
            },
            Mutation {
                table: "notes".to_owned(),
                id: "2".to_owned(),
                base_seq: 0,
                hlc: Hlc::from_u64(i64::MAX.cast_unsigned()).unwrap(),
                device_id: OTHER.to_owned(),
                hash: None,
                body: None,
                group: 1,
            },
        ],
    };
    proves("push", &expected, &[]);
}

#[test]
fn push_answer() {
    let expected = PushAnswer {
        protocol_version: 1,
        epoch: EPOCH.to_owned(),
        head: 9_007_199_254_741_001,
        server_time: 1_760_000_000_456,
        verdicts: vec![
            Verdict::Applied { seq: 9_007_199_254_741_001 },
            Verdict::Conflict { current: Some(Box::new(row("2", 77, 1, OTHER, Some("theirs")))) },
            Verdict::Conflict { current: None },
            Verdict::Rejected {
                code: "too_large".to_owned(),
                reason: "the body has 2000000 bytes, at most 1048576 are allowed".to_owned(),
            },
            Verdict::Quota { resource: "bytes".to_owned(), used: 1000, limit: 1024 },
            Verdict::ClockSkew,
            Verdict::Deferred,
        ],
        quota: quota(),
        next_cursor: Some(NEXT.to_owned()),
    };
    let message = golden("push_answer");
    let mut odd = message.clone();
    odd["verdicts"][0]["status"] = json!("forgotten");
    assert!(read::<PushAnswer>(&odd).is_err(), "a verdict nobody knows cannot be acted on");
    let limit_is_optional_in_a_quota_only = without(&message, "/verdicts/4/limit");
    assert!(read::<PushAnswer>(&limit_is_optional_in_a_quota_only).is_err());
    proves("push_answer", &expected, &["records"]);
}

#[test]
fn pull() {
    proves("pull", &PullRequest { cursor: Some(CURSOR.to_owned()), max_items: Some(200), fresh: false }, &[]);
    assert_eq!(read::<PullRequest>(&json!({})).unwrap(), PullRequest::default());
}

#[test]
fn pull_answer() {
    let expected = PullAnswer {
        protocol_version: 1,
        epoch: EPOCH.to_owned(),
        cursor: Some(CURSOR.to_owned()),
        rows: vec![row("1", 43, 0, DEVICE, Some("hello")), row("2", 44, 1, OTHER, None)],
        unreadable: Vec::new(),
        next_cursor: NEXT.to_owned(),
        next_seq: 44,
        has_more: false,
        head: 44,
        digest: Some(SpaceDigest { sum: SUM.to_owned(), records: 1 }),
        server_time: 1_760_000_000_789,
    };
    proves("pull_answer", &expected, &["rows", "records", "next_cursor"]);
}

#[test]
fn sync() {
    let expected = SyncRequest {
        push: PushRequest {
            protocol_version: 1,
            epoch: EPOCH.to_owned(),
            device_id: DEVICE.to_owned(),
            batch: Batch { id: FIRST.to_owned(), previous: None },
            cursor: None,
            mutations: Vec::new(),
        },
        pull: PullRequest { cursor: Some(CURSOR.to_owned()), max_items: Some(200), fresh: false },
    };
    proves("sync", &expected, &[]);
}

#[test]
fn sync_answer() {
    let expected = SyncAnswer {
        protocol_version: 1,
        push: PushAnswer {
            protocol_version: 1,
            epoch: EPOCH.to_owned(),
            head: 44,
            server_time: 1_760_000_000_456,
            verdicts: Vec::new(),
            quota: Quota::default(),
            next_cursor: None,
        },
        pull: PullAnswer {
            protocol_version: 1,
            epoch: EPOCH.to_owned(),
            cursor: Some(CURSOR.to_owned()),
            rows: Vec::new(),
            unreadable: Vec::new(),
            next_cursor: NEXT.to_owned(),
            next_seq: 44,
            has_more: true,
            head: 50,
            digest: None,
            server_time: 1_760_000_000_789,
        },
    };
    proves("sync_answer", &expected, &["rows", "records"]);
}

#[test]
fn digest() {
    let record = |id: &str| ("notes".to_owned(), id.to_owned());
    let expected =
        DigestRequest { protocol_version: 1, buckets: vec![0, 17, 255], records: vec![record("1"), record("2")] };
    proves("digest", &expected, &[]);
}

#[test]
fn digest_answer() {
    let listing = |id: &str, seq: Seq, hash: Option<ContentHash>| Listing {
        table: "notes".to_owned(),
        id: id.to_owned(),
        seq,
        hash,
    };
    let expected = DigestAnswer {
        protocol_version: 1,
        epoch: EPOCH.to_owned(),
        head: 44,
        floor: 7,
        cursor: NEXT.to_owned(),
        buckets: vec![BucketDigest { bucket: 17, sum: SUM.to_owned(), records: 1 }],
        listing: vec![listing("1", 43, hash()), listing("2", 44, None)],
        rows: vec![row("1", 43, 0, DEVICE, Some("hello"))],
        unreadable: Vec::new(),
    };
    proves("digest_answer", &expected, &["records"]);
}

#[test]
fn error() {
    let expected = ErrorAnswer {
        protocol_version: 1,
        error: ErrorBody {
            code: code::BATCH_TOO_LARGE.to_owned(),
            message: "the batch has 101 items and may have at most 100".to_owned(),
            retry_after_ms: Some(1500),
            details: vec![("used".to_owned(), "101".to_owned()), ("limit".to_owned(), "100".to_owned())],
        },
    };
    proves("error", &expected, &[]);
}

#[test]
fn a_number_that_may_pass_2_53_travels_as_text_only() {
    for odd in [json!(43), json!("-1"), json!("1e3"), json!(""), json!("9223372036854775808"), json!(null)] {
        for field in ["next_seq", "head"] {
            let mut message = golden("pull_answer");
            message[field] = odd.clone();
            assert!(read::<PullAnswer>(&message).is_err(), "{field} is accepted as {odd}");
        }
        let mut message = golden("push");
        message["mutations"][0]["hlc"] = odd.clone();
        assert!(read::<PushRequest>(&message).is_err(), "an hlc is accepted as {odd}");
    }
}

#[test]
fn a_hash_is_64_hexadecimal_digits() {
    for odd in ["", "c8d2", "zz", &"c8".repeat(31), &"c8".repeat(33), &"xy".repeat(32)] {
        let mut message = golden("pull_answer");
        message["rows"][0]["hash"] = json!(odd);
        assert!(read::<PullAnswer>(&message).is_err(), "a hash is accepted as `{odd}`");
    }
}

/// A body is hashed as it was written: reading and writing a message may not change a byte of it.
#[test]
fn a_body_keeps_its_bytes_through_a_message() {
    let text = "{\"\u{10000}\":1e-7,\"\u{e000}\":[1.5,\"\\u0001/é\"],\"z\":123456789012345680000}";
    let expected = row("1", 43, 0, DEVICE, None);
    let expected = Row { hash: hash(), body: Body::from_canonical(text.to_owned()), ..expected };
    let verdict = Verdict::Conflict { current: Some(Box::new(expected.clone())) };
    for message in [serde_json::to_string(&expected).unwrap(), serde_json::to_string(&verdict).unwrap()] {
        assert!(message.contains(text), "{message}");
    }
    let wire = serde_json::to_string(&expected).unwrap();
    assert_eq!(serde_json::from_str::<Row>(&wire).unwrap(), expected);
    assert_eq!(serde_json::from_slice::<Row>(wire.as_bytes()).unwrap().body.unwrap().text(), text);
    let wire = serde_json::to_string(&verdict).unwrap();
    assert_eq!(serde_json::from_str::<Verdict>(&wire).unwrap(), verdict);
}
