//! What decides a run. Two runs of one plan are the same, byte for byte.

use crate::fault::Fault;
use std::collections::BTreeSet;
use std::fmt;

/// Steps of a run before everything goes quiet, unless told otherwise.
pub const STEPS: usize = 200;
/// Devices at most.
pub const MOST_DEVICES: usize = 6;

/// A run that can be made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Decides every choice.
    pub seed: u64,
    /// Random things that happen before everything goes quiet.
    pub steps: usize,
    /// Devices at the start, 1 to [`MOST_DEVICES`]; by the seed unless given.
    pub devices: Option<usize>,
    /// Steps that are left out.
    pub skipped: BTreeSet<usize>,
    /// Faults that are left out, of those the seed has drawn.
    pub without: BTreeSet<Fault>,
}

impl Plan {
    /// The run of a seed as it is.
    pub fn of(seed: u64) -> Self {
        Self { seed, steps: STEPS, devices: None, skipped: BTreeSet::new(), without: BTreeSet::new() }
    }

    /// How many steps happen.
    pub fn left(&self) -> usize {
        (0..self.steps).filter(|step| !self.skipped.contains(step)).count()
    }
}

impl fmt::Display for Plan {
    /// As on the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--seed {} --steps {}", self.seed, self.steps)?;
        if let Some(devices) = self.devices {
            write!(f, " --devices {devices}")?;
        }
        if !self.without.is_empty() {
            let names: Vec<&str> = self.without.iter().map(|fault| fault.name()).collect();
            write!(f, " --without {}", names.join(","))?;
        }
        if !self.skipped.is_empty() {
            write!(f, " --skip {}", ranges(&self.skipped))?;
        }
        Ok(())
    }
}

/// `1-4,7`.
fn ranges(numbers: &BTreeSet<usize>) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some(last) if last.1 + 1 == *number => last.1 = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let shown = |(first, last): &(usize, usize)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    ranges.iter().map(shown).collect::<Vec<_>>().join(",")
}

/// Reads what [`Plan`] shows of the steps that are left out.
///
/// # Errors
/// What is no number or range.
pub fn parse_ranges(text: &str) -> Result<BTreeSet<usize>, String> {
    let mut numbers = BTreeSet::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let number =
            |text: &str| text.trim().parse::<usize>().map_err(|e| format!("{part:?} is no step or range: {e}"));
        numbers.extend(number(first)?..=number(last)?);
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_a_plan_can_be_read_again() {
        let skipped = BTreeSet::from([1, 2, 3, 7, 9, 10]);
        assert_eq!(ranges(&skipped), "1-3,7,9-10");
        assert_eq!(parse_ranges("1-3,7,9-10"), Ok(skipped));
        assert!(parse_ranges("1-x").is_err());
    }
}
