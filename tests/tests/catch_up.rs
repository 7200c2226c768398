//! A catch-up too long to be shown at once.
#![allow(clippy::unwrap_used, clippy::panic)]

use cortex_cloud::RecordBody;
use cortex_cloud::SyncStatus;
use cortex_cloud::transport::protocol::Request;
use cortex_tests::wire::Office;
use std::sync::Arc;
use std::sync::Mutex;

const ROWS: usize = 53_000;

#[test]
fn more_than_fifty_thousand_rows_are_shown_in_steps_and_counted() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    let rows: Vec<RecordBody> = (0..ROWS).map(|n| RecordBody::new(n.to_string(), "{}")).collect();
    b.put_many("t", &rows, None).unwrap();
    assert_eq!(b.sync(None).unwrap().status, SyncStatus::Success);
    let shown = Arc::new(Mutex::new(Vec::new()));
    let (notes, reader) = (Arc::clone(&shown), a.clone());
    wire.intercept(move |request, _| {
        if matches!(request, Request::Pull(_)) {
            notes.lock().unwrap().push(reader.count("t", None).unwrap());
        }
        None
    });
    let report = a.sync(None).unwrap();
    assert_eq!((report.status, report.pulled, report.shown_early), (SyncStatus::Success, ROWS as i64, 1));
    let mut seen = shown.lock().unwrap().clone();
    seen.dedup();
    assert_eq!(seen, [0, 50_000], "nothing, then the first step; the rest at the end");
    assert_eq!(a.count("t", None).unwrap(), ROWS as i64);
    assert!(report.digests_equal);
}
