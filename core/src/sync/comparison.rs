//! Comparing this file with the server without sending everything: bucket digests, then the ids of the buckets that
//! differ, then the rows.

use crate::digest::Digest;
use crate::digest::bucket;
use crate::error::Result;
use crate::record::RemoteRow;
use crate::store::digest;
use crate::store::parked;
use crate::store::records;
use crate::store::state;
use crate::store::units::Key;
use crate::sync::pull;
use crate::transport::protocol::BucketDigest;
use crate::transport::protocol::DigestAnswer;
use crate::transport::protocol::DigestRequest;
use crate::transport::protocol::Listing;
use crate::transport::protocol::PROTOCOL_VERSION;
use crate::transport::protocol::PullAnswer;
use crate::transport::protocol::Request;
use crate::transport::protocol::Row;
use crate::transport::protocol::Seq;
use crate::transport::protocol::Unreadable;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::collections::HashSet;

/// Buckets listed in one request.
const BUCKETS_AT_ONCE: usize = 16;
/// Records fetched in one request.
const RECORDS_AT_ONCE: usize = 500;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// What both have had up to this file's cursor; the rest comes with the next pull.
    UpToCursor,
    /// Everything, because the cursor is worth nothing any more. Bases after `parted` are in doubt, even where the
    /// digests are equal: a restored server gives the same numbers again.
    Everything {
        /// Up to which seq this file and the server have one history; `None` for all of it. 0 where nobody knows.
        parted: Option<Seq>,
    },
}

/// What the server has of a record.
#[derive(Debug)]
pub(crate) enum Found {
    Row(RemoteRow),
    Unreadable(Unreadable),
}

impl Found {
    pub(crate) fn seq(&self) -> Seq {
        match self {
            Self::Row(row) => row.seq,
            Self::Unreadable(row) => row.seq,
        }
    }
}

/// How far a comparison has come.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    GoOn,
    /// The server began another epoch meanwhile.
    StartOver,
    /// The answer makes no sense: why, in one sentence.
    Malformed(String),
}

/// A comparison under way.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) scope: Scope,
    epoch: String,
    /// Where the next page begins, once the first answer has said where the comparison began.
    cursor: Option<String>,
    /// The seq of the last page's end.
    pub(crate) head: Option<Seq>,
    /// Deletes up to here may have been collected.
    pub(crate) floor: Seq,
    /// Whether an older database took the server's place without a new epoch, if any did.
    pub(crate) is_one_epoch: bool,
    /// Buckets still to list.
    buckets: Vec<u8>,
    /// Every bucket that was listed.
    pub(crate) listed_buckets: HashSet<u8>,
    /// Every record the server named.
    pub(crate) listed: HashSet<Key>,
    /// Records still to fetch.
    wanted: Vec<Key>,
    /// What was fetched or pulled, the latest of each record.
    pub(crate) found: BTreeMap<Key, Found>,
    /// What one request may ask for: less, once the server said that it was too much.
    less: u32,
}

impl Comparison {
    pub(crate) fn new(scope: Scope, epoch: &str) -> Self {
        Self {
            scope,
            epoch: epoch.to_owned(),
            cursor: None,
            head: None,
            floor: 0,
            is_one_epoch: false,
            buckets: Vec::new(),
            listed_buckets: HashSet::new(),
            listed: HashSet::new(),
            wanted: Vec::new(),
            found: BTreeMap::new(),
            less: 0,
        }
    }

    /// The cursor at the end of what was pulled.
    pub(crate) fn end(&self) -> Option<(&str, Seq)> {
        self.cursor.as_deref().zip(self.head)
    }

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
    pub(crate) fn next_request(&self) -> Option<Request> {
        let mut request = DigestRequest { protocol_version: PROTOCOL_VERSION, ..DigestRequest::default() };
        if self.cursor.is_none() {
            return Some(Request::Digest(request));
        }
        if !self.buckets.is_empty() {
            let rest = self.buckets.len().saturating_sub(self.buckets_at_once());
            request.buckets = self.buckets[rest..].to_vec();
            return Some(Request::Digest(request));
        }
        if !self.wanted.is_empty() {
            let rest = self.wanted.len().saturating_sub(self.records_at_once());
            request.records = self.wanted[rest..].to_vec();
            return Some(Request::Digest(request));
        }
        if self.scope == Scope::UpToCursor || self.head.is_some() {
            return None;
        }
        // What was listed early has moved on meanwhile: a pull from before the first answer catches up with all of it.
        Some(Request::Pull(pull::request(self.cursor.clone(), false)))
    }

