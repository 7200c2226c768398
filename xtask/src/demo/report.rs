//! What the demo says at its end, for people and as JSON.

use super::check::Findings;
use super::check::Held;
use super::conflicts;
use super::conflicts::Told;
use super::device::Device;
use super::device::Moved;
use super::import::Imported;
use comfy_table::CellAlignment;
use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use serde_json::Value;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// Rows and the time they took.
#[derive(Clone, Copy)]
pub(super) struct Rate {
    pub(super) rows: u64,
    pub(super) took: Duration,
}

/// One of the three files at the end.
pub(super) struct Party {
    pub(super) name: &'static str,
    /// What it is written in.
    pub(super) language: &'static str,
    pub(super) path: PathBuf,
    pub(super) held: Held,
    /// What a device moved; the server moves nothing by itself.
    pub(super) moved: Option<Moved>,
}

impl Party {
    pub(super) fn device(device: &Device, held: Held) -> Self {
        let (name, language) = (device.name, device.language.name);
        Self { name, language, path: device.path.clone(), held, moved: Some(device.moved) }
    }
}

/// What A imported and how fast it travelled.
pub(super) struct Filled {
    pub(super) imported: Imported,
    pub(super) import: Rate,
    pub(super) push: Rate,
    pub(super) pull: Rate,
}

/// What the files hold in the end.
pub(super) struct Judged {
    pub(super) parties: [Party; 3],
    pub(super) conflicts: Vec<Told>,
    pub(super) findings: Findings,
}

/// Everything the demo found out.
pub(super) struct Report {
    pub(super) folder: PathBuf,
    pub(super) source: String,
    pub(super) filled: Filled,
    pub(super) judged: Judged,
}

impl Rate {
    fn per_second(self) -> f64 {
        self.rows as f64 / self.took.as_secs_f64().max(1e-6)
    }
}

/// `1 text file`, `2 text files`.
pub(super) fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

impl Report {
    /// Tables, the check, and how to look for oneself.
    pub(super) fn print(&self) {
        let Imported { commits, files, skipped, .. } = &self.filled.imported;
        println!(
            "\nImported from {}: {} and {}",
            self.source,
            counted(*commits, "commit"),
            counted(*files, "text file")
        );
        println!("Skipped: {} ({})\n", counted(skipped.total(), "file"), skipped.describe());
        println!("{}\n", self.parties_table());
        println!("{}", self.rates_table());
        if cfg!(debug_assertions) {
            println!("Builds without optimisations; `cargo xtask bench` measures optimised ones.");
        }
        println!();
        println!(
            "Conflicts: the log's device and number, who won and why, and what the loser wrote\n{}",
            self.conflicts_table()
        );
        self.print_where();
        let Findings { bodies, lost_and_readable, differences } = &self.judged.findings;
        println!("\nCheck: {bodies} bodies read back by SQL from the three files, against what the writers were told;");
        println!("       {lost_and_readable} losing states looked up in the conflict logs; 3 digests compared.");
        if differences.is_empty() {
            println!("       No difference.");
        } else {
            println!("       {} DIFFERENCES:\n{}", differences.len(), self.judged.findings.describe());
        }
    }

    fn parties_table(&self) -> Table {
        let mut table = table(["", "in", "memories", "drafts", "pushed", "pulled", "sent", "received", "digest"]);
        for Party { name, language, held, moved, .. } in &self.judged.parties {
            let of = |value: fn(&Moved) -> String| moved.as_ref().map(value).unwrap_or_default();
            table.add_row([
                (*name).to_owned(),
                (*language).to_owned(),
                held.memories.to_string(),
                held.drafts.to_string(),
                of(|m| m.pushed.to_string()),
                of(|m| m.pulled.to_string()),
                of(|m| bytes(m.bytes_sent)),
                of(|m| bytes(m.bytes_received)),
                held.digest.clone(),
            ]);
        }
        right(table, 2..=7)
    }

