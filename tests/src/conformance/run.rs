//! Plays one scenario: hands its steps to whoever performs them, and judges what comes back.

use super::control;
use super::expectation;
use super::fill::fill;
use super::hits::Hits;
use super::matching;
use super::matching::Captures;
use super::scenario::only;
use super::stage::Stage;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::thread;
use std::time::Duration;
use std::time::Instant;

const TICK: Duration = Duration::from_millis(10);
const CALL: &[&str] = &["device", "call", "args", "returns", "throws", "eventually", "about"];
const OPEN: &[&str] = &["device", "open", "key", "token_store", "returns", "throws", "about"];
const BEGIN: &[&str] = &["device", "begin", "args", "as", "about"];
const CANCEL: &[&str] = &["cancel", "about"];
const FINISH: &[&str] = &["finish", "returns", "throws", "about"];
const SUBSCRIBE: &[&str] = &["device", "subscribe", "throwing", "throws", "about"];
const UNSUBSCRIBE: &[&str] = &["unsubscribe", "about"];
const HEARD: &[&str] = &["in_order", "none_of", "exactly", "about"];
const SINK: &[&str] = &["device", "log_sink", "level", "throwing", "throws", "about"];
const TOKENS: &[&str] = &["tokens", "returns", "about"];
const FAILING: &[&str] = &["failing", "methods", "about"];
const SCENARIO: &[&str] = &["about", "devices", "steps", "server"];
const DEVICE: &[&str] = &["config", "key", "token_store", "file", "open"];

/// Performs a step on a device and gives its outcome.
pub(super) type Perform<'a> = &'a mut dyn FnMut(&Value) -> Result<Value, String>;

/// One scenario that is being played.
pub(super) struct Run<'a> {
    pub(super) stage: &'a mut Stage,
    pub(super) scenario: &'a Value,
    pub(super) captures: Captures,
    pub(super) hits: Hits,
    perform: Perform<'a>,
    patience: Duration,
    /// Methods of a token store that fail at the moment.
    failing: Vec<String>,
}

impl<'a> Run<'a> {
    pub(super) fn new(stage: &'a mut Stage, scenario: &'a Value, patience: Duration, perform: Perform<'a>) -> Self {
        let captures = stage.references(scenario);
        Self { stage, scenario, captures, hits: Hits::default(), perform, patience, failing: Vec::new() }
    }

    /// Plays it to its end. The error names the step.
    pub(super) fn play(&mut self) -> Result<(), String> {
        only("the scenario", self.scenario, SCENARIO)?;
        let devices = self.scenario["devices"].as_object().ok_or("the scenario has no devices")?;
        for (name, device) in devices {
            only(name, device, DEVICE)?;
        }
        for name in devices.iter().filter(|(_, device)| device["open"] != false).map(|(name, _)| name) {
            self.hits.method("CloudEngine", "constructor");
            let outcome = self.open(name, &json!({}))?;
            expectation::judge(&json!({ "returns": null }), &outcome, &mut self.captures)
                .map_err(|e| format!("device {name}: {e}"))?;
        }
        let steps = self.scenario["steps"].as_array().ok_or("the scenario has no steps")?;
        for (n, step) in steps.iter().enumerate() {
            self.step(step).map_err(|why| format!("steps[{n}] {}: {why}", described(step)))?;
        }
        Ok(())
    }

