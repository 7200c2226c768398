//! The cursor: opaque to clients, epoch and seq to the server.

use super::Seq;
use std::fmt;

/// A position in one epoch of a space. Clients keep its text and never look inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The epoch it was made in.
    pub epoch: String,
    /// Every change up to here has been delivered.
    pub seq: Seq,
}

impl fmt::Display for Cursor {
    /// `1.<epoch>.<seq>`: the format's version, then what the server needs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}.{}", self.epoch, self.seq)
    }
}

impl Cursor {
    /// Reads what [`fmt::Display`] wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (Some("1"), Some(epoch), Some(seq), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return None;
        };
        let canonical = seq == "0" || !seq.starts_with(['0', '+']);
        let seq = seq.parse::<Seq>().ok()?;
        // SQLite's integers are signed.
        let in_range = seq <= i64::MAX.cast_unsigned();
        (canonical && in_range && !epoch.is_empty()).then(|| Self { epoch: epoch.to_owned(), seq })
    }
}
