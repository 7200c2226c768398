//! Repair: finding what differs from the server bucket by bucket, and setting it right without wiping anything.

use super::moves;
use super::pull;
use super::report::SyncReport;
use crate::config::Replicate;
use crate::digest::Digest;
use crate::digest::bucket;
use crate::error::Result;
use crate::events::Event;
use crate::record::RemoteRow;
use crate::store::Tx;
use crate::store::digest;
use crate::store::records;
use crate::store::state;
use crate::transport::protocol::BucketDigest;
use crate::transport::protocol::DigestAnswer;
use crate::transport::protocol::DigestRequest;
use crate::transport::protocol::Listing;
use crate::transport::protocol::PROTOCOL_VERSION;
use crate::transport::protocol::Row;
use std::collections::BTreeMap;
use std::collections::HashSet;

/// Buckets listed in one request.
const BUCKETS_AT_ONCE: usize = 16;
/// Records fetched in one request.
const RECORDS_AT_ONCE: usize = 500;

/// A repair under way.
#[derive(Debug, Default)]
pub(crate) struct Repair {
    /// Buckets still to list.
    buckets: Vec<u8>,
    /// What the server has in the buckets listed so far.
    listing: Vec<Listing>,
    /// Every bucket that differed.
    differing: HashSet<u8>,
    /// Records still to fetch.
    wanted: Vec<(String, String)>,
    rows: Vec<Row>,
    asked: bool,
    /// What one request may ask for: less, once the server said that it was too much.
    less: u32,
}

impl Repair {
    /// The server cannot answer so much at once. Returns whether there is less to ask for.
    pub(crate) fn ask_for_less(&mut self) -> bool {
        let now = if self.buckets.is_empty() { self.records_at_once() } else { self.buckets_at_once() };
        self.less += 1;
        now > 1
    }

    fn buckets_at_once(&self) -> usize {
        (BUCKETS_AT_ONCE >> self.less.min(31)).max(1)
    }

    fn records_at_once(&self) -> usize {
        (RECORDS_AT_ONCE >> self.less.min(31)).max(1)
    }

    /// The next request; `None` when everything needed is here.
    pub(crate) fn next_request(&mut self) -> Option<DigestRequest> {
        let mut request = DigestRequest { protocol_version: PROTOCOL_VERSION, ..DigestRequest::default() };
        if !self.asked {
            return Some(request);
        }
        if !self.buckets.is_empty() {
            let rest = self.buckets.len().saturating_sub(self.buckets_at_once());
            request.buckets = self.buckets[rest..].to_vec();
            return Some(request);
        }
        if self.wanted.is_empty() {
            return None;
        }
        let rest = self.wanted.len().saturating_sub(self.records_at_once());
        request.records = self.wanted[rest..].to_vec();
        Some(request)
    }

    /// Takes an answer in. Reads the store; changes nothing.
    pub(crate) fn answer(&mut self, tx: &rusqlite::Connection, answer: DigestAnswer) -> Result<()> {
        if !self.asked {
            self.asked = true;
            self.buckets = differing(&digest::buckets(tx)?, &answer.buckets);
            self.differing = self.buckets.iter().copied().collect();
        } else if !self.buckets.is_empty() {
            self.buckets.truncate(self.buckets.len().saturating_sub(self.buckets_at_once()));
            self.listing.extend(answer.listing);
            if self.buckets.is_empty() {
                self.want(tx)?;
            }
        } else {
            self.wanted.truncate(self.wanted.len().saturating_sub(self.records_at_once()));
            self.rows.extend(answer.rows);
        }
        Ok(())
    }

    /// The listed records whose base here is another one. Newer ones come with the next pull.
    fn want(&mut self, connection: &rusqlite::Connection) -> Result<()> {
        let cursor = state::load(connection)?.cursor_seq;
        for entry in self.listing.iter().filter(|l| l.seq <= cursor) {
            let base = records::base_of(connection, &entry.table, &entry.id)?;
            let equal = match (base, entry.hash) {
                (None, hash) => hash.is_none(),
                (Some((seq, hash)), listed) => hash == listed && (hash.is_none() || seq == entry.seq),
            };
            if !equal {
                self.wanted.push((entry.table.clone(), entry.id.clone()));
            }
        }
        Ok(())
    }

    /// Sets everything right in one transaction. Unsynced work stays, or meets the server's state as a conflict.
    pub(crate) fn apply(self, tx: &mut Tx<'_>, report: &mut SyncReport) -> Result<i64> {
        let mut repaired = 0;
        let cursor = state::load(tx)?.cursor_seq;
        for row in self.rows.into_iter().filter(|r| r.seq <= cursor) {
            let row = RemoteRow::from_checked(row);
            let key = (row.table.as_str(), row.id.as_str());
            if let Some(record) = records::load(tx, key.0, key.1)? {
                // The base is not what the server has under that number: forget it, so that the row counts as newer.
                records::move_base(tx, key, &record, 0)?;
            }
            pull::merge(tx, &row, report)?;
            repaired += 1;
        }
        let listed: HashSet<(&str, &str)> = self.listing.iter().map(|l| (l.table.as_str(), l.id.as_str())).collect();
        for (table, id) in records::live_bases(tx)? {
            if !self.differing.contains(&bucket(&table, &id)) || listed.contains(&(table.as_str(), id.as_str())) {
                continue;
            }
            let key = (table.as_str(), id.as_str());
            let Some(record) = moves::together(tx, key)?.filter(|r| r.base_seq <= cursor) else { continue };
            if tx.policy(&table)?.replicate == Replicate::Local {
                // Only the hidden base is the server's business.
                moves::lost_by_server(tx, key, &record)?;
            } else if record.differs_from_base() {
                pull::absent(tx, key, &record, report)?;
            } else {
                pull::yield_to_remote(tx, key, &record, (None, 0))?;
            }
            repaired += 1;
        }
        if repaired > 0 {
            tx.emit(Event::Repaired { records: repaired });
        }
        Ok(repaired)
    }
}

fn differing(mine: &BTreeMap<u8, Digest>, theirs: &[BucketDigest]) -> Vec<u8> {
    let theirs: BTreeMap<u8, (&str, i64)> = theirs.iter().map(|b| (b.bucket, (b.sum.as_str(), b.records))).collect();
    (0..=u8::MAX)
        .filter(|n| {
            let mine = mine.get(n).copied().unwrap_or_default();
            match theirs.get(n) {
                Some((sum, records)) => mine.hex() != **sum || mine.records != *records,
                None => mine != Digest::default(),
            }
        })
        .collect()
}
