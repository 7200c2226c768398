//! What the users of the devices do.

use crate::fault::Fault;
use crate::machine::Death;
use crate::machine::PRIVATE;
use crate::opset::OpSet;
use crate::oracle::Group;
use crate::oracle::Key;
use crate::oracle::Stamp;
use crate::oracle::View;
use crate::world::NOTES;
use crate::world::RECORD_BYTES;
use crate::world::World;
use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::Durability;
use cortex_cloud::MergeStrategy;
use cortex_cloud::MutationKind;
use cortex_cloud::Query;
use cortex_cloud::QueuedMutation;
use cortex_cloud::RecordChange;
use std::collections::BTreeMap;

impl World {
    /// The engine of one of the device's processes.
    fn any_engine(&mut self, device: usize) -> CloudEngine {
        let processes = self.devices[device].engines.len();
        let process = self.rng.below(processes);
        if self.devices[device].running.as_ref().is_some_and(|running| running.process != process) {
            self.count("write beside a sync by another process");
        }
        self.devices[device].engines[process].clone()
    }

    pub(crate) fn put(&mut self, device: usize) {
        let key = self.rng.pick(&self.keys).clone();
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
        let engine = self.any_engine(device);
        let written = if self.rng.chance(15) {
            let kind = MutationKind::Update;
            let payload = Some(body.clone());
            let (table, id) = key.clone();
            engine.queue_mutation(&QueuedMutation { table, id, kind, timestamp: 0, payload })
        } else {
            engine.put(&key.0, &key.1, &body)
        };
        if self.wrote(device, &key, Some(&body), written, &OpSet::default()) {
            self.count("put");
        }
    }

    pub(crate) fn delete(&mut self, device: usize) {
        let key = self.rng.pick(&self.keys).clone();
        let deleted = self.any_engine(device).delete(&key.0, &key.1);
        if self.wrote(device, &key, None, deleted, &OpSet::default()) {
            self.count("delete");
        }
    }

