//! A file that may not grow: whatever step of a sync comes to the end of the room, nothing is lost, and everything goes
//! on when there is room again.
#![allow(clippy::unwrap_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::Config;
use cortex_cloud::ConflictFilter;
use cortex_cloud::RecordBody;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_cloud::clock::SystemClock;
use cortex_cloud::transport::protocol::Request;
use cortex_server::service::Config as Limits;
use cortex_tests::device::NOTES;
use cortex_tests::wire::Office;
use cortex_tests::wire::Wire;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;
use std::sync::Mutex;

const PAGE: u64 = 4_096;
/// Rows of a page of the server, so that a pull has several.
const ROWS: u32 = 20;

fn note(who: &str, n: usize) -> String {
    format!(r#"{{"by":"{who}","n":{n},"text":"{}"}}"#, "x".repeat(900))
}

/// What a sync of the device `a` has to move: creations, edits, a delete, conflicts, and several pages of others' work.
struct Scene {
    office: Office,
    /// What `a` wrote and nobody has yet, by id.
    written: BTreeMap<String, String>,
    b: CloudEngine,
}

impl Scene {
    fn new() -> Self {
        let mut limits = Limits::default();
        limits.limits.page_items = ROWS;
        let office = Office::with(Arc::new(SystemClock), limits);
        let (a, (b, _)) = (office.device("a").0, office.device("b"));
        let put = |device: &CloudEngine, id: &str, body: &str| assert!(device.put(NOTES, id, body).unwrap());
        (0..20).for_each(|n| put(&a, &format!("shared{n}"), &note("a", n)));
        success(&a.sync(None));
        success(&b.sync(None));
        (0..10).for_each(|n| put(&b, &format!("shared{n}"), &note("b", 100 + n)));
        (0..70).for_each(|n| put(&b, &format!("b{n}"), &note("b", n)));
        b.delete(NOTES, "shared19").unwrap();
        success(&b.sync(None));
        let edits = (5..15).map(|n| (format!("shared{n}"), note("a", 200 + n)));
        let written: BTreeMap<_, _> = edits.chain((0..15).map(|n| (format!("a{n}"), note("a", n)))).collect();
        written.iter().for_each(|(id, body)| put(&a, id, body));
        a.delete(NOTES, "shared18").unwrap();
        a.close();
        Self { office, written, b }
    }

    /// The device `a` with room for so many pages more, or without an end.
    fn open(&self, room: Option<u64>) -> (CloudEngine, Arc<Wire>) {
        let pages = fs::metadata(self.office.file("a")).unwrap().len() / PAGE;
        let limited =
            |config: &mut Config| config.max_file_bytes = room.map(|room| (pages + room) as i64 * PAGE as i64);
        self.office.device_with("a", |config, _| limited(config))
    }

    /// Everything `a` wrote is readable: as the record, or as the side of a conflict that lost.
    fn assert_kept(&self, a: &CloudEngine) {
        let log = a.conflicts(&ConflictFilter::default()).unwrap();
        for (id, body) in &self.written {
            let stands = a.get(NOTES, id).unwrap().as_ref() == Some(body);
            let is_logged = log.iter().any(|entry| entry.id == *id && entry.local.body.as_ref() == Some(body));
            assert!(stands || is_logged, "{id} is gone");
        }
    }

    /// With room, everything goes where it belongs.
    fn assert_goes_on(&self, a: &CloudEngine) {
        success(&a.sync(None));
        success(&self.b.sync(None));
        success(&a.sync(None));
        self.assert_kept(a);
        let (mine, theirs) = (a.get_status().unwrap(), self.b.get_status().unwrap());
        assert_eq!((mine.pending, theirs.pending), (0, 0));
        assert_eq!(mine.digest, theirs.digest);
        assert_eq!(a.get(NOTES, "shared18").unwrap(), None);
        assert_eq!(a.get(NOTES, "shared19").unwrap(), None);
        assert_eq!(a.count(NOTES, None).unwrap(), 18 + 70 + 15);
        assert!(a.verify(None).unwrap().is_equal);
    }
}

fn success(report: &Result<SyncReport, CloudError>) {
    let report = report.as_ref().unwrap();
    assert_eq!((report.status, &report.error), (SyncStatus::Success, &None));
}

fn assert_full(error: &CloudError) {
    assert!(matches!(error, CloudError::Storage { .. }), "{error:?}");
    assert_eq!(error.code(), "storage.full");
    assert!(error.info().retryable && error.info().message.contains("make room"), "{error}");
}

/// The requests of a sync, by their kinds.
fn listen(wire: &Wire) -> Arc<Mutex<Vec<&'static str>>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&heard);
    wire.intercept(move |request, _| {
        tell.lock().unwrap().push(match request {
            Request::Handshake(_) => "handshake",
            Request::Push(_) => "push",
            Request::Pull(_) => "pull",
            Request::Sync(_) => "sync",
            Request::Digest(_) => "digest",
        });
        None
    });
    heard
}

