//! TypeScript: a class for every error of the contract.

use super::NOTE;
use super::docs::jsdoc;
use crate::contract::Contract;
use crate::generate::model;
use crate::generate::words::Language;
use crate::generate::words::Names;
use std::fmt::Write;

pub(super) fn text(contract: &Contract) -> Result<String, String> {
    let names = Names::of(contract, Language::JavaScript);
    let variants = &model::cloud_error(contract)?.variants;
    let union: Vec<String> = variants.iter().map(|variant| format!("\n  | '{}'", variant.name)).collect();
    let mut code = format!(
        "{NOTE}\nimport {{ CloudError }} from './cloud_error.js';\n\n/** The name of an error's variant in the contract, the same in every language. */\nexport type CloudErrorType ={};\n",
        union.concat()
    );
    for variant in variants {
        let name = &variant.name;
        let docs = jsdoc(&names.spelt(&variant.doc), "");
        let _ = write!(
            code,
            "\n{docs}export class {name}Error extends CloudError {{\n  override readonly name = '{name}Error';\n  override readonly type = '{name}';\n}}\n"
        );
    }
    code += "\n/** The class of every variant. */\nexport const CLASSES = {\n";
    for variant in variants {
        let _ = writeln!(code, "  {0}: {0}Error,", variant.name);
    }
    Ok(code + "} as const;\n")
}
