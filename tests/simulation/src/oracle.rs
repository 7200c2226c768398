//! Knows every acknowledged write and what its author had seen; judges, never helps the engine.

use crate::opset::OpSet;
use cortex_cloud::CloudRecord;
use cortex_cloud::ConflictState;
use cortex_cloud::canonical::ContentHash;
use cortex_cloud::transport::protocol::Mutation;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

/// A record's place: table and id.
pub(crate) type Key = (String, String);
/// A state's identity: stamp, device, hash.
pub(crate) type Stamp = (String, String, Option<String>);

/// One acknowledged write.
#[derive(Debug)]
pub(crate) struct Op {
    pub(crate) key: Key,
    /// `None` for a delete.
    pub(crate) body: Option<String>,
    /// Every write its author had seen of the record, itself included.
    pub(crate) know: OpSet,
    pub(crate) stamp: Stamp,
    /// A write of equal body that stands for it.
    pub(crate) stood_for_by: Option<usize>,
    /// Made and taken back before anybody else could see it.
    pub(crate) is_void: bool,
}

/// What a device shows of one record.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) op: usize,
    pub(crate) know: OpSet,
    pub(crate) stamp: Stamp,
    pub(crate) body: Option<String>,
    /// Whether the server has had some state of it, as far as the device knows.
    pub(crate) has_base: bool,
}

/// The writes of one `apply`.
pub(crate) type Group = BTreeMap<Key, usize>;

#[derive(Debug, Default)]
pub(crate) struct Oracle {
    pub(crate) ops: Vec<Op>,
    pub(crate) groups: Vec<Group>,
    /// Writes that were nowhere but in a file or a server that was replaced by an older copy.
    pub(crate) destroyed: OpSet,
    /// Writes their author took back before anybody else could see them.
    pub(crate) undone: OpSet,
    /// What the authors of writes of equal body had seen, by the write that stands for them.
    also_known: HashMap<usize, OpSet>,
    /// Records whose delete the server has forgotten at some time.
    pub(crate) forgotten_keys: BTreeSet<Key>,
    /// Writes the server has accepted.
    pub(crate) accepted: OpSet,
    /// A copy or a restored file may show an ancestor inside a newer group, where it wins by rule or its delete is forgotten.
    pub(crate) is_blind: bool,
    /// Records may go as they came: refused, discarded, forgotten by the server.
    pub(crate) may_vanish: bool,
    /// How often a state was shown again under another stamp.
    pub(crate) restamped: u64,
    by_stamp: HashMap<(Key, Stamp), usize>,
}

impl Oracle {
    /// A write was acknowledged. `before` is what its author saw, `also` what else it had seen (a conflict's other side).
    pub(crate) fn wrote(&mut self, key: &Key, record: &CloudRecord, before: Option<&View>, also: &OpSet) -> View {
        let op = self.ops.len();
        let stamp = stamp_of(record);
        let mut know = before.map(|v| v.know.clone()).unwrap_or_default();
        know.add(also);
        know.insert(op);
        self.by_stamp.insert((key.clone(), stamp.clone()), op);
        self.ops.push(Op {
            key: key.clone(),
            body: record.body.clone(),
            know: know.clone(),
            stamp: stamp.clone(),
            stood_for_by: None,
            is_void: false,
        });
        View { op, know, stamp, body: record.body.clone(), has_base: has_base(record) }
    }

    /// Somebody who is no device has sent a write; it counts once the server has accepted it. Gives its number.
    pub(crate) fn foreign(
        &mut self,
        key: &Key,
        mutation: &Mutation,
        body: Option<String>,
        over: Option<&View>,
    ) -> usize {
        let op = self.ops.len();
        let stamp = (mutation.hlc.to_string(), mutation.device_id.clone(), mutation.hash.map(|hash| hash.to_hex()));
        let mut know = over.map(|view| view.know.clone()).unwrap_or_default();
        know.insert(op);
        self.by_stamp.insert((key.clone(), stamp.clone()), op);
        self.ops.push(Op { key: key.clone(), body, know, stamp, stood_for_by: None, is_void: true });
        op
    }

    /// A write that left no record: a delete of something nobody else had heard of, or one equal to the base.
    pub(crate) fn wrote_void(&mut self, key: &Key, body: Option<String>, before: Option<&View>) -> usize {
        let op = self.ops.len();
        let mut know = before.map(|v| v.know.clone()).unwrap_or_default();
        know.insert(op);
        let stamp = (String::new(), String::new(), None);
        self.ops.push(Op { key: key.clone(), body, know, stamp, stood_for_by: None, is_void: true });
        op
    }