    /// Takes an answer in. Reads the store and changes nothing.
    pub(crate) fn answer(&mut self, connection: &Connection, answer: DigestAnswer) -> Result<Progress> {
        if answer.epoch != self.epoch {
            return Ok(Progress::StartOver);
        }
        self.floor = self.floor.max(answer.floor);
        if self.cursor.is_none() {
            self.cursor = Some(answer.cursor);
            self.choose_buckets(connection, &answer.buckets)?;
        } else if !self.buckets.is_empty() {
            self.buckets.truncate(self.buckets.len().saturating_sub(self.buckets_at_once()));
            self.want(connection, answer.listing)?;
        } else {
            let asked = self.wanted.split_off(self.wanted.len().saturating_sub(self.records_at_once()));
            let progress = self.keep(answer.rows, answer.unreadable);
            // A tombstone that was listed and is not there any more was collected meanwhile: the server lacks the record.
            self.listed.retain(|key| self.found.contains_key(key) || !asked.contains(key));
            return Ok(progress);
        }
        Ok(Progress::GoOn)
    }

    /// Takes a page of what changed meanwhile.
    pub(crate) fn page(&mut self, page: PullAnswer) -> Progress {
        if page.epoch != self.epoch {
            return Progress::StartOver;
        }
        if page.has_more && page.rows.is_empty() && page.unreadable.is_empty() {
            return Progress::Malformed("the server's page is empty and says that there is more".to_owned());
        }
        self.cursor = Some(page.next_cursor);
        if !page.has_more {
            self.head = Some(page.next_seq);
        }
        self.keep(page.rows, page.unreadable)
    }

    fn keep(&mut self, rows: Vec<Row>, mut unreadable: Vec<Unreadable>) -> Progress {
        let rows = match pull::distrust(rows, &mut unreadable) {
            Ok(rows) => rows,
            Err(what) => return Progress::Malformed(what),
        };
        for row in rows {
            let key = (row.table.clone(), row.id.clone());
            self.found.insert(key, Found::Row(RemoteRow::from_checked(row)));
        }
        for row in unreadable {
            self.found.insert((row.table.clone(), row.id.clone()), Found::Unreadable(row));
        }
        Progress::GoOn
    }

    /// The buckets whose digests differ, and those of bases in doubt.
    fn choose_buckets(&mut self, connection: &Connection, theirs: &[BucketDigest]) -> Result<()> {
        let mut buckets = differing(&digest::buckets(connection)?, theirs);
        if let Scope::Everything { parted: Some(parted) } = self.scope {
            buckets.extend(records::based_after(connection, parted)?.iter().map(|(table, id)| bucket(table, id)));
            let waiting = parked::all_counted(connection)?.into_iter().filter(|(.., seq, _)| *seq > parted);
            buckets.extend(waiting.map(|(table, id, ..)| bucket(&table, &id)));
            buckets.sort_unstable();
            buckets.dedup();
        }
        self.listed_buckets = buckets.iter().copied().collect();
        self.buckets = buckets;
        Ok(())
    }

    /// Whether the server does not have a record, as far as it was asked.
    pub(crate) fn lacks(&self, (table, id): (&str, &str)) -> bool {
        self.listed_buckets.contains(&bucket(table, id)) && !self.listed.contains(&(table.to_owned(), id.to_owned()))
    }

    /// The listed records whose base here is another one, or in doubt.
    fn want(&mut self, connection: &Connection, listing: Vec<Listing>) -> Result<()> {
        let (upto, parted) = match self.scope {
            Scope::UpToCursor => (state::load(connection)?.cursor_seq, None),
            Scope::Everything { parted } => (Seq::MAX, parted),
        };
        for entry in listing {
            let known = parked::known(connection, (&entry.table, &entry.id))?;
            let is_equal = match (known, entry.hash) {
                (None, hash) => hash.is_none(),
                (Some((seq, _)), _) if parted.is_some_and(|parted| seq > parted) => false,
                (Some((seq, hash)), listed) => hash == listed && (hash.is_none() || seq == entry.seq),
            };
            let key = (entry.table, entry.id);
            if !is_equal && entry.seq <= upto {
                self.wanted.push(key.clone());
            }
            self.listed.insert(key);
        }
        Ok(())
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
