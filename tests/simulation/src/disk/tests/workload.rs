//! A database that goes through one state after the other, so that whatever a crash leaves can be told.

use crate::disk::Process;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use std::collections::BTreeMap;

/// Commits of a run; the first one makes the table.
pub(super) const COMMITS: u32 = 30;
/// The commit before which the app is closed and opened again.
const REOPENED: u32 = 20;

const NAME: &str = "work.db";

/// Runs until something fails. Returns the commits that were acknowledged.
pub(super) fn run(process: &Process, synchronous: &str) -> u32 {
    let mut acknowledged = 0;
    while acknowledged < COMMITS {
        let (from, until) = if acknowledged < REOPENED { (0, REOPENED) } else { (REOPENED, COMMITS) };
        let ran = open(process, synchronous).and_then(|mut writer| {
            for number in from..until {
                commit(&mut writer, number)?;
                acknowledged = number + 1;
            }
            Ok(())
        });
        if ran.is_err() {
            break;
        }
    }
    acknowledged
}

fn open(process: &Process, synchronous: &str) -> rusqlite::Result<Connection> {
    let connection = process.connect(NAME, OpenFlags::default())?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "wal_autocheckpoint", 9)?;
    Ok(connection)
}

fn commit(writer: &mut Connection, number: u32) -> rusqlite::Result<()> {
    let tx = writer.transaction()?;
    if number == 0 {
        tx.execute_batch("CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")?;
    } else {
        let (id, body, gone) = change(number);
        tx.execute("INSERT OR REPLACE INTO rows VALUES (?1, ?2)", (id, &body))?;
        tx.execute("DELETE FROM rows WHERE id = ?1", [gone])?;
    }
    tx.commit()
}

/// What a commit writes, and which row it deletes.
fn change(number: u32) -> (u32, String, u32) {
    let body = format!("{number}:{}", "x".repeat((number * 1_371 % 7_000) as usize));
    (number % 11, body, (number + 5) % 13)
}

fn rows_after(commits: u32) -> BTreeMap<u32, String> {
    let mut rows = BTreeMap::new();
    for number in 1..commits {
        let (id, body, gone) = change(number);
        rows.insert(id, body);
        rows.remove(&gone);
    }
    rows
}

/// How many commits are there; an error says what is damaged.
pub(super) fn look(process: &Process) -> Result<u32, String> {
    let check = || -> rusqlite::Result<(String, Option<BTreeMap<u32, String>>)> {
        let reader = process.connect(NAME, OpenFlags::default())?;
        let verdict = reader.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if !reader.table_exists(None, "rows")? {
            return Ok((verdict, None));
        }
        let mut statement = reader.prepare("SELECT id, body FROM rows")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((verdict, Some(rows.collect::<rusqlite::Result<_>>()?)))
    };
    match check() {
        Err(error) => Err(error.to_string()),
        Ok((verdict, _)) if verdict != "ok" => Err(verdict),
        Ok((_, None)) => Ok(0),
        Ok((_, Some(rows))) => {
            let found = (1..=COMMITS).rev().find(|commits| rows_after(*commits) == rows);
            found.ok_or_else(|| "rows of no state there ever was".to_owned())
        }
    }
}