    /// What a device shows now, given what it showed before. A state is known by its identity; one that only took a new
    /// stamp is still the same write.
    pub(crate) fn sees(&mut self, key: &Key, record: &CloudRecord, before: Option<&View>) -> View {
        let stamp = stamp_of(record);
        if let Some(view) = before.filter(|v| v.stamp == stamp) {
            return View { has_base: has_base(record), ..view.clone() };
        }
        let same_body = before.filter(|v| v.body == record.body);
        if let Some(view) = before.filter(|v| v.body.is_none() && !v.has_base && same_body.is_none()) {
            // A delete of something nobody else had heard of left nothing for others to meet.
            self.ops[view.op].is_void |= !self.accepted.contains(view.op);
        }
        let known = self.by_stamp.get(&(key.clone(), stamp.clone())).copied();
        match (known, same_body) {
            (Some(op), before) => {
                let mut know = self.ops[op].know.clone();
                if let Some(view) = before {
                    // Equal bodies from two writers: one stands for the other from now on.
                    know.add(&view.know);
                    if view.op != op {
                        self.ops[view.op].stood_for_by.get_or_insert(op);
                        self.also_known.entry(op).or_default().add(&view.know);
                    }
                }
                View { op, know, stamp, body: record.body.clone(), has_base: has_base(record) }
            }
            (None, Some(view)) => {
                self.restamped += 1;
                self.by_stamp.insert((key.clone(), stamp.clone()), view.op);
                View { stamp, has_base: has_base(record), ..view.clone() }
            }
            (None, None) => {
                let op = self.find(key, &stamp, &record.body);
                View {
                    op,
                    know: self.ops[op].know.clone(),
                    stamp,
                    body: record.body.clone(),
                    has_base: has_base(record),
                }
            }
        }
    }

    /// Which write a state is: another device's under a stamp it got there is found by its body, which is unique unless
    /// deleted.
    pub(crate) fn find(&mut self, key: &Key, stamp: &Stamp, body: &Option<String>) -> usize {
        if let Some(op) = self.by_stamp.get(&(key.clone(), stamp.clone())) {
            return *op;
        }
        let op = self.ops.iter().rposition(|o| o.key == *key && o.body == *body);
        let op = op.unwrap_or_else(|| panic!("{key:?} shows {body:?} of {stamp:?}, which nobody wrote"));
        self.by_stamp.insert((key.clone(), stamp.clone()), op);
        op
    }

    /// Whether a state of that identity has been seen before.
    pub(crate) fn knows(&self, key: &Key, stamp: &Stamp) -> bool {
        self.by_stamp.contains_key(&(key.clone(), stamp.clone()))
    }

    /// What the author of a state had seen.
    pub(crate) fn known_by(&self, key: &Key, stamp: &Stamp) -> OpSet {
        let op = self.by_stamp.get(&(key.clone(), stamp.clone()));
        op.map(|op| self.ops[*op].know.clone()).unwrap_or_default()
    }

    /// What the author of a side of a conflict had seen. Its stamp may be one that it got only for the log.
    pub(crate) fn known_by_side(&self, key: &Key, side: &ConflictState) -> OpSet {
        let hash = side.body.as_deref().map(|body| ContentHash::of(body).to_hex());
        let stamp = (side.hlc.clone(), side.device_id.clone(), hash);
        match side.body.is_none() || self.knows(key, &stamp) {
            true => self.known_by(key, &stamp),
            false => self.last_of(key, &side.body),
        }
    }

    /// What the author of the last write of that body had seen.
    fn last_of(&self, key: &Key, body: &Option<String>) -> OpSet {
        let op = self.ops.iter().rposition(|o| o.key == *key && o.body == *body);
        op.map(|op| self.ops[op].know.clone()).unwrap_or_default()
    }

    /// A device no longer has the record at all: it had made and deleted it, and the server never took either.
    pub(crate) fn forgot(&mut self, key: &Key, view: &View) {
        let is_unheard_of = !view.has_base || (self.may_vanish && !self.accepted.contains(view.op));
        // Deleted here, and deleted and forgotten there: that is one delete.
        let is_forgotten = self.forgotten_keys.contains(key);
        let is_nobodys = view.body.is_none() && (is_unheard_of || is_forgotten);
        assert!(is_nobodys || self.may_vanish, "{key:?} vanished while it was {view:?}");
        self.ops[view.op].is_void |= is_nobodys;
        if is_nobodys {
            // Nor need anybody see what it had replaced.
            self.undone.add(&view.know);
        }
    }

    /// Nobody sees part of an `apply` beside what its author had replaced by the rest of it. Returns how often part of one
    /// is seen beside something else: an edit its author did not know of, a record that is held.
    pub(crate) fn check_groups(&self, place: &str, shown: &BTreeMap<Key, View>, held: &BTreeSet<Key>) -> u64 {
        let mut exempt = 0;
        if self.is_blind {
            return exempt;
        }
        for group in &self.groups {
            let is_shown = |(key, op): (&Key, &usize)| shown.get(key).is_some_and(|v| v.op == *op);
            if !group.iter().any(is_shown) {
                continue;
            }
            for (key, op) in group {
                let Some(view) = shown.get(key) else {
                    // By somebody who had seen it, or by a delete that won over it.
                    let is_delete = |(number, o): (usize, &Op)| {
                        let is_one = o.body.is_none() && o.key == *key;
                        is_one && (o.know.contains(*op) || self.accepted.contains(number))
                    };
                    let was_deleted = self.ops.iter().enumerate().any(is_delete);
                    let is_gone = was_deleted || self.undone.contains(*op) || self.may_vanish;
                    assert!(is_gone, "half an apply: {place} lacks write {op} of {key:?}");
                    continue;
                };
                let is_older = self.ops[*op].know.contains(view.op) && view.op != *op;
                let has_it = view.know.contains(*op)
                    || self.also_known.get(&view.op).is_some_and(|known| known.contains(*op))
                    || self.ops[*op].stood_for_by.is_some_and(|o| view.know.contains(o));
                assert!(
                    !is_older || has_it || self.undone.contains(*op) || held.contains(key),
                    "half an apply: {place} shows write {} of {key:?}, older than write {op}",
                    view.op
                );
                exempt += u64::from(!has_it && !self.undone.contains(*op));
            }
        }
        exempt
    }

