//! What the generators of the bindings ask of the contract.

use crate::contract::Contract;
use crate::contract::Enum;
use crate::contract::Field;
use crate::contract::Object;

/// A type as it is written: `i64?`, `sequence<RecordBody>`, `record<string, TablePolicy>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Named(String),
    Optional(Box<Type>),
    Sequence(Box<Type>),
    Map(Box<Type>),
}

impl Type {
    pub(super) fn parse(text: &str) -> Self {
        let text = text.trim();
        if let Some(inner) = text.strip_suffix('?') {
            return Self::Optional(Box::new(Self::parse(inner)));
        }
        let inside = |name: &str| text.strip_prefix(name)?.strip_prefix('<')?.strip_suffix('>');
        if let Some(inner) = inside("sequence") {
            return Self::Sequence(Box::new(Self::parse(inner)));
        }
        if let Some((_, inner)) = inside("record").and_then(|inner| inner.split_once(',')) {
            return Self::Map(Box::new(Self::parse(inner)));
        }
        Self::Named(text.to_owned())
    }

    /// The name inside.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::Optional(inner) | Self::Sequence(inner) | Self::Map(inner) => inner.name(),
        }
    }
}

/// The object of that name.
pub(super) fn object<'a>(contract: &'a Contract, name: &str) -> Result<&'a Object, String> {
    contract.objects.iter().find(|object| object.name == name).ok_or_else(|| format!("the contract has no {name}"))
}

/// The errors of the engine.
pub(super) fn cloud_error(contract: &Contract) -> Result<&Enum, String> {
    let found = contract.errors.iter().find(|error| error.name == "CloudError");
    found.ok_or_else(|| "the contract has no CloudError".to_owned())
}

/// Every type that the arguments of the engine's calls are made of.
pub(super) fn inputs(contract: &Contract) -> Result<Vec<String>, String> {
    let engine = object(contract, "CloudEngine")?;
    let calls = engine.constructors.iter().chain(&engine.methods);
    Ok(reached(contract, calls.flat_map(|call| &call.arguments).map(|argument| argument.of.as_str())))
}

/// Every type that comes out of the engine: returned, told or thrown.
pub(super) fn outputs(contract: &Contract) -> Result<Vec<String>, String> {
    let returned = object(contract, "CloudEngine")?.methods.iter().filter_map(|call| call.returns.as_deref());
    Ok(reached(contract, returned.chain(["CloudEvent", "LogEntry", "CloudError"])))
}

fn reached<'a>(contract: &'a Contract, from: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut open: Vec<Type> = from.map(Type::parse).collect();
    let mut found: Vec<String> = Vec::new();
    while let Some(of) = open.pop() {
        let name = of.name().to_owned();
        let Some(fields) = fields_of(contract, &name) else { continue };
        if !found.contains(&name) {
            found.push(name);
            open.extend(fields.iter().map(|field| Type::parse(&field.of)));
        }
    }
    found
}

/// The fields of a type of the contract's own; `None` for any other.
fn fields_of<'a>(contract: &'a Contract, name: &str) -> Option<Vec<&'a Field>> {
    if let Some(dictionary) = contract.dictionaries.iter().find(|d| d.name == name) {
        return Some(dictionary.fields.iter().collect());
    }
    let enumeration = contract.enums.iter().chain(&contract.errors).find(|e| e.name == name)?;
    Some(enumeration.variants.iter().flat_map(|variant| &variant.fields).collect())
}

/// `retry_after_ms` as `retryAfterMs`.
pub(super) fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| {
        let mut letters = word.chars();
        camel + &letters.next().map(|l| l.to_uppercase().to_string()).unwrap_or_default() + letters.as_str()
    })
}

/// `LastWriteWins` as `lastWriteWins`.
pub(super) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default() + letters.as_str()
}

/// `LastWriteWins` as `last_write_wins`.
pub(super) fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_inside_out() {
        let named = |name: &str| Box::new(Type::Named(name.to_owned()));
        assert_eq!(Type::parse("i64?"), Type::Optional(named("i64")));
        assert_eq!(Type::parse("sequence<RecordBody>"), Type::Sequence(named("RecordBody")));
        assert_eq!(Type::parse("record<string, TablePolicy>"), Type::Map(named("TablePolicy")));
    }

    #[test]
    fn names_become_camel_case() {
        assert_eq!(camel("retry_after_ms"), "retryAfterMs");
        assert_eq!(camel("put"), "put");
        assert_eq!(snake("LastWriteWins"), "last_write_wins");
    }
}
