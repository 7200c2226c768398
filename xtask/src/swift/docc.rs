//! The package's documentation: DocC takes it without a warning, and nothing public is without a word.

use super::toolchain;
use crate::checkout::Checkout;
use crate::stage::Problem;
use serde_json::Value;
use std::fs;

/// What people import.
const MODULES: &[&str] = &["CortexCloud", "CortexCloudMemory"];
const CATALOGUE: &str = "bindings/swift/Sources/CortexCloud/CortexCloud.docc";

pub(super) fn check(checkout: &Checkout) -> Result<(), Problem> {
    let folder = checkout.root.join("target/swift-docs");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let target = toolchain::command(checkout, "swiftc").args(["-print-target-info"]).stdout()?;
    let target: Value = serde_json::from_str(&target).map_err(|e| format!("swiftc -print-target-info: {e}"))?;
    let triple = target["target"]["triple"].as_str().ok_or_else(|| "swiftc names no target".to_owned())?;
    let mut symbols = 0;
    for module in MODULES {
        let extract = ["symbolgraph-extract", "-module-name", module, "-minimum-access-level", "public"];
        let found = ["-I", super::MODULES, "-I", "bindings/swift/Sources/CortexCloudFFI"];
        let swift = toolchain::command(checkout, "swift").args(extract).args(found);
        swift.args(["-target", triple, "-sdk", "/", "-output-dir"]).args([&folder]).run()?;
        let graph = folder.join(format!("{module}.symbols.json"));
        let text = fs::read_to_string(&graph).map_err(|e| format!("{}: {e}", graph.display()))?;
        let graph: Value = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", graph.display()))?;
        let wordless = wordless(&graph);
        if !wordless.is_empty() {
            return Err(Problem::failed(format!("{module} has no docs for {}", wordless.join(", "))));
        }
        symbols += graph["symbols"].as_array().map_or(0, Vec::len);
    }
    let convert = toolchain::command(checkout, "docc").args(["convert", CATALOGUE, "--warnings-as-errors"]);
    let names = ["--fallback-display-name", "CortexCloud", "--fallback-bundle-identifier", "CortexCloud"];
    let (graphs, output) = (folder.as_os_str(), folder.join("CortexCloud.doccarchive"));
    let convert = convert.args(names).args(["--additional-symbol-graph-dir".as_ref(), graphs]);
    convert.args(["--output-path".as_ref(), output.as_os_str()]).run()?;
    println!("   DocC: three articles, {symbols} public symbols, each with its docs");
    Ok(())
}

/// The public symbols without docs. What the compiler makes by itself has none.
fn wordless(graph: &Value) -> Vec<String> {
    let symbols = graph["symbols"].as_array().into_iter().flatten();
    let named =
        |symbol: &Value| symbol["identifier"]["precise"].as_str().is_some_and(|n| !n.contains("::SYNTHESIZED::"));
    let without = symbols.filter(|symbol| symbol["docComment"].is_null() && named(symbol));
    without
        .map(|symbol| {
            let path = symbol["pathComponents"].as_array().into_iter().flatten().filter_map(Value::as_str);
            path.collect::<Vec<_>>().join(".")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_docs_is_named() {
        let graph = serde_json::json!({ "symbols": [
            { "identifier": { "precise": "s:1" }, "pathComponents": ["A", "b"], "docComment": { "lines": [] } },
            { "identifier": { "precise": "s:2" }, "pathComponents": ["A", "c"] },
            { "identifier": { "precise": "s:3::SYNTHESIZED::s:1" }, "pathComponents": ["A", "d"] },
        ] });
        assert_eq!(wordless(&graph), ["A.c"]);
    }
}
