//! JSON text across the boundary. What the engine gives back is written as one text with the bodies in it as they are,
//! and `JSON.parse` makes objects of it; what it takes is read from the text of a checked object. For a page of bodies
//! that beats building objects one property at a time (see `bench/crossing.mjs`).

use cortex_cloud::CloudError;
use cortex_cloud::ErrorInfo;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::PathBuf;

/// Writes itself as JSON.
pub(crate) trait ToJson {
    fn write(&self, out: &mut String);

    /// The text of it alone.
    fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn write(&self, out: &mut String) {
        (**self).write(out);
    }
}

impl ToJson for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl ToJson for i64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl ToJson for str {
    fn write(&self, out: &mut String) {
        if self.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
            out.push('"');
            out.push_str(self);
            out.push('"');
        } else {
            out.push_str(&serde_json::Value::from(self).to_string());
        }
    }
}

impl ToJson for String {
    fn write(&self, out: &mut String) {
        self.as_str().write(out);
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: ToJson> ToJson for [T] {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (at, item) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            item.write(out);
        }
        out.push(']');
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, out: &mut String) {
        self.as_slice().write(out);
    }
}

impl ToJson for BTreeMap<String, String> {
    fn write(&self, out: &mut String) {
        self.iter().fold(Object::new(out), |object, (name, value)| object.named(name, value)).end();
    }
}

/// Text that is JSON already.
pub(crate) trait Inline {
    fn write(&self, out: &mut String);
}

impl Inline for String {
    fn write(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl Inline for Option<String> {
    fn write(&self, out: &mut String) {
        out.push_str(self.as_deref().unwrap_or("null"));
    }
}

impl Inline for Vec<String> {
    fn write(&self, out: &mut String) {
        out.reserve(self.iter().map(|text| text.len() + 1).sum::<usize>() + 64);
        out.push('[');
        for (at, text) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            out.push_str(text);
        }
        out.push(']');
    }
}

/// An object in the making.
pub(crate) struct Object<'a> {
    out: &'a mut String,
    is_empty: bool,
}

impl<'a> Object<'a> {
    pub(crate) fn new(out: &'a mut String) -> Self {
        out.push('{');
        Self { out, is_empty: true }
    }

    /// One of several variants.
    pub(crate) fn tagged(out: &'a mut String, variant: &'static str) -> Self {
        Self::new(out).member("type", variant)
    }

    /// A member whose name needs no escape.
    pub(crate) fn member(mut self, name: &'static str, value: impl ToJson) -> Self {
        self.name(name);
        value.write(self.out);
        self
    }

    /// A member whose value is JSON already.
    pub(crate) fn inline(mut self, name: &'static str, value: &impl Inline) -> Self {
        self.name(name);
        value.write(self.out);
        self
    }

    fn name(&mut self, name: &'static str) {
        self.comma();
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\":");
    }

    fn named(mut self, name: &str, value: impl ToJson) -> Self {
        self.comma();
        name.write(self.out);
        self.out.push(':');
        value.write(self.out);
        self
    }

    fn comma(&mut self) {
        if !std::mem::take(&mut self.is_empty) {
            self.out.push(',');
        }
    }

    pub(crate) fn end(self) {
        self.out.push('}');
    }
}

/// Why a text is not what it should be. TypeScript has checked it before, so this is a defect of that check.
pub(crate) struct Refused(String);

impl Refused {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }

    /// The error of the argument.
    pub(crate) fn of(self, argument: &str) -> CloudError {
        let info = ErrorInfo {
            code: "argument.type".to_owned(),
            message: format!("the {argument} is not what it should be: {}", self.0),
            ..ErrorInfo::default()
        };
        CloudError::InvalidArgument { info: info.with("argument", argument) }
    }
}

impl From<serde_json::Error> for Refused {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// Is read from JSON.
pub(crate) trait FromJson: Sized {
    fn read(text: &RawValue) -> Result<Self, Refused>;
}

/// The value of an argument's text.
pub(crate) fn argument<T: FromJson>(name: &str, text: &str) -> Result<T, CloudError> {
    let read = || T::read(serde_json::from_str(text)?);
    read().map_err(|refused: Refused| refused.of(name))
}

macro_rules! read_by_serde {
    ($($of:ty),*) => {$(
        impl FromJson for $of {
            fn read(text: &RawValue) -> Result<Self, Refused> {
                Ok(serde_json::from_str(text.get())?)
            }
        }
    )*};
}

read_by_serde!(bool, i64, String, PathBuf);

impl<T: FromJson> FromJson for Option<T> {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        if text.get() == "null" { Ok(None) } else { T::read(text).map(Some) }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let items: Vec<&RawValue> = serde_json::from_str(text.get())?;
        items.into_iter().map(T::read).collect()
    }
}

impl<T: FromJson> FromJson for HashMap<String, T> {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        let members: HashMap<String, &RawValue> = serde_json::from_str(text.get())?;
        members.into_iter().map(|(name, value)| Ok((name, T::read(value)?))).collect()
    }
}

/// JSON that stays text.
pub(crate) struct Text(String);

impl FromJson for Text {
    fn read(text: &RawValue) -> Result<Self, Refused> {
        Ok(Self(text.get().to_owned()))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

/// An object's members, taken one by one.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Members<'a>(#[serde(borrow)] BTreeMap<Cow<'a, str>, &'a RawValue>);

impl<'a> Members<'a> {
    pub(crate) fn of(text: &'a RawValue) -> Result<Self, Refused> {
        Ok(serde_json::from_str(text.get())?)
    }

    /// A member that must be there.
    pub(crate) fn take<T: FromJson>(&mut self, name: &str) -> Result<T, Refused> {
        let text = self.0.remove(name).ok_or_else(|| Refused::new(format!("{name} is missing")))?;
        T::read(text)
    }

    /// A member that may be left out.
    pub(crate) fn take_or<T: FromJson>(&mut self, name: &str, default: T) -> Result<T, Refused> {
        self.0.remove(name).map_or(Ok(default), T::read)
    }

    /// Nothing else may be there.
    pub(crate) fn end(self) -> Result<(), Refused> {
        match self.0.keys().next() {
            Some(name) => Err(Refused::new(format!("{name} is not known"))),
            None => Ok(()),
        }
    }
}
