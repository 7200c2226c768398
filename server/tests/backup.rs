//! Backup and restore as people run them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::transport::protocol::HandshakeAnswer;
use cortex_cloud::transport::protocol::PullAnswer;
use cortex_server::key::ApiKey;
use rusqlite::Connection;
use serde_json::Value;
use serde_json::json as object;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use support::Device;
use support::client::Ask;
use support::program::Serving;
use support::program::json;
use support::program::key;
use support::program::program;
use support::program::refused;
use support::program::run;
use support::program::serve;
use support::put;
use tempfile::TempDir;

/// A data folder with the space `notes`, and a place for backups beside it.
struct Site {
    folder: TempDir,
    key: ApiKey,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        json(&data, &["space", "create", "notes"]);
        let key = key(&data, "owner");
        Self { folder, key }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn backup(&self, name: &str) -> String {
        let file = self.file(name);
        let made = json(&self.data(), &["backup", "--to", &file]);
        assert_eq!(made["bytes"].as_u64().unwrap(), fs::metadata(&file).unwrap().len());
        file
    }

    fn restore(&self, from: &str) -> Value {
        json(&self.data(), &["restore", "--from", from])
    }

    fn shown(&self) -> Value {
        json(&self.data(), &["space", "show", "notes"])
    }

    fn epoch(&self) -> String {
        self.shown()["space"]["epoch"].as_str().unwrap().to_owned()
    }

    /// Pushes one record after another, each by a device of its own.
    fn push(&self, serving: &Serving, ids: std::ops::Range<u32>) {
        let epoch = self.epoch();
        for id in ids {
            let mut device = Device { id: format!("d{id}"), epoch: epoch.clone(), last: None, batches: 0 };
            let body = serde_json::to_vec(&device.batch(vec![put(&id.to_string(), 0, "{}")])).unwrap();
            let reply = Ask::post("/v1/spaces/notes/push", &body).key(&self.key).send(serving.addr);
            assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
        }
    }

    /// Serves, pushes, stops.
    fn fill(&self, ids: std::ops::Range<u32>) {
        let serving = serve(&self.data(), &[]);
        self.push(&serving, ids);
        serving.stop();
    }

    fn records(&self) -> i64 {
        self.shown()["space"]["records"].as_i64().unwrap()
    }
}

/// Every file of the folder but the locks, with its content.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|kind| kind != "lock" && kind != "use"))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

fn shake(serving: &Serving, key: &ApiKey, device: &str) -> HandshakeAnswer {
    let request = object!({ "protocol_version": 1, "client": "test", "device_id": device });
    Ask::post("/v1/handshake", request.to_string().as_bytes()).key(key).send(serving.addr).json()
}

#[test]
fn a_restore_goes_back_to_the_backup_in_a_new_epoch() {
    let site = Site::new();
    site.fill(0..3);
    let before = site.epoch();
    let file = site.backup("one");
    site.fill(3..7);
    assert_eq!(site.records(), 7);

    let done = site.restore(&file);
    let space = &done["spaces"][0];
    assert_eq!(
        (&space["name"], &space["last_seq"], &space["replaced_seq"]),
        (&"notes".into(), &"3".into(), &"7".into())
    );
    assert_eq!(space["ended_epoch"], before.as_str());
    assert_ne!(space["epoch"], before.as_str());
    let shown = site.shown();
    assert_eq!((&shown["space"]["head"], &shown["space"]["records"]), (&"3".into(), &3.into()));
    assert_eq!(shown["ended_epochs"], object!([{ "epoch": before, "last_seq": "3" }]));
    assert_eq!(shown["devices"], object!([]), "every chain of batches begins anew");

    let serving = serve(&site.data(), &[]);
    let met = shake(&serving, &site.key, "d0");
    assert_eq!((met.epoch == before, met.lineage.len(), met.lineage[0].last_seq, met.last_batch), (false, 1, 3, None));
    let old = format!("/v1/spaces/notes/pull?cursor=1.{before}.3");
    assert_eq!(Ask::get(&old).key(&site.key).send(serving.addr).refusal(), (409, "epoch_changed".into()));
    let page: PullAnswer = Ask::get("/v1/spaces/notes/pull").key(&site.key).send(serving.addr).json();
    assert_eq!(page.rows.len(), 3);
    site.push(&serving, 10..11);
    assert_eq!(site.records(), 4);
    serving.stop();
}