    /// Every write that is neither current, nor kept in a log, nor overwritten by someone who had seen it.
    pub(crate) fn lost(
        &self,
        current: &HashMap<Key, Option<String>>,
        kept: &BTreeSet<(Key, Option<String>)>,
        forgotten: &OpSet,
    ) -> Vec<String> {
        let overwritten = self.overwritten(kept);
        let mut lost = Vec::new();
        for op in 0..self.ops.len() {
            if !self.destroyed.contains(op) && !self.is_safe(op, current, kept, (&overwritten, forgotten), 0) {
                let write = &self.ops[op];
                let now = current.get(&write.key).cloned().flatten();
                let over: Vec<usize> =
                    (0..self.ops.len()).filter(|o| *o != op && self.ops[*o].know.contains(op)).collect();
                let gone: Vec<usize> = self.destroyed.iter().collect();
                lost.push(format!(
                    "write {op} of {:?} = {:?} is nowhere; {now:?} stands, {over:?} were made over it, {gone:?} destroyed",
                    write.key, write.body
                ));
            }
        }
        lost
    }

    /// Every write that the author of another had seen, unless that one was destroyed itself.
    fn overwritten(&self, kept: &BTreeSet<(Key, Option<String>)>) -> OpSet {
        let stands = |(op, write): &(usize, &Op)| {
            !self.destroyed.contains(*op) || kept.contains(&(write.key.clone(), write.body.clone()))
        };
        let seen_by_others = |(op, write): (usize, &Op)| write.know.iter().filter(move |s| *s != op).collect();
        self.ops.iter().enumerate().filter(stands).flat_map::<Vec<usize>, _>(seen_by_others).collect()
    }

    fn is_safe(
        &self,
        op: usize,
        current: &HashMap<Key, Option<String>>,
        kept: &BTreeSet<(Key, Option<String>)>,
        (overwritten, forgotten): (&OpSet, &OpSet),
        depth: usize,
    ) -> bool {
        let write = &self.ops[op];
        // A delete that was collected is nothing a later write could have met.
        let is_forgotten = write.body.is_none() && forgotten.contains(op);
        let now = current.get(&write.key).cloned().flatten();
        write.is_void
            || is_forgotten
            || now == write.body
            || overwritten.contains(op)
            || kept.contains(&(write.key.clone(), write.body.clone()))
            || (depth < self.ops.len()
                && write
                    .stood_for_by
                    .is_some_and(|o| self.is_safe(o, current, kept, (overwritten, forgotten), depth + 1)))
    }

    /// Under pure last_write_wins the greatest of the writes nobody had seen and overwritten must stand. Records that two
    /// devices gave the same body are left out: the earlier of the two equal writes then stands for both, stamp included.
    /// So are those whose writer went back to what was there before: the earlier write stands again.
    pub(crate) fn last_writes(&self) -> HashMap<Key, BTreeSet<Option<String>>> {
        let overwritten = self.overwritten(&BTreeSet::new());
        let mut unsure = BTreeSet::new();
        let mut best: HashMap<Key, (&Stamp, BTreeSet<Option<String>>)> = HashMap::new();
        for (op, write) in self.ops.iter().enumerate() {
            if write.is_void {
                unsure.insert(write.key.clone());
            }
            if overwritten.contains(op) {
                continue;
            }
            if write.stood_for_by.is_some() {
                unsure.insert(write.key.clone());
            }
            let order = |s: &Stamp| (s.0.parse::<u64>().unwrap_or(0), s.1.clone(), s.2.clone());
            let entry = best.entry(write.key.clone()).or_insert((&write.stamp, BTreeSet::new()));
            if order(&write.stamp) > order(entry.0) {
                *entry = (&write.stamp, BTreeSet::new());
            }
            if entry.0 == &write.stamp {
                entry.1.insert(write.body.clone());
            }
        }
        best.into_iter().filter(|(key, _)| !unsure.contains(key)).map(|(key, (_, bodies))| (key, bodies)).collect()
    }
}

fn has_base(record: &CloudRecord) -> bool {
    record.base_seq != "0"
}

pub(crate) fn stamp_of(record: &CloudRecord) -> Stamp {
    (record.hlc.clone(), record.device_id.clone(), record.content_hash.clone())
}
