//! One seed decides everything.

use cortex_cloud::entropy::Entropy;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// What SplitMix64 adds to its state for each number.
const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;

/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and the same everywhere.
#[derive(Debug)]
pub(crate) struct Rng(AtomicU64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(AtomicU64::new(mix(seed)))
    }

    /// The numbers of one step of a run. They are the same whatever came before, so that leaving out a step changes as
    /// little as can be of the others.
    pub(crate) fn restart(&self, seed: u64, step: u64) {
        self.0.store(mix(mix(seed) ^ step.wrapping_mul(STRIDE)), Ordering::Relaxed);
    }

    /// A number below `bound`.
    pub(crate) fn below(&self, bound: usize) -> usize {
        (self.next_u64() % bound as u64) as usize
    }

    /// Whether something of this chance in a hundred happens.
    pub(crate) fn chance(&self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

impl Entropy for Rng {
    fn next_u64(&self) -> u64 {
        mix(self.0.fetch_add(STRIDE, Ordering::Relaxed).wrapping_add(STRIDE))
    }
}

fn mix(state: u64) -> u64 {
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
