//! A key is nowhere but in the request that needs it.

use cortex_cloud::Config;
use cortex_cloud::LogEntry;
use cortex_cloud::LogLevel;
use cortex_cloud::SyncStatus;
use cortex_tests::device::Setup;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;

/// The files below a folder that hold the text.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else {
            let bytes = fs::read(&path).unwrap();
            if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn no_key_and_no_body_is_written_where_it_does_not_belong() {
    let space = Space::with_options(&["--log", "trace"]);
    let a = space.setup("a").impatient().open();
    a.write("n1", "unmistakable-body");
    a.synced();
    let revoked = space.server.key("team", "owner");
    space.server.cli(&["key", "revoke", &revoked.key_id]);
    let b = space.setup("b").key(Some(&revoked.key)).open();
    let error = b.try_sync().error.unwrap();
    let unknown = space.setup("c").key(Some("cxk_never_issued_by_anybody")).open();
    assert_eq!(unknown.unsynced(SyncStatus::AuthNeeded), "unauthenticated.key_unknown");

    let log = space.server.log();
    assert!(log.contains("handshake"), "the log says something");
    assert!(!log.contains("unmistakable-body"), "bodies stay out of the log");
    let config = Config::new("a.db").server(space.proxy.url());
    let printed = format!("{:?} {config:?} {error:?} {error} {:?} {:?}", a.engine(), a.status(), b.status());
    for key in [&space.key.key, &revoked.key, "cxk_never_issued_by_anybody"] {
        // What identifies a key may be seen; what proves it may not.
        let secret = key.splitn(3, '_').last().unwrap();
        for text in [key, secret] {
            assert_eq!(files_with(&space.folder(), text), [""; 0], "in the devices' folder");
            assert_eq!(files_with(space.server.data().parent().unwrap(), text), [""; 0], "in the server's folder");
            assert!(!printed.contains(text), "in {printed}");
        }
    }
}

#[test]
fn no_key_reaches_the_log_wherever_it_is_put() {
    let space = Space::new();
    let key = space.key.key.clone();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let logged = |setup: Setup| {
        let device = setup.impatient().open();
        let notes = Arc::clone(&heard);
        let sink = move |record: &LogEntry| notes.lock().unwrap().push(format!("{record:?}"));
        device.set_log_sink(sink, LogLevel::Trace).unwrap();
        device
    };
    // As the key, right and wrong; as names and in a body.
    logged(space.setup("right")).synced();
    for (name, wrong) in [("revoked", "cxk_0000_secret-of-nobody"), ("twice", key.as_str())] {
        let device = logged(space.setup(name).key(Some(wrong)));
        device.write(&key, &key);
        let _ = device.put(&key, "id", r#"{"a":1}"#);
        device.try_sync();
        let _ = device.login_api_key(&format!("{key} with spaces"));
        device.close();
    }
    // In the words of a server, as code and as sentence, for every request.
    let said = format!(r#"{{"protocol_version":1,"code":"{key}","message":"{key}","reason":"{key}"}}"#);
    for status in [400, 401, 403, 409, 413, 426, 429, 500, 503] {
        let device = logged(space.setup(&format!("told-{status}")));
        device.write("n1", "hello");
        space.proxy.set(Fault::AnswerInstead(super::causes::answer(
            status,
            "content-type: application/json\r\n",
            &said,
        )));
        device.try_sync();
        let _ = device.verify(None);
        space.proxy.clear();
        device.close();
    }
    // In the URL of the server.
    for url in [format!("http://{key}:{key}@127.0.0.1:1"), format!("http://127.0.0.1:1/{key}")] {
        if let Ok(device) = Setup::new(space.file("url"), &url, &key).impatient().try_open() {
            let notes = Arc::clone(&heard);
            let sink = move |record: &LogEntry| notes.lock().unwrap().push(format!("{record:?}"));
            device.set_log_sink(sink, LogLevel::Trace).unwrap();
            device.try_sync();
            device.close();
        }
    }
    let heard = heard.lock().unwrap();
    assert!(heard.len() > 20, "the log says something: {heard:?}");
    let secret = key.splitn(3, '_').last().unwrap();
    let leaks: Vec<&String> = heard.iter().filter(|r| r.contains(secret) || r.contains("secret-of-nobody")).collect();
    assert_eq!(leaks, [""; 0]);
}
