//! `cargo xtask generate`: writes the files that are made from tables in the code, or says which are out of date.

mod errors;

use crate::checkout::Checkout;
use crate::counts::Counts;
use crate::stage::Problem;
use std::fs;
use std::process::ExitCode;

/// What to do.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Change nothing; fail when a file is not what would be written
    #[arg(long)]
    check: bool,
}

/// A file of the repository and what it holds.
struct Generator {
    path: &'static str,
    text: fn() -> String,
}

const GENERATORS: &[Generator] = &[Generator { path: "docs/errors.md", text: errors::text }];

/// Writes every file, or checks it.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    let checkout = Checkout::find()?;
    let outdated = outdated(&checkout);
    for generator in &outdated {
        if options.check {
            println!("{} is out of date; write it with: cargo xtask generate", generator.path);
        } else {
            let path = checkout.root.join(generator.path);
            path.parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| fs::write(&path, (generator.text)()))
                .map_err(|e| format!("{}: {e}", path.display()))?;
            println!("{} written", generator.path);
        }
    }
    Ok(if options.check && !outdated.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The stage of `cargo xtask test`.
pub(crate) fn check(checkout: &Checkout) -> Result<Counts, Problem> {
    let outdated = outdated(checkout);
    if outdated.is_empty() {
        return Ok(Counts::default());
    }
    let names: Vec<&str> = outdated.iter().map(|generator| generator.path).collect();
    Err(Problem::failed(format!("out of date: {}; write them with: cargo xtask generate", names.join(", "))))
}

fn outdated(checkout: &Checkout) -> Vec<&'static Generator> {
    let is_current = |generator: &&Generator| {
        fs::read_to_string(checkout.root.join(generator.path)).is_ok_and(|text| text == (generator.text)())
    };
    GENERATORS.iter().filter(|generator| !is_current(generator)).collect()
}
