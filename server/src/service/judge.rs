//! The verdicts on a batch: groups in order, each applied whole or not at all.

use super::Config;
use super::item;
use super::push::Prepared;
use crate::store::RecordState;
use crate::store::RecordWrite;
use crate::store::SpaceRow;
use cortex_cloud::clock::Millis;
use cortex_cloud::digest;
use cortex_cloud::digest::Digest;
use cortex_cloud::transport::protocol::Verdict;
use std::collections::BTreeMap;

/// A batch that is being judged.
pub(super) struct Judge<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) config: &'a Config,
    pub(super) now: Millis,
    /// The records' states in the store, one per mutation.
    pub(super) states: &'a [Option<RecordState>],
}

/// What a judged batch does.
#[derive(Default)]
pub(super) struct Judged<'a> {
    /// One per mutation. A conflict's row is still to be filled in.
    pub(super) verdicts: Vec<Option<Verdict>>,
    /// What to write.
    pub(super) writes: Vec<RecordWrite<'a>>,
    /// How the buckets' digests change.
    pub(super) digests: BTreeMap<u8, Digest>,
}

/// What a group would change.
#[derive(Default)]
struct Net {
    records: i64,
    bytes: i64,
}

impl<'a> Judge<'a> {
    /// Judges all groups and moves the space's counters.
    pub(super) fn run(&self, space: &mut SpaceRow) -> Judged<'a> {
        let mut judged = Judged { verdicts: vec![None; self.states.len()], ..Judged::default() };
        for group in &self.prepared.groups {
            let net = self.judge_group(group, space, &mut judged.verdicts);
            if group.iter().any(|&at| judged.verdicts[at].is_some()) {
                for &at in group {
                    judged.verdicts[at].get_or_insert(Verdict::Deferred);
                }
                continue;
            }
            space.records += net.records;
            space.bytes += net.bytes;
            for &at in group {
                space.head += 1;
                self.apply(at, space.head, &mut judged);
            }
        }
        judged
    }

    /// Gives every bad one of the group its verdict.
    fn judge_group(&self, group: &[usize], space: &SpaceRow, verdicts: &mut [Option<Verdict>]) -> Net {
        let mut net = Net::default();
        for &at in group {
            let (state, content) = (&self.states[at], &self.prepared.contents[at]);
            let live = state.is_some_and(|state| state.hash.is_some());
            let (puts, bytes) = match content {
                Ok(content) => (content.is_some(), content.as_ref().map_or(0, |(_, text)| text.len() as i64)),
                Err(_) => (self.prepared.request.mutations[at].body.is_some(), 0),
            };
            net.records += i64::from(puts) - i64::from(live);
            net.bytes += bytes - state.map_or(0, |state| state.bytes);
            verdicts[at] = self.judge_one(at);
        }
        if let Some(full) = over_quota(space, &net) {
            for &at in group {
                verdicts[at].get_or_insert_with(|| full.clone());
            }
        }
        net
    }

    fn judge_one(&self, at: usize) -> Option<Verdict> {
        let mutation = &self.prepared.request.mutations[at];
        if let Err(verdict) = &self.prepared.contents[at] {
            return Some(verdict.clone());
        }
        if mutation.hlc.ms() > self.now.saturating_add(self.config.max_ahead_ms) {
            return Some(Verdict::ClockSkew);
        }
        let current = self.states[at].map_or(0, |state| state.seq);
        (mutation.base_seq != current).then_some(Verdict::Conflict { current: None })
    }

    fn apply(&self, at: usize, seq: u64, judged: &mut Judged<'a>) {
        let mutation = &self.prepared.request.mutations[at];
        let key = item::key(mutation);
        let bucket = item::bucket(key);
        let content = self.prepared.contents[at].as_ref().ok().and_then(Option::as_ref);
        let content = content.map(|(hash, text)| (*hash, text.as_str()));
        let change = judged.digests.entry(bucket).or_default();
        if let Some(RecordState { seq, hash: Some(hash), .. }) = self.states[at] {
            change.remove(digest::entry(key.table, key.id, seq, &hash));
        }
        if let Some((hash, _)) = content {
            change.add(digest::entry(key.table, key.id, seq, &hash));
        }
        judged.verdicts[at] = Some(Verdict::Applied { seq });
        judged.writes.push(RecordWrite {
            key,
            seq,
            hlc: mutation.hlc,
            device_id: &mutation.device_id,
            bucket,
            written_at: self.now,
            content,
        });
    }
}

/// Refuses what makes the space larger than it may be. What shrinks it, or leaves it as large, always passes, or a full
/// space could never be tidied up.
fn over_quota(space: &SpaceRow, net: &Net) -> Option<Verdict> {
    let over = |resource: &str, used: i64, net: i64, limit: Option<i64>| match limit {
        Some(limit) if net > 0 && used.saturating_add(net) > limit => {
            Some(Verdict::Quota { resource: resource.to_owned(), used, limit })
        }
        _ => None,
    };
    over("records", space.records, net.records, space.limits.max_records)
        .or_else(|| over("bytes", space.bytes, net.bytes, space.limits.max_bytes))
}
