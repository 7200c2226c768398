//! Values a scenario leaves to the harness: what was captured, and what would be long to write down.

use super::matching::Captures;
use crate::memories;
use cortex_cloud::memory::MemoryType;
use serde_json::Map;
use serde_json::Value;

/// Replaces `$ref`, `$concat`, `$repeat`, `$many` and `$memory`, at any depth. Everything else stays, patterns too.
pub(super) fn fill(value: &Value, captures: &Captures) -> Result<Value, String> {
    match value {
        Value::Array(items) => items.iter().map(|item| fill(item, captures)).collect(),
        Value::Object(members) => made(members, captures).unwrap_or_else(|| {
            let filled = members.iter().map(|(name, value)| Ok((name.clone(), fill(value, captures)?)));
            filled.collect::<Result<Map<_, _>, String>>().map(Value::Object)
        }),
        _ => Ok(value.clone()),
    }
}

fn made(members: &Map<String, Value>, captures: &Captures) -> Option<Result<Value, String>> {
    if let Some(name) = members.get("$ref") {
        let found = name.as_str().and_then(|name| captures.get(name));
        return Some(found.cloned().ok_or_else(|| format!("nothing was captured as {name}")));
    }
    if let Some(parts) = members.get("$concat") {
        return Some(fill(parts, captures).and_then(|parts| concat(&parts)));
    }
    if let Some(repeat) = members.get("$repeat") {
        let text = repeat[0].as_str().zip(repeat[1].as_u64().and_then(|n| usize::try_from(n).ok()));
        return Some(text.map(|(text, n)| text.repeat(n).into()).ok_or_else(|| format!("{repeat} is no [text, n]")));
    }
    if let Some(count) = members.get("$many") {
        let (count, of) = (count.as_u64()?, members.get("of")?);
        let of = fill(of, captures);
        return Some(of.map(|of| (0..count).map(|n| numbered(&of, n)).collect()));
    }
    let name = members.get("$memory")?;
    let memory_type = name.as_str().and_then(MemoryType::parse);
    Some(memory_type.map(memories::example).ok_or_else(|| format!("there is no memory type {name}")))
}

fn concat(parts: &Value) -> Result<Value, String> {
    let parts = parts.as_array().ok_or("$concat needs a list")?;
    let texts = parts.iter().map(|part| part.as_str().ok_or_else(|| format!("$concat takes texts, not {part}")));
    texts.collect::<Result<String, _>>().map(Value::String)
}

/// A copy for number `n`.
fn numbered(value: &Value, n: u64) -> Value {
    match value {
        Value::String(text) => text.replace("{n}", &n.to_string()).into(),
        Value::Array(items) => items.iter().map(|item| numbered(item, n)).collect(),
        Value::Object(members) if members.contains_key("$n") => n.into(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), numbered(value, n))).collect(),
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_left_to_the_harness_is_filled_in() {
        let captures = Captures::from([("url".to_owned(), json!("http://x"))]);
        let filled = |value| fill(&value, &captures);
        assert_eq!(filled(json!([{ "$concat": [{ "$ref": "url" }, "/y"] }])), Ok(json!(["http://x/y"])));
        assert_eq!(filled(json!({ "$repeat": ["ab", 3] })), Ok(json!("ababab")));
        let many = json!({ "$many": 2, "of": { "id": "r{n}", "body": { "n": { "$n": true } } } });
        assert_eq!(filled(many), Ok(json!([{ "id": "r0", "body": { "n": 0 } }, { "id": "r1", "body": { "n": 1 } }])));
        assert_eq!(filled(json!({ "$partial": { "a": 1 } })), Ok(json!({ "$partial": { "a": 1 } })));
        assert!(filled(json!({ "$ref": "nothing" })).is_err());
        assert_eq!(filled(json!({ "$memory": "insight" })).unwrap()["memory_type"], "insight");
    }
}
