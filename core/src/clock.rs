//! Time: the wall clock as a trait, and the hybrid logical clock that stamps every mutation.
//!
//! A stamp is 48 bits of milliseconds and a 16-bit counter. Stamps of one file never go back, whatever the machine's
//! clock does: the last one is kept in the file and the next is always greater.

use std::fmt;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// Unix milliseconds.
pub type Millis = i64;

/// Where the engine reads the time. The system's by default; a simulator brings its own.
pub trait Clock: Send + Sync {
    /// Unix milliseconds now. May jump either way.
    fn now_ms(&self) -> Millis;
}

/// The operating system's wall clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> Millis {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A hybrid logical clock stamp. Orders mutations; ties are broken by device id, then hash (E41).
///
/// It travels and is stored as its integer, `milliseconds << 16 | counter`, which stays below 2^63.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hlc(u64);

impl Hlc {
    /// The latest millisecond a stamp can hold (the year 6429).
    const MAX_MS: u64 = (1 << 47) - 1;

    /// Before every stamp.
    pub const ZERO: Self = Self(0);

    /// A stamp at `ms` with `counter`. Times before 1970 or past the year 6429 are clamped.
    pub fn new(ms: Millis, counter: u16) -> Self {
        let ms = u64::try_from(ms).unwrap_or(0).min(Self::MAX_MS);
        Self(ms << 16 | u64::from(counter))
    }

    /// The stamp from its integer form; `None` when it is out of range.
    pub fn from_u64(value: u64) -> Option<Self> {
        (value >> 16 <= Self::MAX_MS).then_some(Self(value))
    }

    /// The integer form.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// Unix milliseconds of the stamp.
    pub fn ms(self) -> Millis {
        (self.0 >> 16).cast_signed()
    }

    /// The next stamp after both this one and the wall clock. A full counter carries into the milliseconds.
    #[must_use]
    pub fn tick(self, now_ms: Millis) -> Self {
        let wall = Self::new(now_ms, 0);
        if wall > self { wall } else { Self((self.0 + 1).min(Self::MAX_MS << 16 | 0xFFFF)) }
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.ms(), self.0 & 0xFFFF)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_never_goes_back_with_the_wall_clock() {
        let first = Hlc::ZERO.tick(5_000);
        assert_eq!(first, Hlc::new(5_000, 0));
        assert_eq!(first.tick(4_000), Hlc::new(5_000, 1));
        assert_eq!(first.tick(5_001), Hlc::new(5_001, 0));
    }

    #[test]
    fn a_full_counter_carries_into_the_milliseconds() {
        assert_eq!(Hlc::new(7, u16::MAX).tick(7), Hlc::new(8, 0));
    }

    #[test]
    fn stamps_fit_a_signed_column() {
        let last = Hlc::new(i64::MAX, u16::MAX);
        assert!(i64::try_from(last.as_u64()).is_ok());
        assert_eq!(last.tick(0), last);
        assert_eq!(Hlc::new(-5, 0), Hlc::ZERO);
    }
}
