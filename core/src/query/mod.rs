//! The query language: which records of a table, in which order.
//!
//! A filter is a JSON object, an order up to three paths. Both are turned into one SQL condition whose values are bound,
//! never spliced. Every value is of a kind, and values of different kinds are never equal and never less or
//! greater than each other in a filter; so each test is either true or false, and `not` is its exact opposite.
//!
//! `docs/queries.md` is the same for users.

mod filter;
mod page;
mod path;
mod sql;

pub(crate) use filter::Filter;
pub(crate) use page::Key;
pub(crate) use page::Keyset;
pub(crate) use page::fingerprint;
pub(crate) use path::Path;
pub(crate) use sql::Sql;
pub(crate) use sql::index_columns;
pub(crate) use sql::literal;
pub(crate) use sql::order_by_sql;
pub(crate) use sql::order_columns;

use crate::error::CloudError;

/// Paths of an order at most.
pub const MAX_ORDER: usize = 3;

/// Which records of a table, in which order, and how many. The default is the first 1 000 by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// A JSON object: only the records it matches. `None` matches all.
    pub filter: Option<String>,
    /// Up to [`MAX_ORDER`] paths; what they leave equal is ordered by id, in the direction of the last of them.
    pub order_by: Vec<OrderBy>,
    /// Records in a page, 1 to 10 000.
    pub limit: i64,
    /// Where the last page of the same query ended: [`Page::next_page`].
    ///
    /// [`Page::next_page`]: crate::Page::next_page
    pub page: Option<String>,
}

impl Default for Query {
    fn default() -> Self {
        Self { filter: None, order_by: Vec::new(), limit: 1_000, page: None }
    }
}

/// One path of an order.
///
/// Ascending, records come in the order of their value's kind: missing, null, false, true, numbers, strings by their
/// bytes, then arrays and objects by the bytes of their canonical text. Descending is the exact reverse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderBy {
    /// A path of the body as in a filter, or `$id`, or `$updated_at`.
    pub path: String,
    /// The greatest first.
    pub descending: bool,
}

impl OrderBy {
    /// The smallest first.
    pub fn ascending(path: impl Into<String>) -> Self {
        Self { path: path.into(), descending: false }
    }

    /// The greatest first.
    pub fn descending(path: impl Into<String>) -> Self {
        Self { path: path.into(), descending: true }
    }
}

/// What kind of value stands at a path. Its number is the order of kinds; 0 is no value at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Null = 1,
    Bool = 2,
    Number = 3,
    Text = 4,
    /// An array or an object, which is its canonical text.
    Other = 5,
}

/// Reads an order.
pub(crate) fn order(order_by: &[OrderBy]) -> Result<Vec<(Path, bool)>, CloudError> {
    if order_by.len() > MAX_ORDER {
        let message = format!("the order has {} paths and may have at most {MAX_ORDER}", order_by.len());
        return Err(CloudError::argument("order_by", message));
    }
    order_by
        .iter()
        .map(|by| match Path::parse(&by.path) {
            Ok(path) => Ok((path, by.descending)),
            Err(reason) => {
                let message = format!("the order's path {:?} will not do: {reason}", by.path);
                Err(CloudError::argument("order_by", message))
            }
        })
        .collect()
}