#[test]
fn the_replaced_database_is_kept_whole() {
    let site = Site::new();
    site.fill(0..2);
    let file = site.backup("one");
    site.fill(2..5);
    // A server that was killed leaves a log beside the database: what it acknowledged is in there.
    let mut serving = serve(&site.data(), &[]);
    site.push(&serving, 5..9);
    serving.child.kill().unwrap();
    serving.child.wait().unwrap();
    assert!(site.data().join("cortex-server.db-wal").exists(), "there is a log to be kept");
    let replaced = site.restore(&file)["replaced"].as_str().unwrap().to_owned();
    assert!(!site.data().join("cortex-server.restoring").exists());
    assert_eq!(site.records(), 2);

    let kept = Connection::open(&replaced).unwrap();
    let count: i64 = kept.query_row("SELECT count(*) FROM records", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 9);
    drop(kept);
    let back = site.restore(&replaced);
    assert_eq!((site.records(), back["spaces"][0]["last_seq"].as_str()), (9, Some("9")), "and can be restored itself");
}

#[test]
fn every_space_begins_an_epoch_of_its_own_and_each_restore_another() {
    let site = Site::new();
    json(&site.data(), &["space", "create", "plans"]);
    site.fill(0..1);
    let first = site.epoch();
    let file = site.backup("one");
    json(&site.data(), &["space", "create", "later"]);
    let mut epochs = vec![first.clone()];
    for round in 0..3 {
        let done = site.restore(&file);
        let spaces = done["spaces"].as_array().unwrap();
        assert_eq!(spaces.len(), 2);
        assert_eq!(done["missing_spaces"], if round == 0 { object!(["later"]) } else { object!([]) });
        epochs.extend(spaces.iter().map(|space| space["epoch"].as_str().unwrap().to_owned()));
        // The backup's own chain: the epochs of the restores before are not in it.
        assert_eq!(site.shown()["ended_epochs"], object!([{ "epoch": first, "last_seq": "1" }]));
    }
    epochs.sort();
    epochs.dedup();
    assert_eq!(epochs.len(), 7);

    let second = site.backup("two");
    site.restore(&second);
    assert_eq!(site.shown()["ended_epochs"].as_array().unwrap().len(), 2, "a chain grows by each restore");
}

#[test]
fn a_backup_of_a_busy_server_is_one_moment_of_it() {
    let site = Arc::new(Site::new());
    let serving = Arc::new(serve(&site.data(), &[]));
    site.push(&serving, 0..1);
    let done = Arc::new(AtomicBool::new(false));
    let writer = {
        let (site, serving, done) = (Arc::clone(&site), Arc::clone(&serving), Arc::clone(&done));
        thread::spawn(move || {
            let mut pushed = 1;
            while !done.load(Ordering::SeqCst) {
                site.push(&serving, pushed..pushed + 5);
                pushed += 5;
            }
            pushed
        })
    };
    let backups: Vec<_> = (0..5).map(|n| site.backup(&format!("b{n}"))).collect();
    done.store(true, Ordering::SeqCst);
    let pushed = writer.join().unwrap();
    let mut heads = Vec::new();
    for file in &backups {
        let copy = Connection::open(file).unwrap();
        let sql =
            "SELECT head_seq, records, (SELECT count(*) FROM records), (SELECT sum(records) FROM digests) FROM spaces";
        let counts = copy.query_row(sql, [], |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?, r.get::<_, i64>(3)?])).unwrap();
        assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
        heads.push(counts[0]);
    }
    assert!(heads.is_sorted() && heads[4] <= i64::from(pushed), "{heads:?}");
    assert_eq!(site.records(), i64::from(pushed), "nobody was held up or lost");
    Arc::into_inner(serving).unwrap().stop();
}

