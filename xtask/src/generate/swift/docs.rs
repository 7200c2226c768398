//! The contract's docstrings as DocC's comments.

use crate::contract::Contract;
use crate::generate::model;
use crate::generate::model::camel;
use crate::generate::words::Language;
use crate::generate::words::Names;
use crate::generate::words::WIDTH;
use crate::generate::words::broken;

/// Comment lines of these docs. What it throws becomes a list entry, which DocC shows as a section of its own.
pub(super) fn docc(docs: &str, indent: &str) -> String {
    let room = WIDTH - indent.len() - "/// ".len();
    let paragraph = |text: &str| match text.strip_prefix("Throws ") {
        Some(thrown) => broken(&format!("- Throws: {thrown}"), room.saturating_sub(2)).replace('\n', "\n  "),
        None => broken(text, room),
    };
    let paragraphs: Vec<String> = docs.split("\n\n").map(paragraph).collect();
    let line = |line: &str| format!("{indent}/// {line}").trim_end().to_owned() + "\n";
    paragraphs.join("\n\n").lines().map(line).collect()
}

/// The text of a file of one class's calls with the contract's docs above each, above every form of it; and the calls it
/// has.
pub(super) fn documented(contract: &Contract, class: &str, text: &str) -> Result<(String, Vec<String>), String> {
    let names = Names::of(contract, Language::Swift);
    let object = model::object(contract, class)?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut found = Vec::new();
    let constructors = object.constructors.iter().map(|method| ("init".to_owned(), method));
    for (name, method) in constructors.chain(object.methods.iter().map(|method| (camel(&method.name), method))) {
        let docs = docc(&names.of_call(method), "    ");
        let mut from = 0;
        while let Some(after) = lines[from..].iter().position(|line| declares(line, &name)) {
            let call = (0..from + after).rev().find(|&at| !lines[at].trim_start().starts_with('@'));
            let last = call.map_or(0, |at| at + 1);
            let other = (0..last).rev().find(|&at| !lines[at].trim_start().starts_with("///"));
            let first = other.map_or(0, |at| at + 1);
            let next = from + after + 1 - (last - first) + docs.lines().count();
            lines.splice(first..last, docs.lines().map(str::to_owned));
            found.push(name.clone());
            from = next;
        }
    }
    Ok((lines.join("\n") + "\n", found))
}

/// What a call that the contract does not have says at the end of its first line.
const OF_SWIFT: &str = "// a form of Swift's own";

/// Whether a line of a class or an extension declares a call of the contract's.
fn declares(line: &str, name: &str) -> bool {
    if line.ends_with(OF_SWIFT) {
        return false;
    }
    let line = line.strip_prefix("    public ").map(|line| line.trim_start_matches("func "));
    line.and_then(|line| line.strip_prefix(name)).is_some_and(|rest| rest.starts_with('('))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_thrown_is_a_list_entry() {
        assert_eq!(
            docc("One.\n\nThrows `busy`;\n`storage`.", ""),
            "/// One.\n///\n/// - Throws: `busy`;\n///   `storage`.\n"
        );
    }

    #[test]
    fn only_a_call_of_that_name_is_one() {
        assert!(declares("    public func put(_ table: String)", "put"));
        assert!(declares("    public init(_ config: Config)", "init"));
        assert!(!declares("    public func putMany(_ table: String)", "put"));
        assert!(!declares("    public func put(_ table: String)  // a form of Swift's own", "put"));
        assert!(!declares("        ffi.put(table: table)", "put"));
    }
}
