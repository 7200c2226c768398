//! Queries of a large table, with an index on the path they ask by and without.

use crate::corpus::TABLE;
use crate::corpus::rows;
use crate::measure::alternate;
use crate::measure::time;
use anyhow::Result;
use anyhow::ensure;
use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::OrderBy;
use cortex_cloud::Query;
use cortex_cloud::TablePolicy;
use std::time::Duration;

/// Records of the table.
pub(crate) const FULL: usize = 100_000;
pub(crate) const QUICK: usize = 5_000;

/// Every query is asked so often on each side.
const ROUNDS: usize = 9;
/// Queries with an index take microseconds: so many of them make a round.
const REPEATS: u32 = 50;

/// One query on both sides, in microseconds.
pub(crate) struct Indexed {
    pub(crate) query: &'static str,
    pub(crate) records: usize,
    pub(crate) plain_us: f64,
    pub(crate) indexed_us: f64,
}

impl Indexed {
    /// How many times as long it takes without the index.
    pub(crate) fn ratio(&self) -> f64 {
        self.plain_us / self.indexed_us
    }
}

/// A query, and how many bodies it gives.
struct Case {
    query: &'static str,
    asks: Query,
    bodies: usize,
}

pub(crate) fn run(records: usize) -> Result<Vec<Indexed>> {
    eprintln!("== queries of {records} records, with an index and without");
    let folder = tempfile::tempdir()?;
    let rows = rows(records, 0);
    let open = |name: &str, indexed: Vec<String>| -> Result<CloudEngine> {
        let policy = TablePolicy { indexed, ..TablePolicy::default() };
        let engine = CloudEngine::open(Config::new(folder.path().join(name)).table(TABLE, policy))?;
        engine.put_many(TABLE, &rows, None)?;
        Ok(engine)
    };
    let (plain, indexed) = (open("plain.db", Vec::new())?, open("indexed.db", vec!["n".to_owned()])?);
    cases(records).into_iter().map(|case| measure(records, &case, &plain, &indexed)).collect()
}

fn cases(records: usize) -> Vec<Case> {
    let middle = records / 2;
    let filtered = |filter: String| Query { filter: Some(filter), ..Query::default() };
    let newest = Query { order_by: vec![OrderBy::descending("n")], limit: 20, ..Query::default() };
    vec![
        Case { query: "one record by equality", asks: filtered(format!(r#"{{"n":{middle}}}"#)), bodies: 1 },
        Case {
            query: "100 records of a range",
            asks: filtered(format!(r#"{{"n":{{"gte":{middle},"lt":{}}}}}"#, middle + 100)),
            bodies: 100,
        },
        Case { query: "the last 20 in an order", asks: newest, bodies: 20 },
    ]
}

fn measure(records: usize, case: &Case, plain: &CloudEngine, indexed: &CloudEngine) -> Result<Indexed> {
    let ask = |engine: &CloudEngine, times: u32| -> Result<Duration> {
        let (took, ()) = time(|| {
            for _ in 0..times {
                let found = engine.query(TABLE, &case.asks)?.bodies.len();
                ensure!(found == case.bodies, "{}: {found} bodies", case.query);
            }
            Ok(())
        })?;
        Ok(took / times)
    };
    let (plain, indexed) = alternate(ROUNDS, |_| ask(plain, 1), |_| ask(indexed, REPEATS))?;
    Ok(Indexed { query: case.query, records, plain_us: plain * 1e6, indexed_us: indexed * 1e6 })
}
