//! The second round: new conflicts under the strategy `manual`, settled one by one.

use super::device::Device;
use super::memory;
use super::model::Choice;
use super::stage::Stage;
use super::stage::edited;
use anyhow::Context;
use anyhow::Result;
use anyhow::ensure;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;

/// Runs the round. Needs 7 memories in the pool.
pub(super) fn run(stage: &mut Stage) -> Result<()> {
    stage.progress.heading("Again, under manual");
    for device in [&mut stage.a, &mut stage.b] {
        device.reopen(&stage.account, MergeStrategy::Manual)?;
        device.engine.go_offline()?;
    }
    let [local, remote, b_later, a_later, merged, deleted, alone] = stage.take()?;
    let Stage { a, b, model, .. } = &mut *stage;
    for (id, text) in [(&local, "local"), (&remote, "remote"), (&b_later, "first"), (&merged, "half")] {
        model.put(a, id, edited(a, id, &format!("A's side ({text})"))?)?;
    }
    model.put(b, &a_later, edited(b, &a_later, "B's side (first)")?)?;
    model.delete(a, &deleted)?;
    stage.pause();
    let Stage { a, b, model, .. } = &mut *stage;
    for (id, text) in [(&local, "local"), (&remote, "remote"), (&b_later, "later"), (&merged, "half")] {
        model.put(b, id, edited(b, id, &format!("B's side ({text})"))?)?;
    }
    model.put(b, &deleted, edited(b, &deleted, "B edited what A deleted")?)?;
    model.put(a, &a_later, edited(a, &a_later, "A's side (later)")?)?;
    model.put(a, &alone, edited(a, &alone, "Only A changed this, while conflicts wait")?)?;

    // B first: its states reach the server, and A is the one that has to decide.
    online(stage)?;
    let on = |device: &Device| device.engine.get(memory::TABLE, &alone);
    ensure!(on(&stage.a)? == on(&stage.b)?, "an edit had to wait for the conflicts of others");
    stage.progress.line("   an edit of another memory reached B meanwhile");

    let both = merge(stage, &merged)?;
    let chosen = [
        (&local, MergeStrategy::LocalWins, Choice::Of("A")),
        (&remote, MergeStrategy::RemoteWins, Choice::Of("B")),
        (&b_later, MergeStrategy::LastWriteWins, Choice::LastWriter),
        (&a_later, MergeStrategy::LastWriteWins, Choice::LastWriter),
        (&deleted, MergeStrategy::LocalWins, Choice::Of("A")),
    ];
    let mut choices = BTreeMap::new();
    for (id, strategy, choice) in chosen {
        stage.a.engine.resolve_conflict(memory::TABLE, id, strategy)?;
        stage.choices.insert(id.clone(), format!("resolve_conflict({strategy})"));
        choices.insert(id.clone(), choice);
    }
    stage.a.engine.resolve_conflict_with(memory::TABLE, &merged, &both)?;
    stage.choices.insert(merged.clone(), "resolve_conflict_with(merged body)".to_owned());
    choices.insert(merged, Choice::Merged(both));
    stage.progress.line("   A settled 5 with resolve_conflict and 1 with resolve_conflict_with");
    ensure!(Stage::open_conflicts(&stage.a)? == 0, "a conflict is still open after it was settled");
    stage.settle()?;
    stage.model.settle(&choices);
    restore(stage)
}

fn online(stage: &mut Stage) -> Result<()> {
    for device in [&stage.a, &stage.b] {
        let offline = device.sync_offline()?;
        stage.progress.line(&format!("   {}: go_offline holds ({offline})", device.name));
    }
    stage.b.go_online()?;
    stage.a.go_online()?;
    let waiting = Stage::open_conflicts(&stage.a)?;
    stage.progress.line(&format!("   A has {waiting} conflicts waiting and shows its own side of each"));
    ensure!(waiting == 6, "6 memories were changed on both sides");
    stage.b.sync()?;
    Ok(())
}

/// A body that keeps what both sides say.
fn merge(stage: &Stage, id: &str) -> Result<String> {
    let mut open = stage.a.engine.conflicts(true)?.into_iter();
    let open = open.find(|conflict| conflict.id == id).context("the conflict is not listed")?;
    let local: Value = serde_json::from_str(&open.local.body.unwrap_or_default())?;
    let remote: Value = serde_json::from_str(&open.remote.body.unwrap_or_default())?;
    let mut both = local.clone();
    both["summary"] = json!(format!("{} and {}", text(&local), text(&remote)));
    Ok(memory::canonical(&both))
}

fn text(body: &Value) -> &str {
    body["summary"].as_str().unwrap_or_default()
}

/// Brings back what lost the oldest conflict of the first round.
fn restore(stage: &mut Stage) -> Result<()> {
    stage.progress.heading("What lost is not gone");
    let entries = stage.b.engine.conflicts(false)?;
    let entry = entries
        .iter()
        .rev()
        .find(|e| e.strategy == MergeStrategy::LastWriteWins && e.local.body.is_some() && e.remote.body.is_some())
        .context("B has logged no conflict of the first round")?;
    let (side, body) = match entry.winner.as_deref() {
        Some("Local") => (ConflictSide::Remote, &entry.remote.body),
        _ => (ConflictSide::Local, &entry.local.body),
    };
    let body = body.as_deref().unwrap_or_default();
    ensure!(stage.b.engine.restore(entry.conflict_id, side)?, "restore() changed nothing");
    stage.model.saved(&entry.id, body);
    let summary: Value = serde_json::from_str(body)?;
    let what = text(&summary);
    stage.progress.line(&format!("   B restored \"{what}\" from conflict {} as a new version", entry.conflict_id));
    stage.settle()
}
