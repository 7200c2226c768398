//! npm's packages: one with the addon for each platform, and the one that people install, which has all of those as
//! optional dependencies. No package has an install script.

use super::Folder;
use super::bill;
use super::bill::BILL;
use super::bill::Bill;
use super::bill::LICENCES;
use super::platforms::PLATFORMS;
use super::platforms::Platform;
use super::shipped;
use crate::checkout::Checkout;
use crate::generate::Generated;
use crate::node;
use crate::stage::Problem;
use serde_json::Value;
use serde_json::json;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

const CRATE: &str = "cortex-cloud-node";
/// The addon's name in a platform's package.
const ADDON: &str = "cortex-cloud.node";
const FOLDER: &str = "bindings/node";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Builds both into the folder and returns where they are: the platform's first, which must be published first, too.
pub(crate) fn make(checkout: &Checkout, folder: &Folder) -> Result<[PathBuf; 2], Problem> {
    let host = Platform::host()?;
    Ok([platform(checkout, folder, host)?, wrapper(checkout, folder)?])
}

/// The addon as it is shipped.
pub(crate) fn addon(checkout: &Checkout) -> Result<PathBuf, Problem> {
    let os = Platform::host()?.os;
    let file = match os {
        "win32" => "cortex_cloud_node.dll",
        "darwin" => "libcortex_cloud_node.dylib",
        _ => node::LIBRARY,
    };
    shipped::library(checkout, CRATE, "cdylib", file)
}

fn platform(checkout: &Checkout, folder: &Folder, host: &Platform) -> Result<PathBuf, Problem> {
    let addon = addon(checkout)?;
    let stage = folder.stage(&format!("npm/{}", host.name))?;
    fs::copy(&addon, stage.join(ADDON)).map_err(|e| format!("{}: {e}", addon.display()))?;
    super::write(&stage.join("package.json"), &manifest(host))?;
    super::write(&stage.join("README.md"), &readme(host))?;
    let bill = Bill::of(checkout, CRATE)?;
    let name = host.npm_package();
    super::write(&stage.join(BILL), &bill.to_json(&name, VERSION, &format!("pkg:npm/{name}@{VERSION}")))?;
    super::write(&stage.join(LICENCES), &bill.licences())?;
    super::copy_licences(checkout, &stage)?;
    pack(checkout, folder, &stage)
}

fn wrapper(checkout: &Checkout, folder: &Folder) -> Result<PathBuf, Problem> {
    node::build_layer(checkout)?;
    let stage = folder.stage("npm/cortex-cloud")?;
    let from = checkout.root.join(FOLDER);
    let read = |name: &str| fs::read_to_string(from.join(name)).map_err(|e| format!("{FOLDER}/{name}: {e}"));
    let mut manifest: Value = serde_json::from_str(&read("package.json")?).map_err(|e| format!("package.json: {e}"))?;
    published(&mut manifest);
    super::write(&stage.join("package.json"), &format!("{manifest:#}\n"))?;
    super::write(&stage.join("README.md"), &read("README.md")?)?;
    copy_folder(&from.join("dist"), &stage.join("dist"))?;
    let url = format!("pkg:npm/cortex-cloud@{VERSION}");
    super::write(&stage.join(BILL), &bill_of_wrapper(&url))?;
    super::copy_licences(checkout, &stage)?;
    pack(checkout, folder, &stage)
}

/// The manifest in the repository is for development: it knows the platform that is built here alone.
fn published(manifest: &mut Value) {
    let all: serde_json::Map<String, Value> = PLATFORMS.iter().map(|p| (p.npm_package(), json!(VERSION))).collect();
    if let Some(fields) = manifest.as_object_mut() {
        for of_development in ["scripts", "devDependencies", "overrides", "workspaces"] {
            fields.remove(of_development);
        }
    }
    manifest["optionalDependencies"] = Value::Object(all);
    manifest["files"] = json!(["dist", "README.md", "LICENSE-*", BILL]);
}

/// It is JavaScript of this repository alone; its engine comes with another package, which has a bill of its own.
fn bill_of_wrapper(url: &str) -> String {
    let optional: Vec<String> = PLATFORMS.iter().map(|p| format!("pkg:npm/{}@{VERSION}", p.npm_package())).collect();
    let component = |reference: &str, name: &str| bill::component(reference, name, VERSION, bill::OWN_LICENCE);
    let components: Vec<Value> = PLATFORMS
        .iter()
        .zip(&optional)
        .map(|(platform, reference)| {
            let mut one = component(reference, &platform.npm_package());
            one["scope"] = json!("optional");
            one
        })
        .collect();
    let mut dependencies = vec![json!({ "ref": url, "dependsOn": optional })];
    dependencies.extend(optional.iter().map(|reference| json!({ "ref": reference, "dependsOn": [] })));
    bill::document(&component(url, "cortex-cloud"), &components, &dependencies)
}

