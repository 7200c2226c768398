//! Every call that uses the network, twice: with the server up, and with the server stopped (E72).

use cortex_cloud::CloudError;
use cortex_cloud::CloudEvent;
use cortex_cloud::CloudStatus;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_tests::device::Device;
use cortex_tests::listener::Listener;
use cortex_tests::patience::wait_until;
use cortex_tests::space::Space;
use std::fs;
use std::path::Path;

/// A call that talks to the server, and how it tells what came of it.
type Call = (&'static str, fn(&Device) -> SyncReport);

const CALLS: &[Call] = &[
    ("sync", |d| d.sync(None).unwrap()),
    ("push", |d| d.push(None).unwrap()),
    ("pull", |d| d.pull(None).unwrap()),
    ("verify", |d| d.verify(None).unwrap().sync),
    ("go_online", |d| d.go_online(None).unwrap()),
];
/// Calls that take a cancel token and stay in the file.
const LOCAL: &[&str] = &["put_many"];

#[test]
fn every_call_succeeds_with_a_server_and_reports_offline_without_one() {
    for (name, call) in CALLS {
        let mut space = Space::new();
        let a = space.direct("a").impatient().open();
        a.write("n1", "before");
        let report = call(&a);
        assert_eq!((report.status, &report.error), (SyncStatus::Success, &None), "{name} with a server");
        assert_eq!(a.status().status, CloudStatus::Connected, "{name}");
        assert_eq!(space.head(), i64::from(*name != "pull"), "{name} sends what it is for");

        space.server.stop();
        let pending = a.pending();
        a.write("n2", "meanwhile");
        let report = call(&a);
        assert_eq!(report.status, SyncStatus::Offline, "{name} without a server");
        let Some(CloudError::Offline { info }) = &report.error else { panic!("{name}: {report:?}") };
        assert_eq!((info.code.as_str(), info.retryable), ("offline.connection", true), "{name}");
        assert_eq!((a.status().status, a.pending()), (CloudStatus::Offline, pending + 1), "{name}");
        assert_eq!(a.read("n2").as_deref(), Some("meanwhile"), "{name}");

        space.server.restart();
        let a = a.reopen_with(|setup| {
            let url = space.server.url();
            setup.with_http(|http| http.base_url = url)
        });
        assert_eq!(call(&a).status, SyncStatus::Success, "{name} with the server back");
        a.synced();
        space.assert_equal(&[&a]);
        assert_eq!(space.head(), 2);
    }
}

#[test]
fn the_background_syncer_works_with_a_server_and_says_offline_without_one() {
    let mut space = Space::new();
    let a = space.device("a");
    let listener = Listener::of(&a);
    a.start().unwrap();
    a.write("n1", "before");
    wait_until("the first note is on the server, and the device knows", || a.pending() == 0);
    space.server.stop();
    a.write("n2", "meanwhile");
    listener.wait_for("offline", |e| matches!(e, CloudEvent::StatusChanged { status: CloudStatus::Offline }));
    assert_eq!(a.pending(), 1);
    space.server.restart();
    space.proxy.set_upstream(space.server.addr());
    wait_until("the second note is on the server, and the device knows", || a.pending() == 0);
    a.synced();
    a.stop().unwrap();
    space.assert_equal(&[&a]);
}

#[test]
fn signing_in_needs_no_server_and_takes_effect_when_there_is_one() {
    let mut space = Space::new();
    space.server.stop();
    let a = space.direct("a").key(None).impatient().open();
    a.write("n1", "hello");
    assert_eq!(a.unsynced(SyncStatus::AuthNeeded), "unauthenticated.no_credentials");
    a.login_api_key(&space.key.key).unwrap();
    assert_eq!(a.unsynced(SyncStatus::Offline), "offline.connection");
    space.server.restart();
    let url = space.server.url();
    let key = space.key.key.clone();
    let a = a.reopen_with(|setup| setup.key(Some(&key)).with_http(|http| http.base_url = url));
    assert_eq!(a.synced().pushed, 1);
}

/// Whoever adds a call that uses the network adds it above.
#[test]
fn no_call_that_can_be_cancelled_is_missing_here() {
    let engine = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/engine");
    let mut found = Vec::new();
    for entry in fs::read_dir(engine).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap_or_default();
        for head in text.split("pub fn ").skip(1) {
            let head = head.split('{').next().unwrap();
            if head.contains("CancelToken") && head.contains("&self") {
                found.push(head.split(['(', '<']).next().unwrap().to_owned());
            }
        }
    }
    found.retain(|name| !LOCAL.contains(&name.as_str()));
    found.sort();
    let mut here: Vec<&str> = CALLS.iter().map(|(name, _)| *name).collect();
    here.sort_unstable();
    assert_eq!(found, here);
}
