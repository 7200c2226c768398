//! Whether a memory is as the schema says. The first thing that is not is named by its path, with what would be right.

use super::MemoryType;
use super::field::Field;
use super::field::Kind;
use super::field::Need;
use super::shape;
use super::time;
use super::uuid;
use crate::error::CloudError;
use serde_json::Map;
use serde_json::Value;

/// A place in a memory and what is wrong there.
pub(super) struct Refusal {
    path: String,
    reason: String,
}

type Checked = Result<(), Refusal>;

impl From<Refusal> for CloudError {
    fn from(refusal: Refusal) -> Self {
        Self::memory(&refusal.path, &refusal.reason)
    }
}

impl Refusal {
    fn here(reason: impl Into<String>) -> Self {
        Self { path: String::new(), reason: reason.into() }
    }

    fn of(value: &Value, kind: &Kind, right: &str) -> Self {
        Self::here(format!("{}, must be {right}", shown(value, kind)))
    }

    fn in_member(mut self, name: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{name}{dot}{}", self.path);
        self
    }

    fn in_item(mut self, index: usize) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("[{index}]{dot}{}", self.path);
        self
    }
}

/// The members of a canonical text.
pub(super) fn members(canonical: &str) -> Result<Map<String, Value>, CloudError> {
    serde_json::from_str(canonical).map_err(|_| {
        // Of all canonical texts serde_json refuses only the very deepest.
        CloudError::memory("$", "nested too deeply; flatten the memory or store the inner part as a string")
    })
}

/// Whether these are the members of a memory.
pub(super) fn memory(members: &Map<String, Value>) -> Checked {
    fields(shape::MEMORY, members, members)
}

/// Whether a memory ends after it began; both times are there.
pub(super) fn period(members: &Map<String, Value>) -> Checked {
    let at = |name: &str| members.get(name).and_then(Value::as_str).and_then(time::parse);
    match (at("valid_time"), at("valid_until")) {
        (Some(from), Some(until)) if until < from => {
            let reason = "a time before valid_time, must be the same or a later one";
            Err(Refusal::here(reason).in_member("valid_until"))
        }
        _ => Ok(()),
    }
}

fn fields(fields: &[Field], members: &Map<String, Value>, memory: &Map<String, Value>) -> Checked {
    for Field { name, kind, need } in fields {
        let value = members.get(*name);
        let may_be_left_out = !matches!(need, Need::Required);
        let checked = match value {
            None | Some(Value::Null) if may_be_left_out => Ok(()),
            None => Err(Refusal::here(format!("missing, must be {}", right(kind)))),
            Some(value) => check(kind, value, memory),
        };
        checked.map_err(|refusal| refusal.in_member(name))?;
    }
    Ok(())
}

fn check(kind: &Kind, value: &Value, memory: &Map<String, Value>) -> Checked {
    let fits = match (kind, value) {
        (Kind::Any, _) | (Kind::Text, Value::String(_)) | (Kind::Flag, Value::Bool(_)) => true,
        (Kind::Object, Value::Object(_)) => true,
        (Kind::Uuid, Value::String(text)) => uuid::lower_case(text).is_some(),
        (Kind::Time, Value::String(text)) => time::parse(text).is_some(),
        (Kind::Namespace, Value::String(text)) => is_namespace(text),
        (Kind::Share, Value::Number(number)) => number.as_f64().is_some_and(|n| (0.0..=1.0).contains(&n)),
        (Kind::Integer { least }, Value::Number(number)) => {
            number.as_i64().is_some_and(|n| n.abs() <= MAX_INTEGER && least.is_none_or(|least| n >= least))
        }
        (Kind::OneOf(names), Value::String(text)) => names.contains(&text.as_str()),
        (Kind::MemoryType, Value::String(text)) => MemoryType::parse(text).is_some(),
        (Kind::List(of), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                check(of, item, memory).map_err(|refusal| refusal.in_item(index))?;
            }
            true
        }
        (Kind::Struct(of), Value::Object(members)) => return fields(of, members, memory),
        (Kind::Content, Value::Object(members)) => return content(members, memory),
        _ => false,
    };
    if fits { Ok(()) } else { Err(Refusal::of(value, kind, &right(kind))) }
}

