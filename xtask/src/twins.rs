//! The same ten things in every language: programs that run against a server of their own and must print the same.

use crate::binary;
use crate::checkout::Checkout;
use crate::command::Command;
use crate::counts::Counts;
use crate::demo::Server;
use crate::node;
use crate::python;
use crate::stage;
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

/// What each of them prints.
pub(crate) const PRINTED: &str = "examples/twins.txt";

/// The stage of `cargo xtask test`.
pub(crate) fn run(checkout: &Checkout) -> Result<Counts, Problem> {
    let folder = checkout.root.join("target/twins");
    let _ = fs::remove_dir_all(&folder);
    let made = |path: &Path| fs::create_dir_all(path).map_err(|e| format!("{}: {e}", path.display()));
    made(&folder)?;
    let server = Server::start(binary::build(checkout, "cortex-server", false)?, &folder).map_err(|e| e.to_string())?;
    let wanted = fs::read_to_string(checkout.root.join(PRINTED)).map_err(|e| format!("{PRINTED}: {e}"))?;
    let mut counts = Counts::default();
    for twin in TWINS {
        let own = folder.join(twin.language);
        made(&own)?;
        let Some(command) = stage::unless_missing(twin.language, (twin.command)(checkout, &own))? else { continue };
        let key = server.make_account(&twin.language.to_lowercase()).map_err(|e| e.to_string())?;
        let command = command.args([&own]).env("CORTEX_SERVER", server.url()).env("CORTEX_KEY", key);
        let printed = command.stdout()?;
        if printed != wanted {
            let message = format!("{} printed\n{printed}\nand not {PRINTED}:\n{wanted}", twin.language);
            return Err(Problem::Failed { message, counts });
        }
        counts.passed += 1;
    }
    println!("   {} programs printed the {} lines of {PRINTED}", counts.passed, wanted.lines().count());
    Ok(counts)
}
