-- The mutations of one `apply` of several records: they go up together. NULL for a mutation of its own.
ALTER TABLE sync_log ADD COLUMN unit INTEGER;
CREATE INDEX sync_log_unit ON sync_log (unit, table_name, memory_id) WHERE synced = 0 AND unit IS NOT NULL;

-- What put a record's state in question: 'epoch' and 'epoch_dirty' a restored server, 'fork' a copied file.
ALTER TABLE records ADD COLUMN restated TEXT;

-- How the two sides came about: 'edit' both sides changed it, 'epoch' the server was restored, 'discard' the user gave a
-- refused state up.
ALTER TABLE conflict_log ADD COLUMN cause TEXT NOT NULL DEFAULT 'edit';
-- The unit of the local side, if it was of one.
ALTER TABLE conflict_log ADD COLUMN unit INTEGER;

-- Rows of the server this version cannot read. They count in the digest in place of the record's base.
CREATE TABLE parked (
    table_name TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    hash       BLOB,                         -- as the server says; NULL: a tombstone
    row        TEXT    NOT NULL,             -- as it came
    reason     TEXT    NOT NULL,
    parked_at  INTEGER NOT NULL,             -- Unix milliseconds
    PRIMARY KEY (table_name, id)
) WITHOUT ROWID;
ALTER TABLE staging ADD COLUMN unreadable TEXT; -- JSON array of the page's rows that cannot be read, as they came

-- Records that went up apart from their unit, because it had grown past what one batch may hold.
ALTER TABLE sync_state ADD COLUMN sent_apart INTEGER NOT NULL DEFAULT 0;

-- When a sync last ran to its end, whatever came of it: by this machine's clock, and by the server's.
ALTER TABLE sync_state ADD COLUMN completed_at INTEGER;
ALTER TABLE sync_state ADD COLUMN completed_server_at INTEGER;

-- Set where the base is only the server's copy, which went on while the table was local: the hash of the body both had
-- before, empty for none, one zero byte where the local copy is no unchanged one of anything. A record that only the server has is not shown, and has no stamp.
ALTER TABLE records ADD COLUMN apart BLOB;
UPDATE records SET apart = x'' WHERE base_hlc IS NOT NULL
    AND table_name IN (SELECT name FROM tables WHERE replicate = 'local');
UPDATE records SET hlc = 0, device_id = '' WHERE apart IS NOT NULL AND content_hash IS NULL
    AND device_id <> (SELECT device_id FROM sync_state);

-- A table that came to the cloud has its records queued up to this id where they differ; NULL: all of them.
ALTER TABLE tables ADD COLUMN queued_upto TEXT;

-- Names of the embedding's members that went with an earlier body: a JSON array. NULL: none.
ALTER TABLE records ADD COLUMN missing TEXT;

-- What listeners of other processes should hear and the queue does not say: one row for each transaction with such
-- events. Only the latest are kept.
CREATE TABLE changes (
    version INTEGER PRIMARY KEY,             -- of the file, after the transaction
    at      INTEGER NOT NULL,                -- Unix milliseconds
    events  TEXT    NOT NULL                 -- JSON array
);
ALTER TABLE clock ADD COLUMN changes_after INTEGER NOT NULL DEFAULT 0; -- `changes` has everything after this version

-- What waits in quarantine.
CREATE INDEX sync_log_refusals ON sync_log (local_seq) WHERE synced = 0 AND code IS NOT NULL;
-- Every write asks whether its record is among them, however many mutations of it wait.
CREATE INDEX sync_log_refused ON sync_log (table_name, memory_id) WHERE synced = 0 AND code IS NOT NULL;

-- What may be at the server without this file knowing, queued or not: a local table's is taken off the queue.
CREATE INDEX sync_log_unsettled ON sync_log (table_name, memory_id) WHERE state = 'unsettled';
-- What a table took along when it left the cloud: a copy of the file may send it all the same.
CREATE INDEX sync_log_withdrawn ON sync_log (table_name, memory_id) WHERE state = 'withdrawn';

-- What is kept for a time only, by when that time began.
CREATE INDEX sync_log_done ON sync_log (synced_at) WHERE synced = 1;
CREATE INDEX conflict_log_settled ON conflict_log (resolved_at) WHERE resolved_at IS NOT NULL;