fn pack(checkout: &Checkout, folder: &Folder, stage: &Path) -> Result<PathBuf, Problem> {
    let pack = ["pack", "--json", "--ignore-scripts", "--pack-destination"];
    let printed = node::npm_in(&checkout.root).args(pack).args([folder.path(), stage]).stdout()?;
    let packed: Value = serde_json::from_str(&printed).map_err(|e| format!("npm pack printed no JSON: {e}"))?;
    // Older versions of npm print a list, newer ones an object by the package's name.
    let one = packed.get(0).or_else(|| packed.as_object().and_then(|all| all.values().next()));
    let name = one.and_then(|one| one["filename"].as_str());
    let name = name.ok_or_else(|| Problem::failed(format!("npm pack names no file: {printed}")))?;
    Ok(folder.path().join(name))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("{}: {e}", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(|e| format!("{}: {e}", path.display()))?;
        }
    }
    Ok(())
}

/// What the repository has of them: the package of the platform that the tests run on, and the names for the loader.
pub(crate) fn generate(_: &Checkout) -> Result<Vec<Generated>, String> {
    let here = PLATFORMS.first().ok_or("there are no platforms")?;
    Ok(vec![
        Generated { path: "bindings/node/npm/linux-x64-gnu/package.json", text: manifest(here) },
        Generated { path: "bindings/node/npm/linux-x64-gnu/README.md", text: readme(here) },
        Generated { path: "bindings/node/ts/platforms.ts", text: names() },
    ])
}

fn manifest(platform: &Platform) -> String {
    let Platform { name, about, os, cpu, libc, .. } = platform;
    let mut manifest = json!({
        "name": platform.npm_package(),
        "version": VERSION,
        "description": format!("The engine of cortex-cloud for {about}. Installed by cortex-cloud, not by itself."),
        "license": "MIT OR Apache-2.0",
        "repository": {
            "type": "git",
            "url": "git+https://github.com/cortex-cloud/cortex-cloud.git",
            "directory": format!("bindings/node/npm/{name}"),
        },
        "main": ADDON,
        "files": [ADDON, "LICENSE-*", LICENCES, BILL],
        "os": [os],
        "cpu": [cpu],
        "engines": { "node": ">=20.9" },
    });
    if let Some(libc) = libc {
        manifest["libc"] = json!([libc]);
    }
    format!("{manifest:#}\n")
}

fn readme(platform: &Platform) -> String {
    format!(
        "# cortex-cloud for {}\n\nThe engine of [cortex-cloud](https://www.npmjs.com/package/cortex-cloud), which installs \
         this package where it fits.\n",
        platform.about
    )
}

fn names() -> String {
    let mut code = "// Written by `cargo xtask generate`.\n\n/** Platforms there is a package for. */\n\
                    export const PLATFORMS: readonly string[] = [\n"
        .to_owned();
    for platform in PLATFORMS {
        // Writing to a string does not fail.
        let _ = writeln!(code, "  '{}',", platform.name);
    }
    format!("{code}];\n\n/** Of this package and those. */\nexport const VERSION = '{VERSION}';\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_published_wants_every_platform_and_nothing_of_development() {
        let mut manifest = json!({
            "scripts": { "build": "tsc" },
            "devDependencies": { "typescript": "1" },
            "overrides": { "node-fetch": "2" },
            "workspaces": ["npm/*"],
            "optionalDependencies": { "cortex-cloud-linux-x64-gnu": "0" },
        });
        published(&mut manifest);
        let wanted: serde_json::Map<String, Value> =
            PLATFORMS.iter().map(|p| (p.npm_package(), json!(VERSION))).collect();
        assert_eq!(manifest["optionalDependencies"], Value::Object(wanted));
        assert!(
            ["scripts", "devDependencies", "overrides", "workspaces"].iter().all(|field| manifest.get(field).is_none())
        );
    }

    #[test]
    fn npm_takes_a_package_only_where_it_runs() {
        let manifests: Vec<Value> = PLATFORMS.iter().filter_map(|p| serde_json::from_str(&manifest(p)).ok()).collect();
        assert_eq!(manifests.len(), PLATFORMS.len());
        let musl = manifests.iter().filter(|one| one["libc"] == json!(["musl"]));
        assert_eq!(musl.count(), 2);
        assert!(manifests.iter().all(|one| one.get("scripts").is_none() && one["os"][0].is_string()));
    }
}
