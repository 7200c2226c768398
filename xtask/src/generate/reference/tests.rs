//! Nothing of the contract is missing on a page, and what is there can be found.

use super::*;
use crate::contract::Contract;
use crate::generate::model;
use crate::generate::words::Names;
use std::collections::BTreeMap;
use std::path::Path;

fn checkout() -> Checkout {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Checkout { root, cargo: "cargo".into(), installs: false }
}

fn pages() -> (Contract, Vec<(&'static Tongue, String)>) {
    let checkout = checkout();
    let contract = contract::read(&checkout).unwrap();
    let udl = fs::read_to_string(checkout.root.join(contract::UDL)).unwrap();
    let sections = sections::of(&contract, &udl).unwrap();
    let page = |tongue: &&'static Tongue| (*tongue, page::text(&checkout, &contract, &sections, tongue).unwrap());
    let pages = TONGUES.iter().map(page).collect();
    (contract, pages)
}

/// Every anchor that the contract asks for, with the docstring of what it is of.
fn wanted(contract: &Contract) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for object in contract.objects.iter().chain(&contract.callbacks) {
        found.push((object.name.clone(), object.doc.clone()));
        for method in object.constructors.iter().chain(&object.methods) {
            found.push((page::anchor(&object.name, &method.name), method.doc.clone()));
        }
    }
    for one in &contract.dictionaries {
        found.push((one.name.clone(), one.doc.clone()));
        found.extend(one.fields.iter().map(|field| (format!("{}.{}", one.name, field.name), field.doc.clone())));
    }
    for one in contract.enums.iter().chain(&contract.errors) {
        found.push((one.name.clone(), one.doc.clone()));
        found.extend(one.variants.iter().map(|each| (format!("{}.{}", one.name, each.name), each.doc.clone())));
    }
    found
}

/// How often each anchor is on a page.
fn anchors(page: &str) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    for (before, after) in [("{#", "}"), ("<a id=\"", "\">")] {
        for part in page.split(before).skip(1) {
            *found.entry(part.split(after).next().unwrap_or_default()).or_default() += 1;
        }
    }
    found
}

/// Without links and emphasis, in one line: the words alone.
fn words(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let (target, after) = after.split_once(')').unwrap_or(("", after));
        assert!(!target.contains(' '), "{target}");
        plain += before;
        rest = after;
    }
    plain += rest;
    let plain = plain.replace("[`", "`").replace("**", "").replace("\\|", "|");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_name_of_the_contract_has_one_anchor_on_every_page() {
    let (contract, pages) = pages();
    let wanted = wanted(&contract);
    let methods = contract.objects.iter().chain(&contract.callbacks);
    let methods: usize = methods.map(|object| object.constructors.len() + object.methods.len()).sum();
    assert!(
        methods > 50 && wanted.len() > 200,
        "the contract is read whole: {methods} methods, {} names",
        wanted.len()
    );
    for (tongue, page) in &pages {
        let anchors = anchors(page);
        for (anchor, _) in &wanted {
            assert_eq!(anchors.get(anchor.as_str()), Some(&1), "{}: {anchor}", tongue.title);
        }
        let twice: Vec<_> = anchors.iter().filter(|(_, count)| **count != 1).collect();
        assert!(twice.is_empty(), "{}: {twice:?}", tongue.title);
    }
}

#[test]
fn no_docstring_is_left_out() {
    let (contract, pages) = pages();
    for (tongue, page) in &pages {
        let (names, page) = (Names::of(&contract, tongue.language), words(page));
        let own_words = |anchor: &str| tongue.own_words.iter().any(|(of, _, _)| *of == anchor);
        for (anchor, doc) in wanted(&contract).into_iter().filter(|(anchor, _)| !own_words(anchor)) {
            let method = contract.objects.iter().flat_map(|object| &object.methods).find(|one| one.name == anchor);
            let spelt = method.map_or_else(|| names.spelt(&doc), |method| names.of_call(method));
            assert!(!doc.is_empty() && page.contains(&words(&spelt)), "{}: {anchor}: {spelt}", tongue.title);
        }
    }
}

#[test]
fn every_error_leads_to_the_glossary() {
    let (contract, pages) = pages();
    for (tongue, page) in &pages {
        for variant in &model::cloud_error(&contract).unwrap().variants {
            assert!(page.contains(&format!("#### {} {{#CloudError.{}}}", (tongue.error)(&variant.name), variant.name)));
        }
        assert!(page.contains("[`too_large`](../errors.md#too_large)"));
        for row in cortex_cloud::error::table::CODES {
            assert!(page.contains(&format!("[`{}`]({})", row.code, links::code(row.code))), "{}", row.code);
        }
    }
}

#[test]
fn a_call_is_in_the_words_of_its_language() {
    let (_, pages) = pages();
    let of = |title: &str| pages.iter().find(|(tongue, _)| tongue.title == title).map(|(_, page)| page).unwrap();
    for (title, expected) in [
        (
            "Rust",
            "pub fn queued_mutations(&self, after: Option<i64>, limit: i64) -> Result<Vec<WaitingMutation>, CloudError>",
        ),
        ("Rust", "**Fails with** [`InvalidArgument`](../errors.md#invalidargument) for a limit out of range"),
        ("Node", "queuedMutations(after: number | null = null, limit: number = 1000): WaitingMutation[]"),
        ("Rust", "`limit` is `1000` in the other languages unless it is said."),
        ("Node", "putManyAsync(table: string, rows: RecordBody[], options?: CallOptions): Promise<number>"),
        ("Python", "def get(table: str, id: str) -> dict[str, Any] | None"),
        ("Python", "async def sync() -> SyncReport"),
        ("Python", "**Raises** [`InvalidArgumentError`](../errors.md#invalidargument) for a limit out of range"),
        (
            "Swift",
            "func queuedMutations(after: Int? = nil, limit: Int = 1_000) throws(CloudError) -> [WaitingMutation]",
        ),
        ("Swift", "func query(_ table: String, _ query: CloudQuery = CloudQuery()) async throws(CloudError) -> Page"),
        ("Swift", "**Throws** [`invalidArgument`](../errors.md#invalidargument) for a limit out of range"),
    ] {
        let page = of(title).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(expected), "{title}: {expected}");
    }
    for (title, page) in pages.iter().map(|(tongue, page)| (tongue.title, page)) {
        assert!(!page.contains("@internal") && !page.contains("](crate::"), "{title}");
    }
}

#[test]
fn what_the_udl_has_under_no_heading_is_refused() {
    let checkout = checkout();
    let udl = fs::read_to_string(checkout.root.join(contract::UDL)).unwrap();
    let contract = contract::read(&checkout).unwrap();
    assert!(sections::of(&contract, &udl).is_ok());
    assert!(sections::of(&contract, &udl.replace("---", "")).is_err());
}
