//! Whether files hold the same, by plain SQL and body by body: no engine has a say in it.

use crate::server::TestServer;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// Body and hash by table and id; none for a tombstone.
pub type Rows = BTreeMap<(String, String), Option<(String, String)>>;

/// The first place where two sets of rows differ. A tombstone and no row at all are the same.
pub fn difference(mine: &Rows, theirs: &Rows) -> Option<String> {
    mine.keys().chain(theirs.keys()).find_map(|place| {
        let (mine, theirs) = (mine.get(place).cloned().flatten(), theirs.get(place).cloned().flatten());
        (mine != theirs).then(|| format!("{}/{}: {mine:?} and {theirs:?}", place.0, place.1))
    })
}

/// What a device's file holds of the space.
///
/// # Errors
/// When it cannot be read, or something waits to be sent.
pub fn of_device(path: &Path) -> Result<Rows, String> {
    let file = open(path)?;
    let waiting = "SELECT count(*) FROM records WHERE content_hash IS NOT base_hash
                   AND table_name NOT IN (SELECT name FROM tables WHERE replicate = 'local')";
    let waiting: i64 = file.query_row(waiting, [], |r| r.get(0)).map_err(|e| e.to_string())?;
    if waiting > 0 {
        return Err(format!("{waiting} records of {} wait to be sent", path.display()));
    }
    rows(
        &file,
        "SELECT table_name, id, body, lower(hex(content_hash)) FROM records
         WHERE table_name NOT IN (SELECT name FROM tables WHERE replicate = 'local')",
        "",
    )
}

/// What the server holds of a space.
///
/// # Errors
/// When its database cannot be read.
pub fn of_server(server: &TestServer, space: &str) -> Result<Rows, String> {
    let sql = "SELECT r.tbl, r.id, r.body, lower(hex(r.hash)) FROM records r JOIN spaces s ON s.id = r.space
               WHERE s.name = ?1";
    rows(&open(&server.data().join("cortex-server.db"))?, sql, space)
}

fn open(path: &Path) -> Result<Connection, String> {
    let opened = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let file = opened.map_err(|e| format!("{}: {e}", path.display()))?;
    file.busy_timeout(Duration::from_secs(10)).map_err(|e| e.to_string())?;
    Ok(file)
}

fn rows(of: &Connection, sql: &str, space: &str) -> Result<Rows, String> {
    let params: &[&dyn rusqlite::ToSql] = if space.is_empty() { &[] } else { &[&space] };
    let read = || {
        let mut statement = of.prepare(sql)?;
        let rows = statement.query_map(params, |r| {
            let (body, hash): (Option<String>, String) =
                (r.get(2)?, r.get::<_, Option<String>>(3)?.unwrap_or_default());
            Ok(((r.get(0)?, r.get(1)?), body.map(|body| (body, hash))))
        })?;
        rows.collect::<Result<Rows, rusqlite::Error>>()
    };
    read().map_err(|e| e.to_string())
}
