//! The database's tables, one step a version. `PRAGMA user_version` counts the steps taken.

use super::Result;
use super::StoreError;
use cortex_cloud::sqlite::Purpose;
use cortex_cloud::sqlite::Transaction;
use rusqlite::Connection;
use std::path::Path;

/// "CxSv": tells this database from every other program's.
const APPLICATION_ID: i64 = 0x4378_5376;

/// Never edit a step that was released; add one.
const STEPS: &[&str] = &[
    "
CREATE TABLE spaces (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL UNIQUE,
    epoch       TEXT    NOT NULL,
    head_seq    INTEGER NOT NULL DEFAULT 0,
    floor_seq   INTEGER NOT NULL DEFAULT 0,
    records     INTEGER NOT NULL DEFAULT 0,
    bytes       INTEGER NOT NULL DEFAULT 0,
    max_records INTEGER,
    max_bytes   INTEGER,
    created_at  INTEGER NOT NULL
) STRICT;

-- The epochs that ended, each with the last seq the next one still has from it.
CREATE TABLE epochs (
    space    INTEGER NOT NULL REFERENCES spaces(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    epoch    TEXT    NOT NULL,
    last_seq INTEGER NOT NULL,
    PRIMARY KEY (space, position)
) STRICT, WITHOUT ROWID;

-- The latest state of every record; hash and body are null for a tombstone.
CREATE TABLE records (
    space     INTEGER NOT NULL REFERENCES spaces(id) ON DELETE CASCADE,
    tbl       TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    seq       INTEGER NOT NULL,
    hlc       INTEGER NOT NULL,
    device_id TEXT    NOT NULL,
    bucket    INTEGER NOT NULL,
    hash      BLOB,
    deleted   INTEGER NOT NULL GENERATED ALWAYS AS (hash IS NULL) VIRTUAL,
    body      TEXT,
    PRIMARY KEY (space, tbl, id)
) STRICT;
-- With `deleted`, so that a fresh pull walks past tombstones without reading them.
CREATE INDEX records_by_seq ON records (space, seq, deleted);
CREATE INDEX records_by_bucket ON records (space, bucket);

-- Each device's last batch in the current epoch, with its verdicts.
CREATE TABLE devices (
    space     INTEGER NOT NULL REFERENCES spaces(id) ON DELETE CASCADE,
    device_id TEXT    NOT NULL,
    batch     TEXT    NOT NULL,
    verdicts  TEXT    NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (space, device_id)
) STRICT;

-- Sums of 128 bits, big end first, and live records of each bucket.
CREATE TABLE digests (
    space   INTEGER NOT NULL REFERENCES spaces(id) ON DELETE CASCADE,
    bucket  INTEGER NOT NULL,
    sum     BLOB    NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (space, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
    key_id     TEXT    PRIMARY KEY,
    hash       BLOB    NOT NULL,
    space      INTEGER NOT NULL REFERENCES spaces(id) ON DELETE CASCADE,
    role       TEXT    NOT NULL,
    account    TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_keys_by_space ON api_keys (space);
",
    "
-- Milliseconds from a device's completed sync to its next one at least.
ALTER TABLE spaces ADD COLUMN min_sync_interval_ms INTEGER;

-- When the server took a state, by its own clock. Tombstones are kept by it, so those there are begin their time now.
ALTER TABLE records ADD COLUMN written_at INTEGER NOT NULL DEFAULT 0;
UPDATE records SET written_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE hash IS NULL;
",
];

/// Brings the database to this version, and sets the connection up. A foreign database is refused before any write.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    version(connection, path)?;
    super::configure(connection)?;
    let tx = Transaction::begin(connection, Purpose::Write)?;
    // Asked again under the lock: another process may have got here first.
    let done = version(&tx, path)?;
    for (version, sql) in (1_i64..).zip(STEPS).skip(done) {
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", version)?;
    }
    Ok(tx.commit()?)
}

/// The steps already taken; 0 for an empty database. Refuses every other program's. Only reads.
pub(super) fn version(connection: &Connection, path: &Path) -> Result<usize> {
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let foreign = |why: &str| Err(StoreError::Foreign(format!("{} {why}; it was not touched", path.display())));
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let (application, version) = (number("application_id")?, number("user_version")?);
    if tables == 0 && version == 0 {
        return Ok(0);
    }
    if application != APPLICATION_ID {
        return foreign("is another program's database: choose another folder");
    }
    match usize::try_from(version) {
        Ok(version) if version <= STEPS.len() => Ok(version),
        _ => foreign(&format!(
            "has version {version} and this server knows up to {}: start the newer server",
            STEPS.len()
        )),
    }
}
