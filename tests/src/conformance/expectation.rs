//! Whether an outcome is what a step expects, and what every error promises.

use super::hits::each_error;
use super::matching::Captures;
use super::matching::fits;
use super::matching::shown;
use cortex_cloud::error::table::CLASSES;
use cortex_cloud::error::table::CodeInfo;
use cortex_cloud::error::table::ErrorClass;
use serde_json::Value;
use serde_json::json;

/// Checks the outcome of a step against its `returns` or `throws`.
pub(super) fn judge(step: &Value, outcome: &Value, captures: &mut Captures) -> Result<(), String> {
    every_error_is_sound(outcome)?;
    let returned = outcome.get("returns");
    if let Some(throws) = step.get("throws") {
        let thrown = outcome.get("throws").ok_or_else(|| format!("nothing was thrown: {}", shown(outcome)))?;
        return fits(&pattern_of(throws)?, thrown, captures);
    }
    let returned = returned.ok_or_else(|| format!("it did not succeed: {}", shown(outcome)))?;
    step.get("returns").map_or(Ok(()), |pattern| fits(pattern, returned, captures))
}

/// `{"type","code","details",…}` as a pattern of the whole error.
fn pattern_of(throws: &Value) -> Result<Value, String> {
    super::scenario::only("throws", throws, &["type", "code", "details", "retryable", "retry_after_ms", "message"])?;
    if !throws["type"].is_string() || !throws["code"].is_string() {
        return Err("throws needs a type and a code".to_owned());
    }
    let mut info = throws.as_object().cloned().unwrap_or_default();
    let variant = info.remove("type");
    if let Some(details) = info.remove("details") {
        info.insert("details".to_owned(), json!({ "$partial": details }));
    }
    Ok(json!({ "type": variant, "info": { "$partial": info } }))
}

/// Variant and `retryable` are those of the code, the message is a sentence, and all fields are there.
fn every_error_is_sound(outcome: &Value) -> Result<(), String> {
    let mut wrong = None;
    each_error(outcome, &mut |error| {
        if let Err(why) = is_sound(error) {
            wrong.get_or_insert(format!("{why}: {}", shown(error)));
        }
    });
    wrong.map_or(Ok(()), Err)
}

fn is_sound(error: &Value) -> Result<(), String> {
    let (info, code) = (&error["info"], error["info"]["code"].as_str().unwrap_or_default());
    let class = ErrorClass::of_code(code).ok_or("the code begins with no class")?;
    let name = CLASSES.iter().find(|(one, _, _)| *one == class).map(|(_, _, name)| *name);
    if error["type"].as_str() != name {
        return Err(format!("an error of the code {code} is {}", name.unwrap_or_default()));
    }
    if info["message"].as_str().is_none_or(|message| message.len() <= 10) {
        return Err("the message is no sentence".to_owned());
    }
    let row = CodeInfo::find(code);
    match info["retryable"].as_bool() {
        Some(retryable) if row.is_none_or(|row| row.retryable == retryable) => {}
        _ => return Err("retryable is not what error/table.rs says".to_owned()),
    }
    let wait = &info["retry_after_ms"];
    if !info["details"].is_object() || !(wait.is_null() || wait.is_i64()) || info.get("retry_after_ms").is_none() {
        return Err("details or retry_after_ms are missing or of another type".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error() -> Value {
        let info = json!({ "code": "argument.table", "message": "the table's name is empty", "retryable": false,
            "retry_after_ms": null, "details": { "argument": "table" } });
        json!({ "throws": { "type": "InvalidArgument", "info": info } })
    }

    fn judged(step: Value, outcome: &Value) -> bool {
        judge(&step, outcome, &mut Captures::new()).is_ok()
    }

    #[test]
    fn an_error_must_be_expected_with_variant_and_code() {
        let step = json!({ "throws": { "type": "InvalidArgument", "code": "argument.table" } });
        assert!(judged(step.clone(), &error()));
        assert!(!judged(step, &json!({ "returns": null })));
        assert!(!judged(json!({}), &error()));
        assert!(!judged(json!({ "throws": { "type": "Busy", "code": "argument.table" } }), &error()));
        assert!(!judged(json!({ "throws": { "type": "InvalidArgument" } }), &error()), "a code is needed");
        let detail =
            |value| json!({ "throws": { "type": "InvalidArgument", "code": "argument.table", "details": value } });
        assert!(judged(detail(json!({ "argument": "table" })), &error()));
        assert!(!judged(detail(json!({ "argument": "id" })), &error()));
    }

    #[test]
    fn an_error_that_disagrees_with_the_table_is_never_right() {
        let step = json!({ "throws": { "type": { "$any": true }, "code": "argument.table" } });
        for (pointer, value) in [
            ("/throws/type", json!("Busy")),
            ("/throws/info/retryable", json!(true)),
            ("/throws/info/message", json!("")),
            ("/throws/info/details", json!(null)),
        ] {
            let mut error = error();
            *error.pointer_mut(pointer).unwrap() = value;
            assert!(!judged(step.clone(), &error), "{pointer}");
        }
    }
}
