//! What both rounds of edits work with: the server, the two devices, and the model of what must come out.

use super::device::Account;
use super::device::Device;
use super::memory;
use super::memory::Draft;
use super::memory::Provenance;
use super::model::Model;
use super::progress::Progress;
use super::server::Server;
use super::time;
use anyhow::Context;
use anyhow::Result;
use anyhow::bail;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Between the writes of one device and the next: both run on the server's clock, which they know to some
/// milliseconds, and who wrote last should not be a matter of these.
const PAUSE: Duration = Duration::from_millis(500);

/// Syncs until two devices agree; more means that they never will.
const MAX_ROUNDS: u32 = 5;

pub(super) struct Stage {
    pub(super) server: Server,
    pub(super) account: Account,
    pub(super) a: Device,
    pub(super) b: Device,
    pub(super) model: Model,
    pub(super) progress: Arc<Progress>,
    /// Memories to edit; each is taken once.
    pub(super) pool: Vec<String>,
    /// Why a conflict ended as it did, where the user chose: by record.
    pub(super) choices: BTreeMap<String, String>,
    notes: u32,
}

impl Stage {
    pub(super) fn new(server: Server, account: Account, a: Device, b: Device, progress: Arc<Progress>) -> Self {
        let (model, pool) = (Model::default(), Vec::new());
        Self { server, account, a, b, model, progress, pool, choices: BTreeMap::new(), notes: 0 }
    }

    /// Takes so many memories out of the pool.
    pub(super) fn take<const N: usize>(&mut self) -> Result<[String; N]> {
        let at = self.pool.len().checked_sub(N).context("too few memories to edit")?;
        <[String; N]>::try_from(self.pool.split_off(at)).map_err(|_| anyhow::anyhow!("too few memories to edit"))
    }

    /// A new note's id and body.
    pub(super) fn note(&mut self, what: &str) -> Result<(String, String)> {
        self.notes += 1;
        let from = Provenance { now: time::now(), namespace: "agent://default/".to_owned() };
        let draft = Draft {
            source: format!("note\0{}\0{what}", self.notes).into_bytes(),
            memory_type: "insight",
            data: json!({ "observation": what, "evidence": [] }),
            summary: what.to_owned(),
            valid_time: from.now.clone(),
            linked_files: Vec::new(),
            tags: vec!["note".to_owned()],
        };
        Ok(from.memory(&draft)?)
    }

    /// Waits until a later write is later beyond doubt.
    pub(super) fn pause(&self) {
        thread::sleep(PAUSE);
    }

    /// Syncs the devices in turn until both have everything; says how many syncs that took.
    pub(super) fn settle(&mut self) -> Result<()> {
        for round in 1..=MAX_ROUNDS {
            for device in [&mut self.a, &mut self.b] {
                let (report, took) = device.sync()?;
                self.progress.line(&format!(
                    "   {} synced in {:.0} ms: {} pushed, {} pulled, {} conflicts settled, {} waiting",
                    device.name,
                    took.as_secs_f64() * 1_000.0,
                    report.pushed,
                    report.pulled,
                    report.conflicts_resolved,
                    report.conflicts_waiting
                ));
            }
            let (a, b) = (self.a.engine.status()?, self.b.engine.status()?);
            let agree = a.digest == b.digest && a.cursor_seq == b.cursor_seq;
            if agree && a.pending + b.pending + a.failed + b.failed == 0 {
                self.progress.line(&format!("   both devices are equal in round {round}: digest {}", a.digest));
                return Ok(());
            }
        }
        bail!("the devices still differ after {MAX_ROUNDS} rounds of syncs")
    }

    /// How many conflicts a device has open.
    pub(super) fn open_conflicts(device: &Device) -> Result<usize> {
        Ok(device.engine.conflicts(true)?.len())
    }
}

/// A device's body of a memory with another summary and tag, as an editor would leave it.
pub(super) fn edited(device: &Device, id: &str, summary: &str) -> Result<String> {
    let body = device.engine.get(memory::TABLE, id)?.with_context(|| format!("{} has no {id}", device.name))?;
    let mut body: Value = serde_json::from_str(&body)?;
    body["summary"] = summary.into();
    body["importance"] = "high".into();
    if let Some(tags) = body["tags"].as_array_mut() {
        tags.push(format!("edited-by-{}", device.name.to_lowercase()).into());
    }
    Ok(memory::canonical(&body))
}
