//! Who wins a conflict: a pure function, so that the same inputs give the same outcome on every device.

use crate::config::MergeStrategy;
use crate::record::Identity;

/// What becomes of a record that two sides hold differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The bodies are equal: there is nothing to settle.
    Same,
    /// The local state stands, and goes up on top of the remote one.
    Local,
    /// The remote state stands.
    Remote,
    /// Nobody decides but the user; the local state stays visible and unsent until then.
    Held,
}

/// Settles one record (E41).
///
/// `base` is the last state both sides had. A side that still is the base has not changed, so the other one stands
/// whatever the strategy. `remote` is `None` where the server no longer has the record, not even its tombstone; that
/// sorts below every state.
///
/// The winner keeps its own identity, so devices cannot send an outcome back and forth.
pub fn resolve(
    base: Option<&Identity>,
    local: &Identity,
    remote: Option<&Identity>,
    strategy: MergeStrategy,
) -> Outcome {
    let remote_hash = remote.and_then(|r| r.hash);
    if local.hash == remote_hash {
        return Outcome::Same;
    }
    if base == Some(local) {
        return Outcome::Remote;
    }
    if base.is_some() && base == remote {
        return Outcome::Local;
    }
    match strategy {
        MergeStrategy::LastWriteWins if remote.is_none_or(|r| local > r) => Outcome::Local,
        MergeStrategy::LastWriteWins | MergeStrategy::RemoteWins => Outcome::Remote,
        MergeStrategy::LocalWins => Outcome::Local,
        MergeStrategy::Manual => Outcome::Held,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::ContentHash;
    use crate::clock::Hlc;

    const ALL: [MergeStrategy; 4] =
        [MergeStrategy::LastWriteWins, MergeStrategy::LocalWins, MergeStrategy::RemoteWins, MergeStrategy::Manual];

    fn state(ms: i64, device: &str, body: Option<&str>) -> Identity {
        Identity { hlc: Hlc::new(ms, 0), device_id: device.to_owned(), hash: body.map(ContentHash::of) }
    }

    #[test]
    fn the_same_inputs_through_all_four_strategies() {
        let local = state(5, "a", Some("{1}"));
        let remote = state(9, "b", Some("{2}"));
        let outcomes = ALL.map(|s| resolve(None, &local, Some(&remote), s));
        assert_eq!(outcomes, [Outcome::Remote, Outcome::Local, Outcome::Remote, Outcome::Held]);
        let outcomes = ALL.map(|s| resolve(None, &remote, Some(&local), s));
        assert_eq!(outcomes, [Outcome::Local, Outcome::Local, Outcome::Remote, Outcome::Held]);
    }

    #[test]
    fn a_tie_of_stamps_is_broken_by_device_and_then_by_hash_the_same_way_on_both_sides() {
        for (x, y) in [
            (state(5, "a", Some("{1}")), state(5, "b", Some("{2}"))),
            (state(5, "a", Some("{1}")), state(5, "a", Some("{2}"))),
            (state(5, "a", None), state(5, "a", Some("{2}"))),
        ] {
            let here = resolve(None, &x, Some(&y), MergeStrategy::LastWriteWins);
            let there = resolve(None, &y, Some(&x), MergeStrategy::LastWriteWins);
            assert_ne!(here, there, "one of the two sides keeps its own state");
            let expected = if x > y { Outcome::Local } else { Outcome::Remote };
            assert_eq!(here, expected);
        }
    }

    #[test]
    fn equal_bodies_are_no_conflict_whatever_the_stamps() {
        let local = state(5, "a", Some("{1}"));
        let remote = state(9, "b", Some("{1}"));
        assert_eq!(ALL.map(|s| resolve(None, &local, Some(&remote), s)), [Outcome::Same; 4]);
        let gone = state(9, "a", None);
        assert_eq!(ALL.map(|s| resolve(None, &gone, None, s)), [Outcome::Same; 4], "deleted equals absent");
    }

    #[test]
    fn a_side_that_did_not_change_loses_whatever_the_strategy() {
        let base = state(7, "a", Some("{1}"));
        let other = state(3, "b", Some("{2}"));
        assert_eq!(ALL.map(|s| resolve(Some(&base), &base, Some(&other), s)), [Outcome::Remote; 4]);
        assert_eq!(ALL.map(|s| resolve(Some(&base), &other, Some(&base), s)), [Outcome::Local; 4]);
    }

    #[test]
    fn a_collected_record_meets_the_strategy_as_a_delete() {
        let local = state(5, "a", Some("{1}"));
        let base = state(1, "b", Some("{0}"));
        let outcomes = ALL.map(|s| resolve(Some(&base), &local, None, s));
        assert_eq!(outcomes, [Outcome::Local, Outcome::Local, Outcome::Remote, Outcome::Held]);
    }
}
