//! `verify()`: what a file lost or got wrong is set right, and unsynced work stays.

use cortex_cloud::CloudEvent;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::listener::Listener;
use cortex_tests::space::Space;
use rusqlite::Connection;

/// Three notes both sides have.
fn in_step() -> (Space, Device) {
    let space = Space::new();
    let a = space.device("a");
    for id in ["n1", "n2", "n3"] {
        a.write(id, "hello");
    }
    a.synced();
    a.synced();
    (space, a)
}

/// Damages the file of `device` by plain SQL while no engine has it open.
fn damaged(device: Device, sql: &str) -> Device {
    device.close();
    Connection::open(device.path()).unwrap().execute_batch(sql).unwrap();
    device.reopen()
}

/// After the damage and `verify` everything is as it was, and unsynced work has survived.
fn mends(sql: &str, repaired: i64) {
    let (space, a) = in_step();
    a.write("n3", "edited and not sent");
    a.write("n4", "new and not sent");
    let a = damaged(a, sql);
    let listener = Listener::of(&a);
    let report = a.verify(None).unwrap();
    assert!(report.is_equal, "{report:?}");
    assert_eq!(report.repaired, repaired, "{report:?}");
    assert_eq!(report.records, 4);
    assert_eq!(report.digest, space.digest());
    for id in ["n1", "n2"] {
        assert_eq!(a.read(id).as_deref(), Some("hello"), "{id}");
    }
    assert_eq!(a.read("n3").as_deref(), Some("edited and not sent"));
    assert_eq!(space.read("n4").as_deref(), Some("new and not sent"));
    if repaired > 0 {
        listener.wait_for("the repair", |e| matches!(e, CloudEvent::Repaired { records } if *records == repaired));
    }
    space.assert_equal(&[&a]);
    let again = a.verify(None).unwrap();
    assert_eq!((again.is_equal, again.repaired), (true, 0));
}

#[test]
fn a_file_in_step_is_equal() {
    let (space, a) = in_step();
    let report = a.verify(None).unwrap();
    assert_eq!((report.is_equal, report.repaired, report.records), (true, 0, 3));
    assert_eq!(report.digest, space.digest());
}

#[test]
fn a_lost_row_comes_back() {
    mends("DELETE FROM records WHERE id = 'n1'", 1);
}

#[test]
fn lost_rows_and_a_lost_digest_come_back() {
    mends("DELETE FROM records WHERE id IN ('n1', 'n2'); DELETE FROM digest", 2);
}

#[test]
fn a_wrong_digest_table_is_computed_anew() {
    mends("UPDATE digest SET sum = '00000000000000000000000000000001'", 0);
}

#[test]
fn a_wrong_base_is_set_right() {
    mends("UPDATE records SET base_hash = zeroblob(32), content_hash = zeroblob(32) WHERE id = 'n1'", 1);
}

#[test]
fn a_lost_base_is_set_right() {
    mends("UPDATE records SET base_seq = 0, base_hash = NULL, base_hlc = NULL WHERE id = 'n1'", 1);
}

#[test]
fn a_row_nobody_wrote_is_gone_again() {
    let insert = "INSERT INTO records (table_name, id, body, content_hash, hlc, device_id, version,
            base_seq, base_hash, base_hlc, base_device)
        SELECT 'notes', 'ghost', body, content_hash, hlc, device_id, version, base_seq, base_hash, base_hlc, base_device
        FROM records WHERE id = 'n1'";
    let (space, a) = in_step();
    let a = damaged(a, insert);
    let report = a.verify(None).unwrap();
    assert_eq!((report.is_equal, report.repaired), (true, 1), "{report:?}");
    assert_eq!(a.get(NOTES, "ghost").unwrap(), None);
    space.assert_equal(&[&a]);
}

#[test]
fn a_damaged_body_is_set_right() {
    mends(r#"UPDATE records SET body = '{"text":"flipped bits"}' WHERE id = 'n1'"#, 1);
}

#[test]
fn a_missing_body_is_set_right() {
    mends("UPDATE records SET body = NULL WHERE id = 'n1'", 1);
}

#[test]
fn a_wrong_hash_of_the_local_state_is_set_right() {
    mends("UPDATE records SET content_hash = zeroblob(32) WHERE id = 'n1'", 1);
}

#[test]
fn a_difference_is_noticed_by_any_sync_that_is_up_to_date() {
    let (space, a) = in_step();
    let a = damaged(a, "DELETE FROM records WHERE id = 'n1'; DELETE FROM digest");
    let b = space.device("b");
    b.write("n9", "news");
    b.synced();
    let report = a.synced();
    assert!(report.repaired >= 1, "{report:?}");
    space.assert_equal(&[&a, &b]);
}

#[test]
fn verify_without_a_server_does_not_claim_equality() {
    let mut space = Space::new();
    let a = space.direct("a").open();
    a.write("n1", "hello");
    a.synced();
    space.server.stop();
    let report = a.verify(None).unwrap();
    assert!(!report.is_equal);
    assert_eq!(report.sync.error.unwrap().code(), "offline.connection");
}
