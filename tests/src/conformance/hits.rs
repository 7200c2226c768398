//! What a run has covered: methods whose outcome somebody looked at, and codes that were expected and came.

use cortex_cloud::error::table::CodeInfo;
use serde_json::Value;
use std::collections::BTreeSet;

/// Names of methods, rows of the error table, and scenarios that passed.
#[derive(Clone, Debug, Default)]
pub(super) struct Hits {
    pub(super) methods: BTreeSet<String>,
    pub(super) codes: BTreeSet<String>,
}

impl Hits {
    pub(super) fn method(&mut self, interface: &str, name: &str) {
        self.methods.insert(format!("{interface}.{name}"));
    }

    /// The codes of the outcome's errors that the expectation names.
    pub(super) fn codes_in(&mut self, expectation: &Value, outcome: &Value) -> Vec<String> {
        let mut expected = BTreeSet::new();
        texts(expectation, &mut expected);
        let mut hit = Vec::new();
        each_error(outcome, &mut |error| {
            let code = error["info"]["code"].as_str().unwrap_or_default();
            if expected.contains(code)
                && let Some(row) = CodeInfo::find(code)
            {
                self.codes.insert(row.code.to_owned());
                hit.push(code.to_owned());
            }
        });
        hit
    }
}

/// Every error in a value, at any depth.
pub(super) fn each_error(value: &Value, found: &mut impl FnMut(&Value)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| each_error(item, found)),
        Value::Object(members) => {
            if members.get("info").is_some_and(|info| info["code"].is_string()) && members.contains_key("type") {
                found(value);
            }
            members.values().for_each(|member| each_error(member, found));
        }
        _ => {}
    }
}

fn texts<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::String(text) => drop(found.insert(text)),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(members) => members.values().for_each(|member| texts(member, found)),
        _ => {}
    }
}
