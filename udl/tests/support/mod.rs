//! A host's callbacks.

use cortex_cloud::CloudEvent;
use cortex_cloud::LogEntry;
use cortex_cloud_ffi::CallbackError;
use cortex_cloud_ffi::CloudListener;
use cortex_cloud_ffi::LogSink;
use cortex_cloud_ffi::TokenStore;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;
use std::time::Instant;

/// Keeps what it heard.
#[derive(Default)]
pub(crate) struct Listener {
    pub(crate) heard: Mutex<Vec<CloudEvent>>,
}

impl CloudListener for Listener {
    fn on_event(&self, event: CloudEvent) -> Result<(), CallbackError> {
        self.heard.lock().unwrap().push(event);
        Ok(())
    }
}

/// Throws whatever it is told.
pub(crate) struct Failing;

impl CloudListener for Failing {
    fn on_event(&self, _: CloudEvent) -> Result<(), CallbackError> {
        Err(CallbackError::Failed { reason: "no".to_owned() })
    }
}

impl LogSink for Failing {
    fn log(&self, _: LogEntry) -> Result<(), CallbackError> {
        Err(CallbackError::Failed { reason: "no".to_owned() })
    }
}

/// Keeps what was written down.
#[derive(Default)]
pub(crate) struct Sink(pub(crate) Mutex<Vec<LogEntry>>);

impl LogSink for Sink {
    fn log(&self, entry: LogEntry) -> Result<(), CallbackError> {
        self.0.lock().unwrap().push(entry);
        Ok(())
    }
}

/// Keeps credentials in memory.
#[derive(Default)]
pub(crate) struct Tokens(pub(crate) Mutex<HashMap<String, String>>);

impl TokenStore for Tokens {
    fn load(&self, name: String) -> Result<Option<String>, CallbackError> {
        Ok(self.0.lock().unwrap().get(&name).cloned())
    }

    fn save(&self, name: String, secret: String) -> Result<(), CallbackError> {
        self.0.lock().unwrap().insert(name, secret);
        Ok(())
    }

    fn delete(&self, name: String) -> Result<(), CallbackError> {
        self.0.lock().unwrap().remove(&name);
        Ok(())
    }
}

/// Waits until something holds, ten seconds at most.
pub(crate) fn eventually(holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < deadline, "it has not come to hold");
        std::thread::sleep(Duration::from_millis(5));
    }
}
