//! A batch from its checks as a whole to its stored verdicts.
//!
//! What needs only the request is done before the transaction ([`Prepared`]), what needs the space inside it
//! ([`PushJob`]), so that the one writer is not kept busy with hashing.

use super::Config;
use super::Principal;
use super::Result;
use super::ServiceError;
use super::cursor::Position;
use super::item;
use super::item::Content;
use super::judge::Judge;
use super::verdicts;
use crate::store::Outcome;
use crate::store::RecordKey;
use crate::store::SpaceRow;
use crate::store::StoreError;
use crate::store::WriteJob;
use crate::store::WriteTx;
use cortex_cloud::clock::Millis;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;
use cortex_cloud::transport::protocol::PushAnswer;
use cortex_cloud::transport::protocol::PushRequest;
use cortex_cloud::transport::protocol::Verdict;
use cortex_cloud::transport::protocol::code;
use std::collections::HashMap;
use std::collections::HashSet;

/// A batch whose bodies have been checked.
#[derive(Debug)]
pub struct Prepared {
    pub(super) request: PushRequest,
    /// One per mutation; empty for a batch that is refused as a whole.
    pub(super) contents: Vec<std::result::Result<Content, Verdict>>,
    /// The positions of each group's mutations, in the order groups first appear.
    pub(super) groups: Vec<Vec<usize>>,
    /// Why the batch is refused, unless it is one the server has already answered.
    refused: Option<Refused>,
}

#[derive(Clone, Copy, Debug)]
enum Refused {
    Items,
    Bytes(u64),
    Repeats(usize),
}

impl Prepared {
    pub(super) fn new(request: PushRequest, config: &Config) -> Result<Self> {
        item::device_id(&request.device_id)?;
        item::batch_id("batch.id", &request.batch.id)?;
        if let Some(previous) = &request.batch.previous {
            item::batch_id("batch.previous", previous)?;
        }
        let refused = refused(&request, config);
        let contents = match refused {
            Some(_) => Vec::new(),
            None => request.mutations.iter().map(|mutation| item::inspect(mutation, config)).collect(),
        };
        Ok(Self { groups: groups(&request), request, contents, refused })
    }

    /// Bytes of the bodies, to bound what goes into one transaction.
    pub(crate) fn weight(&self) -> usize {
        self.contents.iter().map(|content| content.as_ref().map_or(0, |c| c.as_ref().map_or(0, |(_, t)| t.len()))).sum()
    }
}

fn refused(request: &PushRequest, config: &Config) -> Option<Refused> {
    if request.mutations.len() as u64 > u64::from(config.limits.batch_items) {
        return Some(Refused::Items);
    }
    let bytes =
        request.mutations.iter().map(|m| m.table.len() + m.id.len() + m.body.as_ref().map_or(0, |b| b.text().len()));
    let bytes = bytes.sum::<usize>() as u64;
    if bytes > config.limits.batch_bytes {
        return Some(Refused::Bytes(bytes));
    }
    let mut seen = HashSet::with_capacity(request.mutations.len());
    request.mutations.iter().position(|mutation| !seen.insert(item::key(mutation))).map(Refused::Repeats)
}

fn groups(request: &PushRequest) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut places = HashMap::with_capacity(request.mutations.len());
    for (at, mutation) in request.mutations.iter().enumerate() {
        let place = *places.entry(mutation.group).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(at);
    }
    groups
}

/// A prepared batch on its way into the store.
#[derive(Debug)]
pub struct PushJob<'a> {
    principal: &'a Principal,
    prepared: &'a Prepared,
    config: &'a Config,
    now: Millis,
    result: Option<Result<PushAnswer>>,
}

impl WriteJob for PushJob<'_> {
    fn run(&mut self, tx: &mut dyn WriteTx) -> Outcome {
        let result = self.push(tx);
        let outcome = if result.is_ok() { Outcome::Keep } else { Outcome::Undo };
        self.result = Some(result);
        outcome
    }
}

impl<'a> PushJob<'a> {
    pub(super) fn new(principal: &'a Principal, prepared: &'a Prepared, config: &'a Config, now: Millis) -> Self {
        Self { principal, prepared, config, now, result: None }
    }

    /// The answer, to be handed out only after the commit.
    ///
    /// # Errors
    /// 409 `epoch_changed` or `device_forked`, 413 `batch_too_large`, 403 `read_only_role`, 400 for a record that is in
    /// the batch twice.
    pub fn into_result(self) -> Result<PushAnswer> {
        self.result.unwrap_or_else(|| Err(StoreError::Aborted.into()))
    }

