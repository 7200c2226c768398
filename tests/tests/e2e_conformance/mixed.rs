//! Devices of different languages share one space, and in the end their files hold the same, body by body.

use cortex_tests::conformance::compare;
use cortex_tests::conformance::lines::Partner;
use cortex_tests::space::Space;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// The commands of the devices there are besides the Rust one, as JSON: `{"python": ["python", "…", "--device"]}`.
const DEVICES: &str = "CORTEX_CONFORMANCE_DEVICES";

/// A runner in its device mode, with one engine.
struct Driven {
    language: String,
    process: Partner,
    name: &'static str,
}

impl Driven {
    fn start(language: &str, command: &[String], name: &'static str) -> Self {
        let process = Partner::start(Path::new(&command[0]), &command[1..], &[]);
        let process = process.unwrap_or_else(|e| panic!("the device of {language} ({}): {e}", command.join(" ")));
        Self { language: language.to_owned(), process, name }
    }

    fn perform(&mut self, step: &Value) -> Value {
        let outcome = self.process.ask(step).unwrap_or_else(|e| panic!("the device of {}: {e}", self.language));
        outcome.get("returns").cloned().unwrap_or_else(|| panic!("{} at {step}: {outcome}", self.language))
    }

    fn open(&mut self, space: &Space) {
        let config = json!({ "path": space.file(self.name), "http": { "base_url": space.proxy.url() } });
        self.perform(&json!({ "op": "open", "device": self.name, "config": config }));
        self.call("login_api_key", json!({ "key": space.key.key }));
    }

    fn call(&mut self, method: &str, args: Value) -> Value {
        self.perform(&json!({ "op": "call", "device": self.name, "method": method, "args": args }))
    }

    fn put(&mut self, id: &str, body: &Value) {
        self.call("put", json!({ "table": "notes", "id": id, "body": body }));
    }

    fn synced(&mut self) -> Value {
        let report = self.call("sync", json!({}));
        assert_eq!(report["status"], "Success", "{}: {report}", self.language);
        report
    }
}

/// The commands of all devices, the Rust one among them.
fn commands() -> BTreeMap<String, Vec<String>> {
    let given = std::env::var(DEVICES).unwrap_or_else(|_| "{}".to_owned());
    let mut commands: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&given).unwrap_or_else(|e| panic!("{DEVICES} is no object of commands: {e}"));
    commands
        .insert("rust".to_owned(), vec![env!("CARGO_BIN_EXE_conformance-device").to_owned(), "--device".to_owned()]);
    commands
}

