//! Whether a value fits a pattern.

use serde_json::Map;
use serde_json::Value;
use std::collections::BTreeMap;

/// What was kept by `$capture`.
pub(super) type Captures = BTreeMap<String, Value>;

/// Checks a value, and keeps what the pattern captures. The error says where it does not fit, and why.
pub(super) fn fits(pattern: &Value, value: &Value, captures: &mut Captures) -> Result<(), String> {
    at("$", pattern, value, captures)
}

fn at(path: &str, pattern: &Value, value: &Value, captures: &mut Captures) -> Result<(), String> {
    match pattern {
        Value::Object(members) if members.keys().any(|name| name.starts_with('$')) => {
            operators(path, members, value, captures)
        }
        Value::Object(members) => {
            let there = value.as_object().ok_or_else(|| differs(path, pattern, value))?;
            if let Some(more) = there.keys().find(|name| !members.contains_key(*name)) {
                return Err(format!("{path} has {more}, which is not expected: {}", shown(value)));
            }
            some_members(path, members, there, captures)
        }
        Value::Array(items) => {
            let there = value.as_array().ok_or_else(|| differs(path, pattern, value))?;
            if items.len() != there.len() {
                return Err(format!("{path} has {} items, not {}: {}", there.len(), items.len(), shown(value)));
            }
            let mut pairs = items.iter().zip(there).enumerate();
            pairs.try_for_each(|(n, (item, value))| at(&format!("{path}[{n}]"), item, value, captures))
        }
        Value::Number(number) if value.is_number() && number.as_f64() == value.as_f64() => Ok(()),
        _ if pattern == value => Ok(()),
        _ => Err(differs(path, pattern, value)),
    }
}

fn some_members(
    path: &str,
    members: &Map<String, Value>,
    there: &Map<String, Value>,
    captures: &mut Captures,
) -> Result<(), String> {
    members.iter().try_for_each(|(name, pattern)| {
        let value = there.get(name).ok_or_else(|| format!("{path} lacks {name}"))?;
        at(&format!("{path}.{name}"), pattern, value, captures)
    })
}

fn operators(path: &str, members: &Map<String, Value>, value: &Value, captures: &mut Captures) -> Result<(), String> {
    for (name, pattern) in members {
        let wrong = || format!("{path} does not fit {{\"{name}\": {pattern}}}: {}", shown(value));
        let number = || value.as_f64().zip(pattern.as_f64()).ok_or_else(wrong);
        let holds = match name.as_str() {
            "$any" => true,
            "$some" => !value.is_null(),
            "$gte" => number().map(|(is, bound)| is >= bound)?,
            "$lte" => number().map(|(is, bound)| is <= bound)?,
            "$gt" => number().map(|(is, bound)| is > bound)?,
            "$lt" => number().map(|(is, bound)| is < bound)?,
            "$prefix" => value.as_str().zip(pattern.as_str()).is_some_and(|(text, start)| text.starts_with(start)),
            "$hex" => {
                let digits = value.as_str().filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()));
                digits.map(|t| t.len() as u64) == pattern.as_u64()
            }
            "$partial" => match (value.as_object(), pattern.as_object()) {
                (Some(there), Some(members)) => some_members(path, members, there, captures).map(|()| true)?,
                _ => false,
            },
            "$contains" => contains(pattern, value, captures),
            "$unordered" => unordered(path, pattern, value, captures).map(|()| true)?,
            "$length" => length(value).is_some_and(|n| fits(pattern, &n.into(), captures).is_ok()),
            "$not" => fits(pattern, value, captures).is_err(),
            "$one_of" => list(pattern)?.iter().any(|one| fits(one, value, captures).is_ok()),
            "$all" => list(pattern)?.iter().try_for_each(|one| at(path, one, value, captures)).map(|()| true)?,
            "$capture" => {
                let name = pattern.as_str().ok_or("a $capture needs a name")?;
                if let Some(wanted) = members.get("fits") {
                    at(path, wanted, value, captures)?;
                }
                captures.insert(name.to_owned(), value.clone());
                !value.is_null()
            }
            "fits" if members.contains_key("$capture") => true,
            _ => return Err(format!("there is no pattern {name}")),
        };
        if !holds {
            return Err(wrong());
        }
    }
    Ok(())
}

fn contains(pattern: &Value, value: &Value, captures: &mut Captures) -> bool {
    match value {
        Value::String(text) => pattern.as_str().is_some_and(|part| text.contains(part)),
        Value::Array(items) => items.iter().any(|item| fits(pattern, item, captures).is_ok()),
        _ => false,
    }
}

