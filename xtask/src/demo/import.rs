//! Turns commits and files into memories and saves them on a device.

use super::device::Device;
use super::memory;
use super::memory::Draft;
use super::memory::LinkedFile;
use super::memory::Provenance;
use super::model::Model;
use super::progress::Progress;
use super::source::Commit;
use super::source::Source;
use super::text;
use super::text::Skip;
use super::text::Skipped;
use super::text::Text;
use super::time;
use anyhow::Result;
use cortex_cloud::RecordBody;
use serde_json::json;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

/// Rows and bytes of one call of `put_many`: the bodies of a large folder are never all in memory.
const CHUNK_ROWS: usize = 2_000;
const CHUNK_BYTES: usize = 8 << 20;

/// Ids to edit later.
const POOL: usize = 200;

/// What an import did.
#[derive(Default)]
pub(super) struct Imported {
    pub(super) commits: u64,
    pub(super) files: u64,
    pub(super) skipped: Skipped,
    /// The first commits and files.
    pub(super) pool: Vec<String>,
    /// From the first byte read to the last row saved.
    pub(super) took: Duration,
    /// The part of it spent in `put_many`.
    pub(super) writing: Duration,
    pub(super) bytes: u64,
}

struct Importer<'a> {
    device: &'a Device,
    model: &'a mut Model,
    progress: &'a Progress,
    from: Provenance,
    chunk: Vec<RecordBody>,
    chunk_bytes: usize,
    done: Imported,
}

/// Imports everything of `source` on `device`.
pub(super) fn import(device: &Device, source: &Source, model: &mut Model, progress: &Progress) -> Result<Imported> {
    let began = Instant::now();
    let from = Provenance { now: time::now(), namespace: format!("project://{}/", source.name()) };
    let done = Imported::default();
    let mut importer = Importer { device, model, progress, from, chunk: Vec::new(), chunk_bytes: 0, done };
    source.commits(|commit| {
        importer.progress.count("commits", importer.done.commits, 0);
        if importer.add(&commit_memory(&commit), POOL / 2)? {
            importer.done.commits += 1;
        }
        Ok(())
    })?;
    for (number, path) in source.files.iter().enumerate() {
        importer.progress.count("files", number as u64, source.files.len() as u64);
        match text::read(&source.folder.join(path)) {
            Ok(text) if importer.add(&file_memory(path, &text), POOL)? => importer.done.files += 1,
            Ok(_) => {}
            Err(why) => importer.done.skipped.count(why),
        }
    }
    importer.flush()?;
    importer.done.took = began.elapsed();
    Ok(importer.done)
}

impl Importer<'_> {
    /// Returns whether the memory fits.
    fn add(&mut self, draft: &Draft, pool: usize) -> Result<bool> {
        let (id, body) = self.from.memory(draft)?;
        if body.len() > memory::MAX_BODY_BYTES {
            self.done.skipped.count(Skip::TooLargeAsJson);
            return Ok(false);
        }
        if self.done.pool.len() < pool && body.len() < 64 << 10 {
            self.done.pool.push(id.clone());
        }
        self.chunk_bytes += body.len();
        self.chunk.push(RecordBody::new(id, body));
        if self.chunk.len() >= CHUNK_ROWS || self.chunk_bytes >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(true)
    }

    fn flush(&mut self) -> Result<()> {
        let began = Instant::now();
        self.device.engine.put_many(memory::TABLE, &self.chunk)?;
        self.done.writing += began.elapsed();
        for RecordBody { id, body } in self.chunk.drain(..) {
            self.model.saved(&id, &body);
        }
        self.done.bytes += std::mem::take(&mut self.chunk_bytes) as u64;
        Ok(())
    }
}

fn commit_memory(commit: &Commit) -> Draft {
    let subject = if commit.subject.is_empty() { "(no message)" } else { &commit.subject };
    let context = format!("{}\n\ncommit {} by {}", commit.text, commit.id, commit.author);
    let trade_offs: Vec<String> = commit.parents.iter().skip(1).map(|p| format!("merges {p}")).collect();
    Draft {
        source: format!("commit\0{}", commit.id).into_bytes(),
        memory_type: "decision_context",
        data: json!({
            "decision": subject,
            "context": context.trim_start(),
            "adr_link": null,
            "trade_offs": trade_offs,
        }),
        summary: subject.to_owned(),
        valid_time: time::rfc3339(commit.time),
        linked_files: Vec::new(),
        tags: vec!["git".to_owned(), "commit".to_owned()],
    }
}

fn file_memory(path: &Path, text: &Text) -> Draft {
    let name = path.to_string_lossy().into_owned();
    let kind = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    Draft {
        source: [b"file\0", path.as_os_str().as_encoded_bytes()].concat(),
        memory_type: "reference",
        data: json!({ "title": name, "url": null, "citation": text.text }),
        summary: format!("Text of {name}"),
        valid_time: time::rfc3339(time::seconds(text.modified)),
        linked_files: vec![LinkedFile { file_path: name }],
        tags: ["file".to_owned()].into_iter().chain(kind).collect(),
    }
}
