//! Several processes on one file: each hears of what the others do, once, in order and soon.

use cortex_cloud::CloudEngine;
use cortex_cloud::CloudEvent;
use cortex_cloud::Config;
use cortex_cloud::MergeStrategy;
use cortex_cloud::Origin;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use cortex_tests::device::NOTES;
use cortex_tests::device::note;
use cortex_tests::listener::Listener;
use cortex_tests::patience::timed;
use cortex_tests::patience::wait_until;
use cortex_tests::space::Space;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::path::Path;
use std::process::Child;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

/// A process of its own on the file.
struct Other {
    process: Child,
    out: BufReader<ChildStdout>,
}

impl Other {
    fn on(file: &Path, server: Option<&Space>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_other_process"));
        command.arg(file).stdin(Stdio::piped()).stdout(Stdio::piped());
        if let Some(space) = server {
            command.arg(space.server.url()).env("CORTEX_KEY", &space.key.key);
        }
        let mut process = command.spawn().unwrap();
        let out = BufReader::new(process.stdout.take().unwrap());
        let mut other = Self { process, out };
        assert_eq!(other.line(), "ready");
        other
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Has it do something, and returns what it said before it was done.
    fn does(&mut self, what: &str) -> Vec<String> {
        writeln!(self.process.stdin.as_ref().unwrap(), "{what}").unwrap();
        let mut said = Vec::new();
        loop {
            match self.line().as_str() {
                "done" => return said,
                "" => panic!("the other process ended"),
                line => said.push(line.to_owned()),
            }
        }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The records a listener was told of, in order.
fn changes(listener: &Listener) -> Vec<(String, String, Origin)> {
    let mut told = Vec::new();
    for event in listener.heard() {
        if let CloudEvent::RecordsChanged { table, ids, origin } = event {
            told.extend(ids.into_iter().map(|id| (table.clone(), id, origin)));
        }
    }
    told
}

fn change(table: &str, id: &str, origin: Origin) -> (String, String, Origin) {
    (table.to_owned(), id.to_owned(), origin)
}

fn here(file: &Path) -> CloudEngine {
    let local = TablePolicy { replicate: Replicate::Local, merge: None, ..TablePolicy::default() };
    CloudEngine::open(Config { busy_timeout_ms: 10_000, ..Config::new(file) }.table("drafts", local)).unwrap()
}

#[test]
fn a_listener_hears_of_another_processs_writes_within_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let engine = here(&file);
    let listener = Listener::of(&engine);
    let mut other = Other::on(&file, None);
    let steps = [
        ("put notes n1 hello", change(NOTES, "n1", Origin::Local)),
        ("put notes n1 again", change(NOTES, "n1", Origin::Local)),
        ("put drafts d1 hello", change("drafts", "d1", Origin::Local)),
        ("put notes n2 hello", change(NOTES, "n2", Origin::Local)),
        // Neither leaves a row behind: one was never sent, the other never leaves the file.
        ("delete notes n2", change(NOTES, "n2", Origin::Local)),
        ("delete drafts d1", change("drafts", "d1", Origin::Local)),
    ];
    let mut expected = Vec::new();
    for (what, told) in steps {
        other.does(what);
        expected.push(told);
        let (_, took) = timed(|| wait_until(what, || changes(&listener).len() >= expected.len()));
        assert!(took < Duration::from_secs(1), "{what}: {took:?}");
        assert_eq!(changes(&listener), expected);
    }
}

#[test]
fn own_writes_are_told_once_and_none_of_the_others_is_missed() {
    const EACH: usize = 300;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let engine = here(&file);
    let listener = Listener::of(&engine);
    let mut other = Other::on(&file, None);
    thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..EACH {
                engine.put(NOTES, &format!("own-{n}"), &note("x")).unwrap();
            }
        });
        scope.spawn(|| other.does(&format!("burst {EACH}")));
    });
    wait_until("all is told", || changes(&listener).len() >= 2 * EACH);
    thread::sleep(Duration::from_millis(500));
    let told = changes(&listener);
    for kind in ["own", "burst"] {
        let ids: Vec<&str> = told.iter().map(|(_, id, _)| id.as_str()).filter(|id| id.starts_with(kind)).collect();
        let expected: Vec<String> = (0..EACH).map(|n| format!("{kind}-{n}")).collect();
        assert_eq!(ids, expected, "each once, in order");
    }
    let theirs = other.does("heard").concat();
    for n in 0..EACH {
        assert_eq!(theirs.matches(&format!("\"own-{n}\"")).count(), 1, "own-{n} over there");
        assert_eq!(theirs.matches(&format!("\"burst-{n}\"")).count(), 1, "burst-{n} over there");
    }
}

#[test]
fn what_another_process_pulls_is_told_with_its_origin_and_its_conflicts() {
    let space = Space::new();
    let held =
        TablePolicy { replicate: Replicate::Cloud, merge: Some(MergeStrategy::Manual), ..TablePolicy::default() };
    let b = space.setup("b").open();
    let engine = space.setup("a").table(NOTES, held).open();
    engine.write("n1", "base");
    engine.synced();
    b.synced();
    b.write("n1", "theirs");
    b.write("n2", "new");
    b.synced();
    engine.write("n1", "ours");
    let listener = Listener::of(&engine);
    let mut other = Other::on(&space.file("a"), Some(&space));
    other.does("sync");
    listener.wait_for("the conflict", |e| matches!(e, CloudEvent::Conflict { id, winner: None, .. } if id == "n1"));
    listener.wait_for(
        "the new record",
        |e| matches!(e, CloudEvent::RecordsChanged { ids, origin: Origin::Remote, .. } if ids == &["n2"]),
    );
    engine.resolve_conflict(NOTES, "n1", MergeStrategy::RemoteWins).unwrap();
    wait_until("the outcome is heard over there", || {
        let heard = other.does("heard").concat();
        heard.contains(r#"ids: ["n1"], origin: Remote"#)
    });
}

#[test]
fn the_background_syncer_sends_what_another_process_wrote() {
    let space = Space::new();
    // The interval is five minutes: only the write itself can be the reason.
    let engine = space.setup("a").open();
    engine.start().unwrap();
    wait_until("the first sync is over", || engine.status().last_sync_at.is_some());
    let mut other = Other::on(&space.file("a"), None);
    let (_, took) = timed(|| {
        other.does("put notes n1 hello");
        wait_until("the server has it", || space.read("n1").is_some());
    });
    assert!(took < Duration::from_secs(3), "{took:?}");
    wait_until("the file knows", || engine.pending() == 0);
}

#[test]
fn a_listener_that_comes_after_one_that_left_hears_of_others_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let (one, two) = (here(&file), here(&file));
    for round in 0..3 {
        let listener = Listener::of(&one);
        let id = format!("n{round}");
        two.put(NOTES, &id, &note("x")).unwrap();
        wait_until("it is told", || changes(&listener) == [change(NOTES, &id, Origin::Local)]);
        listener.cancel();
        two.put(NOTES, &format!("unheard-{round}"), &note("x")).unwrap();
        if round == 1 {
            // Long enough for the watching to end.
            thread::sleep(Duration::from_millis(500));
        }
    }
}
