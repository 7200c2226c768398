//! What may go wrong in a run. Most seeds draw some: most bugs need few faults at once, and a rule is judged most strictly
//! where nothing excuses that it is broken. One in twenty has them all.

use crate::rng::Rng;
use std::collections::BTreeSet;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Messages are lost, repeated, late, cut short, or answered twice.
    Network,
    /// A device or the server dies at some step of its store.
    Crash,
    /// The same, and what was written and not flushed is lost or torn.
    PowerLoss,
    /// A disk is full.
    DiskFull,
    /// Clocks are wrong, by up to ten years, and jump.
    Clock,
    /// Files are copied, or put back to an older state.
    Copies,
    /// The server is restored from a backup.
    Restores,
    /// Tombstones are collected.
    Collection,
    /// The server refuses bodies, and roles that may not write.
    Refusals,
    /// The space is full.
    Quota,
    /// A device's key is revoked and given back.
    Keys,
    /// A server newer than a device sends rows that one cannot read.
    Future,
    /// Somebody with a key of the space sends what no engine would.
    Rogue,
    /// A table's policy changes.
    Policies,
    /// Several processes share a file.
    Processes,
}

impl Fault {
    /// All there are.
    pub const ALL: [Self; 15] = [
        Self::Network,
        Self::Crash,
        Self::PowerLoss,
        Self::DiskFull,
        Self::Clock,
        Self::Copies,
        Self::Restores,
        Self::Collection,
        Self::Refusals,
        Self::Quota,
        Self::Keys,
        Self::Future,
        Self::Rogue,
        Self::Policies,
        Self::Processes,
    ];

    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Crash => "crash",
            Self::PowerLoss => "power-loss",
            Self::DiskFull => "disk-full",
            Self::Clock => "clock",
            Self::Copies => "copies",
            Self::Restores => "restores",
            Self::Collection => "collection",
            Self::Refusals => "refusals",
            Self::Quota => "quota",
            Self::Keys => "keys",
            Self::Future => "future",
            Self::Rogue => "rogue",
            Self::Policies => "policies",
            Self::Processes => "processes",
        }
    }

    /// The fault of that name.
    ///
    /// # Errors
    /// The names there are.
    pub fn parse(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|fault| fault.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|fault| fault.name()).collect();
            format!("{name:?} is no fault; there are {}", names.join(", "))
        })
    }

    /// In how many of a hundred runs with faults it is on.
    fn chance(self) -> usize {
        match self {
            Self::Network => 85,
            Self::Crash | Self::Clock | Self::Processes => 50,
            _ => 33,
        }
    }
}

/// How many of the faults a run has.
#[derive(Clone, Copy)]
enum Weather {
    /// None, but perhaps a bad network.
    Calm,
    /// Some.
    Changing,
    /// All.
    Storm,
}

/// The faults of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(BTreeSet<Fault>);

impl Faults {
    pub(crate) fn drawn(rng: &Rng, without: &BTreeSet<Fault>) -> Self {
        let weather = match rng.below(100) {
            0..15 => Weather::Calm,
            15..95 => Weather::Changing,
            _ => Weather::Storm,
        };
        let chance = |fault: Fault| match weather {
            Weather::Calm if fault != Fault::Network => 0,
            Weather::Calm | Weather::Changing => fault.chance(),
            Weather::Storm => 100,
        };
        let is_on = |fault: &Fault| rng.chance(chance(*fault)) && !without.contains(fault);
        Self(Fault::ALL.into_iter().filter(is_on).collect())
    }

    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.0.contains(&fault)
    }

    pub(crate) fn is_all(&self) -> bool {
        self.0.len() == Fault::ALL.len()
    }

    /// What changes the outcome, and not only the way to it.
    pub(crate) fn leave_traces(&self) -> bool {
        const HARMLESS: [Fault; 4] = [Fault::Network, Fault::Crash, Fault::DiskFull, Fault::Processes];
        self.0.iter().any(|fault| !HARMLESS.contains(fault))
    }

    /// Whether somebody may go on from a state that others have left.
    pub(crate) fn go_back(&self) -> bool {
        [Fault::Copies, Fault::Restores, Fault::PowerLoss].into_iter().any(|fault| self.has(fault))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Fault> + '_ {
        self.0.iter().copied()
    }
}
