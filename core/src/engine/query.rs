//! Queries: pages of a table's records that match a filter, in an order. The language is in [`crate::query`].

use super::CloudEngine;
use super::Inner;
use super::names;
use super::records::COLUMNS;
use super::records::CloudRecord;
use super::records::record;
use crate::error::CloudError;
use crate::error::Error;
use crate::query;
use crate::query::Filter;
use crate::query::Key;
use crate::query::Keyset;
use crate::query::Path;
use crate::query::Query;
use crate::query::Sql;
use crate::store::embedding;
use crate::store::tables;
use rusqlite::Connection;
use rusqlite::Row;
use rusqlite::params_from_iter;
use rusqlite::types::ValueRef;
use std::collections::HashSet;

/// A page of bodies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Canonical JSON texts.
    pub bodies: Vec<String>,
    /// Ask for the next page with it; `None` after the last. Opaque, and of use to the same query only. Writes between
    /// two pages shift nothing: a record that is not changed meanwhile is given exactly once.
    pub next_page: Option<String>,
}

/// A page of records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordPage {
    /// The records with their metadata.
    pub records: Vec<CloudRecord>,
    /// As [`Page::next_page`].
    pub next_page: Option<String>,
}

const MAX_LIMIT: i64 = 10_000;
/// A longer statement is unlikely to be asked for again, and not kept.
const MAX_KEPT_SQL: usize = 4_096;

impl CloudEngine {
    /// Bodies of a table's records, a page at a time.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// use cortex_cloud::{CloudEngine, Config, OrderBy, Query};
    ///
    /// let engine = CloudEngine::open(Config::new(folder.path().join("notes.db")))?;
    /// engine.put("notes", "n1", r#"{"title": "First light", "stars": 3}"#)?;
    /// engine.put("notes", "n2", r#"{"title": "Second sight", "stars": 5}"#)?;
    /// let page = engine.query("notes", &Query {
    ///     filter: Some(r#"{"stars": {"gte": 3}, "title": {"prefix": "Second"}}"#.to_owned()),
    ///     order_by: vec![OrderBy::descending("stars")],
    ///     ..Query::default()
    /// })?;
    /// assert_eq!(page.bodies, [r#"{"stars":5,"title":"Second sight"}"#]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `InvalidArgument` for a table, filter, order, limit or page token that will not do: of a filter with the place of
    /// what is wrong. `Storage` when the disk fails.
    pub fn query(&self, table: &str, query: &Query) -> Result<Page, CloudError> {
        self.guard(|inner| {
            let found = inner.page(table, query, "SELECT id, body, embedding FROM records", |row| {
                Ok((row.get(0)?, embedding::whole_column(row, 1, 2)?.unwrap_or_default()))
            })?;
            let bodies = found.rows.into_iter().map(|(_, body): (String, String)| body).collect();
            Ok(Page { bodies, next_page: found.next_page })
        })
    }

    /// A table's records with their metadata, a page at a time. Deleted ones are left out.
    ///
    /// # Errors
    /// As [`CloudEngine::query`].
    pub fn query_records(&self, table: &str, query: &Query) -> Result<RecordPage, CloudError> {
        self.guard(|inner| {
            let found = inner.page(table, query, COLUMNS, |row| {
                let record = record(row)?;
                Ok((record.id.clone(), record))
            })?;
            let records = found.rows.into_iter().map(|(_, record)| record).collect();
            Ok(RecordPage { records, next_page: found.next_page })
        })
    }

    /// How many records of a table match a filter; without one, how many it has. Deleted ones are left out.
    ///
    /// # Errors
    /// As [`CloudEngine::query`].
    pub fn count(&self, table: &str, filter: Option<&str>) -> Result<i64, CloudError> {
        self.guard(|inner| {
            names::check_table(table)?;
            let Some((filter, _)) = filter.map(Filter::parse).transpose()? else {
                return inner.store.read_one(|c| {
                    let sql = "SELECT count(*) FROM records WHERE table_name = ?1 AND body IS NOT NULL";
                    Ok(c.prepare_cached(sql)?.query_row([table], |r| r.get(0))?)
                });
            };
            let mut sql = Sql::default();
            sql.push("SELECT count(*) FROM records WHERE ").table(table).push(" AND ").filter(&filter);
            inner.store.read_one(|c| {
                let counted = rows(c, &sql, |row| row.get(0))?;
                Ok(counted.first().copied().unwrap_or_default())
            })
        })
    }
}

/// Rows with their ids, and where they end.
struct Found<T> {
    rows: Vec<(String, T)>,
    next_page: Option<String>,
}

/// A query, checked.
struct Plan {
    filter: Option<Filter>,
    order: Vec<(Path, bool)>,
    after: Option<Keyset>,
    fingerprint: String,
}

