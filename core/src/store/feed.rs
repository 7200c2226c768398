//! Which versions of the file the listeners of this engine have heard of: its own writes, told as they are committed,
//! and those of others, told by whoever looks for them.

use parking_lot::Mutex;

/// Versions after the first and up to the second.
pub(crate) type Span = (i64, i64);

/// How far the listeners of one engine are.
#[derive(Default)]
pub(crate) struct Feed(Mutex<State>);

#[derive(Default)]
struct State {
    /// Everything up to here has been told, or was before anybody listened.
    seen: i64,
    /// This engine's own writes after that, in order; spans that touch are one.
    own: Vec<Span>,
    /// Whether anybody looks for the writes of others.
    watched: bool,
}

impl Feed {
    /// Runs a commit that tells which versions it made. A look at the versions of others never sees one of these
    /// without knowing that it is this engine's own.
    pub(crate) fn commit<T, E>(&self, commit: impl FnOnce() -> Result<(T, Span), E>) -> Result<T, E> {
        let mut state = self.0.lock();
        let (value, (after, upto)) = commit()?;
        if !state.watched {
            state.seen = state.seen.max(upto);
        } else if upto > after {
            match state.own.last_mut() {
                Some(last) if last.1 == after => last.1 = upto,
                _ => state.own.push((after, upto)),
            }
        }
        Ok(value)
    }

    /// Begins to look for writes of others: those after the version that `now` reads.
    pub(crate) fn watch<E>(&self, now: impl FnOnce() -> Result<i64, E>) -> Result<(), E> {
        let mut state = self.0.lock();
        if !state.watched {
            state.seen = now()?;
            state.own.clear();
            state.watched = true;
        }
        Ok(())
    }

    /// Nobody looks any more.
    pub(crate) fn unwatch(&self) {
        let mut state = self.0.lock();
        state.watched = false;
        state.own.clear();
    }

    /// What others wrote and nobody here was told, as far as `version`, which was read from the file.
    pub(crate) fn foreign(&self, version: i64) -> Vec<Span> {
        let state = self.0.lock();
        if !state.watched {
            return Vec::new();
        }
        let mut from = state.seen;
        let mut foreign = Vec::new();
        for &(after, upto) in &state.own {
            if from < after.min(version) {
                foreign.push((from, after.min(version)));
            }
            from = from.max(upto);
        }
        if from < version {
            foreign.push((from, version));
        }
        foreign
    }

    /// Everything up to `version` has been told.
    pub(crate) fn told(&self, version: i64) {
        let mut state = self.0.lock();
        state.seen = state.seen.max(version);
        let seen = state.seen;
        state.own.retain(|(_, upto)| *upto > seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrote(feed: &Feed, span: Span) {
        feed.commit(|| Ok::<_, ()>(((), span))).unwrap();
    }

    #[test]
    fn what_is_not_its_own_is_foreign_once() {
        let feed = Feed::default();
        wrote(&feed, (0, 3));
        feed.watch(|| Ok::<_, ()>(5)).unwrap();
        assert_eq!(feed.foreign(5), []);
        wrote(&feed, (5, 6));
        wrote(&feed, (6, 8));
        wrote(&feed, (9, 10));
        assert_eq!(feed.foreign(7), []);
        assert_eq!(feed.foreign(12), [(8, 9), (10, 12)]);
        feed.told(9);
        assert_eq!(feed.foreign(12), [(10, 12)]);
        feed.told(12);
        assert_eq!(feed.foreign(12), []);
    }

    #[test]
    fn a_commit_that_failed_left_nothing() {
        let feed = Feed::default();
        feed.watch(|| Ok::<_, ()>(0)).unwrap();
        assert_eq!(feed.commit(|| Err::<((), Span), _>("full")), Err("full"));
        assert_eq!(feed.foreign(1), [(0, 1)]);
    }
}
