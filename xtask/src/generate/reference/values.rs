//! Entries of everything that is no call: records, enums, events, errors, and what a host brings.

use super::links;
use super::page::Page;
use super::page::anchor;
use super::sections::Item;
use crate::contract::Dictionary;
use crate::contract::Enum;
use crate::contract::Field;
use crate::contract::Object;
use crate::generate::model::Type;
use crate::generate::words::WIDTH;
use crate::generate::words::broken;
use cortex_cloud::error::table::CLASSES;
use cortex_cloud::error::table::CODES;
use std::fmt::Write;

impl Page<'_> {
    pub(super) fn item(&self, item: &Item<'_>) -> Result<String, String> {
        let name = item.name();
        let (doc, body) = match item {
            Item::Object(object) => (&object.doc, self.members(object)?),
            Item::Dictionary(dictionary) => (&dictionary.doc, self.fields(dictionary)?),
            Item::Enum(one) => (&one.doc, self.variants(one)?),
            Item::Error(one) if one.name == "CloudError" => (&one.doc, self.errors(one)?),
            Item::Error(one) => (&one.doc, self.variants(one)?),
        };
        let form = match self.tongue.form(name) {
            Some(form) => format!("```{}\n{form}\n```\n\n", self.tongue.fence),
            None => String::new(),
        };
        let docs = self.docs(name, doc)?;
        let twins = self.twins(name);
        let title = (self.tongue.named)(name);
        // Errors come one by one, each with its own twins.
        Ok(if name == "CloudError" {
            format!("\n### {title} {{#{name}}}\n\n{form}{docs}{twins}{body}")
        } else {
            format!("\n### {title} {{#{name}}}\n\n{form}{docs}{body}{twins}")
        })
    }

    fn members(&self, object: &Object) -> Result<String, String> {
        let mut text = String::new();
        for method in object.constructors.iter().chain(&object.methods) {
            let at = anchor(&object.name, &method.name);
            let (code, own) = self.written(&at)?;
            let docs = self.docs(&at, &method.doc)?;
            let _ = write!(text, "\n<a id=\"{at}\"></a>\n\n{code}\n{docs}{own}");
        }
        Ok(text)
    }

    fn fields(&self, dictionary: &Dictionary) -> Result<String, String> {
        let name = &dictionary.name;
        let mut rows = Vec::new();
        for field in &dictionary.fields {
            let at = format!("{name}.{}", field.name);
            let default = (self.tongue.default)(field)?.map(|default| format!("`{default}`")).unwrap_or_default();
            rows.push([
                format!("<a id=\"{at}\"></a>`{}`", (self.tongue.field)(&field.name)),
                self.type_cell(name, field)?,
                default,
                self.cell(&at, &field.doc),
            ]);
        }
        let has_defaults = rows.iter().any(|row| !row[2].is_empty());
        let mut text = String::from(if has_defaults {
            "\n| field | type | default | meaning |\n| --- | --- | --- | --- |\n"
        } else {
            "\n| field | type | meaning |\n| --- | --- | --- |\n"
        });
        for [field, of, default, doc] in rows {
            let default = if has_defaults { format!(" {default} |") } else { String::new() };
            let _ = writeln!(text, "| {field} | {of} |{default} {doc} |");
        }
        Ok(text)
    }

    /// A type, and a link to it if it is the contract's.
    fn type_cell(&self, of: &str, field: &Field) -> Result<String, String> {
        let parsed = Type::parse(&field.of);
        let shown = format!("`{}`", (self.tongue.of)(self.contract, of, &parsed)?.replace('|', "\\|"));
        let types = self.links.types_in(parsed.name(), str::to_owned);
        let target = types.first().copied().or_else(|| (parsed.name() == "CloudError").then_some("CloudError"));
        Ok(target.map_or(shown.clone(), |target| format!("[{shown}](#{target})")))
    }

    fn variants(&self, one: &Enum) -> Result<String, String> {
        let mut text = "\n| value | meaning |\n| --- | --- |\n".to_owned();
        for variant in &one.variants {
            let at = format!("{}.{}", one.name, variant.name);
            let mut fields = Vec::new();
            for field in &variant.fields {
                let of = (self.tongue.of)(self.contract, &one.name, &Type::parse(&field.of))?;
                fields.push(((self.tongue.field)(&field.name), of));
            }
            let shown = self.tongue.form(&at).map(str::to_owned);
            let shown = shown.unwrap_or_else(|| (self.tongue.variant)(one, variant, &fields)).replace('|', "\\|");
            let _ = writeln!(text, "| <a id=\"{at}\"></a>`{shown}` | {} |", self.cell(&at, &variant.doc));
        }
        let shown: Vec<&Field> = one.variants.iter().flat_map(|variant| &variant.fields).collect();
        let mut types: Vec<&str> =
            shown.iter().flat_map(|field| self.links.types_in(&field.of, str::to_owned)).collect();
        types.sort_unstable();
        types.dedup();
        Ok(text + &self.types(&types))
    }

    /// Each class that a program can catch, and its codes.
    fn errors(&self, error: &Enum) -> Result<String, String> {
        let mut text = String::new();
        for variant in &error.variants {
            let at = format!("{}.{}", error.name, variant.name);
            let _ = write!(text, "\n#### {} {{#{at}}}\n\n", (self.tongue.error)(&variant.name));
            text += &self.docs(&at, &variant.doc)?;
            let class = CLASSES.iter().find(|(_, _, name)| *name == variant.name).map(|(class, _, _)| *class);
            let codes = CODES.iter().filter(|row| Some(row.class()) == class);
            let codes: Vec<String> = codes.map(|row| format!("[`{}`]({})", row.code, links::code(row.code))).collect();
            let glossary = links::error(&variant.name);
            let codes = broken(&codes.join(", "), WIDTH);
            let _ = write!(text, "\n[What to do]({glossary}), by code:\n{codes}.\n{}", self.twins(&at));
        }
        Ok(text)
    }
}
