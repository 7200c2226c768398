//! The links of the built pages. One that leaves the book leads to a file of the repository: once all are known to be good,
//! these are given the repository's address, so that they work wherever the book is put.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Everything that was built.
pub(super) struct Book {
    folder: PathBuf,
    /// Where it comes from, from the repository's root.
    source: String,
    /// The repository's files, from its root.
    repository: BTreeSet<String>,
    /// From the book's root, those of no page included.
    files: BTreeSet<String>,
    pages: BTreeMap<String, Page>,
}

struct Page {
    text: String,
    anchors: BTreeSet<String>,
    /// As they are written.
    links: Vec<String>,
}

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
enum Target {
    /// A file of the book, and a place in it.
    Book(String, Option<String>),
    /// A file or folder of the repository.
    Repository(String),
    /// The web, or a piece of data.
    Elsewhere,
}

impl Book {
    pub(super) fn read(folder: &Path, source: &str, repository: BTreeSet<String>) -> Result<Self, String> {
        let mut files = BTreeSet::new();
        gather(folder, "", &mut files).map_err(|e| format!("{}: {e}", folder.display()))?;
        let mut pages = BTreeMap::new();
        for name in files.iter().filter(|name| name.ends_with(".html")) {
            let text = fs::read_to_string(folder.join(name)).map_err(|e| format!("{name}: {e}"))?;
            let anchors = values(&text, &["id"]).map(unescaped).collect();
            let links = values(&text, &["href", "src"]).map(unescaped).collect();
            pages.insert(name.clone(), Page { text, anchors, links });
        }
        Ok(Self { folder: folder.to_owned(), source: source.to_owned(), repository, files, pages })
    }

    pub(super) fn pages(&self) -> usize {
        self.pages.len()
    }

    pub(super) fn links(&self) -> usize {
        self.pages.values().map(|page| page.links.len()).sum()
    }

    /// Sources that became no page: the summary does not have them.
    pub(super) fn left_out(&self, but: &[&str]) -> Vec<String> {
        let start = format!("{}/", self.source);
        let sources = self.repository.iter().filter(|file| file.ends_with(".md") && !but.contains(&file.as_str()));
        let pages = sources.filter_map(|file| Some((file, file.strip_prefix(&start)?.replace(".md", ".html"))));
        pages
            .filter(|(_, page)| !self.pages.contains_key(page))
            .map(|(file, _)| format!("{file} is not in {}/SUMMARY.md", self.source))
            .collect()
    }

    /// Links that lead nowhere.
    pub(super) fn broken(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (name, page) in &self.pages {
            for link in &page.links {
                let why = match self.target(name, link) {
                    Target::Elsewhere => continue,
                    Target::Book(file, _) if !self.files.contains(&file) => format!("the book has no {file}"),
                    Target::Book(file, Some(anchor)) if !self.has(&file, &anchor) => {
                        format!("{file} has no place named {anchor}")
                    }
                    Target::Repository(path) if self.in_repository(&path).is_none() => {
                        format!("the repository has no {path}")
                    }
                    Target::Book(..) | Target::Repository(_) => continue,
                };
                found.push(format!("{name}: the link {link} is broken: {why}"));
            }
        }
        found.dedup();
        found
    }

    /// Gives links that leave the book the address of what they lead to.
    pub(super) fn lead_out_to(&mut self, repository: &str) -> Result<(), String> {
        for (name, page) in &self.pages {
            let mut text = page.text.clone();
            for link in &page.links {
                let Target::Repository(path) = self.target(name, link) else { continue };
                let Some(path) = self.in_repository(&path) else { continue };
                let kind = if self.repository.contains(&path) { "blob" } else { "tree" };
                text = text.replace(&format!("href=\"{link}\""), &format!("href=\"{repository}/{kind}/HEAD/{path}\""));
            }
            if text != page.text {
                fs::write(self.folder.join(name), text).map_err(|e| format!("{name}: {e}"))?;
            }
        }
        Ok(())
    }

    fn has(&self, file: &str, anchor: &str) -> bool {
        // A file that is no page has the places its own format has.
        self.pages.get(file).is_none_or(|page| page.anchors.contains(anchor))
    }

    /// The file or folder as the repository has it. mdBook takes every Markdown file for a page.
    fn in_repository(&self, path: &str) -> Option<String> {
        let exists = |path: &str| {
            let within = format!("{path}/");
            self.repository.contains(path) || self.repository.iter().any(|file| file.starts_with(&within))
        };
        let source = path.strip_suffix(".html").map(|path| format!("{path}.md"));
        [Some(path.to_owned()), source].into_iter().flatten().find(|path| exists(path))
    }

    fn target(&self, page: &str, link: &str) -> Target {
        let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(decoded(anchor))));
        let has_scheme = path.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(char::is_alphanumeric));
        if has_scheme || path.starts_with('/') {
            return Target::Elsewhere;
        }
        let path = decoded(path.split('?').next().unwrap_or_default());
        // The empty anchor is the top of any page.
        let anchor = anchor.filter(|anchor| !anchor.is_empty());
        if path.is_empty() {
            return Target::Book(page.to_owned(), anchor);
        }
        match resolved(page, &path) {
            Ok(file) if file.is_empty() || self.folder.join(&file).is_dir() => {
                Target::Book(format!("{file}/index.html").trim_start_matches('/').to_owned(), anchor)
            }
            Ok(file) => Target::Book(file, anchor),
            // Out of the book is out of the folder it was made from.
            Err(outside) => match resolved(&format!("{}/x", self.source), &format!("../{}", outside.join("/"))) {
                Ok(path) => Target::Repository(path),
                Err(beyond) => Target::Repository(format!("../{}", beyond.join("/"))),
            },
        }
    }
}

