//! What listeners hear, in which order, and what they may do.

use cortex_cloud::CloudEvent;
use cortex_cloud::CloudStatus;
use cortex_cloud::Origin;
use cortex_cloud::RecordBody;
use cortex_cloud::Winner;
use cortex_tests::device::NOTES;
use cortex_tests::device::note;
use cortex_tests::listener::Listener;
use cortex_tests::patience::next_millisecond;
use cortex_tests::patience::wait_until;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

fn is_change_of(event: &CloudEvent, wanted: &str, whose: Origin) -> bool {
    matches!(event, CloudEvent::RecordsChanged { table, ids, origin }
        if table == NOTES && *origin == whose && ids.iter().any(|id| id == wanted))
}

fn is_status(event: &CloudEvent, wanted: CloudStatus) -> bool {
    matches!(event, CloudEvent::StatusChanged { status } if *status == wanted)
}

#[test]
fn a_write_and_its_sync_are_heard_in_order() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    let (heard_by_a, heard_by_b) = (Listener::of(&a), Listener::of(&b));
    a.write("n1", "hello");
    a.synced();
    b.synced();
    heard_by_a.wait_for("connected", |e| is_status(e, CloudStatus::Connected));
    let heard = heard_by_a.heard();
    let at = |is_it: &dyn Fn(&CloudEvent) -> bool| heard.iter().position(is_it).unwrap();
    let order = [
        at(&|e| is_change_of(e, "n1", Origin::Local)),
        at(&|e| is_status(e, CloudStatus::Syncing)),
        at(&|e| matches!(e, CloudEvent::Progress { done: 0, total: 1, .. })),
        at(&|e| matches!(e, CloudEvent::Progress { done: 1, total: 1, .. })),
        at(&|e| is_status(e, CloudStatus::Connected)),
    ];
    assert!(order.is_sorted(), "{heard:?}");
    heard_by_b.wait_for("the remote change", |e| is_change_of(e, "n1", Origin::Remote));
    assert!(!heard.iter().any(|e| is_change_of(e, "n1", Origin::Remote)), "an echo is no change");
}

#[test]
fn a_conflict_is_heard_with_its_winner() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    let listener = Listener::of(&b);
    a.write("n1", "from a");
    next_millisecond();
    b.write("n1", "from b");
    a.synced();
    b.synced();
    let event = listener.wait_for("the conflict", |e| matches!(e, CloudEvent::Conflict { .. }));
    let CloudEvent::Conflict { conflict_id, id, winner, .. } = event else { unreachable!() };
    assert_eq!((id.as_str(), winner), ("n1", Some(Winner::Local)));
    assert_eq!(conflict_id, b.conflict_log()[0].conflict_id);
}

#[test]
fn going_offline_and_back_is_heard() {
    let space = Space::new();
    let a = space.setup("a").impatient().open();
    let listener = Listener::of(&a);
    space.proxy.set(Fault::Refuse.times(1));
    a.try_sync();
    listener.wait_for("offline", |e| is_status(e, CloudStatus::Offline));
    a.synced();
    listener.wait_for("connected", |e| is_status(e, CloudStatus::Connected));
}

#[test]
fn a_listener_may_call_the_engine_back() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    let engine = b.engine().clone();
    let answer = move |event: &CloudEvent| {
        if is_change_of(event, "question", Origin::Remote) {
            assert!(engine.get(NOTES, "question").unwrap().is_some());
            engine.put(NOTES, "answer", &note("42")).unwrap();
            engine.sync(None).unwrap();
        }
    };
    b.subscribe(answer).unwrap();
    a.write("question", "6 times 7");
    a.synced();
    b.synced();
    wait_until("the answer is up", || space.read("answer").is_some());
    assert_eq!(b.status().failed_listeners, 0);
}

#[test]
fn a_listener_that_panics_is_counted_and_harms_nobody() {
    let space = Space::new();
    let a = space.device("a");
    fn failing(_: &CloudEvent) {
        panic!("a listener's own mistake")
    }
    a.subscribe(failing).unwrap();
    let listener = Listener::of(&a);
    a.write("n1", "hello");
    a.write("n2", "hello");
    listener.wait_for("the second write", |e| is_change_of(e, "n2", Origin::Local));
    assert!(a.status().failed_listeners >= 1);
    assert_eq!(a.synced().pushed, 2);
}

#[test]
fn a_cancelled_subscription_hears_nothing_more() {
    let space = Space::new();
    let a = space.device("a");
    // Subscribers are served in the order they came: what the second has heard, the first would have.
    let (first, second) = (Listener::of(&a), Listener::of(&a));
    a.write("n1", "hello");
    first.wait_for("the first write", |e| is_change_of(e, "n1", Origin::Local));
    first.cancel();
    first.cancel();
    let before = first.heard().len();
    a.write("n2", "hello");
    second.wait_for("the second write", |e| is_change_of(e, "n2", Origin::Local));
    assert_eq!(first.heard().len(), before);
}

#[test]
fn a_listener_may_close_the_engine_and_is_not_called_again() {
    let space = Space::new();
    let a = space.device("a");
    let calls = Arc::new(AtomicI64::new(0));
    let (engine, counter) = (a.engine().clone(), Arc::clone(&calls));
    let close = move |_: &CloudEvent| {
        counter.fetch_add(1, Ordering::SeqCst);
        engine.close();
    };
    a.subscribe(close).unwrap();
    a.write("n1", "hello");
    wait_until("the engine is closed", || a.get_status().is_err());
    assert!(a.put(NOTES, "n2", &note("too late")).is_err());
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[test]
fn a_listener_that_lags_misses_no_change() {
    let space = Space::new();
    let (a, b) = (space.device("a"), space.device("b"));
    let rows: Vec<RecordBody> = (0..2_000).map(|n| RecordBody::new(format!("n{n}"), note("row"))).collect();
    a.put_many(NOTES, &rows, None).unwrap();
    a.synced();
    let seen = Arc::new(AtomicI64::new(0));
    let counter = Arc::clone(&seen);
    let count = move |event: &CloudEvent| {
        if let CloudEvent::RecordsChanged { ids, .. } = event {
            counter.fetch_add(i64::try_from(ids.len()).unwrap(), Ordering::SeqCst);
        }
    };
    b.subscribe(count).unwrap();
    b.synced();
    wait_until("every change was heard", || seen.load(Ordering::SeqCst) == 2_000);
}
