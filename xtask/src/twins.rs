//! The same ten things in every language: programs that run against a server of their own and must print the same.

use crate::binary;
use crate::checkout::Checkout;
use crate::command::Command;
use crate::counts::Counts;
use crate::demo::Server;
use crate::node;
use crate::python;
use crate::stage::Problem;
use crate::swift;
use std::fs;
use std::path::Path;

/// The program of one language.
pub(crate) struct Twin {
    /// For people.
    pub(crate) language: &'static str,
    /// What Markdown calls it.
    pub(crate) fence: &'static str,
    /// From the root.
    pub(crate) path: &'static str,
    /// Builds it and says how to start it.
    command: fn(&Checkout, &Path) -> Result<Command, Problem>,
}

pub(crate) const TWINS: &[Twin] = &[
    Twin {
        language: "Rust",
        fence: "rust",
        path: "core/examples/twin.rs",
        command: |checkout, _| Ok(checkout.command(binary::build_example(checkout, "twin")?)),
    },
    Twin { language: "Node", fence: "js", path: "examples/node/twin.mjs", command: node::example },
    Twin {
        language: "Python",
        fence: "python",
        path: "examples/python/twin.py",
        command: |checkout, _| python::example(checkout, "examples/python/twin.py"),
    },
    Twin {
        language: "Swift",
        fence: "swift",
        path: "examples/swift-notes/Sources/twin/Twin.swift",
        command: |checkout, _| swift::example(checkout, "twin"),
    },
];

/// The stage of `cargo xtask test`.
pub(crate) fn run(checkout: &Checkout) -> Result<Counts, Problem> {
    let folder = checkout.root.join("target/twins");
    let _ = fs::remove_dir_all(&folder);
    let made = |path: &Path| fs::create_dir_all(path).map_err(|e| format!("{}: {e}", path.display()));
    made(&folder)?;
    let server = Server::start(binary::build(checkout, "cortex-server", false)?, &folder).map_err(|e| e.to_string())?;
    let mut printed: Vec<(&str, String)> = Vec::new();
    for twin in TWINS {
        let own = folder.join(twin.language);
        made(&own)?;
        let command = match (twin.command)(checkout, &own) {
            Ok(command) => command,
            // Its own stage was skipped and said so; in CI none is.
            Err(Problem::Skipped(why)) => {
                println!("   without {}: {why}", twin.language);
                continue;
            }
            Err(failed) => return Err(failed),
        };
        let key = server.make_account(&twin.language.to_lowercase()).map_err(|e| e.to_string())?;
        let command = command.args([&own]).env("CORTEX_SERVER", server.url()).env("CORTEX_KEY", key);
        printed.push((twin.language, command.stdout()?));
    }
    let Some(((first, wanted), others)) = printed.split_first() else { return Ok(Counts::default()) };
    for (language, text) in others {
        if text != wanted {
            return Err(Problem::failed(format!("{first} printed\n{wanted}\nand {language}\n{text}")));
        }
    }
    println!("   {} programs printed the same {} lines", printed.len(), wanted.lines().count());
    Ok(Counts { passed: u64::try_from(printed.len()).unwrap_or_default(), failed: 0 })
}
