//! Page tokens: where a page ended, by the values it was ordered by. So writes between two pages shift nothing.

use super::path::Path;
use super::sql::order_columns;
use crate::error::CloudError;
use rusqlite::types::Value as Bound;
use serde_json::Value;

/// A column's value of the last record of a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Key {
    Integer(i64),
    Real(f64),
    Text(String),
}

/// The last record of a page: its values in the order's columns, and its id.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Keyset {
    keys: Vec<Key>,
    has_class: bool,
}

/// Tells queries apart: a token of one is of no use to another.
pub(crate) fn fingerprint(table: &str, filter: Option<&str>, order: &[(Path, bool)]) -> String {
    let mut hasher = blake3::Hasher::new();
    // A canonical filter is an object and holds no raw NUL, and neither does a table's name.
    hasher.update(table.as_bytes()).update(&[0]).update(filter.unwrap_or_default().as_bytes());
    for (path, down) in order {
        hasher.update(&[0, u8::from(*down)]);
        for column in order_columns(path) {
            hasher.update(column.as_bytes());
        }
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

impl Keyset {
    pub(crate) fn new(keys: Vec<Key>, order: &[(Path, bool)]) -> Self {
        Self { keys, has_class: begins_with_class(order) }
    }

    /// The opaque text a program passes on.
    pub(crate) fn token(&self, fingerprint: &str) -> String {
        let keys = self.keys.iter().map(|key| match key {
            Key::Integer(n) => Value::from(*n),
            Key::Real(n) => Value::from(*n),
            Key::Text(text) => Value::from(text.as_str()),
        });
        format!("{fingerprint}.{}", Value::Array(keys.collect()))
    }

    /// Reads a token of the query with that fingerprint.
    pub(crate) fn read(token: &str, fingerprint: &str, order: &[(Path, bool)]) -> Result<Self, CloudError> {
        let unreadable = || {
            let message = "this is not a page token; pass on the last page's next_page as it came";
            CloudError::argument("page", message)
        };
        let (of, text) = token.split_once('.').ok_or_else(unreadable)?;
        let Ok(Value::Array(values)) = serde_json::from_str(text) else { return Err(unreadable()) };
        if of != fingerprint {
            let message = "this page token belongs to a query of another table, filter or order; \
                           ask for the first page without one";
            return Err(CloudError::argument("page", message));
        }
        let columns = order.iter().map(|(path, _)| order_columns(path).len()).sum::<usize>() + 1;
        if values.len() != columns {
            return Err(unreadable());
        }
        let key = |value| match value {
            Value::String(text) => Ok(Key::Text(text)),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(n), _) => Ok(Key::Integer(n)),
                (None, Some(n)) => Ok(Key::Real(n)),
                (None, None) => Err(unreadable()),
            },
            _ => Err(unreadable()),
        };
        Ok(Self::new(values.into_iter().map(key).collect::<Result<_, _>>()?, order))
    }

    /// The class of the first value of the order, where it has one.
    pub(super) fn first_class(&self) -> Option<i64> {
        match self.keys.first() {
            Some(Key::Integer(class)) if self.has_class => Some(*class),
            _ => None,
        }
    }

    pub(super) fn values(&self) -> Vec<Bound> {
        let bound = |key: &Key| match key {
            Key::Integer(n) => Bound::Integer(*n),
            Key::Real(n) => Bound::Real(*n),
            Key::Text(text) => Bound::Text(text.clone()),
        };
        self.keys.iter().map(bound).collect()
    }
}

fn begins_with_class(order: &[(Path, bool)]) -> bool {
    matches!(order.first(), Some((Path::Body(_), _)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_gives_back_what_it_was_made_of() {
        let order = vec![(Path::Body("$.\"a\"".to_owned()), true)];
        let fingerprint = fingerprint("t", None, &order);
        for value in [Key::Integer(i64::MIN), Key::Real(1e300), Key::Real(5e-324), Key::Text("a\"\u{0}é.".to_owned())]
        {
            let keys = Keyset::new(vec![Key::Integer(3), value, Key::Text("id".to_owned())], &order);
            assert_eq!(Keyset::read(&keys.token(&fingerprint), &fingerprint, &order), Ok(keys));
        }
    }

    #[test]
    fn a_token_of_another_query_is_refused_and_so_is_anything_else() {
        let order = vec![(Path::Id, false)];
        let mine = fingerprint("t", Some("{}"), &order);
        let token = Keyset::new(vec![Key::Text("a".to_owned()), Key::Text("a".to_owned())], &order).token(&mine);
        for other in [
            fingerprint("u", Some("{}"), &order),
            fingerprint("t", None, &order),
            fingerprint("t", Some("{}"), &[(Path::Id, true)]),
            fingerprint("t", Some("{}"), &[(Path::UpdatedAt, false)]),
        ] {
            let error = Keyset::read(&token, &other, &order).expect_err("refused");
            assert!(error.info().message.contains("another table, filter or order"), "{error}");
        }
        for garbage in ["", "garbage", &format!("{mine}."), &format!("{mine}.[1]"), &format!("{mine}.[null,{{}}]")] {
            let error = Keyset::read(garbage, &mine, &order).expect_err("refused");
            assert_eq!(error.code(), "argument.page", "{garbage}");
        }
    }
}
