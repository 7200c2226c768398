//! What the users of a few devices do, and when these sync.

use super::random::Random;
use cortex_cloud::MergeStrategy;
use std::collections::BTreeMap;

/// Records of a script.
pub(crate) const RECORDS: usize = 12;
/// An `apply` touches records of one such set only, so that no unit outgrows a small batch.
pub(crate) const SET: usize = 3;

const ACTS: usize = 60;

const STRATEGIES: [MergeStrategy; 4] =
    [MergeStrategy::LastWriteWins, MergeStrategy::LocalWins, MergeStrategy::RemoteWins, MergeStrategy::Manual];

/// Whether a script has `apply`s: a unit cannot go up in batches smaller than itself and end the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Units {
    Some,
    None,
}

/// A record's new state: the number of a body that no other write has, or none.
pub(crate) type Change = (usize, Option<usize>);

#[derive(Clone, Debug)]
pub(crate) enum What {
    Write(Change),
    Apply(Vec<Change>),
    /// Settles the oldest open conflict, if there is one.
    Resolve(MergeStrategy),
    Sync,
}

#[derive(Clone, Debug)]
pub(crate) struct Act {
    pub(crate) device: usize,
    pub(crate) what: What,
}

#[derive(Debug)]
pub(crate) struct Script {
    pub(crate) seed: u64,
    /// One for each device.
    pub(crate) strategies: Vec<MergeStrategy>,
    pub(crate) acts: Vec<Act>,
}

impl Script {
    pub(crate) fn new(seed: u64, units: Units) -> Self {
        let random = Random::new(seed, 0);
        let devices = 2 + random.below(2);
        let strategies = (0..devices).map(|_| STRATEGIES[random.below(STRATEGIES.len())]).collect();
        let mut acts = Vec::with_capacity(ACTS);
        for number in 0..ACTS {
            let what = match random.below(100) {
                0..15 => What::Sync,
                15..22 => What::Resolve(STRATEGIES[random.below(3)]),
                22..45 if units == Units::Some => What::Apply(apply(&random, number)),
                _ => What::Write(change(&random, random.below(RECORDS), number * SET)),
            };
            acts.push(Act { device: random.below(devices), what });
        }
        Self { seed, strategies, acts }
    }

    /// Devices under last_write_wins. All have every record to begin with, at most one delete is meant for each record, and
    /// every body is unique: so every write is one, whatever has arrived before it.
    pub(crate) fn of_last_writes(seed: u64) -> Self {
        let random = Random::new(seed, 0);
        let devices = 2 + random.below(2);
        let mut acts = Vec::new();
        let sync_all = |acts: &mut Vec<Act>| acts.extend((0..devices).map(|device| Act { device, what: What::Sync }));
        acts.push(Act { device: 0, what: What::Apply((0..RECORDS).map(|r| (r, Some(1_000 + r))).collect()) });
        sync_all(&mut acts);
        let mut deleted = [false; RECORDS];
        for number in 0..ACTS {
            let device = random.below(devices);
            let record = random.below(RECORDS);
            let what = match random.below(100) {
                0..30 => What::Sync,
                30..40 if !std::mem::replace(&mut deleted[record], true) => What::Write((record, None)),
                40..60 => {
                    let puts = apply(&random, number).into_iter().enumerate();
                    What::Apply(puts.map(|(nth, (record, _))| (record, Some(number * SET + nth))).collect())
                }
                _ => What::Write((record, Some(number * SET))),
            };
            acts.push(Act { device, what });
        }
        Self { seed, strategies: vec![MergeStrategy::LastWriteWins; devices], acts }
    }

    /// The same writes with other devices syncing at the places where one does.
    pub(crate) fn with_other_syncs(&self, salt: u64) -> Self {
        let random = Random::new(self.seed, 1 + salt);
        // The first syncs give every device every record.
        let first = 1 + self.strategies.len();
        let (start, rest) = self.acts.split_at(first);
        let mut syncing: Vec<usize> =
            rest.iter().filter(|act| matches!(act.what, What::Sync)).map(|act| act.device).collect();
        random.shuffle(&mut syncing);
        let rest = rest.iter().map(|act| match act.what {
            What::Sync => Act { device: syncing.pop().unwrap_or(act.device), what: What::Sync },
            _ => act.clone(),
        });
        let acts = start.iter().cloned().chain(rest).collect();
        Self { seed: self.seed, strategies: self.strategies.clone(), acts }
    }

    /// The last write of each record.
    pub(crate) fn last_writes(&self) -> BTreeMap<usize, Option<usize>> {
        let changes = self.acts.iter().flat_map(|act| match &act.what {
            What::Write(change) => vec![*change],
            What::Apply(changes) => changes.clone(),
            What::Resolve(_) | What::Sync => Vec::new(),
        });
        changes.collect()
    }
}

fn change(random: &Random, record: usize, body: usize) -> Change {
    (record, (!random.chance(20)).then_some(body))
}

/// Two or three records of one set.
fn apply(random: &Random, number: usize) -> Vec<Change> {
    let first = random.below(RECORDS / SET) * SET;
    let without = random.below(SET + 1);
    let records = (0..SET).filter(|nth| *nth != without);
    records.map(|nth| change(random, first + nth, number * SET + nth)).collect()
}
