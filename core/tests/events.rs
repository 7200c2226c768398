//! Events: in order, on their own thread, and nothing a listener does hurts the engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::CloudEvent;
use cortex_cloud::Origin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;
use support::fresh;

/// Ten times what delivery takes on a slow machine.
const SOON: Duration = Duration::from_secs(10);

fn changed(event: &CloudEvent) -> Option<Vec<String>> {
    match event {
        CloudEvent::RecordsChanged { ids, origin: Origin::Local, .. } => Some(ids.clone()),
        _ => None,
    }
}

#[test]
fn every_change_is_told_in_order() {
    let f = fresh();
    let (tell, told) = mpsc::channel();
    f.engine
        .subscribe(move |event| changed(event).into_iter().flatten().for_each(|id| tell.send(id).unwrap()))
        .unwrap();
    let ids: Vec<String> = (0..500).map(|n| format!("{n:03}")).collect();
    for id in &ids {
        f.engine.put("t", id, "{}").unwrap();
    }
    let heard: Vec<String> = ids.iter().map(|_| told.recv_timeout(SOON).unwrap()).collect();
    assert_eq!(heard, ids);
}

#[test]
fn a_slow_listener_hears_of_every_record_once_for_each_time_it_looks() {
    let f = fresh();
    let (enter, entered) = mpsc::channel();
    let (let_go, gate) = mpsc::channel::<()>();
    let gate = Mutex::new(gate);
    let (tell, told) = mpsc::channel();
    f.engine
        .subscribe(move |event| {
            enter.send(()).unwrap();
            gate.lock().unwrap().recv().unwrap();
            tell.send(changed(event)).unwrap();
        })
        .unwrap();
    f.engine.put("t", "first", "{}").unwrap();
    entered.recv_timeout(SOON).unwrap();
    for n in 0..100 {
        f.engine.put("t", "busy", &format!(r#"{{"n":{n}}}"#)).unwrap();
        f.engine.put("t", "other", &format!(r#"{{"n":{n}}}"#)).unwrap();
    }
    let_go.send(()).unwrap();
    let_go.send(()).unwrap();
    assert_eq!(told.recv_timeout(SOON).unwrap().unwrap(), ["first"]);
    assert_eq!(told.recv_timeout(SOON).unwrap().unwrap(), ["busy", "other"]);
    drop(let_go);
}

#[test]
fn a_listener_may_call_the_engine() {
    let f = fresh();
    let (tell, told) = mpsc::channel();
    let engine = f.engine.clone();
    f.engine
        .subscribe(move |event| {
            if changed(event).is_some_and(|ids| ids == ["a"]) {
                engine.put("t", "b", "{}").unwrap();
                tell.send(engine.count("t", None).unwrap()).unwrap();
            }
        })
        .unwrap();
    f.engine.put("t", "a", "{}").unwrap();
    assert_eq!(told.recv_timeout(SOON).unwrap(), 2);
    f.engine.close();
}

#[test]
fn a_listener_may_close_the_engine() {
    let f = fresh();
    let (tell, told) = mpsc::channel();
    let engine = f.engine.clone();
    f.engine
        .subscribe(move |_| {
            engine.close();
            tell.send(()).unwrap();
        })
        .unwrap();
    f.engine.put("t", "a", "{}").unwrap();
    told.recv_timeout(SOON).unwrap();
    assert!(f.engine.put("t", "b", "{}").is_err());
}

#[test]
fn whoever_closes_second_has_silence_too() {
    let f = fresh();
    let (begun, has_begun) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    let (may_go, is_over) = (Mutex::new(may_go), Arc::new(Mutex::new(false)));
    let over = Arc::clone(&is_over);
    f.engine
        .subscribe(move |_| {
            begun.send(()).unwrap();
            may_go.lock().unwrap().recv().unwrap();
            *over.lock().unwrap() = true;
        })
        .unwrap();
    f.engine.put("t", "a", "{}").unwrap();
    has_begun.recv_timeout(SOON).unwrap();
    let close = || {
        let (engine, is_over) = (f.engine.clone(), Arc::clone(&is_over));
        std::thread::spawn(move || {
            engine.close();
            *is_over.lock().unwrap()
        })
    };
    let closers = [close(), close()];
    std::thread::sleep(std::time::Duration::from_millis(50));
    let_go.send(()).unwrap();
    for closer in closers {
        assert!(closer.join().unwrap(), "the listener still ran when close had returned");
    }
}

#[test]
fn a_panicking_listener_is_counted_and_hurts_nobody() {
    let f = fresh();
    let (tell, told) = mpsc::channel();
    fn failing(_: &CloudEvent) {
        panic!("a listener's own fault")
    }
    f.engine.subscribe(failing).unwrap();
    f.engine.subscribe(move |_| tell.send(()).unwrap()).unwrap();
    f.engine.put("t", "a", "{}").unwrap();
    told.recv_timeout(SOON).unwrap();
    f.engine.put("t", "b", "{}").unwrap();
    told.recv_timeout(SOON).unwrap();
    assert!(f.engine.get_status().unwrap().failed_listeners >= 1);
}

#[test]
fn after_cancel_returns_the_listener_is_not_called_again() {
    let f = fresh();
    let heard = Arc::new(Mutex::new(0));
    let count = Arc::clone(&heard);
    let subscription = f.engine.subscribe(move |_| *count.lock().unwrap() += 1).unwrap();
    for n in 0..50 {
        f.engine.put("t", &n.to_string(), "{}").unwrap();
    }
    subscription.cancel();
    let then = *heard.lock().unwrap();
    f.engine.put("t", "late", "{}").unwrap();
    f.engine.close();
    assert_eq!(*heard.lock().unwrap(), then);
}
