//! The Node binding, as far as the contract says it: how values cross (Rust), the types, what arguments are checked
//! against, the error classes, and the docs of every call (TypeScript).

mod classes;
mod docs;
mod shapes;
mod types;
mod values;

use super::Generated;
use super::contract;
use super::model;
use super::model::Type;
use crate::checkout::Checkout;
use crate::contract::Contract;
use std::fs;

pub(super) const VALUES: &str = "bindings/node/src/values.rs";
const TYPES: &str = "bindings/node/ts/types.ts";
const SHAPES: &str = "bindings/node/ts/shapes.ts";
const CLASSES: &str = "bindings/node/ts/classes.ts";

/// Where the calls of a class are, whose docs are the contract's.
const CALLS: &[(&str, &str)] = &[
    ("CloudEngine", "bindings/node/ts/calls/conflicts.ts"),
    ("CloudEngine", "bindings/node/ts/calls/events.ts"),
    ("CloudEngine", "bindings/node/ts/calls/handle.ts"),
    ("CloudEngine", "bindings/node/ts/calls/memories.ts"),
    ("CloudEngine", "bindings/node/ts/calls/network.ts"),
    ("CloudEngine", "bindings/node/ts/calls/records.ts"),
    ("CloudEngine", "bindings/node/ts/calls/status.ts"),
    ("Subscription", "bindings/node/ts/subscription.ts"),
];

/// The first line of every file of TypeScript.
pub(super) const NOTE: &str = "// Made by `cargo xtask generate` from udl/contract.json; not to be edited.\n";

pub(super) fn generate(checkout: &Checkout) -> Result<Vec<Generated>, String> {
    let contract = contract::read(checkout)?;
    let mut files = vec![
        Generated { path: VALUES, text: super::rust::formatted(checkout, &values::text(&contract)?)? },
        Generated { path: TYPES, text: types::text(&contract)? },
        Generated { path: SHAPES, text: shapes::text(&contract)? },
        Generated { path: CLASSES, text: classes::text(&contract)? },
    ];
    for (class, path) in CALLS {
        let text = fs::read_to_string(checkout.root.join(path)).map_err(|e| format!("{path}: {e}"))?;
        files.push(Generated { path, text: docs::documented(&contract, class, &text)? });
    }
    Ok(files)
}

/// How TypeScript writes the type of a field of the dictionary or enum `owner`.
pub(super) fn field_type(contract: &Contract, owner: &str, of: &Type) -> Result<String, String> {
    Ok(types::field_type(contract, &model::inputs(contract)?, owner, of))
}
