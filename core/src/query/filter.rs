//! Reading a filter: from JSON text to the tests it is made of.

use super::Class;
use super::path::Path;
use crate::canonical::canonicalize;
use crate::canonical::canonicalize_again;
use crate::error::CloudError;
use crate::error::ErrorInfo;
use rusqlite::types::Value as Bound;
use serde_json::Map;
use serde_json::Value;

/// Bytes of a filter at most.
const MAX_BYTES: usize = 128 << 10;
/// Levels of `and`, `or` and `not` at most.
const MAX_DEPTH: usize = 16;
/// Conditions of a filter at most, empty ones included. SQLite's expressions may be 1 000 levels deep, and a row of
/// conditions is one.
const MAX_CONDITIONS: usize = 256;
/// Values of a filter at most.
const MAX_VALUES: usize = 1_000;

const OPERATORS: &str = "eq, ne, lt, lte, gt, gte, in, prefix, contains, exists";

/// What a record must be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filter {
    /// Every one of them; none matches everything.
    All(Vec<Filter>),
    /// At least one of them; none matches nothing.
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Test(Path, Test),
}

/// What the value at a path must be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    In(Vec<Operand>),
    Compare(Comparison, Operand),
    Prefix(String),
    Contains(Operand),
    Exists(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Lt,
    Lte,
    Gt,
    Gte,
}

/// A value of the filter, as it is bound.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Operand {
    pub(crate) class: Class,
    pub(crate) value: Bound,
}

