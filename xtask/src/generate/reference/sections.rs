//! The order and the headings of the UDL: its comments of the form `// Records -----`.

use crate::contract::Contract;
use crate::contract::Dictionary;
use crate::contract::Enum;
use crate::contract::Method;
use crate::contract::Object;

/// The object whose members are the calls.
pub(super) const ENGINE: &str = "CloudEngine";

/// What stands under one heading, in the UDL's order.
pub(super) struct Section<'a> {
    pub(super) title: String,
    /// Of the engine.
    pub(super) calls: Vec<&'a Method>,
    pub(super) items: Vec<Item<'a>>,
}

/// What has a name in the contract and members.
#[derive(Clone, Copy)]
pub(super) enum Item<'a> {
    Object(&'a Object),
    Dictionary(&'a Dictionary),
    Enum(&'a Enum),
    Error(&'a Enum),
}

impl Item<'_> {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Object(one) => &one.name,
            Self::Dictionary(one) => &one.name,
            Self::Enum(one) | Self::Error(one) => &one.name,
        }
    }
}

/// Everything of the contract but its simple types. It is an error if something has no place.
pub(super) fn of<'a>(contract: &'a Contract, udl: &str) -> Result<Vec<Section<'a>>, String> {
    let engine = contract.objects.iter().find(|object| object.name == ENGINE);
    let engine = engine.ok_or_else(|| format!("the contract has no {ENGINE}"))?;
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut within = "";
    for line in udl.lines() {
        let code = line.trim();
        if let Some(title) = code.strip_prefix("// ").filter(|title| title.ends_with("---")) {
            let title = title.trim_end_matches('-').trim().to_owned();
            sections.push(Section { title, calls: Vec::new(), items: Vec::new() });
            continue;
        }
        let Some(section) = sections.last_mut().filter(|_| !code.starts_with("//")) else { continue };
        let words: Vec<&str> = code.split_whitespace().collect();
        if let [kind, name, ..] = words[..]
            && ["interface", "dictionary", "enum"].contains(&kind)
        {
            within = name;
            section.items.extend(item(contract, name));
        } else if within == ENGINE && code.starts_with("constructor(") {
            section.calls.extend(&engine.constructors);
        } else if within == ENGINE
            && let Some((head, _)) = code.split_once('(')
        {
            let name = head.rsplit(' ').next().unwrap_or_default();
            section.calls.extend(engine.methods.iter().find(|method| method.name == name));
        }
    }
    let (calls, items): (Vec<_>, Vec<_>) = sections.iter().map(|one| (one.calls.len(), one.items.len())).unzip();
    let expected = engine.constructors.len() + engine.methods.len();
    if calls.iter().sum::<usize>() != expected {
        return Err(format!("the UDL's sections have {} calls of {expected}", calls.iter().sum::<usize>()));
    }
    let kinds = [contract.objects.len(), contract.callbacks.len(), contract.dictionaries.len()];
    let expected = kinds.iter().sum::<usize>() + contract.enums.len() + contract.errors.len();
    if items.iter().sum::<usize>() != expected {
        return Err(format!("the UDL's sections have {} types of {expected}", items.iter().sum::<usize>()));
    }
    Ok(sections)
}

fn item<'a>(contract: &'a Contract, name: &str) -> Option<Item<'a>> {
    let object = contract.objects.iter().chain(&contract.callbacks).find(|one| one.name == name).map(Item::Object);
    let dictionary = || contract.dictionaries.iter().find(|one| one.name == name).map(Item::Dictionary);
    let enumeration = || contract.enums.iter().find(|one| one.name == name).map(Item::Enum);
    let error = || contract.errors.iter().find(|one| one.name == name).map(Item::Error);
    object.or_else(dictionary).or_else(enumeration).or_else(error)
}
