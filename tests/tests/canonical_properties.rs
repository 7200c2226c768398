//! What must hold of the canonical form whatever the body. Compared with another implementation of RFC 8785.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what is wrong by panicking.

use cortex_cloud::canonical::canonicalize;
use cortex_cloud::canonical::canonicalize_again;
use cortex_tests::cases::cases;
use proptest::prelude::*;
use serde::Deserializer;
use serde::de::IgnoredAny;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::Map;
use serde_json::Number;
use serde_json::Value;
use std::fmt;

const PLENTY: usize = 1 << 20;

fn strings() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{0,6}",
        2 => any::<String>(),
        1 => "[\\x00-\\x1f\"\\\\/]{0,8}",
        // Where the orders of UTF-8 and UTF-16 part.
        1 => "[\u{d7fe}-\u{d7ff}\u{e000}-\u{e001}\u{fffd}-\u{ffff}\u{10000}-\u{10001}]{0,4}",
    ]
}

fn numbers() -> impl Strategy<Value = Number> {
    let safe = (1_i64 << 53) - 1;
    let double = |value: f64| Number::from_f64(value).expect("finite");
    prop_oneof![
        3 => (-safe..=safe).prop_map(Number::from),
        3 => (-1000_i64..1000).prop_map(Number::from),
        1 => any::<i64>().prop_map(Number::from),
        1 => any::<u64>().prop_map(Number::from),
        // Every bit pattern: subnormals, exponents, halves, negative zero.
        4 => any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |v| v.is_finite()).prop_map(double),
        2 => (-1_000_000_i64..1_000_000, 0..8).prop_map(move |(n, digits)| double(n as f64 / 10_f64.powi(digits))),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        numbers().prop_map(Value::Number),
        strings().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((strings(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn objects() -> impl Strategy<Value = Value> {
    prop::collection::vec((strings(), values()), 0..8).prop_map(|members| Value::Object(Map::from_iter(members)))
}

/// The same value in another spelling, drawn from `seed`: white space, reversed members, escapes, number forms.
struct Respelling {
    seed: u64,
}

impl Respelling {
    fn draw(&mut self, below: u64) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % below
    }

    fn space(&mut self, out: &mut String) {
        for _ in 0..self.draw(3) {
            out.push([' ', '\n', '\t', '\r'][self.draw(4) as usize]);
        }
    }

    fn string(&mut self, text: &str, out: &mut String) {
        out.push('"');
        for ch in text.chars() {
            let must = ch < ' ' || ch == '"' || ch == '\\';
            if must || self.draw(3) == 0 {
                for unit in ch.encode_utf16(&mut [0; 2]) {
                    let upper = self.draw(2) == 0;
                    out.push_str(&if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") });
                }
            } else if ch == '/' {
                out.push_str("\\/");
            } else {
                out.push(ch);
            }
        }
        out.push('"');
    }

    fn number(&mut self, number: &Number, out: &mut String) {
        let text = number.to_string();
        let is_integer = !text.contains(['.', 'e', 'E']);
        match self.draw(3) {
            0 => out.push_str(&text),
            // An integer literal is exact where a decimal is the nearest double: only safe ones may change.
            1 if is_integer && text.len() < 16 => out.push_str(&format!("{text}.00")),
            2 if is_integer && text.len() < 16 => out.push_str(&format!("{text}E-0")),
            1 if !text.contains(['e', 'E']) && !is_integer => out.push_str(&format!("{text}000")),
            2 if !text.contains(['e', 'E']) && !is_integer => out.push_str(&format!("{text}E+0")),
            _ => out.push_str(&text),
        }
    }

    fn value(&mut self, value: &Value, out: &mut String) {
        self.space(out);
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Value::Number(number) => self.number(number, out),
            Value::String(text) => self.string(text, out),
            Value::Array(items) => {
                out.push('[');
                for (n, item) in items.iter().enumerate() {
                    out.push_str(if n == 0 { "" } else { "," });
                    self.value(item, out);
                }
                self.space(out);
                out.push(']');
            }
            Value::Object(members) => {
                let mut members: Vec<(&String, &Value)> = members.iter().collect();
                if self.draw(2) == 0 {
                    members.reverse();
                }
                let turn = if members.is_empty() { 0 } else { self.draw(members.len() as u64) as usize };
                members.rotate_left(turn);
                out.push('{');
                for (n, (key, value)) in members.into_iter().enumerate() {
                    out.push_str(if n == 0 { "" } else { "," });
                    self.space(out);
                    self.string(key, out);
                    self.space(out);
                    out.push(':');
                    self.value(value, out);
                }
                self.space(out);
                out.push('}');
            }
        }
        self.space(out);
    }
}

/// Whether a number in it is an integer beyond 2^53-1, which is refused.
fn has_unsafe_integer(value: &Value) -> bool {
    match value {
        Value::Number(n) => !n.is_f64() && n.as_f64().is_none_or(|v| v.abs() > 9_007_199_254_740_991.0),
        Value::Array(items) => items.iter().any(has_unsafe_integer),
        Value::Object(members) => members.values().any(has_unsafe_integer),
        _ => false,
    }
}

/// Whether two values are one: numbers by the double they mean, members in any order.
fn means_the_same(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => one.as_f64() == two.as_f64(),
        (Value::Array(one), Value::Array(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| means_the_same(one, two))
        }
        (Value::Object(one), Value::Object(two)) => {
            one.len() == two.len()
                && one.iter().all(|(key, value)| two.get(key).is_some_and(|v| means_the_same(value, v)))
        }
        _ => one == two,
    }
}

/// The keys of an object's JSON text in the order they stand there.
struct Keys;

impl<'de> Visitor<'de> for Keys {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Vec<String>, A::Error> {
        let mut keys = Vec::new();
        while let Some((key, IgnoredAny)) = members.next_entry()? {
            keys.push(key);
        }
        Ok(keys)
    }
}

/// Fragments that random characters would hardly ever put together.
fn garbage() -> impl Strategy<Value = String> {
    let tokens = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\",
        "\\u",
        "\\ud83d",
        "\\ude00",
        "d8",
        "\"a\"",
        "\"a\":",
        "{\"a\":",
        "1",
        "-",
        "0",
        ".",
        "e",
        "E+",
        "1e308",
        "99999999999999999999",
        "true",
        "fals",
        "null",
        "NaN",
        "-Infinity",
        " ",
        "\n",
        "\t",
        "\u{0}",
        "é",
        "\u{1f600}",
        "\u{feff}",
        "//",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(tokens.clone(), 0..30).prop_map(|parts| parts.concat()),
        prop::collection::vec(tokens, 0..20).prop_map(|parts| format!("{{\"a\":{}}}", parts.concat())),
        // Nearly right: a good text with one character taken out, put in or doubled.
        (objects(), any::<prop::sample::Index>(), any::<char>(), 0..3).prop_map(|(value, at, ch, how)| {
            let mut chars: Vec<char> = value.to_string().chars().collect();
            let at = at.index(chars.len());
            match how {
                0 => drop(chars.remove(at)),
                1 => chars.insert(at, ch),
                _ => chars.insert(at, chars[at]),
            }
            chars.into_iter().collect()
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(2_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_canonical_text_is_that_of_another_implementation(value in objects()) {
        match canonicalize(&value.to_string(), PLENTY) {
            Ok(body) => {
                prop_assert_eq!(&body.text, &serde_json_canonicalizer::to_string(&value).unwrap());
                prop_assert_eq!(body.hash.0, *blake3::hash(body.text.as_bytes()).as_bytes());
            }
            Err(error) => prop_assert!(has_unsafe_integer(&value), "refused without need: {}", error),
        }
    }

    #[test]
    fn a_canonical_text_is_its_own_canonical_text(value in objects()) {
        if let Ok(body) = canonicalize(&value.to_string(), PLENTY) {
            let again = canonicalize_again(&body.text, PLENTY);
            prop_assert_eq!(again, Ok(body));
        }
    }

    #[test]
    fn the_canonical_text_means_what_was_written(value in objects()) {
        if let Ok(body) = canonicalize(&value.to_string(), PLENTY) {
            let read: Value = serde_json::from_str(&body.text).unwrap();
            prop_assert!(means_the_same(&read, &value), "{} became {}", value, body.text);
        }
    }

    #[test]
    fn members_stand_in_the_order_of_their_utf_16_units(names in prop::collection::vec(strings(), 2..12)) {
        let members = names.into_iter().map(|name| (name, Value::Null));
        let body = canonicalize(&Value::Object(Map::from_iter(members)).to_string(), PLENTY).unwrap();
        let keys = serde_json::Deserializer::from_str(&body.text).deserialize_map(Keys).unwrap();
        let units: Vec<Vec<u16>> = keys.iter().map(|key| key.encode_utf16().collect()).collect();
        prop_assert!(units.is_sorted_by(|one, two| one < two), "{:?}", keys);
    }

    #[test]
    fn a_number_has_as_few_digits_as_it_takes_to_read_as_the_same_double(
        value in any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |v| v.is_finite())
    ) {
        let body = canonicalize(&format!("{{\"n\":{value:e}}}"), PLENTY).unwrap();
        let text = body.text.strip_prefix("{\"n\":").and_then(|rest| rest.strip_suffix('}')).unwrap();
        prop_assert_eq!(text.parse::<f64>().unwrap(), value);
        let digits = |text: &str| {
            let mantissa = text.split('e').next().unwrap();
            let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
            digits.trim_matches('0').len()
        };
        // Rust's own form has as few as any. Of two that are as near it may take the other one.
        prop_assert_eq!(digits(text), digits(&format!("{value:e}")));
    }

    #[test]
    fn spelling_does_not_change_the_hash(value in objects(), seed in any::<u64>()) {
        if let Ok(body) = canonicalize(&value.to_string(), PLENTY) {
            let mut text = String::new();
            Respelling { seed }.value(&value, &mut text);
            prop_assert_eq!(canonicalize(&text, PLENTY), Ok(body), "respelled as {}", text);
        }
    }

    #[test]
    fn a_changed_value_changes_the_hash(value in objects(), key in strings()) {
        let mut changed = value.clone();
        let members = changed.as_object_mut().unwrap();
        let other = if members.get(&key) == Some(&Value::Null) { Value::from(false) } else { Value::Null };
        members.insert(key, other);
        if let (Ok(one), Ok(two)) = (canonicalize(&value.to_string(), PLENTY), canonicalize(&changed.to_string(), PLENTY)) {
            prop_assert_ne!(one.hash, two.hash);
        }
    }

    #[test]
    fn garbage_never_panics_and_what_is_accepted_is_json(text in garbage()) {
        if let Ok(body) = canonicalize(&text, PLENTY) {
            let read = serde_json::from_str::<Value>(&text);
            prop_assert!(read.is_ok(), "accepted, but serde_json says {:?}", read);
            prop_assert!(read.unwrap().is_object());
            prop_assert!(serde_json::from_str::<Value>(&body.text).is_ok());
        }
    }

    #[test]
    fn a_body_over_the_limit_is_refused_and_one_at_it_is_not(value in objects()) {
        if let Ok(body) = canonicalize(&value.to_string(), PLENTY) {
            prop_assert!(canonicalize(&value.to_string(), body.text.len()).is_ok());
            prop_assert!(canonicalize(&value.to_string(), body.text.len() - 1).is_err());
        }
    }
}
