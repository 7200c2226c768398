//! Memories: records of the table `memories` whose body the engine checks and completes.

use super::CloudEngine;
use super::query::Page;
use crate::error::CloudError;
use crate::memory::MEMORIES;
use crate::memory::complete;
use crate::memory::lower_case;
use crate::query::Query;
use crate::sync::local;
use crate::sync::local::Group;

impl CloudEngine {
    /// Saves a memory and returns its id, which is also its record's. A memory of that id is replaced.
    ///
    /// `memory` is the JSON text of an object as `memory.schema.json` describes it. Left out, `id` becomes a new UUID,
    /// `transaction_time` the present time and `valid_time` and `last_accessed` the same; every other field but
    /// `memory_type`, `content` and `summary` has a constant default. `content_hash` is always computed: BLAKE3 of the
    /// canonical `content`. What the schema does not know is kept as it is, at every level.
    ///
    /// To change a memory, put back what [`CloudEngine::get_memory`] gave with the change made: what is left out is
    /// filled in anew.
    ///
    /// [`CloudEngine::put`] takes any body for this table, too, and looks at none. That is how a program writes back a
    /// memory of a type that is newer than its engine.
    ///
    /// # Errors
    /// `InvalidArgument` (`argument.memory`) with the path of what is wrong and what would be right; otherwise as
    /// [`CloudEngine::put`]. In each case nothing was changed.
    pub fn put_memory(&self, memory: &str) -> Result<String, CloudError> {
        self.guard(|inner| {
            let entropy = inner.entropy.as_ref();
            let (id, body) = complete(memory, inner.config.max_body_bytes(), inner.now_ms(), entropy)?;
            inner.write_local(|tx| {
                let group = Group::new(tx)?;
                local::write(tx, (MEMORIES, &id), Some(body), &group, false)
            })?;
            Ok(id)
        })
    }

    /// A memory as JSON text; `None` for one that does not exist or is deleted. The case of the id does not count.
    ///
    /// Reading changes nothing, `access_count` and `last_accessed` included. A memory that another device wrote is
    /// given as it came, even if this version would not take it.
    ///
    /// # Errors
    /// As [`CloudEngine::get`].
    pub fn get_memory(&self, id: &str) -> Result<Option<String>, CloudError> {
        if let Some(found) = self.get(MEMORIES, id)? {
            return Ok(Some(found));
        }
        match lower_case(id).filter(|lower| lower != id) {
            Some(lower) => self.get(MEMORIES, &lower),
            None => Ok(None),
        }
    }

    /// Memories as JSON texts, a page at a time. New ids are ordered by time, and without another order the pages are
    /// ordered by id: such memories come oldest first.
    ///
    /// # Errors
    /// As [`CloudEngine::query`].
    pub fn query_memories(&self, query: &Query) -> Result<Page, CloudError> {
        self.query(MEMORIES, query)
    }
}
