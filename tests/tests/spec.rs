//! Every row of `docs/spec.md` names tests that prove it, and each of them exists and runs.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Rows that a later part of the product fulfils. Their proof says so in these words.
const LATER: &[&str] = &["E10", "E11", "E12", "E13", "E14"];
const LATER_WORDS: &str = "a later part";
/// Rows that are being built: their proof says so. Taken out, one by one, as they get their tests.
const BUILDING: &[&str] = &[];
const BUILDING_WORDS: &str = "being built";
/// The mistakes are proven against the server's binary over HTTP.
const OVER_HTTP: &str = "e2e_engine::";

struct Row {
    id: String,
    must: String,
    proof: String,
}

impl Row {
    /// What stands between backticks in the last column.
    fn names(&self) -> Vec<&str> {
        self.proof.split('`').skip(1).step_by(2).collect()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("docs/spec.md")).unwrap();
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = text.lines().filter(|line| ["| E", "| M", "| D"].iter().any(|row| line.starts_with(row))).map(|line| {
        let [id, must, proof] = <[String; 3]>::try_from(cells(line)).unwrap_or_else(|cells| {
            panic!("a row has three cells, this one {}: {line}", cells.len());
        });
        Row { id, must, proof }
    });
    rows.collect()
}

/// The tests of a source file and of the modules it declares, as `cargo test` names them behind `prefix`. An ignored one
/// is none.
fn tests_of(file: &Path, children: &Path, prefix: &str, found: &mut BTreeSet<String>) {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    // Modules written in place, with their indentation.
    let mut inner: Vec<(usize, String)> = Vec::new();
    let (mut is_test, mut is_ignored) = (false, false);
    for line in text.lines() {
        let (code, indent) = (line.trim(), line.len() - line.trim_start().len());
        if code == "}" && inner.last().is_some_and(|(at, _)| *at == indent) {
            inner.pop();
        }
        let words: Vec<&str> = code.split(' ').skip_while(|word| word.starts_with("pub")).collect();
        match words.as_slice() {
            ["#[test]"] => (is_test, is_ignored) = (true, false),
            [attribute, ..] if attribute.starts_with("#[ignore") => is_ignored = true,
            ["mod", name] if name.ends_with(';') => {
                let name = name.trim_end_matches(';');
                let flat = children.join(format!("{name}.rs"));
                let file = if flat.is_file() { flat } else { children.join(name).join("mod.rs") };
                tests_of(&file, &children.join(name), &format!("{prefix}{name}::"), found);
            }
            ["mod", name, "{"] => inner.push((indent, format!("{name}::"))),
            ["fn", name, ..] | ["async", "fn", name, ..] => {
                if is_test && !is_ignored {
                    let name = name.split('(').next().unwrap();
                    let inside: String = inner.iter().map(|(_, name)| name.as_str()).collect();
                    found.insert(format!("{prefix}{inside}{name}"));
                }
                is_test = false;
            }
            _ => {}
        }
    }
}

/// Every test that runs, behind the name of its target: `e2e_engine::calls::…`, `cortex_cloud::clock::tests::…`.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, file) in [
        ("cortex_cloud", "core/src/lib.rs"),
        ("cortex_server", "server/src/lib.rs"),
        ("cortex_tests", "tests/src/lib.rs"),
        ("cortex_simulation", "tests/simulation/src/lib.rs"),
        ("xtask", "xtask/src/main.rs"),
    ] {
        let file = root().join(file);
        tests_of(&file, file.parent().unwrap(), &format!("{name}::"), &mut found);
    }
    for folder in ["core/tests", "server/tests", "tests/tests", "tests/simulation/tests"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let is_folder = path.join("main.rs").is_file();
            if is_folder {
                tests_of(&path.join("main.rs"), &path, &format!("{name}::"), &mut found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                tests_of(&path, path.parent().unwrap(), &format!("{name}::"), &mut found);
            }
        }
    }
    found
}

/// The stages of `cargo xtask test` and `soak`, as `stage format`.
fn stages() -> BTreeSet<String> {
    let texts = ["stage.rs", "soak.rs"].map(|file| fs::read_to_string(root().join("xtask/src").join(file)).unwrap());
    let names = texts.iter().flat_map(|text| text.split("Stage { name: \"").skip(1));
    names.map(|rest| format!("stage {}", rest.split('"').next().unwrap())).collect()
}

