//! Another process that has the file open: does what standard input says, a line each, and answers `done`.
//!
//! `other_process FILE [URL]`, with the key in `CORTEX_KEY`. Lines: `put TABLE ID TEXT`, `delete TABLE ID`, `sync`,
//! `burst N` (puts so many notes one by one), `heard` (prints what its listener heard so far, as text).
// A test tool says what is wrong by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_cloud::CloudEngine;
use cortex_cloud::Config;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use cortex_tests::device::NOTES;
use cortex_tests::device::note;
use cortex_tests::listener::Listener;
use std::env;
use std::io;
use std::io::Write;

fn main() {
    let args: Vec<String> = env::args().collect();
    let local = TablePolicy { replicate: Replicate::Local, ..TablePolicy::default() };
    let mut config = Config { busy_timeout_ms: 10_000, ..Config::new(&args[1]) }.table("drafts", local);
    if let Some(url) = args.get(2) {
        config = config.server(url);
    }
    let engine = CloudEngine::open(config).expect("the store");
    if args.len() > 2 {
        engine.login_api_key(&env::var("CORTEX_KEY").expect("CORTEX_KEY")).expect("a login");
    }
    let listener = Listener::of(&engine);
    say("ready");
    for line in io::stdin().lines() {
        let line = line.expect("a line");
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["put", table, id, text] => assert!(engine.put(table, id, &note(text)).expect("a put"), "{line}"),
            ["delete", table, id] => assert!(engine.delete(table, id).expect("a delete"), "{line}"),
            ["sync"] => assert_eq!(engine.sync(None).expect("a report").error, None),
            ["burst", n] => {
                for n in 0..n.parse().expect("a number") {
                    engine.put(NOTES, &format!("burst-{n}"), &note("x")).expect("a put");
                }
            }
            ["heard"] => listener.heard().iter().for_each(|event| say(&format!("{event:?}"))),
            _ => panic!("what is {line:?}?"),
        }
        say("done");
    }
}

fn say(line: &str) {
    let mut out = io::stdout();
    writeln!(out, "{line}").and_then(|()| out.flush()).expect("somebody listens");
}
