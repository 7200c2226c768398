//! Memories on one device: what the schema says is what is taken, refused and given back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what is wrong by panicking.

use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::Config;
use cortex_cloud::Query;
use cortex_cloud::memory::DecisionContent;
use cortex_cloud::memory::MEMORIES;
use cortex_cloud::memory::Memory;
use cortex_cloud::memory::MemoryCategory;
use cortex_cloud::memory::MemoryType;
use cortex_cloud::memory::SCHEMA;
use cortex_tests::memories::example;
use cortex_tests::memories::objects;
use cortex_tests::memories::places;
use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;

const ID: &str = "0189f7c2-89ab-7cde-8f01-23456789abcd";

fn fresh() -> (CloudEngine, TempDir) {
    let folder = TempDir::new().unwrap();
    (CloudEngine::open(Config::new(folder.path().join("store.db"))).unwrap(), folder)
}

fn read(engine: &CloudEngine, id: &str) -> Value {
    serde_json::from_str(&engine.get_memory(id).unwrap().expect("a memory")).unwrap()
}

/// What a memory leaves out that need not be there.
fn shortest() -> Value {
    json!({
        "memory_type": "insight", "summary": "s",
        "content": { "type": "insight", "data": { "observation": "o", "evidence": [] } },
    })
}

/// The field an error names, and its sentence.
fn refusal(engine: &CloudEngine, memory: &Value) -> (String, String) {
    match engine.put_memory(&memory.to_string()) {
        Err(CloudError::InvalidArgument { info }) => {
            assert_eq!(info.code, "argument.memory", "{info:?}");
            let field = info.details["field"].clone();
            assert!(info.message.contains(&field), "{}", info.message);
            (field, info.message)
        }
        other => panic!("{other:?} for {memory}"),
    }
}

#[test]
fn the_types_are_those_of_the_schema() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let variants = schema["$defs"]["MemoryType"]["oneOf"].as_array().unwrap();
    assert_eq!((variants.len(), MemoryType::ALL.len()), (23, 23));
    for (variant, memory_type) in variants.iter().zip(MemoryType::ALL) {
        assert_eq!(variant["const"], memory_type.as_str());
        assert_eq!(MemoryType::parse(memory_type.as_str()), Some(memory_type));
        assert_eq!(variant["x-category"], memory_type.category().as_str());
        assert_eq!(variant["x-half-life-days"].as_u64(), memory_type.half_life_days().map(u64::from));
        assert_eq!(serde_json::to_value(memory_type).unwrap(), memory_type.as_str());
    }
    let days = |memory_type: MemoryType| memory_type.half_life_days();
    assert_eq!((days(MemoryType::Core), days(MemoryType::Episodic)), (None, Some(7)));
    assert_eq!(MemoryType::CodeSmell.category(), MemoryCategory::CodeSpecific);
    assert_eq!(MemoryType::parse("Core"), None);
}

#[test]
fn every_content_is_given_back_as_it_was_put() {
    let (engine, _folder) = fresh();
    for memory_type in MemoryType::ALL {
        let memory = example(memory_type);
        assert_eq!(memory.as_object().unwrap().len(), 22);
        assert_eq!(engine.put_memory(&memory.to_string()).unwrap(), ID);
        let mut stored = read(&engine, ID);
        let hash = std::mem::take(&mut stored["content_hash"]);
        assert_ne!(hash, memory["content_hash"], "the hash is the engine's");
        stored["content_hash"] = memory["content_hash"].clone();
        assert_eq!(stored, memory);
    }
}

#[test]
fn a_typed_memory_put_back_unchanged_is_no_mutation() {
    let (engine, _folder) = fresh();
    for memory_type in MemoryType::ALL {
        let mut memory = example(memory_type);
        for object in objects(memory_type) {
            memory.pointer_mut(&object).unwrap()["x_newer"] = json!({ "n": [1, null, 0.5] });
        }
        engine.put_memory(&memory.to_string()).unwrap();
        let before = engine.get_record(MEMORIES, ID).unwrap().unwrap();
        let typed = Memory::parse(before.body.as_deref().unwrap()).unwrap();
        assert_eq!((typed.memory_type, typed.content.data.memory_type()), (memory_type, memory_type));
        engine.put_memory(&typed.to_json().unwrap()).unwrap();
        assert_eq!(engine.get_record(MEMORIES, ID).unwrap().unwrap(), before);
    }
}

