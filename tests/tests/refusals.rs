//! What refusals, lost answers and nonsense from the server or a proxy do to a device's work: nothing that lasts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordBody;
use cortex_cloud::RecordState;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::clock::Hlc;
use cortex_cloud::transport::error::TransportError;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::Body;
use cortex_cloud::transport::protocol::ErrorBody;
use cortex_cloud::transport::protocol::Request;
use cortex_cloud::transport::protocol::Row;
use cortex_cloud::transport::protocol::SyncAnswer;
use cortex_cloud::transport::protocol::Verdict;
use cortex_cloud::transport::protocol::code;
use cortex_tests::wire::Office;
use cortex_tests::wire::is_push;
use cortex_tests::wire::lost;

fn body(value: &str) -> String {
    format!(r#"{{"v":"{value}"}}"#)
}

fn write(device: &CloudEngine, value: &str) {
    assert!(device.put("t", "x", &body(value)).unwrap());
}

fn read(device: &CloudEngine) -> Option<String> {
    device.get("t", "x").unwrap()
}

fn sync(device: &CloudEngine) -> SyncReport {
    device.sync(None).unwrap()
}

fn synced(device: &CloudEngine) -> SyncReport {
    let report = sync(device);
    assert_eq!(report.status, SyncStatus::Success, "{report:?}");
    report
}

/// Pending and failed records.
fn backlog(device: &CloudEngine) -> (i64, i64) {
    let status = device.get_status().unwrap();
    (status.pending, status.failed)
}

/// A batch or record that is too large: in a proxy's words, which are none, and in the server's own.
fn too_large() -> [TransportError; 2] {
    let own = ErrorBody {
        code: code::BATCH_TOO_LARGE.to_owned(),
        message: "too large".to_owned(),
        retry_after_ms: None,
        details: Vec::new(),
    };
    [TransportError::from_status(413, None, None), TransportError::from_status(413, Some(own), None)]
}

#[test]
fn a_mere_pull_settles_the_batch_in_flight_first() {
    let office = Office::new();
    // Local wins, so that a write taken for unsent would undo the other's.
    let local_wins = |name| office.device_with(name, |config, _| config.strategy = MergeStrategy::LocalWins);
    let ((a, wire), (b, _)) = (local_wins("a"), local_wins("b"));
    write(&a, "first");
    wire.intercept_push(|request, wire| wire.serve(request).and(Err(lost())));
    assert_eq!(sync(&a).status, SyncStatus::Offline);
    wire.mend();
    synced(&b);
    write(&b, "second");
    synced(&b);

    let report = a.pull(None).unwrap();
    assert_eq!((report.status, report.resent, report.pulled), (SyncStatus::Success, 1, 1), "{report:?}");
    for _ in 0..2 {
        synced(&a);
        synced(&b);
    }
    let second = Some(body("second"));
    assert_eq!((read(&a), read(&b), office.read("t", "x")), (second.clone(), second.clone(), second));
    assert_eq!(backlog(&a), (0, 0));
    assert_eq!(a.explain("t", "x").unwrap().state, RecordState::Synced);
}

#[test]
fn an_edit_made_while_the_former_state_is_refused_goes_up() {
    for refusal in too_large() {
        let office = Office::new();
        let (a, wire) = office.device("a");
        write(&a, "far too large");
        let engine = a.clone();
        wire.intercept_push(move |_, _| {
            write(&engine, "small");
            Err(refusal)
        });
        sync(&a);
        wire.mend();
        synced(&a);
        assert_eq!(office.read("t", "x"), Some(body("small")));
        assert_eq!(backlog(&a), (0, 0));
    }
}

#[test]
fn an_undo_made_while_the_write_is_refused_leaves_nothing_behind() {
    for refusal in too_large() {
        let office = Office::new();
        let (a, wire) = office.device("a");
        write(&a, "small");
        synced(&a);
        write(&a, "far too large");
        let engine = a.clone();
        wire.intercept_push(move |_, _| {
            write(&engine, "small");
            Err(refusal)
        });
        sync(&a);
        wire.mend();
        synced(&a);
        assert_eq!(backlog(&a), (0, 0));
        assert_eq!(a.explain("t", "x").unwrap().state, RecordState::Synced);
        assert_eq!(office.read("t", "x"), Some(body("small")));
    }
}

#[test]
fn a_proxys_redirect_quarantines_nothing() {
    let office = Office::new();
    let (a, wire) = office.device("a");
    let rows: Vec<RecordBody> = (0..300).map(|i| RecordBody::new(format!("r{i}"), body("row"))).collect();
    a.put_many("t", &rows, None).unwrap();
    wire.intercept(|request, _| is_push(request).then(|| Err(TransportError::from_status(302, None, None))));
    let report = sync(&a);
    assert_eq!((report.status, report.refused), (SyncStatus::Refused, 0), "{report:?}");
    assert_eq!(wire.requests(), 2, "a handshake and one push");
    assert_eq!(backlog(&a), (300, 0));

    wire.mend();
    synced(&a);
    assert_eq!(backlog(&a), (0, 0));
    assert_eq!(office.rows().len(), 300);
}

#[test]
fn an_undo_of_a_write_of_unknown_outcome_reaches_the_server() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    write(&a, "before");
    synced(&a);
    write(&a, "after");
    wire.intercept_push(|request, wire| wire.serve(request).and(Err(lost())));
    sync(&a);
    // The batch is there. That a proxy refuses its repetition must not make it one that never was.
    wire.intercept(|request, _| match request {
        Request::Pull(_) => Some(Err(lost())),
        request => is_push(request).then(|| Err(TransportError::from_status(400, None, None))),
    });
    sync(&a);
    assert_eq!(backlog(&a), (1, 0));
    wire.mend();
    write(&a, "before");
    for _ in 0..2 {
        synced(&a);
        synced(&b);
    }
    let before = Some(body("before"));
    assert_eq!((read(&a), read(&b), office.read("t", "x")), (before.clone(), before.clone(), before));
    assert_eq!(backlog(&a), (0, 0));
}