/// Each pattern takes the first item that fits it and nobody took before.
fn unordered(path: &str, pattern: &Value, value: &Value, captures: &mut Captures) -> Result<(), String> {
    let patterns = list(pattern)?;
    let mut left: Vec<&Value> = value.as_array().ok_or_else(|| differs(path, pattern, value))?.iter().collect();
    for one in patterns {
        let found = left.iter().position(|item| fits(one, item, captures).is_ok());
        let found = found.ok_or_else(|| format!("{path} has no item that fits {one}: {}", shown(value)))?;
        left.remove(found);
    }
    match left.first() {
        Some(more) => Err(format!("{path} has {}, which is not expected", shown(more))),
        None => Ok(()),
    }
}

/// Whether these patterns fit items of the list in this order, others between them. The error names the first that does
/// not.
pub(super) fn in_order(patterns: &[Value], items: &[Value], captures: &mut Captures) -> Result<(), String> {
    let mut left = items.iter();
    for pattern in patterns {
        if !left.any(|item| fits(pattern, item, captures).is_ok()) {
            return Err(format!("nothing in that order fits {pattern}; there came {}", shown(&items.into())));
        }
    }
    Ok(())
}

fn length(value: &Value) -> Option<usize> {
    value.as_array().map(Vec::len).or_else(|| value.as_str().map(|text| text.chars().count()))
}

fn list(pattern: &Value) -> Result<&Vec<Value>, String> {
    pattern.as_array().ok_or_else(|| format!("{pattern} is no list of patterns"))
}

fn differs(path: &str, pattern: &Value, value: &Value) -> String {
    format!("{path} is {}, not {}", shown(value), shown(pattern))
}

/// The value, shortened where it is long.
pub(super) fn shown(value: &Value) -> String {
    const MOST: usize = 1_500;
    let text = value.to_string();
    let end = text.char_indices().nth(MOST);
    end.map_or_else(|| text.clone(), |(end, _)| format!("{}…", &text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn matches(pattern: Value, value: Value) -> bool {
        fits(&pattern, &value, &mut Captures::new()).is_ok()
    }

    #[test]
    fn a_literal_fits_itself_only() {
        assert!(matches(json!({ "a": [1, "x", null] }), json!({ "a": [1.0, "x", null] })));
        for other in [json!({ "a": [1, "x"] }), json!({ "a": [1, "x", null], "b": 1 }), json!({}), json!([]), json!(1)]
        {
            assert!(!matches(json!({ "a": [1, "x", null] }), other));
        }
        assert!(!matches(json!({ "a": null }), json!({})), "absent is not null");
    }

    #[test]
    fn each_operator_fits_what_it_says_and_nothing_else() {
        let cases = [
            (json!({ "$any": true }), json!([1, null]), json!([])),
            (json!({ "$some": true }), json!([1, ""]), json!([null])),
            (json!({ "$gte": 2, "$lt": 4 }), json!([2, 3.5]), json!([1, 4, "2", null])),
            (json!({ "$gt": 2, "$lte": 4 }), json!([4]), json!([2, 5])),
            (json!({ "$prefix": "ab" }), json!(["abc"]), json!(["cab", 1])),
            (json!({ "$hex": 4 }), json!(["00ff"]), json!(["00fg", "0ff", 1])),
            (json!({ "$partial": { "a": 1 } }), json!([{ "a": 1, "b": 2 }]), json!([{ "a": 2 }, { "b": 2 }, 1])),
            (json!({ "$contains": "b" }), json!(["abc", ["b"]]), json!(["ac", ["abc"], 1])),
            (json!({ "$unordered": [1, 2] }), json!([[2, 1]]), json!([[1], [1, 2, 3], [1, 1], 1])),
            (json!({ "$length": 2 }), json!([[1, 2], "ab"]), json!([[1], "abc", 2])),
            (json!({ "$not": 1 }), json!([2]), json!([1])),
            (json!({ "$one_of": [1, 2] }), json!([1, 2]), json!([3])),
            (json!({ "$all": [{ "$gt": 1 }, { "$lt": 3 }] }), json!([2]), json!([1, 3])),
            (json!({ "$capture": "c", "fits": { "$gt": 1 } }), json!([2]), json!([1, null])),
            (json!({ "$misspelt": 1 }), json!([]), json!([1])),
        ];
        for (pattern, good, bad) in cases {
            for value in good.as_array().unwrap() {
                assert!(matches(pattern.clone(), value.clone()), "{pattern} and {value}");
            }
            for value in bad.as_array().unwrap() {
                assert!(!matches(pattern.clone(), value.clone()), "{pattern} and {value}");
            }
        }
    }

    #[test]
    fn an_order_may_have_others_between() {
        let items = [json!(1), json!(2), json!(3)];
        let captures = &mut Captures::new();
        assert!(in_order(&[json!(1), json!(3)], &items, captures).is_ok());
        assert!(in_order(&[json!(3), json!(1)], &items, captures).is_err());
    }
}
