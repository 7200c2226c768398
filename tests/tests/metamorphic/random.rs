//! Numbers that only depend on a seed.

use cortex_cloud::entropy::Entropy;
use std::sync::Mutex;

/// A generator (xorshift64*, Vigna 2014) that everything random of one run is drawn from.
pub(crate) struct Random(Mutex<u64>);

impl Random {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let random = Self(Mutex::new((seed << 16 | stream << 1 | 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        for _ in 0..4 {
            random.next_u64();
        }
        random
    }

    pub(crate) fn below(&self, bound: usize) -> usize {
        (self.next_u64() % bound as u64) as usize
    }

    pub(crate) fn chance(&self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn shuffle<T>(&self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}

impl Entropy for Random {
    fn next_u64(&self) -> u64 {
        let mut state = self.0.lock().expect("nobody panics with it");
        *state ^= *state >> 12;
        *state ^= *state << 25;
        *state ^= *state >> 27;
        state.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
}
