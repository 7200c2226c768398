//! When to send a failed request again: exponential backoff with full jitter, `Retry-After` honoured.

use crate::entropy::Entropy;

/// How often and how patiently (E50).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries in all, the first included; 1 or more.
    pub max_tries: i64,
    /// Upper bound of the first wait, in milliseconds; doubles with every try.
    pub backoff_base_ms: i64,
    /// Upper bound of any wait, in milliseconds.
    pub backoff_max_ms: i64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_tries: 3, backoff_base_ms: 1_000, backoff_max_ms: 30_000 }
    }
}

impl RetryPolicy {
    /// The wait before try number `tries + 1`, in milliseconds; `None` when there is none left.
    ///
    /// Full jitter: anything from 0 to the bound, so that devices cut off together do not come back together. A
    /// server's own word is never undercut; one that asks for longer than `backoff_max_ms` ends the sync instead.
    pub fn wait(&self, tries: u32, retry_after_ms: Option<i64>, entropy: &dyn Entropy) -> Option<i64> {
        if i64::from(tries) >= self.max_tries {
            return None;
        }
        let doubled = self.backoff_base_ms.saturating_mul(1_i64 << (tries.saturating_sub(1)).min(30));
        let bound = doubled.clamp(0, self.backoff_max_ms.max(0)).unsigned_abs();
        let jittered = (entropy.next_u64() % (bound + 1)).cast_signed();
        match retry_after_ms {
            Some(asked) if asked > self.backoff_max_ms => None,
            Some(asked) => Some(asked.max(jittered)),
            None => Some(jittered),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Fixed;

    #[test]
    fn waits_double_up_to_the_bound_and_tries_run_out() {
        let policy = RetryPolicy { max_tries: 8, ..RetryPolicy::default() };
        // The largest jitter: entropy that is bound - 1 modulo bound + 1 for every bound used here is hard to pick, so try many.
        for tries in 1..8 {
            let bound = (1_000 << (tries - 1)).min(30_000);
            let longest = (0..40_000).step_by(7).filter_map(|n| policy.wait(tries, None, &Fixed(n))).max();
            assert!(longest.is_some_and(|w| w <= bound && w > bound * 9 / 10), "try {tries}: {longest:?} of {bound}");
        }
        assert_eq!(policy.wait(8, None, &Fixed(0)), None);
    }

    #[test]
    fn the_servers_word_is_never_undercut() {
        let policy = RetryPolicy::default();
        assert_eq!(policy.wait(1, Some(5_000), &Fixed(3)), Some(5_000));
        assert_eq!(policy.wait(1, Some(60_000), &Fixed(3)), None);
    }
}
