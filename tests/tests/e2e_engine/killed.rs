//! `kill -9` of a client in the middle of writes and syncs.

use cortex_tests::device::NOTES;
use cortex_tests::patience::timed;
use cortex_tests::space::Space;
use std::collections::BTreeSet;
use std::collections::hash_map::RandomState;
use std::env;
use std::hash::BuildHasher;
use std::io::BufRead;
use std::io::BufReader;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How often the process is killed; `CORTEX_KILL_ROUNDS` asks for another number.
const ROUNDS: u64 = 200;
/// In one round of so many there is no server, and the process only writes.
const ALONE: u64 = 4;

fn rounds() -> u64 {
    env::var("CORTEX_KILL_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().unwrap())
}

/// Lets a writer run to a random moment after its first acknowledgement, kills it, and returns what it acknowledged.
fn killed_at_random(space: &Space, round: u64) -> Vec<String> {
    let url = if round % ALONE == ALONE - 1 { "http://127.0.0.1:9".to_owned() } else { space.server.url() };
    let mut writer = Command::new(env!("CARGO_BIN_EXE_restless_writer"))
        .arg(space.file("a"))
        .arg(url)
        .arg(round.to_string())
        .env("CORTEX_KEY", &space.key.key)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(writer.stdout.take().unwrap());
    let (tell, told) = mpsc::channel();
    let reader = thread::spawn(move || {
        out.lines().map_while(Result::ok).filter(|line| !line.is_empty()).for_each(|line| drop(tell.send(line)));
    });
    let mut acknowledged = vec![told.recv_timeout(Duration::from_secs(20)).unwrap()];
    let moment = RandomState::new().hash_one(round) % 150;
    thread::sleep(Duration::from_millis(moment));
    writer.kill().unwrap();
    writer.wait().unwrap();
    reader.join().unwrap();
    acknowledged.extend(told.try_iter());
    acknowledged
}

#[test]
fn what_was_acknowledged_survives_kill_9_and_reaches_the_server_exactly_once() {
    let space = Space::new();
    let rounds = rounds();
    let (acknowledged, took) =
        timed(|| (0..rounds).flat_map(|round| killed_at_random(&space, round)).collect::<BTreeSet<String>>());
    println!("{} writes acknowledged in {rounds} lives of a process, {:.1} s", acknowledged.len(), took.as_secs_f64());
    let a = space.direct("a").open();
    for id in &acknowledged {
        assert!(a.get(NOTES, id).unwrap().is_some(), "{id} was acknowledged and is gone");
    }
    a.synced();
    space.assert_equal(&[&a]);
    assert!(a.conflict_log().is_empty());
    let count = a.count(NOTES, None).unwrap();
    assert!(count >= i64::try_from(acknowledged.len()).unwrap());
    assert_eq!(space.head(), count, "each note was accepted once");
    let fresh = space.device("fresh");
    fresh.synced();
    assert_eq!(fresh.count(NOTES, None).unwrap(), count);
    space.assert_equal(&[&a, &fresh]);
}
