//! From a dict to JSON text, with the path of what cannot be kept exactly.
//!
//! The rule: what is put comes back equal, or is refused. So a tuple is refused, which would come back as a list, and a
//! member of an `IntEnum` is taken, which equals its number.

use crate::arguments::MAX_SAFE;
use crate::errors::raise;
use cortex_cloud::CloudError;
use cortex_cloud::ErrorInfo;
use cortex_cloud::canonical::MAX_DEPTH;
use pyo3::prelude::*;
use pyo3::types::PyBool;
use pyo3::types::PyDict;
use pyo3::types::PyFloat;
use pyo3::types::PyInt;
use pyo3::types::PyList;
use pyo3::types::PyString;
use std::fmt::Write;

/// The text of an argument that is a JSON object.
pub(crate) fn text(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<String> {
    let written = match given.cast::<PyDict>() {
        Ok(dict) => {
            let mut json = String::with_capacity(512);
            object(&mut json, dict, 1).map(|()| json)
        }
        Err(_) => Err(Wrong::new(format!("a dict is needed, not {}", type_name(given)))),
    };
    written.map_err(|wrong| {
        let path = wrong.path();
        let code = match argument {
            "filter" | "memory" | "payload" => format!("argument.{argument}"),
            _ => "argument.body".to_owned(),
        };
        let message = format!("{argument} was refused at {path}: {}", wrong.reason);
        let info = ErrorInfo::new(&code, message).with("argument", argument).with("field", path);
        raise(given.py(), &CloudError::InvalidArgument { info })
    })
}

/// What is wrong, and where: the steps of its path, the innermost first.
struct Wrong {
    reason: String,
    steps: Vec<String>,
}

impl Wrong {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), steps: Vec::new() }
    }

    fn within(mut self, step: String) -> Self {
        self.steps.push(step);
        self
    }

    fn path(&self) -> String {
        let mut path = "$".to_owned();
        path.extend(self.steps.iter().rev().map(String::as_str));
        path
    }
}

fn object(json: &mut String, dict: &Bound<'_, PyDict>, depth: usize) -> Result<(), Wrong> {
    check_depth(depth)?;
    json.push('{');
    let mut is_first = true;
    for (key, member) in dict {
        if !is_first {
            json.push(',');
        }
        is_first = false;
        let Ok(name) = key.cast::<PyString>() else {
            return Err(Wrong::new(format!("the key {} is no str but {}", shown(&key), type_name(&key))));
        };
        let name = characters(name).map_err(|_| Wrong::new("a key holds a lone surrogate, which is no character"))?;
        quoted(json, name);
        json.push(':');
        value(json, &member, depth).map_err(|wrong| wrong.within(format!(".{name}")))?;
    }
    json.push('}');
    Ok(())
}

fn array(json: &mut String, list: &Bound<'_, PyList>, depth: usize) -> Result<(), Wrong> {
    check_depth(depth)?;
    json.push('[');
    for (at, item) in list.iter().enumerate() {
        if at > 0 {
            json.push(',');
        }
        value(json, &item, depth).map_err(|wrong| wrong.within(format!("[{at}]")))?;
    }
    json.push(']');
    Ok(())
}

fn value(json: &mut String, given: &Bound<'_, PyAny>, depth: usize) -> Result<(), Wrong> {
    if let Ok(text) = given.cast::<PyString>() {
        let text = characters(text)?;
        quoted(json, text);
    } else if let Ok(flag) = given.cast::<PyBool>() {
        json.push_str(if flag.is_true() { "true" } else { "false" });
    } else if let Ok(number) = given.cast::<PyInt>() {
        integer(json, number)?;
    } else if let Ok(number) = given.cast::<PyFloat>() {
        float(json, number.value())?;
    } else if given.is_none() {
        json.push_str("null");
    } else if let Ok(dict) = given.cast::<PyDict>() {
        object(json, dict, depth + 1)?;
    } else if let Ok(list) = given.cast::<PyList>() {
        array(json, list, depth + 1)?;
    } else {
        return Err(Wrong::new(format!("{} has no form in JSON; {}", type_name(given), advice(given))));
    }
    Ok(())
}

fn integer(json: &mut String, given: &Bound<'_, PyInt>) -> Result<(), Wrong> {
    let number = given.extract::<i64>().ok().filter(|number| (-MAX_SAFE..=MAX_SAFE).contains(number));
    let number =
        number.ok_or_else(|| Wrong::new("an int beyond 2^53-1 is another number elsewhere; send it as a str"))?;
    // Writing to a string does not fail.
    let _ = write!(json, "{number}");
    Ok(())
}

fn float(json: &mut String, number: f64) -> Result<(), Wrong> {
    if !number.is_finite() {
        return Err(Wrong::new(format!("{number} is no number of JSON; leave it out or send None")));
    }
    // With an exponent: 1e300 would else be a line of digits, and 1e18 an integer beyond 2^53-1.
    let _ = write!(json, "{number:e}");
    Ok(())
}

fn characters<'a>(text: &'a Bound<'_, PyString>) -> Result<&'a str, Wrong> {
    text.to_str().map_err(|_| Wrong::new("the str holds a lone surrogate, which is no character; decode it properly"))
}

/// A text as JSON writes it.
fn quoted(json: &mut String, text: &str) {
    json.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        json.push_str(&text[from..at]);
        from = at + 1;
        let _ = match byte {
            b'"' => write!(json, "\\\""),
            b'\\' => write!(json, "\\\\"),
            control => write!(json, "\\u{control:04x}"),
        };
    }
    json.push_str(&text[from..]);
    json.push('"');
}

fn check_depth(depth: usize) -> Result<(), Wrong> {
    if depth <= MAX_DEPTH {
        return Ok(());
    }
    Err(Wrong::new(format!("more than {MAX_DEPTH} levels of nesting, or a part that holds itself; flatten it")))
}

fn advice(given: &Bound<'_, PyAny>) -> &'static str {
    match type_name(given).as_str() {
        "bytes" | "bytearray" | "memoryview" => "decode it, or send it as base64",
        "tuple" | "set" | "frozenset" => "make it a list",
        "datetime" | "date" | "time" => "send it as text: isoformat()",
        _ => "make it a dict, list, str, int, float, bool or None",
    }
}

fn type_name(given: &Bound<'_, PyAny>) -> String {
    given.get_type().name().map(|name| name.to_string()).unwrap_or_default()
}

fn shown(given: &Bound<'_, PyAny>) -> String {
    given.repr().map(|text| text.to_string()).unwrap_or_default()
}
