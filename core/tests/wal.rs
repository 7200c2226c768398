//! How large the file's log of changes gets beside a reader that does not let go.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use rusqlite::Connection;
use support::fresh;

const MIB: u64 = 1 << 20;

#[test]
fn what_a_long_reader_made_the_wal_grow_by_is_given_back() {
    let f = fresh();
    let wal = f.path.with_file_name("store.db-wal");
    let size = || std::fs::metadata(&wal).unwrap().len();
    let text = "x".repeat(100_000);
    let write = |n: usize| {
        let body = format!(r#"{{"n":{n},"text":"{text}"}}"#);
        assert!(f.engine.put("t", &(n % 50).to_string(), &body).unwrap());
    };
    let reader = Connection::open(&f.path).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM records;").unwrap();
    (0..400).for_each(&write);
    assert!(size() > 20 * MIB, "the reader needs the states from before: {} MiB", size() / MIB);
    reader.execute_batch("COMMIT").unwrap();
    (400..600).for_each(&write);
    assert!(size() <= 17 * MIB, "{} MiB are left", size() / MIB);
    assert_eq!(f.engine.count("t", None).unwrap(), 50);
}