    fn push(&self, tx: &mut dyn WriteTx) -> Result<PushAnswer> {
        let request = &self.prepared.request;
        let mut space = tx.lock_space(&self.principal.space)?.ok_or_else(ServiceError::wrong_space)?;
        if request.epoch != space.epoch {
            return Err(ServiceError::epoch_changed(&space.epoch));
        }
        // Before any other check: what was answered once is answered the same again, whatever has changed since.
        let last = tx.last_batch(space.id, &request.device_id)?;
        if last.as_ref() == Some(&request.batch.id) {
            let stored = tx.verdicts(space.id, &request.device_id)?.unwrap_or_default();
            return Ok(self.answer(space, verdicts::read(&stored)?, false));
        }
        self.refuse(last)?;
        let was_at_head = Position::is_head(request.cursor.as_deref(), &space);
        let keys: Vec<_> = request.mutations.iter().map(item::key).collect();
        let states = tx.states(space.id, &keys)?;
        let judge = Judge { prepared: self.prepared, config: self.config, now: self.now, states: &states };
        let mut judged = judge.run(&mut space);
        if !judged.writes.is_empty() {
            tx.put_records(space.id, &judged.writes)?;
            let buckets: Vec<u8> = judged.digests.keys().copied().collect();
            for (bucket, digest) in tx.digests(space.id, Some(&buckets))? {
                judged.digests.entry(bucket).or_default().merge(digest);
            }
            tx.put_digests(space.id, &judged.digests.into_iter().collect::<Vec<_>>())?;
            tx.put_counters(&space)?;
        }
        let mut verdicts: Vec<_> = judged.verdicts.into_iter().map(|v| v.unwrap_or(Verdict::Deferred)).collect();
        self.fill_conflicts(tx, &space, &keys, &mut verdicts)?;
        tx.put_device(space.id, &request.device_id, &request.batch.id, &verdicts::write(&verdicts)?, self.now)?;
        Ok(self.answer(space, verdicts, was_at_head))
    }

    /// The checks of the batch as a whole.
    fn refuse(&self, last: Option<String>) -> Result<()> {
        let request = &self.prepared.request;
        match self.prepared.refused {
            Some(Refused::Items) => {
                let limit = u64::from(self.config.limits.batch_items);
                return Err(ServiceError::too_large("items", request.mutations.len() as u64, limit));
            }
            Some(Refused::Bytes(bytes)) => {
                return Err(ServiceError::too_large("bytes", bytes, self.config.limits.batch_bytes));
            }
            _ => {}
        }
        if !self.principal.role.may_write() {
            let message = "the role viewer may not write; use a key of an owner or editor";
            return Err(ServiceError::new(403, code::READ_ONLY_ROLE, message).with("role", self.principal.role));
        }
        if last != request.batch.previous {
            let message = "another batch of this device came before; this file is a copy or a restored backup";
            return Err(ServiceError::new(409, code::DEVICE_FORKED, message));
        }
        if let Some(Refused::Repeats(at)) = self.prepared.refused {
            let message = format!("mutations[{at}]: the batch already has this record; send one state of each");
            return Err(ServiceError::bad_request(message).with("field", format!("mutations[{at}]")));
        }
        Ok(())
    }

    /// Adds to each conflict the state the server has.
    fn fill_conflicts(
        &self,
        tx: &mut dyn WriteTx,
        space: &SpaceRow,
        keys: &[RecordKey<'_>],
        verdicts: &mut [Verdict],
    ) -> Result<()> {
        let conflicts: Vec<usize> =
            (0..verdicts.len()).filter(|&at| matches!(verdicts[at], Verdict::Conflict { .. })).collect();
        if conflicts.is_empty() {
            return Ok(());
        }
        let conflicting: Vec<_> = conflicts.iter().map(|&at| keys[at]).collect();
        let rows = tx.rows(space.id, &conflicting, self.config.answer_bytes)?;
        // A definite refusal of the batch: the device batches its records anew, and smaller.
        if rows.len() < conflicts.len() {
            return Err(ServiceError::too_large(
                "bytes of conflicting records",
                self.config.answer_bytes + 1,
                self.config.answer_bytes,
            ));
        }
        for (at, row) in conflicts.into_iter().zip(rows) {
            verdicts[at] = Verdict::Conflict { current: row.map(Box::new) };
        }
        Ok(())
    }

    fn answer(&self, space: SpaceRow, verdicts: Vec<Verdict>, is_at_head: bool) -> PushAnswer {
        PushAnswer {
            protocol_version: PROTOCOL_VERSION,
            head: space.head,
            server_time: self.now,
            verdicts,
            quota: space.quota(),
            next_cursor: is_at_head.then(|| Position::head(&space).write(&space.epoch)),
            epoch: space.epoch,
        }
    }
}