fn gather(folder: &Path, below: &str, files: &mut BTreeSet<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder.join(below))? {
        let entry = entry?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            gather(folder, &format!("{name}/"), files)?;
        } else {
            files.insert(name);
        }
    }
    Ok(())
}

/// A path as the page `from` means it. The error is the rest of one that climbs out by one folder.
fn resolved(from: &str, path: &str) -> Result<String, Vec<String>> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    let steps: Vec<&str> = path.split('/').collect();
    for (at, step) in steps.iter().enumerate() {
        match *step {
            "" | "." => {}
            ".." if parts.is_empty() => return Err(steps[at + 1..].iter().map(|step| (*step).to_owned()).collect()),
            ".." => {
                parts.pop();
            }
            step => parts.push(step),
        }
    }
    Ok(parts.join("/"))
}

/// The values of attributes. mdBook writes them between double quotes.
fn values<'a>(html: &'a str, names: &[&str]) -> impl Iterator<Item = &'a str> {
    let starts: Vec<String> = names.iter().map(|name| format!(" {name}=\"")).collect();
    starts.into_iter().flat_map(move |start| {
        let parts = html.split(start.as_str()).skip(1).collect::<Vec<_>>();
        parts.into_iter().filter_map(|part| part.split('"').next())
    })
}

fn unescaped(text: &str) -> String {
    let entities = [("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

/// Without percent signs.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A book of two pages, of which the first has this text.
    fn book(name: &str, text: &str) -> Book {
        let folder = std::env::temp_dir().join(format!("xtask-book-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("reference")).unwrap();
        fs::write(folder.join("index.html"), text).unwrap();
        fs::write(folder.join("reference/a.html"), "<h2 id=\"put_many\">x</h2><a href=\"../index.html\">up</a>")
            .unwrap();
        fs::write(folder.join("book.css"), "").unwrap();
        let repository = ["docs/index.md", "docs/reference/a.md", "core/src/lib.rs", "tests/README.md"];
        Book::read(&folder, "docs", repository.into_iter().map(str::to_owned).collect()).unwrap()
    }

    #[test]
    fn what_leads_somewhere_is_no_complaint() {
        let book = book(
            "whole",
            "<link href=\"book.css?v=1\"><h1 id=\"here\">x</h1><a href=\"#here\">a</a><a href=\"reference/a.html#put%5Fmany\">b</a>\
             <a href=\"https://example.com/nowhere#x\">c</a><a href=\"mailto:a@example.com\">d</a>\
             <a href=\"../core/src/lib.rs\">e</a><a href=\"../tests/README.html\">f</a><a href=\"../core/src\">g</a><a href=\"#\">h</a>",
        );
        assert_eq!(book.broken(), Vec::<String>::new());
        assert_eq!((book.pages(), book.links()), (2, 10));
        let _ = fs::remove_dir_all(&book.folder);
    }

    #[test]
    fn a_broken_link_is_found() {
        let links = [
            ("reference/b.html", "the book has no reference/b.html"),
            ("../core/src/gone.rs", "the repository has no core/src/gone.rs"),
            ("../../elsewhere.md", "the repository has no ../elsewhere.md"),
            ("reference/../../docs/gone.md", "the repository has no docs/gone.md"),
        ];
        for (link, expected) in links {
            let book = book("link", &format!("<a href=\"{link}\">x</a>"));
            let found = book.broken();
            assert!(found.len() == 1 && found[0].contains(expected), "{link}: {found:?}");
            let _ = fs::remove_dir_all(&book.folder);
        }
    }

    #[test]
    fn a_broken_anchor_is_found() {
        for link in ["reference/a.html#Put_Many", "#nowhere"] {
            let book = book("anchor", &format!("<a href=\"{link}\">x</a>"));
            let found = book.broken();
            assert!(found.len() == 1 && found[0].contains("has no place named"), "{link}: {found:?}");
            let _ = fs::remove_dir_all(&book.folder);
        }
    }

    #[test]
    fn a_source_without_a_page_is_found() {
        let mut book = book("source", "");
        assert_eq!(book.left_out(&[]), Vec::<String>::new());
        book.repository.insert("docs/forgotten.md".to_owned());
        assert_eq!(book.left_out(&[]), ["docs/forgotten.md is not in docs/SUMMARY.md"]);
        assert_eq!(book.left_out(&["docs/forgotten.md"]), Vec::<String>::new());
        let _ = fs::remove_dir_all(&book.folder);
    }

    #[test]
    fn what_leaves_the_book_is_given_an_address() {
        let mut book = book("out", "<a href=\"../tests/README.html\">x</a><a href=\"../core/src\">y</a>");
        book.lead_out_to("https://example.com/r").unwrap();
        let text = fs::read_to_string(book.folder.join("index.html")).unwrap();
        assert!(text.contains("\"https://example.com/r/blob/HEAD/tests/README.md\""), "{text}");
        assert!(text.contains("\"https://example.com/r/tree/HEAD/core/src\""), "{text}");
        let _ = fs::remove_dir_all(&book.folder);
    }
}
