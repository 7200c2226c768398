//! What the operator does to the server: backups, restores, collected tombstones.

use crate::machine::Machine;
use crate::opset::OpSet;
use crate::oracle::Key;
use crate::oracle::View;
use crate::world::SPACE;
use crate::world::World;
use cortex_cloud::transport::protocol::Mutation;
use cortex_server::admin;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A copy of the server's database, and what it holds.
pub(crate) struct Backup {
    machine: Arc<Machine>,
    server: BTreeMap<Key, View>,
    collected: OpSet,
}

impl World {
    pub(crate) fn back_up_server(&mut self, _: usize) {
        let machine = self.machine.copy();
        self.backups.push(Backup { machine, server: self.server.clone(), collected: self.collected.clone() });
        self.count("server backed up");
        self.say(|_| "the server is backed up".to_owned());
    }

    pub(crate) fn restore_server(&mut self, _: usize) {
        if self.backups.is_empty() {
            return;
        }
        let chosen = self.rng.below(self.backups.len());
        let machine = self.backups[chosen].machine.copy();
        self.start_server(machine);
        let space = admin::begin_epoch(self.service().store(), self.rng.as_ref(), SPACE).unwrap();
        // What the operator does is done before anybody is let in.
        admin::set_limits(self.service().store(), SPACE, |limits| limits.max_records = self.limit).unwrap();
        self.server = self.backups[chosen].server.clone();
        self.collected = self.backups[chosen].collected.clone();
        self.epoch = space.epoch;
        self.heads.insert((self.epoch.clone(), 0), BTreeMap::new());
        self.server_moved(space.head);
        // What is pushed again is no group any more.
        self.oracle.groups.clear();
        self.note_destroyed();
        self.count("server restored");
        self.say(|_| format!("the server is restored to head {}", space.head));
    }

    pub(crate) fn collect(&mut self, _: usize) {
        let head = self.head();
        let floor = head.saturating_sub(self.rng.below(3) as u64);
        let Ok(collected) = admin::collect_tombstones(self.service().store(), SPACE, floor) else {
            // Its machine died of it, or had no room.
            assert!(self.bury_server() || self.machine.is_full(), "the collection fails");
            self.forget_collected();
            return;
        };
        self.say(|_| format!("deletes up to {} are forgotten", collected.space.floor));
        self.forget_collected();
        self.bury_server();
    }

    fn forget_collected(&mut self) {
        let gone: Vec<Key> = self.server.iter().filter(|(_, v)| v.body.is_none()).map(|(k, _)| k.clone()).collect();
        if gone.is_empty() {
            return;
        }
        let file = self.machine.server_probe();
        let mut statement = file.prepare("SELECT count(*) FROM records WHERE tbl = ?1 AND id = ?2").unwrap();
        for key in gone {
            let is_there = statement.query_row([&key.0, &key.1], |r| r.get::<_, i64>(0)).unwrap() > 0;
            if !is_there && let Some(view) = self.server.remove(&key) {
                self.collected.add(&view.know);
                self.ever_collected.add(&view.know);
                self.oracle.forgotten_keys.insert(key);
                self.count("tombstone collected");
            }
        }
    }

    /// The server has accepted a state.
    pub(crate) fn server_took(&mut self, mutation: &Mutation) {
        let key = (mutation.table.clone(), mutation.id.clone());
        let stamp = (mutation.hlc.to_string(), mutation.device_id.clone(), mutation.hash.map(|h| h.to_hex()));
        let body = mutation.body.as_ref().map(|b| b.text().to_owned());
        let op = self.oracle.find(&key, &stamp, &body);
        let know = self.oracle.ops[op].know.clone();
        self.oracle.accepted.insert(op);
        // A batch may outlive the file it came from.
        self.oracle.destroyed.remove(&know);
        self.server.insert(key, View { op, know, stamp, body, has_base: true });
    }

    pub(crate) fn server_moved(&mut self, head: u64) {
        let held = self.server.iter().map(|(key, view)| (key.clone(), view.body.clone())).collect();
        self.heads.insert((self.epoch.clone(), head), held);
        self.oracle.check_groups("the server", &self.server, &BTreeSet::new());
    }

    pub(crate) fn head(&self) -> u64 {
        let spaces = admin::spaces(self.service().store()).unwrap();
        spaces.iter().find(|s| s.name == SPACE).unwrap().head
    }
}
