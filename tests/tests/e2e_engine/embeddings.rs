//! Embeddings and the sync: vectors never leave their file, and nobody has work on their account (E33).

use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::Winner;
use cortex_tests::device::Device;
use cortex_tests::device::NOTES;
use cortex_tests::patience::next_millisecond;
use cortex_tests::space::Space;
use serde_json::json;

fn body(text: &str, vector: Option<i32>) -> String {
    match vector {
        Some(vector) => json!({ "embedding": [vector, 0.5], "text": text }).to_string(),
        None => json!({ "text": text }).to_string(),
    }
}

fn with_vectors(space: &Space, name: &str, strategy: MergeStrategy) -> Device {
    space.setup(name).strategy(strategy).with(|config| config.embedding_fields = vec!["embedding".to_owned()]).open()
}

/// A computes vectors, B does not.
fn pair() -> (Space, Device, Device) {
    let space = Space::new();
    let a = with_vectors(&space, "a", MergeStrategy::LastWriteWins);
    let b = space.device("b");
    (space, a, b)
}

fn missing(device: &Device) -> Vec<String> {
    device.get_record(NOTES, "n1").unwrap().unwrap().missing
}

fn whole(device: &Device) -> String {
    device.get(NOTES, "n1").unwrap().unwrap()
}

fn sent(space: &Space) -> Option<String> {
    space.row(NOTES, "n1").unwrap().body
}

/// Nobody has anything to send, and the digests are equal.
fn assert_settled(space: &Space, devices: &[&Device]) {
    let head = space.head();
    for device in devices {
        let report = device.synced();
        assert_eq!((report.pushed, report.repaired), (0, 0), "{report:?}");
        assert_eq!(device.pending(), 0);
        assert_eq!(device.digest(), space.digest());
        assert_eq!(device.verify(None).unwrap().repaired, 0);
    }
    assert_eq!(space.head(), head);
}

#[test]
fn one_device_with_vectors_and_one_without_are_equal_and_clean() {
    let (space, a, b) = pair();
    a.put(NOTES, "n1", &body("hello", Some(1))).unwrap();
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(sent(&space), Some(body("hello", None)));
    assert_eq!(b.synced().pulled, 1);
    assert_eq!(whole(&b), body("hello", None));
    assert_eq!(whole(&a), body("hello", Some(1)));
    assert_eq!(a.digest(), b.digest());
    assert_settled(&space, &[&a, &b]);
    // Another vector is nobody else's business.
    a.put(NOTES, "n1", &body("hello", Some(2))).unwrap();
    assert_eq!(a.pending(), 0);
    assert!(a.get_record(NOTES, "n1").unwrap().unwrap().synced);
    assert_settled(&space, &[&a, &b]);
    assert_eq!(whole(&a), body("hello", Some(2)));
}

#[test]
fn a_body_from_elsewhere_drops_the_vector_and_lists_it() {
    let (space, a, b) = pair();
    a.put(NOTES, "n1", &body("hello", Some(1))).unwrap();
    a.synced();
    b.synced();
    assert_eq!(missing(&b), Vec::<String>::new(), "B never had one");
    b.put(NOTES, "n1", &body("changed", None)).unwrap();
    b.synced();
    a.synced();
    assert_eq!((whole(&a), missing(&a)), (body("changed", None), vec!["embedding".to_owned()]));
    // Computed anew: still nothing to send.
    a.put(NOTES, "n1", &body("changed", Some(3))).unwrap();
    assert_eq!((whole(&a), missing(&a)), (body("changed", Some(3)), Vec::new()));
    assert_settled(&space, &[&a, &b]);
    b.delete(NOTES, "n1").unwrap();
    b.synced();
    a.synced();
    assert_eq!(a.get(NOTES, "n1").unwrap(), None);
    assert_eq!(missing(&a), Vec::<String>::new());
    assert_settled(&space, &[&a, &b]);
}

