//! The book of `docs`: built by mdBook, which warns of nothing, and every link in it leads somewhere.

mod links;

use crate::checkout::Checkout;
use crate::counts::Counts;
use crate::python;
use crate::stage::Problem;
use links::Book;
use std::fs;

const SOURCE: &str = "docs";
const OUTPUT: &str = "target/book";
/// What of the source is no page.
const NO_PAGES: &[&str] = &["docs/SUMMARY.md"];

/// The stage of `cargo xtask test`.
pub(crate) fn run(checkout: &Checkout) -> Result<Counts, Problem> {
    let output = checkout.root.join(OUTPUT);
    // A page of an earlier run must not be what a link leads to.
    let _ = fs::remove_dir_all(&output);
    let printed = python::program(checkout, "mdbook")?.args(["build", SOURCE]).run()?;
    // It has no option for this.
    if printed.lines().any(|line| ["WARN", "ERROR"].iter().any(|level| line.contains(level))) {
        return Err(Problem::failed(printed));
    }
    let listed = checkout.command("git").args(["ls-files", "-z"]).stdout()?;
    let files = listed.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let mut book = Book::read(&output, SOURCE, files)?;
    let mut found = book.left_out(NO_PAGES);
    found.extend(book.broken());
    if !found.is_empty() {
        return Err(Problem::failed(found.join("\n")));
    }
    let packages = checkout.packages()?;
    let repository = packages.first().and_then(|package| package["repository"].as_str()).unwrap_or_default();
    book.lead_out_to(repository)?;
    println!("   {} pages in {OUTPUT}, {} links", book.pages(), book.links());
    Ok(Counts::default())
}