#[test]
fn a_backup_overwrites_nothing_and_is_for_its_owner_alone() {
    let site = Site::new();
    let taken = site.file("taken");
    fs::write(&taken, "precious").unwrap();
    let said = refused(&site.data(), &["backup", "--to", &taken]);
    assert!(said.contains("exists") && said.contains(&taken), "{said}");
    assert_eq!(fs::read_to_string(&taken).unwrap(), "precious");
    let folder = site.folder.path().to_str().unwrap();
    assert!(refused(&site.data(), &["backup", "--to", folder]).contains("exists"));
    let nowhere = site.file("no/such/folder");
    assert!(refused(&site.data(), &["backup", "--to", &nowhere]).contains(&nowhere));
    let empty = site.folder.path().join("empty");
    assert!(refused(&empty, &["backup", "--to", &site.file("x")]).contains("no server data"));
    let file = site.backup("one");
    refused(&site.data(), &["backup", "--to", &file]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let left: Vec<_> = files_in(site.folder.path()).into_iter().filter(|name| name.contains("partial")).collect();
    assert_eq!(left, Vec::<String>::new());
}

fn files_in(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned()).collect()
}

#[test]
fn a_restore_refuses_while_a_server_runs_and_a_second_server_too() {
    let site = Site::new();
    let file = site.backup("one");
    let serving = serve(&site.data(), &[]);
    let said = refused(&site.data(), &["restore", "--from", &file]);
    assert!(said.contains("in use") && said.contains("stop it"), "{said}");
    let said = refused(&site.data(), &["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("another server runs on it"), "{said}");
    site.push(&serving, 0..1);
    serving.stop();
    site.restore(&file);

    let mut killed = serve(&site.data(), &[]);
    killed.child.kill().unwrap();
    killed.child.wait().unwrap();
    site.restore(&file);
    serve(&site.data(), &[]).stop();
}

#[test]
fn what_is_no_sound_backup_is_refused_and_changes_nothing() {
    let site = Site::new();
    site.fill(0..200);
    let good = site.backup("good");
    let write = |name: &str, bytes: &[u8]| {
        fs::write(site.file(name), bytes).unwrap();
        site.file(name)
    };
    let whole = fs::read(&good).unwrap();
    let text = write("text", "not a database, whatever its name says. ".repeat(50).as_bytes());
    let empty = write("empty", b"");
    let short = write("short", &whole[..whole.len() / 2]);
    let mut bytes = whole.clone();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 2_000].fill(0x5a);
    let damaged = write("damaged", &bytes);
    let newer = write("newer", &whole);
    Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let foreign = site.file("foreign");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x); PRAGMA user_version = 1").unwrap();
    let folder = site.folder.path().to_str().unwrap().to_owned();
    let own = site.data().join("cortex-server.db").to_str().unwrap().to_owned();
    let before = files(&site.data());
    for (file, says) in [
        (site.file("nothing"), "does not exist"),
        (folder, "is a folder"),
        (text, "not an SQLite database"),
        (empty, "it is empty"),
        (short, "damaged"),
        (damaged, "damaged"),
        (newer, "has version 99"),
        (foreign, "another program's database"),
        (own, "own database"),
    ] {
        let said = refused(&site.data(), &["restore", "--from", &file]);
        assert!(said.contains(says), "{file}: {said}");
        assert!(files(&site.data()) == before, "{file} changed something");
    }
    assert_eq!(site.records(), 200);
}

#[test]
fn a_backup_restores_where_nothing_was() {
    let site = Site::new();
    site.fill(0..4);
    let file = site.backup("one");
    let elsewhere = site.folder.path().join("elsewhere");
    let done = json(&elsewhere, &["restore", "--from", &file]);
    assert_eq!((&done["replaced"], &done["spaces"][0]["replaced_seq"]), (&Value::Null, &Value::Null));
    assert_eq!(json(&elsewhere, &["space", "show", "notes"])["space"]["records"], 4);
    let text = String::from_utf8(run(&elsewhere, &["restore", "--from", &file]).stdout).unwrap();
    for expected in ["notes", "is kept as", "devices compare"] {
        assert!(text.contains(expected), "{expected} is missing in {text}");
    }
    let serving = serve(&elsewhere, &[]);
    assert_eq!(shake(&serving, &site.key, "d").head, 4, "the same keys open it");
    serving.stop();
}

