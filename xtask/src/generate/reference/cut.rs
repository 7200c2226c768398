//! Declarations, cut from sources that a formatter has laid out.

use crate::checkout::Checkout;
use std::fs;
use std::path::Path;

/// Where members of an object are declared.
pub(super) struct Source {
    /// Whose, by the contract's name.
    pub(super) object: &'static str,
    /// From the root.
    pub(super) path: &'static str,
    /// What the line has that opens the block.
    pub(super) block: &'static str,
    /// What is written above its declarations, as a comment.
    pub(super) label: &'static str,
    /// Whether the contract has none of these forms, so that their own docs say more.
    pub(super) is_own: bool,
}

impl Source {
    pub(super) const fn new(object: &'static str, path: &'static str, block: &'static str) -> Self {
        Self { object, path, block, label: "", is_own: false }
    }

    /// Forms of the language's own.
    pub(super) const fn own(object: &'static str, path: &'static str, block: &'static str) -> Self {
        Self { object, path, block, label: "", is_own: true }
    }

    /// With a comment above.
    pub(super) const fn labelled(
        object: &'static str,
        path: &'static str,
        block: &'static str,
        label: &'static str,
    ) -> Self {
        Self { object, path, block, label, is_own: false }
    }
}

/// A member as a program sees it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Declared {
    pub(super) name: String,
    /// Flush left, without a body.
    pub(super) code: String,
    /// Its own docs, as written.
    pub(super) doc: String,
    /// Whether it is marked as a form of its language's own.
    pub(super) is_own: bool,
}

/// How a language writes members.
pub(super) struct Syntax {
    /// Spaces before a member.
    pub(super) indent: usize,
    /// The name of the member that a line, without its indentation, begins to declare, if it is public. The flag says whether
    /// all are, as a protocol's.
    pub(super) name: fn(&str, bool) -> Option<String>,
    /// Whether the lines so far are the whole declaration.
    pub(super) is_whole: fn(&str) -> bool,
    /// The declaration as it is shown.
    pub(super) shown: fn(&str) -> String,
    /// Whether docs are below what they are of.
    pub(super) docs_below: bool,
}

/// Everything a source declares in its blocks. None at all is a mistake.
pub(super) fn read(checkout: &Checkout, source: &Source, syntax: &Syntax) -> Result<Vec<Declared>, String> {
    let text = fs::read_to_string(checkout.root.join(source.path)).map_err(|e| format!("{}: {e}", source.path))?;
    let found = declared(&text, source.block, syntax);
    if found.is_empty() {
        return Err(format!("{} declares nothing in a block `{}`", source.path, source.block));
    }
    Ok(found)
}

/// What a call that the contract does not have says at the end of its first line.
const OWN: &str = "// a form of Swift's own";

fn declared(text: &str, block: &str, syntax: &Syntax) -> Vec<Declared> {
    let lines: Vec<&str> = text.lines().collect();
    let is_open = ["interface", "protocol", "trait"].iter().any(|kind| block.contains(kind));
    let margin = " ".repeat(syntax.indent);
    let mut found = Vec::new();
    let mut at = 0;
    let mut is_inside = false;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if !line.is_empty() && !line.starts_with([' ', ')']) {
            is_inside = line.contains(block);
        }
        let Some(member) = line.strip_prefix(&margin).filter(|_| is_inside) else { continue };
        let Some(name) = (syntax.name)(member, is_open) else { continue };
        let first = at - 1;
        let is_own = member.contains(OWN);
        let mut code = member.replace(OWN, "").trim_end().to_owned();
        while !(syntax.is_whole)(&code) && at < lines.len() {
            code = code + "\n" + lines[at].strip_prefix(&margin).unwrap_or(lines[at]).trim_end();
            at += 1;
        }
        let doc = if syntax.docs_below { below(&lines[at..]) } else { above(&lines[..first]) };
        let Some(doc) = doc else { continue };
        found.push(Declared { name, code: (syntax.shown)(&code), doc, is_own });
    }
    found
}

/// The docs of a block as a whole.
pub(super) fn block_doc(path: &Path, block: &str, syntax: &Syntax) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| !line.starts_with(' ') && line.contains(block));
    let doc = at.and_then(|at| if syntax.docs_below { below(&lines[at + 1..]) } else { above(&lines[..at]) });
    doc.filter(|doc| !doc.is_empty()).ok_or_else(|| format!("{} has no docs of a block `{block}`", path.display()))
}

