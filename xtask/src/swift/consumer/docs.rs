//! Every piece of Swift in the docs, as a source that is compiled with the example.

use crate::checkout::Checkout;
use crate::stage::Problem;
use std::fmt::Write;
use std::fs;

/// Where Swift stands in the docs, beside the articles and comments of the package.
const PAGES: &[&str] = &["docs/swift.md", "bindings/swift/README.md"];
const ARTICLES: &str = "bindings/swift/Sources";

/// Every piece of Swift in the docs, each in a function of its own, and how many there are.
pub(super) fn pieces(checkout: &Checkout) -> Result<(usize, String), Problem> {
    let read = |name: &str| fs::read_to_string(checkout.root.join(name)).map_err(|e| format!("{name}: {e}"));
    let listed = checkout.command("git").args(["ls-files", "-z", "--", ARTICLES]).stdout()?;
    let written = |name: &&str| !name.contains("Generated") && (name.ends_with(".md") || name.ends_with(".swift"));
    let (mut imports, mut functions, mut count) = (Vec::new(), String::new(), 0);
    for name in listed.split('\0').filter(written).chain(PAGES.iter().copied()) {
        for piece in pieces_of(&read(name)?) {
            count += 1;
            // Writing to a string does not fail.
            let _ = writeln!(
                functions,
                "\n// {name}\nprivate func piece{count}(engine: CloudEngine, author: String) async throws {{"
            );
            for line in piece.lines() {
                if line.starts_with("import ") {
                    imports.push(line.to_owned());
                } else {
                    let _ = writeln!(functions, "    {line}");
                }
            }
            functions += "}\n";
        }
    }
    imports.push("import CortexCloud".to_owned());
    imports.sort();
    imports.dedup();
    Ok((count, format!("{}\n{functions}", imports.join("\n"))))
}

/// The blocks of Swift in Markdown, or in the comments of a source.
fn pieces_of(text: &str) -> Vec<String> {
    let (mut pieces, mut open): (Vec<String>, Option<String>) = (Vec::new(), None);
    for line in text.lines() {
        let line = line.trim_start().strip_prefix("///").map_or(line, |rest| rest.strip_prefix(' ').unwrap_or(rest));
        match open.take() {
            None if line == "```swift" => open = Some(String::new()),
            None => {}
            Some(piece) if line == "```" => pieces.push(piece),
            Some(piece) => open = Some(piece + line + "\n"),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_found_in_pages_and_comments() {
        let text = "Words.\n```swift\nlet a = 1\n\nlet b = 2\n```\n```sh\nls\n```\n    /// ```swift\n    /// let c = 3\n    /// ```\n";
        assert_eq!(pieces_of(text), ["let a = 1\n\nlet b = 2\n", "let c = 3\n"]);
    }
}
