//! A query as SQL. Paths and the table's name stand in it as literals, because the planner knows an index by the text of
//! its expressions; everything a filter compares with is bound.
//!
//! Every path gives two columns that are never NULL: the value's class, and the value within its class. So no test is
//! ever NULL, and one index on the two serves equality, ranges and the order.

use super::Class;
use super::filter::Comparison;
use super::filter::Filter;
use super::filter::Operand;
use super::filter::Test;
use super::page::Keyset;
use super::path::Path;
use rusqlite::types::Value as Bound;
use std::collections::HashSet;

/// A statement in the making, and what is bound to it.
#[derive(Default)]
pub(crate) struct Sql {
    pub(crate) text: String,
    pub(crate) bound: Vec<Bound>,
}

/// An SQL string literal.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The columns of an index on a path of the body: those the conditions and the order below are made of.
pub(crate) fn index_columns(body_path: &str) -> String {
    format!("{}, {}, id", class_of(body_path), value_of(body_path))
}

fn class_of(body_path: &str) -> String {
    format!(
        "CASE json_type(body, {}) WHEN 'null' THEN 1 WHEN 'true' THEN 2 WHEN 'false' THEN 2 WHEN 'integer' THEN 3 \
         WHEN 'real' THEN 3 WHEN 'text' THEN 4 WHEN 'array' THEN 5 WHEN 'object' THEN 5 ELSE 0 END",
        literal(body_path)
    )
}

fn value_of(body_path: &str) -> String {
    format!("coalesce(json_extract(body, {}), 0)", literal(body_path))
}

/// The class and the value of a path, in the order they sort in. What is always there has no class to tell.
pub(crate) fn order_columns(path: &Path) -> Vec<String> {
    match path {
        Path::Body(path) => vec![class_of(path), value_of(path)],
        Path::Id => vec!["id".to_owned()],
        Path::UpdatedAt => vec!["(hlc >> 16)".to_owned()],
    }
}

/// The terms of an order, ties broken by id.
pub(crate) fn order_by_sql(order: &[(Path, bool)]) -> String {
    let terms: Vec<String> = columns(order)
        .into_iter()
        .map(|(column, down)| format!("{column}{}", if down { " DESC" } else { "" }))
        .collect();
    terms.join(", ")
}

fn columns(order: &[(Path, bool)]) -> Vec<(String, bool)> {
    let mut columns: Vec<(String, bool)> =
        order.iter().flat_map(|(path, down)| order_columns(path).into_iter().map(|column| (column, *down))).collect();
    columns.push(("id".to_owned(), order.last().is_some_and(|o| o.1)));
    columns
}

impl Sql {
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub(crate) fn bind(&mut self, value: impl Into<Bound>) -> &mut Self {
        self.bound.push(value.into());
        self.text.push_str(&format!("?{}", self.bound.len()));
        self
    }

    /// The live records of a table. The planner is told that a table is a good part of the file, or it would take every
    /// table for a handful of records and sort them rather than use an index on a path.
    pub(crate) fn table(&mut self, table: &str) -> &mut Self {
        self.push(&format!("likelihood(table_name = {}, 0.9) AND body IS NOT NULL", literal(table)))
    }

    /// The condition a filter is.
    pub(crate) fn filter(&mut self, filter: &Filter) -> &mut Self {
        match filter {
            Filter::All(filters) => self.joined(filters, " AND ", "1"),
            Filter::Any(filters) => self.joined(filters, " OR ", "0"),
            Filter::Not(inner) => self.push("NOT (").filter(inner).push(")"),
            Filter::Test(path, test) => self.test(path, test),
        }
    }

    fn joined(&mut self, filters: &[Filter], word: &str, none: &str) -> &mut Self {
        if filters.is_empty() {
            return self.push(none);
        }
        for (number, filter) in filters.iter().enumerate() {
            self.push(if number == 0 { "(" } else { word }).filter(filter);
        }
        self.push(")")
    }

    fn test(&mut self, path: &Path, test: &Test) -> &mut Self {
        match test {
            Test::In(operands) => self.equals_any(path, operands),
            Test::Compare(comparison, operand) => {
                let sign = match comparison {
                    Comparison::Lt => "<",
                    Comparison::Lte => "<=",
                    Comparison::Gt => ">",
                    Comparison::Gte => ">=",
                };
                self.of_class(path, operand.class, |sql, value| {
                    sql.push(value).push(sign).bind(operand.value.clone());
                })
            }
            Test::Prefix(prefix) => self.of_class(path, Class::Text, |sql, value| {
                sql.push(value).push(">=").bind(prefix.clone());
                if let Some(end) = after_prefix(prefix) {
                    sql.push(" AND ").push(value).push("<").bind(end);
                }
            }),
            Test::Contains(operand) => self.contains(path, operand),
            Test::Exists(exists) => match (path, exists) {
                // Most records have what is asked for: no reason to go through an index, which the sign prevents.
                (Path::Body(path), true) => self.push("(+").push(&class_of(path)).push(" <> 0)"),
                (Path::Body(path), false) => self.push("(").push(&class_of(path)).push(" = 0)"),
                (Path::Id | Path::UpdatedAt, exists) => self.push(if *exists { "1" } else { "0" }),
            },
        }
    }

    /// The value is of a class, and `condition` holds for it.
    fn of_class(&mut self, path: &Path, class: Class, condition: impl FnOnce(&mut Self, &str)) -> &mut Self {
        let value = match path {
            Path::Body(path) => {
                self.push("(").push(&class_of(path)).push(&format!(" = {} AND ", class as u8));
                value_of(path)
            }
            Path::Id if class == Class::Text => self.push("(").of(path),
            Path::UpdatedAt if class == Class::Number => self.push("(").of(path),
            Path::Id | Path::UpdatedAt => return self.push("0"),
        };
        condition(self, &value);
        self.push(")")
    }

