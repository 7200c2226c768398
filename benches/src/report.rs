//! The result, for people and as JSON.

use crate::local::Comparison;
use crate::network::Transfer;
use crate::query::Indexed;
use comfy_table::CellAlignment;
use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use serde_json::Value;
use serde_json::json;

pub(crate) struct Report {
    pub(crate) local: Vec<Comparison>,
    pub(crate) queries: Vec<Indexed>,
    pub(crate) network: Vec<Transfer>,
}

impl Report {
    pub(crate) fn print(&self) {
        println!("\nBodies of about 200 bytes; medians of runs that take turns.");
        println!(
            "Bare SQLite: the same pragmas, log row and hash, the first tables and indexes, with prepared statements."
        );
        println!("{}", self.local_table());
        println!("\nQueries of the engine on a table of that many records, with an index on the path and without.");
        println!("{}", self.query_table());
        println!("\nOver HTTP on loopback, server on the same machine, a full fsync before every acknowledgement.");
        println!("{}", self.speed_table());
        println!(
            "\nCost of a row, and how it grows with their number (1.00: not at all). Ids are random. A pull of more"
        );
        println!("than one page (2 000 rows or 1 MiB) is kept page by page and shown at once at its end.");
        println!("{}", self.growth_table());
    }

    fn local_table(&self) -> Table {
        let mut table = table(["call", "engine", "bare SQLite", "ratio"]);
        for row in &self.local {
            table.add_row([
                row.call.to_owned(),
                format!("{:.1} µs", row.engine_us),
                format!("{:.1} µs", row.bare_us),
                format!("{:.2}", row.ratio()),
            ]);
        }
        right(table)
    }

    fn query_table(&self) -> Table {
        let mut table = table(["query", "records", "without index", "with index", "ratio"]);
        for row in &self.queries {
            table.add_row([
                row.query.to_owned(),
                row.records.to_string(),
                format!("{:.0} µs", row.plain_us),
                format!("{:.0} µs", row.indexed_us),
                format!("{:.1}", row.ratio()),
            ]);
        }
        right(table)
    }

    fn speed_table(&self) -> Table {
        let heads = ["records", "push+ack", "pull+apply", "cold start to equal digests", "bytes up", "bytes down"];
        let mut table = table(heads);
        for row in &self.network {
            table.add_row([
                row.records.to_string(),
                format!("{:.0} rows/s", 1e6 / row.push_us()),
                format!("{:.0} rows/s", 1e6 / row.pull_us()),
                format!("{:.3} s", row.cold_start),
                format!("{:.0} a row", row.bytes_pushed as f64 / row.records as f64),
                format!("{:.0} a row", row.bytes_pulled as f64 / row.records as f64),
            ]);
        }
        right(table)
    }

    fn growth_table(&self) -> Table {
        let mut table = table(["records", "push, µs a row", "growth", "pull, µs a row", "growth"]);
        for row in &self.network {
            let (push, pull) = self.growth(row);
            table.add_row([
                row.records.to_string(),
                format!("{:.1}", row.push_us()),
                format!("{push:.2}"),
                format!("{:.1}", row.pull_us()),
                format!("{pull:.2}"),
            ]);
        }
        right(table)
    }

    /// Push and pull of a row against the smallest size.
    fn growth(&self, row: &Transfer) -> (f64, f64) {
        self.network
            .first()
            .map_or((1.0, 1.0), |first| (row.push_us() / first.push_us(), row.pull_us() / first.pull_us()))
    }

    pub(crate) fn to_json(&self) -> Value {
        let local = self.local.iter().map(
            |row| json!({ "call": row.call, "engine_us": row.engine_us, "bare_us": row.bare_us, "ratio": row.ratio() }),
        );
        let network = self.network.iter().map(|row| {
            let (push, pull) = self.growth(row);
            json!({
                "records": row.records,
                "push_us": row.push_us(), "push_growth": push, "bytes_pushed": row.bytes_pushed,
                "pull_us": row.pull_us(), "pull_growth": pull, "bytes_pulled": row.bytes_pulled,
                "cold_start_s": row.cold_start,
            })
        });
        let queries = self.queries.iter().map(|row| {
            json!({
                "query": row.query, "records": row.records,
                "plain_us": row.plain_us, "indexed_us": row.indexed_us, "ratio": row.ratio(),
            })
        });
        json!({ "local": local.collect::<Vec<_>>(), "queries": queries.collect::<Vec<_>>(), "network": network.collect::<Vec<_>>() })
    }
}

fn table<const N: usize>(heads: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(heads);
    table
}

/// Sets every column of numbers flush right; the first may be a name.
fn right(mut table: Table) -> Table {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
