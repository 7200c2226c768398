//! What the engine fills into a memory that has been checked: left-out fields, the spelling of ids, the hash.

use super::MemoryType;
use super::field::Field;
use super::field::Fill;
use super::field::Kind;
use super::field::Need;
use super::shape;
use super::uuid;
use serde_json::Map;
use serde_json::Value;

/// What only the engine knows.
pub(super) struct Now<'a> {
    pub(super) time: String,
    pub(super) id: &'a dyn Fn() -> String,
}

/// Fills in everything but the hash.
pub(super) fn all(memory: &mut Map<String, Value>, now: &Now<'_>) {
    let memory_type = type_of(memory);
    fields(shape::MEMORY, memory, memory_type, Some(now));
}

/// Fills in what needs no engine: constant defaults. Ids, times and hash stay left out.
pub(super) fn defaults(memory: &mut Map<String, Value>) {
    let memory_type = type_of(memory);
    fields(shape::MEMORY, memory, memory_type, None);
}

fn type_of(memory: &Map<String, Value>) -> Option<MemoryType> {
    memory.get("memory_type").and_then(Value::as_str).and_then(MemoryType::parse)
}

fn fields(of: &[Field], members: &mut Map<String, Value>, memory_type: Option<MemoryType>, now: Option<&Now<'_>>) {
    for Field { name, kind, need } in of {
        if let Some(value) = members.get_mut(*name).filter(|value| !value.is_null()) {
            inside(kind, value, memory_type, now);
            continue;
        }
        let filled = match need {
            Need::Required => continue,
            Need::Optional => Some(Value::Null),
            Need::Filled(fill) => filled(fill, members, now),
        };
        match filled {
            Some(value) => members.insert((*name).to_owned(), value),
            None => members.remove(*name),
        };
    }
}

fn filled(fill: &Fill, members: &Map<String, Value>, now: Option<&Now<'_>>) -> Option<Value> {
    match fill {
        Fill::Id => now.map(|now| (now.id)().into()),
        Fill::Now => now.map(|now| now.time.clone().into()),
        Fill::Like(other) => members.get(*other).cloned(),
        Fill::ContentHash => None,
        Fill::Text(text) => Some((*text).into()),
        Fill::Flag(flag) => Some((*flag).into()),
        Fill::Integer(number) => Some((*number).into()),
        Fill::EmptyList => Some(Value::Array(Vec::new())),
    }
}

fn inside(kind: &Kind, value: &mut Value, memory_type: Option<MemoryType>, now: Option<&Now<'_>>) {
    match (kind, value) {
        (Kind::Uuid, Value::String(text)) => {
            if let Some(id) = uuid::lower_case(text) {
                *text = id;
            }
        }
        (Kind::Struct(of), Value::Object(members)) => fields(of, members, memory_type, now),
        (Kind::List(of), Value::Array(items)) => items.iter_mut().for_each(|item| inside(of, item, memory_type, now)),
        (Kind::Content, Value::Object(content)) => {
            if let (Some(of), Some(Value::Object(data))) = (memory_type, content.get_mut("data")) {
                fields(shape::content(of), data, memory_type, now);
            }
        }
        _ => {}
    }
}
