//! Control steps: what a scenario asks of the server, the network and the disk.

mod faults;
mod files;
mod server;

use super::run::Run;
use crate::patience::wait_until;
use cortex_cloud::clock::Clock;
use cortex_cloud::clock::SystemClock;
use serde_json::Value;

/// Does a control step and gives its value.
pub(super) fn control(run: &mut Run<'_>, step: &Value) -> Result<Value, String> {
    let step = Control(step);
    match step.text("harness")? {
        "fault" => faults::fault(run, &step),
        "clear_faults" => faults::clear(run, &step),
        "hold" => faults::hold(run, &step),
        "held" => faults::held(run, &step),
        "release" | "drop_answer" => faults::decide(run, &step),
        "disconnect" => faults::disconnect(run, &step),
        "requests" => faults::requests(run, &step),
        "file" => files::file(run, &step),
        "lock_file" | "unlock_file" => files::lock(run, &step),
        "equal" => files::equal(run, &step),
        "later" => later(&step),
        _ => server::server(run, &step),
    }
}

/// Waits until the clock shows a few milliseconds more, so that what is written next has a later stamp on every device.
fn later(step: &Control<'_>) -> Result<Value, String> {
    const MILLISECONDS: i64 = 5;
    step.takes(&[])?;
    let then = SystemClock.now_ms() + MILLISECONDS;
    wait_until("a few milliseconds have passed", || SystemClock.now_ms() > then);
    Ok(Value::Null)
}

/// A control step, whose members are read by name.
struct Control<'a>(&'a Value);

impl<'a> Control<'a> {
    fn text(&self, name: &str) -> Result<&'a str, String> {
        self.0[name].as_str().ok_or_else(|| format!("the step's {name} is no text"))
    }

    fn number(&self, name: &str) -> Result<u64, String> {
        self.0[name].as_u64().ok_or_else(|| format!("the step's {name} is no number"))
    }

    /// The step may have these members besides what every control step has.
    fn takes(&self, members: &[&str]) -> Result<(), String> {
        super::scenario::only("the control step", self.0, &[&["harness", "about", "returns"], members].concat())
    }
}