    fn rates_table(&self) -> Table {
        let mut table = table(["", "rows", "seconds", "rows/s"]);
        for (name, rate) in [
            ("import into A's file", self.filled.import),
            ("A's first sync, pushing", self.filled.push),
            ("B's first sync, pulling", self.filled.pull),
        ] {
            let (seconds, speed) = (rate.took.as_secs_f64(), rate.per_second());
            table.add_row([name.to_owned(), rate.rows.to_string(), format!("{seconds:.2}"), format!("{speed:.0}")]);
        }
        right(table, 1..=3)
    }

    fn conflicts_table(&self) -> Table {
        let mut table = table(["log", "N", "memory", "strategy", "winner", "why", "the loser wrote"]);
        for told in &self.judged.conflicts {
            table.add_row([
                told.log.to_owned(),
                told.conflict_id.to_string(),
                told.memory.clone(),
                told.strategy.to_string(),
                told.winner.clone(),
                told.why.clone(),
                told.lost.clone(),
            ]);
        }
        table
    }

    fn print_where(&self) {
        println!("What lost can be read in the log's file, or brought back with restore(N, side):");
        for party in &self.judged.parties[..2] {
            println!("  {}: sqlite3 {} \"{}\"", party.name, quoted(&party.path), conflicts::statement());
        }
        println!(
            "\nThe files stay in {} until the next run, unless that is given --keep. To look at the memories:",
            quoted(&self.folder)
        );
        println!("  A, B:   sqlite3 {} \"{}\"", quoted(&self.judged.parties[0].path), conflicts::memory_statement());
        let server = quoted(&self.judged.parties[2].path);
        println!("  server: sqlite3 {server} \"SELECT seq, tbl, id, body FROM records ORDER BY seq LIMIT 3\"");
    }

    /// The same as one JSON object.
    pub(super) fn to_json(&self) -> Value {
        let rate = |rate: Rate| json!({ "rows": rate.rows, "seconds": rate.took.as_secs_f64(), "rows_per_second": rate.per_second() });
        let skipped: Value =
            self.filled.imported.skipped.0.iter().map(|(why, n)| (why.as_str().to_owned(), json!(n))).collect();
        json!({
            "equal": self.judged.findings.differences.is_empty(),
            "differences": self.judged.findings.differences,
            "bodies_compared": self.judged.findings.bodies,
            "losers_readable": self.judged.findings.lost_and_readable,
            "source": self.source,
            "commits": self.filled.imported.commits,
            "files": self.filled.imported.files,
            "bytes": self.filled.imported.bytes,
            "skipped": skipped,
            "parties": self.judged.parties.iter().map(party).collect::<Vec<_>>(),
            "conflicts": self.judged.conflicts.iter().map(conflict).collect::<Vec<_>>(),
            "import": rate(self.filled.import),
            "push": rate(self.filled.push),
            "pull": rate(self.filled.pull),
            "folder": self.folder,
        })
    }
}

fn party(party: &Party) -> Value {
    let Party { name, language, path, held, moved } = party;
    let moved = moved.as_ref().map(|m| {
        let (sent, received) = (m.bytes_sent, m.bytes_received);
        json!({ "syncs": m.syncs, "pushed": m.pushed, "pulled": m.pulled, "bytes_sent": sent, "bytes_received": received })
    });
    json!({
        "name": name, "language": language, "file": path, "memories": held.memories, "drafts": held.drafts,
        "digest": held.digest, "moved": moved,
    })
}

fn conflict(told: &Told) -> Value {
    json!({
        "log": told.log, "conflict_id": told.conflict_id, "memory": told.memory, "strategy": told.strategy.as_str(),
        "winner": told.winner, "why": told.why, "lost": told.lost,
    })
}

fn table<const N: usize>(heads: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(heads);
    table
}

/// Sets columns of numbers flush right.
fn right(mut table: Table, columns: std::ops::RangeInclusive<usize>) -> Table {
    for index in columns {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn bytes(count: i64) -> String {
    let kib = count as f64 / 1_024.0;
    if kib < 1_024.0 { format!("{kib:.1} KiB") } else { format!("{:.1} MiB", kib / 1_024.0) }
}

fn quoted(path: &std::path::Path) -> String {
    let path = path.display().to_string();
    if path.contains(' ') { format!("'{path}'") } else { path }
}
