//! A process to be killed: writes notes, prints the id of each that was acknowledged, and syncs all the while.
//!
//! `restless_writer FILE URL PREFIX`, with the key in `CORTEX_KEY`. Runs until it is killed.
// A test tool says what is wrong by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_tests::device::NOTES;
use cortex_tests::device::Setup;
use cortex_tests::device::note;
use std::env;
use std::io;
use std::io::Write;
use std::thread;

fn main() {
    let args: Vec<String> = env::args().collect();
    let key = env::var("CORTEX_KEY").expect("CORTEX_KEY");
    let device = Setup::new(&args[1], &args[2], &key).open();
    let engine = device.engine().clone();
    thread::spawn(move || {
        loop {
            engine.sync(None).expect("a report");
        }
    });
    let mut out = io::stdout();
    for n in 0_u64.. {
        let id = format!("{}-{n}", args[3]);
        // Under load a step of the sync may hold the file for longer than a write waits.
        while let Err(error) = device.put(NOTES, &id, &note("written by a process that is killed")) {
            assert!(error.info().retryable, "{error}");
        }
        writeln!(out, "{id}").and_then(|()| out.flush()).expect("somebody listens");
    }
}
