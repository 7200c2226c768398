//! Medians of runs that take turns: on a machine with other work to do, both sides of a ratio must share its moods.

use anyhow::Result;
use std::time::Duration;
use std::time::Instant;

/// Runs `first` and `second` in turn and returns the median seconds of each. `round` is passed on, from 0.
pub(crate) fn alternate(
    rounds: usize,
    mut first: impl FnMut(usize) -> Result<Duration>,
    mut second: impl FnMut(usize) -> Result<Duration>,
) -> Result<(f64, f64)> {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        // Whoever comes second finds a warmer machine: they take turns at that, too.
        if round % 2 == 0 {
            a.push(first(round)?);
            b.push(second(round)?);
        } else {
            b.push(second(round)?);
            a.push(first(round)?);
        }
    }
    Ok((median(&mut a), median(&mut b)))
}

/// The middle of some times, in seconds.
pub(crate) fn median(times: &mut [Duration]) -> f64 {
    times.sort();
    times.get(times.len() / 2).map_or(f64::NAN, Duration::as_secs_f64)
}

/// How long `work` takes.
pub(crate) fn time<T>(work: impl FnOnce() -> Result<T>) -> Result<(Duration, T)> {
    let began = Instant::now();
    let value = work()?;
    Ok((began.elapsed(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_slow_run_does_not_move_the_median() {
        let mut times = [3, 900, 2].map(Duration::from_secs);
        assert!((median(&mut times) - 3.0).abs() < 1e-9);
    }
}
