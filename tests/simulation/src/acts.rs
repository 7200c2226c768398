//! What the users of the devices do.

use super::device::PRIVATE;
use super::oracle::Group;
use super::oracle::Key;
use super::oracle::stamp_of;
use super::world::RECORD_BYTES;
use super::world::TABLE;
use super::world::World;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordChange;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

impl World {
    fn key(&self) -> Key {
        (TABLE.to_owned(), format!("k{}", self.rng.below(self.keys)))
    }

    pub(super) fn put(&mut self, device: usize) {
        let key = self.key();
        let body = match self.rng.below(10) {
            // A body several devices may write.
            0 => format!(r#"{{"v":"shared {}"}}"#, key.1),
            // Back to something that was there before.
            1 => match self.oracle.ops.iter().rev().find(|o| o.key == key && o.body.is_some()) {
                Some(op) => op.body.clone().unwrap_or_default(),
                None => return,
            },
            _ => self.new_body(),
        };
        if self.devices[device].engine.put(&key.0, &key.1, &body).unwrap() {
            self.count("put");
            self.wrote(device, &key, Some(body), &BTreeSet::new());
        }
    }

    pub(super) fn delete(&mut self, device: usize) {
        let key = self.key();
        if self.devices[device].engine.delete(&key.0, &key.1).unwrap() {
            self.count("delete");
            self.wrote(device, &key, None, &BTreeSet::new());
        }
    }

    pub(super) fn put_private(&mut self, device: usize) {
        self.bodies += 1;
        let body = format!(r#"{{"secret":{}}}"#, self.bodies);
        self.devices[device].engine.put(PRIVATE, "p", &body).unwrap();
        self.count("put private");
    }

    /// Several records as one.
    pub(super) fn apply(&mut self, device: usize) {
        let mut bodies: BTreeMap<Key, Option<String>> = BTreeMap::new();
        for _ in 0..2 + self.rng.below(2) {
            let body = if self.rng.chance(25) { None } else { Some(self.new_body()) };
            bodies.insert(self.key(), body);
        }
        let engine = self.devices[device].engine.clone();
        let is_change = |(key, body): &(&Key, &Option<String>)| engine.get(&key.0, &key.1).unwrap() != **body;
        let changed: Vec<Key> = bodies.iter().filter(is_change).map(|(key, _)| key.clone()).collect();
        let change = |(key, body): (&Key, &Option<String>)| match body {
            Some(body) => RecordChange::put(&key.0, &key.1, body),
            None => RecordChange::delete(&key.0, &key.1),
        };
        let changes: Vec<RecordChange> = bodies.iter().map(change).collect();
        assert_eq!(engine.apply(&changes).unwrap(), changed.len() as i64);
        if changed.is_empty() {
            return;
        }
        self.count("apply");
        self.say(&format!("device {device} applies {} changes", changed.len()));
        let mut group = Group::new();
        for key in changed {
            if let Some(op) = self.register(device, &key, bodies[&key].clone(), &BTreeSet::new()) {
                group.insert(key, op);
            }
        }
        if group.len() > 1 && self.devices[device].is_of_epoch(&self.epoch) {
            self.oracle.groups.push(group);
        }
        self.observe(device);
    }

    fn new_body(&mut self) -> String {
        self.bodies += 1;
        if self.faults.refusals && self.rng.chance(8) {
            // Too long for this server.
            return format!(r#"{{"v":"{} {}"}}"#, self.bodies, "x".repeat(RECORD_BYTES));
        }
        format!(r#"{{"v":{}}}"#, self.bodies)
    }

    /// The user tries refused work again, or gives it up.
    pub(super) fn settle_refused(&mut self, device: usize) {
        let engine = self.devices[device].engine.clone();
        let failed = engine.failed_mutations().unwrap();
        let Some(one) = (!failed.is_empty()).then(|| self.rng.pick(&failed).clone()) else { return };
        if self.rng.chance(40) {
            self.count("retried");
            assert!(engine.retry_failed(Some(&one.table), Some(&one.id)).unwrap() > 0);
            return;
        }
        self.count("discarded");
        self.say(&format!("device {device} discards {}", one.id));
        assert!(engine.discard_failed(Some(&one.table), Some(&one.id)).unwrap() > 0);
        self.observe(device);
    }

    /// Tells the oracle of a write that was just acknowledged.
    fn wrote(&mut self, device: usize, key: &Key, body: Option<String>, also: &BTreeSet<usize>) {
        self.register(device, key, body, also);
        self.observe(device);
    }

    /// The same, before anybody looks. Returns the write, unless it left nothing.
    fn register(&mut self, device: usize, key: &Key, body: Option<String>, also: &BTreeSet<usize>) -> Option<usize> {
        self.say(&format!("device {device} writes {} = {body:?}, write {}", key.1, self.oracle.ops.len()));
        let before = self.devices[device].views.get(key).cloned();
        let record = self.devices[device].engine.get_record(&key.0, &key.1).unwrap();
        let Some(record) = record else {
            self.oracle.wrote_void(key, body, before.as_ref());
            self.oracle.undone.extend(before.into_iter().flat_map(|v| v.know));
            self.devices[device].views.remove(key);
            return None;
        };
        assert_eq!(record.body, body, "what was acknowledged is what is read");
        let taken_back = self.oracle.ops.iter().any(|o| o.stamp == stamp_of(&record) && o.key == *key);
        if taken_back {
            // Back at the base: the engine took the write off again, and its author knows all of it.
            let op = self.oracle.wrote_void(key, body, before.as_ref());
            let mut view = self.oracle.sees(key, &record, None);
            let undone = before.into_iter().flat_map(|v| v.know).filter(|o| !view.know.contains(o));
            self.oracle.undone.extend(undone);
            view.know.extend(&self.oracle.ops[op].know);
            view.know.extend(also);
            self.devices[device].views.insert(key.clone(), view);
            return None;
        }
        let view = self.oracle.wrote(key, &record, before.as_ref(), also);
        let op = view.op;
        self.devices[device].views.insert(key.clone(), view);
        Some(op)
    }

    pub(super) fn resolve(&mut self, device: usize) {
        let filter = ConflictFilter { open_only: true, ..ConflictFilter::default() };
        let open = self.devices[device].engine.conflicts(&filter).unwrap();
        let Some(conflict) = (!open.is_empty()).then(|| self.rng.pick(&open).clone()) else { return };
        let key = (conflict.table.clone(), conflict.id.clone());
        let remote = self.oracle.ops.iter().rposition(|o| o.key == key && o.body == conflict.remote.body);
        let also = remote.map(|o| self.oracle.ops[o].know.clone()).unwrap_or_default();
        let engine = self.devices[device].engine.clone();
        self.count("resolve");
        match self.rng.below(4) {
            0 => engine.resolve_conflict(&key.0, &key.1, MergeStrategy::LocalWins).unwrap(),
            1 => engine.resolve_conflict(&key.0, &key.1, MergeStrategy::RemoteWins).unwrap(),
            2 => engine.resolve_conflict(&key.0, &key.1, MergeStrategy::LastWriteWins).unwrap(),
            _ => {
                self.bodies += 1;
                let body = format!(r#"{{"v":{}}}"#, self.bodies);
                engine.resolve_conflict_with(&key.0, &key.1, &body).unwrap();
            }
        }
        self.say(&format!("device {device} settles {}", key.1));
        let now = engine.get_record(&key.0, &key.1).unwrap();
        let before = self.devices[device].views.get(&key).cloned();
        if let Some(record) = now
            && before.as_ref().is_none_or(|v| v.stamp != stamp_of(&record))
            && !record.synced
        {
            // The outcome is a new write by someone who had seen both sides.
            let body = record.body.clone();
            self.wrote(device, &key, body, &also);
        }
        self.observe(device);
    }

    pub(super) fn restore(&mut self, device: usize) {
        let log = self.devices[device].engine.conflicts(&ConflictFilter::default()).unwrap();
        let Some(conflict) = (!log.is_empty()).then(|| self.rng.pick(&log).clone()) else { return };
        let side = *self.rng.pick(&[ConflictSide::Local, ConflictSide::Remote]);
        let key = (conflict.table, conflict.id);
        if self.devices[device].engine.restore(conflict.conflict_id, side).unwrap() {
            self.count("restore");
            let body = self.devices[device].engine.get(&key.0, &key.1).unwrap();
            self.wrote(device, &key, body, &BTreeSet::new());
        }
    }
}
