//! Judges what the languages have covered: every scenario, every method of the contract, every error code that the API
//! can bring about.

use super::report;
use super::report::Report;
use super::scenario;
use cortex_cloud::error::table::CODES;
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What must be hit.
pub struct Wanted {
    scenarios: BTreeSet<String>,
    methods: BTreeSet<String>,
    codes: BTreeSet<String>,
    unreachable: BTreeSet<String>,
}

impl Wanted {
    /// By the scenarios, the contract, the error table and `unreachable.json`.
    ///
    /// # Errors
    /// When one of them cannot be read, or they contradict each other.
    pub fn load() -> Result<Self, String> {
        let reasons = read_json(&scenario::folder().join("unreachable.json"))?;
        let reasons: BTreeMap<String, String> =
            serde_json::from_value(reasons["codes"].clone()).map_err(|e| format!("unreachable.json: {e}"))?;
        if let Some((code, _)) = reasons.iter().find(|(_, reason)| reason.len() < 20) {
            return Err(format!("unreachable.json gives no reason for {code}"));
        }
        let codes: BTreeSet<String> = CODES.iter().map(|row| row.code.to_owned()).collect();
        if let Some(code) = reasons.keys().find(|code| !codes.contains(*code)) {
            return Err(format!("unreachable.json lists {code}, which core/src/error/table.rs does not have"));
        }
        let unreachable: BTreeSet<String> = reasons.into_keys().collect();
        let codes = codes.difference(&unreachable).cloned().collect();
        Ok(Self { scenarios: scenario::names()?.into_iter().collect(), methods: methods()?, codes, unreachable })
    }

    /// One line for people on a report, and everything that is wrong with it.
    pub fn judge(&self, report: &Report) -> (String, Vec<String>) {
        let Report { language, scenarios, methods, codes } = report;
        let mut wrong = Vec::new();
        for (what, wanted, there) in [
            ("scenario", &self.scenarios, scenarios),
            ("method", &self.methods, methods),
            ("error code", &self.codes, codes),
        ] {
            wrong.extend(wanted.difference(there).map(|name| format!("{language}: {what} {name} is not covered")));
        }
        let surprising = self.unreachable.intersection(codes);
        wrong.extend(surprising.map(|code| format!("{language}: {code} came; take it out of unreachable.json")));
        let covered = |wanted: &BTreeSet<String>, there| wanted.intersection(there).count();
        let line = format!(
            "{language}: {} of {} scenarios, {} of {} methods, {} of {} error codes",
            covered(&self.scenarios, scenarios),
            self.scenarios.len(),
            covered(&self.methods, methods),
            self.methods.len(),
            covered(&self.codes, codes),
            self.codes.len(),
        );
        (line, wrong)
    }
}

/// The reports of these languages; all there are where none is named.
///
/// # Errors
/// When one is missing or cannot be read, or there is none at all.
pub fn reports(languages: &[String]) -> Result<Vec<Report>, String> {
    let folder = report::folder();
    let mut languages = languages.to_vec();
    if languages.is_empty() {
        let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let paths = paths.filter(|path| path.extension().is_some_and(|e| e == "json"));
        languages = paths.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
        languages.sort();
    }
    if languages.is_empty() {
        return Err(format!("{} has no report", folder.display()));
    }
    let read = |language: &String| {
        let report = read_json(&folder.join(format!("{language}.json")))?;
        serde_json::from_value(report).map_err(|e| format!("the report of {language}: {e}"))
    };
    languages.iter().map(read).collect()
}

/// The methods of the contract's interfaces, as `udl/src/cortex_cloud.udl` declares them: `CloudEngine.put`.
fn methods() -> Result<BTreeSet<String>, String> {
    let path = scenario::folder().join("../../udl/src/cortex_cloud.udl");
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let methods = methods_of(&text);
    if methods.len() < 50 { Err(format!("{} methods were found in the contract", methods.len())) } else { Ok(methods) }
}

fn methods_of(udl: &str) -> BTreeSet<String> {
    let mut methods = BTreeSet::new();
    let (mut interface, mut attribute) = (None, "");
    for line in udl.lines() {
        if let Some(name) = line.strip_prefix("interface ").and_then(|rest| rest.strip_suffix(" {")) {
            // Errors and enums with fields are interfaces, too, and have variants for methods.
            let is_data = attribute.contains("Error") || attribute.contains("Enum");
            interface = (!is_data).then(|| name.to_owned());
        } else if line.starts_with("};") {
            interface = None;
        }
        if !line.is_empty() && !line.starts_with(' ') {
            attribute = line;
        }
        let declaration = line.trim().split_once('(').filter(|_| line.starts_with("  ") && !line.contains("///"));
        if let (Some(interface), Some((head, _))) = (&interface, declaration)
            && !head.starts_with('[')
            && let Some(name) = head.split(' ').next_back()
        {
            methods.insert(format!("{interface}.{name}"));
        }
    }
    methods
}

fn read_json(path: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn methods_are_those_of_interfaces_that_are_no_data() {
        let udl = "interface Engine {\n  [Throws=E]\n  constructor(Config config);\n  /// As (said).\n  [Throws=E]\n  \
            void put([ByRef] string id);\n};\n\n[Error, Remote]\ninterface CloudError {\n  Closed(ErrorInfo info);\n};\n\n\
            [Trait, WithForeign]\ninterface Sink {\n  [Throws=E]\n  void log(LogEntry entry);\n};\n";
        assert_eq!(methods_of(udl), set(&["Engine.constructor", "Engine.put", "Sink.log"]));
    }

    #[test]
    fn what_is_missing_and_what_is_surprising_is_named() {
        let wanted = Wanted {
            scenarios: set(&["one"]),
            methods: set(&["Engine.put"]),
            codes: set(&["closed"]),
            unreachable: set(&["internal.panic"]),
        };
        let full = Report {
            language: "rust".to_owned(),
            scenarios: set(&["one"]),
            methods: set(&["Engine.put"]),
            codes: set(&["closed"]),
        };
        assert!(wanted.judge(&full).1.is_empty());
        let none = Report { language: "rust".to_owned(), ..Report::default() };
        assert_eq!(wanted.judge(&none).1.len(), 3);
        let surprising = Report { codes: set(&["closed", "internal.panic"]), ..full };
        assert_eq!(wanted.judge(&surprising).1.len(), 1);
    }
}
