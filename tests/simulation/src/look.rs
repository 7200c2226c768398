//! What a device's file holds, by plain SQL: quicker than the engine's own word, and by another way.

use crate::device::Device;
use crate::machine::PRIVATE;
use crate::oracle::Key;
use crate::oracle::Stamp;
use cortex_cloud::canonical::ContentHash;
use cortex_cloud::digest;
use cortex_cloud::digest::Digest;
use rusqlite::Connection;
use rusqlite::Row;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A device's file at a glance.
pub(crate) struct Glance {
    /// The epoch it is in, once it has heard of one.
    pub(crate) epoch: Option<String>,
    pub(crate) cursor: u64,
    pub(crate) device_id: String,
    pub(crate) sent_apart: i64,
    pub(crate) parked: i64,
    /// Pages that are here and not shown yet.
    pub(crate) staged: i64,
    /// Changes with every conflict that is logged or settled.
    pub(crate) log: String,
}

impl Device {
    /// Runs plain SQL on one snapshot of the file, over a connection the engine has open: opening another one for it took
    /// a tenth of a run.
    fn look<T>(&self, look: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> T {
        cortex_cloud::sqlite::inspect(self.engine(), look).unwrap()
    }

    /// Whether SQLite finds the file sound: `ok`, or what is wrong.
    pub(crate) fn soundness(&self) -> String {
        self.look(|file| file.query_row("PRAGMA quick_check", [], |r| r.get(0)))
    }

    /// The epoch the file is in, once it has heard of one.
    pub(crate) fn epoch(&self) -> Option<String> {
        self.look(|file| file.prepare_cached("SELECT epoch FROM sync_state")?.query_row([], |r| r.get(0)))
    }

    pub(crate) fn is_of_epoch(&self, epoch: &str) -> bool {
        self.epoch().is_none_or(|mine| mine == epoch)
    }

    /// What the file says of itself, by plain SQL: quicker than all that a status has, and by another way.
    pub(crate) fn glance(&self) -> Glance {
        let sql = "SELECT epoch, cursor_seq, device_id, sent_apart, (SELECT count(*) FROM parked),
                       (SELECT count(*) FROM staging),
                       (SELECT count(*) || ',' || count(resolved_at) FROM conflict_log) FROM sync_state";
        self.look(|file| {
            file.prepare_cached(sql)?.query_row([], |r| {
                Ok(Glance {
                    epoch: r.get(0)?,
                    cursor: r.get::<_, i64>(1)?.unsigned_abs(),
                    device_id: r.get(2)?,
                    sent_apart: r.get(3)?,
                    parked: r.get(4)?,
                    staged: r.get(5)?,
                    log: r.get(6)?,
                })
            })
        })
    }

    /// Whether the server has refused any of its work.
    pub(crate) fn has_refused(&self) -> bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM sync_log WHERE synced = 0 AND code IS NOT NULL)";
        self.look(|file| file.prepare_cached(sql)?.query_row([], |r| r.get(0)))
    }

    /// Whether it has nothing to send, to ask for or to decide, at this head. What was refused is not to be sent.
    pub(crate) fn is_settled(&self, epoch: &str, head: u64) -> bool {
        let sql = "SELECT epoch IS ?1 AND cursor_seq = ?2 AND NOT EXISTS (SELECT 1 FROM sync_log WHERE synced = 0 AND code IS NULL)
                       AND NOT EXISTS (SELECT 1 FROM conflict_log WHERE resolved_at IS NULL)
                       AND NOT EXISTS (SELECT 1 FROM parked) FROM sync_state";
        let place = rusqlite::params![epoch, head as i64];
        let is_settled: bool = self.look(|file| file.prepare_cached(sql)?.query_row(place, |r| r.get(0)));
        is_settled && self.refetched.is_empty()
    }

    /// The states the server had, as far as this file knows.
    pub(crate) fn bases(&self) -> Vec<(Key, Stamp)> {
        let sql = "SELECT table_name, id, base_hlc, base_device, base_hash FROM records WHERE base_hlc IS NOT NULL";
        let base = |r: &Row<'_>| {
            let hash: Option<Vec<u8>> = r.get(4)?;
            let hash = hash.map(|h| ContentHash::from_bytes(&h).unwrap().to_hex());
            Ok(((r.get(0)?, r.get(1)?), (r.get::<_, i64>(2)?.to_string(), r.get(3)?, hash)))
        };
        self.look(|file| file.prepare_cached(sql)?.query_map([], base)?.collect())
    }

    /// The records whose rows are not as they were, with all that a reader is told of them.
    pub(crate) fn changed_rows(&mut self) -> BTreeSet<Key> {
        let sql = "SELECT table_name, id, version || ' ' || base_seq || ' ' || coalesce(hex(base_hash), '') || ' ' || hlc || ' ' ||
                       (SELECT count(*) FROM sync_log l WHERE l.synced = 0 AND l.table_name = r.table_name AND l.memory_id = r.id)
                   FROM records r";
        let row = |r: &Row<'_>| Ok(((r.get(0)?, r.get(1)?), r.get(2)?));
        let now: BTreeMap<Key, String> = self.look(|file| file.prepare_cached(sql)?.query_map([], row)?.collect());
        let differs = |key: &&Key| now.get(*key) != self.seen_rows.get(*key);
        let changed = now.keys().chain(self.seen_rows.keys()).filter(differs).cloned().collect();
        self.seen_rows = now;
        changed
    }

    /// Whether the digest the engine keeps is that of the bases it keeps, by plain SQL. A row that cannot be read counts in
    /// place of its record's base.
    pub(crate) fn check_digest(&self) {
        let sql = "SELECT table_name, id, base_seq, base_hash FROM records WHERE base_hash IS NOT NULL
                       AND NOT EXISTS (SELECT 1 FROM parked p WHERE p.table_name = records.table_name AND p.id = records.id AND p.seq > 0)
                   UNION ALL SELECT table_name, id, seq, hash FROM parked WHERE hash IS NOT NULL AND seq > 0";
        let (right, kept) = self.look(|file| {
            let mut right = Digest::default();
            let mut statement = file.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let text = |at| row.get_ref_unwrap(at).as_str().unwrap();
                let hash = ContentHash::from_bytes(row.get_ref_unwrap(3).as_blob()?).unwrap();
                right.add(digest::entry(text(0), text(1), row.get::<_, i64>(2)?.unsigned_abs(), &hash));
            }
            let mut kept = 0_u128;
            let mut statement = file.prepare_cached("SELECT sum FROM digest")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                kept = kept.wrapping_add(u128::from_str_radix(row.get_ref(0)?.as_str()?, 16).unwrap());
            }
            Ok((right, kept))
        });
        assert_eq!(format!("{kept:032x}"), right.hex(), "device {}'s digest is not that of its bases", self.number);
    }

    /// The tables that can be local and are so at the moment, or are still on their way back.
    pub(crate) fn tables_that_are_local(&self) -> BTreeSet<String> {
        let sql = "SELECT name FROM tables WHERE (replicate = 'local' OR queued_upto IS NOT NULL) AND name <> ?1";
        self.look(|file| file.prepare_cached(sql)?.query_map([PRIVATE], |r| r.get(0))?.collect())
    }
}
