//! Measures the engine: its calls against bare SQLite that does the same work, queries with an index against those
//! without, and syncs over real HTTP against the real server. `cargo xtask bench` builds both with optimisations and runs this.

mod baseline;
mod corpus;
mod local;
mod measure;
mod network;
mod query;
mod report;

use clap::Parser;
use report::Report;

/// The benchmarks of Cortex Cloud. CORTEX_SERVER_BIN names the server's binary.
#[derive(Parser)]
struct Options {
    /// A small run that takes seconds
    #[arg(long)]
    quick: bool,
    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
    /// Push and pull spaces of so many records each, instead of the usual sizes
    #[arg(long, value_name = "N", value_delimiter = ',')]
    records: Option<Vec<usize>>,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let local = if options.quick { local::Size::QUICK } else { local::Size::FULL };
    let usual = if options.quick { network::QUICK } else { network::FULL };
    let records = options.records.unwrap_or_else(|| usual.to_vec());
    let size = if options.quick { query::QUICK } else { query::FULL };
    let report = Report { local: local::run(&local)?, queries: query::run(size)?, network: network::run(&records)? };
    if options.json {
        println!("{}", report.to_json());
    } else {
        report.print();
    }
    Ok(())
}
