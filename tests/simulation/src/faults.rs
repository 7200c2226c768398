//! What operators, disks and users' copies of files do to a fleet. Each run has some of it, most have none.

use super::device::Device;
use super::oracle::Key;
use super::oracle::View;
use super::rng::Rng;
use super::world::SPACE;
use super::world::World;
use cortex_cloud::ConflictFilter;
use cortex_cloud::transport::protocol::Mutation;
use cortex_server::admin;
use cortex_server::service::Role;
use cortex_server::service::Service;
use cortex_server::store::sqlite::SqliteStore;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// What may happen in a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Faults {
    /// The server is restored from a backup.
    pub(super) restores: bool,
    /// Tombstones are collected.
    pub(super) gc: bool,
    /// Files are copied, or put back to an older state.
    pub(super) copies: bool,
    /// The server refuses bodies, and roles that may not write.
    pub(super) refusals: bool,
    /// The space is full.
    pub(super) quota: bool,
}

/// A copy of the server's database, and what it holds.
pub(super) struct Backup {
    path: PathBuf,
    server: BTreeMap<Key, View>,
    collected: BTreeSet<usize>,
}

/// A copy of a device's file.
#[derive(Clone)]
pub(super) struct Saved {
    pub(super) path: PathBuf,
    pub(super) views: BTreeMap<Key, View>,
    pub(super) cursor: (String, u64),
    pub(super) ids: BTreeSet<String>,
}

type Act = fn(&mut World, usize);

impl Faults {
    pub(super) fn of(rng: &Rng) -> Self {
        if rng.chance(40) {
            return Self::default();
        }
        Self {
            restores: rng.chance(35),
            gc: rng.chance(35),
            copies: rng.chance(35),
            refusals: rng.chance(35),
            quota: rng.chance(25),
        }
    }

    pub(super) fn any(&self) -> bool {
        self.restores || self.gc || self.copies || self.refusals || self.quota
    }

    /// Whether somebody may go on from a state that others have left.
    pub(super) fn replaces_files(&self) -> bool {
        self.restores || self.copies
    }
}

/// Something that happens, to a device or to the server.
impl World {
    pub(super) fn fault(&mut self, device: usize) {
        let Faults { restores, gc, copies, refusals, quota } = self.faults;
        let all: [(bool, Act); 10] = [
            (restores, |world, _| world.back_up_server()),
            (restores, |world, _| world.restore_server()),
            (gc, |world, _| world.collect()),
            (copies, Self::copy_file),
            (copies, Self::save_file),
            (copies, Self::restore_file),
            (refusals, Self::settle_refused),
            (refusals, Self::settle_refused),
            (refusals, Self::change_role),
            (quota, |world, _| world.change_quota()),
        ];
        let possible: Vec<Act> = all.into_iter().filter(|(may, _)| *may).map(|(_, act)| act).collect();
        if !possible.is_empty() {
            self.rng.pick(&possible)(self, device);
        }
    }

    fn back_up_server(&mut self) {
        let path = self.folder.path().join(format!("backup{}", self.backups.len()));
        std::fs::create_dir(&path).unwrap();
        snapshot(self.service().store().path(), &path.join(self.service().store().path().file_name().unwrap()));
        self.backups.push(Backup { path, server: self.server.clone(), collected: self.collected.clone() });
        self.count("server backed up");
        self.say("the server is backed up");
    }

