//! A write transaction: the statements of one local step, the counters they move, and what listeners should hear.

use super::changes;
use super::digest::DigestChange;
use super::feed::Span;
use super::tables;
use super::tables::Rules;
use crate::clock::Hlc;
use crate::clock::Millis;
use crate::config::MergeStrategy;
use crate::error::Result;
use crate::events::CloudEvent;
use crate::sqlite::Transaction;
use rusqlite::CachedStatement;
use rusqlite::params;
use std::collections::HashMap;

/// The counters of the `clock` table.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Counters {
    hlc: Hlc,
    version: i64,
    txn: i64,
    offset_ms: i64,
}

/// One write transaction. Dropped without [`Tx::commit`], it changes nothing.
pub(crate) struct Tx<'c> {
    inner: Transaction<'c>,
    now_ms: Millis,
    strategy: MergeStrategy,
    embedding_fields: &'c [String],
    began: Counters,
    counters: Counters,
    policies: HashMap<String, Rules>,
    has_parked: Option<bool>,
    pub(super) digest: DigestChange,
    events: Vec<CloudEvent>,
    /// Those of them the queue says nothing of.
    noted: Vec<CloudEvent>,
}

impl<'c> Tx<'c> {
    pub(super) fn begin(
        inner: Transaction<'c>,
        now_ms: Millis,
        strategy: MergeStrategy,
        embedding_fields: &'c [String],
    ) -> Result<Self> {
        // Read inside the transaction: another process may have moved them.
        let counters = inner.prepare_cached("SELECT hlc, version, txn, offset_ms FROM clock")?.query_row([], |r| {
            Ok(Counters {
                hlc: super::records::hlc_column(r, 0)?,
                version: r.get(1)?,
                txn: r.get(2)?,
                offset_ms: r.get(3)?,
            })
        })?;
        Ok(Self {
            inner,
            now_ms,
            strategy,
            embedding_fields,
            began: counters,
            counters,
            policies: HashMap::new(),
            has_parked: None,
            digest: DigestChange::default(),
            events: Vec::new(),
            noted: Vec::new(),
        })
    }

    /// Returns what listeners should hear, and the versions this transaction made.
    pub(super) fn commit(mut self) -> Result<(Vec<CloudEvent>, Span)> {
        super::digest::save(&mut self)?;
        if !self.noted.is_empty() {
            if self.counters.version == self.began.version {
                self.next_version();
            }
            let (noted, version) = (std::mem::take(&mut self.noted), self.counters.version);
            changes::note(&mut self, &noted, version)?;
        }
        if self.counters != self.began {
            let c = self.counters;
            self.inner
                .prepare_cached("UPDATE clock SET hlc = ?1, version = ?2, txn = ?3, offset_ms = ?4")?
                .execute(params![c.hlc.as_u64().cast_signed(), c.version, c.txn, c.offset_ms])?;
        }
        let span = (self.began.version, self.counters.version);
        self.inner.commit()?;
        Ok((self.events, span))
    }

    /// A prepared statement, kept by the connection for the next time.
    pub(super) fn statement(&self, sql: &str) -> Result<CachedStatement<'_>> {
        Ok(self.inner.prepare_cached(sql)?)
    }

    /// This machine's clock when the step began.
    pub(crate) fn now_ms(&self) -> Millis {
        self.now_ms
    }

    /// The server's clock, as well as it is known.
    pub(crate) fn server_now_ms(&self) -> Millis {
        self.now_ms.saturating_add(self.counters.offset_ms)
    }

    /// The members that are kept beside a body.
    pub(crate) fn embedding_fields(&self) -> &'c [String] {
        self.embedding_fields
    }

    /// The next stamp of this file.
    pub(crate) fn tick(&mut self) -> Hlc {
        self.counters.hlc = self.counters.hlc.tick(self.server_now_ms());
        self.counters.hlc
    }

    /// Takes a stamp from elsewhere into account.
    pub(crate) fn observe(&mut self, seen: Hlc) {
        self.counters.hlc = self.counters.hlc.max(seen);
    }

    /// Sets the clock back, after the server found stamps too far ahead.
    pub(crate) fn reset_hlc(&mut self, to: Hlc) {
        self.counters.hlc = to;
    }

    pub(crate) fn set_offset(&mut self, offset_ms: i64) {
        self.counters.offset_ms = offset_ms;
    }

    /// The number of the next write.
    pub(crate) fn next_version(&mut self) -> i64 {
        self.counters.version += 1;
        self.counters.version
    }

    /// A new group of mutations.
    pub(crate) fn next_txn(&mut self) -> i64 {
        self.counters.txn += 1;
        self.counters.txn
    }

    /// What holds for a table, read once a transaction.
    pub(crate) fn policy(&mut self, table: &str) -> Result<Rules> {
        if let Some(policy) = self.policies.get(table) {
            return Ok(*policy);
        }
        let policy = tables::rules(&self.inner, table)?;
        self.policies.insert(table.to_owned(), policy);
        Ok(policy)
    }

    /// The strategy that settles a table's conflicts.
    pub(crate) fn merge_strategy(&mut self, table: &str) -> Result<MergeStrategy> {
        Ok(self.policy(table)?.merge.unwrap_or(self.strategy))
    }

    /// Whether any row of the server's waits unread; asked once a transaction, for it hardly ever does.
    pub(crate) fn has_parked(&mut self) -> Result<bool> {
        if let Some(known) = self.has_parked {
            return Ok(known);
        }
        let found = super::parked::count(&self.inner)? > 0;
        self.has_parked = Some(found);
        Ok(found)
    }

    pub(super) fn note_parked(&mut self) {
        self.has_parked = Some(true);
    }

    pub(crate) fn forget_policy(&mut self, table: &str) {
        self.policies.remove(table);
    }

    /// Tells listeners, once the transaction has committed.
    pub(crate) fn emit(&mut self, event: CloudEvent) {
        CloudEvent::push_merged(&mut self.noted, event.clone());
        CloudEvent::push_merged(&mut self.events, event);
    }

    /// The same for what a row of the queue says already.
    pub(crate) fn emit_queued(&mut self, event: CloudEvent) {
        CloudEvent::push_merged(&mut self.events, event);
    }
}

impl std::ops::Deref for Tx<'_> {
    type Target = rusqlite::Connection;

    fn deref(&self) -> &rusqlite::Connection {
        &self.inner
    }
}