#[test]
fn a_newer_state_with_the_same_body_keeps_the_vector() {
    let (space, a, b) = pair();
    a.put(NOTES, "n1", &body("hello", Some(1))).unwrap();
    a.synced();
    b.synced();
    for text in ["there", "and back", "hello"] {
        b.put(NOTES, "n1", &body(text, None)).unwrap();
        b.synced();
    }
    assert_eq!(a.synced().pulled, 1);
    assert_eq!((whole(&a), missing(&a)), (body("hello", Some(1)), Vec::new()));
    assert_settled(&space, &[&a, &b]);
}

#[test]
fn a_vector_written_while_its_body_is_on_the_way_stays() {
    let (space, a, b) = pair();
    a.put(NOTES, "n1", &body("hello", Some(1))).unwrap();
    let push = space.proxy.hold_next("POST");
    std::thread::scope(|scope| {
        let syncing = scope.spawn(|| a.synced());
        push.wait();
        a.put(NOTES, "n1", &body("hello", Some(2))).unwrap();
        push.release();
        syncing.join().unwrap();
    });
    a.synced();
    b.synced();
    assert_eq!(whole(&a), body("hello", Some(2)));
    assert_settled(&space, &[&a, &b]);
}

/// Both have "base"; A then writes "from a" with the vector 2, B "from b" and is first at the server.
fn disagree(strategy: MergeStrategy) -> (Space, Device, Device) {
    let space = Space::new();
    let a = with_vectors(&space, "a", strategy);
    let b = space.device("b");
    a.put(NOTES, "n1", &body("base", Some(1))).unwrap();
    a.synced();
    b.synced();
    a.put(NOTES, "n1", &body("from a", Some(2))).unwrap();
    next_millisecond();
    b.put(NOTES, "n1", &body("from b", None)).unwrap();
    b.synced();
    a.synced();
    (space, a, b)
}

#[test]
fn a_lost_conflict_keeps_the_vector_in_the_log_and_restore_brings_it_back() {
    let (space, a, b) = disagree(MergeStrategy::LastWriteWins);
    assert_eq!((whole(&a), missing(&a)), (body("from b", None), vec!["embedding".to_owned()]));
    let entry = a.conflict_log().remove(0);
    assert_eq!(entry.winner, Some(Winner::Remote));
    assert_eq!(entry.local.body, Some(body("from a", Some(2))));
    assert_eq!(entry.remote.body, Some(body("from b", None)));
    assert!(a.restore(entry.conflict_id, ConflictSide::Local).unwrap());
    assert_eq!((whole(&a), missing(&a)), (body("from a", Some(2)), Vec::new()));
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(sent(&space), Some(body("from a", None)));
    assert!(a.restore(entry.conflict_id, ConflictSide::Remote).unwrap());
    assert_eq!((whole(&a), missing(&a)), (body("from b", None), vec!["embedding".to_owned()]));
    a.synced();
    b.synced();
    assert_settled(&space, &[&a, &b]);
}

#[test]
fn a_won_conflict_keeps_the_vector() {
    let (space, a, b) = disagree(MergeStrategy::LocalWins);
    assert_eq!((whole(&a), missing(&a)), (body("from a", Some(2)), Vec::new()));
    a.synced();
    b.synced();
    assert_eq!(whole(&b), body("from a", None));
    assert_settled(&space, &[&a, &b]);
}

#[test]
fn a_conflict_settled_by_hand_keeps_or_lists_the_vector() {
    let settled_by = |settle: &dyn Fn(&Device)| {
        let (space, a, b) = disagree(MergeStrategy::Manual);
        a.put(NOTES, "n1", &body("from a again", Some(4))).unwrap();
        let open = ConflictFilter { open_only: true, ..ConflictFilter::default() };
        assert_eq!(a.conflicts(&open).unwrap()[0].local.body, Some(body("from a again", Some(4))), "the log follows");
        settle(&a);
        a.synced();
        b.synced();
        assert_settled(&space, &[&a, &b]);
        (whole(&a), missing(&a), whole(&b))
    };
    let local = settled_by(&|a| a.resolve_conflict(NOTES, "n1", MergeStrategy::LocalWins).unwrap());
    assert_eq!(local, (body("from a again", Some(4)), vec![], body("from a again", None)));
    let remote = settled_by(&|a| a.resolve_conflict(NOTES, "n1", MergeStrategy::RemoteWins).unwrap());
    assert_eq!(remote, (body("from b", None), vec!["embedding".to_owned()], body("from b", None)));
    let merged = settled_by(&|a| a.resolve_conflict_with(NOTES, "n1", &body("both", Some(5))).unwrap());
    assert_eq!(merged, (body("both", Some(5)), vec![], body("both", None)));
}

