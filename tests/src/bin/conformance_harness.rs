//! The harness of the behaviour suite: serves scenarios to a runner over stdin and stdout. `tests/conformance/README.md`
//! says how they talk.
// A test tool says what is wrong by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_tests::conformance::harness::Harness;
use cortex_tests::conformance::lines;
use serde_json::Value;
use serde_json::json;
use std::env;
use std::io;

fn main() -> io::Result<()> {
    let language = env::args().nth(1).expect("usage: conformance-harness LANGUAGE");
    let seed = env::var("CORTEX_CONFORMANCE_ALTER").ok().filter(|seed| !seed.is_empty());
    let seed = seed.map(|seed| seed.parse().expect("CORTEX_CONFORMANCE_ALTER is a number"));
    let mut harness = Harness::new(&language, seed);
    while let Some(request) = next_line()? {
        let reply = harness.answer(&request, &mut over_the_pipe);
        lines::write(&mut io::stdout().lock(), &reply)?;
    }
    Ok(())
}

/// Locks stdin for one line only: the outcomes of steps come the same way while a request is being answered.
fn next_line() -> io::Result<Option<Value>> {
    lines::read(&mut io::stdin().lock())
}

/// Hands a step to the runner and waits for its outcome.
fn over_the_pipe(step: &Value) -> Result<Value, String> {
    let gone = |e: io::Error| format!("the runner is gone: {e}");
    lines::write(&mut io::stdout().lock(), &json!({ "step": step })).map_err(gone)?;
    match next_line().map_err(gone)? {
        Some(outcome) if outcome["do"] == "outcome" => Ok(outcome),
        Some(other) => Err(format!("an outcome was due, and there came {other}")),
        None => Err("the runner is gone".to_owned()),
    }
}
