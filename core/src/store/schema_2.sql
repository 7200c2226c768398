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
-- before, empty for none. A record that only the server has is not shown, and has no stamp.
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

-- What is kept for a time only, by when that time began.
CREATE INDEX sync_log_done ON sync_log (synced_at) WHERE synced = 1;
CREATE INDEX conflict_log_settled ON conflict_log (resolved_at) WHERE resolved_at IS NOT NULL;

-- How many records have unsynced mutations, and how many of them the server refused. Kept by triggers alone, so that
-- whatever changes the queue changes them with it.
ALTER TABLE clock ADD COLUMN unsynced INTEGER NOT NULL DEFAULT 0;
ALTER TABLE clock ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
UPDATE clock SET (unsynced, refused) = (
    SELECT count(*), coalesce(sum(refused), 0) FROM (
        SELECT max(code IS NOT NULL) AS refused FROM sync_log WHERE synced = 0 GROUP BY table_name, memory_id));

CREATE TRIGGER sync_log_queued AFTER INSERT ON sync_log
WHEN NEW.synced = 0 AND NOT EXISTS (
    SELECT 1 FROM sync_log WHERE synced = 0 AND table_name = NEW.table_name AND memory_id = NEW.memory_id
        AND local_seq <> NEW.local_seq)
BEGIN
    UPDATE clock SET unsynced = unsynced + 1, refused = refused + (NEW.code IS NOT NULL);
END;

CREATE TRIGGER sync_log_moved AFTER UPDATE OF synced ON sync_log
WHEN (OLD.synced = 0) <> (NEW.synced = 0) AND NOT EXISTS (
    SELECT 1 FROM sync_log WHERE synced = 0 AND table_name = NEW.table_name AND memory_id = NEW.memory_id
        AND local_seq <> NEW.local_seq)
BEGIN
    UPDATE clock SET unsynced = unsynced + iif(NEW.synced = 0, 1, -1);
END;

CREATE TRIGGER sync_log_refused AFTER UPDATE OF synced, code ON sync_log
WHEN (OLD.synced = 0 AND OLD.code IS NOT NULL) <> (NEW.synced = 0 AND NEW.code IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM sync_log WHERE synced = 0 AND table_name = NEW.table_name AND memory_id = NEW.memory_id
        AND code IS NOT NULL AND local_seq <> NEW.local_seq)
BEGIN
    UPDATE clock SET refused = refused + iif(NEW.synced = 0 AND NEW.code IS NOT NULL, 1, -1);
END;

-- Nothing deletes an unsynced row; were something to, the counts would follow.
CREATE TRIGGER sync_log_deleted AFTER DELETE ON sync_log WHEN OLD.synced = 0
BEGIN
    UPDATE clock SET
        unsynced = unsynced - NOT EXISTS (
            SELECT 1 FROM sync_log WHERE synced = 0 AND table_name = OLD.table_name AND memory_id = OLD.memory_id),
        refused = refused - (OLD.code IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM sync_log WHERE synced = 0 AND table_name = OLD.table_name AND memory_id = OLD.memory_id
                AND code IS NOT NULL));
END;
