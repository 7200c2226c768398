//! Arguments as they come from Python: of the very type, or refused by name. Nothing is coerced.

use crate::errors::raise;
use crate::names::class as class_of;
use cortex_cloud::CloudError;
use cortex_cloud::ErrorInfo;
use pyo3::prelude::*;
use pyo3::types::PyBool;
use pyo3::types::PyDict;
use pyo3::types::PyInt;
use pyo3::types::PyString;

/// The largest integer that means the same in every language.
pub(crate) const MAX_SAFE: i64 = (1 << 53) - 1;

/// An argument of another type.
pub(crate) fn wrong_type(argument: &str, wanted: &str, given: &Bound<'_, PyAny>) -> PyErr {
    let of = given.get_type();
    let name = of.name().map(|name| name.to_string()).unwrap_or_default();
    refuse(given.py(), argument, &format!("{argument} must be {wanted}, not {name}"))
}

/// An argument that will not do, in this layer's words.
pub(crate) fn refuse(py: Python<'_>, argument: &str, message: &str) -> PyErr {
    let info = ErrorInfo::new("argument.type", message).with("argument", argument);
    raise(py, &CloudError::InvalidArgument { info })
}

/// A text. Python's may hold halves of characters, which no other language can read.
pub(crate) fn text<'a>(argument: &str, given: &'a Bound<'_, PyAny>) -> PyResult<&'a str> {
    let given_text = given.cast::<PyString>().map_err(|_| wrong_type(argument, "a str", given))?;
    given_text.to_str().map_err(|_| {
        let message = format!("{argument} holds a lone surrogate, which is no character; decode it properly");
        refuse(given.py(), argument, &message)
    })
}

pub(crate) fn optional<'py, T>(
    given: &Bound<'py, PyAny>,
    read: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<T>,
) -> PyResult<Option<T>> {
    if given.is_none() { Ok(None) } else { read(given).map(Some) }
}

pub(crate) fn optional_text(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    optional(given, |given| text(argument, given).map(str::to_owned))
}

/// A whole number. `True` is none.
pub(crate) fn integer(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<i64> {
    if given.is_instance_of::<PyBool>() || !given.is_instance_of::<PyInt>() {
        return Err(wrong_type(argument, "an int", given));
    }
    let number = given.extract::<i64>().ok().filter(|number| (-MAX_SAFE..=MAX_SAFE).contains(number));
    number.ok_or_else(|| {
        refuse(given.py(), argument, &format!("{argument} is beyond 2^53-1; no such number is taken anywhere"))
    })
}

pub(crate) fn optional_integer(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<Option<i64>> {
    optional(given, |given| integer(argument, given))
}

pub(crate) fn flag(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<bool> {
    let given_flag = given.cast::<PyBool>().map_err(|_| wrong_type(argument, "a bool", given))?;
    Ok(given_flag.is_true())
}

/// The items of a list, a tuple or another iterable. A text is one thing, not a list of its characters, and a dict is no
/// list of its keys.
pub(crate) fn items<'py>(argument: &str, wanted: &str, given: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    if given.is_instance_of::<PyString>() || given.is_instance_of::<PyDict>() {
        return Err(wrong_type(argument, wanted, given));
    }
    let iterator = given.try_iter().map_err(|_| wrong_type(argument, wanted, given))?;
    iterator.collect()
}

pub(crate) fn texts(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let items = items(argument, "a sequence of str", given)?;
    let named = |at: usize| format!("{argument}[{at}]");
    items.iter().enumerate().map(|(at, item)| text(&named(at), item).map(str::to_owned)).collect()
}

/// An object of one of the package's classes.
pub(crate) fn of_class<'a, 'py>(
    argument: &str,
    class: &str,
    given: &'a Bound<'py, PyAny>,
) -> PyResult<&'a Bound<'py, PyAny>> {
    if given.is_instance(&class_of(given.py(), class)?)? {
        return Ok(given);
    }
    Err(wrong_type(argument, &format!("a {class}"), given))
}
