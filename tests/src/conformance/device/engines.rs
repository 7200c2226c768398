//! The engines of a scenario by name, and the steps that are no plain calls.

use super::Failure;
use super::calls;
use super::keep::List;
use super::keep::Tokens;
use super::read;
use super::read::Fields;
use super::values::ToJson;
use cortex_cloud::CancelToken;
use cortex_cloud::CloudEngine;
use cortex_cloud::CloudEvent;
use cortex_cloud::Environment;
use cortex_cloud::LogEntry;
use cortex_cloud::Subscription;
use cortex_cloud::auth::TokenStore;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::thread::JoinHandle;

/// Engines and all that belongs to them, by the names a scenario gives them.
#[derive(Default)]
pub struct Device {
    engines: BTreeMap<String, CloudEngine>,
    calls: BTreeMap<String, Running>,
    subscriptions: BTreeMap<String, Subscription>,
    lists: BTreeMap<String, List>,
    token_stores: BTreeMap<String, Arc<Tokens>>,
}

/// A call on a thread of its own.
struct Running {
    cancel: CancelToken,
    thread: JoinHandle<Result<Value, Failure>>,
}

impl Device {
    pub(super) fn try_perform(&mut self, step: &Value) -> Result<Value, Failure> {
        let mut step = Fields::new("the step", step.clone())?;
        let value = match step.text("op")?.as_str() {
            "open" => self.open(&mut step)?,
            "call" => {
                let (engine, method) = (self.engine(&mut step)?, step.text("method")?);
                calls::call(&engine, &method, step.given("args").unwrap_or_default(), None)?
            }
            "begin" => self.begin(&mut step)?,
            "cancel" => {
                let name = step.text("call")?;
                let running = self.calls.get(&name).ok_or_else(|| format!("there is no call {name}"))?;
                running.cancel.cancel();
                running.cancel.is_cancelled().into()
            }
            "finish" => {
                let name = step.text("call")?;
                let running = self.calls.remove(&name).ok_or_else(|| format!("there is no call {name}"))?;
                running.thread.join().map_err(|_| format!("the thread of {name} panicked"))??
            }
            "subscribe" => self.subscribe(&mut step)?,
            "unsubscribe" => {
                let name = step.text("as")?;
                let found = self.subscriptions.get(&name).ok_or_else(|| format!("nobody subscribed as {name}"))?;
                found.cancel();
                Value::Null
            }
            "set_log_sink" => self.set_log_sink(&mut step)?,
            "events" | "log" => {
                let name = step.text("as")?;
                self.lists.get(&name).map(List::so_far).ok_or_else(|| format!("there is no list {name}"))?
            }
            "tokens" => {
                let name = step.text("token_store")?;
                self.tokens(&name).kept()
            }
            "token_store" => {
                let name = step.text("token_store")?;
                let failing = step.required("failing", read::list(read::text))?;
                self.tokens(&name).fail(failing.into_iter().collect());
                Value::Null
            }
            "reset" => {
                self.reset();
                Value::Null
            }
            other => return Err(Failure::Broken(format!("there is no step {other}"))),
        };
        step.end()?;
        Ok(value)
    }

    fn engine(&self, step: &mut Fields) -> Result<CloudEngine, Failure> {
        let name = step.text("device")?;
        self.engines.get(&name).cloned().ok_or_else(|| Failure::Broken(format!("there is no device {name}")))
    }

    fn tokens(&mut self, name: &str) -> Arc<Tokens> {
        Arc::clone(self.token_stores.entry(name.to_owned()).or_default())
    }

    fn open(&mut self, step: &mut Fields) -> Result<Value, Failure> {
        let name = step.text("device")?;
        let config = step.required("config", read::config)?;
        let store = step.optional("token_store", read::text)?.map(|name| self.tokens(&name) as Arc<dyn TokenStore>);
        let environment = Environment { token_store: store, ..Environment::default() };
        let engine = CloudEngine::open_in(config, environment)?;
        self.engines.insert(name, engine);
        Ok(Value::Null)
    }

    fn begin(&mut self, step: &mut Fields) -> Result<Value, Failure> {
        let (engine, method, name) = (self.engine(step)?, step.text("method")?, step.text("as")?);
        let args = step.given("args").unwrap_or_default();
        let cancel = CancelToken::new();
        let token = cancel.clone();
        let thread = thread::spawn(move || calls::call(&engine, &method, args, Some(&token)));
        self.calls.insert(name, Running { cancel, thread });
        Ok(Value::Null)
    }

    fn subscribe(&mut self, step: &mut Fields) -> Result<Value, Failure> {
        let (engine, name) = (self.engine(step)?, step.text("as")?);
        let throws = step.given("throwing") == Some(Value::Bool(true));
        let list = List::default();
        let heard = list.clone();
        let subscription = engine.subscribe(move |event: &CloudEvent| {
            heard.add(event.to_json());
            assert!(!throws, "the scenario's listener throws");
        })?;
        self.lists.insert(name.clone(), list);
        self.subscriptions.insert(name, subscription);
        Ok(Value::Null)
    }

    fn set_log_sink(&mut self, step: &mut Fields) -> Result<Value, Failure> {
        let (engine, name) = (self.engine(step)?, step.text("as")?);
        let level = step.required("level", read::level)?;
        let throws = step.given("throwing") == Some(Value::Bool(true));
        let list = List::default();
        let heard = list.clone();
        let sink = move |entry: &LogEntry| {
            heard.add(entry.to_json());
            assert!(!throws, "the scenario's sink throws");
        };
        engine.set_log_sink(sink, level)?;
        self.lists.insert(name, list);
        Ok(Value::Null)
    }

    fn reset(&mut self) {
        let device = std::mem::take(self);
        for running in device.calls.values() {
            running.cancel.cancel();
        }
        for engine in device.engines.values() {
            engine.close();
        }
        for running in device.calls.into_values() {
            // Whoever wanted its outcome has finished it.
            let _ = running.thread.join();
        }
    }
}