impl Plan {
    fn new(table: &str, query: &Query) -> Result<Self, CloudError> {
        names::check_table(table)?;
        if !(1..=MAX_LIMIT).contains(&query.limit) {
            let message = format!("the limit is {}; a page has 1 to {MAX_LIMIT} records", query.limit);
            return Err(CloudError::argument("limit", message));
        }
        let order = query::order(&query.order_by)?;
        let (filter, text) = query.filter.as_deref().map(Filter::parse).transpose()?.unzip();
        let fingerprint = query::fingerprint(table, text.as_deref(), &order);
        let read = |token: &String| Keyset::read(token, &fingerprint, &order);
        let after = query.page.as_ref().map(read).transpose()?;
        Ok(Self { filter, order, after, fingerprint })
    }

    /// The statement that reads one record more than the page has.
    fn sql(&self, select: &str, table: &str, limit: i64, indexed: &HashSet<String>) -> Sql {
        let mut sql = Sql::default();
        sql.push(select).push(" WHERE ");
        if self.filter.is_none() && self.order.is_empty() {
            // Nothing but the table: one statement for all tables, which stays prepared.
            sql.push("table_name = ").bind(table.to_owned()).push(" AND body IS NOT NULL");
        } else {
            sql.table(table);
        }
        if let Some(filter) = &self.filter {
            sql.push(" AND ").filter(filter);
        }
        sql.after(&self.order, self.after.as_ref(), indexed);
        sql.push(" ORDER BY ").push(&query::order_by_sql(&self.order)).push(" LIMIT ").bind(limit + 1);
        sql
    }

    /// The values of the order at the last record of a page.
    fn keyset(&self, c: &Connection, table: &str, id: &str) -> Result<Keyset, Error> {
        let columns: Vec<String> = self.order.iter().flat_map(|(path, _)| query::order_columns(path)).collect();
        let mut keys = Vec::new();
        if !columns.is_empty() {
            let mut sql = Sql::default();
            sql.push("SELECT ")
                .push(&columns.join(", "))
                .push(" FROM records WHERE table_name = ")
                .bind(table.to_owned());
            sql.push(" AND id = ").bind(id.to_owned());
            let values = rows(c, &sql, |row| (0..columns.len()).map(|n| key(row, n)).collect::<rusqlite::Result<_>>())?;
            keys = values.into_iter().next().unwrap_or_default();
        }
        keys.push(Key::Text(id.to_owned()));
        Ok(Keyset::new(keys, &self.order))
    }
}

fn key(row: &Row<'_>, column: usize) -> rusqlite::Result<Key> {
    Ok(match row.get_ref(column)? {
        ValueRef::Integer(n) => Key::Integer(n),
        ValueRef::Real(n) => Key::Real(n),
        _ => Key::Text(row.get(column)?),
    })
}

impl Inner {
    fn page<T>(
        &self,
        table: &str,
        query: &Query,
        select: &str,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<(String, T)>,
    ) -> Result<Found<T>, Error> {
        let plan = Plan::new(table, query)?;
        let run = |c: &Connection| {
            let indexed = if plan.order.is_empty() { HashSet::new() } else { tables::indexed(c, table)? };
            let mut rows = rows(c, &plan.sql(select, table, query.limit, &indexed), read)?;
            let most = usize::try_from(query.limit).unwrap_or(usize::MAX);
            let has_more = rows.len() > most;
            rows.truncate(most);
            let next_page = match rows.last().filter(|_| has_more) {
                Some((id, _)) => Some(plan.keyset(c, table, id)?.token(&plan.fingerprint)),
                None => None,
            };
            Ok(Found { rows, next_page })
        };
        // Only an order needs more than one statement, which must see one state.
        if plan.order.is_empty() { self.store.read_one(run) } else { self.store.read(run) }
    }
}

