-- One row for each record. A record is dirty when content_hash differs from base_hash; a deleted one has no hash.
CREATE TABLE records (
    table_name   TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    content_hash BLOB,                       -- BLAKE3 of body; NULL: deleted
    hlc          INTEGER NOT NULL,
    device_id    TEXT    NOT NULL,           -- who wrote this state
    version      INTEGER NOT NULL,           -- bumped by every write of this file, local or remote
    -- The base: the last state both this file and the server had.
    base_seq     INTEGER NOT NULL DEFAULT 0, -- 0: the server has none that we know of
    base_hash    BLOB,                       -- NULL: no base, or a tombstone
    base_hlc     INTEGER,                    -- NULL: no base
    base_device  TEXT,
    -- What may be long comes last, so that the rest is read without it.
    body         TEXT,                       -- RFC 8785 text; NULL: deleted
    base_body    TEXT,                       -- kept only while the record is dirty
    embedding    TEXT,                       -- members that are never hashed or sent
    deleted      INTEGER GENERATED ALWAYS AS (content_hash IS NULL) VIRTUAL,
    UNIQUE (table_name, id)
);

-- What holds for a table in this file.
CREATE TABLE tables (
    name      TEXT PRIMARY KEY,
    replicate TEXT NOT NULL DEFAULT 'cloud',
    merge     TEXT,                          -- NULL: the engine's strategy
    indexed   TEXT NOT NULL DEFAULT '[]'
) WITHOUT ROWID;

-- One row for each local mutation, written with it. The unsynced rows are the queue.
CREATE TABLE sync_log (
    local_seq    INTEGER PRIMARY KEY,        -- the record's version that it made
    txn          INTEGER NOT NULL,           -- mutations of one transaction go up together
    table_name   TEXT    NOT NULL,
    memory_id    TEXT    NOT NULL,
    operation    TEXT    NOT NULL,           -- create, update, delete
    timestamp    INTEGER NOT NULL,           -- Unix milliseconds, for display
    hlc          INTEGER NOT NULL,
    device_id    TEXT    NOT NULL,
    content_hash BLOB,
    synced       INTEGER NOT NULL DEFAULT 0,
    state        TEXT    NOT NULL DEFAULT 'pending', -- pending, inflight, unsettled; synced, superseded
    attempts     INTEGER NOT NULL DEFAULT 0,
    code         TEXT,                       -- why the server refused it; such a mutation is not sent again
    reason       TEXT,
    synced_at    INTEGER
);
CREATE INDEX sync_log_queue ON sync_log (local_seq) WHERE synced = 0 AND code IS NULL;
CREATE INDEX sync_log_record ON sync_log (table_name, memory_id, local_seq) WHERE synced = 0;

-- Every conflict, with both bodies. Open while resolved_at is NULL; an open one holds its record back.
CREATE TABLE conflict_log (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    table_name    TEXT    NOT NULL,
    memory_id     TEXT    NOT NULL,
    local_hash    BLOB,
    local_hlc     INTEGER NOT NULL,
    local_device  TEXT    NOT NULL,
    remote_hash   BLOB,
    remote_hlc    INTEGER,                   -- NULL: the server has no such record
    remote_device TEXT,
    remote_seq    INTEGER NOT NULL,
    strategy      TEXT    NOT NULL,
    winner        TEXT,                      -- local, remote, merged; NULL while open
    resolved_by   TEXT,                      -- auto, user; NULL while open
    detected_at   INTEGER NOT NULL,
    resolved_at   INTEGER,
    local_body    TEXT,
    remote_body   TEXT
);
CREATE UNIQUE INDEX conflict_log_open ON conflict_log (table_name, memory_id) WHERE resolved_at IS NULL;
CREATE INDEX conflict_log_record ON conflict_log (table_name, memory_id, id);
CREATE INDEX conflict_log_time ON conflict_log (detected_at);

-- The batch whose outcome is not settled, exactly as it was sent, and its verdicts once they are known.
CREATE TABLE inflight (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    batch_id TEXT NOT NULL,
    request  TEXT NOT NULL,
    versions TEXT NOT NULL,                  -- the local version each mutation was made of
    verdicts TEXT
);

-- Pages of a pull that is not shown yet, as they came. A record may be in several; the last one counts.
CREATE TABLE staging (
    page    INTEGER PRIMARY KEY,
    rows    TEXT    NOT NULL,                -- JSON array of the protocol's rows
    records INTEGER NOT NULL
);

-- The digest of the live base states, by bucket.
CREATE TABLE digest (
    bucket  INTEGER PRIMARY KEY,
    sum     TEXT    NOT NULL,                -- 32 hexadecimal digits
    records INTEGER NOT NULL
);

-- Counters that move with every write.
CREATE TABLE clock (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    hlc       INTEGER NOT NULL,              -- the greatest stamp made or seen
    version   INTEGER NOT NULL,
    txn       INTEGER NOT NULL,
    offset_ms INTEGER NOT NULL               -- the server's clock less this machine's
);
INSERT INTO clock VALUES (1, 0, 0, 0, 0);

-- Who this file is and how far it has come.
CREATE TABLE sync_state (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    device_id     TEXT    NOT NULL,
    space         TEXT,                      -- the account this file belongs to since its first handshake
    principal     TEXT,
    epoch         TEXT,
    lineage       TEXT    NOT NULL DEFAULT '[]',
    cursor        TEXT,
    cursor_seq    INTEGER NOT NULL DEFAULT 0,
    staged_cursor TEXT,                      -- where the staged pages end
    last_batch    TEXT,                      -- the last settled batch
    quota         TEXT,                      -- the server's last word
    last_sync_at  INTEGER
);