impl Filter {
    /// Reads a filter's text. Returns its canonical text, too, by which two filters are told apart.
    pub(crate) fn parse(text: &str) -> Result<(Self, String), CloudError> {
        if text.len() > MAX_BYTES {
            let reason = format!("it has {} bytes and may have at most {MAX_BYTES}", text.len());
            return Err(refused("$", &reason));
        }
        let syntax = serde_json::from_str::<Value>(text).map_err(|e| malformed(text, &e))?;
        if !syntax.is_object() {
            return Err(refused("$", r#"a filter is a JSON object, such as {"title": "First light"}"#));
        }
        // What two languages read differently is refused here as it is in a body.
        let canonical = canonicalize(text, usize::MAX).map_err(|e| {
            let place = e.path.trim_start_matches('$').trim_start_matches('.');
            refused(if place.is_empty() { "$" } else { place }, &e.reason)
        })?;
        let Ok(Value::Object(members)) = serde_json::from_str(&canonical.text) else {
            return Err(refused("$", "it nests too deeply"));
        };
        let mut reader = Reader { place: Vec::new(), conditions: 0, values: 0 };
        let filter = reader.object(&members, 0)?;
        Ok((filter, canonical.text))
    }
}

/// Text that is not JSON, by the character where it stops being JSON.
fn malformed(text: &str, error: &serde_json::Error) -> CloudError {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let found_at = line_start + error.column().saturating_sub(1);
    let byte = if error.is_eof() { text.len() } else { found_at };
    let position = text.char_indices().take_while(|(at, _)| *at < byte).count();
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    CloudError::InvalidArgument { info: ErrorInfo::new(
            "argument.filter",
            format!("the filter is not JSON: {reason} at character {position}; a filter is a JSON object such as {{\"n\": {{\"gt\": 1}}}}"),
        )
        .with("argument", "filter")
        .with("position", position) }
}

fn refused(place: &str, reason: &str) -> CloudError {
    CloudError::InvalidArgument {
        info: ErrorInfo::new("argument.filter", format!("the filter was refused at {place}: {reason}"))
            .with("argument", "filter")
            .with("field", place),
    }
}

struct Reader {
    /// Where we are, in the filter's own words: `and[1]`, `age`, `gt`.
    place: Vec<String>,
    conditions: usize,
    values: usize,
}

impl Reader {
    fn refuse(&self, reason: impl AsRef<str>) -> CloudError {
        let place = self.place.join(".");
        refused(if place.is_empty() { "$" } else { &place }, reason.as_ref())
    }

    /// Runs `read` one step further in.
    fn at<T>(
        &mut self,
        step: impl Into<String>,
        read: impl FnOnce(&mut Self) -> Result<T, CloudError>,
    ) -> Result<T, CloudError> {
        self.place.push(step.into());
        let value = read(self)?;
        self.place.pop();
        Ok(value)
    }

    fn count(&mut self) -> Result<(), CloudError> {
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            return Err(self.refuse(format!("more than {MAX_CONDITIONS} conditions; use `in` for a list of values")));
        }
        Ok(())
    }

    fn object(&mut self, members: &Map<String, Value>, depth: usize) -> Result<Filter, CloudError> {
        if depth > MAX_DEPTH {
            return Err(self.refuse(format!("more than {MAX_DEPTH} levels of and, or and not")));
        }
        self.count()?;
        let mut all = Vec::new();
        for (name, value) in members {
            let filter = match name.as_str() {
                "and" => Filter::All(self.list(name, value, depth)?),
                "or" => Filter::Any(self.list(name, value, depth)?),
                "not" => Filter::Not(Box::new(self.at(name, |r| r.inner(value, depth))?)),
                path => self.at(path, |r| r.member(path, value))?,
            };
            all.push(filter);
        }
        Ok(match <[Filter; 1]>::try_from(all) {
            Ok([one]) => one,
            Err(all) => Filter::All(all),
        })
    }

    fn list(&mut self, name: &str, value: &Value, depth: usize) -> Result<Vec<Filter>, CloudError> {
        let Value::Array(items) = value else {
            return self.at(name, |r| {
                let advice = format!("`{name}` takes an array of filters; write a member of that name as [\"{name}\"]");
                Err(r.refuse(advice))
            });
        };
        let read = |(number, item)| self.at(format!("{name}[{number}]"), |r| r.inner(item, depth));
        items.iter().enumerate().map(read).collect()
    }

    /// A filter within a filter.
    fn inner(&mut self, value: &Value, depth: usize) -> Result<Filter, CloudError> {
        match value {
            Value::Object(members) => self.object(members, depth + 1),
            _ => Err(self.refuse(r#"a filter is expected here: a JSON object such as {"n": {"gt": 1}}"#)),
        }
    }

    fn member(&mut self, path: &str, value: &Value) -> Result<Filter, CloudError> {
        let path = Path::parse(path).map_err(|reason| self.refuse(format!("this is no path: {reason}")))?;
        let Value::Object(operators) = value else {
            self.count()?;
            let operand = self.operand(value)?;
            return Ok(Filter::Test(path, Test::In(vec![operand])));
        };
        if operators.is_empty() {
            let advice = format!("an operator is expected ({OPERATORS}); to compare with an object use eq");
            return Err(self.refuse(advice));
        }
        let mut all = Vec::new();
        for (operator, value) in operators {
            self.count()?;
            all.push(self.at(operator, |r| r.operator(&path, operator, value))?);
        }
        Ok(match <[Filter; 1]>::try_from(all) {
            Ok([one]) => one,
            Err(all) => Filter::All(all),
        })
    }

    fn operator(&mut self, path: &Path, operator: &str, value: &Value) -> Result<Filter, CloudError> {
        let test = match operator {
            "eq" => Test::In(vec![self.operand(value)?]),
            "ne" => {
                let equal = Filter::Test(path.clone(), Test::In(vec![self.operand(value)?]));
                return Ok(Filter::Not(Box::new(equal)));
            }
            "lt" => self.comparison(Comparison::Lt, value)?,
            "lte" => self.comparison(Comparison::Lte, value)?,
            "gt" => self.comparison(Comparison::Gt, value)?,
            "gte" => self.comparison(Comparison::Gte, value)?,
            "in" => match value {
                Value::Array(items) => Test::In(items.iter().map(|i| self.operand(i)).collect::<Result<_, _>>()?),
                _ => return Err(self.refuse("`in` takes an array of values")),
            },
            "prefix" => match value {
                Value::String(prefix) => Test::Prefix(prefix.clone()),
                _ => return Err(self.refuse("`prefix` takes a string")),
            },
            "contains" => Test::Contains(self.operand(value)?),
            "exists" => match value {
                Value::Bool(exists) => Test::Exists(*exists),
                _ => return Err(self.refuse("`exists` takes true or false")),
            },
            _ => {
                let advice =
                    format!("there is no such operator; use one of {OPERATORS}, or eq to compare with an object");
                return Err(self.refuse(advice));
            }
        };
        Ok(Filter::Test(path.clone(), test))
    }

    fn comparison(&mut self, comparison: Comparison, value: &Value) -> Result<Test, CloudError> {
        if !value.is_number() && !value.is_string() {
            return Err(self.refuse("only numbers and strings are less or greater; use a number or a string"));
        }
        Ok(Test::Compare(comparison, self.operand(value)?))
    }

    fn operand(&mut self, value: &Value) -> Result<Operand, CloudError> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(self.refuse(format!("more than {MAX_VALUES} values; ask in several queries")));
        }
        let (class, value) = match value {
            Value::Null => (Class::Null, Bound::Integer(0)),
            Value::Bool(flag) => (Class::Bool, Bound::Integer(i64::from(*flag))),
            // As SQLite reads the same canonical text: what fits an integer is one.
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => (Class::Number, Bound::Integer(integer)),
                (None, Some(real)) => (Class::Number, Bound::Real(real)),
                (None, None) => return Err(self.refuse("this number is beyond what a double holds")),
            },
            Value::String(text) => (Class::Text, Bound::Text(text.clone())),
            Value::Array(_) | Value::Object(_) => (Class::Other, Bound::Text(self.canonical(value)?)),
        };
        Ok(Operand { class, value })
    }

