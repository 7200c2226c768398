//! Randomness as a trait, so that a simulator's seed decides every identity and every jitter.

/// Where ids and jitter come from.
pub trait Entropy: Send + Sync {
    /// 64 random bits.
    fn next_u64(&self) -> u64;
}

/// The operating system's random source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn next_u64(&self) -> u64 {
        // The system source fails only where no program with ids can run; a stamp of the time keeps ids apart even then.
        getrandom::u64().unwrap_or_else(|_| {
            use crate::clock::Clock;
            let now = crate::clock::SystemClock.now_ms().unsigned_abs();
            u64::from_le_bytes(blake3::hash(&now.to_le_bytes()).as_bytes()[..8].try_into().unwrap_or([0; 8]))
        })
    }
}

/// A new identity: 128 random bits as 32 lower-case hexadecimal digits.
pub fn random_id(entropy: &dyn Entropy) -> String {
    format!("{:016x}{:016x}", entropy.next_u64(), entropy.next_u64())
}

/// Always the same number, for tests.
#[cfg(test)]
pub(crate) struct Fixed(pub(crate) u64);

#[cfg(test)]
impl Entropy for Fixed {
    fn next_u64(&self) -> u64 {
        self.0
    }
}
