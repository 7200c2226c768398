//! What must hold of `resolve` whatever the states. Drawn from few stamps, devices and bodies, so that ties are common.
#![allow(clippy::unwrap_used)] // A test says what is wrong by panicking.

use cortex_cloud::Identity;
use cortex_cloud::MergeStrategy;
use cortex_cloud::canonical::ContentHash;
use cortex_cloud::clock::Hlc;
use cortex_cloud::conflict::resolution::Outcome;
use cortex_cloud::conflict::resolution::resolve;
use cortex_tests::cases::cases;
use proptest::prelude::*;

const ALL: [MergeStrategy; 4] =
    [MergeStrategy::LastWriteWins, MergeStrategy::LocalWins, MergeStrategy::RemoteWins, MergeStrategy::Manual];

fn states() -> impl Strategy<Value = Identity> {
    let stamps = prop_oneof![
        4 => (0..3_i64, 0..2_u16).prop_map(|(ms, counter)| Hlc::new(ms, counter)),
        1 => (any::<i64>(), any::<u16>()).prop_map(|(ms, counter)| Hlc::new(ms, counter)),
    ];
    let devices = prop_oneof![4 => "[ab]", 1 => "[a-f0-9]{1,4}"];
    let hashes = prop::option::weighted(0.8, prop_oneof![4 => "[xy]", 1 => "[a-z]{0,4}"]);
    (stamps, devices, hashes).prop_map(|(hlc, device_id, body)| Identity {
        hlc,
        device_id,
        hash: body.map(|body| ContentHash::of(&body)),
    })
}

/// Base, local and remote: independent, or with two of them the same state.
fn meetings() -> impl Strategy<Value = (Option<Identity>, Identity, Option<Identity>)> {
    let independent = (prop::option::of(states()), states(), prop::option::weighted(0.9, states()));
    (independent, 0..6).prop_map(|((base, local, remote), alike)| match alike {
        0 => (Some(local.clone()), local, remote),
        1 => (remote.clone(), local, remote),
        2 => (base, local.clone(), Some(local)),
        _ => (base, local, remote),
    })
}

fn strategies() -> impl Strategy<Value = MergeStrategy> {
    prop::sample::select(ALL.to_vec())
}

/// The rule of last_write_wins, written down apart from `Ord` of the type.
fn is_greater(one: &Identity, two: &Identity) -> bool {
    let key = |state: &Identity| (state.hlc.as_u64(), state.device_id.clone(), state.hash.map(|hash| hash.0));
    key(one) > key(two)
}