    /// The canonical text of an array or object.
    fn canonical(&self, value: &Value) -> Result<String, CloudError> {
        const BEFORE: &str = "{\"v\":";
        let wrapped = canonicalize_again(&format!("{BEFORE}{value}}}"), usize::MAX);
        let wrapped = wrapped.map_err(|e| self.refuse(e.reason))?.text;
        Ok(wrapped[BEFORE.len()..wrapped.len() - 1].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> ErrorInfo {
        match Filter::parse(text) {
            Err(CloudError::InvalidArgument { info }) => info,
            other => panic!("{text}: {other:?}"),
        }
    }

    fn field(text: &str) -> String {
        let info = refusal(text);
        assert_eq!(info.code, "argument.filter", "{text}");
        info.details["field"].clone()
    }

    fn position(text: &str) -> String {
        refusal(text).details["position"].clone()
    }

    #[test]
    fn text_that_is_not_json_is_refused_with_the_character() {
        assert_eq!(position(r#"{"a": nonsense}"#), "7");
        assert_eq!(position("{\n\"ü\": \"ü\",\n x}"), "13");
        assert_eq!(position(r#"{"a": 1"#), "7");
        assert_eq!(position(""), "0");
    }

    #[test]
    fn what_is_no_filter_is_refused_with_its_place_and_what_would_be_right() {
        for (text, place, advice) in [
            ("[]", "$", "JSON object"),
            (r#"{"and":[{"a":1},{"age":{"gtt":1}}]}"#, "and[1].age.gtt", "gte"),
            (r#"{"or":{"a":1}}"#, "or", "array of filters"),
            (r#"{"or":[1]}"#, "or[0]", "JSON object"),
            (r#"{"not":[]}"#, "not", "JSON object"),
            (r#"{"not":{"a":{}}}"#, "not.a", "operator is expected"),
            (r#"{"a":{"lt":true}}"#, "a.lt", "number or a string"),
            (r#"{"a":{"gte":null}}"#, "a.gte", "number or a string"),
            (r#"{"a":{"in":1}}"#, "a.in", "array of values"),
            (r#"{"a":{"prefix":1}}"#, "a.prefix", "a string"),
            (r#"{"a":{"exists":1}}"#, "a.exists", "true or false"),
            (r#"{"a..b":1}"#, "a..b", "no path"),
            (r#"{"$seq":1}"#, "$seq", "$updated_at"),
            (r#"{"a":1,"a":2}"#, "a", "twice"),
            (r#"{"a":9007199254740992}"#, "a", "string"),
        ] {
            assert_eq!(field(text), place, "{text}");
            let message = refusal(text).message;
            assert!(message.contains(advice) && message.contains(place), "{message}");
        }
    }

    #[test]
    fn a_hostile_filter_is_refused_before_it_costs_anything() {
        let nested = |levels: usize| format!("{}{}{}", r#"{"not":"#.repeat(levels), "{}", "}".repeat(levels));
        assert!(Filter::parse(&nested(MAX_DEPTH)).is_ok());
        assert!(refusal(&nested(MAX_DEPTH + 1)).message.contains("levels"));
        assert_eq!(refusal(&nested(20_000)).code, "argument.filter");
        let wide = |count: usize, one: &str| format!(r#"{{"or":[{}]}}"#, vec![one; count].join(","));
        assert!(Filter::parse(&wide(MAX_CONDITIONS - 1, "{}")).is_ok());
        assert!(refusal(&wide(MAX_CONDITIONS, "{}")).message.contains("conditions"));
        assert!(refusal(&wide(MAX_CONDITIONS, r#"{"a":1}"#)).message.contains("conditions"));
        let list = |count: usize| format!(r#"{{"a":{{"in":[{}]}}}}"#, vec!["1"; count].join(","));
        assert!(Filter::parse(&list(MAX_VALUES)).is_ok());
        assert!(refusal(&list(MAX_VALUES + 1)).message.contains("values"));
        assert!(refusal(&format!(r#"{{"a":"{}"}}"#, "x".repeat(MAX_BYTES))).message.contains("bytes"));
    }

    #[test]
    fn one_filter_written_two_ways_is_one_filter() {
        let one = Filter::parse(r#"{"b": 1.0, "a": {"gt": 1e20}}"#).expect("a filter");
        let two = Filter::parse(r#"{"a":{"gt":100000000000000000000.0},"b":1}"#).expect("a filter");
        assert_eq!(one, two);
    }
}
