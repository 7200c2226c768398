//! Conflicts: when there is one, who wins it, and the record that is kept of it.

pub mod conflict_log;
pub(crate) mod detection;
pub mod resolution;
