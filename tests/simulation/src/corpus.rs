//! Runs that failed once. They are made again on every change, before any others.

use crate::plan::Plan;

/// The runs of `corpus.txt`.
///
/// # Panics
/// When a line of it cannot be read.
pub fn corpus() -> Vec<Plan> {
    let lines = include_str!("../corpus.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(plan).collect()
}

/// `seed steps [devices]`.
fn plan(line: &str) -> Plan {
    let line = line.split('#').next().unwrap_or_default();
    let numbers: Result<Vec<u64>, _> = line.split_whitespace().map(str::parse).collect();
    match numbers.as_deref() {
        Ok([seed, steps]) => Plan { steps: *steps as usize, ..Plan::of(*seed) },
        Ok([seed, steps, devices]) => {
            Plan { steps: *steps as usize, devices: Some(*devices as usize), ..Plan::of(*seed) }
        }
        _ => panic!("corpus.txt: {line:?} is not `seed steps` or `seed steps devices`"),
    }
}
