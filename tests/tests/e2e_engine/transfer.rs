//! What one device writes, the others and the server hold.

use cortex_cloud::RecordBody;
use cortex_cloud::RecordState;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use cortex_tests::device::NOTES;
use cortex_tests::device::note;
use cortex_tests::space::Space;
use std::thread;

fn many(count: usize) -> Vec<RecordBody> {
    (0..count).map(|n| RecordBody::new(format!("n{n:05}"), note(&format!("text {n}")))).collect()
}

#[test]
fn a_push_and_a_pull_move_a_record_from_device_to_device() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    a.write("n1", "hello");
    let pushed = a.push(None).unwrap();
    assert_eq!((pushed.pushed, pushed.pulled), (1, 0));
    assert_eq!(space.read("n1").as_deref(), Some("hello"));
    let pulled = b.pull(None).unwrap();
    assert_eq!((pulled.pushed, pulled.pulled), (0, 1));
    assert_eq!(b.read("n1").as_deref(), Some("hello"));
    assert_eq!(b.explain(NOTES, "n1").unwrap().state, RecordState::Synced);
    a.synced();
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_fresh_device_gets_everything_over_several_pages() {
    let space = Space::new();
    let a = space.device("a");
    a.put_many(NOTES, &many(6_000), None).unwrap();
    a.put("other", "o1", r#"{"deep":{"list":[1,2.5,"three",null]}}"#).unwrap();
    assert_eq!(a.synced().pushed, 6_001);
    a.erase("n00017");
    assert_eq!(a.synced().pushed, 1);
    let b = space.device("b");
    b.synced();
    assert!(space.proxy.requests("GET /v1/spaces/team/pull") >= 2, "6 000 rows do not fit a page");
    assert_eq!(b.count(NOTES, None).unwrap(), 5_999);
    space.assert_equal(&[&a, &b]);
    assert_eq!(space.head(), 6_002);
}

#[test]
fn large_bodies_come_in_pages_too() {
    let space = Space::new();
    let a = space.device("a");
    let large = "x".repeat(100_000);
    for n in 0..40 {
        a.write(&format!("n{n}"), &format!("{n} {large}"));
    }
    let sent = a.synced();
    assert!(sent.bytes_sent < 400_000, "4 MB of the same letter are compressed: {}", sent.bytes_sent);
    let b = space.device("b");
    assert_eq!(b.synced().pulled, 40);
    assert!(space.proxy.requests("GET /v1/spaces/team/pull") >= 3);
    space.assert_equal(&[&a, &b]);
}

#[test]
fn readers_see_nothing_of_a_long_pull_until_all_of_it_is_here() {
    let space = Space::new();
    let a = space.device("a");
    a.put_many(NOTES, &many(6_000), None).unwrap();
    a.synced();
    let b = space.device("b");
    // A fresh device's first page is asked for without a cursor.
    let second_page = space.proxy.hold_next("cursor=");
    thread::scope(|scope| {
        let syncing = scope.spawn(|| b.synced());
        second_page.wait();
        assert_eq!(b.count(NOTES, None).unwrap(), 0);
        let staged = b.status().staged;
        assert!(staged > 0 && staged < 6_000, "{staged} rows are here and not shown");
        second_page.release();
        assert_eq!(syncing.join().unwrap().pulled, 6_000);
    });
    assert_eq!((b.count(NOTES, None).unwrap(), b.status().staged), (6_000, 0));
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_pull_broken_between_two_pages_goes_on_where_it_was() {
    let space = Space::new();
    let a = space.device("a");
    a.put_many(NOTES, &many(6_000), None).unwrap();
    a.synced();
    let b = space.setup("b").impatient().open();
    let second_page = space.proxy.hold_next("cursor=");
    thread::scope(|scope| {
        let syncing = scope.spawn(|| b.try_sync());
        second_page.wait();
        second_page.drop_answer();
        assert!(syncing.join().unwrap().error.is_some());
    });
    let b = b.reopen();
    let page = usize::try_from(b.status().staged).unwrap();
    assert!(page > 0 && page < 6_000, "{page} rows are here and not shown");
    assert_eq!(b.count(NOTES, None).unwrap(), 0);
    let before = space.proxy.requests("GET");
    b.synced();
    let rest = (6_000 - page).div_ceil(page);
    assert_eq!(space.proxy.requests("GET") - before, rest, "the first page is not fetched again");
    space.assert_equal(&[&a, &b]);
}

#[test]
fn a_local_table_never_leaves_the_file() {
    let space = Space::new();
    let policy = TablePolicy { replicate: Replicate::Local, ..TablePolicy::default() };
    let a = space.setup("a").table("drafts", policy).open();
    a.put("drafts", "d1", r#"{"text":"stays here"}"#).unwrap();
    a.write("n1", "travels");
    assert_eq!(a.synced().pushed, 1);
    a.delete("drafts", "d1").unwrap();
    a.put("drafts", "d2", r#"{"text":"stays here, too"}"#).unwrap();
    assert_eq!(a.pending(), 0);
    assert_eq!(a.synced().pushed, 0);
    assert_eq!(a.explain("drafts", "d2").unwrap().state, RecordState::LocalOnly);
    assert_eq!(space.rows().into_keys().collect::<Vec<_>>(), [(NOTES.to_owned(), "n1".to_owned())]);
    space.assert_equal(&[&a]);
}

#[test]
fn a_sync_with_nothing_to_do_moves_nothing() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "hello");
    a.synced();
    // The first sync after a push has the cursor still to move past its own echo.
    a.synced();
    let report = a.synced();
    assert_eq!((report.pushed, report.pulled, report.resent, report.repaired), (0, 0, 0, 0));
    assert_eq!(space.head(), 1);
}
