//! `cargo xtask demo`: the product's main job on real input. Two devices and the real server; an import, work while the
//! server is gone, conflicts settled by rule and by hand; and a check of every body at the end.

mod check;
mod conflicts;
mod device;
mod engine;
mod folder;
mod host;
mod import;
mod manual;
mod memory;
mod model;
mod offline;
mod progress;
mod report;
mod server;
mod source;
mod stage;
mod text;
mod time;

pub(crate) use server::Server;

use crate::binary;
use crate::checkout::Checkout;
use crate::node;
use crate::python;
use crate::stage::Problem;
use anyhow::Context;
use anyhow::Result;
use anyhow::bail;
use anyhow::ensure;
use check::Findings;
use cortex_cloud::MergeStrategy;
use device::Account;
use device::Device;
use device::Language;
use folder::RunFolder;
use progress::Progress;
use report::Filled;
use report::Judged;
use report::Party;
use report::Rate;
use report::Report;
use source::Source;
use stage::Stage;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// What to show.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// A git repository, or a folder of Markdown and text files [default: the repository around the current folder]
    folder: Option<PathBuf>,
    /// Keep the files of earlier runs; else a run removes those of the ones before it
    #[arg(long)]
    keep: bool,
    /// Both devices in Rust; else A is the Python package and B the Node one, where the machine has these languages
    #[arg(long)]
    rust: bool,
    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
}

/// The edits of both rounds take this many memories; a folder with fewer gets notes.
const POOL: usize = 22;

/// Runs it. Fails when the files do not hold what the writers were told was saved.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    // The engine's errors are sentences; their causes are worth a look, too.
    show(options).map_err(|error| format!("{error:#}"))
}

fn show(options: &Options) -> Result<ExitCode> {
    let progress = Arc::new(Progress::new());
    let checkout = Checkout::find().map_err(anyhow::Error::msg)?;
    let imported = options.folder.as_deref().unwrap_or(&checkout.root);
    // Before the build, which takes a while.
    Source::check(imported)?;
    progress.heading("Building the server");
    let binary = binary::build(&checkout, "cortex-server", !cfg!(debug_assertions)).map_err(anyhow::Error::msg)?;
    let target = binary.parent().and_then(Path::parent).context("the server's binary is in no target folder")?;
    let runs = target.join("demo");
    let folder = RunFolder::make(&runs, options.keep)?;
    let source = Source::find(imported, &runs.canonicalize()?)?;

    let languages = if options.rust { [Language::RUST; 2] } else { languages(&checkout, &progress)? };
    let mut stage = set_up(binary, languages, &folder.path, &progress)?;
    let filled = fill(&mut stage, &source)?;
    offline::run(&mut stage)?;
    manual::run(&mut stage)?;
    let judged = judge(stage)?;
    let (folder, source) = (folder.path.clone(), source.folder.display().to_string());
    let report = Report { folder, source, filled, judged };
    if options.json {
        println!("{}", report.to_json());
    } else {
        report.print();
    }
    Ok(if report.judged.findings.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Python and Node, built; Rust in the place of what this machine does not have.
fn languages(checkout: &Checkout, progress: &Progress) -> Result<[Language; 2]> {
    let language = |name, device: fn(&Checkout) -> Result<Vec<String>, Problem>| {
        progress.heading(&format!("Building the {name} package"));
        match device(checkout) {
            Ok(command) => Ok(Language { name, command: Some(command) }),
            Err(Problem::Skipped(why)) => {
                progress.line(&format!("   no {name}: {why}. Rust takes its place"));
                Ok(Language::RUST)
            }
            Err(Problem::Failed { message, .. }) => bail!("the {name} package: {message}"),
        }
    };
    Ok([language("Python", python::device)?, language("Node", node::device)?])
}

/// A server with one account, and two devices on it with nothing in them.
fn set_up(binary: PathBuf, languages: [Language; 2], folder: &Path, progress: &Arc<Progress>) -> Result<Stage> {
    progress.heading("A server and two devices");
    let server = Server::start(binary, folder)?;
    let account = Account { url: server.url(), key: server.make_account("demo")? };
    progress.line(&format!("   server on {} (pid {}), data in {}", account.url, server.pid(), folder.display()));
    let open = |name, language: Language, file: &str| {
        progress.line(&format!("   {name} is written in {}", language.name));
        Device::open(name, language, folder.join(file), &account, MergeStrategy::LastWriteWins, progress)
    };
    let [a, b] = languages;
    let (a, b) = (open("A", a, "a.db")?, open("B", b, "b.db")?);
    Ok(Stage::new(server, account, a, b, Arc::clone(progress)))
}

/// A imports and pushes, B pulls.
fn fill(stage: &mut Stage, source: &Source) -> Result<Filled> {
    let kind = if source.is_git { "the git repository" } else { "the folder" };
    stage.progress.heading(&format!("A imports {kind} {}", source.folder.display()));
    let mut imported = import::import(&stage.a, source, &mut stage.model, &stage.progress)?;
    let rows = imported.commits + imported.files;
    let import = Rate { rows, took: imported.writing };
    stage.progress.line(&format!(
        "   {} and {} in {:.1} s; skipped {}: {}",
        report::counted(imported.commits, "commit"),
        report::counted(imported.files, "text file"),
        imported.took.as_secs_f64(),
        imported.skipped.total(),
        imported.skipped.describe()
    ));
    stage.pool = std::mem::take(&mut imported.pool);
    while stage.pool.len() < POOL {
        let (id, body) = stage.note("A note, because the folder has little to edit")?;
        ensure!(stage.a.engine.put(memory::TABLE, &id, &body)?, "a new note changed nothing");
        stage.model.saved(&id, &body);
        stage.pool.push(id);
    }
    // Ids are hashes: their order mixes commits and files.
    stage.pool.sort();

    stage.progress.heading("A pushes, B pulls");
    let (sent, took) = stage.a.sync()?;
    let push = Rate { rows: sent.pushed.unsigned_abs(), took };
    let (received, took) = stage.b.sync()?;
    let pull = Rate { rows: received.pulled.unsigned_abs(), took };
    stage.progress.line(&format!("   A pushed {}, B pulled {}", sent.pushed, received.pulled));
    Ok(Filled { imported, import, push, pull })
}

/// Asks both devices to verify, closes everything, and reads the files.
fn judge(mut stage: Stage) -> Result<Judged> {
    stage.progress.heading("Checking");
    for device in [&stage.a, &stage.b] {
        let verified = device.engine.verify()?;
        ensure!(verified.is_equal && verified.repaired == 0, "verify() had to set {} right", device.name);
        stage
            .progress
            .line(&format!("   {}: verify() compared {} records with the server", device.name, verified.records));
    }
    let conflicts = conflicts::tell([&stage.a, &stage.b], &stage.choices)?;
    stage.a.engine.close()?;
    stage.b.engine.close()?;
    stage.server.stop()?;
    let mut findings = Findings::default();
    let a = findings.device("A", &stage.a.path, &stage.model)?;
    let b = findings.device("B", &stage.b.path, &stage.model)?;
    let server = findings.server(&stage.server.database(), &stage.model)?;
    findings.losers([&stage.a.path, &stage.b.path], &stage.model)?;
    findings.digests([&a, &b, &server]);
    let server = Party { name: "server", language: "Rust", path: stage.server.database(), held: server, moved: None };
    let parties = [Party::device(&stage.a, a), Party::device(&stage.b, b), server];
    Ok(Judged { parties, conflicts, findings })
}