/// What a device shows after a state from elsewhere has met its own.
fn met(mine: Identity, theirs: Identity) -> Identity {
    match resolve(None, &mine, Some(&theirs), MergeStrategy::LastWriteWins) {
        Outcome::Local | Outcome::Held => mine,
        Outcome::Remote => theirs,
        // One body under two stamps: the greater one is what goes on, or the next meeting would depend on the order.
        Outcome::Same => mine.max(theirs),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(10_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_inputs_give_the_same_outcome(
        (base, local, remote) in meetings(),
        strategy in strategies(),
    ) {
        let here = resolve(base.as_ref(), &local, remote.as_ref(), strategy);
        prop_assert_eq!(resolve(base.as_ref(), &local, remote.as_ref(), strategy), here);
        prop_assert_eq!(resolve(base.clone().as_ref(), &local.clone(), remote.clone().as_ref(), strategy), here);
    }

    #[test]
    fn under_last_write_wins_the_greatest_stamp_then_device_then_hash_stands(local in states(), remote in states()) {
        let expected = if local.hash == remote.hash {
            Outcome::Same
        } else if is_greater(&local, &remote) {
            Outcome::Local
        } else {
            Outcome::Remote
        };
        prop_assert_eq!(resolve(None, &local, Some(&remote), MergeStrategy::LastWriteWins), expected);
    }

    #[test]
    fn under_last_write_wins_both_sides_of_a_conflict_choose_the_same_state((base, local, remote) in meetings()) {
        let Some(remote) = remote else { return Ok(()) };
        let here = resolve(base.as_ref(), &local, Some(&remote), MergeStrategy::LastWriteWins);
        let there = resolve(base.as_ref(), &remote, Some(&local), MergeStrategy::LastWriteWins);
        let mirrored = match here {
            Outcome::Local => Outcome::Remote,
            Outcome::Remote => Outcome::Local,
            other => other,
        };
        prop_assert_eq!(there, mirrored);
    }

    #[test]
    fn under_last_write_wins_states_may_meet_in_any_order(
        states in prop::collection::vec(states(), 1..7),
        order in any::<prop::sample::Index>(),
        swaps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..8),
    ) {
        let forward = states.iter().cloned().reduce(met).unwrap();
        let backward = states.iter().rev().cloned().reduce(met).unwrap();
        let mut shuffled = states.clone();
        for (one, two) in swaps {
            let (one, two) = (one.index(shuffled.len()), two.index(shuffled.len()));
            shuffled.swap(one, two);
        }
        let shuffled_end = shuffled.into_iter().reduce(met).unwrap();
        // Two halves that settle among themselves first, as devices that sync in groups do.
        let (left, right) = states.split_at(order.index(states.len()));
        let halves = [left, right].map(|half| half.iter().cloned().reduce(met));
        let grouped = halves.into_iter().flatten().reduce(met).unwrap();
        for end in [&backward, &shuffled_end, &grouped] {
            prop_assert_eq!(end, &forward);
        }
        prop_assert!(states.iter().all(|state| !is_greater(state, &forward)));
    }

    #[test]
    fn a_side_that_is_still_the_base_gives_way_whatever_the_strategy(
        base in states(),
        other in states(),
        strategy in strategies(),
    ) {
        if base.hash != other.hash {
            prop_assert_eq!(resolve(Some(&base), &base, Some(&other), strategy), Outcome::Remote);
            prop_assert_eq!(resolve(Some(&base), &other, Some(&base), strategy), Outcome::Local);
        }
    }

    #[test]
    fn equal_bodies_are_no_conflict_whatever_the_rest(
        (base, local, remote) in meetings(),
        strategy in strategies(),
    ) {
        let outcome = resolve(base.as_ref(), &local, remote.as_ref(), strategy);
        let remote_hash = remote.as_ref().and_then(|r| r.hash);
        prop_assert_eq!(outcome == Outcome::Same, local.hash == remote_hash);
    }

    #[test]
    fn only_manual_waits_and_only_where_both_sides_changed(
        (base, local, remote) in meetings(),
        strategy in strategies(),
    ) {
        let outcome = resolve(base.as_ref(), &local, remote.as_ref(), strategy);
        let both_changed = base.as_ref() != Some(&local) && (base.is_none() || base != remote);
        let is_conflict = both_changed && local.hash != remote.as_ref().and_then(|r| r.hash);
        prop_assert_eq!(outcome == Outcome::Held, is_conflict && strategy == MergeStrategy::Manual);
        if is_conflict && strategy == MergeStrategy::LocalWins {
            prop_assert_eq!(outcome, Outcome::Local);
        }
        if is_conflict && strategy == MergeStrategy::RemoteWins {
            prop_assert_eq!(outcome, Outcome::Remote);
        }
    }

    #[test]
    fn a_settled_conflict_is_settled_for_good(local in states(), remote in states(), strategy in strategies()) {
        // The winner goes on under its own identity, on top of the loser: no later meeting of the two changes it back.
        match resolve(None, &local, Some(&remote), strategy) {
            Outcome::Local => {
                prop_assert_eq!(resolve(Some(&remote), &local, Some(&remote), strategy), Outcome::Local);
                prop_assert_eq!(resolve(Some(&remote), &remote, Some(&local), strategy), Outcome::Remote);
            }
            Outcome::Remote => {
                prop_assert_eq!(resolve(Some(&local), &remote, Some(&local), strategy), Outcome::Local);
                prop_assert_eq!(resolve(Some(&local), &local, Some(&remote), strategy), Outcome::Remote);
            }
            Outcome::Same | Outcome::Held => {}
        }
    }

    #[test]
    fn what_the_server_no_longer_has_loses_to_whatever_was_written_since(
        base in prop::option::of(states()),
        local in states(),
    ) {
        let outcome = resolve(base.as_ref(), &local, None, MergeStrategy::LastWriteWins);
        let expected = match local.hash {
            None => Outcome::Same,
            Some(_) if base.as_ref() == Some(&local) => Outcome::Remote,
            Some(_) => Outcome::Local,
        };
        prop_assert_eq!(outcome, expected);
    }
}
