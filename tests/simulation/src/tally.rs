//! How often each thing really took effect, and which things a hunt must have met.

use crate::world::Counts;
use std::collections::BTreeMap;

/// What must have happened often in any long hunt: a simulator in which nothing happens proves nothing.
pub const MUST_HAPPEN: &[&str] = &[
    // Steps.
    "put",
    "delete",
    "apply",
    "query",
    "resolve",
    "restore",
    "sync",
    "table made local",
    "table made cloud",
    "private put",
    "write beside a sync by another process",
    // Faults.
    "run with all faults",
    "request lost",
    "answer lost",
    "answer cut short",
    "duplicate delivered",
    "old answer delivered",
    "device died",
    "device died in a sync",
    "device died while opening",
    "device lost power",
    "server died",
    "server died after a commit",
    "server lost power",
    "device disk full",
    "server disk full",
    "clock turned",
    "clock turned in a sync",
    "clock turned by years",
    "file copied",
    "file restored",
    "server restored",
    "tombstone collected",
    "key revoked",
    "key given back",
    "role changed",
    "quota shrunk",
    "quota grown",
    "row unreadable",
    "rogue push",
    "rogue batch taken",
    "rogue garbage",
    "old batch sent again",
    // Verdicts.
    "applied",
    "conflict verdict",
    "clock skew verdict",
    "deferred verdict",
    "refused verdict",
    "quota verdict",
    "batch replayed",
    // Recoveries.
    "device_forked",
    "forked",
    "epoch_changed",
    "cursor_expired",
    "reconciled",
    "quarantined",
    "retried",
    "discarded",
    "restamped",
    "staged",
    "parked",
    "unparked",
    "batch resent",
    "store migrated",
    "tail lost with the power",
];

/// What a hunt has met.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Runs.
    pub runs: u64,
    /// Steps of all runs.
    pub steps: u64,
    /// How often each thing took effect.
    pub counts: Counts,
    /// Runs by their number of conflicts.
    conflicts: BTreeMap<u64, u64>,
}

impl Tally {
    /// Adds a run.
    pub fn add(&mut self, steps: usize, counts: &Counts) {
        self.runs += 1;
        self.steps += steps as u64;
        let conflicts = counts.get("conflict logged").copied().unwrap_or(0);
        *self.conflicts.entry(conflicts).or_default() += 1;
        counts.iter().for_each(|(what, n)| *self.counts.entry(what).or_default() += n);
    }

    /// Adds what another hunter has met.
    pub fn merge(&mut self, other: &Self) {
        self.runs += other.runs;
        self.steps += other.steps;
        other.conflicts.iter().for_each(|(conflicts, runs)| *self.conflicts.entry(*conflicts).or_default() += runs);
        other.counts.iter().for_each(|(what, n)| *self.counts.entry(what).or_default() += n);
    }

    /// How often something took effect.
    pub fn of(&self, what: &str) -> u64 {
        self.counts.get(what).copied().unwrap_or(0)
    }

    /// Half of all runs had as many conflicts or more.
    pub fn median_conflicts(&self) -> u64 {
        let mut seen = 0;
        for (conflicts, runs) in self.conflicts.iter().rev() {
            seen += runs;
            if seen * 2 >= self.runs {
                return *conflicts;
            }
        }
        0
    }

    /// What of [`MUST_HAPPEN`] took effect less often than that.
    pub fn rare(&self, least: u64) -> Vec<(&'static str, u64)> {
        MUST_HAPPEN.iter().map(|what| (*what, self.of(what))).filter(|(_, n)| *n < least).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_what_half_of_the_runs_reach() {
        let mut tally = Tally::default();
        for conflicts in [0, 1, 3, 9] {
            tally.add(200, &Counts::from([("conflict logged", conflicts)]));
        }
        assert_eq!(tally.median_conflicts(), 3);
        assert_eq!((tally.runs, tally.steps, tally.of("conflict logged")), (4, 800, 13));
    }
}
