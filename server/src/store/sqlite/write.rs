//! The writes of a transaction, in SQL.

use super::read::Tx;
use super::read::signed;
use crate::store::KeyRow;
use crate::store::ReadTx;
use crate::store::RecordWrite;
use crate::store::Result;
use crate::store::SpaceId;
use crate::store::SpaceLimits;
use crate::store::SpaceRow;
use crate::store::WriteTx;
use cortex_cloud::clock::Millis;
use cortex_cloud::digest::Digest;
use cortex_cloud::transport::protocol::Seq;
use rusqlite::params;

impl WriteTx for Tx<'_> {
    /// SQLite has one writer at a time: the immediate transaction is the lock.
    fn lock_space(&mut self, name: &str) -> Result<Option<SpaceRow>> {
        self.space(name)
    }

    fn put_counters(&mut self, space: &SpaceRow) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "UPDATE spaces SET head_seq = ?2, floor_seq = ?3, records = ?4, bytes = ?5 WHERE id = ?1",
        )?;
        statement.execute(params![space.id.0, signed(space.head), signed(space.floor), space.records, space.bytes])?;
        Ok(())
    }

    fn put_records(&mut self, space: SpaceId, records: &[RecordWrite<'_>]) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "INSERT INTO records (space, tbl, id, seq, hlc, device_id, bucket, hash, body, written_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (space, tbl, id) DO UPDATE SET
                 seq = excluded.seq, hlc = excluded.hlc, device_id = excluded.device_id, hash = excluded.hash,
                 body = excluded.body, written_at = excluded.written_at",
        )?;
        for record in records {
            let (hash, body) = record.content.as_ref().map(|(hash, text)| (&hash.0, *text)).unzip();
            statement.execute(params![
                space.0,
                record.key.table,
                record.key.id,
                signed(record.seq),
                signed(record.hlc.as_u64()),
                record.device_id,
                record.bucket,
                hash,
                body,
                record.written_at,
            ])?;
        }
        Ok(())
    }

    fn put_digests(&mut self, space: SpaceId, digests: &[(u8, Digest)]) -> Result<()> {
        let mut statement = self
            .0
            .prepare_cached("INSERT OR REPLACE INTO digests (space, bucket, sum, records) VALUES (?1, ?2, ?3, ?4)")?;
        for (bucket, digest) in digests {
            statement.execute(params![space.0, bucket, digest.sum.to_be_bytes(), digest.records])?;
        }
        Ok(())
    }

    fn put_device(&mut self, space: SpaceId, device_id: &str, batch: &str, verdicts: &str, now: Millis) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "INSERT INTO devices (space, device_id, batch, verdicts, last_seen) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (space, device_id) DO UPDATE SET
                 batch = excluded.batch, verdicts = excluded.verdicts, last_seen = excluded.last_seen",
        )?;
        statement.execute(params![space.0, device_id, batch, verdicts, now])?;
        Ok(())
    }

    fn insert_space(&mut self, name: &str, epoch: &str, now: Millis) -> Result<bool> {
        let sql = "INSERT INTO spaces (name, epoch, created_at) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO NOTHING";
        Ok(self.0.execute(sql, params![name, epoch, now])? == 1)
    }

    fn put_limits(&mut self, space: SpaceId, limits: SpaceLimits) -> Result<()> {
        let sql = "UPDATE spaces SET max_records = ?2, max_bytes = ?3, min_sync_interval_ms = ?4 WHERE id = ?1";
        self.0.execute(sql, params![space.0, limits.max_records, limits.max_bytes, limits.min_sync_interval_ms])?;
        Ok(())
    }

    fn begin_epoch(&mut self, space: &SpaceRow, epoch: &str) -> Result<()> {
        let ended = "INSERT INTO epochs (space, position, epoch, last_seq)
                     SELECT ?1, count(*), ?2, ?3 FROM epochs WHERE space = ?1";
        self.0.execute(ended, params![space.id.0, space.epoch, signed(space.head)])?;
        self.0.execute("UPDATE spaces SET epoch = ?2 WHERE id = ?1", params![space.id.0, epoch])?;
        self.0.execute("DELETE FROM devices WHERE space = ?1", [space.id.0])?;
        Ok(())
    }

    fn remove_tombstones(&mut self, space: SpaceId, up_to: Seq, most: usize) -> Result<Option<(usize, Seq)>> {
        let newest = "SELECT max(seq) FROM
            (SELECT seq FROM records WHERE space = ?1 AND seq <= ?2 AND deleted = 1 ORDER BY seq LIMIT ?3)";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let newest: Option<i64> = self.0.query_row(newest, params![space.0, signed(up_to), most], |row| row.get(0))?;
        let Some(newest) = newest else { return Ok(None) };
        let remove = "DELETE FROM records WHERE space = ?1 AND seq <= ?2 AND deleted = 1";
        let removed = self.0.execute(remove, params![space.0, newest])?;
        Ok(Some((removed, newest.cast_unsigned())))
    }

    fn insert_key(&mut self, space: SpaceId, key: &KeyRow) -> Result<bool> {
        let sql = "INSERT INTO api_keys (key_id, hash, space, role, account, name, created_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (key_id) DO NOTHING";
        let values = params![key.key_id, key.hash, space.0, key.role, key.account, key.name, key.created_at];
        Ok(self.0.execute(sql, values)? == 1)
    }

    fn revoke_key(&mut self, key_id: &str, now: Millis) -> Result<bool> {
        let sql = "UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?2) WHERE key_id = ?1";
        Ok(self.0.execute(sql, params![key_id, now])? == 1)
    }
}