    pub(crate) fn put_private(&mut self, device: usize) {
        self.bodies += 1;
        let body = format!(r#"{{"secret":{}}}"#, self.bodies);
        match self.devices[device].engine().put(PRIVATE, "p", &body) {
            Ok(_) => self.count("private put"),
            Err(error) => self.excuse(device, &error, "a private put"),
        }
        self.bury(device);
    }

    /// Several records as one.
    pub(crate) fn apply(&mut self, device: usize) {
        let notes: Vec<Key> = self.keys.iter().filter(|key| key.0 == NOTES).cloned().collect();
        let mut bodies: BTreeMap<Key, Option<String>> = BTreeMap::new();
        for _ in 0..2 + self.rng.below(2) {
            let body = if self.rng.chance(25) { None } else { Some(self.new_body()) };
            bodies.insert(self.rng.pick(&notes).clone(), body);
        }
        let engine = self.any_engine(device);
        let is_change = |(key, body): &(&Key, &Option<String>)| engine.get(&key.0, &key.1).unwrap() != **body;
        let changed: Vec<Key> = bodies.iter().filter(is_change).map(|(key, _)| key.clone()).collect();
        let change = |(key, body): (&Key, &Option<String>)| match body {
            Some(body) => RecordChange::put(&key.0, &key.1, body),
            None => RecordChange::delete(&key.0, &key.1),
        };
        let changes: Vec<RecordChange> = bodies.iter().map(change).collect();
        let applied = engine.apply(&changes);
        if let Ok(n) = &applied {
            assert_eq!(*n, changed.len() as i64);
        }
        self.say(|_| format!("device {device} applies {} changes: {applied:?}", changed.len()));
        let told = applied.is_ok();
        let Some(is_told) = self.came_back(device, told, applied.err(), "an apply") else { return };
        if changed.is_empty() {
            return;
        }
        let done: Vec<&Key> = changed.iter().filter(|key| self.has_moved(device, key)).collect();
        // A record that nobody else has leaves nothing when it is deleted. After a power loss that is what it looks like
        // before it was written, too.
        let is_either = |key: &&Key| bodies[*key].is_none() && !is_told && self.has_no_row(device, key);
        let either = changed.iter().filter(|key| !done.contains(key)).filter(is_either).count();
        assert!(
            done.is_empty() && !is_told || done.len() + either == changed.len(),
            "half an apply: device {device} has {done:?} of {changed:?}"
        );
        if done.is_empty() {
            return self.observe(device);
        }
        self.count("apply");
        let mut group = Group::new();
        for key in &changed {
            if let Some(op) = self.register(device, key, bodies[key].clone(), &OpSet::default()) {
                group.insert(key.clone(), op);
            }
        }
        if group.len() > 1 && self.devices[device].is_of_epoch(&self.epoch) {
            self.oracle.groups.push(group);
        }
        self.observe(device);
    }

    pub(crate) fn new_body(&mut self) -> String {
        self.bodies += 1;
        if self.faults.has(Fault::Refusals) && self.rng.chance(8) {
            // Too long for this server.
            return format!(r#"{{"v":"{} {}"}}"#, self.bodies, "x".repeat(RECORD_BYTES));
        }
        format!(r#"{{"v":{}}}"#, self.bodies)
    }

    /// A query finds what the device shows, no more and no less.
    pub(crate) fn query(&mut self, device: usize) {
        let table = self.rng.pick(&self.keys).0.clone();
        let least = self.rng.below(self.bodies + 1);
        let filter = format!(r#"{{"v":{{"gte":{least}}}}}"#);
        let query = Query { filter: Some(filter), ..Query::default() };
        let found = self.any_engine(device).query_records(&table, &query).unwrap();
        let found: Vec<(String, Option<String>)> = found.records.into_iter().map(|r| (r.id, r.body)).collect();
        let is_found = |body: &Option<String>| {
            let number = body.as_deref().and_then(|body| body.strip_prefix(r#"{"v":"#)?.strip_suffix('}'));
            number.and_then(|text| text.parse::<usize>().ok()).is_some_and(|number| number >= least)
        };
        let shown = self.devices[device].views.iter().filter(|(key, view)| key.0 == table && is_found(&view.body));
        let shown: Vec<(String, Option<String>)> =
            shown.map(|(key, view)| (key.1.clone(), view.body.clone())).collect();
        assert_eq!(found, shown, "device {device} finds in {table} what it does not show, or not all of it");
        self.count("query");
    }

    pub(crate) fn resolve(&mut self, device: usize) {
        let filter = ConflictFilter { open_only: true, ..ConflictFilter::default() };
        let open = self.devices[device].engine().conflicts(&filter).unwrap();
        let Some(conflict) = (!open.is_empty()).then(|| self.rng.pick(&open).clone()) else { return };
        let key = (conflict.table.clone(), conflict.id.clone());
        let also = self.oracle.known_by_side(&key, &conflict.remote);
        let engine = self.any_engine(device);
        let mut body = None;
        let resolved = match self.rng.below(4) {
            0 => engine.resolve_conflict(&key.0, &key.1, MergeStrategy::LocalWins),
            1 => engine.resolve_conflict(&key.0, &key.1, MergeStrategy::RemoteWins),
            2 => engine.resolve_conflict(&key.0, &key.1, MergeStrategy::LastWriteWins),
            _ => {
                self.bodies += 1;
                let merged = body.insert(format!(r#"{{"v":{}}}"#, self.bodies));
                engine.resolve_conflict_with(&key.0, &key.1, merged)
            }
        };
        self.say(|_| format!("device {device} settles {}: {resolved:?}", key.1));
        let is_done = resolved.is_ok();
        let Some(is_told) = self.came_back(device, is_done, resolved.err(), "settling a conflict") else { return };
        if is_told {
            self.count("resolve");
        }
        let now = self.devices[device].engine().get_record(&key.0, &key.1).unwrap();
        if let Some(record) = now
            && self.has_moved(device, &key)
            && !record.synced
        {
            // The outcome is a new write by someone who had seen both sides.
            self.register(device, &key, record.body, &also);
        }
        self.observe(device);
    }

    pub(crate) fn restore(&mut self, device: usize) {
        let log = self.devices[device].engine().conflicts(&ConflictFilter::default()).unwrap();
        let Some(conflict) = (!log.is_empty()).then(|| self.rng.pick(&log).clone()) else { return };
        let side = *self.rng.pick(&[ConflictSide::Local, ConflictSide::Remote]);
        let chosen = if side == ConflictSide::Local { conflict.local } else { conflict.remote };
        let key = (conflict.table, conflict.id);
        let restored = self.any_engine(device).restore(conflict.conflict_id, side);
        if self.wrote(device, &key, chosen.body.as_deref(), restored, &OpSet::default()) {
            self.count("restore");
        }
    }

    /// Takes note of a write, whether its author was told of it or not. Returns whether it is there.
    fn wrote(
        &mut self,
        device: usize,
        key: &Key,
        body: Option<&str>,
        written: Result<bool, CloudError>,
        also: &OpSet,
    ) -> bool {
        let told = written.as_ref().ok().copied();
        let Some(is_told) = self.came_back(device, told.is_some(), written.err(), "a write") else { return false };
        let has_moved = self.has_moved(device, key);
        assert!(!is_told || told == Some(has_moved), "device {device} says {told:?} of {key:?}");
        if has_moved {
            self.register(device, key, body.map(str::to_owned), also);
        }
        self.observe(device);
        has_moved
    }

    /// After a call: the machine starts again if it died. Returns whether what the caller was told must hold, if it was
    /// told anything; `None` where there is nothing to look for.
    fn came_back(&mut self, device: usize, is_told: bool, error: Option<CloudError>, what: &str) -> Option<bool> {
        if let Some(error) = error {
            // Whoever finds a full disk has changed nothing; of a call that a death has ended nobody knows.
            let has_died = self.devices[device].machine.died().is_some();
            self.excuse(device, &error, what);
            return has_died.then_some(false);
        }
        let was_sure = self.devices[device].machine.died() != Some(Death::PowerLoss)
            || self.devices[device].setup.durability == Durability::Full;
        self.bury(device);
        Some(is_told && was_sure)
    }

    /// Whether the file has another state of the record than the device has shown.
    fn has_moved(&self, device: usize, key: &Key) -> bool {
        let record = self.devices[device].engine().get_record(&key.0, &key.1).unwrap();
        let before = self.devices[device].views.get(key).map(|view| &view.stamp);
        record.as_ref().map(crate::oracle::stamp_of).as_ref() != before
    }

    fn has_no_row(&self, device: usize, key: &Key) -> bool {
        self.devices[device].engine().get_record(&key.0, &key.1).unwrap().is_none()
    }

    /// What a write to a table that is local at the moment comes to for others.
    fn wrote_here_only(&mut self, view: &View) {
        // Whoever deletes what never left this file has deleted nothing that others have.
        let has_seen_theirs = view.know.iter().any(|seen| self.oracle.accepted.contains(seen));
        self.oracle.ops[view.op].is_void |= view.body.is_none() && !has_seen_theirs;
        // Back at what both had: that stands for it.
        let oracle = &mut self.oracle;
        let is_same = |op: &usize| *op != view.op && oracle.accepted.contains(*op) && oracle.ops[*op].body == view.body;
        let both_had = view.know.iter().filter(is_same).last();
        if let Some(both_had) = both_had {
            oracle.ops[view.op].stood_for_by = Some(both_had);
        }
    }

    /// Tells the oracle of a write that is there, before anybody looks. Returns it, unless it left nothing.
    fn register(&mut self, device: usize, key: &Key, body: Option<String>, also: &OpSet) -> Option<usize> {
        self.say(|w| format!("device {device} writes {} = {body:?}, write {}", key.1, w.oracle.ops.len()));
        self.rounds.remove(key);
        let before = self.devices[device].views.get(key).cloned();
        let record = self.devices[device].engine().get_record(&key.0, &key.1).unwrap();
        let Some(record) = record else {
            self.oracle.wrote_void(key, body, before.as_ref());
            before.iter().for_each(|view| self.oracle.undone.add(&view.know));
            self.devices[device].views.remove(key);
            return None;
        };
        assert_eq!(record.body, body, "what was acknowledged is what is read");
        let stamp = crate::oracle::stamp_of(&record);
        let taken_back = self.oracle.knows(key, &stamp);
        if taken_back {
            // Back at the base: the engine took the write off again, and its author knows all of it.
            let op = self.oracle.wrote_void(key, body, before.as_ref());
            let mut view = self.oracle.sees(key, &record, None);
            let undone = before.iter().flat_map(|v| v.know.iter()).filter(|o| !view.know.contains(*o)).collect();
            self.oracle.undone.add(&undone);
            view.know.add(&self.oracle.ops[op].know);
            view.know.add(also);
            self.devices[device].keep_view(key, view);
            return None;
        }
        self.check_stamp(device, key, &stamp);
        let view = self.oracle.wrote(key, &record, before.as_ref(), also);
        let op = view.op;
        if self.devices[device].local.contains(&key.0) {
            self.wrote_here_only(&view);
        }
        self.devices[device].keep_view(key, view);
        Some(op)
    }

    /// The clock of a file never goes back: a new write is stamped after all that the file shows.
    fn check_stamp(&self, device: usize, key: &Key, stamp: &Stamp) {
        let number = |stamp: &Stamp| stamp.0.parse::<u64>().unwrap();
        // A table that may be local keeps what was stamped too far ahead when the clock is set back: no server was asked.
        for (other, view) in self.devices[device].views.iter().filter(|(other, _)| other.0 == NOTES) {
            // The writes of one `apply` share a stamp.
            let is_after = number(stamp) > number(&view.stamp) || (other != key && stamp.0 == view.stamp.0);
            let (name, other) = (&key.1, &other.1);
            assert!(is_after, "device {device} stamps {name} {}, and shows {other} of {}", stamp.0, view.stamp.0);
        }
    }
}
