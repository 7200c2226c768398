//! One language's page.

use super::NOTE;
use super::TONGUES;
use super::cut;
use super::cut::Declared;
use super::cut::Source;
use super::links::Links;
use super::sections::ENGINE;
use super::sections::Item;
use super::sections::Section;
use super::tongue::Tongue;
use crate::checkout::Checkout;
use crate::contract::Contract;
use crate::contract::Method;
use crate::contract::Object;
use crate::generate::model;
use crate::generate::words::Names;
use crate::generate::words::WIDTH;
use crate::generate::words::broken;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// How the docs of what a call throws begin, by language.
const THROWS: &[&str] = &["Throws ", "Raises ", "Fails with ", "Fails "];

pub(super) fn text(
    checkout: &Checkout,
    contract: &Contract,
    sections: &[Section<'_>],
    tongue: &Tongue,
) -> Result<String, String> {
    let mut page = Page {
        root: &checkout.root,
        contract,
        tongue,
        names: Names::of(contract, tongue.language),
        links: Links::of(contract)?,
        forms: BTreeMap::new(),
        others: Vec::new(),
    };
    for source in tongue.sources {
        for declared in cut::read(checkout, source, &tongue.syntax)? {
            page.take(source, declared)?;
        }
    }
    page.whole(sections)
}

/// A declaration and where it comes from.
struct Form {
    label: &'static str,
    declared: Declared,
    /// Whether the contract's docs are not all there is to say.
    is_own: bool,
}

pub(super) struct Page<'a> {
    root: &'a Path,
    pub(super) contract: &'a Contract,
    pub(super) tongue: &'a Tongue,
    pub(super) names: Names,
    pub(super) links: Links,
    /// By the anchor of the member they are a form of.
    forms: BTreeMap<String, Vec<Form>>,
    /// What the contract has no twin of.
    others: Vec<Declared>,
}

/// The anchor of a member.
pub(super) fn anchor(object: &str, member: &str) -> String {
    if object == ENGINE { member.to_owned() } else { format!("{object}.{member}") }
}

