//! What happens to a device's file behind its back.

use super::Control;
use crate::conformance::compare;
use crate::conformance::run::Run;
use rusqlite::Connection;
use serde_json::Value;
use std::fs;
use std::fs::OpenOptions;
use std::io;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::Path;

/// Makes a closed device's file something else.
pub(super) fn file(run: &mut Run<'_>, step: &Control<'_>) -> Result<Value, String> {
    step.takes(&["device", "make", "from"])?;
    let path = run.stage.file(step.text("device")?);
    let made = match step.text("make")? {
        "text" => fs::write(&path, "A text, and a long enough one, that is no database at all.\n".repeat(100)),
        "foreign" => sql(&path, "CREATE TABLE another_programs (id INTEGER PRIMARY KEY)"),
        "newer" => sql(&path, "PRAGMA user_version = 9999"),
        // What a record and its base were is gone, as if the file had never had it.
        "forgetful" => sql(&path, "DELETE FROM records WHERE id = 'n1'"),
        "stripped" => sql(&path, "DROP TABLE conflict_log"),
        // The version for writers in the file's head: SQLite may only read a file whose number it does not know. Unlike
        // the permissions this holds for an administrator too.
        "read_only" => settle(&path).and_then(|()| overwrite(&path, 18, &[3])),
        // Every page but the first is something else.
        "torn" => settle(&path).and_then(|()| tear(&path)),
        "lock_folder" => fs::create_dir(beside(&path, "-sync")),
        "no_lock_folder" => fs::remove_dir(beside(&path, "-sync")),
        "copy" => {
            let from = run.stage.file(step.text("from")?);
            settle(&from).and_then(|()| fs::copy(&from, &path).map(drop))
        }
        other => return Err(format!("there is no file {other}")),
    };
    made.map(|()| Value::Null).map_err(|e| format!("{}: {e}", path.display()))
}

/// Another writer takes the write lock of a file, or lets it go.
pub(super) fn lock(run: &mut Run<'_>, step: &Control<'_>) -> Result<Value, String> {
    step.takes(&["device"])?;
    let device = step.text("device")?.to_owned();
    if step.text("harness")? == "unlock_file" {
        run.stage.locks.remove(&device).ok_or_else(|| format!("the file of {device} is not locked"))?;
        return Ok(Value::Null);
    }
    let writer = Connection::open(run.stage.file(&device)).map_err(|e| e.to_string())?;
    writer.execute_batch("BEGIN IMMEDIATE").map_err(|e| e.to_string())?;
    run.stage.locks.insert(device, writer);
    Ok(Value::Null)
}

/// Devices' files and the server hold the same.
pub(super) fn equal(run: &mut Run<'_>, step: &Control<'_>) -> Result<Value, String> {
    step.takes(&["devices"])?;
    let theirs = compare::of_server(&run.stage.server, &run.stage.space)?;
    for device in step.0["devices"].as_array().ok_or("the step names no devices")? {
        let device = device.as_str().ok_or("a device's name is a text")?;
        let mine = compare::of_device(&run.stage.file(device))?;
        if let Some(difference) = compare::difference(&mine, &theirs) {
            return Err(format!("{device} and the server differ: {difference}"));
        }
    }
    Ok(Value::Null)
}

fn sql(path: &Path, sql: &str) -> io::Result<()> {
    Connection::open(path).and_then(|c| c.execute_batch(sql)).map_err(io::Error::other)
}

/// Brings what is in the log into the file, so that the file alone is all there is.
fn settle(path: &Path) -> io::Result<()> {
    let checkpointed =
        Connection::open(path).and_then(|c| c.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
    checkpointed.map_err(io::Error::other)?;
    for name in ["-wal", "-shm"] {
        // Gone already, or of no use any more.
        let _ = fs::remove_file(beside(path, name));
    }
    Ok(())
}

fn overwrite(path: &Path, at: u64, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.seek(SeekFrom::Start(at))?;
    file.write_all(bytes)
}

fn tear(path: &Path) -> io::Result<()> {
    const PAGE: usize = 4096;
    let length = usize::try_from(fs::metadata(path)?.len()).map_err(io::Error::other)?;
    overwrite(path, PAGE as u64, &vec![0x5a; length.saturating_sub(PAGE)])
}

fn beside(path: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
