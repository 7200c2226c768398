//! What is left in memory of an hour of an app, compressed: in every language the same program writes, syncs, hears events
//! and makes mistakes, on the package as it is shipped, against the real server.

use crate::binary;
use crate::checkout::Checkout;
use crate::command::Command;
use crate::counts::Counts;
use crate::demo::Server;
use crate::node;
use crate::python;
use crate::stage;
use crate::stage::Problem;
use crate::swift;
use serde_json::Value;
use std::fs;

/// What the stage proves.
pub(crate) const ABOUT: &str = "an hour's writes, syncs and events leave the private memory of a process as it was";

/// Each with its subscription's event, and a sync of both devices for every hundred.
const OPERATIONS: u64 = 200_000;
/// How much of a run caches and heaps may take to come to their size.
const WARM_UP: f64 = 0.3;
/// Growth by 100 000 operations, as a part of what the process has.
const MOST: f64 = 0.01;

type Language = (&'static str, fn(&Checkout) -> Result<Command, Problem>);

const LANGUAGES: [Language; 3] = [("node", node::soak), ("python", python::soak), ("swift", swift::soak)];

/// The stage of `cargo xtask soak`.
pub(crate) fn check(checkout: &Checkout) -> Result<Counts, Problem> {
    let folder = checkout.root.join("target/memory");
    let _ = fs::remove_dir_all(&folder);
    let server = binary::build(checkout, "cortex-server", false)?;
    let mut counts = Counts::default();
    for (language, command) in LANGUAGES {
        let own = folder.join(language);
        fs::create_dir_all(&own).map_err(|e| format!("{}: {e}", own.display()))?;
        let Some(command) = stage::unless_missing(language, command(checkout))? else { continue };
        let server = Server::start(server.clone(), &own).map_err(|e| e.to_string())?;
        let key = server.make_account("memory").map_err(|e| e.to_string())?;
        let command = command.args([own.as_os_str(), OPERATIONS.to_string().as_ref()]);
        let printed = command.env("CORTEX_SERVER", server.url()).env("CORTEX_KEY", key).stdout()?;
        let samples = samples(&printed)?;
        let (mean, growth) =
            growth(&samples).ok_or_else(|| format!("{language} printed too few samples:\n{printed}"))?;
        println!(
            "   {language}: {:.1} MB after {OPERATIONS} operations, {:+.3} % by 100000 operations",
            mean / 1e6,
            growth * 100.0
        );
        if growth > MOST {
            let limit = MOST * 100.0;
            let message =
                format!("{language}: private memory grows, more than {limit} % by 100000 operations:\n{printed}");
            counts.failed += 1;
            return Err(Problem::Failed { message, counts });
        }
        counts.passed += 1;
    }
    if counts.passed == 0 {
        return Err(Problem::Skipped("this machine has none of Node, Python and Swift".to_owned()));
    }
    Ok(counts)
}

/// Operations done and bytes held, line by line.
fn samples(printed: &str) -> Result<Vec<(f64, f64)>, Problem> {
    let sample = |line: &str| {
        let sample: Value = serde_json::from_str(line).ok()?;
        Some((sample["at"].as_f64()?, sample["bytes"].as_f64()?))
    };
    let samples = printed.lines().map(|line| sample(line).ok_or_else(|| format!("no sample: {line}")));
    Ok(samples.collect::<Result<_, String>>()?)
}

/// The mean of what is held after the warm-up, and the slope of the straight line through it (by least squares), by 100 000
/// operations and as a part of the mean.
fn growth(samples: &[(f64, f64)]) -> Option<(f64, f64)> {
    let (end, _) = samples.last()?;
    let warm: Vec<_> = samples.iter().filter(|(at, _)| *at > end * WARM_UP).collect();
    if warm.len() < 20 {
        return None;
    }
    let count = f64::from(u32::try_from(warm.len()).ok()?);
    let mean = |of: fn(&(f64, f64)) -> f64| warm.iter().map(|sample| of(sample)).sum::<f64>() / count;
    let (at, bytes) = (mean(|sample| sample.0), mean(|sample| sample.1));
    let together: f64 = warm.iter().map(|(x, y)| (x - at) * (y - bytes)).sum();
    let spread: f64 = warm.iter().map(|(x, _)| (x - at).powi(2)).sum();
    Some((bytes, together / spread * 100_000.0 / bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(bytes: impl Fn(f64) -> f64) -> Option<(f64, f64)> {
        let samples: Vec<(f64, f64)> = (1..=60).map(|n| f64::from(n) * 5_000.0).map(|at| (at, bytes(at))).collect();
        growth(&samples)
    }

    #[test]
    fn a_leak_is_told_from_a_warm_up_and_from_noise() {
        let leak = run(|at| 50e6 + at * 10.0);
        assert!(leak.is_some_and(|(_, growth)| growth > MOST), "{leak:?}");
        let warm_up = run(|at| 50e6 - 20e6 * (-at / 10_000.0).exp());
        assert!(warm_up.is_some_and(|(_, growth)| growth.abs() < MOST), "{warm_up:?}");
        let noise = run(|at| 50e6 + 100e3 * (at / 777.0).sin());
        assert!(noise.is_some_and(|(mean, growth)| growth.abs() < MOST && (mean - 50e6).abs() < 1e5), "{noise:?}");
        assert_eq!(growth(&[(1.0, 1.0)]), None);
    }
}
