//! What must agree with the contract, and that a contract which strays is found. What each compiler checks is not here:
//! the scaffolding does not build when a member, a variant or an argument's type is not the engine's.

use super::Contract;
use super::Method;
use super::core_source;
use super::core_source::Signature;
use super::parse;
use cortex_cloud::error::table::CLASSES;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Methods of the engine that are no part of the contract.
const RUST_ONLY: &[(&str, &str)] = &[
    ("begin_sync", "a host that brings its own I/O to a sync is a Rust program"),
    ("downgrade", "for the glue below a binding: a handle that keeps no engine open"),
    ("open", "the contract's constructor, which takes a token store, too"),
    ("open_in", "clock, disk and transport are Rust traits"),
    ("parked_rows", "for support: the status counts such rows and an event names each"),
];
/// Methods that another language calls by another form, with the reason.
const OTHER_FORM: &[(&str, &str)] = &[
    ("close", "the engine's returns nothing; every method of the contract may throw"),
    ("set_log_sink", "a closure is a trait there"),
    ("subscribe", "a closure is a trait there"),
];
/// Words that are a type or a keyword of some host language.
const TAKEN: &[&str] =
    &["Operation", "Record", "Event", "EventListener", "Error", "Date", "Result", "from", "self", "default"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn udl() -> String {
    fs::read_to_string(root().join(crate::generate::UDL)).unwrap()
}

fn engine() -> Vec<Signature> {
    core_source::methods(&root().join("core/src/engine"))
}

/// Every way in which the contract strays from the engine and from its own rules.
fn drift(contract: &Contract) -> Vec<String> {
    let mut found = methods(contract);
    found.extend(errors(contract));
    found.extend(undocumented(contract));
    found.extend(rules(contract));
    found
}

fn methods(contract: &Contract) -> Vec<String> {
    let engine = engine();
    let object = contract.objects.iter().find(|object| object.name == "CloudEngine");
    let there: &[Method] = object.map_or(&[], |object| &object.methods);
    let mut found = Vec::new();
    for method in there {
        let Some(signature) = engine.iter().find(|one| one.name == method.name) else {
            found.push(format!("the engine has no method {}", method.name));
            continue;
        };
        if !OTHER_FORM.iter().any(|(name, _)| *name == method.name) && as_core(method) != *signature {
            found.push(format!("{} is {:?} in the engine", method.name, signature));
        }
    }
    for one in &engine {
        let is_excepted = RUST_ONLY.iter().any(|(name, _)| *name == one.name);
        if there.iter().any(|method| method.name == one.name) == is_excepted {
            found.push(format!("{} of the engine must be in the contract or among the exceptions", one.name));
        }
    }
    let known = |name: &str| engine.iter().any(|one| one.name == name);
    let excepted = RUST_ONLY.iter().chain(OTHER_FORM).filter(|(name, _)| !known(name));
    found.extend(excepted.map(|(name, _)| format!("the exception {name} is no method of the engine")));
    found
}

fn as_core(method: &Method) -> Signature {
    let plain = |of: &str| of.replace("Json", "string");
    Signature {
        name: method.name.clone(),
        arguments: method.arguments.iter().map(|one| (one.name.clone(), plain(&one.of))).collect(),
        returns: method.returns.as_deref().map(plain),
    }
}

fn errors(contract: &Contract) -> Vec<String> {
    let Some(error) = contract.errors.iter().find(|error| error.name == "CloudError") else {
        return vec!["the contract has no CloudError".to_owned()];
    };
    let here: Vec<&str> = error.variants.iter().map(|variant| variant.name.as_str()).collect();
    let there: Vec<&str> = CLASSES.iter().map(|(_, _, name)| *name).collect();
    let mut found = Vec::new();
    if here != there {
        found.push(format!("the errors are {here:?} and the table has {there:?}"));
    }
    for variant in &error.variants {
        if variant.fields.len() != 1 || variant.fields[0].name != "info" || variant.fields[0].of != "ErrorInfo" {
            found.push(format!("{} does not carry an ErrorInfo alone", variant.name));
        }
    }
    found
}

fn undocumented(contract: &Contract) -> Vec<String> {
    let mut docs: Vec<(String, &str)> = vec![("the namespace".to_owned(), contract.doc.as_str())];
    for object in contract.objects.iter().chain(&contract.callbacks) {
        docs.push((object.name.clone(), &object.doc));
        let members = object.constructors.iter().chain(&object.methods);
        docs.extend(members.map(|method| (format!("{}.{}", object.name, method.name), method.doc.as_str())));
    }
    for dictionary in &contract.dictionaries {
        docs.push((dictionary.name.clone(), &dictionary.doc));
        docs.extend(
            dictionary.fields.iter().map(|one| (format!("{}.{}", dictionary.name, one.name), one.doc.as_str())),
        );
    }
    for one in contract.enums.iter().chain(&contract.errors) {
        docs.push((one.name.clone(), &one.doc));
        docs.extend(
            one.variants.iter().map(|variant| (format!("{}.{}", one.name, variant.name), variant.doc.as_str())),
        );
    }
    docs.retain(|(_, doc)| doc.is_empty());
    docs.into_iter().map(|(name, _)| format!("{name} has no docstring")).collect()
}

fn rules(contract: &Contract) -> Vec<String> {
    let mut found = Vec::new();
    for object in &contract.objects {
        for method in object.methods.iter().filter(|method| method.throws.as_deref() != Some("CloudError")) {
            found.push(format!(
                "{}.{} does not throw CloudError: a panic there ends a Swift program",
                object.name, method.name
            ));
        }
    }
    let fields = contract.dictionaries.iter().flat_map(|one| one.fields.iter().map(|field| field.name.as_str()));
    let names = contract
        .dictionaries
        .iter()
        .map(|one| one.name.as_str())
        .chain(contract.enums.iter().map(|one| one.name.as_str()));
    found.extend(
        fields.chain(names).filter(|name| TAKEN.contains(name)).map(|name| format!("{name} is a host's own word")),
    );
    found
}

#[test]
fn the_contract_is_the_engines_api() {
    let found = drift(&parse(&udl()).unwrap());
    assert!(found.is_empty(), "{found:#?}");
    assert!(engine().len() > 40, "the engine's methods are read");
}

/// A change of the UDL, and a word of what must be said of it.
const STRAYS: &[(&str, &str, &str)] = &[
    ("AuthState auth_state();", "AuthState sign_in_state();", "sign_in_state"),
    ("i64 count(", "boolean count(", "count is"),
    ("boolean put([ByRef] string table", "boolean put([ByRef] string tables", "put is"),
    ("optional Json? filter = null", "[ByRef] Json filter", "count is"),
    ("  Throttled(ErrorInfo info);\n", "", "the errors are"),
    ("  Busy(ErrorInfo info);\n", "  Busy(string message);\n", "Busy does not carry"),
    (
        "  /// How far the sign-in has come. Never waits for the network.\n",
        "",
        "CloudEngine.auth_state has no docstring",
    ),
    ("  /// The greatest first.\n", "", "OrderBy.descending has no docstring"),
    ("  [Throws=CloudError]\n  AuthState auth_state();", "  AuthState auth_state();", "does not throw"),
    ("  [Throws=CloudError]\n  void start();\n", "", "start of the engine must be in"),
    (
        "  /// One sentence for people.\n  string reason;\n  /// How often",
        "  /// One.\n  string from;\n  /// How often",
        "host's own word",
    ),
];

#[test]
fn a_contract_that_strays_is_found() {
    let udl = udl();
    let contract = parse(&udl).unwrap();
    for (before, after, expected) in STRAYS {
        assert!(udl.contains(before), "{before:?} is no part of the UDL any more");
        let stray = parse(&udl.replacen(before, after, 1)).unwrap();
        assert_ne!(stray, contract, "{after:?} is another contract.json");
        let found = drift(&stray);
        assert!(found.iter().any(|problem| problem.contains(expected)), "{after:?}: {found:#?}");
    }
}

#[test]
fn a_number_that_would_wrap_in_some_language_is_refused() {
    for of in ["u32", "u64", "i32", "f32"] {
        let of = if of == "f32" { "float" } else { of };
        assert!(parse(&udl().replacen("i64 count(", &format!("{of} count("), 1)).is_err(), "{of}");
    }
}
