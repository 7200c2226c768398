//! A disk that is really full: a file system of 3 MiB in memory, where this process may mount one.

use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::Config;
use cortex_cloud::SyncReport;
use cortex_cloud::SyncStatus;
use cortex_tests::device::NOTES;
use cortex_tests::device::Setup;
use cortex_tests::space::Space;
use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

const BLOCK: u64 = 4_096;

/// A small file system.
struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// `None`, and a line that says why, where none can be mounted.
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"]).arg(folder.path()).output();
        let refusal = match mount {
            Ok(output) if output.status.success() => None,
            Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Some(error.to_string()),
        };
        if let Some(why) = refusal {
            println!("skipped: 1 test needs a file system of its own, and none can be mounted: {why}");
            return None;
        }
        Some(Self { folder })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Takes up room that the test does not want to be there.
    fn filler(&self) -> File {
        OpenOptions::new().create(true).append(true).open(self.file("filler")).unwrap()
    }

    /// Leaves no room at all.
    fn fill(&self) {
        let mut filler = self.filler();
        while filler.write_all(&[0; BLOCK as usize]).is_ok() {}
    }

    /// Makes room for so many blocks.
    fn free(&self, blocks: u64) {
        let filler = self.filler();
        let has = filler.metadata().unwrap().len() / BLOCK;
        filler.set_len(has.saturating_sub(blocks) * BLOCK).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
        assert!(unmounted.is_ok_and(|status| status.success()), "{} stays mounted", self.folder.path().display());
    }
}

fn is_full(error: &CloudError) -> bool {
    assert!(matches!(error, CloudError::Storage { .. }) && error.info().retryable, "{error:?}");
    error.code() == "storage.full"
}

fn note(n: usize) -> String {
    format!(r#"{{"text":"{n} {}"}}"#, "x".repeat(900))
}

/// Writes until the disk is full. Returns what was acknowledged.
fn write_until_full(a: &CloudEngine, written: &mut BTreeMap<String, String>) {
    for n in 0.. {
        let (id, body) = (format!("n{n}"), note(n));
        match a.put(NOTES, &id, &body) {
            Ok(_) => drop(written.insert(id, body)),
            Err(error) => {
                assert!(is_full(&error), "{error:?}");
                assert_eq!(a.get(NOTES, &id).unwrap(), None);
                return;
            }
        }
    }
}

fn ended(outcome: Result<SyncReport, CloudError>) -> bool {
    match outcome {
        Ok(report) => {
            assert_eq!((report.status, report.error), (SyncStatus::Success, None));
            true
        }
        Err(error) => {
            assert!(is_full(&error), "{error:?}");
            false
        }
    }
}

#[test]
fn a_full_disk_stops_writes_and_syncs_and_what_was_acknowledged_goes_up_when_there_is_room() {
    let Some(disk) = SmallDisk::mount() else { return };
    let space = Space::new();
    let b = space.device("b");
    (0..200).for_each(|n| b.write(&format!("b{n}"), &"y".repeat(900)));
    b.synced();
    let a = Setup::new(disk.file("a.db"), &space.server.url(), &space.key.key).open();
    let mut written = BTreeMap::new();
    disk.fill();
    disk.free(400);
    write_until_full(&a, &mut written);
    assert!(written.len() > 20, "{} writes", written.len());

    // Block by block more room, with the same engine, until the sync comes to its end.
    let mut refused = 0;
    while !ended(a.sync(None)) {
        refused += 1;
        assert!(refused < 1_000, "with enough room it succeeds");
        for (id, body) in &written {
            assert_eq!(a.get(NOTES, id).unwrap().as_ref(), Some(body), "{id} while the disk is full");
        }
        disk.free(1);
    }
    println!("{} writes acknowledged on a full disk, {refused} syncs refused", written.len());
    assert!(refused > 0, "the disk was full");
    disk.free(200);
    assert!(a.verify(None).unwrap().is_equal);
    b.synced();
    space.assert_equal(&[&a, &b]);
    for (id, body) in &written {
        assert_eq!(b.get(NOTES, id).unwrap().as_ref(), Some(body));
    }
    a.close();
}

#[test]
fn a_file_opened_on_a_full_disk_says_so_and_opens_when_there_is_room() {
    let Some(disk) = SmallDisk::mount() else { return };
    let old = Config::new(disk.file("old.db"));
    CloudEngine::open(old.clone()).unwrap().put(NOTES, "n1", &note(1)).unwrap();
    disk.fill();
    for config in [old, Config::new(disk.file("new.db"))] {
        let mut refused = 0;
        let engine = loop {
            match CloudEngine::open(config.clone()) {
                Ok(engine) => break engine,
                Err(error) => assert!(is_full(&error), "{error:?}"),
            }
            refused += 1;
            disk.free(1);
        };
        println!("opened after {refused} refusals");
        assert!(refused > 0 && refused < 1_000);
        disk.free(20);
        engine.put(NOTES, "n2", &note(2)).unwrap();
        assert_eq!(engine.count(NOTES, None).unwrap(), if config.path.ends_with("old.db") { 2 } else { 1 });
        engine.close();
        disk.fill();
    }
}

#[test]
fn a_store_on_a_disk_that_may_not_be_written_says_so() {
    let Some(disk) = SmallDisk::mount() else { return };
    let config = Config::new(disk.file("a.db"));
    CloudEngine::open(config.clone()).unwrap().put(NOTES, "n1", &note(1)).unwrap();
    let before = fs::read(&config.path).unwrap();
    let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(disk.folder.path()).status();
    assert!(remounted.is_ok_and(|status| status.success()));
    for path in [config.path.clone(), disk.file("new.db")] {
        let error = CloudEngine::open(Config::new(path)).unwrap_err();
        assert!(matches!(error, CloudError::Storage { .. }) && !error.info().retryable, "{error:?}");
        assert_eq!(error.code(), "storage.cannot_open");
        assert!(error.to_string().contains("written") && error.to_string().contains("; check "), "{error}");
    }
    assert_eq!(fs::read(&config.path).unwrap(), before);
}
