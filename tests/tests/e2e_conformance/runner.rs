//! Performs the harness's steps on engines of this process. It knows no scenario, no expectation and no code.

use cortex_tests::conformance::device::Device;
use cortex_tests::conformance::lines::Partner;
use serde_json::Value;
use serde_json::json;
use std::path::Path;

/// The harness and a device that does what it says.
pub(crate) struct Runner {
    harness: Partner,
    device: Device,
}

impl Runner {
    pub(crate) fn start(env: &[(&str, &str)]) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_conformance-harness"));
        let harness = Partner::start(program, &["rust".to_owned()], env).expect("the harness");
        Self { harness, device: Device::default() }
    }

    pub(crate) fn ask(&mut self, request: &Value) -> Value {
        self.harness.ask(request).expect("the harness answers")
    }

    /// The names of all scenarios.
    pub(crate) fn scenarios(&mut self) -> Vec<String> {
        let names = self.ask(&json!({ "do": "scenarios" }));
        serde_json::from_value(names["scenarios"].clone()).expect("names")
    }

    /// Runs a scenario to its end; the error is why it did not pass.
    pub(crate) fn run(&mut self, scenario: &str) -> Result<(), String> {
        let mut reply = self.ask(&json!({ "do": "begin", "scenario": scenario }));
        while let Some(step) = reply.get("step") {
            let mut outcome = self.device.perform(step);
            outcome["do"] = "outcome".into();
            reply = self.ask(&outcome);
        }
        if reply["end"]["passed"] == true { Ok(()) } else { Err(reply.to_string()) }
    }
}
