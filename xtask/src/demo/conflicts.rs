//! Every conflict as a person wants to read it: who won, why, and what the loser wrote.

use super::device::Device;
use super::engine::Conflict;
use super::engine::Side;
use super::memory;
use anyhow::Context;
use anyhow::Result;
use cortex_cloud::MergeStrategy;
use serde_json::Value;
use std::collections::BTreeMap;

/// Characters of what the loser wrote.
const EXCERPT: usize = 44;

/// One row of a device's conflict log.
pub(super) struct Told {
    /// The device whose log has it.
    pub(super) log: &'static str,
    pub(super) conflict_id: i64,
    pub(super) strategy: MergeStrategy,
    pub(super) memory: String,
    pub(super) winner: String,
    pub(super) why: String,
    /// What the loser wrote.
    pub(super) lost: String,
}

/// The conflicts of all devices, oldest first. `chosen` says what the user did, by record.
pub(super) fn tell(devices: [&Device; 2], chosen: &BTreeMap<String, String>) -> Result<Vec<Told>> {
    let mut names = BTreeMap::new();
    for device in devices {
        names.insert(device.engine.status()?.device_id, device.name);
    }
    let mut told = Vec::new();
    for device in devices.into_iter().rev() {
        let mut entries = device.engine.conflicts(false)?;
        entries.reverse();
        for entry in entries {
            told.push(tell_one(device.name, &entry, &names, chosen)?);
        }
    }
    Ok(told)
}

fn tell_one(
    log: &'static str,
    entry: &Conflict,
    names: &BTreeMap<String, &'static str>,
    chosen: &BTreeMap<String, String>,
) -> Result<Told> {
    let name = |state: &Side| names.get(&state.device_id).copied().unwrap_or("the server");
    let (winner, lost) = match entry.winner.as_deref() {
        Some("Local") => (name(&entry.local).to_owned(), excerpt(&entry.remote)),
        Some("Remote") => (name(&entry.remote).to_owned(), excerpt(&entry.local)),
        Some(_) => ("both".to_owned(), format!("{} | {}", excerpt(&entry.local), excerpt(&entry.remote))),
        None => ("nobody yet".to_owned(), String::new()),
    };
    let why = match (entry.strategy, chosen.get(&entry.id)) {
        (MergeStrategy::LastWriteWins, _) => format!("{winner} wrote {:.1} s later", seconds_apart(entry)?),
        (_, Some(choice)) => choice.clone(),
        (strategy, None) => strategy.to_string(),
    };
    let memory = entry.id.get(..8).unwrap_or(&entry.id).to_owned();
    Ok(Told { log, conflict_id: entry.conflict_id, strategy: entry.strategy, memory, winner, why, lost })
}

/// The upper 48 bits of a stamp are milliseconds.
fn seconds_apart(entry: &Conflict) -> Result<f64> {
    let ms = |state: &Side| state.hlc.parse::<u64>().map(|hlc| hlc >> 16).context("a stamp is no number");
    Ok(ms(&entry.local)?.abs_diff(ms(&entry.remote)?) as f64 / 1_000.0)
}

fn excerpt(state: &Side) -> String {
    let Some(body) = &state.body else { return "(a delete)".to_owned() };
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let summary = body["summary"].as_str().unwrap_or_default();
    let mut short: String = summary.chars().take(EXCERPT).collect();
    if short.len() < summary.len() {
        short.push('…');
    }
    short
}

/// The statement that shows both sides of a conflict.
pub(super) fn statement() -> String {
    let side = |side: &str| format!("json_extract({side}_body, '$.summary') AS {side}");
    format!("SELECT memory_id, {}, {}, winner FROM conflict_log WHERE id = N", side("local"), side("remote"))
}

/// The statement that shows a memory as a device's file has it.
pub(super) fn memory_statement() -> String {
    format!("SELECT id, body FROM records WHERE table_name = '{}' LIMIT 3", memory::TABLE)
}