    fn of(&self, path: &Path) -> String {
        order_columns(path).concat()
    }

    /// One list for each class, so that an index on the path serves it.
    fn equals_any(&mut self, path: &Path, operands: &[Operand]) -> &mut Self {
        let classes: Vec<Class> = [Class::Null, Class::Bool, Class::Number, Class::Text, Class::Other]
            .into_iter()
            .filter(|class| operands.iter().any(|o| o.class == *class))
            .collect();
        if classes.is_empty() {
            return self.push("0");
        }
        for (number, class) in classes.into_iter().enumerate() {
            self.push(if number == 0 { "(" } else { " OR " });
            let values: Vec<&Bound> = operands.iter().filter(|o| o.class == class).map(|o| &o.value).collect();
            self.of_class(path, class, |sql, value| match values.as_slice() {
                [one] => {
                    sql.push(value).push("=").bind((*one).clone());
                }
                many => {
                    for (number, one) in many.iter().enumerate() {
                        sql.push(if number == 0 { value } else { "," });
                        sql.push(if number == 0 { " IN (" } else { "" }).bind((*one).clone());
                    }
                    sql.push(")");
                }
            });
        }
        self.push(")")
    }

    fn contains(&mut self, path: &Path, operand: &Operand) -> &mut Self {
        self.push("(");
        if operand.class == Class::Text {
            self.of_class(path, Class::Text, |sql, value| {
                sql.push("instr(").push(value).push(",").bind(operand.value.clone()).push(") > 0");
            });
        } else {
            self.push("0");
        }
        if let Path::Body(path) = path {
            let path = literal(path);
            self.push(&format!(
                " OR (json_type(body, {path}) = 'array' AND EXISTS (SELECT 1 FROM json_each(body, {path}) e WHERE "
            ));
            match operand.class {
                Class::Null => self.push("e.type = 'null'"),
                Class::Bool => self.push("e.type IN ('true', 'false') AND e.value=").bind(operand.value.clone()),
                Class::Number => self.push("e.type IN ('integer', 'real') AND e.value=").bind(operand.value.clone()),
                Class::Text => self.push("e.type = 'text' AND e.value=").bind(operand.value.clone()),
                Class::Other => self.push("e.type IN ('array', 'object') AND e.value=").bind(operand.value.clone()),
            };
            self.push("))");
        }
        self.push(")")
    }

    /// What comes after a page, in an order. `indexed` holds the paths with an index: for one of them, what would be true
    /// anyway shows the planner where to begin.
    pub(crate) fn after(
        &mut self,
        order: &[(Path, bool)],
        after: Option<&Keyset>,
        indexed: &HashSet<String>,
    ) -> &mut Self {
        if let Some((Path::Body(path), down)) = order.first()
            && indexed.contains(path)
        {
            let bound = after.and_then(|a| a.first_class()).unwrap_or(if *down { Class::Other as i64 } else { 0 });
            self.push(" AND ").push(&class_of(path)).push(if *down { " <= " } else { " >= " }).bind(bound);
        }
        let Some(after) = after else { return self };
        let columns: Vec<(String, bool, Bound)> = columns(order)
            .into_iter()
            .zip(after.values())
            .map(|((column, down), value)| (column, down, value))
            .collect();
        self.push(" AND ");
        if columns.windows(2).all(|w| w[0].1 == w[1].1) {
            return self.row_after(&columns);
        }
        self.stepwise_after(&columns)
    }

    /// All columns in one direction: a row value, which an index understands.
    fn row_after(&mut self, columns: &[(String, bool, Bound)]) -> &mut Self {
        let names: Vec<&str> = columns.iter().map(|c| c.0.as_str()).collect();
        let sign = if columns.first().is_some_and(|c| c.1) { "<" } else { ">" };
        self.push(&format!("({}) {sign} (", names.join(", ")));
        for (number, (_, _, value)) in columns.iter().enumerate() {
            self.push(if number == 0 { "" } else { ", " }).bind(value.clone());
        }
        self.push(")")
    }

    fn stepwise_after(&mut self, columns: &[(String, bool, Bound)]) -> &mut Self {
        let Some(((column, down, value), rest)) = columns.split_first() else { return self.push("0") };
        let sign = if *down { " < " } else { " > " };
        self.push("(").push(column).push(sign).bind(value.clone());
        self.push(" OR (").push(column).push(" = ").bind(value.clone()).push(" AND ");
        self.stepwise_after(rest).push("))")
    }
}

/// The first text after all that begin with `prefix`, by bytes; `None` where there is none.
fn after_prefix(prefix: &str) -> Option<String> {
    let mut end = prefix.to_owned();
    while let Some(last) = end.pop() {
        let next = match last {
            // Surrogates are no characters.
            '\u{d7ff}' => Some('\u{e000}'),
            other => char::from_u32(u32::from(other) + 1),
        };
        if let Some(next) = next {
            end.push(next);
            return Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_prefix_is_the_next_text_by_bytes() {
        assert_eq!(after_prefix("ab").as_deref(), Some("ac"));
        assert_eq!(after_prefix("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(after_prefix("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(after_prefix("\u{7f}").as_deref(), Some("\u{80}"));
        assert_eq!(after_prefix("\u{10ffff}"), None);
        assert_eq!(after_prefix(""), None);
    }

    #[test]
    fn quotes_do_not_end_a_literal() {
        assert_eq!(literal("it's '' so"), "'it''s '''' so'");
    }
}
