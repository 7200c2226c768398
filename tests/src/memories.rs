//! Memories made from the schema: one of each type, every field set, and where each of their fields is.

use cortex_cloud::memory::MemoryType;
use cortex_cloud::memory::SCHEMA;
use serde_json::Value;
use serde_json::json;
use std::sync::LazyLock;

static PARSED: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(SCHEMA).expect("the schema is JSON"));

/// A field of a memory.
#[derive(Clone, Debug)]
pub struct Place {
    /// As an error names it: `content.data.steps[0].order`.
    pub path: String,
    /// As [`Value::pointer`] takes it.
    pub pointer: String,
    /// What the schema says of it.
    pub schema: Value,
    /// Whether it must be there.
    pub required: bool,
}

impl Place {
    /// Whether null will do: the field may be left out, or may hold anything.
    pub fn takes_null(&self) -> bool {
        !self.required || resolved(&self.schema)["type"].is_null()
    }
}

/// A memory of that type with every field set, lists with one item.
pub fn example(memory_type: MemoryType) -> Value {
    let mut memory = example_of(&PARSED);
    memory["memory_type"] = memory_type.as_str().into();
    memory["valid_until"] = "2027-01-31T12:00:00Z".into();
    memory["content"] = json!({ "type": memory_type.as_str(), "data": example_of(content_of(memory_type)) });
    memory
}

/// Every field of a memory of that type, those of items included.
pub fn places(memory_type: MemoryType) -> Vec<Place> {
    let mut places = Vec::new();
    add_places(&PARSED, ("", ""), &mut places);
    let content = definition("Content");
    add_places(content, ("content", "/content"), &mut places);
    add_places(content_of(memory_type), ("content.data", "/content/data"), &mut places);
    places
}

/// Where the memory's objects are that the schema describes: any of them may hold what it does not know.
pub fn objects(memory_type: MemoryType) -> Vec<String> {
    let mut objects: Vec<String> = places(memory_type)
        .into_iter()
        .filter_map(|place| Some(place.pointer.rsplit_once('/')?.0.to_owned()))
        .collect();
    objects.dedup();
    objects.sort();
    objects.dedup();
    objects
}

fn definition(name: &str) -> &'static Value {
    &PARSED["$defs"][name]
}

fn content_of(memory_type: MemoryType) -> &'static Value {
    let variants = definition("MemoryType")["oneOf"].as_array().expect("variants");
    let one = variants.iter().find(|one| one["const"] == memory_type.as_str()).expect("the variant");
    definition(one["x-content"].as_str().expect("the content's name"))
}

fn resolved(schema: &Value) -> &Value {
    match schema["$ref"].as_str() {
        Some(name) => definition(name.trim_start_matches("#/$defs/")),
        None => schema,
    }
}

fn type_name(schema: &Value) -> Option<&str> {
    schema["type"].as_str().or_else(|| schema["type"][0].as_str())
}

fn example_of(schema: &Value) -> Value {
    let schema = resolved(schema);
    if let Some(first) = schema["oneOf"].get(0).filter(|one| one["const"].is_string()) {
        return first["const"].clone();
    }
    match (type_name(schema), schema["format"].as_str()) {
        (Some("string"), Some("uuid")) => "0189f7c2-89ab-7cde-8f01-23456789abcd".into(),
        (Some("string"), Some("date-time")) => "2026-01-31T12:00:00.000Z".into(),
        (Some("string"), Some("x-namespace")) => "project://tests/".into(),
        (Some("string"), _) => "Ünïcode \u{1F600} \"quoted\"".into(),
        (Some("number"), _) => json!(0.25),
        (Some("integer"), _) => json!(3),
        (Some("boolean"), _) => json!(true),
        (Some("array"), _) => json!([example_of(&schema["items"])]),
        (Some("object"), _) => match schema["properties"].as_object() {
            Some(properties) => properties.iter().map(|(name, of)| (name.clone(), example_of(of))).collect(),
            None => json!({ "any": { "thing": [1, null] } }),
        },
        _ => json!({ "any": ["value", 1.5, false] }),
    }
}

fn add_places(schema: &Value, (path, pointer): (&str, &str), places: &mut Vec<Place>) {
    let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
    for (name, property) in schema["properties"].as_object().expect("properties") {
        let dot = if path.is_empty() { "" } else { "." };
        let place = Place {
            path: format!("{path}{dot}{name}"),
            pointer: format!("{pointer}/{name}"),
            schema: property.clone(),
            required: required.iter().any(|r| r == name),
        };
        let item = resolved(&property["items"]);
        if item["properties"].is_object() {
            let inside = (format!("{}[0]", place.path), format!("{}/0", place.pointer));
            add_places(item, (&inside.0, &inside.1), places);
        }
        places.push(place);
    }
}