    fn step(&mut self, step: &Value) -> Result<(), String> {
        let text = |name: &str| step[name].as_str().ok_or_else(|| format!("the step's {name} is no text"));
        let has = |name: &str| step.get(name).is_some();
        if has("harness") {
            let step = fill(step, &self.captures)?;
            let value = control::control(self, &step)?;
            let pattern = fill(step.get("returns").unwrap_or(&json!({ "$any": true })), &self.captures)?;
            return matching::fits(&pattern, &value, &mut self.captures);
        }
        if has("call") {
            only("a call", step, CALL)?;
            return self.call(step, text("device")?, text("call")?);
        }
        if has("open") {
            only("an open", step, OPEN)?;
            let outcome = self.open(text("device")?, step)?;
            return self.judged(step, &outcome, None);
        }
        if has("begin") {
            only("a begin", step, BEGIN)?;
            self.hits.method("CancelToken", "constructor");
            let args = step.get("args").cloned().unwrap_or_else(|| json!({}));
            return self.does(json!({ "op": "begin", "device": text("device")?, "method": text("begin")?,
                "args": args, "as": text("as")? }));
        }
        if has("cancel") {
            only("a cancel", step, CANCEL)?;
            let outcome = self.perform(json!({ "op": "cancel", "call": text("cancel")? }))?;
            self.hits.method("CancelToken", "cancel");
            self.hits.method("CancelToken", "is_cancelled");
            return expectation::judge(&json!({ "returns": true }), &outcome, &mut self.captures);
        }
        if has("finish") {
            only("a finish", step, FINISH)?;
            let outcome = self.perform(json!({ "op": "finish", "call": text("finish")? }))?;
            return self.judged(step, &outcome, None);
        }
        if has("subscribe") {
            only("a subscribe", step, SUBSCRIBE)?;
            let op =
                with_throwing(json!({ "op": "subscribe", "device": text("device")?, "as": text("subscribe")? }), step);
            let outcome = self.perform(op)?;
            return self.judged(step, &outcome, Some("subscribe"));
        }
        if has("unsubscribe") {
            only("an unsubscribe", step, UNSUBSCRIBE)?;
            self.hits.method("Subscription", "cancel");
            return self.does(json!({ "op": "unsubscribe", "as": text("unsubscribe")? }));
        }
        if has("log_sink") {
            only("a log_sink", step, SINK)?;
            let op = json!({ "op": "set_log_sink", "device": text("device")?, "as": text("log_sink")?, "level": text("level")? });
            let outcome = self.perform(with_throwing(op, step))?;
            return self.judged(step, &outcome, Some("set_log_sink"));
        }
        if has("events") {
            self.hits.method("CloudListener", "on_event");
            return self.heard(step, "events");
        }
        if has("log") {
            self.hits.method("LogSink", "log");
            return self.heard(step, "log");
        }
        if has("tokens") {
            only("a tokens", step, TOKENS)?;
            let outcome = self.perform(json!({ "op": "tokens", "token_store": text("tokens")? }))?;
            self.hits.method("TokenStore", "save");
            return self.judged(step, &outcome, None);
        }
        if has("failing") {
            only("a failing", step, FAILING)?;
            self.failing = strings(&step["methods"])?;
            return self
                .does(json!({ "op": "token_store", "token_store": text("failing")?, "failing": step["methods"] }));
        }
        Err("there is no such step".to_owned())
    }

    fn call(&mut self, step: &Value, device: &str, method: &str) -> Result<(), String> {
        let args = step.get("args").cloned().unwrap_or_else(|| json!({}));
        let op = json!({ "op": "call", "device": device, "method": method, "args": args });
        let end = Instant::now() + self.patience;
        loop {
            let outcome = self.perform(op.clone())?;
            match self.judged(step, &outcome, Some(method)) {
                Err(_) if step["eventually"] == true && Instant::now() < end => thread::sleep(TICK),
                judged => return judged,
            }
        }
    }

    /// Opens a device, and signs it in.
    fn open(&mut self, name: &str, step: &Value) -> Result<Value, String> {
        let device = self.scenario["devices"].get(name).ok_or_else(|| format!("the scenario has no device {name}"))?;
        let mut config = self.stage.config(device["file"].as_str().unwrap_or(name));
        for more in [device.get("config"), step.get("open")].into_iter().flatten() {
            merge(&mut config, more);
        }
        let mut op = json!({ "op": "open", "device": name, "config": config });
        if let Some(store) = step.get("token_store").or(device.get("token_store")) {
            op["token_store"] = store.clone();
        }
        let outcome = self.perform(op)?;
        let owner = json!("owner");
        let key = step.get("key").or(device.get("key")).unwrap_or(&owner);
        if let (Some(key), Some(_)) = (key.as_str(), outcome.get("returns")) {
            let key = json!({ "key": { "$ref": format!("key.{key}") } });
            let signed_in =
                self.perform(json!({ "op": "call", "device": name, "method": "login_api_key", "args": key }))?;
            if signed_in.get("returns").is_none() {
                return Ok(signed_in);
            }
        }
        Ok(outcome)
    }

