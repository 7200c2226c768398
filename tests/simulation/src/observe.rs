//! After every local transaction: what does a device show now, and may it?

use crate::fault::Fault;
use crate::oracle::Key;
use crate::oracle::View;
use crate::world::NOTES;
use crate::world::World;
use cortex_cloud::CloudRecord;
use std::collections::BTreeSet;

impl World {
    /// Looks at a device if anything was written to its file since the last look.
    pub(crate) fn observe(&mut self, number: usize) {
        let ops = self.devices[number].machine.ops();
        if self.devices[number].seen != Some(ops) {
            self.look_at(number);
            self.devices[number].seen = Some(ops);
        }
    }

    fn look_at(&mut self, number: usize) {
        let engine = self.devices[number].engine().clone();
        let glance = self.devices[number].glance();
        let cursor = glance.cursor;
        let epoch = glance.epoch.unwrap_or_else(|| self.epoch.clone());
        self.note_parked(number, glance.parked);
        self.note_apart(number, glance.sent_apart);
        self.count_of("staged", u64::from(glance.staged > 0));
        if !self.devices[number].local.is_empty() {
            self.devices[number].local = self.devices[number].tables_that_are_local();
        }
        let changed = self.devices[number].changed_rows();
        // Nobody knows what a process that starts has missed: a row may be gone.
        let is_new = self.devices[number].seen.is_none();
        for at in 0..self.keys.len() {
            let key = self.keys[at].clone();
            if is_new || changed.contains(&key) {
                let record = engine.get_record(&key.0, &key.1).unwrap();
                self.show(number, key.clone(), record.as_ref());
                let records = &mut self.devices[number].records;
                match record {
                    Some(record) => drop(records.insert(key.clone(), record)),
                    None => drop(records.remove(&key)),
                }
            }
            // The head it is compared with may be another one now.
            self.check_view(number, &key, self.devices[number].records.get(&key), (&epoch, cursor));
        }
        let device = &mut self.devices[number];
        // No base has moved otherwise.
        if !changed.is_empty() || glance.parked > 0 {
            device.check_digest();
        }
        if device.seen_log != glance.log {
            device.seen_log = glance.log;
            device.read_log();
        }
        let place = format!("device {number}");
        // What waits for the user, or for a version that can read it, is shown as it was.
        let waits: BTreeSet<Key> =
            [&device.held, &device.parked, &device.refetched].into_iter().flatten().cloned().collect();
        let beside = self.oracle.check_groups(&place, &device.views, &waits);
        self.count_of("part of an apply seen beside another edit", beside);
        self.check_identity(number, glance.device_id);
        self.check_cursor(number, epoch, cursor);
    }

    fn show(&mut self, number: usize, key: Key, record: Option<&CloudRecord>) {
        let goes_on = self.goes_on(&key);
        let device = &mut self.devices[number];
        let before = device.views.get(&key);
        match record {
            None => {
                if let Some(view) = device.views.remove(&key) {
                    self.oracle.forgot(&key, &view);
                }
            }
            Some(record) => {
                let view: View = self.oracle.sees(&key, record, before);
                if let Some(last) = device.past.get(&key).and_then(|past| past.last()).filter(|_| goes_on) {
                    let goes_back = last.know.contains(view.op) && last.op != view.op && last.body != view.body;
                    assert!(
                        !goes_back,
                        "device {number} goes back to write {} of {key:?}, which whoever made write {} had overwritten",
                        view.op, last.op
                    );
                }
                if before.is_none_or(|before| before.stamp != view.stamp) {
                    device.past.entry(key.clone()).or_default().push(view.clone());
                }
                device.views.insert(key, view);
            }
        }
    }

    /// Whether a device may never show what was overwritten, or deleted, by somebody who had seen it: unless the user gives
    /// a refused state up, a table's two copies come apart, or somebody goes on from an older state.
    fn goes_on(&self, key: &Key) -> bool {
        let gives_up = self.faults.has(Fault::Refusals) || self.faults.has(Fault::Quota);
        !gives_up && !self.faults.go_back() && key.0 == NOTES
    }

