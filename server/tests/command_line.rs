//! The program as people run it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::transport::protocol::PushAnswer;
use cortex_server::key::ApiKey;
use serde_json::Value;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use support::Device;
use support::client::Ask;
use support::put;
use support::words;

fn program(data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cortex-server"));
    command.args(words).arg("--data").arg(data);
    command
}

fn run(data: &Path, words: &[&str]) -> Output {
    program(data, words).output().unwrap()
}

fn json(data: &Path, words: &[&str]) -> Value {
    let output = run(data, &[words, &["--json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

struct Serving {
    child: Child,
    addr: SocketAddr,
}

fn serve(data: &Path, more: &[&str]) -> Serving {
    let mut command = program(data, &[&["serve", "--listen", "127.0.0.1:0"], more].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let addr = line.trim_end().strip_prefix("listening on http://").expect(&line).parse().unwrap();
    Serving { child, addr }
}

impl Serving {
    /// Stops it as an init system does; gives its log.
    fn stop(mut self) -> String {
        let kill = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(kill.success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert!(self.child.wait().unwrap().success());
        log
    }
}

#[test]
fn spaces_are_made_once_with_a_good_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let made = run(&data, &["space", "create", "notes"]);
    assert!(String::from_utf8_lossy(&made.stdout).starts_with("created space notes\n"));
    let again = run(&data, &["space", "create", "notes"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("already"), "{}", stderr(&again));
    for bad in ["", "Notes", "a/b", "ä", "..", &"x".repeat(65)] {
        assert_eq!(run(&data, &["space", "create", bad]).status.code(), Some(1), "{bad}");
    }
    let listed = json(&data, &["space", "list"]);
    assert_eq!(listed["spaces"].as_array().unwrap().len(), 1);
    assert_eq!(listed["spaces"][0]["name"], "notes");
    assert_eq!(run(&data, &["space", "destroy"]).status.code(), Some(2));
}

#[test]
fn keys_work_and_are_revoked_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let serving = serve(data, &[]);
    json(data, &["space", "create", "notes"]);
    let made = json(data, &["key", "create", "--space", "notes", "--role", "editor", "--name", "laptop"]);
    let key = ApiKey::parse(made["key"].as_str().unwrap()).unwrap();
    let pull = || Ask::get("/v1/spaces/notes/pull").key(&key).send(serving.addr);
    assert_eq!(pull().status, 200);
    json(data, &["key", "revoke", key.id()]);
    assert_eq!(pull().refusal(), (401, "key_revoked".into()));
    let keys = json(data, &["key", "list", "--space", "notes"]);
    assert_eq!((&keys["keys"][0]["name"], &keys["keys"][0]["role"]), (&"laptop".into(), &"editor".into()));
    assert!(keys["keys"][0]["revoked_at"].is_i64());
    assert!(!keys.to_string().contains(&key.reveal()[17..]));
    serving.stop();
}

#[test]
fn a_key_alone_is_printed_so_that_a_script_can_take_it() {
    let folder = tempfile::tempdir().unwrap();
    json(folder.path(), &["space", "create", "notes"]);
    let made = run(folder.path(), &["key", "create", "--space", "notes", "--role", "owner"]);
    assert!(ApiKey::parse(String::from_utf8(made.stdout).unwrap().trim_end()).is_some());
    let unknown = run(folder.path(), &["key", "create", "--space", "nowhere", "--role", "owner"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(stderr(&unknown).contains("\"nowhere\""));
    assert_eq!(run(folder.path(), &["key", "create", "--space", "notes", "--role", "king"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["key", "revoke", "nothing"]).status.code(), Some(1));
}

#[test]
fn the_log_has_no_keys_bodies_or_cursors() {
    for format in ["text", "json"] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let space = json(data, &["space", "create", "notes"]);
        let made = json(data, &["key", "create", "--space", "notes", "--role", "owner"]);
        let key = ApiKey::parse(made["key"].as_str().unwrap()).unwrap();
        let serving = serve(data, &["--log", "trace", "--log-format", format]);
        let epoch = space["space"]["epoch"].as_str().unwrap();
        let mut device = Device { id: "device-7".into(), epoch: epoch.into(), last: None, batches: 0 };
        let push = |request| {
            let body = serde_json::to_vec(&request).unwrap();
            Ask::post("/v1/spaces/notes/push", &body).key(&key).send(serving.addr)
        };
        let answer: PushAnswer = push(device.batch(vec![put("a", 0, r#"{"diary":"very private"}"#)])).json();
        assert_eq!(words(&answer.verdicts), ["applied"]);
        // Refusals as well.
        let clash = push(device.batch(vec![put("a", 0, r#"{"diary":"very private too"}"#)]));
        assert_eq!(clash.status, 200);
        assert_eq!(Ask::post("/v1/handshake", b"very private").key(&key).send(serving.addr).status, 400);
        let cursor = format!("/v1/spaces/notes/pull?cursor=1.{epoch}.1");
        assert_eq!(Ask::get(&cursor).key(&key).send(serving.addr).status, 200);
        let log = serving.stop();
        for expected in ["/v1/spaces/{space}/push", "device-7", "notes"] {
            assert!(log.contains(expected), "{expected} is missing in {log}");
        }
        for secret in [&key.reveal()[17..], "private", epoch] {
            assert!(!log.contains(secret), "{secret} is in {log}");
        }
        if format == "json" {
            log.lines().for_each(|line| drop(serde_json::from_str::<Value>(line).expect(line)));
        }
    }
}

#[test]
fn a_data_folder_of_something_else_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cortex-server.db"), "x".repeat(5_000)).unwrap();
    let refused = run(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("not an SQLite database"), "{}", stderr(&refused));
}

#[test]
fn an_address_in_use_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let refused = run(folder.path(), &["serve", "--listen", &addr]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains(&addr), "{}", stderr(&refused));
}

#[test]
fn a_key_is_an_account_of_its_own_unless_it_is_given_one() {
    let folder = tempfile::tempdir().unwrap();
    json(folder.path(), &["space", "create", "notes"]);
    let alone = json(folder.path(), &["key", "create", "--space", "notes", "--role", "editor"]);
    assert_eq!(alone["account"], alone["key_id"]);
    let account = alone["account"].as_str().unwrap();
    let next = ["key", "create", "--space", "notes", "--role", "editor", "--account", account];
    let next = json(folder.path(), &next);
    assert_eq!(next["account"], alone["account"]);
    assert_ne!(next["key_id"], alone["key_id"]);
}

#[test]
fn a_whole_key_is_revoked_and_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    json(data, &["space", "create", "notes"]);
    let make = || {
        let made = json(data, &["key", "create", "--space", "notes", "--role", "editor"]);
        ApiKey::parse(made["key"].as_str().unwrap()).unwrap()
    };
    let (first, second) = (make(), make());
    assert_eq!(json(data, &["key", "revoke", first.reveal()])["revoked"], first.id());
    let cut = &second.reveal()[..50];
    let foreign = ApiKey::generate().unwrap();
    for (text, key) in [(second.reveal(), &second), (cut, &second), (foreign.reveal(), &foreign)] {
        let output = run(data, &["key", "revoke", text]);
        let printed = stderr(&output) + &String::from_utf8(output.stdout.clone()).unwrap();
        assert!(!printed.contains(&key.reveal()[17..30]), "{printed}");
        assert_eq!(output.status.success(), text == second.reveal(), "{printed}");
    }
}

#[test]
fn only_space_create_and_serve_make_a_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("mistyped");
    for words in [
        &["space", "list"][..],
        &["key", "list"],
        &["key", "revoke", "x"],
        &["key", "create", "--space", "notes", "--role", "editor"],
    ] {
        let refused = run(&data, words);
        assert_eq!(refused.status.code(), Some(1));
        assert!(stderr(&refused).contains("there is no server data in"), "{}", stderr(&refused));
        assert!(!data.exists());
    }
    let log = serve(&data, &[]).stop();
    assert!(log.contains("there are no spaces"), "{log}");
    assert!(run(&data, &["space", "list"]).status.success());
    json(&data, &["space", "create", "notes"]);
    assert!(!serve(&data, &[]).stop().contains("there are no spaces"));

    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    for words in [&["space", "create", "notes"][..], &["space", "list"], &["serve", "--listen", "127.0.0.1:0"]] {
        let refused = run(&file, words);
        assert_eq!(refused.status.code(), Some(1));
        assert!(stderr(&refused).contains("is a file; name a folder"), "{}", stderr(&refused));
    }
}

#[test]
fn the_hint_after_a_new_space_is_a_whole_command() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("my data");
    let made = String::from_utf8(run(&data, &["space", "create", "notes"]).stdout).unwrap();
    assert!(made.contains("key create --space notes --role editor --data "), "{made}");
    assert!(made.trim_end().ends_with("my data'"), "{made}");
}

#[test]
fn arguments_that_will_not_do_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    json(folder.path(), &["space", "create", "notes"]);
    for (flag, value, word) in [
        ("--account", "", "empty"),
        ("--account", " ", "empty"),
        ("--account", "a\nb", "control"),
        ("--name", "\u{1b}[2J", "control"),
    ] {
        let refused = run(folder.path(), &["key", "create", "--space", "notes", "--role", "editor", flag, value]);
        assert_eq!(refused.status.code(), Some(1), "{flag} {value:?}");
        assert!(stderr(&refused).contains(word) && stderr(&refused).contains(&flag[2..]), "{}", stderr(&refused));
    }
    for (flag, value, word) in [("--log", "a=b=c", "invalid"), ("--listen", "localhost:8787", "numeric address")] {
        let refused = run(folder.path(), &["serve", flag, value]);
        assert_eq!(refused.status.code(), Some(2), "{flag} {value:?}");
        assert!(stderr(&refused).contains(word), "{}", stderr(&refused));
    }
}