#[test]
fn a_key_revoked_after_the_backup_stays_revoked() {
    let site = Site::new();
    let lost = key(&site.data(), "editor");
    let file = site.backup("one");
    json(&site.data(), &["key", "revoke", lost.id()]);
    let later = key(&site.data(), "editor");
    let done = site.restore(&file);
    assert_eq!(done["kept_revoked"], object!([lost.id()]));
    assert_eq!(done["missing_keys"], object!([later.id()]));
    let serving = serve(&site.data(), &[]);
    let pull = |key: &ApiKey| Ask::get("/v1/spaces/notes/pull").key(key).send(serving.addr);
    assert_eq!(pull(&lost).refusal(), (401, "key_revoked".into()));
    assert_eq!(pull(&later).refusal(), (401, "key_unknown".into()));
    assert_eq!(pull(&site.key).status, 200);
    serving.stop();
}

#[test]
fn a_damaged_database_is_replaced_and_kept_as_it_is() {
    let site = Site::new();
    site.fill(0..3);
    let file = site.backup("one");
    let database = site.data().join("cortex-server.db");
    let rubbish = "rubbish ".repeat(1_000);
    fs::write(&database, &rubbish).unwrap();
    fs::write(site.data().join("cortex-server.db-wal"), "a log of it").unwrap();
    let done = site.restore(&file);
    assert!(done["unreadable"].as_str().unwrap().contains("not an SQLite database"), "{done}");
    let replaced = done["replaced"].as_str().unwrap();
    assert_eq!(fs::read_to_string(replaced).unwrap(), rubbish);
    assert_eq!(fs::read_to_string(format!("{replaced}-wal")).unwrap(), "a log of it");
    assert_eq!(site.records(), 3, "the log of the old one is not read into the new one");
}

#[test]
fn a_backup_of_an_older_version_is_brought_up_to_date() {
    let site = Site::new();
    site.fill(0..2);
    let file = site.backup("one");
    let old = Connection::open(&file).unwrap();
    old.execute_batch(
        "ALTER TABLE records DROP COLUMN written_at; ALTER TABLE spaces DROP COLUMN min_sync_interval_ms;
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(old);
    site.restore(&file);
    assert_eq!(site.records(), 2);
    json(&site.data(), &["space", "set-limits", "notes", "--sync-interval", "60"]);
}

#[test]
fn a_restore_that_is_killed_leaves_the_old_or_the_new() {
    let site = Site::new();
    site.fill(0..50);
    let file = site.backup("one");
    site.fill(50..80);
    let (mut old, mut new) = (0, 0);
    for round in 0..40 {
        let mut command = program(&site.data(), &["restore", "--from", &file]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(round * 1_500));
        child.kill().unwrap();
        child.wait().unwrap();
        let space = site.shown();
        let (records, ended) = (space["space"]["records"].as_i64().unwrap(), space["ended_epochs"].as_array().unwrap());
        match (records, ended.len()) {
            (80, 0) => old += 1,
            (50, 1) => {
                new += 1;
                // Back to the first state, for another round.
                let kept = files_in(&site.data()).into_iter().find(|name| name.starts_with("cortex-server.replaced-"));
                fs::rename(site.data().join(kept.unwrap()), site.data().join("cortex-server.db")).unwrap();
                for side in ["-wal", "-shm"] {
                    let _ = fs::remove_file(site.data().join(format!("cortex-server.db{side}")));
                }
            }
            half => panic!("round {round}: {half:?}"),
        }
        for name in files_in(&site.data()).iter().filter(|name| name.starts_with("cortex-server.replaced-")) {
            fs::remove_file(site.data().join(name)).unwrap();
        }
    }
    assert!(old > 0 && new > 0, "{old} old, {new} new: the kills do not fall around the moment that counts");
    site.restore(&file);
    assert_eq!(site.records(), 50);
}
