//! Memories: records of the table `memories` with a typed body.
//!
//! `memory.schema.json` says what a memory is; the types here, what a put is checked against and the table in the docs
//! are generated from it by `cargo xtask generate`, and so are the types of every other language. Whatever this version
//! does not know, at any level, is kept as it is: an app of today must not cut off what an app of tomorrow wrote.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let engine = cortex_cloud::CloudEngine::open(cortex_cloud::Config::new(folder.path().join("m.db")))?;
//! use cortex_cloud::memory::DecisionContent;
//! use cortex_cloud::memory::Memory;
//!
//! let content = DecisionContent { decision: "SQLite".into(), rationale: "one file".into(), ..Default::default() };
//! let id = engine.put_memory(&Memory::new(content, "We store in SQLite.").to_json()?)?;
//!
//! let text = engine.get_memory(&id)?.ok_or("it was just saved")?;
//! let mut memory = Memory::parse(&text)?;
//! assert_eq!(memory.memory_type.half_life_days(), Some(180));
//! memory.tags.push("storage".into());
//! assert_eq!(engine.put_memory(&memory.to_json()?)?, id);
//! # Ok(())
//! # }
//! ```

mod complete;
mod content;
mod field;
mod fill;
mod shape;
mod time;
mod types;
mod uuid;
mod validate;

pub(crate) use complete::complete;
pub(crate) use uuid::lower_case;

pub use content::Content;
pub use types::*;

/// The table memories live in.
pub const MEMORIES: &str = "memories";

/// What a memory is: JSON Schema 2020-12. Everything here follows from it.
pub const SCHEMA: &str = include_str!("memory.schema.json");