/// What is wrong with the proof of a row.
fn complaint(row: &Row, proofs: &BTreeSet<String>) -> Option<String> {
    let names = row.names();
    for (list, words) in [(LATER, LATER_WORDS), (BUILDING, BUILDING_WORDS)] {
        if row.proof.contains(words) {
            return (!list.contains(&row.id.as_str())).then(|| format!("{} may not say {words:?}", row.id));
        }
        if list.contains(&row.id.as_str()) {
            return Some(format!("{} is proven; take it out of the list of rows that are {words:?}", row.id));
        }
    }
    if names.is_empty() {
        return Some(format!("{} names no test", row.id));
    }
    if row.id.starts_with('M') && !names.iter().any(|name| name.starts_with(OVER_HTTP)) {
        return Some(format!("{} names no test of {OVER_HTTP}", row.id));
    }
    let missing: Vec<&&str> = names.iter().filter(|name| !proofs.contains(**name)).collect();
    (!missing.is_empty()).then(|| format!("{} names what does not exist or does not run: {missing:?}", row.id))
}

#[test]
fn every_row_names_tests_that_run() {
    let proofs: BTreeSet<String> = tests().into_iter().chain(stages()).collect();
    assert!(proofs.len() > 300, "the tests are found: {}", proofs.len());
    let complaints: Vec<String> = rows().iter().filter_map(|row| complaint(row, &proofs)).collect();
    assert!(complaints.is_empty(), "docs/spec.md:\n{}", complaints.join("\n"));
}

#[test]
fn every_id_is_there_once_and_says_what_must_hold() {
    let mut ids = BTreeMap::new();
    for row in rows() {
        assert!(row.must.len() > 20, "{} says nothing", row.id);
        assert_eq!(ids.insert(row.id.clone(), row.must), None, "{} is there twice", row.id);
    }
    let numbers = [1..=3, 10..=14, 20..=21, 30..=34, 40..=42, 50..=53, 60..=61, 70..=72];
    let rows = numbers.into_iter().flatten().map(|n| format!("E{n:02}"));
    let design = (1..=18).map(|n| format!("D{n:02}"));
    for id in rows.chain((1..=16).map(|n| format!("M{n:02}"))).chain(design) {
        assert!(ids.contains_key(&id), "{id} is missing from docs/spec.md");
    }
}

#[test]
fn the_page_of_promises_names_rows_and_tests_that_exist() {
    let text = fs::read_to_string(root().join("docs/promises.md")).unwrap();
    let ids: BTreeSet<String> = rows().into_iter().map(|row| row.id).collect();
    let is_id = |word: &&str| word.len() == 3 && word.starts_with(['D', 'E', 'M']) && word[1..].parse::<u8>().is_ok();
    let cited: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_id).collect();
    assert!(cited.len() > 20, "the rows are found: {cited:?}");
    let proofs: BTreeSet<String> = tests().into_iter().chain(stages()).collect();
    // Between backticks; what begins with a capital is a type of the engine's.
    let named = text.split('`').skip(1).step_by(2);
    let named = named
        .filter(|name| name.starts_with("stage ") || (name.contains("::") && !name.starts_with(char::is_uppercase)));
    let missing: Vec<&str> =
        named.filter(|name| !proofs.contains(*name)).chain(cited.into_iter().filter(|id| !ids.contains(*id))).collect();
    assert!(missing.is_empty(), "docs/promises.md names what does not exist or does not run: {missing:?}");
}

#[test]
fn a_row_cited_in_the_sources_is_in_the_table() {
    let ids: BTreeSet<String> = rows().into_iter().map(|row| row.id).collect();
    let mut folders: Vec<PathBuf> = ["core/src", "server/src", "tests/tests"].map(|f| root().join(f)).into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            for cited in text.split("(E").skip(1).filter_map(|rest| rest.split(')').next()) {
                let number = cited.len() == 2 && cited.bytes().all(|b| b.is_ascii_digit());
                assert!(!number || ids.contains(&format!("E{cited}")), "{} cites E{cited}", path.display());
            }
        }
    }
}

#[test]
fn an_ignored_a_renamed_and_an_undeclared_test_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("main.rs", "mod a;\n#[test]\nfn here() {}\n#[test]\n#[ignore = \"slow\"]\nfn ignored() {}\nfn helper() {}\n");
    write("a.rs", "mod inner {\n    #[test]\n    fn deep() {}\n}\n#[test]\nfn flat() {}\n");
    write("undeclared.rs", "#[test]\nfn lost() {}\n");
    let mut found = BTreeSet::new();
    tests_of(&folder.path().join("main.rs"), folder.path(), "t::", &mut found);
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["t::a::flat", "t::a::inner::deep", "t::here"]);
    let row = |proof: &str| Row { id: "E99".to_owned(), must: String::new(), proof: proof.to_owned() };
    let proofs = BTreeSet::from(["t::here".to_owned()]);
    assert_eq!(complaint(&row("`t::here`"), &proofs), None);
    for wrong in ["", "none", "`t::gone`", "`t::here` `t::gone`", LATER_WORDS, BUILDING_WORDS] {
        assert!(complaint(&row(wrong), &proofs).is_some(), "{wrong:?} is no proof");
    }
}
