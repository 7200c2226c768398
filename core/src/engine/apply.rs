//! `apply`: several records written as one.

use super::CloudEngine;
use super::names;
use super::records::canonical;
use super::records::in_row;
use crate::canonical::Canonical;
use crate::error::CloudError;
use crate::error::Error;
use crate::store::units;
use crate::sync::local;
use crate::sync::local::Group;
use std::collections::HashMap;

/// One change of an [`CloudEngine::apply`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordChange {
    /// Saves a record's body.
    Put {
        /// Its table.
        table: String,
        /// Its id within the table.
        id: String,
        /// The JSON text of an object.
        body: String,
    },
    /// Deletes a record; none is no error.
    Delete {
        /// Its table.
        table: String,
        /// Its id within the table.
        id: String,
    },
}

impl RecordChange {
    /// Saves a record's body.
    pub fn put(table: impl Into<String>, id: impl Into<String>, body: impl Into<String>) -> Self {
        Self::Put { table: table.into(), id: id.into(), body: body.into() }
    }

    /// Deletes a record.
    pub fn delete(table: impl Into<String>, id: impl Into<String>) -> Self {
        Self::Delete { table: table.into(), id: id.into() }
    }

    fn key(&self) -> (&str, &str) {
        match self {
            Self::Put { table, id, .. } | Self::Delete { table, id } => (table, id),
        }
    }
}

/// Changes of one `apply` at most.
pub const MAX_APPLY_ITEMS: usize = units::MOST;
/// Bytes of tables, ids and canonical bodies of one `apply` at most.
pub const MAX_APPLY_BYTES: usize = 1 << 20;

/// A checked change: the record, and its new body.
type Checked<'a> = ((&'a str, &'a str), Option<Canonical>);

impl CloudEngine {
    /// Makes all changes or none. Returns how many records changed.
    ///
    /// They are one unit from then on: other devices see all of them or none, but for the records they have changed
    /// themselves, and the server takes all or none. When a later conflict is settled against one of them, the rest
    /// stands. Of several changes to one record the last counts. Two units that share a record with unsynced work go up
    /// as one; when that grows past what one batch may hold, its records go up one by one, and
    /// [`CloudEvent::SentApart`](crate::CloudEvent::SentApart) says so.
    ///
    /// # Errors
    /// `InvalidArgument` for more than [`MAX_APPLY_ITEMS`] changes or [`MAX_APPLY_BYTES`] bytes, or for a table, id or
    /// body that will not do, with the number of the change; `Busy` and `Storage` as [`CloudEngine::put`]. In each case
    /// nothing was changed.
    pub fn apply(&self, changes: &[RecordChange]) -> Result<i64, CloudError> {
        self.guard(|inner| {
            let checked = check(changes, inner.config.max_body_bytes())?;
            if checked.is_empty() {
                return Ok(0);
            }
            inner.write_local(|tx| {
                let group = if checked.len() > 1 { Group::unit(tx)? } else { Group::new(tx)? };
                let mut changed = 0;
                for (key, body) in checked {
                    changed += i64::from(local::write(tx, key, body, &group, false)?);
                }
                Ok(changed)
            })
        })
    }
}

/// Checks every change before the first is made, and keeps the last of each record.
fn check(changes: &[RecordChange], max_body_bytes: usize) -> Result<Vec<Checked<'_>>, Error> {
    if changes.len() > MAX_APPLY_ITEMS {
        let message = format!(
            "there are {} changes and one apply takes at most {MAX_APPLY_ITEMS}; use put_many for imports",
            changes.len()
        );
        return Err(CloudError::argument("changes", message).into());
    }
    let mut bytes = 0;
    let mut checked: Vec<Checked<'_>> = Vec::with_capacity(changes.len());
    let mut places: HashMap<(&str, &str), usize> = HashMap::with_capacity(changes.len());
    for (number, change) in changes.iter().enumerate() {
        let place = |error: CloudError| in_row("change", number, error);
        let key = change.key();
        names::check_table(key.0).map_err(place)?;
        names::check_id(key.1).map_err(place)?;
        let body = match change {
            RecordChange::Put { body, .. } => Some(canonical(body, max_body_bytes).map_err(place)?),
            RecordChange::Delete { .. } => None,
        };
        bytes += key.0.len() + key.1.len() + body.as_ref().map_or(0, |b| b.text.len());
        match places.get(&key) {
            Some(&earlier) => checked[earlier].1 = body,
            None => {
                places.insert(key, checked.len());
                checked.push((key, body));
            }
        }
    }
    if bytes > MAX_APPLY_BYTES {
        let message = format!("the changes have {bytes} bytes and one apply takes at most {MAX_APPLY_BYTES}");
        return Err(CloudError::argument("changes", message).into());
    }
    Ok(checked)
}
