//! The ten things of docs/twins.md in Rust: `twin FOLDER`, with a server in CORTEX_SERVER and a key of it in CORTEX_KEY.

use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::CloudEvent;
use cortex_cloud::Config;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::OrderBy;
use cortex_cloud::Query;
use cortex_cloud::RecordChange;
use serde::Deserialize;
use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::sync::mpsc;

#[derive(Deserialize)]
struct Note {
    title: String,
    stars: u32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("usage: twin FOLDER")?);
    let (server, key) = (env::var("CORTEX_SERVER")?, env::var("CORTEX_KEY")?);

    // 1. Open a file that syncs with a server
    let laptop = CloudEngine::open(Config::new(folder.join("laptop.db")).server(&server))?;
    laptop.login_api_key(&key)?;
    let config = Config::new(folder.join("phone.db")).server(&server).strategy(MergeStrategy::Manual);
    let phone = CloudEngine::open(config)?;
    phone.login_api_key(&key)?;

    // 2. Save a record and read it
    laptop.put("notes", "n1", r#"{"title": "First light", "stars": 3}"#)?;
    let text = laptop.get("notes", "n1")?.ok_or("there is no such note")?;
    let note: Note = serde_json::from_str(&text)?;
    println!("{}, {} stars", note.title, note.stars);

    // 3. Find records
    laptop.put("notes", "n2", r#"{"title": "Second light", "stars": 5}"#)?;
    let query = Query {
        filter: Some(r#"{"stars": {"gte": 3}}"#.to_owned()),
        order_by: vec![OrderBy::descending("stars")],
        ..Query::default()
    };
    for body in laptop.query("notes", &query)?.bodies {
        println!("found {}", serde_json::from_str::<Note>(&body)?.title);
    }

    // 4. Change several records as one
    let changed = laptop.apply(&[
        RecordChange::put("notes", "n3", r#"{"title": "Third light", "stars": 1}"#),
        RecordChange::delete("notes", "n2"),
    ])?;
    println!("{changed} changed");

    // 5. Hear of changes
    let (tell, told) = mpsc::channel();
    let subscription = laptop.subscribe(move |event| {
        if let CloudEvent::RecordsChanged { table, ids, .. } = event {
            // Nobody may be listening any more.
            let _ = tell.send(format!("{table}/{}", ids.join(",")));
        }
    })?;
    laptop.put("drafts", "d1", r#"{"title": "A draft", "stars": 0}"#)?;
    println!("heard of {}", told.recv()?);
    subscription.cancel();

    // 6. Sync, and see how it went
    let report = laptop.sync(None)?;
    println!("{} sent", report.pushed);
    println!("{} received", phone.sync(None)?.pulled);

    // 7. Ask why a record is not synced
    laptop.put("notes", "n1", r#"{"title": "First light", "stars": 4}"#)?;
    println!("{}", laptop.explain("notes", "n1")?.reason);
    println!("{} waiting", laptop.get_status()?.pending);

    // 8. Settle a conflict that waits for somebody
    phone.put("notes", "n1", r#"{"title": "First light", "stars": 5}"#)?;
    laptop.sync(None)?;
    phone.sync(None)?;
    for conflict in phone.conflicts(&ConflictFilter { open_only: true, ..ConflictFilter::default() })? {
        println!("{}/{} waits", conflict.table, conflict.id);
        phone.resolve_conflict_with(&conflict.table, &conflict.id, r#"{"title": "First light", "stars": 9}"#)?;
    }
    phone.sync(None)?;
    laptop.sync(None)?;
    println!("{}", laptop.get("notes", "n1")?.ok_or("there is no such note")?);

    // 9. Bring a side of a conflict back
    let log = phone.conflicts(&ConflictFilter::default())?;
    phone.restore(log[0].conflict_id, ConflictSide::Local)?;
    println!("{}", phone.get("notes", "n1")?.ok_or("there is no such note")?);

    // 10. Meet an error, and close
    match laptop.put("", "n1", "{}") {
        Err(CloudError::InvalidArgument { info }) => println!("{}", info.code),
        other => println!("{other:?}"),
    }
    phone.close();
    laptop.close();
    println!("{}", laptop.get("notes", "n1").map_or_else(|error| error.code().to_owned(), |_| "open".into()));
    // end
    Ok(())
}
