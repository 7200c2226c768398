//! What counts as a change of a record, and what the first sync needs.

use cortex_cloud::SyncStatus;
use cortex_tests::device::NOTES;
use cortex_tests::space::Space;
use serde_json::Value;
use serde_json::json;

#[test]
fn every_member_of_a_body_counts_as_a_change_and_arrives() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    let memory = json!({
        "summary": "text", "tags": ["one"], "importance": "low", "archived": false,
        "confidence": 0.5, "superseded_by": null, "nested": {"deep": [1, {"deeper": ""}]},
    });
    a.put(NOTES, "n1", &memory.to_string()).unwrap();
    a.synced();
    b.synced();
    let changes: [(&str, Value); 8] = [
        ("/tags", json!(["one", "two"])),
        ("/tags/0", json!("ONE")),
        ("/importance", json!("high")),
        ("/archived", json!(true)),
        ("/confidence", json!(0.5000000001)),
        ("/superseded_by", json!("another")),
        ("/nested/deep/1/deeper", json!(" ")),
        ("/nested/deep/0", json!("1")),
    ];
    for (at, (pointer, value)) in changes.into_iter().enumerate() {
        let mut changed = memory.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        let before = a.get_record(NOTES, "n1").unwrap().unwrap().content_hash;
        assert!(a.put(NOTES, "n1", &changed.to_string()).unwrap(), "{pointer} is a change");
        assert_ne!(a.get_record(NOTES, "n1").unwrap().unwrap().content_hash, before, "{pointer}");
        assert_eq!(a.synced().pushed, 1, "{pointer} is sent");
        b.synced();
        let arrived: Value = serde_json::from_str(&b.get(NOTES, "n1").unwrap().unwrap()).unwrap();
        assert_eq!(arrived, changed, "{pointer} arrives");
        assert_eq!(space.head(), i64::try_from(at).unwrap() + 2);
    }
    space.assert_equal(&[&a, &b]);
}

#[test]
fn the_first_sync_of_a_file_is_never_throttled_nor_the_ones_after_failures() {
    let mut space = Space::new();
    space.server.stop();
    let a = space.direct("a").impatient().open();
    a.write("n1", "hello");
    for _ in 0..3 {
        assert_eq!(a.unsynced(SyncStatus::Offline), "offline.connection");
    }
    assert_eq!(a.status().last_sync_at, None);
    space.server.restart();
    let url = space.server.url();
    let a = a.reopen_with(|setup| setup.with_http(|http| http.base_url = url));
    assert_eq!(a.synced().pushed, 1, "at once, and not throttled");
    let fresh = space.direct("fresh").open();
    fresh.synced();
    space.assert_equal(&[&a, &fresh]);
}
