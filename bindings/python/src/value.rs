//! From JSON text to Python's objects.

use crate::arguments::MAX_SAFE;
use crate::errors::defect;
use crate::errors::raise;
use pyo3::prelude::*;
use pyo3::types::PyBool;
use pyo3::types::PyDict;
use pyo3::types::PyFloat;
use pyo3::types::PyInt;
use pyo3::types::PyList;
use pyo3::types::PyString;
use serde::de::DeserializeSeed;
use serde::de::Deserializer;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;

/// Reads texts of one call. The names of members are made once: the bodies of a table mostly have the same.
pub(crate) struct Reader<'py> {
    py: Python<'py>,
    names: RefCell<HashMap<Box<str>, Bound<'py, PyString>>>,
}

impl<'py> Reader<'py> {
    pub(crate) fn new(py: Python<'py>) -> Self {
        Self { py, names: RefCell::default() }
    }

    pub(crate) fn read(&self, json: &str) -> PyResult<Bound<'py, PyAny>> {
        let mut text = serde_json::Deserializer::from_str(json);
        // The engine gives no body of more than 128 levels, and a memory's page adds none.
        text.disable_recursion_limit();
        self.deserialize(&mut text).map_err(|error| {
            raise(self.py, &defect(&format!("the engine gave text that is no JSON: {error}; please report it")))
        })
    }

    pub(crate) fn read_optional(&self, json: Option<&str>) -> PyResult<Option<Bound<'py, PyAny>>> {
        json.map(|json| self.read(json)).transpose()
    }

    pub(crate) fn read_all(&self, texts: &[String]) -> PyResult<Bound<'py, PyList>> {
        let bodies = texts.iter().map(|text| self.read(text)).collect::<PyResult<Vec<_>>>()?;
        PyList::new(self.py, bodies)
    }

    fn name(&self, name: &str) -> Bound<'py, PyString> {
        let mut names = self.names.borrow_mut();
        if let Some(known) = names.get(name) {
            return known.clone();
        }
        let made = PyString::new(self.py, name);
        names.insert(name.into(), made.clone());
        made
    }
}

impl<'de, 'py> DeserializeSeed<'de> for &Reader<'py> {
    type Value = Bound<'py, PyAny>;

    fn deserialize<D: Deserializer<'de>>(self, text: D) -> Result<Self::Value, D::Error> {
        text.deserialize_any(self)
    }
}

impl<'de, 'py> Visitor<'de> for &Reader<'py> {
    type Value = Bound<'py, PyAny>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(PyBool::new(self.py, flag).to_owned().into_any())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
        if !(-MAX_SAFE..=MAX_SAFE).contains(&number) {
            // What canonical text writes as digits beyond 2^53-1 was a double: 1e18. As an int it could not be put again.
            return self.visit_f64(number as f64);
        }
        Ok(PyInt::new(self.py, number).into_any())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => self.visit_f64(number as f64),
        }
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(PyFloat::new(self.py, number).into_any())
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(PyString::new(self.py, text).into_any())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            all.push(item);
        }
        PyList::new(self.py, all).map(Bound::into_any).map_err(serde::de::Error::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let dict = PyDict::new(self.py);
        while let Some(name) = members.next_key_seed(Name(self))? {
            let member = members.next_value_seed(self)?;
            dict.set_item(name, member).map_err(serde::de::Error::custom)?;
        }
        Ok(dict.into_any())
    }
}

struct Name<'a, 'py>(&'a Reader<'py>);

impl<'de, 'py> DeserializeSeed<'de> for Name<'_, 'py> {
    type Value = Bound<'py, PyString>;

    fn deserialize<D: Deserializer<'de>>(self, text: D) -> Result<Self::Value, D::Error> {
        text.deserialize_str(self)
    }
}

impl<'py> Visitor<'_> for Name<'_, 'py> {
    type Value = Bound<'py, PyString>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.name(name))
    }
}