/// The comment above, attributes in between; `None` where it says that nobody should use this.
fn above(lines: &[&str]) -> Option<String> {
    let mut doc = Vec::new();
    for line in lines.iter().rev().map(|line| line.trim()) {
        if line.starts_with("@available") {
            return None;
        }
        if line.starts_with("#[") || (line.starts_with('@') && doc.is_empty()) {
            continue;
        }
        let is_comment = ["///", "/**", "* ", "*/"].iter().any(|start| line.starts_with(start)) || line == "*";
        if !is_comment {
            break;
        }
        let is_first = line.starts_with("/**");
        let text =
            line.trim_start_matches("///").trim_start_matches("/**").trim_end_matches("*/").trim_start_matches('*');
        doc.push(text.strip_prefix(' ').unwrap_or(text).trim_end());
        if is_first {
            break;
        }
    }
    doc.reverse();
    // Outside of code a line's indentation is that of a list of its tool's.
    let mut is_code = false;
    let lines = doc.into_iter().map(|line| {
        is_code ^= line.trim_start().starts_with("```");
        if is_code { line } else { line.trim_start() }
    });
    let doc = lines.collect::<Vec<_>>().join("\n").trim().to_owned();
    if doc.contains("@internal") { None } else { Some(doc) }
}

/// A docstring of Python's.
fn below(lines: &[&str]) -> Option<String> {
    let Some(text) = lines.first().and_then(|line| line.trim().strip_prefix("\"\"\"")) else {
        return Some(String::new());
    };
    let rest = lines[1..].iter().map(|line| line.trim());
    let mut doc = String::new();
    for line in std::iter::once(text).chain(rest) {
        if let Some(last) = line.strip_suffix("\"\"\"") {
            doc += last;
            break;
        }
        doc = doc + line + "\n";
    }
    Some(doc.trim().to_owned())
}

/// Whether every bracket is closed.
pub(super) fn is_closed(code: &str) -> bool {
    let count = |letters: &[char]| code.chars().filter(|letter| letters.contains(letter)).count();
    count(&['(', '[', '{']) == count(&[')', ']', '}'])
}

/// The letters of a name at the start.
pub(super) fn word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::reference::node::NODE;
    use crate::generate::reference::python::PYTHON;
    use crate::generate::reference::rust::RUST;
    use crate::generate::reference::swift::SWIFT;

    fn only(text: &str, block: &str, syntax: &Syntax) -> (String, String) {
        let mut found = declared(text, block, syntax);
        assert_eq!(found.len(), 1, "{found:?}");
        let Declared { name, code, doc, .. } = found.remove(0);
        assert!(doc == "Puts.\n\nThrows." || doc == "Puts.", "{doc}");
        (name, code)
    }

    #[test]
    fn what_is_public_is_cut_and_nothing_else() {
        let text = "/** A. */\nclass A {\n  /** @internal */\n  hidden(): void {\n  }\n  /**\n   * Puts.\n   *\n   * Throws.\n   */\n  \
            async put<T>(\n    a: T,\n    limit = 5): Promise<T> {\n    call(a);\n  }\n  #own(): void {\n  }\n}\nclass B {\n  other(): void {\n  }\n}\n";
        let expected = ("put".to_owned(), "put<T>(\n  a: T,\n  limit = 5): Promise<T>".to_owned());
        assert_eq!(only(text, "class A", &NODE.syntax), expected);
        let text = "class A:\n    def _own(self) -> None:\n        pass\n\n    def put(\n        self,\n        a: dict[str, int],\n    ) -> bool:\n        \
            \"\"\"Puts.\n\n        Throws.\n        \"\"\"\n        return self.a(a)\n\n\ndef put(a) -> None:\n    pass\n";
        let expected = ("put".to_owned(), "def put(\n    a: dict[str, int],\n) -> bool".to_owned());
        assert_eq!(only(text, "class A:", &PYTHON.syntax), expected);
        let text = "extension A {\n    /// Puts.\n    @discardableResult\n    public func put(  // a form of Swift's own\n        _ a: Int\n    ) throws -> Bool {\n    }\n    \
            func own() {\n    }\n    /// No.\n    @available(*, unavailable)\n    public func put() {\n    }\n}\n";
        assert_eq!(
            only(text, "extension A", &SWIFT.syntax),
            ("put".to_owned(), "func put(\n    _ a: Int\n) throws -> Bool".to_owned())
        );
        let text = "impl A {\n    /// Puts.\n    #[must_use]\n    pub fn put(&self) -> bool {\n    }\n\n    fn own(&self) {\n    }\n}\n";
        assert_eq!(only(text, "impl A {", &RUST.syntax), ("put".to_owned(), "pub fn put(&self) -> bool".to_owned()));
    }

    #[test]
    fn a_protocols_members_are_public() {
        let text = "/// A.\npublic protocol A {\n    /// Puts.\n    func put(a: Int) throws -> Int?\n}\n";
        assert_eq!(
            only(text, "protocol A", &SWIFT.syntax),
            ("put".to_owned(), "func put(a: Int) throws -> Int?".to_owned())
        );
    }
}