impl Page<'_> {
    /// Files a declaration under the member it is a form of.
    fn take(&mut self, source: &Source, declared: Declared) -> Result<(), String> {
        let Source { object, label, .. } = *source;
        let of = self.contract.objects.iter().chain(&self.contract.callbacks).find(|one| one.name == object);
        let of = of.ok_or_else(|| format!("{}: the contract has no {object}", source.path))?;
        let alias = self.tongue.aliases.iter().find(|(o, member, _)| *o == object && *member == declared.name);
        let name = declared.name.strip_suffix("Async").unwrap_or(&declared.name);
        let members = of.constructors.iter().chain(&of.methods);
        let same = members.map(|one| one.name.as_str()).find(|one| (self.tongue.call)(one) == name);
        let Some(member) = alias.map(|(_, _, member)| *member).or(same) else {
            self.others.push(declared);
            return Ok(());
        };
        // Of several constructors the first one listed is the contract's.
        let first = self.tongue.aliases.iter().find(|(o, _, of)| *o == object && *of == member && member == "new");
        let is_another = first.map_or((self.tongue.call)(member), |(_, name, _)| (*name).to_owned()) != declared.name;
        let is_own = source.is_own || declared.is_own || is_another;
        self.forms.entry(anchor(object, member)).or_default().push(Form { label, declared, is_own });
        Ok(())
    }

    fn whole(&self, sections: &[Section<'_>]) -> Result<String, String> {
        let mut text = format!("# {}\n\n{NOTE}\n\n{}\n", self.tongue.title, self.tongue.intro.trim());
        let engine = model::object(self.contract, ENGINE)?;
        let _ =
            write!(text, "\n## {ENGINE} {{#{ENGINE}}}\n\n{}{}", self.docs(ENGINE, &engine.doc)?, self.twins(ENGINE));
        for section in sections.iter().filter(|section| !section.calls.is_empty()) {
            let _ = write!(text, "\n## {} {{#calls-{}}}\n", section.title, slug(&section.title));
            for method in &section.calls {
                let name = (self.tongue.call)(&method.name);
                let _ = write!(text, "\n### {name} {{#{}}}\n\n{}", method.name, self.call(engine, method)?);
            }
        }
        let mut titles: Vec<&str> = Vec::new();
        for section in sections {
            if !titles.contains(&section.title.as_str()) {
                titles.push(&section.title);
            }
        }
        for title in titles {
            let same = sections.iter().filter(|section| section.title == title);
            let items: Vec<&Item<'_>> =
                same.flat_map(|section| &section.items).filter(|item| item.name() != ENGINE).collect();
            if items.is_empty() {
                continue;
            }
            let _ = write!(text, "\n## Types: {} {{#types-{}}}\n", title.to_lowercase(), slug(title));
            for item in items {
                text += &self.item(item)?;
            }
        }
        if !self.others.is_empty() {
            let _ = write!(text, "\n## Only in {} {{#only-here}}\n", self.tongue.title);
            for other in &self.others {
                let _ = write!(text, "\n### {} {{#only-here.{}}}\n\n", other.name, other.name);
                let _ = write!(text, "{}\n{}\n", self.fenced(&other.code), own(&other.doc));
            }
        }
        Ok(text)
    }

    /// A call: how it is written, what it does, where its twins are.
    fn call(&self, object: &Object, method: &Method) -> Result<String, String> {
        let anchor = anchor(&object.name, &method.name);
        let (code, docs) = self.written(&anchor)?;
        let mut text = format!("{code}\n");
        if let Some(note) = self.tongue.note(&anchor) {
            let _ = write!(text, "{note}\n\n");
        }
        let link = |code: crate::generate::words::Code<'_>| self.links.code(&anchor, &code);
        text += &marked(&self.names.of_call_with(method, &link));
        text += "\n";
        for argument in method.arguments.iter().filter(|_| !self.tongue.shows_defaults) {
            if let Some(default) = argument.default.as_ref().filter(|default| !default.is_null()) {
                let _ = write!(
                    text,
                    "\n`{}` is `{default}` in the other languages unless it is said.\n",
                    (self.tongue.field)(&argument.name)
                );
            }
        }
        text += &docs;
        text += &self.types(&self.links.types_in(&code, self.tongue.named));
        Ok(text + &self.twins(&anchor))
    }

    /// Every form of a member as code, and what is to be said of those that the contract does not have.
    pub(super) fn written(&self, anchor: &str) -> Result<(String, String), String> {
        if let Some(form) = self.tongue.form(anchor) {
            return Ok((self.fenced(form), String::new()));
        }
        let forms = self.forms.get(anchor).map_or(&[][..], Vec::as_slice);
        let forms = if forms.is_empty() {
            return Err(format!("{} has no declaration of {anchor}", self.tongue.title));
        } else {
            forms
        };
        let (mut code, mut docs, mut label) = (Vec::new(), String::new(), "");
        for form in forms {
            if form.label != label {
                label = form.label;
                code.push(format!("\n{} {label}", self.tongue.comment));
            }
            code.push(form.declared.code.clone());
            if form.is_own && !form.declared.doc.is_empty() {
                let _ = write!(
                    docs,
                    "\n`{}`: {}\n",
                    signature(&form.declared, forms[0].declared.name == form.declared.name),
                    own(&form.declared.doc)
                );
            }
        }
        Ok((self.fenced(code.join("\n").trim()), docs))
    }

    fn fenced(&self, code: &str) -> String {
        format!("```{}\n{code}\n```\n", self.tongue.fence)
    }

    /// Docs of the entry `at`: the contract's, unless the language's layer says it in words of its own.
    pub(super) fn docs(&self, at: &str, docs: &str) -> Result<String, String> {
        let note = self.tongue.note(at).map(|note| format!("{note}\n\n")).unwrap_or_default();
        if let Some((_, path, block)) = self.tongue.own_words.iter().find(|(of, _, _)| *of == at) {
            let doc = cut::block_doc(&self.root.join(path), block, &self.tongue.syntax)?;
            return Ok(format!("{note}{}\n", own(&doc)));
        }
        Ok(format!("{note}{}\n", marked(&self.names.spelt_with(docs, &|code| self.links.code(at, &code)))))
    }

    /// Links to types, as a sentence.
    pub(super) fn types(&self, names: &[&str]) -> String {
        let link = |name: &&str| format!("[`{}`](#{name})", (self.tongue.named)(name));
        let links: Vec<String> = names.iter().map(link).collect();
        if links.is_empty() {
            String::new()
        } else {
            format!("\n{}\n", broken(&format!("Types: {}.", links.join(", ")), WIDTH))
        }
    }

    /// The same on one line, for a table.
    pub(super) fn cell(&self, at: &str, docs: &str) -> String {
        let docs = self.names.spelt_with(docs, &|code| self.links.code(at, &code));
        docs.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
    }

    /// Links to the same entry of the other pages.
    pub(super) fn twins(&self, anchor: &str) -> String {
        let others = TONGUES.iter().filter(|other| other.path != self.tongue.path);
        let links: Vec<String> = others.map(|other| format!("[{}]({}#{anchor})", other.title, other.file())).collect();
        format!("\n<small>In {}.</small>\n", links.join(", "))
    }
}

/// With what is thrown set off, and lines of one width.
fn marked(docs: &str) -> String {
    let paragraph = |text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let thrown = THROWS.iter().find(|word| text.starts_with(**word));
        let text = thrown.map_or(text.clone(), |word| format!("**{}** {}", word.trim(), &text[word.len()..]));
        broken(&text, WIDTH)
    };
    let paragraphs: Vec<String> = docs.split("\n\n").map(paragraph).collect();
    paragraphs.join("\n\n")
}

/// Docs of a source as Markdown: without links that only its own tool understands.
fn own(doc: &str) -> String {
    // Two backticks are a link of DocC's, three a fence.
    let parts: Vec<String> = doc.split("```").map(|part| part.replace("``", "`")).collect();
    let mut text = parts.join("```").replace("- Throws: ", "Throws ").replace("# Errors\n", "Fails with: ");
    text = text.replace("Throws As ", "Throws as ");
    while let Some(start) = text.find("[`") {
        let Some(close) = text[start..].find("`]").map(|at| start + at) else { break };
        let rest = &text[close + 2..];
        let after = match (rest.starts_with('('), rest.find(')')) {
            (true, Some(end)) => rest[end + 1..].to_owned(),
            _ => rest.to_owned(),
        };
        text = format!("{}{}`{after}", &text[..start], &text[start + 1..close]);
    }
    text.trim().to_owned()
}

/// The name of a form; with what it takes where that is all that tells it from the contract's.
fn signature(declared: &Declared, is_same_name: bool) -> String {
    let code = declared.code.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(").replace(" )", ")");
    let start = code.find(&declared.name).filter(|_| is_same_name);
    let Some(code) = start.map(|start| &code[start..]) else { return declared.name.clone() };
    let end =
        code.match_indices(')').find(|(at, _)| cut::is_closed(&code[..=*at])).map_or(code.len(), |(at, _)| at + 1);
    code[..end].to_owned()
}

pub(super) fn slug(title: &str) -> String {
    title.to_lowercase().replace(' ', "-")
}
