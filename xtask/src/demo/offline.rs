//! The first round: the server is gone, both devices go on working, and last_write_wins settles what they did.

use super::model::DRAFTS;
use super::stage::Stage;
use super::stage::edited;
use anyhow::Result;
use anyhow::bail;
use std::collections::BTreeMap;

/// Runs the round. Needs 15 memories in the pool.
pub(super) fn run(stage: &mut Stage) -> Result<()> {
    stop_the_server(stage)?;
    edit_apart(stage)?;
    write_drafts(stage)?;
    let (a, b) = (stage.a.engine.status()?, stage.b.engine.status()?);
    stage.progress.line(&format!("   waiting to be sent: {} on A, {} on B", a.pending, b.pending));

    stage.progress.heading("The server is back; A and B sync under last_write_wins");
    stage.server.restart()?;
    stage.progress.line(&format!("   same data, same address {} (pid {})", stage.server.url(), stage.server.pid()));
    stage.settle()?;
    stage.model.settle(&BTreeMap::new());
    Ok(())
}

fn stop_the_server(stage: &mut Stage) -> Result<()> {
    stage.progress.heading("The server is stopped; A and B work on");
    let pid = stage.server.pid();
    stage.server.stop()?;
    stage.progress.line(&format!("   SIGTERM to the server (pid {pid}); it has ended"));
    for device in [&stage.a, &stage.b] {
        let code = device.sync_offline()?;
        stage.progress.line(&format!("   {}: sync() says Offline ({code}); put and get go on", device.name));
    }
    Ok(())
}

/// Both change the same memories and different ones. In each pair the second writer is later beyond doubt.
fn edit_apart(stage: &mut Stage) -> Result<()> {
    let [b_last_1, b_last_2, b_last_3] = stage.take()?;
    let [a_last_1, a_last_2, a_last_3] = stage.take()?;
    let [deleted_then_edited, edited_then_deleted, deleted_twice, edited_alike] = stage.take()?;
    let [a_alone_1, a_alone_2, b_alone_1, b_alone_2, a_deletes] = stage.take()?;
    let first_by_a = [&b_last_1, &b_last_2, &b_last_3];
    let first_by_b = [&a_last_1, &a_last_2, &a_last_3];

    let Stage { a, b, model, .. } = stage;
    for (number, id) in (1..).zip(first_by_a) {
        model.put(a, id, edited(a, id, &format!("A wrote this first ({number})"))?)?;
    }
    for (number, id) in (1..).zip(first_by_b) {
        model.put(b, id, edited(b, id, &format!("B wrote this first ({number})"))?)?;
    }
    let alike = edited(a, &edited_alike, "Both wrote the very same")?;
    model.put(a, &edited_alike, alike.clone())?;
    model.delete(a, &deleted_then_edited)?;
    model.delete(a, &deleted_twice)?;
    model.delete(a, &a_deletes)?;
    model.put(b, &edited_then_deleted, edited(b, &edited_then_deleted, "B edited this; A deleted it later")?)?;
    for id in [&a_alone_1, &a_alone_2] {
        model.put(a, id, edited(a, id, "Only A changed this")?)?;
    }
    for id in [&b_alone_1, &b_alone_2] {
        model.put(b, id, edited(b, id, "Only B changed this")?)?;
    }

    stage.pause();
    let Stage { a, b, model, .. } = stage;
    for (number, id) in (1..).zip(first_by_a) {
        model.put(b, id, edited(b, id, &format!("B wrote this later ({number})"))?)?;
    }
    for (number, id) in (1..).zip(first_by_b) {
        model.put(a, id, edited(a, id, &format!("A wrote this later ({number})"))?)?;
    }
    model.put(b, &edited_alike, alike)?;
    model.put(b, &deleted_then_edited, edited(b, &deleted_then_edited, "A deleted this; B edited it later")?)?;
    model.delete(b, &deleted_twice)?;
    model.delete(a, &edited_then_deleted)?;

    for number in 1..=3 {
        let (id, body) = stage.note(&format!("A noted this while offline ({number})"))?;
        stage.model.put(&stage.a, &id, body)?;
        let (id, body) = stage.note(&format!("B noted this while offline ({number})"))?;
        stage.model.put(&stage.b, &id, body)?;
    }
    let read = stage.a.engine.get(super::memory::TABLE, &a_last_1)?;
    if !read.is_some_and(|body| body.contains("A wrote this later (1)")) {
        bail!("A does not read offline what it wrote offline");
    }
    stage
        .progress
        .line("   both changed 6 memories; each deleted one the other edited; both deleted 1; both made 1 equal");
    stage.progress.line("   A alone changed 2 and deleted 1, B alone changed 2; each wrote 3 new ones");
    Ok(())
}

/// The same ids with other bodies on each device: nothing may mix them up.
fn write_drafts(stage: &mut Stage) -> Result<()> {
    let Stage { a, b, model, .. } = stage;
    for device in [&*a, &*b] {
        for number in 1..=3 {
            let body = format!(r#"{{"text":"Draft {number}, for {}'s eyes only"}}"#, device.name);
            model.draft(device, &format!("draft-{number}"), &body)?;
        }
    }
    stage.progress.line(&format!("   each wrote 3 rows of the local table `{DRAFTS}`"));
    Ok(())
}