/// The content of a memory whose type has been checked, being a field before it.
fn content(members: &Map<String, Value>, memory: &Map<String, Value>) -> Checked {
    let Some(memory_type) = memory.get("memory_type").and_then(Value::as_str).and_then(MemoryType::parse) else {
        return Ok(());
    };
    let expected = format!("{:?} like memory_type", memory_type.as_str());
    let of = match members.get("type") {
        Some(Value::String(name)) if name == memory_type.as_str() => Ok(()),
        Some(other) => Err(Refusal::of(other, &Kind::MemoryType, &expected)),
        None => Err(Refusal::here(format!("missing, must be {expected}"))),
    };
    of.map_err(|refusal| refusal.in_member("type"))?;
    let data = match members.get("data") {
        Some(Value::Object(data)) => fields(shape::content(memory_type), data, memory),
        Some(other) => Err(Refusal::of(other, &Kind::Object, "an object")),
        None => Err(Refusal::here("missing, must be an object")),
    };
    data.map_err(|refusal| refusal.in_member("data"))
}

/// Larger ones are not the same number in every language.
const MAX_INTEGER: i64 = (1 << 53) - 1;

/// `agent|team|project://name/`.
fn is_namespace(text: &str) -> bool {
    let owner = ["agent://", "team://", "project://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let name = owner.and_then(|rest| rest.strip_suffix('/'));
    name.is_some_and(|name| !name.is_empty() && !name.chars().any(|c| c == '/' || c.is_whitespace() || c.is_control()))
}

/// What would be right.
fn right(kind: &Kind) -> String {
    match kind {
        Kind::Any => "a value".to_owned(),
        Kind::Text => "a string".to_owned(),
        Kind::Uuid => "a UUID such as \"0189f7c2-89ab-7cde-8f01-23456789abcd\"".to_owned(),
        Kind::Time => "a time in UTC such as \"2026-01-31T12:00:00Z\" (RFC 3339, ending in Z)".to_owned(),
        Kind::Namespace => "a namespace such as \"agent://name/\", \"team://name/\" or \"project://name/\"".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::Share => "a number from 0 to 1".to_owned(),
        Kind::Integer { least: None } => "an integer".to_owned(),
        Kind::Integer { least: Some(least) } => format!("an integer of at least {least}"),
        Kind::Object | Kind::Struct(_) | Kind::Content => "an object".to_owned(),
        Kind::OneOf(names) => format!("one of {}", names.join(", ")),
        Kind::MemoryType => format!("one of {}", MemoryType::ALL.map(MemoryType::as_str).join(", ")),
        Kind::List(_) => "an array".to_owned(),
    }
}

/// A value in an error: its kind, or itself where only its value is wrong. Texts are a user's, and errors get logged.
fn shown(value: &Value, right: &Kind) -> String {
    let is_short = |text: &String| text.chars().count() <= 60;
    match (value, right) {
        (Value::Number(number), Kind::Share | Kind::Integer { .. }) => number.to_string(),
        (Value::String(text), Kind::Uuid | Kind::Time | Kind::Namespace | Kind::OneOf(_) | Kind::MemoryType)
            if is_short(text) =>
        {
            format!("{text:?}")
        }
        (Value::Null, _) => "null".to_owned(),
        (Value::Bool(flag), _) => flag.to_string(),
        (Value::Number(_), _) => "a number".to_owned(),
        (Value::String(_), _) => "a string".to_owned(),
        (Value::Array(_), _) => "an array".to_owned(),
        (Value::Object(_), _) => "an object".to_owned(),
    }
}
