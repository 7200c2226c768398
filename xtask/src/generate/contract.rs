//! `udl/contract.json`, from the UDL.

use super::Generated;
use crate::checkout::Checkout;
use crate::contract;
use crate::contract::Contract;
use std::fs;

/// Where the contract is, from the root.
pub(crate) const UDL: &str = "udl/src/cortex_cloud.udl";

pub(super) fn generate(checkout: &Checkout) -> Result<Vec<Generated>, String> {
    let contract = read(checkout)?;
    let text = serde_json::to_string_pretty(&contract).map_err(|e| format!("the contract as JSON: {e}"))?;
    Ok(vec![Generated { path: "udl/contract.json", text: text + "\n" }])
}

/// The contract of the UDL.
pub(super) fn read(checkout: &Checkout) -> Result<Contract, String> {
    let udl = fs::read_to_string(checkout.root.join(UDL)).map_err(|e| format!("{UDL}: {e}"))?;
    contract::parse(&udl)
}
