//! docs/twins.md: the same ten things in every language, cut from programs that `cargo xtask test` runs.
//!
//! In each program a comment `1. Open a file` begins a part, which goes on to the next one, or to the comment `end`.

use super::Generated;
use crate::checkout::Checkout;
use crate::twins::TWINS;
use crate::twins::Twin;
use std::fmt::Write;
use std::fs;

const PAGE: &str = "docs/twins.md";
const HEAD: &str = "<!-- Written by `cargo xtask generate` from the programs it names. -->

# Ten things in four languages

What there is to do with an engine, once in each language. These are parts of programs which `cargo xtask test` runs against a
real server, and which must print the same: ";

/// A part of a program.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    title: String,
    code: String,
}

pub(super) fn generate(checkout: &Checkout) -> Result<Vec<Generated>, String> {
    let mut programs = Vec::new();
    for twin in TWINS {
        let text = fs::read_to_string(checkout.root.join(twin.path)).map_err(|e| format!("{}: {e}", twin.path))?;
        programs.push((twin, parts(&text)));
    }
    Ok(vec![Generated { path: PAGE, text: page(&programs)? }])
}

fn page(programs: &[(&Twin, Vec<Part>)]) -> Result<String, String> {
    let links: Vec<String> =
        programs.iter().map(|(twin, _)| format!("[{}](../{})", twin.language, twin.path)).collect();
    let mut page = format!("{HEAD}{}.\n", links.join(", "));
    let titles = |parts: &[Part]| -> Vec<String> { parts.iter().map(|part| part.title.clone()).collect() };
    let Some((first, wanted)) = programs.first() else { return Ok(page) };
    if let Some((other, _)) = programs.iter().find(|(_, parts)| titles(parts) != titles(wanted)) {
        return Err(format!("{} and {} have different parts", first.path, other.path));
    }
    for (at, part) in wanted.iter().enumerate() {
        let _ = writeln!(page, "\n## {}", part.title);
        for (twin, parts) in programs {
            let _ = write!(page, "\n```{}\n{}\n```\n", twin.fence, parts[at].code);
        }
    }
    Ok(page)
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in text.lines().take_while(|line| !["// end", "# end"].contains(&line.trim())) {
        if let Some(title) = title(line, parts.len() + 1) {
            parts.push(Part { title: title.to_owned(), code: String::new() });
        } else if let Some(part) = parts.last_mut() {
            part.code += line;
            part.code += "\n";
        }
    }
    for part in &mut parts {
        part.code = flush_left(&part.code);
    }
    parts
}

/// `// 3. Find records` as the third.
fn title(line: &str, number: usize) -> Option<&str> {
    let comment = line.trim_start();
    let words = comment.strip_prefix("// ").or_else(|| comment.strip_prefix("# "))?;
    words.strip_prefix(&format!("{number}. "))
}

/// Without the indentation that all lines share.
fn flush_left(code: &str) -> String {
    let lines = code.lines().filter(|line| !line.is_empty());
    let indent = lines.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let cut = code.lines().map(|line| line.get(indent..).unwrap_or_default());
    cut.collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_cut_at_its_numbers() {
        let text = "fn main() {\n    // 1. One\n    let a = 1;\n\n    // 2. Two\n    if a {\n        b();\n    }\n    // end\n    Ok(())\n}\n";
        let part = |title: &str, code: &str| Part { title: title.to_owned(), code: code.to_owned() };
        assert_eq!(parts(text), [part("One", "let a = 1;"), part("Two", "if a {\n    b();\n}")]);
    }
}
