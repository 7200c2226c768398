//! The calls a program makes all day, against bare SQLite.

use crate::baseline::Bare;
use crate::corpus;
use crate::corpus::TABLE;
use crate::corpus::note;
use crate::corpus::notes;
use crate::measure::alternate;
use crate::measure::time;
use anyhow::Result;
use anyhow::ensure;
use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::Durability;
use std::time::Duration;
use tempfile::TempDir;

/// Rows of one transaction of `put_many`, here as in the engine.
const STEP: usize = 500;

pub(crate) struct Size {
    rounds: usize,
    puts: usize,
    many: usize,
    gets: usize,
}

impl Size {
    pub(crate) const FULL: Self = Self { rounds: 9, puts: 2_000, many: 10_000, gets: 50_000 };
    pub(crate) const QUICK: Self = Self { rounds: 3, puts: 500, many: 2_000, gets: 10_000 };
}

/// One call against its counterpart, in microseconds a row.
pub(crate) struct Comparison {
    pub(crate) call: &'static str,
    pub(crate) engine_us: f64,
    pub(crate) bare_us: f64,
}

impl Comparison {
    fn new(call: &'static str, rows: usize, (engine, bare): (f64, f64)) -> Self {
        let per_row = 1e6 / rows as f64;
        Self { call, engine_us: engine * per_row, bare_us: bare * per_row }
    }

    /// How many times the work of bare SQLite.
    pub(crate) fn ratio(&self) -> f64 {
        self.engine_us / self.bare_us
    }
}

/// Both sides on files of their own.
struct Pair {
    engine: CloudEngine,
    bare: Bare,
    _folder: TempDir,
}

fn pair(durability: Durability) -> Result<Pair> {
    let folder = tempfile::tempdir()?;
    let engine = CloudEngine::open(Config { durability, ..Config::new(folder.path().join("engine.db")) })?;
    let bare = Bare::open(&folder.path().join("bare.db"), durability)?;
    Ok(Pair { engine, bare, _folder: folder })
}

pub(crate) fn run(size: &Size) -> Result<Vec<Comparison>> {
    eprintln!("== engine against bare SQLite: put, put_many, get");
    let new = |round, n| (round * size.puts + n, round);
    let put_new = puts(size, "put, new record", Durability::Normal, new)?;
    let put_again = puts(size, "put, same records again", Durability::Normal, |round, n| (n, round))?;
    // A document that is saved at every change, with no network: all its mutations wait.
    let one = |round, n| (0, round * size.puts + n);
    let put_one = puts(size, "put, one record all the time", Durability::Normal, one)?;
    let put_full = puts(size, "put, new record, durability full", Durability::Full, new)?;
    Ok(vec![put_new, put_again, put_one, put_full, put_many(size)?, get(size)?])
}

/// Single puts. `what` says which note, in which edition, is the one of this number in a round.
fn puts(
    size: &Size,
    call: &'static str,
    durability: Durability,
    what: impl Fn(usize, usize) -> (usize, usize),
) -> Result<Comparison> {
    let Pair { engine, mut bare, _folder } = pair(durability)?;
    let rows = |round: usize| -> Vec<(String, String)> {
        let numbered = (0..size.puts).map(|n| what(round, n));
        numbered.map(|(number, edition)| note(number, edition)).collect()
    };
    let times = alternate(
        size.rounds,
        |round| {
            each(&rows(round), |id, body| {
                engine.put(TABLE, id, body)?;
                Ok(())
            })
        },
        |round| each(&rows(round), |id, body| bare.put(id, body)),
    )?;
    Ok(Comparison::new(call, size.puts, times))
}

fn put_many(size: &Size) -> Result<Comparison> {
    // New files every round: the cost of a row must not hide that of a growing tree.
    let times = alternate(
        size.rounds,
        |round| {
            let (pair, rows) = (pair(Durability::Normal)?, corpus::rows(size.many, round));
            Ok(time(|| Ok(pair.engine.put_many(TABLE, &rows, None)?))?.0)
        },
        |round| {
            let (mut pair, rows) = (pair(Durability::Normal)?, notes(size.many, round));
            Ok(time(|| rows.chunks(STEP).try_for_each(|step| pair.bare.put_many(step)))?.0)
        },
    )?;
    Ok(Comparison::new("put_many, 500 rows a transaction", size.many, times))
}

fn get(size: &Size) -> Result<Comparison> {
    let Pair { engine, mut bare, _folder } = pair(Durability::Normal)?;
    let rows = notes(size.many, 0);
    engine.put_many(TABLE, &corpus::rows(size.many, 0), None)?;
    rows.chunks(STEP).try_for_each(|step| bare.put_many(step))?;
    let wanted: Vec<(String, String)> = (0..size.gets).map(|n| rows[n * 7_919 % rows.len()].clone()).collect();
    let times = alternate(
        size.rounds,
        |_| {
            each(&wanted, |id, body| {
                ensure!(engine.get(TABLE, id)?.as_deref() == Some(body), "the engine gave another body");
                Ok(())
            })
        },
        |_| {
            each(&wanted, |id, body| {
                ensure!(bare.get(id)?.as_deref() == Some(body), "SQLite gave another body");
                Ok(())
            })
        },
    )?;
    Ok(Comparison::new("get", size.gets, times))
}

fn each(rows: &[(String, String)], mut work: impl FnMut(&str, &str) -> Result<()>) -> Result<Duration> {
    Ok(time(|| rows.iter().try_for_each(|(id, body)| work(id, body)))?.0)
}