#[test]
fn unknown_fields_survive_a_change_at_every_level() {
    let (engine, _folder) = fresh();
    for memory_type in MemoryType::ALL {
        let mut memory = example(memory_type);
        let objects = objects(memory_type);
        for level in ["", "/content", "/content/data", "/linked_files/0", "/linked_functions/0"] {
            assert!(objects.iter().any(|object| object == level), "{level} in {objects:?}");
        }
        for object in &objects {
            memory.pointer_mut(object).unwrap()["x_newer"] = json!({ "kept": [object, 1e300, 9007199254740991_i64] });
        }
        engine.put_memory(&memory.to_string()).unwrap();
        let mut typed = Memory::parse(&engine.get_memory(ID).unwrap().unwrap()).unwrap();
        typed.tags.push("changed".to_owned());
        engine.put_memory(&typed.to_json().unwrap()).unwrap();
        let stored = read(&engine, ID);
        assert_eq!(stored["tags"][1], "changed");
        for object in &objects {
            assert_eq!(
                stored.pointer(object).unwrap()["x_newer"],
                memory.pointer(object).unwrap()["x_newer"],
                "{object}"
            );
        }
    }
}

#[test]
fn a_required_field_that_is_missing_is_refused_by_its_path() {
    let (engine, _folder) = fresh();
    let mut tried = 0;
    for memory_type in MemoryType::ALL {
        for place in places(memory_type).into_iter().filter(|place| place.required) {
            let mut memory = example(memory_type);
            let (object, name) = place.pointer.rsplit_once('/').unwrap();
            memory.pointer_mut(object).unwrap().as_object_mut().unwrap().remove(name).unwrap();
            let (field, message) = refusal(&engine, &memory);
            assert_eq!(field, place.path);
            assert!(message.contains("missing, must be "), "{message}");
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried}");
    assert_eq!(engine.count(MEMORIES, None).unwrap(), 0, "what was refused changed nothing");
}

#[test]
fn a_field_of_another_type_is_refused_by_its_path() {
    let (engine, _folder) = fresh();
    let mut tried = 0;
    for memory_type in MemoryType::ALL {
        for place in places(memory_type) {
            let right = example(memory_type).pointer(&place.pointer).unwrap().clone();
            let wrong =
                [json!(null), json!(true), json!(0.5), json!(3), json!("text"), json!(["x"]), json!({ "x": 1 })];
            for value in wrong {
                let same_type = std::mem::discriminant(&value) == std::mem::discriminant(&right);
                if same_type || (value.is_null() && place.takes_null()) || place.path.ends_with(".value") {
                    continue;
                }
                let mut memory = example(memory_type);
                *memory.pointer_mut(&place.pointer).unwrap() = value.clone();
                let (field, message) = refusal(&engine, &memory);
                assert_eq!(field, place.path, "{message}");
                assert!(message.contains(", must be "), "{message}");
                tried += 1;
            }
        }
    }
    assert!(tried > 3_000, "{tried}");
    assert_eq!(engine.count(MEMORIES, None).unwrap(), 0, "what was refused changed nothing");
}

#[test]
fn an_item_of_another_type_is_refused_by_its_index() {
    let (engine, _folder) = fresh();
    let mut memory = example(MemoryType::Procedural);
    let step = memory["content"]["data"]["steps"][0].clone();
    memory["content"]["data"]["steps"] = json!([step, step, { "order": "3", "instruction": "", "completed": true }]);
    let (field, message) = refusal(&engine, &memory);
    assert_eq!(field, "content.data.steps[2].order");
    assert!(message.ends_with("content.data.steps[2].order: a string, must be an integer"), "{message}");
    let mut memory = example(MemoryType::Insight);
    memory["tags"] = json!(["a", "b", 7]);
    assert_eq!(refusal(&engine, &memory).0, "tags[2]");
}

#[test]
fn an_unknown_type_is_refused_with_the_names_of_all() {
    let (engine, _folder) = fresh();
    let mut memory = example(MemoryType::Core);
    memory["memory_type"] = "kernel".into();
    let (field, message) = refusal(&engine, &memory);
    assert_eq!(field, "memory_type");
    assert!(MemoryType::ALL.iter().all(|known| message.contains(known.as_str())), "{message}");
}

#[test]
fn the_content_must_be_of_the_memorys_type() {
    let (engine, _folder) = fresh();
    let mut memory = example(MemoryType::Core);
    memory["content"]["type"] = "tribal".into();
    let (field, message) = refusal(&engine, &memory);
    assert_eq!(field, "content.type");
    assert!(message.contains("\"tribal\", must be \"core\" like memory_type"), "{message}");
}

#[test]
fn values_out_of_range_are_refused_and_the_bounds_are_taken() {
    let (engine, _folder) = fresh();
    let id = "not-a-uuid";
    let bad = [
        ("id", json!(id)),
        ("id", json!("{0189f7c2-89ab-7cde-8f01-23456789abcd}")),
        ("confidence", json!(-0.001)),
        ("confidence", json!(1.001)),
        ("access_count", json!(-1)),
        ("access_count", json!(1.5)),
        ("access_count", json!(1e300)),
        ("importance", json!("urgent")),
        ("valid_time", json!("yesterday")),
        ("valid_time", json!("2026-01-31T12:00:00+01:00")),
        ("transaction_time", json!("2026-02-30T12:00:00Z")),
        ("last_accessed", json!("2026-01-31")),
        ("valid_until", json!("2026-01-31T11:59:59.999Z")),
        ("supersedes", json!(id)),
        ("namespace", json!("default")),
        ("namespace", json!("agent://default")),
        ("namespace", json!("agent:///")),
        ("namespace", json!("user://default/")),
        ("namespace", json!("team://a/b/")),
        ("namespace", json!("team://a b/")),
    ];
    for (name, value) in bad {
        let mut memory = example(MemoryType::Core);
        memory[name] = value;
        assert_eq!(refusal(&engine, &memory).0, name, "{}", memory[name]);
    }
    let good = [
        ("confidence", json!(0)),
        ("confidence", json!(1.0)),
        ("access_count", json!(0)),
        ("access_count", json!(2.0)),
        ("valid_until", json!("2026-01-31T12:00:00Z")),
        ("namespace", json!("team://Ünïcode-1/")),
        ("importance", json!("critical")),
    ];
    for (name, value) in good {
        let mut memory = example(MemoryType::Core);
        memory[name] = value;
        engine.put_memory(&memory.to_string()).unwrap();
    }
}

#[test]
fn text_that_is_no_body_is_no_memory() {
    let (engine, _folder) = fresh();
    for (text, field) in [
        ("", "$"),
        ("[]", "$"),
        ("{", "$"),
        (r#"{"id":1,"id":2}"#, "id"),
        (r#"{"access_count":9007199254740993}"#, "access_count"),
        (r#"{"content":{"data":{"x":NaN}}}"#, "content.data.x"),
    ] {
        let error = engine.put_memory(text).unwrap_err();
        assert_eq!(error.code(), "argument.memory");
        assert!(error.info().details.get("field").is_some_and(|f| f == field), "{error:?}");
    }
    let mut deep = example(MemoryType::Core);
    deep["x"] = serde_json::from_str(&format!("{}1{}", "[".repeat(120), "]".repeat(120))).unwrap();
    engine.put_memory(&deep.to_string()).unwrap();
    let text = example(MemoryType::Core).to_string();
    let nested = format!(r#"{},"x":{}1{}}}"#, &text[..text.len() - 1], "[".repeat(127), "]".repeat(127));
    assert!(engine.put_memory(&nested).unwrap_err().to_string().contains("nested"), "128 levels");
}

#[test]
fn what_is_left_out_is_filled_in() {
    let (engine, _folder) = fresh();
    let before = now();
    let id = engine.put_memory(&shortest().to_string()).unwrap();
    assert_eq!((id.len(), &id[14..15]), (36, "7"), "a UUID of version 7");
    let stored = read(&engine, &id);
    assert_eq!(stored.as_object().unwrap().len(), 22);
    let time = stored["transaction_time"].as_str().unwrap();
    assert_eq!(time.len(), "2026-01-31T12:00:00.000Z".len());
    assert!(time >= before.as_str(), "{time} is not before {before}");
    let expected = json!({
        "id": id, "memory_type": "insight", "summary": "s", "content": shortest()["content"],
        "transaction_time": time, "valid_time": time, "last_accessed": time, "valid_until": null,
        "confidence": 1, "importance": "normal", "access_count": 0, "archived": false, "tags": [],
        "linked_patterns": [], "linked_constraints": [], "linked_files": [], "linked_functions": [],
        "superseded_by": null, "supersedes": null, "content_hash": stored["content_hash"],
        "namespace": "agent://default/", "source_agent": "default",
    });
    assert_eq!(stored, expected);
}

fn now() -> String {
    let (engine, _folder) = fresh();
    let id = engine.put_memory(&shortest().to_string()).unwrap();
    read(&engine, &id)["transaction_time"].as_str().unwrap().to_owned()
}

#[test]
fn null_is_the_same_as_leaving_out() {
    let (engine, _folder) = fresh();
    let mut memory = shortest();
    for place in places(MemoryType::Insight).into_iter().filter(|place| !place.required && !place.path.contains('[')) {
        memory.as_object_mut().unwrap().insert(place.path, Value::Null);
    }
    let id = engine.put_memory(&memory.to_string()).unwrap();
    assert_eq!(read(&engine, &id)["tags"], json!([]));
    let hash = |memory: &Value| {
        let id = engine.put_memory(&memory.to_string()).unwrap();
        read(&engine, &id)["content_hash"].clone()
    };
    let mut with = example(MemoryType::Episodic);
    with["content"]["data"]["outcome"] = Value::Null;
    let mut without = with.clone();
    without["content"]["data"].as_object_mut().unwrap().remove("outcome").unwrap();
    assert_eq!(hash(&with), hash(&without), "the hash does not depend on how nothing is written");
}

#[test]
fn the_hash_is_of_the_content_alone() {
    let (engine, _folder) = fresh();
    let mut memory = shortest();
    memory["id"] = ID.into();
    engine.put_memory(&memory.to_string()).unwrap();
    let first = read(&engine, ID)["content_hash"].clone();
    memory["tags"] = json!(["x"]);
    memory["content_hash"] = "whatever".into();
    engine.put_memory(&memory.to_string()).unwrap();
    assert_eq!(read(&engine, ID)["content_hash"], first);
    memory["content"]["data"]["observation"] = "another".into();
    engine.put_memory(&memory.to_string()).unwrap();
    assert_ne!(read(&engine, ID)["content_hash"], first);
}

#[test]
fn two_spellings_of_an_id_are_one_memory() {
    let (engine, _folder) = fresh();
    let mut memory = example(MemoryType::Core);
    memory["id"] = ID.to_uppercase().into();
    memory["supersedes"] = ID.to_uppercase().into();
    assert_eq!(engine.put_memory(&memory.to_string()).unwrap(), ID);
    assert_eq!(engine.get_memory(&ID.to_uppercase()).unwrap(), engine.get_memory(ID).unwrap());
    assert_eq!(read(&engine, ID)["supersedes"], ID);
    memory["id"] = ID.into();
    engine.put_memory(&memory.to_string()).unwrap();
    assert_eq!(engine.count(MEMORIES, None).unwrap(), 1);
}

#[test]
fn reading_a_memory_changes_nothing() {
    let (engine, _folder) = fresh();
    engine.put_memory(&example(MemoryType::Goal).to_string()).unwrap();
    let (before, pending) = (engine.get_record(MEMORIES, ID).unwrap(), engine.get_status().unwrap().pending);
    for _ in 0..3 {
        engine.get_memory(ID).unwrap();
        engine.query_memories(&Query::default()).unwrap();
    }
    assert_eq!(engine.get_record(MEMORIES, ID).unwrap(), before);
    assert_eq!(engine.get_status().unwrap().pending, pending);
}

#[test]
fn a_memory_this_version_would_not_take_is_given_as_it_is() {
    let (engine, _folder) = fresh();
    let newer = r#"{"content":{"data":{"qubits":3},"type":"quantum"},"memory_type":"quantum"}"#;
    engine.put(MEMORIES, "q1", newer).unwrap();
    assert_eq!(engine.get_memory("q1").unwrap().as_deref(), Some(newer));
    assert_eq!(engine.query_memories(&Query::default()).unwrap().bodies, [newer]);
    assert!(Memory::parse(newer).unwrap_err().to_string().contains("memory_type"));
    assert_eq!(engine.put_memory(newer).unwrap_err().code(), "argument.memory");
}

#[test]
fn new_memories_come_oldest_first() {
    let (engine, _folder) = fresh();
    let mut ids = Vec::new();
    for n in 0..5 {
        let content = DecisionContent { decision: format!("{n}"), ..DecisionContent::default() };
        ids.push(engine.put_memory(&Memory::new(content, "s").to_json().unwrap()).unwrap());
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let bodies = engine.query_memories(&Query::default()).unwrap().bodies;
    assert_eq!(bodies.iter().map(|b| Memory::parse(b).unwrap().id).collect::<Vec<_>>(), ids);
}

#[test]
fn a_memory_larger_than_a_body_may_be_is_refused() {
    let folder = TempDir::new().unwrap();
    let mut config = Config::new(folder.path().join("store.db"));
    let text = shortest().to_string();
    config.max_body_bytes = text.len() as i64;
    let engine = CloudEngine::open(config).unwrap();
    // It fits as it comes, and not with what is filled in.
    let error = engine.put_memory(&text).unwrap_err();
    assert!(error.to_string().contains("may have at most"), "{error}");
    assert_eq!(engine.count(MEMORIES, None).unwrap(), 0);
}
