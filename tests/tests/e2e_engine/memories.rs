//! Memories between devices.

use cortex_cloud::Query;
use cortex_cloud::memory::MEMORIES;
use cortex_cloud::memory::Memory;
use cortex_cloud::memory::MemoryType;
use cortex_tests::memories::example;
use cortex_tests::memories::objects;
use cortex_tests::space::Space;
use serde_json::Value;
use serde_json::json;

/// An id for each type.
fn id_of(number: usize) -> String {
    format!("0189f7c2-89ab-7cde-8f01-{number:012x}")
}

#[test]
fn every_content_syncs_with_its_unknown_fields_at_every_level() {
    let space = Space::new();
    let [a, b] = ["a", "b"].map(|name| space.device(name));
    for (number, memory_type) in MemoryType::ALL.into_iter().enumerate() {
        let mut memory = example(memory_type);
        memory["id"] = id_of(number).into();
        for object in objects(memory_type) {
            memory.pointer_mut(&object).unwrap()["x_newer"] = json!({ "at": object, "list": [null, 0.5] });
        }
        assert_eq!(a.put_memory(&memory.to_string()).unwrap(), id_of(number));
    }
    assert_eq!(a.synced().pushed, 23);
    assert_eq!(b.synced().pulled, 23);
    space.assert_equal(&[&a, &b]);
    // B changes each by its types and sends it back.
    for (number, memory_type) in MemoryType::ALL.into_iter().enumerate() {
        let text = b.get_memory(&id_of(number)).unwrap().expect("a memory");
        let mut memory = Memory::parse(&text).unwrap();
        assert_eq!(memory.memory_type, memory_type);
        memory.access_count += 1;
        b.put_memory(&memory.to_json().unwrap()).unwrap();
    }
    assert_eq!(b.synced().pushed, 23);
    assert_eq!(a.synced().pulled, 23);
    space.assert_equal(&[&a, &b]);
    for (number, memory_type) in MemoryType::ALL.into_iter().enumerate() {
        let memory: Value = serde_json::from_str(&a.get_memory(&id_of(number)).unwrap().unwrap()).unwrap();
        assert_eq!(memory["access_count"], 4);
        for object in objects(memory_type) {
            let kept = &memory.pointer(&object).unwrap()["x_newer"];
            assert_eq!(*kept, json!({ "at": object, "list": [null, 0.5] }), "{memory_type:?}");
        }
    }
}

#[test]
fn a_memory_of_a_newer_app_is_stored_and_passed_on_as_it_is() {
    let space = Space::new();
    let [a, b] = ["a", "b"].map(|name| space.device(name));
    let newer = r#"{"content":{"data":{"qubits":3},"type":"quantum"},"id":"q1","memory_type":"quantum"}"#;
    a.put(MEMORIES, "q1", newer).unwrap();
    a.synced();
    b.synced();
    assert_eq!(b.get_memory("q1").unwrap().as_deref(), Some(newer));
    assert_eq!(b.query_memories(&Query::default()).unwrap().bodies, [newer]);
    b.synced();
    assert_eq!(b.pending(), 0);
    space.assert_equal(&[&a, &b]);
}

#[test]
fn reading_memories_leaves_nothing_to_send() {
    let space = Space::new();
    let [a, b] = ["a", "b"].map(|name| space.device(name));
    a.put_memory(&example(MemoryType::Goal).to_string()).unwrap();
    a.synced();
    b.synced();
    b.synced();
    let head = space.head();
    let id = example(MemoryType::Goal)["id"].as_str().unwrap().to_owned();
    for device in [&a, &b] {
        let text = device.get_memory(&id).unwrap().expect("a memory");
        device.query_memories(&Query::default()).unwrap();
        assert_eq!(device.put_memory(&text).unwrap(), id, "put back as it was read");
        assert_eq!((device.pending(), device.synced().pushed), (0, 0));
    }
    assert_eq!(space.head(), head);
    space.assert_equal(&[&a, &b]);
}
