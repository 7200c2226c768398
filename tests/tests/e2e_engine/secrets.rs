//! A key is nowhere but in the request that needs it.

use cortex_cloud::Config;
use cortex_cloud::SyncStatus;
use cortex_tests::space::Space;
use std::fs;
use std::path::Path;

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