    /// Waits for what a list must hold.
    fn heard(&mut self, step: &Value, op: &str) -> Result<(), String> {
        only(op, step, &[HEARD, &[op]].concat())?;
        let end = Instant::now() + self.patience;
        loop {
            let outcome = self.perform(json!({ "op": op, "as": step[op] }))?;
            expectation::judge(&json!({}), &outcome, &mut self.captures)?;
            let items = outcome["returns"].as_array().ok_or("no list came")?;
            match self.holds(step, items) {
                Err(_) if step.get("none_of").is_none() && Instant::now() < end => thread::sleep(TICK),
                judged => return judged,
            }
        }
    }

    fn holds(&mut self, step: &Value, items: &[Value]) -> Result<(), String> {
        let patterns =
            |name: &str| fill(&step[name], &self.captures).map(|p| p.as_array().cloned().unwrap_or_default());
        let (in_order, none_of) = (patterns("in_order")?, patterns("none_of")?);
        if in_order.is_empty() && none_of.is_empty() && step.get("exactly").is_none() {
            return Err("nothing is expected".to_owned());
        }
        for pattern in none_of {
            if matching::in_order(std::slice::from_ref(&pattern), items, &mut self.captures).is_ok() {
                return Err(format!("{pattern} must not come, and did"));
            }
        }
        if let Some(exactly) = step.get("exactly") {
            let exactly = fill(exactly, &self.captures)?;
            matching::fits(&exactly, &items.into(), &mut self.captures)?;
        }
        matching::in_order(&in_order, items, &mut self.captures)
    }

    /// Judges an outcome, and notes what was covered by it.
    fn judged(&mut self, step: &Value, outcome: &Value, method: Option<&str>) -> Result<(), String> {
        let mut expected = Map::new();
        for name in ["returns", "throws"] {
            if let Some(pattern) = step.get(name) {
                expected.insert(name.to_owned(), fill(pattern, &self.captures)?);
            }
        }
        let expected = Value::Object(expected);
        expectation::judge(&expected, outcome, &mut self.captures)?;
        if let Some(method) = method
            && (expected.as_object().is_some_and(|e| !e.is_empty()) || matches!(method, "subscribe" | "set_log_sink"))
        {
            self.hits.method("CloudEngine", method);
        }
        let codes = self.hits.codes_in(&expected, outcome);
        if codes.iter().any(|code| code.ends_with(".token_store")) {
            for method in self.failing.clone() {
                self.hits.method("TokenStore", &method);
            }
        }
        Ok(())
    }

    /// A step whose success is all that matters.
    fn does(&mut self, op: Value) -> Result<(), String> {
        let outcome = self.perform(op)?;
        expectation::judge(&json!({ "returns": null }), &outcome, &mut self.captures)
    }

    fn perform(&mut self, op: Value) -> Result<Value, String> {
        let op = fill(&op, &self.captures)?;
        let outcome = (self.perform)(&op)?;
        match outcome.get("broken") {
            Some(why) => Err(format!("the runner is broken: {why}")),
            None => Ok(outcome),
        }
    }
}

fn with_throwing(mut op: Value, step: &Value) -> Value {
    if let Some(throwing) = step.get("throwing") {
        op["throwing"] = throwing.clone();
    }
    op
}

fn strings(value: &Value) -> Result<Vec<String>, String> {
    let items = value.as_array().ok_or_else(|| format!("{value} is no list"))?;
    Ok(items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
}

/// Members of `more` take the place of those in `config`; null removes one.
fn merge(config: &mut Value, more: &Value) {
    let (Value::Object(config), Value::Object(more)) = (config, more) else { return };
    for (name, value) in more {
        match (config.get_mut(name), value) {
            (Some(there @ Value::Object(_)), Value::Object(inner)) if !inner.keys().any(|k| k.starts_with('$')) => {
                merge(there, value);
            }
            (_, Value::Null) => drop(config.remove(name)),
            _ => drop(config.insert(name.clone(), value.clone())),
        }
    }
}

/// What a person looking for the step would search for.
fn described(step: &Value) -> String {
    const NAMES: [&str; 12] = [
        "harness",
        "call",
        "open",
        "begin",
        "cancel",
        "finish",
        "subscribe",
        "unsubscribe",
        "events",
        "log_sink",
        "log",
        "tokens",
    ];
    let named = NAMES.iter().find_map(|name| Some(format!("{name} {}", step[name].as_str()?)));
    named.unwrap_or_default()
}
