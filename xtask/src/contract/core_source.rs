//! The public methods of the engine, read from its source: what a host could call if the contract let it.

use std::fs;
use std::path::Path;

/// A method as the contract would write it, `Json` as `string`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) name: String,
    pub(super) arguments: Vec<(String, String)>,
    pub(super) returns: Option<String>,
}

/// Those of `impl CloudEngine` in a folder's files, by name.
pub(super) fn methods(folder: &Path) -> Vec<Signature> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap_or_default();
        for block in text.split("\nimpl CloudEngine {\n").skip(1) {
            let block = block.split("\n}\n").next().unwrap_or_default();
            found.extend(block.split("\n    pub fn ").skip(1).map(signature));
        }
    }
    found.sort_by(|a: &Signature, b| a.name.cmp(&b.name));
    found
}

fn signature(text: &str) -> Signature {
    let head = text.split(" {\n").next().unwrap_or_default();
    let name: String = head.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let open = head.find('(').unwrap_or_default();
    let close = matching(head, open);
    let arguments = split(&head[open + 1..close]);
    let arguments =
        arguments.iter().filter_map(|argument| argument.split_once(": ")).map(|(n, of)| (n.to_owned(), plain(of)));
    let returned = head[close..].split_once("-> Result<").map(|(_, of)| of.split(", CloudError>").next().unwrap_or(of));
    let returns = returned.filter(|of| *of != "()").map(plain);
    Signature { name, arguments: arguments.collect(), returns }
}

/// Where the parenthesis that opens at `open` closes.
fn matching(text: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, letter) in text.char_indices().skip(open) {
        match letter {
            '(' => depth += 1,
            ')' if depth == 1 => return at,
            ')' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Parts between the commas that stand in no bracket.
fn split(text: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for letter in text.chars() {
        match letter {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).collect()
}

fn plain(of: &str) -> String {
    let of = of.trim().trim_start_matches('&');
    let within = |start: &str| of.strip_prefix(start).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = within("Option<") {
        return format!("{}?", plain(inner));
    }
    if let Some(inner) = within("Vec<").or_else(|| of.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))) {
        return format!("sequence<{}>", plain(inner));
    }
    match of {
        "str" | "String" => "string".to_owned(),
        "bool" => "boolean".to_owned(),
        "Millis" => "i64".to_owned(),
        other => other.to_owned(),
    }
}

#[test]
fn a_signature_is_read_whole() {
    let read = signature("of<T: A>(&self, a: &[B], c: Option<&str>) -> Result<Vec<String>, CloudError> {\n");
    let arguments = vec![("a".to_owned(), "sequence<B>".to_owned()), ("c".to_owned(), "string?".to_owned())];
    assert_eq!(read, Signature { name: "of".to_owned(), arguments, returns: Some("sequence<string>".to_owned()) });
}
