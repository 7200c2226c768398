//! `cargo xtask generate`: writes the files that are made from another file of the repository, or says which of them
//! are not what they should be.

mod contract;
mod errors;
mod memory;
mod memory_python;
mod memory_swift;
mod memory_ts;
mod model;
mod node;
mod reference;
mod rust;
mod schema;
mod swift;
mod twins;
mod words;

#[cfg(test)]
pub(crate) use contract::UDL;

use crate::checkout::Checkout;
use crate::counts::Counts;
use crate::package;
use crate::stage::Problem;
use std::fs;
use std::process::ExitCode;

/// What to do.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Change nothing; fail when a file is not what it would be made to
    #[arg(long)]
    check: bool,
    /// Only what this generator makes: contract, errors, memory, memory-python, memory-swift, memory-ts, node,
    /// platforms, reference, swift, twins
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

/// A file as it should be.
pub(crate) struct Generated {
    /// From the root.
    pub(crate) path: &'static str,
    pub(crate) text: String,
}

/// What makes files, and nothing else.
type Generator = fn(&Checkout) -> Result<Vec<Generated>, String>;

/// Every one, by what `--only` takes.
const GENERATORS: &[(&str, Generator)] = &[
    ("contract", contract::generate),
    ("errors", errors::generate),
    ("memory", memory::generate),
    ("memory-python", memory_python::generate),
    ("memory-swift", memory_swift::generate),
    ("memory-ts", memory_ts::generate),
    ("node", node::generate),
    ("platforms", package::generate),
    ("reference", reference::generate),
    ("swift", swift::generate),
    ("twins", twins::generate),
];

/// The sources among what they make: nobody wrote these, and nobody tests them line by line.
pub(crate) const SOURCES: &[&str] = &[memory::TYPES, memory::SHAPE, node::VALUES];

/// Runs what `options` ask for.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    let checkout = Checkout::find()?;
    let stale = stale(&checkout, options.only.as_deref())?;
    for file in &stale {
        if options.check {
            eprintln!("{} is not what `cargo xtask generate` makes it", file.path);
        } else {
            let path = checkout.root.join(file.path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
            }
            fs::write(&path, &file.text).map_err(|e| format!("{}: {e}", path.display()))?;
            println!("wrote {}", file.path);
        }
    }
    Ok(if options.check && !stale.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The stage of `cargo xtask test`.
pub(crate) fn check(checkout: &Checkout) -> Result<Counts, Problem> {
    let stale: Vec<&str> = stale(checkout, None)?.iter().map(|file| file.path).collect();
    if stale.is_empty() {
        return Ok(Counts::default());
    }
    Err(Problem::failed(format!("not as generated: {}; run cargo xtask generate", stale.join(", "))))
}

/// The files that are missing or have another text.
fn stale(checkout: &Checkout, only: Option<&str>) -> Result<Vec<Generated>, String> {
    let mut stale = Vec::new();
    if let Some(unknown) = only.filter(|only| GENERATORS.iter().all(|(name, _)| name != only)) {
        return Err(format!("there is no generator named {unknown}"));
    }
    for (_, generator) in GENERATORS.iter().filter(|(name, _)| only.is_none_or(|only| only == *name)) {
        let made = generator(checkout)?;
        stale.extend(made.into_iter().filter(|file| !is_current(checkout, file)));
    }
    Ok(stale)
}

fn is_current(checkout: &Checkout, file: &Generated) -> bool {
    fs::read_to_string(checkout.root.join(file.path)).is_ok_and(|text| text == file.text)
}
