//! Syncs over real HTTP against the real server: how many rows a second, and whether a row costs more the more there
//! are.

use crate::corpus::TABLE;
use crate::corpus::rows;
use crate::measure::median;
use crate::measure::time;
use anyhow::Result;
use anyhow::ensure;
use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_tests::server::TestServer;
use std::path::Path;
use std::time::Duration;

/// Every size is measured so often.
const ROUNDS: usize = 3;

/// Records of a space, small to large: growth is told against the first.
pub(crate) const FULL: &[usize] = &[1_000, 10_000, 100_000];
pub(crate) const QUICK: &[usize] = &[1_000, 5_000];

/// A space of so many records, pushed by one device and pulled by another.
pub(crate) struct Transfer {
    pub(crate) records: usize,
    /// Seconds from the call of `push` until the server acknowledged everything.
    pub(crate) push: f64,
    /// Seconds from the call of `pull` until everything is in the file.
    pub(crate) pull: f64,
    /// Seconds from opening a new file to equal digests.
    pub(crate) cold_start: f64,
    /// Request bytes of the push and answer bytes of the pull, compressed.
    pub(crate) bytes_pushed: i64,
    pub(crate) bytes_pulled: i64,
}

impl Transfer {
    /// Microseconds a row.
    pub(crate) fn push_us(&self) -> f64 {
        self.push * 1e6 / self.records as f64
    }

    /// Microseconds a row.
    pub(crate) fn pull_us(&self) -> f64 {
        self.pull * 1e6 / self.records as f64
    }
}

#[derive(Default)]
struct Times {
    push: Vec<Duration>,
    pull: Vec<Duration>,
    cold_start: Vec<Duration>,
    bytes: (i64, i64),
}

pub(crate) fn run(sizes: &[usize]) -> Result<Vec<Transfer>> {
    let server = TestServer::start();
    let mut times: Vec<Times> = sizes.iter().map(|_| Times::default()).collect();
    // The sizes take turns, so that all of them meet the machine's moods.
    for round in 1..=ROUNDS {
        for (records, times) in sizes.iter().zip(&mut times) {
            eprintln!("== push and fresh pull of {records} records over HTTP, round {round} of {ROUNDS}");
            transfer(&server, &format!("bench-{records}-{round}"), *records, times)?;
        }
    }
    Ok(sizes.iter().zip(&mut times).map(|(records, times)| times.summary(*records)).collect())
}

impl Times {
    fn summary(&mut self, records: usize) -> Transfer {
        Transfer {
            records,
            push: median(&mut self.push),
            pull: median(&mut self.pull),
            cold_start: median(&mut self.cold_start),
            bytes_pushed: self.bytes.0,
            bytes_pulled: self.bytes.1,
        }
    }
}

/// Fills a new space from one device, and another device from the space.
fn transfer(server: &TestServer, space: &str, records: usize, times: &mut Times) -> Result<()> {
    server.space(space);
    let key = server.key(space, "editor").key;
    let folder = tempfile::tempdir()?;
    let first = open(server, &folder.path().join("first.db"), &key)?;
    first.put_many(TABLE, &rows(records, 0), None)?;
    let (took, pushed) = time(|| Ok(first.push(None)?))?;
    expect(&pushed, pushed.pushed, records)?;
    times.push.push(took);
    // The first device's cursor reaches the head, or its digest would lag.
    let caught_up = first.sync(None)?;
    ensure!(caught_up.status == SyncStatus::Success, "the first device does not catch up: {caught_up:?}");

    let (cold_start, (second, took, pulled)) = time(|| {
        let second = open(server, &folder.path().join("second.db"), &key)?;
        let (took, pulled) = time(|| Ok(second.pull(None)?))?;
        ensure!(second.get_status()?.digest == first.get_status()?.digest, "the digests differ after a fresh pull");
        Ok((second, took, pulled))
    })?;
    expect(&pulled, pulled.pulled, records)?;
    ensure!(second.count(TABLE, None)? == i64::try_from(records)?, "the second device lacks records");
    times.pull.push(took);
    times.cold_start.push(cold_start);
    times.bytes = (pushed.bytes_sent, pulled.bytes_received);
    first.close();
    second.close();
    Ok(())
}

fn open(server: &TestServer, path: &Path, key: &str) -> Result<CloudEngine> {
    let engine = CloudEngine::open(Config::new(path).server(server.url()))?;
    engine.login_api_key(key)?;
    Ok(engine)
}

fn expect(report: &SyncReport, moved: i64, records: usize) -> Result<()> {
    let complete = report.status == SyncStatus::Success && moved == i64::try_from(records)?;
    ensure!(complete, "{records} records should have moved: {report:?}");
    Ok(())
}
