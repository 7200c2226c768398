//! The contract's docstrings as JSDoc.

use crate::contract::Contract;
use crate::generate::model;
use crate::generate::model::camel;
use crate::generate::words::Language;
use crate::generate::words::Names;
use crate::generate::words::WIDTH;
use crate::generate::words::broken;

/// A comment of these docs. A paragraph whose lines have grown too long is broken anew.
pub(super) fn jsdoc(docs: &str, indent: &str) -> String {
    let room = WIDTH - indent.len() - " * ".len();
    let paragraphs: Vec<String> = docs.split("\n\n").map(|paragraph| broken(paragraph, room)).collect();
    let docs = paragraphs.join("\n\n");
    let mut lines = docs.lines();
    match (lines.next(), lines.next()) {
        (Some(only), None) => format!("{indent}/** {only} */\n"),
        _ => {
            let body: String =
                docs.lines().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
            format!("{indent}/**\n{body}{indent} */\n")
        }
    }
}

/// The text of a file of one class's calls with the contract's docs above each.
pub(super) fn documented(contract: &Contract, class: &str, text: &str) -> Result<String, String> {
    let names = Names::of(contract, Language::JavaScript);
    let object = model::object(contract, class)?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let constructors = object.constructors.iter().map(|method| ("constructor".to_owned(), method));
    for (name, method) in constructors.chain(object.methods.iter().map(|method| (camel(&method.name), method))) {
        let declares = |line: &String| {
            let line = line.strip_prefix("  ").map(|line| line.trim_start_matches("async "));
            let rest = line.and_then(|line| line.strip_prefix(name.as_str()));
            rest.is_some_and(|rest| rest.starts_with(['(', '<']))
        };
        let Some(at) = lines.iter().position(declares) else { continue };
        let docs = jsdoc(&names.of_call(method), "  ");
        let first = above(&lines, at);
        lines.splice(first..at, docs.lines().map(str::to_owned));
    }
    Ok(lines.join("\n") + "\n")
}

/// Where the comment above a line begins; the line itself where there is none.
fn above(lines: &[String], at: usize) -> usize {
    if at == 0 || !lines[at - 1].trim_end().ends_with("*/") {
        return at;
    }
    (0..at).rev().find(|&line| lines[line].trim_start().starts_with("/**")).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_of_one_line_stays_one() {
        assert_eq!(jsdoc("One.", "  "), "  /** One. */\n");
        assert_eq!(jsdoc("One.\n\nTwo.", ""), "/**\n * One.\n *\n * Two.\n */\n");
    }
}
