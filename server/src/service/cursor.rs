//! The server's side of cursors: the protocol's text, and a longer one for the pages of a fresh pull.

use super::Result;
use super::ServiceError;
use crate::store::SpaceRow;
use cortex_cloud::transport::protocol::Cursor;
use cortex_cloud::transport::protocol::Seq;
use cortex_cloud::transport::protocol::code;

/// Where a pull stands.
///
/// A fresh pull that has not ended knows the head it began at. It has seen nothing before that, so tombstones up to
/// there mean nothing to it: they are left out, and their being collected does not expire its cursor, though its own
/// position may lie far below the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// Everything up to here has been delivered.
    pub(super) seq: Seq,
    /// The head when the fresh pull began.
    pub(super) fresh_since: Option<Seq>,
}

impl Position {
    /// The position of a cursor's text; without one, the beginning. A device that pushed before its first pull has no
    /// cursor and yet something to lose: it must hear of deletes, so only it can say that it is fresh.
    pub(super) fn read(text: Option<&str>, fresh: bool, space: &SpaceRow) -> Result<Self> {
        let position = match text {
            None => Self { seq: 0, fresh_since: fresh.then_some(space.head) },
            Some(text) => {
                let (cursor, fresh_since) = parse(text).ok_or_else(|| {
                    ServiceError::new(400, "bad_cursor", "this is not a cursor of a Cortex server; pull without one")
                })?;
                if cursor.epoch != space.epoch {
                    return Err(ServiceError::epoch_changed(&space.epoch));
                }
                Self { seq: cursor.seq, fresh_since }
            }
        };
        if position.seen() > space.head {
            let message = "the cursor is ahead of the space; handshake and reconcile";
            return Err(ServiceError::new(409, code::CURSOR_AHEAD, message).with("head", space.head));
        }
        if position.seen() < space.floor {
            let message = "deletes made since this cursor have been collected; reconcile, then pull from the head";
            return Err(ServiceError::new(410, code::CURSOR_EXPIRED, message).with("floor", space.floor));
        }
        Ok(position)
    }

    /// The end of what there is.
    pub(super) fn head(space: &SpaceRow) -> Self {
        Self { seq: space.head, fresh_since: None }
    }

    /// Whether a device at this cursor has everything. No cursor is the head of an empty space.
    pub(super) fn is_head(text: Option<&str>, space: &SpaceRow) -> bool {
        Self::read(text, false, space).is_ok_and(|position| position == Self::head(space))
    }

    /// Deletes up to here are of no interest.
    pub(super) fn seen(self) -> Seq {
        self.fresh_since.map_or(self.seq, |since| since.max(self.seq))
    }

    /// The text for the next page.
    pub(super) fn write(self, epoch: &str) -> String {
        let cursor = Cursor { epoch: epoch.to_owned(), seq: self.seq };
        match self.fresh_since {
            Some(since) if since > self.seq => format!("{cursor}.{since}"),
            _ => cursor.to_string(),
        }
    }
}

fn parse(text: &str) -> Option<(Cursor, Option<Seq>)> {
    if let Some(cursor) = Cursor::parse(text) {
        return Some((cursor, None));
    }
    let (cursor, since) = text.rsplit_once('.')?;
    let cursor = Cursor::parse(cursor)?;
    // Read as a cursor of its own, so that one number has one text here too.
    let since = Cursor::parse(&format!("1.{}.{since}", cursor.epoch))?.seq;
    (since > cursor.seq).then_some((cursor, Some(since)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_written_is_read() {
        let plain = Cursor { epoch: "e".into(), seq: 7 };
        assert_eq!(parse("1.e.7"), Some((plain.clone(), None)));
        assert_eq!(parse("1.e.7.9"), Some((plain, Some(9))));
        for garbage in
            ["", "1", "1.e", "1.e.7.", "1.e.7.7", "1.e.7.6", "1.e.7.09", "1.e.7.+9", "2.e.7", "1..7", "1.e.7.9.9", "x"]
        {
            assert_eq!(parse(garbage), None, "{garbage}");
        }
    }
}
