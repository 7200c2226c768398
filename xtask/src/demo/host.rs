//! A device in a process of its own, written in another language: its runner of the behaviour suite, which performs the
//! calls it is told of (`tests/conformance/mixed.md`).

use super::engine::Conflict;
use super::engine::Engine;
use super::engine::Side;
use super::engine::Status;
use super::engine::Synced;
use super::engine::Verified;
use super::engine::strategy;
use super::memory;
use anyhow::Context;
use anyhow::Result;
use anyhow::bail;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordBody;
use serde::Deserialize;
use serde_json::Value;
use serde_json::json;
use std::cell::RefCell;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::process::Child;
use std::process::ChildStdin;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;

pub(super) struct Host {
    process: Child,
    pipes: RefCell<Pipes>,
}

struct Pipes {
    /// Closing it ends the process.
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

/// The one engine of a process needs no name of its own.
const DEVICE: &str = "device";

impl Host {
    /// Starts the command and opens an engine there.
    pub(super) fn open(command: &[String], config: &Value, key: &str) -> Result<Self> {
        let (program, args) = command.split_first().context("no command of a device")?;
        let mut command = Command::new(program);
        let mut process = command
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{program} could not be started"))?;
        let stdin = process.stdin.take();
        let stdout = BufReader::new(process.stdout.take().context("a process without an output")?);
        let host = Self { process, pipes: RefCell::new(Pipes { stdin, stdout }) };
        host.perform(&json!({ "op": "open", "device": DEVICE, "config": config }))?;
        host.call("login_api_key", json!({ "key": key }))?;
        Ok(host)
    }

    fn call(&self, method: &str, args: Value) -> Result<Value> {
        self.perform(&json!({ "op": "call", "device": DEVICE, "method": method, "args": args }))
    }

    fn ask<T: for<'de> Deserialize<'de>>(&self, method: &str, args: Value) -> Result<T> {
        let answer = self.call(method, args)?;
        serde_json::from_value(answer).with_context(|| format!("what {method} returned"))
    }

    fn perform(&self, step: &Value) -> Result<Value> {
        let mut pipes = self.pipes.borrow_mut();
        let stdin = pipes.stdin.as_mut().context("the process has been ended")?;
        writeln!(stdin, "{step}")?;
        stdin.flush()?;
        let mut line = String::new();
        if pipes.stdout.read_line(&mut line)? == 0 {
            bail!("the device's process has ended; what it said is above");
        }
        let mut outcome: Value = serde_json::from_str(&line)?;
        match outcome.get_mut("returns") {
            Some(value) => Ok(value.take()),
            None => bail!("{} ended with {outcome}", step["method"].as_str().unwrap_or("open")),
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.pipes.get_mut().stdin = None;
        // It closes its engine and ends by itself.
        let _ = self.process.wait();
    }
}

impl Engine for Host {
    fn put(&self, table: &str, id: &str, body: &str) -> Result<bool> {
        self.ask("put", json!({ "table": table, "id": id, "body": parsed(body)? }))
    }

    fn put_many(&self, table: &str, rows: &[RecordBody]) -> Result<()> {
        let rows: Result<Vec<Value>> =
            rows.iter().map(|row| Ok(json!({ "id": row.id, "body": parsed(&row.body)? }))).collect();
        self.call("put_many", json!({ "table": table, "rows": rows? })).map(drop)
    }

    fn get(&self, table: &str, id: &str) -> Result<Option<String>> {
        Ok(text(&self.call("get", json!({ "table": table, "id": id }))?))
    }

    fn delete(&self, table: &str, id: &str) -> Result<bool> {
        self.ask("delete", json!({ "table": table, "id": id }))
    }

    fn sync(&self) -> Result<Synced> {
        self.ask("sync", json!({}))
    }

    fn go_offline(&self) -> Result<()> {
        self.call("go_offline", json!({})).map(drop)
    }

    fn go_online(&self) -> Result<Synced> {
        self.ask("go_online", json!({}))
    }

    fn status(&self) -> Result<Status> {
        self.ask("get_status", json!({}))
    }

    fn verify(&self) -> Result<Verified> {
        self.ask("verify", json!({}))
    }

    fn conflicts(&self, open_only: bool) -> Result<Vec<Conflict>> {
        let filter = json!({ "open_only": open_only, "table": memory::TABLE });
        let entries: Vec<Entry> = self.ask("conflicts", json!({ "filter": filter }))?;
        entries.into_iter().map(Conflict::try_from).collect()
    }

    fn resolve_conflict(&self, table: &str, id: &str, strategy: MergeStrategy) -> Result<()> {
        let strategy = format!("{strategy:?}");
        self.call("resolve_conflict", json!({ "table": table, "id": id, "strategy": strategy })).map(drop)
    }

    fn resolve_conflict_with(&self, table: &str, id: &str, body: &str) -> Result<()> {
        self.call("resolve_conflict_with", json!({ "table": table, "id": id, "body": parsed(body)? })).map(drop)
    }

    fn restore(&self, conflict_id: i64, side: ConflictSide) -> Result<bool> {
        self.ask("restore", json!({ "conflict_id": conflict_id, "side": format!("{side:?}") }))
    }

    fn close(&self) -> Result<()> {
        self.call("close", json!({})).map(drop)
    }
}

/// A row of the conflict log, as the contract has it.
#[derive(Deserialize)]
struct Entry {
    conflict_id: i64,
    id: String,
    strategy: String,
    winner: Option<String>,
    local: State,
    remote: State,
}

#[derive(Deserialize)]
struct State {
    body: Value,
    hlc: String,
    device_id: String,
}

impl TryFrom<Entry> for Conflict {
    type Error = anyhow::Error;

    fn try_from(entry: Entry) -> Result<Self> {
        let side = |State { body, hlc, device_id }| Side { body: text(&body), hlc, device_id };
        let Entry { conflict_id, id, winner, .. } = entry;
        let strategy = strategy(&entry.strategy).with_context(|| format!("the strategy {}", entry.strategy))?;
        Ok(Self { conflict_id, id, strategy, winner, local: side(entry.local), remote: side(entry.remote) })
    }
}

fn parsed(body: &str) -> Result<Value> {
    Ok(serde_json::from_str(body)?)
}

/// A body as text; none for null.
fn text(body: &Value) -> Option<String> {
    (!body.is_null()).then(|| memory::canonical(body))
}