#[test]
fn a_sync_that_runs_out_of_room_at_any_step_loses_nothing_and_goes_on_with_more() {
    let mut ended_after = BTreeSet::new();
    for room in 0.. {
        assert!(room < 500, "with enough room it succeeds");
        let scene = Scene::new();
        let (a, wire) = scene.open(Some(room));
        let heard = listen(&wire);
        match a.sync(None) {
            Ok(report) => {
                success(&Ok(report));
                scene.assert_goes_on(&a);
                break;
            }
            Err(error) => assert_full(&error),
        }
        ended_after.insert(heard.lock().unwrap().clone());
        scene.assert_kept(&a);
        let before = a.get_status().unwrap();
        assert_eq!(before.failed, 0, "the server refused nothing");
        a.close();
        let (a, _) = scene.open(None);
        scene.assert_kept(&a);
        scene.assert_goes_on(&a);
    }
    println!("{} moments at which the room ended: {ended_after:?}", ended_after.len());
    assert!(ended_after.len() >= 4, "it ended at many steps: {ended_after:?}");
}

#[test]
fn a_local_write_without_room_changes_nothing_and_reads_go_on() {
    let scene = Scene::new();
    let (a, _) = scene.open(Some(3));
    let before = a.get_record(NOTES, "shared5").unwrap();
    let large = format!(r#"{{"text":"{}"}}"#, "y".repeat(200_000));
    assert_full(&a.put(NOTES, "late", &large).unwrap_err());
    assert_full(&a.put(NOTES, "shared5", &large).unwrap_err());
    let rows: Vec<RecordBody> = (0..200).map(|n| RecordBody::new(format!("late{n}"), note("a", n))).collect();
    assert_full(&a.put_many(NOTES, &rows, None).unwrap_err());
    assert_eq!(a.get(NOTES, "late").unwrap(), None);
    assert_eq!(a.get(NOTES, "late0").unwrap(), None, "all of it or nothing");
    assert_eq!(a.get_record(NOTES, "shared5").unwrap(), before);
    scene.assert_kept(&a);
    a.close();
    let (a, _) = scene.open(None);
    a.put(NOTES, "late", &large).unwrap();
    a.delete(NOTES, "late").unwrap();
    scene.assert_goes_on(&a);
}

#[test]
fn writes_are_acknowledged_up_to_the_end_of_the_room_and_no_further() {
    let scene = Scene::new();
    let (a, _) = scene.open(Some(40));
    let mut acknowledged = Vec::new();
    let refused = loop {
        let id = format!("many{}", acknowledged.len());
        match a.put(NOTES, &id, &note("a", acknowledged.len())) {
            Ok(_) => acknowledged.push(id),
            Err(error) => break (id, error),
        }
    };
    assert_full(&refused.1);
    assert!(acknowledged.len() > 20, "{} writes", acknowledged.len());
    a.close();
    let (a, _) = scene.open(None);
    assert!(acknowledged.iter().all(|id| a.get(NOTES, id).unwrap().is_some()));
    assert_eq!(a.get(NOTES, &refused.0).unwrap(), None);
    scene.assert_kept(&a);
}

#[test]
fn a_file_that_may_not_even_begin_says_so() {
    let office = Office::new();
    let config = Config { max_file_bytes: Some(2 * PAGE as i64), ..Config::new(office.file("small")) };
    assert_full(&CloudEngine::open(config.clone()).unwrap_err());
    let enough = Config { max_file_bytes: Some(1 << 20), ..config };
    CloudEngine::open(enough).unwrap().put(NOTES, "n1", "{}").unwrap();
}