    /// What readers see of synced records is what the space held at the cursor, or this device's own push since.
    fn check_view(&self, number: usize, key: &Key, record: Option<&CloudRecord>, (epoch, cursor): (&str, u64)) {
        let device = &self.devices[number];
        if device.local.contains(&key.0) || device.parked.contains(key) || device.refetched.contains(key) {
            return;
        }
        let Some(held) = self.heads.get(&(epoch.to_owned(), cursor)) else {
            panic!("device {number}'s cursor {cursor} is no head")
        };
        let held = held.get(key).cloned().flatten();
        match record {
            Some(r) if !r.synced => {}
            Some(r) if r.base_seq.parse::<u64>().unwrap() > cursor => {
                // What a restored server had lost goes up again under its writer's name.
                assert!(
                    self.faults.has(Fault::Restores) || device.ids.contains(&r.device_id),
                    "device {number} shows more of {} than head {cursor}",
                    key.1
                );
            }
            Some(r) => assert_eq!(r.body, held, "device {number} shows {} otherwise than head {cursor}", key.1),
            // Deleted here after the cursor's head, and collected before this device could see it there.
            None if self.faults.has(Fault::Collection) && self.has_deleted(number, key) => {}
            None => assert_eq!(held, None, "device {number} lacks {}, which head {cursor} had", key.1),
        }
    }

    fn has_deleted(&self, number: usize, key: &Key) -> bool {
        let ids = &self.devices[number].ids;
        self.oracle.ops.iter().any(|op| op.key == *key && op.body.is_none() && ids.contains(&op.stamp.1))
    }

    /// A unit that had grown past what a batch may hold goes up in pieces, and the engine says so: it is no group any more.
    fn note_apart(&mut self, number: usize, sent_apart: i64) {
        let device = &mut self.devices[number];
        let before = std::mem::replace(&mut device.sent_apart, sent_apart);
        if sent_apart > before {
            let ids = &device.ids;
            let oracle = &mut self.oracle;
            oracle.groups.retain(|group| !group.values().any(|op| ids.contains(&oracle.ops[*op].stamp.1)));
        }
    }

    fn note_parked(&mut self, number: usize, parked: i64) {
        if parked == 0 && self.devices[number].parked.is_empty() {
            return;
        }
        let rows = self.devices[number].engine().parked_rows().unwrap();
        assert_eq!(rows.len() as i64, parked, "device {number} miscounts its parked rows");
        let now: BTreeSet<Key> = rows.into_iter().map(|row| (row.table, row.id)).collect();
        let device = &mut self.devices[number];
        let before = std::mem::replace(&mut device.parked, now.clone());
        let gone: BTreeSet<Key> = before.difference(&now).cloned().collect();
        // To verify is to ask for them again. Until that is done, however often it is cut off, the file is behind.
        device.refetched.extend(gone.iter().filter(|_| device.is_verifying).cloned());
        self.count_of("parked", now.difference(&before).count() as u64);
        self.count_of("unparked", gone.len() as u64);
    }

    fn check_identity(&mut self, number: usize, id: String) {
        if self.devices[number].ids.insert(id) {
            let goes_back = self.faults.has(Fault::Copies) || self.faults.has(Fault::PowerLoss);
            // A batch is refused for the role, and a copy the network made of it is taken once the role allows it.
            let is_overtaken = self.faults.has(Fault::Network) && self.faults.has(Fault::Refusals);
            assert!(
                goes_back || is_overtaken,
                "device {number} takes another identity, and nobody has copied its file or put it back"
            );
            self.count("forked");
            self.say(|_| format!("device {number} has another identity now"));
        }
    }

    fn check_cursor(&mut self, number: usize, epoch: String, cursor: u64) {
        let device = &mut self.devices[number];
        let (before, seq) = &device.cursor;
        assert!(epoch != *before || cursor >= *seq, "device {number}'s cursor went back from {seq} to {cursor}");
        device.cursor = (epoch, cursor);
    }
}
