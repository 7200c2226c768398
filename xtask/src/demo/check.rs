//! The proof: every body, read back by plain SQL from the three files, against what the writers were told was saved.

use super::memory;
use super::model::DRAFTS;
use super::model::Model;
use anyhow::Context;
use anyhow::Result;
use blake3::Hash;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::OptionalExtension;
use std::collections::BTreeMap;
use std::path::Path;

/// Differences that are named one by one.
const NAMED: usize = 20;

const DEVICE_BODIES: &str = "SELECT table_name, id, body, content_hash FROM records WHERE body IS NOT NULL";
const SERVER_BODIES: &str = "SELECT tbl, id, body, hash FROM records WHERE body IS NOT NULL";

/// One of the three files.
pub(super) struct Held {
    pub(super) memories: u64,
    pub(super) drafts: u64,
    /// The digest of what it has in common with the others: 32 hexadecimal digits.
    pub(super) digest: String,
}

/// What was compared and what was found.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) bodies: u64,
    pub(super) lost_and_readable: u64,
    pub(super) differences: Vec<String>,
}

/// Bodies by table and id.
type Expected = BTreeMap<(String, String), Hash>;

impl Findings {
    /// Compares a device's file with the model, both ways.
    pub(super) fn device(&mut self, name: &'static str, path: &Path, model: &Model) -> Result<Held> {
        let mut expected = shared(model);
        for ((device, id), hash) in &model.drafts {
            if *device == name {
                expected.insert((DRAFTS.to_owned(), id.clone()), *hash);
            }
        }
        let file = open(path)?;
        let digest = device_digest(&file)?;
        let (memories, drafts) = self.bodies(name, &file, DEVICE_BODIES, expected)?;
        Ok(Held { memories, drafts, digest })
    }

    /// Compares the server's file with the model, both ways: no draft may be in it.
    pub(super) fn server(&mut self, path: &Path, model: &Model) -> Result<Held> {
        let file = open(path)?;
        let digest = server_digest(&file)?;
        let (memories, drafts) = self.bodies("server", &file, SERVER_BODIES, shared(model))?;
        Ok(Held { memories, drafts, digest })
    }

    /// What lost a conflict must be in the conflict log of one of the devices.
    pub(super) fn losers(&mut self, paths: [&Path; 2], model: &Model) -> Result<()> {
        let files = [open(paths[0])?, open(paths[1])?];
        for lost in &model.lost {
            let sql = "SELECT 1 FROM conflict_log WHERE table_name = ?1 AND memory_id = ?2
                       AND (local_body IS ?3 OR remote_body IS ?3)";
            let mut found = false;
            for file in &files {
                let values = rusqlite::params![memory::TABLE, lost.id, lost.body];
                found |= file.prepare_cached(sql)?.query_row(values, |_| Ok(())).optional()?.is_some();
            }
            if found {
                self.lost_and_readable += 1;
            } else {
                self.differ(format!("memories/{}: what {} wrote and lost is in no conflict_log", lost.id, lost.device));
            }
        }
        Ok(())
    }

    pub(super) fn digests(&mut self, held: [&Held; 3]) {
        if held.iter().any(|file| file.digest != held[0].digest) {
            self.differ("the digests of A, B and the server are not equal".to_owned());
        }
    }

    fn bodies(&mut self, who: &str, file: &Connection, sql: &str, mut expected: Expected) -> Result<(u64, u64)> {
        let (mut memories, mut drafts) = (0, 0);
        let mut statement = file.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (table, id, body): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let stored: Vec<u8> = row.get(3)?;
            let hash = blake3::hash(body.as_bytes());
            let place = format!("{who}: {table}/{id}");
            self.bodies += 1;
            if table == DRAFTS {
                drafts += 1;
            } else {
                memories += 1;
            }
            if stored != hash.as_bytes() {
                self.differ(format!("{place}: the stored hash is not the body's"));
            }
            match expected.remove(&(table, id)) {
                Some(saved) if saved == hash => {}
                Some(_) => self.differ(format!("{place}: the body is not the one that was saved")),
                None => self.differ(format!("{place}: nobody saved this here")),
            }
        }
        for (table, id) in expected.into_keys() {
            self.differ(format!("{who}: {table}/{id}: is missing"));
        }
        Ok((memories, drafts))
    }

    fn differ(&mut self, what: String) {
        self.differences.push(what);
    }

    /// The differences, the first of them by name.
    pub(super) fn describe(&self) -> String {
        let mut lines: Vec<&str> = self.differences.iter().take(NAMED).map(String::as_str).collect();
        let more = format!("and {} more", self.differences.len().saturating_sub(NAMED));
        if self.differences.len() > NAMED {
            lines.push(&more);
        }
        lines.join("\n")
    }
}

fn shared(model: &Model) -> Expected {
    model.memories.iter().map(|(id, hash)| ((memory::TABLE.to_owned(), id.clone()), *hash)).collect()
}

fn open(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags).with_context(|| format!("{} cannot be opened", path.display()))
}

/// The device keeps its buckets' sums as hexadecimal text.
fn device_digest(file: &Connection) -> Result<String> {
    let mut statement = file.prepare("SELECT sum FROM digest")?;
    let sums = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut total = 0_u128;
    for sum in sums {
        total = total.wrapping_add(u128::from_str_radix(&sum?, 16).context("a digest is no number")?);
    }
    Ok(format!("{total:032x}"))
}

/// The server keeps its buckets' sums as 16 bytes.
fn server_digest(file: &Connection) -> Result<String> {
    let mut statement = file.prepare("SELECT sum FROM digests")?;
    let sums = statement.query_map([], |row| row.get::<_, [u8; 16]>(0))?;
    let mut total = 0_u128;
    for sum in sums {
        total = total.wrapping_add(u128::from_be_bytes(sum?));
    }
    Ok(format!("{total:032x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[(&str, &str, &str)], model: &Model) -> Vec<String> {
        let file = Connection::open_in_memory().unwrap();
        file.execute_batch("CREATE TABLE records (tbl, id, body, hash)").unwrap();
        for (table, id, body) in rows {
            let hash = blake3::hash(body.as_bytes());
            let values = rusqlite::params![table, id, body, hash.as_bytes()];
            file.execute("INSERT INTO records VALUES (?1, ?2, ?3, ?4)", values).unwrap();
        }
        let mut findings = Findings::default();
        findings.bodies("server", &file, SERVER_BODIES, shared(model)).unwrap();
        findings.differences
    }

    #[test]
    fn every_kind_of_difference_is_found() {
        let mut model = Model::default();
        model.saved("m1", "{1}");
        model.saved("m2", "{2}");
        let right = [("memories", "m1", "{1}"), ("memories", "m2", "{2}")];
        assert_eq!(found(&right, &model), Vec::<String>::new());
        let wrong = [("memories", "m1", "{x}"), ("memories", "m3", "{3}"), ("drafts", "d1", "{}")];
        assert_eq!(
            found(&wrong, &model),
            [
                "server: memories/m1: the body is not the one that was saved",
                "server: memories/m3: nobody saved this here",
                "server: drafts/d1: nobody saved this here",
                "server: memories/m2: is missing",
            ]
        );
    }
}
