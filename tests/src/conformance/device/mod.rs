//! A Rust device: performs the steps of a scenario on engines of its own. It knows no scenario and no expectation.

mod calls;
mod engines;
mod keep;
mod read;
mod values;

pub use engines::Device;

use cortex_cloud::CloudError;
use serde_json::Value;
use serde_json::json;

/// Why a step has no value.
enum Failure {
    /// The engine threw.
    Thrown(CloudError),
    /// The step makes no sense, or something else than the engine failed.
    Broken(String),
}

impl From<CloudError> for Failure {
    fn from(error: CloudError) -> Self {
        Self::Thrown(error)
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self::Broken(text)
    }
}

impl Device {
    /// Performs one step; what came of it is a value, an error of the engine, or a sentence on what is broken.
    pub fn perform(&mut self, step: &Value) -> Value {
        match self.try_perform(step) {
            Ok(value) => json!({ "returns": value }),
            Err(Failure::Thrown(error)) => json!({ "throws": values::ToJson::to_json(&error) }),
            Err(Failure::Broken(why)) => json!({ "broken": why }),
        }
    }
}
