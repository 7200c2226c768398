//! A host's log: on a thread of its own, under no lock, and beside the program's own subscriber.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::CloudError;
use cortex_cloud::LogEntry;
use cortex_cloud::LogLevel;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;
use support::fresh;

/// Ten times what delivery takes on a slow machine.
const SOON: Duration = Duration::from_secs(10);

/// Has the engine write something down: a defect of a transport's, caught.
fn sync(engine: &cortex_cloud::CloudEngine) {
    let _ = engine.sync(None);
}

mod broken {
    use cortex_cloud::CancelToken;
    use cortex_cloud::CloudEngine;
    use cortex_cloud::Config;
    use cortex_cloud::Environment;
    use cortex_cloud::transport::Delivered;
    use cortex_cloud::transport::Transport;
    use cortex_cloud::transport::error::Cause;
    use cortex_cloud::transport::error::TransportError;
    use cortex_cloud::transport::protocol::Request;
    use std::sync::Arc;
    use tempfile::TempDir;

    /// Every request fails.
    struct Broken;

    impl Transport for Broken {
        fn send(&self, _: Option<&str>, _: &Request, _: &CancelToken) -> Result<Delivered, TransportError> {
            Err(TransportError::new(Cause::Refused, "broken", "this transport is broken"))
        }

        fn is_healthy(&self, _: &CancelToken) -> bool {
            false
        }
    }

    pub(super) fn engine() -> (CloudEngine, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::new(folder.path().join("a.db")).server("http://127.0.0.1:1");
        let environment = Environment { transport: Some(Arc::new(Broken)), ..Environment::default() };
        (CloudEngine::open_in(config, environment).unwrap(), folder)
    }
}

#[test]
fn a_sink_hears_the_engines_records_up_to_its_level() {
    let (engine, _folder) = broken::engine();
    let (tell, told) = mpsc::channel::<LogEntry>();
    engine.set_log_sink(move |record| tell.send(record.clone()).unwrap(), LogLevel::Info).unwrap();
    sync(&engine);
    let record = told.recv_timeout(SOON).unwrap();
    assert_eq!((record.level, record.message.as_str()), (LogLevel::Info, "a sync ended"));
    assert!(record.target.starts_with("cortex_cloud::engine"), "{}", record.target);
    assert!(record.fields.get("status").is_some_and(|status| status == "Refused"), "{:?}", record.fields);
    let (tell, told_all) = mpsc::channel::<LogEntry>();
    engine.set_log_sink(move |record| tell.send(record.clone()).unwrap(), LogLevel::Debug).unwrap();
    sync(&engine);
    assert_eq!(told_all.recv_timeout(SOON).unwrap().message, "a request failed");
    assert!(told.try_recv().is_err(), "the sink before hears nothing more");
}

#[test]
fn each_engine_has_its_own_sink() {
    let ((a, _folder_a), (b, _folder_b)) = (broken::engine(), broken::engine());
    let heard = [Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0))];
    for (engine, heard) in [&a, &b].into_iter().zip(&heard) {
        let heard = Arc::clone(heard);
        engine.set_log_sink(move |_| *heard.lock().unwrap() += 1, LogLevel::Info).unwrap();
    }
    sync(&a);
    sync(&a);
    sync(&b);
    b.clear_log_sink().unwrap();
    sync(&b);
    a.close();
    b.close();
    assert_eq!([*heard[0].lock().unwrap(), *heard[1].lock().unwrap()], [2, 1]);
}

#[test]
fn a_sink_may_call_the_engine_and_close_it() {
    let (engine, _folder) = broken::engine();
    let (tell, told) = mpsc::channel();
    let inside = engine.clone();
    let sink = move |_: &LogEntry| {
        let wrote = inside.put("t", "from-the-log", "{}");
        sync(&inside);
        let _ = inside.set_log_sink(|_| {}, LogLevel::Error);
        inside.close();
        tell.send(wrote).unwrap();
    };
    engine.set_log_sink(sink, LogLevel::Info).unwrap();
    sync(&engine);
    assert!(told.recv_timeout(SOON).unwrap().unwrap());
    assert!(matches!(engine.count("t", None), Err(CloudError::Closed { .. })));
}

fn failing(_: &LogEntry) {
    panic!("a sink's own fault")
}

#[test]
fn a_sink_that_panics_is_counted_and_hurts_nobody() {
    let (engine, _folder) = broken::engine();
    engine.set_log_sink(failing, LogLevel::Info).unwrap();
    sync(&engine);
    sync(&engine);
    engine.clear_log_sink().unwrap();
    assert_eq!(engine.get_status().unwrap().failed_listeners, 2);
}

#[test]
fn a_sink_that_lags_is_told_how_many_records_were_left_out() {
    let (engine, _folder) = broken::engine();
    let (enter, entered) = mpsc::channel();
    let (let_go, gate) = mpsc::channel::<()>();
    let gate = Mutex::new(gate);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&heard);
    let sink = move |record: &LogEntry| {
        let _ = enter.send(());
        let _ = gate.lock().unwrap().recv();
        notes.lock().unwrap().push(record.clone());
    };
    engine.set_log_sink(sink, LogLevel::Debug).unwrap();
    sync(&engine);
    entered.recv_timeout(SOON).unwrap();
    for _ in 0..5_500 {
        sync(&engine);
    }
    drop(let_go);
    engine.close();
    let heard = heard.lock().unwrap();
    let left_out = heard.iter().find(|r| r.target == "cortex_cloud::log").expect("it is told");
    let left_out: usize = left_out.fields["records"].parse().unwrap();
    assert_eq!(heard.len() - 1 + left_out, 2 * 5_501);
}

#[test]
fn a_closed_engine_takes_no_sink() {
    let f = fresh();
    f.engine.close();
    assert!(matches!(f.engine.set_log_sink(|_| {}, LogLevel::Info), Err(CloudError::Closed { .. })));
    assert!(matches!(f.engine.clear_log_sink(), Err(CloudError::Closed { .. })));
}

/// The program's own subscriber, as a Rust host has it.
mod host {
    use std::sync::Mutex;
    use tracing::Event;
    use tracing::Metadata;
    use tracing::Subscriber;
    use tracing::span;

    #[derive(Default)]
    pub(super) struct Host(pub(super) Mutex<Vec<String>>);

    impl Subscriber for &'static Host {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }

        fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

        fn event(&self, event: &Event<'_>) {
            self.0.lock().unwrap().push(event.metadata().target().to_owned());
        }

        fn enter(&self, _: &span::Id) {}

        fn exit(&self, _: &span::Id) {}
    }
}

#[test]
fn the_programs_own_subscriber_hears_everything_as_before() {
    let host: &'static host::Host = Box::leak(Box::default());
    let (engine, _folder) = broken::engine();
    let (tell, told) = mpsc::channel::<LogEntry>();
    tracing::subscriber::with_default(host, || {
        sync(&engine);
        let alone = host.0.lock().unwrap().len();
        assert!(alone >= 2, "{alone}");
        engine.set_log_sink(move |record| tell.send(record.clone()).unwrap(), LogLevel::Info).unwrap();
        sync(&engine);
        assert_eq!(host.0.lock().unwrap().len(), 2 * alone);
        tracing::info!("the host's own");
        assert_eq!(host.0.lock().unwrap().len(), 2 * alone + 1);
    });
    assert_eq!(told.recv_timeout(SOON).unwrap().message, "a sync ended");
    assert!(told.try_recv().is_err(), "one sync, one record of that level");
}