/// Bodies that languages are known to spell differently.
fn bodies() -> Vec<Value> {
    let texts = [
        r#"{}"#,
        r#"{"":"","z":1,"a":{"y":[],"b":{}},"€":"€","\ud83d\ude00":"😀","דּ":"דּ","\r":"\r"}"#,
        r#"{"max":9007199254740991,"min":-9007199254740991,"zero":0,"minus":-0.0,"one":1.0}"#,
        r#"{"n":[1e21,1e-7,0.1,1.5,333333333.3333333,4.5,2e-3,1e-27,5e-324,1.7976931348623157e308]}"#,
        r#"{"s":"\u0000\u0001\u001f\"\\/\b\f\n\r\t\u2028\u2029\u007f\ufeff\uffff"}"#,
        r#"{"deep":[[[[[{"a":[null,true,false,"",[],{}]}]]]]]}"#,
        r#"{"__proto__":{"x":1},"constructor":1,"toString":2,"type":"Put","None":null,"self":1,"hasOwnProperty":0}"#,
        r#"{"10":"ten","9":"nine","1":"one","-1":"minus","camelCase":1,"snake_case":2,"PascalCase":3}"#,
        r#"{"nfc":"\u00e9","nfd":"e\u0301","rtl":"\u202eabc","zwj":"👩‍👩‍👧","astral":"𝒳𐀀"}"#,
    ];
    texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// Both write, edit and delete while apart, and sync until nothing moves.
fn end_equal(one: (&str, &[String]), other: (&str, &[String])) {
    let space = Space::new();
    let (mut a, mut b) = (Driven::start(one.0, one.1, "a"), Driven::start(other.0, other.1, "b"));
    a.open(&space);
    b.open(&space);
    for (n, body) in bodies().iter().enumerate() {
        a.put(&format!("by a {n}"), body);
        b.put(&format!("by b {n}"), body);
        a.put(&format!("by both, the same {n}"), body);
        b.put(&format!("by both, the same {n}"), body);
        a.put(&format!("by both {n}"), &json!({ "by": "a", "body": body }));
        b.put(&format!("by both {n}"), &json!({ "by": "b", "body": body }));
    }
    settle(&mut [&mut a, &mut b]);
    // Each edits and deletes what the other has written, and reads it first.
    for (n, body) in bodies().iter().enumerate() {
        let read = a.call("get", json!({ "table": "notes", "id": format!("by b {n}") }));
        a.put(&format!("copied by a {n}"), &read);
        let read = b.call("get", json!({ "table": "notes", "id": format!("copied by a {n}") }));
        assert_eq!(read, Value::Null, "not there yet");
        let read = b.call("get", json!({ "table": "notes", "id": format!("by a {n}") }));
        b.put(&format!("copied by b {n}"), &read);
        let doomed = if n % 2 == 0 { &mut a } else { &mut b };
        assert_eq!(doomed.call("delete", json!({ "table": "notes", "id": format!("by both {n}") })), true);
        b.put(&format!("by a {n}"), &json!({ "edited": body }));
    }
    settle(&mut [&mut a, &mut b]);
    for device in [&mut a, &mut b] {
        device.call("close", json!({}));
    }
    for device in [a, b] {
        assert!(device.process.end().unwrap(), "the device of {} ended with success", device.language);
    }
    let files = [space.file("a"), space.file("b"), space.server.data()];
    let [rows_a, rows_b] = [&files[0], &files[1]].map(|file| compare::of_device(file).unwrap());
    let rows_of_server = compare::of_server(&space.server, cortex_tests::space::NAME).unwrap();
    let live = rows_of_server.values().filter(|row| row.is_some()).count();
    assert_eq!(live, bodies().len() * 5, "nothing was lost");
    for (whose, rows) in [(one.0, rows_a), (other.0, rows_b)] {
        assert_eq!(compare::difference(&rows, &rows_of_server), None, "{whose} and the server");
    }
    let untouched = rows_of_server.iter().filter(|((_, id), _)| id.starts_with("copied by"));
    for ((_, id), row) in untouched {
        let n: usize = id.rsplit(' ').next().unwrap().parse().unwrap();
        let there: Value = serde_json::from_str(&row.as_ref().unwrap().0).unwrap();
        assert!(same(&there, &bodies()[n]), "{id} went through both languages: {there}");
    }
    println!("{} and {} end equal: {live} records", one.0, other.0);
}

/// One device of each language on one space: all write, then each edits what the one before it has written and deletes a
/// record of its own, and they sync until nothing moves.
fn all_end_equal(commands: &BTreeMap<String, Vec<String>>) {
    let space = Space::new();
    let names = ["a", "b", "c", "d", "e", "f"];
    assert!(commands.len() <= names.len(), "a name for each device");
    let devices = commands.iter().zip(names).map(|((language, command), name)| Driven::start(language, command, name));
    let mut devices: Vec<Driven> = devices.collect();
    let count = devices.len();
    for (at, device) in devices.iter_mut().enumerate() {
        device.open(&space);
        for (n, body) in bodies().iter().enumerate() {
            device.put(&format!("by {at}, {n}"), body);
            device.put(&format!("by all, {n}"), &json!({ "by": at, "body": body }));
        }
    }
    settle(&mut devices.iter_mut().collect::<Vec<_>>());
    for (at, device) in devices.iter_mut().enumerate() {
        let before = (at + count - 1) % count;
        for n in 1..bodies().len() {
            let id = format!("by {before}, {n}");
            let read = device.call("get", json!({ "table": "notes", "id": id }));
            device.put(&id, &json!({ "edited by": at, "body": read }));
        }
        let doomed = json!({ "table": "notes", "id": format!("by {at}, 0") });
        assert_eq!(device.call("delete", doomed), true);
    }
    settle(&mut devices.iter_mut().collect::<Vec<_>>());
    for device in &mut devices {
        device.call("close", json!({}));
    }
    let server = compare::of_server(&space.server, cortex_tests::space::NAME).unwrap();
    let live = server.values().filter(|row| row.is_some()).count();
    assert_eq!(live, bodies().len() * (count + 1) - count, "nothing was lost");
    for device in devices {
        let rows = compare::of_device(&space.file(device.name)).unwrap();
        assert_eq!(compare::difference(&rows, &server), None, "{} and the server", device.language);
        assert!(device.process.end().unwrap(), "the device of {} ended with success", device.language);
    }
    println!("{} end equal on one space: {live} records", commands.keys().cloned().collect::<Vec<_>>().join(", "));
}

/// Syncs one after the other until nothing moves.
fn settle(devices: &mut [&mut Driven]) {
    for _ in 0..2 {
        for device in devices.iter_mut() {
            device.synced();
        }
    }
    for device in devices {
        let still = device.synced();
        assert_eq!((&still["pushed"], &still["pulled"]), (&json!(0), &json!(0)), "{still}");
    }
}

/// Equal as JSON, numbers by value.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && one.iter().all(|(name, value)| other.get(name).is_some_and(|o| same(value, o)))
        }
        _ => one == other,
    }
}

#[test]
fn devices_of_every_two_languages_end_equal() {
    let commands = commands();
    let names: Vec<&String> = commands.keys().collect();
    for (n, one) in names.iter().enumerate() {
        for other in names.iter().skip(if names.len() > 1 { n + 1 } else { n }) {
            end_equal((one, &commands[*one]), (other, &commands[*other]));
        }
    }
}

#[test]
fn devices_of_all_languages_on_one_space_end_equal() {
    all_end_equal(&commands());
}
