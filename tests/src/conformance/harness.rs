//! The harness: one server for many scenarios, and the talk with a runner.

use super::alter;
use super::hits::Hits;
use super::report::Report;
use super::run::Run;
use super::scenario;
use super::stage::Stage;
use crate::server::TestServer;
use serde_json::Value;
use serde_json::json;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::time::Duration;

/// How long a scenario waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);
/// An altered expectation never comes true: nobody waits long for it.
const SHORT_PATIENCE: Duration = Duration::from_secs(2);

/// Serves scenarios to the runner of one language.
pub struct Harness {
    server: Option<TestServer>,
    spaces: usize,
    report: Report,
    alter: Option<u64>,
}

impl Harness {
    /// For a language's runner; with a seed, every scenario has one expectation changed.
    pub fn new(language: &str, alter: Option<u64>) -> Self {
        Self { server: None, spaces: 0, report: Report::new(language), alter }
    }

    /// Answers a request of the runner. Steps go through `perform`, which hands one out and waits for its outcome.
    pub fn answer(&mut self, request: &Value, perform: &mut dyn FnMut(&Value) -> Result<Value, String>) -> Value {
        self.try_answer(request, perform).unwrap_or_else(|why| json!({ "error": why }))
    }

    fn try_answer(
        &mut self,
        request: &Value,
        perform: &mut dyn FnMut(&Value) -> Result<Value, String>,
    ) -> Result<Value, String> {
        let name = || request["scenario"].as_str().ok_or("the request names no scenario");
        match request["do"].as_str() {
            Some("scenarios") => Ok(json!({ "scenarios": scenario::names()? })),
            Some("begin") => {
                let name = name()?;
                Ok(match self.play(name, perform) {
                    Ok(()) => json!({ "end": { "passed": true } }),
                    Err(why) => json!({ "end": { "passed": false, "why": format!("{name}: {why}") } }),
                })
            }
            Some("to_alter") => Ok(json!({ "scenarios": alter::SCENARIOS, "seeds": alter::SEEDS })),
            Some("altered") => {
                let seed = request["seed"].as_u64().ok_or("the request has no seed")?;
                let (altered, place) = alter::altered(&scenario::load(name()?)?, seed)?;
                Ok(json!({ "altered": altered, "where": place }))
            }
            Some("report") if self.alter.is_some() => Err("altered scenarios make no report".to_owned()),
            Some("report") => Ok(json!({ "report": self.write_report()? })),
            Some("outcome") => Err("there is no step that waits for an outcome".to_owned()),
            _ => Err(format!("there is no such request: {request}")),
        }
    }

    fn write_report(&self) -> Result<PathBuf, String> {
        self.report.write().map_err(|e| format!("the report cannot be written: {e}"))
    }

    /// Plays a scenario to its end, however that is.
    ///
    /// # Errors
    /// Why it did not pass.
    fn play(&mut self, name: &str, perform: &mut dyn FnMut(&Value) -> Result<Value, String>) -> Result<(), String> {
        let mut scenario = scenario::load(name)?;
        if let Some(seed) = self.alter {
            scenario = alter::altered(&scenario, seed)?.0;
        }
        // The tools this stands on panic where a test would fail.
        let played = catch_unwind(AssertUnwindSafe(|| self.play_on_stage(&scenario, perform)));
        let reset = perform(&json!({ "op": "reset" }));
        let hits = played.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            Err(text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default())
        })?;
        if reset?.get("returns") != Some(&Value::Null) {
            return Err("the runner did not reset its devices".to_owned());
        }
        self.report.passed(name, hits);
        Ok(())
    }

    fn play_on_stage(
        &mut self,
        scenario: &Value,
        perform: &mut dyn FnMut(&Value) -> Result<Value, String>,
    ) -> Result<Hits, String> {
        let options: Vec<&str> =
            scenario["server"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let shared = options.is_empty();
        let server = match self.server.take().filter(|_| shared) {
            Some(server) => server,
            None => TestServer::start_with(&options),
        };
        self.spaces += 1;
        let mut stage = Stage::new(server, format!("space-{}", self.spaces));
        let patience = if self.alter.is_some() { SHORT_PATIENCE } else { PATIENCE };
        let mut run = Run::new(&mut stage, scenario, patience, perform);
        let played = run.play();
        let hits = std::mem::take(&mut run.hits);
        let mut server = stage.into_server();
        if server.pid().is_none() {
            server.restart();
        }
        if shared {
            self.server = Some(server);
        }
        played.map(|()| hits)
    }
}
