//! `docs/reference`: the API of each language on a page of its own, and a table that leads from a call to its twins.
//!
//! What a call takes is cut from the sources of each language's layer, so it is what a program can write; what it means is
//! the contract's docstring in that language's spelling. The same thing has the same anchor on every page, the contract's
//! own name: `put_many`, `Query`, `Query.order_by`, `CloudEvent.Conflict`, `CloudError.Busy`.

mod cut;
mod links;
mod node;
mod page;
mod python;
mod rust;
mod sections;
mod swift;
mod tongue;
mod values;

#[cfg(test)]
mod tests;

use super::Generated;
use super::contract;
use crate::checkout::Checkout;
use sections::Section;
use std::fmt::Write;
use std::fs;
use tongue::Tongue;

/// Every language, as pages name each other.
const TONGUES: &[&Tongue] = &[&rust::RUST, &node::NODE, &python::PYTHON, &swift::SWIFT];

const NOTE: &str =
    "<!-- Written by `cargo xtask generate` from udl/src/cortex_cloud.udl and the sources of each language. -->";

const INDEX: &str = "# API reference

The same calls, values and errors in four languages, each in its own spelling. One page has all of a language; anchors are
the same on all pages, so in the address of any entry the language's name can be exchanged for another's. What a program
catches is in [Errors](../errors.md), by code.

";

pub(super) fn generate(checkout: &Checkout) -> Result<Vec<Generated>, String> {
    let contract = contract::read(checkout)?;
    let udl = fs::read_to_string(checkout.root.join(contract::UDL)).map_err(|e| format!("{}: {e}", contract::UDL))?;
    let sections = sections::of(&contract, &udl)?;
    let mut files = vec![Generated { path: "docs/reference/index.md", text: index(&sections) }];
    for tongue in TONGUES {
        files.push(Generated { path: tongue.path, text: page::text(checkout, &contract, &sections, tongue)? });
    }
    Ok(files)
}

/// Every call with its name on every page.
fn index(sections: &[Section<'_>]) -> String {
    let mut text = format!("{INDEX}{NOTE}\n");
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    for section in sections.iter().filter(|section| !section.calls.is_empty()) {
        let _ = write!(text, "\n## {}\n\n", section.title);
        text += &row(TONGUES.iter().map(|tongue| format!("[{}]({})", tongue.title, tongue.file())).collect());
        text += &row(TONGUES.iter().map(|_| "---".to_owned()).collect());
        for call in &section.calls {
            let cell = |tongue: &&Tongue| format!("[`{}`]({}#{})", (tongue.call)(&call.name), tongue.file(), call.name);
            text += &row(TONGUES.iter().map(cell).collect());
        }
    }
    text
}
