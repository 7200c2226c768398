//! The reads of a snapshot, in SQL.

use crate::store::DeviceRow;
use crate::store::KeyRow;
use crate::store::Page;
use crate::store::PageQuery;
use crate::store::ReadTx;
use crate::store::RecordKey;
use crate::store::RecordState;
use crate::store::Result;
use crate::store::SpaceId;
use crate::store::SpaceLimits;
use crate::store::SpaceRow;
use crate::store::StoreError;
use crate::store::Tombstones;
use cortex_cloud::canonical::ContentHash;
use cortex_cloud::clock::Hlc;
use cortex_cloud::clock::Millis;
use cortex_cloud::digest::Digest;
use cortex_cloud::transport::protocol::Body;
use cortex_cloud::transport::protocol::EpochEnd;
use cortex_cloud::transport::protocol::Listing;
use cortex_cloud::transport::protocol::Row;
use cortex_cloud::transport::protocol::Seq;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::params;

/// A transaction of either kind.
pub(super) struct Tx<'a>(pub(super) &'a Connection);

const SPACE: &str = "SELECT id, name, epoch, head_seq, floor_seq, records, bytes, max_records, max_bytes,
    min_sync_interval_ms, created_at FROM spaces";
const KEY: &str = "SELECT k.key_id, k.hash, s.name, k.role, k.account, k.name, k.created_at, k.revoked_at
    FROM api_keys k JOIN spaces s ON s.id = k.space";

/// Seqs and stamps end at 2^63-1 by the protocol, so SQLite's signed integers hold them.
pub(super) fn signed(seq: Seq) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

fn unsigned(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::cast_unsigned)
}

fn space(row: &rusqlite::Row<'_>) -> rusqlite::Result<SpaceRow> {
    Ok(SpaceRow {
        id: SpaceId(row.get(0)?),
        name: row.get(1)?,
        epoch: row.get(2)?,
        head: unsigned(row, 3)?,
        floor: unsigned(row, 4)?,
        records: row.get(5)?,
        bytes: row.get(6)?,
        limits: SpaceLimits { max_records: row.get(7)?, max_bytes: row.get(8)?, min_sync_interval_ms: row.get(9)? },
        created_at: row.get(10)?,
    })
}

fn key(row: &rusqlite::Row<'_>) -> rusqlite::Result<KeyRow> {
    Ok(KeyRow {
        key_id: row.get(0)?,
        hash: row.get(1)?,
        space: row.get(2)?,
        role: row.get(3)?,
        account: row.get(4)?,
        name: row.get(5)?,
        created_at: row.get(6)?,
        revoked_at: row.get(7)?,
    })
}

/// Columns: table, id, seq, hlc, device_id, hash, body.
fn record(row: &rusqlite::Row<'_>) -> Result<Row> {
    let body = match row.get::<_, Option<String>>(6)? {
        Some(text) => {
            Some(Body::from_canonical(text).ok_or_else(|| StoreError::Corrupt("a body that is no JSON".into()))?)
        }
        None => None,
    };
    Ok(Row {
        table: row.get(0)?,
        id: row.get(1)?,
        seq: unsigned(row, 2)?,
        hlc: Hlc::from_u64(unsigned(row, 3)?).ok_or_else(|| StoreError::Corrupt("a stamp out of range".into()))?,
        device_id: row.get(4)?,
        hash: row.get::<_, Option<[u8; 32]>>(5)?.map(ContentHash),
        body,
    })
}

fn bytes_of(row: &Row) -> u64 {
    row.body.as_ref().map_or(0, |body| body.text().len() as u64)
}