    fn restore_server(&mut self) {
        if self.backups.is_empty() {
            return;
        }
        let chosen = self.rng.below(self.backups.len());
        let number = self.counts.get("server restored").copied().unwrap_or(0);
        let path = self.folder.path().join(format!("server{number}"));
        std::fs::create_dir(&path).unwrap();
        for file in std::fs::read_dir(&self.backups[chosen].path).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), path.join(file.file_name())).unwrap();
        }
        let rng = Arc::clone(&self.rng);
        let mut space = None;
        self.replace_service(|config| {
            let service = Service::new(SqliteStore::open(&path).unwrap(), config);
            space = Some(admin::begin_epoch(service.store(), rng.as_ref(), SPACE).unwrap());
            service
        });
        let space = space.unwrap();
        self.server = self.backups[chosen].server.clone();
        self.collected = self.backups[chosen].collected.clone();
        self.epoch = space.epoch;
        self.heads.insert((self.epoch.clone(), 0), BTreeMap::new());
        self.server_moved(space.head);
        // What is pushed again is no group any more.
        self.oracle.groups.clear();
        self.note_destroyed();
        self.count("server restored");
        self.say(&format!("the server is restored to head {}", space.head));
    }

    fn collect(&mut self) {
        let head = self.head();
        let floor = head.saturating_sub(self.rng.below(3) as u64);
        let space = admin::collect_tombstones(self.service().store(), SPACE, floor).unwrap().space;
        let gone: Vec<Key> = self.server.iter().filter(|(_, v)| v.body.is_none()).map(|(k, _)| k.clone()).collect();
        for key in gone {
            // The oracle keeps no seqs: a tombstone above the floor is still there, and its record may be asked for.
            if !self.has_tombstone(&key)
                && let Some(view) = self.server.remove(&key)
            {
                self.collected.extend(view.know);
                self.oracle.forgotten_keys.insert(key);
                self.count("tombstone collected");
            }
        }
        self.say(&format!("deletes up to {} are forgotten", space.floor));
    }

    fn has_tombstone(&self, key: &Key) -> bool {
        let file = Connection::open(self.service().store().path()).unwrap();
        let sql = "SELECT count(*) FROM records WHERE tbl = ?1 AND id = ?2";
        file.query_row(sql, [&key.0, &key.1], |r| r.get::<_, i64>(0)).unwrap() > 0
    }

    fn copy_file(&mut self, device: usize) {
        if self.devices.len() >= 5 {
            return;
        }
        let number = self.devices.len();
        let path = self.folder.path().join(format!("device{number}.db"));
        snapshot(self.devices[device].path(), &path);
        let copy = Device::copy_of(&self.devices[device], number, path, &self.rng);
        self.devices.push(copy);
        self.count("file copied");
        self.say(&format!("device {device}'s file is copied to device {number}"));
    }

    fn save_file(&mut self, device: usize) {
        let number = self.counts.get("file saved").copied().unwrap_or(0);
        let path = self.folder.path().join(format!("saved{number}.db"));
        snapshot(self.devices[device].path(), &path);
        self.devices[device].save(path);
        self.count("file saved");
    }

    fn restore_file(&mut self, device: usize) {
        if self.devices[device].saved.is_empty() {
            return;
        }
        self.keep_log(device);
        let saved = self.rng.pick(&self.devices[device].saved).clone();
        let number = self.counts.get("file restored").copied().unwrap_or(0);
        let path = self.folder.path().join(format!("device{device}-{number}.db"));
        std::fs::copy(&saved.path, &path).unwrap();
        self.devices[device].go_back(path, saved);
        self.note_destroyed();
        self.count("file restored");
        self.say(&format!("device {device} goes back to an older copy of its file"));
        self.observe(device);
    }

    /// What a replaced file's log had kept was kept.
    fn keep_log(&mut self, device: usize) {
        for conflict in self.devices[device].engine.conflicts(&ConflictFilter::default()).unwrap() {
            let key = (conflict.table, conflict.id);
            if conflict.resolved_at.is_some() {
                self.kept.insert((key.clone(), conflict.local.body));
                self.kept.insert((key, conflict.remote.body));
            }
        }
    }

    fn change_role(&mut self, device: usize) {
        let role = if self.devices[device].role == Role::Viewer { Role::Editor } else { Role::Viewer };
        self.devices[device].role = role;
        self.say(&format!("device {device} is a {role}"));
    }

    fn change_quota(&mut self) {
        let most = *self.rng.pick(&[Some(0), Some(1), Some(2), Some(3), None]);
        admin::set_limits(self.service().store(), SPACE, |limits| limits.max_records = most).unwrap();
        self.say(&format!("the space may hold {most:?} records"));
    }

    /// A write that only the replaced file or server had is nobody's any more.
    fn note_destroyed(&mut self) {
        let mut held = self.collected.clone();
        held.extend(self.server.values().flat_map(|v| v.know.iter().copied()));
        for device in &self.devices {
            held.extend(device.views.values().flat_map(|v| v.know.iter().copied()));
            for (key, stamp) in device.bases() {
                held.extend(self.oracle.known_by(&key, &stamp));
            }
            let open = ConflictFilter { open_only: true, ..ConflictFilter::default() };
            for conflict in device.engine.conflicts(&open).unwrap() {
                let key = (conflict.table, conflict.id);
                for side in [conflict.local, conflict.remote] {
                    held.extend(match side.body {
                        Some(_) => self.oracle.last_of(&key, &side.body),
                        // Deletes all look alike, but for their stamps.
                        None => self.oracle.known_by(&key, &(side.hlc, side.device_id, None)),
                    });
                }
            }
        }
        self.oracle.destroyed.extend((0..self.oracle.ops.len()).filter(|op| !held.contains(op)));
    }

    /// The server has accepted a state.
    pub(super) fn server_took(&mut self, mutation: &Mutation) {
        let key = (mutation.table.clone(), mutation.id.clone());
        let stamp = (mutation.hlc.to_string(), mutation.device_id.clone(), mutation.hash.map(|h| h.to_hex()));
        let body = mutation.body.as_ref().map(|b| b.text().to_owned());
        let op = self.oracle.find(&key, &stamp, &body);
        let know = self.oracle.ops[op].know.clone();
        self.oracle.accepted.insert(op);
        self.server.insert(key, View { op, know, stamp, body, has_base: true });
    }

    pub(super) fn server_moved(&mut self, head: u64) {
        let held = self.server.iter().map(|(key, view)| (key.clone(), view.body.clone())).collect();
        self.heads.insert((self.epoch.clone(), head), held);
        self.oracle.check_groups("the server", &self.server, &BTreeSet::new());
    }

    fn head(&self) -> u64 {
        let spaces = admin::spaces(self.service().store()).unwrap();
        spaces.iter().find(|s| s.name == SPACE).unwrap().head
    }
}

/// A consistent copy of an SQLite file that is in use.
fn snapshot(from: &std::path::Path, to: &std::path::Path) {
    let file = Connection::open(from).unwrap();
    file.execute("VACUUM INTO ?1", [to.to_str().unwrap()]).unwrap();
}