fn rows<T>(c: &Connection, sql: &Sql, read: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>, Error> {
    let bound = params_from_iter(&sql.bound);
    if sql.text.len() > MAX_KEPT_SQL {
        return Ok(c.prepare(&sql.text)?.query_map(bound, read)?.collect::<rusqlite::Result<_>>()?);
    }
    Ok(c.prepare_cached(&sql.text)?.query_map(bound, read)?.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::config::TablePolicy;
    use crate::engine::RecordBody;
    use crate::query::OrderBy;
    use tempfile::TempDir;

    /// A name and a path that would break out of a literal or an identifier, if anything could.
    const TABLE: &str = "it's \"a\" table; --";
    const PATH: &str = r#"["it's; \"--"].n"#;

    fn engine(indexed: &[&str]) -> (CloudEngine, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let engine = CloudEngine::open(Config::new(folder.path().join("store.db"))).unwrap();
        index(&engine, indexed);
        let rows: Vec<RecordBody> = (0..500)
            .map(|n| {
                let body = format!(r#"{{"it's; \"--":{{"n":{n}}},"s":"s{}","plain":{n}}}"#, n % 7);
                RecordBody::new(format!("r{n:03}"), body)
            })
            .collect();
        engine.put_many(TABLE, &rows, None).unwrap();
        (engine, folder)
    }

    fn index(engine: &CloudEngine, paths: &[&str]) {
        let indexed = paths.iter().map(|p| (*p).to_owned()).collect();
        engine.set_table_policy(TABLE, &TablePolicy { indexed, ..TablePolicy::default() }).unwrap();
    }

    fn query(filter: Option<String>, order_by: Vec<OrderBy>) -> Query {
        Query { filter, order_by, limit: 10, page: None }
    }

    /// How SQLite reads the query.
    fn plan(engine: &CloudEngine, query: &Query) -> String {
        let plan = Plan::new(TABLE, query).unwrap();
        let steps = engine.inner.store.read(|c| {
            let mut sql = plan.sql("SELECT id, body FROM records", TABLE, query.limit, &tables::indexed(c, TABLE)?);
            sql.text.insert_str(0, "EXPLAIN QUERY PLAN ");
            rows(c, &sql, |row| row.get::<_, String>(3))
        });
        steps.unwrap().join("\n")
    }

    fn name(path: &str) -> String {
        let Ok(Path::Body(path)) = Path::parse(path) else { panic!("{path} is no path of the body") };
        tables::index_name(TABLE, &path)
    }

    fn by(path: &str, test: &str) -> Option<String> {
        Some(format!("{{{}:{test}}}", serde_json::Value::from(path)))
    }

    #[test]
    fn filters_on_an_indexed_path_go_through_its_index() {
        let (engine, _folder) = engine(&[PATH, "s"]);
        for test in ["5", r#"{"eq":5}"#, r#"{"gt":5}"#, r#"{"gte":5,"lt":9}"#, r#"{"in":[1,2,3]}"#, "null"] {
            let plan = plan(&engine, &query(by(PATH, test), Vec::new()));
            assert!(plan.contains(&name(PATH)), "{test}: {plan}");
        }
        let plan = plan(&engine, &query(by("s", r#"{"prefix":"s"}"#), Vec::new()));
        assert!(plan.contains(&name("s")), "{plan}");
    }

    #[test]
    fn an_order_by_an_indexed_path_sorts_nothing_on_any_page() {
        let (engine, _folder) = engine(&[PATH]);
        for order in [OrderBy::ascending(PATH), OrderBy::descending(PATH)] {
            let mut query = query(None, vec![order]);
            for _ in 0..2 {
                let plan = plan(&engine, &query);
                assert!(plan.contains(&name(PATH)) && !plan.contains("TEMP B-TREE"), "{plan}");
                query.page = engine.query(TABLE, &query).unwrap().next_page;
            }
        }
    }

    #[test]
    fn pages_of_an_equality_go_on_inside_the_index() {
        let (engine, _folder) = engine(&["s"]);
        let mut query = query(by("s", r#""s3""#), Vec::new());
        query.page = engine.query(TABLE, &query).unwrap().next_page;
        let plan = plan(&engine, &query);
        assert!(plan.contains(&name("s")) && !plan.contains("TEMP B-TREE"), "{plan}");
    }

    #[test]
    fn an_index_comes_and_goes_with_the_policy_and_changes_no_answer() {
        let (engine, folder) = engine(&[]);
        let query = query(by(PATH, r#"{"gte":100,"lt":105}"#), vec![OrderBy::descending(PATH)]);
        let before = engine.query(TABLE, &query).unwrap();
        assert_eq!(before.bodies.len(), 5);
        assert!(!plan(&engine, &query).contains("path_"));
        index(&engine, &["plain", PATH]);
        assert!(plan(&engine, &query).contains(&name(PATH)));
        assert_eq!(engine.query(TABLE, &query).unwrap(), before);
        engine.put(TABLE, "r102", r#"{"it's; \"--":{"n":-1}}"#).unwrap();
        engine.delete(TABLE, "r103").unwrap();
        assert_eq!(engine.count(TABLE, query.filter.as_deref()).unwrap(), 3, "the index follows every write");
        index(&engine, &["plain"]);
        assert!(!plan(&engine, &query).contains("path_"));
        assert_eq!(engine.count(TABLE, query.filter.as_deref()).unwrap(), 3);
        let names = |c: &Connection| {
            let mut sql = Sql::default();
            sql.push("SELECT name FROM sqlite_schema WHERE name LIKE 'path%'");
            rows(c, &sql, |row| row.get::<_, String>(0))
        };
        assert_eq!(engine.inner.store.read(names).unwrap(), [name("plain")]);
        drop(folder);
    }
}