#[test]
fn a_member_named_later_sends_nothing_until_its_record_changes() {
    let space = Space::new();
    let [a, b] = ["a", "b"].map(|name| space.device(name));
    a.put(NOTES, "n1", &body("hello", Some(1))).unwrap();
    a.synced();
    b.synced();
    let a = a.reopen_with(|setup| setup.with(|config| config.embedding_fields = vec!["embedding".to_owned()]));
    assert_settled(&space, &[&a, &b]);
    assert!(!a.put(NOTES, "n1", &body("hello", Some(1))).unwrap());
    assert_settled(&space, &[&a, &b]);
    assert_eq!(sent(&space), Some(body("hello", Some(1))), "the server has what it had");
    a.put(NOTES, "n1", &body("changed", Some(2))).unwrap();
    assert_eq!(a.synced().pushed, 1);
    b.synced();
    assert_eq!((whole(&a), whole(&b)), (body("changed", Some(2)), body("changed", None)));
    assert_settled(&space, &[&a, &b]);
}

#[test]
fn a_name_taken_away_sends_nothing_until_its_record_changes() {
    let (space, a, b) = pair();
    a.put(NOTES, "n1", &body("hello", Some(1))).unwrap();
    a.synced();
    b.synced();
    let a = a.reopen_with(|setup| setup.with(|config| config.embedding_fields.clear()));
    assert_eq!(whole(&a), body("hello", Some(1)));
    assert!(!a.put(NOTES, "n1", &body("hello", Some(1))).unwrap());
    assert_settled(&space, &[&a, &b]);
    a.put(NOTES, "n1", &body("hello", Some(2))).unwrap();
    assert_eq!(a.synced().pushed, 1);
    b.synced();
    assert_eq!(whole(&b), body("hello", Some(2)), "now it is a member like any other");
    assert_settled(&space, &[&a, &b]);
}

#[test]
fn a_body_that_another_device_sent_whole_is_kept_whole() {
    let (space, a, b) = pair();
    a.put(NOTES, "n1", &body("hello", Some(1))).unwrap();
    a.synced();
    b.synced();
    b.put(NOTES, "n1", &body("from b", Some(7))).unwrap();
    b.synced();
    a.synced();
    assert_eq!((whole(&a), missing(&a)), (body("from b", Some(7)), Vec::new()));
    assert_settled(&space, &[&a, &b]);
}

#[test]
fn a_refused_state_that_is_given_up_takes_its_vector_along_to_the_log() {
    let space = Space::new();
    let setup = space.setup("a").with(|config| config.max_body_bytes = 8 << 20);
    let a = setup.with(|config| config.embedding_fields = vec!["embedding".to_owned()]).open();
    a.put(NOTES, "n1", &body("small", Some(1))).unwrap();
    a.synced();
    let large = body(&"x".repeat(1_200_000), Some(2));
    a.put(NOTES, "n1", &large).unwrap();
    assert_eq!(a.try_sync().refused, 1);
    // Another vector is not another state: it would be refused again.
    assert!(a.put(NOTES, "n1", &large.replace("[2,", "[3,")).unwrap());
    assert_eq!((a.status().failed, a.pending()), (1, 0));
    assert_eq!(a.discard_failed(Some(NOTES), Some("n1")).unwrap(), 1);
    assert_eq!((whole(&a), missing(&a)), (body("small", None), vec!["embedding".to_owned()]));
    assert_settled(&space, &[&a]);
    let entry = a.conflict_log().remove(0);
    assert!(a.restore(entry.conflict_id, ConflictSide::Local).unwrap());
    assert_eq!((whole(&a), missing(&a)), (large.replace("[2,", "[3,"), Vec::new()));
}