#[test]
fn a_conflict_with_a_row_that_makes_no_sense_does_not_stop_later_syncs() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    write(&b, "theirs");
    synced(&b);
    synced(&a);
    write(&a, "mine");
    wire.intercept_push(|request, wire| {
        let mut answer = wire.serve(request)?;
        if let Answer::Sync(SyncAnswer { push, .. }) | Answer::Push(push) = &mut answer {
            // A body without its hash.
            let row = Row {
                table: "t".to_owned(),
                id: "x".to_owned(),
                seq: 1,
                hlc: Hlc::ZERO,
                device_id: "z".to_owned(),
                hash: None,
                body: Body::from_canonical("{}".to_owned()),
            };
            push.verdicts = vec![Verdict::Conflict { current: Some(Box::new(row)) }];
        }
        Ok(answer)
    });
    // Whatever this one says, it must be said in a report, and the next one must get on.
    sync(&a);
    wire.mend();
    a.put("t", "other", &body("more")).unwrap();
    for _ in 0..2 {
        synced(&a);
        synced(&b);
    }
    let mine = Some(body("mine"));
    assert_eq!((read(&a), read(&b), office.read("t", "x")), (mine.clone(), mine.clone(), mine));
    assert_eq!(b.get("t", "other").unwrap(), Some(body("more")));
    assert_eq!(backlog(&a), (0, 0));
}

#[test]
fn a_row_damaged_on_the_way_is_not_shown_and_fetched_again() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    write(&b, "theirs");
    synced(&b);
    wire.intercept(|request, wire| {
        let Request::Pull(_) = request else { return None };
        let mut answer = wire.serve(request);
        if let Ok(Answer::Pull(page)) = &mut answer {
            page.rows.iter_mut().for_each(|row| row.hash = None);
        }
        Some(answer)
    });
    let report = sync(&a);
    assert_eq!((report.status, report.parked, report.repaired), (SyncStatus::Success, 1, 1), "{report:?}");
    assert_eq!(read(&a), Some(body("theirs")));
    assert_eq!(a.get_status().unwrap().parked, 0);
}

#[test]
fn a_page_that_makes_no_sense_is_reported_and_not_shown() {
    let office = Office::new();
    let ((a, wire), (b, _)) = (office.device("a"), office.device("b"));
    write(&b, "theirs");
    synced(&b);
    wire.intercept(|request, wire| {
        let Request::Pull(_) = request else { return None };
        let mut answer = wire.serve(request);
        if let Ok(Answer::Pull(page)) = &mut answer {
            page.has_more = true;
            page.rows.clear();
        }
        Some(answer)
    });
    let report = sync(&a);
    assert_eq!(report.status, SyncStatus::Refused);
    assert!(matches!(report.error, Some(CloudError::Protocol { .. })), "{report:?}");
    assert_eq!(read(&a), None);
    wire.mend();
    synced(&a);
    assert_eq!(read(&a), Some(body("theirs")));
}