impl ReadTx for Tx<'_> {
    fn space(&mut self, name: &str) -> Result<Option<SpaceRow>> {
        Ok(self.0.prepare_cached(&format!("{SPACE} WHERE name = ?1"))?.query_row([name], space).optional()?)
    }

    fn spaces(&mut self) -> Result<Vec<SpaceRow>> {
        let mut statement = self.0.prepare_cached(&format!("{SPACE} ORDER BY name"))?;
        Ok(statement.query_map([], space)?.collect::<rusqlite::Result<_>>()?)
    }

    fn lineage(&mut self, space: SpaceId) -> Result<Vec<EpochEnd>> {
        let mut statement =
            self.0.prepare_cached("SELECT epoch, last_seq FROM epochs WHERE space = ?1 ORDER BY position")?;
        let rows =
            statement.query_map([space.0], |row| Ok(EpochEnd { epoch: row.get(0)?, last_seq: unsigned(row, 1)? }))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn last_batch(&mut self, space: SpaceId, device_id: &str) -> Result<Option<String>> {
        let mut statement = self.0.prepare_cached("SELECT batch FROM devices WHERE space = ?1 AND device_id = ?2")?;
        Ok(statement.query_row(params![space.0, device_id], |row| row.get(0)).optional()?)
    }

    fn verdicts(&mut self, space: SpaceId, device_id: &str) -> Result<Option<String>> {
        let mut statement =
            self.0.prepare_cached("SELECT verdicts FROM devices WHERE space = ?1 AND device_id = ?2")?;
        Ok(statement.query_row(params![space.0, device_id], |row| row.get(0)).optional()?)
    }

    fn states(&mut self, space: SpaceId, keys: &[RecordKey<'_>]) -> Result<Vec<Option<RecordState>>> {
        let mut statement = self.0.prepare_cached(
            "SELECT seq, hash, coalesce(octet_length(body), 0) FROM records WHERE space = ?1 AND tbl = ?2 AND id = ?3",
        )?;
        keys.iter()
            .map(|key| {
                let state = statement.query_row(params![space.0, key.table, key.id], |row| {
                    Ok(RecordState {
                        seq: unsigned(row, 0)?,
                        hash: row.get::<_, Option<[u8; 32]>>(1)?.map(ContentHash),
                        bytes: row.get(2)?,
                    })
                });
                Ok(state.optional()?)
            })
            .collect()
    }

    fn rows(&mut self, space: SpaceId, keys: &[RecordKey<'_>], max_bytes: u64) -> Result<Vec<Option<Row>>> {
        let mut statement = self.0.prepare_cached(
            "SELECT tbl, id, seq, hlc, device_id, hash, body FROM records WHERE space = ?1 AND tbl = ?2 AND id = ?3",
        )?;
        let (mut found, mut bytes) = (Vec::with_capacity(keys.len()), 0);
        for key in keys {
            let mut rows = statement.query(params![space.0, key.table, key.id])?;
            let row = rows.next()?.map(record).transpose()?;
            bytes += row.as_ref().map_or(0, bytes_of);
            if bytes > max_bytes && !found.is_empty() {
                break;
            }
            found.push(row);
        }
        Ok(found)
    }

    fn page(&mut self, space: SpaceId, query: PageQuery) -> Result<Page> {
        let mut statement = self.0.prepare_cached(
            "SELECT tbl, id, seq, hlc, device_id, hash, body FROM records
             WHERE space = ?1 AND seq > ?2 AND (deleted = 0 OR seq > ?3) ORDER BY seq",
        )?;
        let mut found = statement.query(params![space.0, signed(query.after), signed(query.live_until)])?;
        let (mut page, mut bytes) = (Page { rows: Vec::new(), has_more: false }, 0);
        while let Some(row) = found.next()? {
            if page.rows.len() >= query.max_rows || bytes >= query.max_bytes {
                page.has_more = true;
                break;
            }
            let row = record(row)?;
            bytes += bytes_of(&row);
            page.rows.push(row);
        }
        Ok(page)
    }

    fn digests(&mut self, space: SpaceId, buckets: Option<&[u8]>) -> Result<Vec<(u8, Digest)>> {
        fn digest(row: &rusqlite::Row<'_>) -> rusqlite::Result<(u8, Digest)> {
            Ok((row.get(0)?, Digest { sum: u128::from_be_bytes(row.get(1)?), records: row.get(2)? }))
        }
        let Some(buckets) = buckets else {
            let mut statement = self.0.prepare_cached("SELECT bucket, sum, records FROM digests WHERE space = ?1")?;
            return Ok(statement.query_map([space.0], digest)?.collect::<rusqlite::Result<_>>()?);
        };
        let mut statement =
            self.0.prepare_cached("SELECT bucket, sum, records FROM digests WHERE space = ?1 AND bucket = ?2")?;
        let found = buckets.iter().map(|bucket| statement.query_row(params![space.0, bucket], digest).optional());
        Ok(found.filter_map(rusqlite::Result::transpose).collect::<rusqlite::Result<_>>()?)
    }

    fn listing(&mut self, space: SpaceId, bucket: u8, max: usize) -> Result<Vec<Listing>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT tbl, id, seq, hash FROM records WHERE space = ?1 AND bucket = ?2 LIMIT ?3")?;
        let rows = statement.query_map(params![space.0, bucket, i64::try_from(max).unwrap_or(i64::MAX)], |row| {
            Ok(Listing {
                table: row.get(0)?,
                id: row.get(1)?,
                seq: unsigned(row, 2)?,
                hash: row.get::<_, Option<[u8; 32]>>(3)?.map(ContentHash),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn tombstones(&mut self, space: SpaceId) -> Result<Tombstones> {
        let sql = "SELECT count(*), min(written_at) FROM records WHERE space = ?1 AND deleted = 1";
        let tombstones =
            self.0.query_row(sql, [space.0], |row| Ok(Tombstones { count: row.get(0)?, oldest_at: row.get(1)? }))?;
        Ok(tombstones)
    }

    fn tombstones_before(&mut self, space: &SpaceRow, cutoff: Millis) -> Result<Seq> {
        let sql = "SELECT seq FROM records WHERE space = ?1 AND deleted = 1 AND written_at >= ?2 ORDER BY seq LIMIT 1";
        let young = self.0.query_row(sql, params![space.id.0, cutoff], |row| unsigned(row, 0)).optional()?;
        Ok(young.map_or(space.head, |seq| seq.saturating_sub(1)))
    }

    fn devices(&mut self, space: SpaceId) -> Result<Vec<DeviceRow>> {
        let sql = "SELECT device_id, last_seen FROM devices WHERE space = ?1 ORDER BY last_seen DESC, device_id";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement
            .query_map([space.0], |row| Ok(DeviceRow { device_id: row.get(0)?, last_push_at: row.get(1)? }))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn key(&mut self, key_id: &str) -> Result<Option<KeyRow>> {
        Ok(self.0.prepare_cached(&format!("{KEY} WHERE k.key_id = ?1"))?.query_row([key_id], key).optional()?)
    }

    fn keys(&mut self, space: Option<SpaceId>) -> Result<Vec<KeyRow>> {
        let sql = format!("{KEY} WHERE ?1 IS NULL OR k.space = ?1 ORDER BY k.created_at, k.key_id");
        let mut statement = self.0.prepare_cached(&sql)?;
        Ok(statement.query_map([space.map(|space| space.0)], key)?.collect::<rusqlite::Result<_>>()?)
    }
}
