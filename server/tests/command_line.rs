//! The program as people run it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::transport::protocol::PushAnswer;
use cortex_server::key::ApiKey;
use serde_json::Value;
use std::path::Path;
use support::Device;
use support::client::Ask;
use support::delete;
use support::program::json;
use support::program::key;
use support::program::refused;
use support::program::run;
use support::program::serve;
use support::program::stderr;
use support::put;
use support::words;

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

#[test]
fn limits_are_set_one_by_one_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    json(data, &["space", "create", "notes"]);
    let limits =
        |space: &Value| ["max_records", "max_bytes", "min_sync_interval_ms"].map(|name| space["space"][name].as_i64());
    let set = |words: &[&str]| limits(&json(data, &[&["space", "set-limits", "notes"], words].concat()));
    assert_eq!(limits(&json(data, &["space", "show", "notes"])), [None, None, None], "no limit unless one is set");
    assert_eq!(set(&["--records", "10000"]), [Some(10_000), None, None]);
    assert_eq!(
        set(&["--bytes", "100000000", "--sync-interval", "60"]),
        [Some(10_000), Some(100_000_000), Some(60_000)]
    );
    assert_eq!(set(&["--records", "none"]), [None, Some(100_000_000), Some(60_000)]);
    let all = [Some(0), Some(100_000_000), None];
    assert_eq!(set(&["--records", "0", "--sync-interval", "none"]), all);

    for (flag, value) in [
        ("--records", "-1"),
        ("--records", "many"),
        ("--bytes", "1.5"),
        ("--bytes", "9223372036854775808"),
        ("--sync-interval", "0"),
        ("--sync-interval", "99999999999"),
    ] {
        let wrong = run(data, &["space", "set-limits", "notes", &format!("{flag}={value}")]);
        assert_eq!(wrong.status.code(), Some(2), "{flag} {value}");
        let said = stderr(&wrong);
        assert!(said.contains(flag) && said.contains("or none"), "{said}");
    }
    assert_eq!(run(data, &["space", "set-limits", "notes"]).status.code(), Some(2), "no limit is named");
    let nowhere = refused(data, &["space", "set-limits", "nowhere", "--records", "1"]);
    assert!(nowhere.contains("\"nowhere\""), "{nowhere}");
    assert_eq!(limits(&json(data, &["space", "show", "notes"])), all, "what was refused changed nothing");
    let text = String::from_utf8(run(data, &["space", "set-limits", "notes", "--sync-interval", "60"]).stdout).unwrap();
    assert!(text.contains("every 60 s") && text.contains("100000000"), "{text}");
}

#[test]
fn a_space_is_shown_with_its_devices_epochs_and_deletes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let made = json(data, &["space", "create", "notes"]);
    let key = key(data, "owner");
    let serving = serve(data, &[]);
    let epoch = made["space"]["epoch"].as_str().unwrap().to_owned();
    let mut device = Device { id: "device-7".into(), epoch: epoch.clone(), last: None, batches: 0 };
    let batch = device.batch(vec![put("a", 0, "{}"), put("b", 0, r#"{"n":1}"#)]);
    let push = |batch| {
        let body = serde_json::to_vec(&batch).unwrap();
        Ask::post("/v1/spaces/notes/push", &body).key(&key).send(serving.addr)
    };
    assert_eq!(push(batch).status, 200);
    assert_eq!(push(device.batch(vec![delete("a", 1)])).status, 200);
    let shown = json(data, &["space", "show", "notes"]);
    let space = &shown["space"];
    assert_eq!((&space["head"], &space["records"], &space["bytes"]), (&"3".into(), &1.into(), &7.into()));
    assert_eq!((&space["epoch"], shown["ended_epochs"].as_array().unwrap().len()), (&epoch.into(), 0));
    assert_eq!((&shown["tombstones"]["count"], &shown["devices"][0]["device_id"]), (&1.into(), &"device-7".into()));
    assert!(shown["tombstones"]["oldest_at"].as_i64().is_some_and(|at| at > 1_700_000_000_000));
    let text = String::from_utf8(run(data, &["space", "show", "notes"]).stdout).unwrap();
    for expected in ["at seq 3", "deletes remembered: 1, the oldest", "device-7", "none"] {
        assert!(text.contains(expected), "{expected} is missing in {text}");
    }
    assert!(refused(data, &["space", "show", "nowhere"]).contains("no space \"nowhere\""));
    serving.stop();
}

/// A space with one delete, made so many days ago.
fn deleted(data: &Path, days: i64) {
    let made = json(data, &["space", "create", "notes"]);
    let key = key(data, "owner");
    let serving = serve(data, &["--tombstone-days", "0"]);
    let epoch = made["space"]["epoch"].as_str().unwrap().to_owned();
    let mut device = Device { id: "d".into(), epoch, last: None, batches: 0 };
    for mutation in [put("a", 0, "{}"), delete("a", 1)] {
        let body = serde_json::to_vec(&device.batch(vec![mutation])).unwrap();
        assert_eq!(Ask::post("/v1/spaces/notes/push", &body).key(&key).send(serving.addr).status, 200);
    }
    serving.stop();
    let database = rusqlite::Connection::open(data.join("cortex-server.db")).unwrap();
    let aged = "UPDATE records SET written_at = written_at - ?1";
    assert_eq!(database.execute(aged, [days * 86_400_000]).unwrap(), 1);
}

#[test]
fn old_deletes_are_forgotten_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    deleted(data, 89);
    let gc = |words: &[&str]| {
        let done = json(data, &[&["space", "gc", "notes"], words].concat());
        (done["removed"].as_i64().unwrap(), done["space"]["floor"].as_str().unwrap().to_owned())
    };
    assert_eq!(gc(&[]), (0, "0".into()), "90 days are the default");
    assert_eq!(gc(&["--keep-days", "88"]), (1, "2".into()));
    assert_eq!(gc(&["--keep-days", "0"]), (0, "2".into()));
    assert!(refused(data, &["space", "gc", "nowhere"]).contains("\"nowhere\""));
    assert_eq!(run(data, &["space", "gc", "notes", "--keep-days", "soon"]).status.code(), Some(2));
}

#[test]
fn a_server_forgets_old_deletes_by_itself_unless_told_not_to() {
    for (days, options, forgets) in [
        (91, &[][..], true),
        (89, &[], false),
        (89, &["--tombstone-days", "88"], true),
        (9_999, &["--tombstone-days", "0"], false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        deleted(data, days);
        let serving = serve(data, options);
        let kept = || json(data, &["space", "show", "notes"])["tombstones"]["count"] == 1;
        let mut rounds = 0;
        while kept() && rounds < if forgets { 500 } else { 10 } {
            std::thread::sleep(std::time::Duration::from_millis(10));
            rounds += 1;
        }
        assert_eq!(kept(), !forgets, "{days} days, {options:?}");
        serving.stop();
    }
}
