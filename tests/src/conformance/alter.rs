//! Changes one expectation of a scenario, so that whoever runs it must fail: the check of the checks.

use serde_json::Value;
use serde_json::json;

/// What every language alters to check its runner: a call, a sync with a report, an error, events, a conflict.
pub(super) const SCENARIOS: [&str; 5] =
    ["events_in_order", "query_errors", "records", "strategy_remote_wins", "sync_two_devices"];
/// Spread over a scenario: neighbouring places are often of one step.
pub(super) const SEEDS: [u64; 3] = [0, 7, 14];

/// Patterns that go on fitting when what is in them changes a little.
const LOOSE: [&str; 9] = ["$any", "$some", "$gte", "$lte", "$gt", "$lt", "$not", "$one_of", "$capture"];
/// Values made by the harness, and patterns whose value is no expectation of its own.
const MADE: [&str; 5] = ["$ref", "$concat", "$repeat", "$many", "$memory"];

/// The scenario with one expectation of a device changed, and where that is.
pub(super) fn altered(scenario: &Value, seed: u64) -> Result<(Value, String), String> {
    let mut places = Vec::new();
    for (n, step) in scenario["steps"].as_array().into_iter().flatten().enumerate() {
        if step.get("harness").is_none() {
            for name in ["returns", "throws", "in_order", "exactly"] {
                collect(&step[name], format!("/steps/{n}/{name}"), step.get(name).is_some(), &mut places);
            }
        }
    }
    let count = places.len() as u64;
    let picked = seed.checked_rem(count).and_then(|n| usize::try_from(n).ok()).and_then(|n| places.get(n));
    let place = picked.ok_or("the scenario has no expectation to alter")?;
    let mut scenario = scenario.clone();
    let value = scenario.pointer_mut(place).ok_or("the expectation is gone")?;
    *value = other(value);
    let readable = place.trim_start_matches('/').replacen("steps/", "steps[", 1).replacen('/', "].", 1);
    Ok((scenario, readable))
}

/// The places of all values that fit one value only.
fn collect(value: &Value, at: String, there: bool, places: &mut Vec<String>) {
    let step = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        _ if !there => {}
        Value::Object(members) if members.keys().any(|name| MADE.contains(&name.as_str())) => {}
        Value::Object(members) if members.is_empty() => places.push(at),
        Value::Object(members) => {
            for (name, member) in members.iter().filter(|(name, _)| !LOOSE.contains(&name.as_str())) {
                collect(member, format!("{at}/{}", step(name)), true, places);
            }
        }
        Value::Array(items) if items.is_empty() => places.push(at),
        Value::Array(items) => {
            let numbered = items.iter().enumerate();
            numbered.for_each(|(n, item)| collect(item, format!("{at}/{n}"), true, places));
        }
        _ => places.push(at),
    }
}

fn other(value: &Value) -> Value {
    match value {
        Value::Null => json!("altered"),
        Value::Bool(flag) => (!flag).into(),
        Value::Number(number) => number.as_i64().map_or(json!("altered"), |n| (n + 1).into()),
        Value::String(text) => format!("{text}~altered").into(),
        Value::Array(_) => json!(["altered"]),
        Value::Object(_) => json!({ "altered": true }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::scenario;

    #[test]
    fn results_errors_and_events_are_among_what_every_language_alters() {
        let mut places = Vec::new();
        for name in SCENARIOS {
            let scenario = scenario::load(name).unwrap();
            places.extend(SEEDS.map(|seed| altered(&scenario, seed).unwrap().1));
        }
        for kind in [".returns", ".throws", ".in_order"] {
            assert!(places.iter().any(|place| place.contains(kind)), "no {kind} in {places:?}");
        }
    }

    #[test]
    fn one_expectation_is_changed_and_no_other() {
        let scenario = json!({ "steps": [
            { "harness": "server_head", "returns": 1 },
            { "call": "put", "args": { "id": "n1" }, "returns": true },
            { "call": "sync", "returns": { "$partial": { "pushed": 1, "pulled": { "$gte": 1 }, "error": null } } },
            { "call": "get", "returns": { "$ref": "x" } },
        ] });
        let seeds: Vec<_> = (0..3).map(|seed| altered(&scenario, seed).unwrap()).collect();
        let places: Vec<_> = seeds.iter().map(|(_, place)| place.as_str()).collect();
        assert_eq!(places, ["steps[1].returns", "steps[2].returns/$partial/error", "steps[2].returns/$partial/pushed"]);
        assert_eq!(seeds[0].0["steps"][1]["returns"], false);
        assert_eq!(seeds[2].0["steps"][2]["returns"]["$partial"]["pushed"], 2);
        assert_eq!(altered(&scenario, 3).unwrap(), seeds[0]);
        assert!(altered(&json!({ "steps": [] }), 1).is_err());
    }
}
