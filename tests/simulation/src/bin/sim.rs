//! Runs fleets under seeds and looks for one that breaks a promise. `cargo xtask sim` builds and starts it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

use clap::Parser;
use cortex_simulation::Fault;
use cortex_simulation::MOST_DEVICES;
use cortex_simulation::MUST_HAPPEN;
use cortex_simulation::Plan;
use cortex_simulation::STEPS;
use cortex_simulation::Tally;
use cortex_simulation::Violation;
use cortex_simulation::corpus;
use cortex_simulation::minimise;
use cortex_simulation::parse_ranges;
use cortex_simulation::run;
use cortex_simulation::traced;
use serde_json::json;
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

/// Runs fleets of devices and a server under seeds, and checks that nothing is ever lost.
#[derive(Parser)]
#[command(name = "cargo xtask sim", bin_name = "cargo xtask sim", version)]
struct Options {
    /// How many seeds to run
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,
    /// The first of these seeds
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    start: u64,
    /// Devices at the start; by the seed unless given
    #[arg(long, value_name = "D", value_parser = clap::value_parser!(u8).range(1..=MOST_DEVICES as i64))]
    devices: Option<u8>,
    /// Random things that happen in a run before it must settle
    #[arg(long, value_name = "K", default_value_t = STEPS)]
    steps: usize,
    /// Runs this one seed and prints what happens
    #[arg(long, value_name = "SEED", conflicts_with_all = ["seeds", "start"])]
    seed: Option<u64>,
    /// Makes a failing run smaller: fewer steps, fewer faults
    #[arg(long)]
    minimise: bool,
    /// Steps that are left out, as `3-17,21`
    #[arg(long, value_name = "STEPS", value_parser = parse_ranges)]
    skip: Option<BTreeSet<usize>>,
    /// Faults that are left out
    #[arg(long, value_name = "FAULTS", value_delimiter = ',', value_parser = Fault::parse)]
    without: Vec<Fault>,
    /// Leaves out the runs that failed once, which else come first
    #[arg(long)]
    no_corpus: bool,
    /// Threads; as many as there are cores unless given
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Stops after so many failures
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    failures: u64,
    /// Prints the outcome as one JSON object
    #[arg(long)]
    json: bool,
}

impl Options {
    fn plan(&self, seed: u64) -> Plan {
        Plan {
            steps: self.steps,
            devices: self.devices.map(usize::from),
            skipped: self.skip.clone().unwrap_or_default(),
            without: self.without.iter().copied().collect(),
            ..Plan::of(seed)
        }
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    match options.seed {
        Some(seed) => one(&options, seed),
        None => hunt(&options),
    }
}

/// One run, with its trace.
fn one(options: &Options, seed: u64) -> ExitCode {
    let mut plan = options.plan(seed);
    if options.minimise {
        match smaller(&plan) {
            Some((smallest, _)) => plan = smallest,
            None => {
                println!("{plan} breaks nothing; there is nothing to minimise");
                return ExitCode::SUCCESS;
            }
        }
    }
    let outcome = traced(&plan);
    if options.json {
        println!(
            "{}",
            json!({ "plan": plan.to_string(), "counts": outcome.counts, "violation": told(outcome.violation.as_ref()) })
        );
    } else {
        print!("{}", outcome.trace);
        match &outcome.violation {
            None => println!("nothing was broken: {plan}"),
            Some(violation) => println!("{}", failure(&plan, violation)),
        }
    }
    if outcome.violation.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn smaller(plan: &Plan) -> Option<(Plan, Violation)> {
    minimise(plan, |smaller| eprintln!("still fails with {} steps: {smaller}", smaller.left()))
}

fn told(violation: Option<&Violation>) -> Option<serde_json::Value> {
    violation.map(|v| json!({ "what": v.what, "place": v.place, "step": v.step }))
}

fn failure(plan: &Plan, violation: &Violation) -> String {
    let Violation { what, place, step } = violation;
    format!(
        "BROKEN at step {step} ({place}): {what}\n  again: cargo xtask sim {plan}\n  smaller: cargo xtask sim {plan} --minimise"
    )
}

/// What the hunters share.
struct Hunt<'a> {
    options: &'a Options,
    next: AtomicU64,
    tally: Mutex<Tally>,
    failures: Mutex<Vec<(Plan, Violation)>>,
    began: Instant,
}

impl Hunt<'_> {
    fn failures(&self) -> MutexGuard<'_, Vec<(Plan, Violation)>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let mut mine = Tally::default();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let has_failed_enough = self.failures().len() as u64 >= self.options.failures;
            if number >= self.options.seeds || has_failed_enough {
                break;
            }
            self.check(self.options.plan(self.options.start.wrapping_add(number)), &mut mine);
            if mine.runs >= 100 {
                self.tally().merge(&std::mem::take(&mut mine));
            }
        }
        self.tally().merge(&mine);
    }

    fn check(&self, plan: Plan, tally: &mut Tally) {
        let outcome = run(&plan);
        tally.add(plan.left(), &outcome.counts);
        if let Some(violation) = outcome.violation {
            if !self.options.json {
                println!("{}", failure(&plan, &violation));
            }
            self.failures().push((plan, violation));
        }
    }

    fn watch(&self) {
        while self.next.load(Ordering::Relaxed) < self.options.seeds {
            std::thread::sleep(Duration::from_millis(500));
            let done = self.next.load(Ordering::Relaxed).min(self.options.seeds);
            let rate = done as f64 / self.began.elapsed().as_secs_f64();
            eprint!("\r{done} of {} seeds, {rate:.0}/s, {} broken ", self.options.seeds, self.failures().len());
            if self.failures().len() as u64 >= self.options.failures {
                break;
            }
        }
        eprintln!();
    }
}

/// Many runs, those that failed once first.
fn hunt(options: &Options) -> ExitCode {
    let hunt = Hunt {
        options,
        next: AtomicU64::new(0),
        tally: Mutex::default(),
        failures: Mutex::default(),
        began: Instant::now(),
    };
    for plan in corpus().into_iter().filter(|_| !options.no_corpus) {
        hunt.check(plan, &mut Tally::default());
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let jobs = options.jobs.unwrap_or(cores).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(|| hunt.work())).collect();
        if std::io::stderr().is_terminal() {
            scope.spawn(|| hunt.watch());
        }
        workers.into_iter().for_each(|worker| drop(worker.join()));
        hunt.next.store(u64::MAX, Ordering::Relaxed);
    });
    let seconds = hunt.began.elapsed().as_secs_f64();
    let tally = hunt.tally().clone();
    let mut failures = std::mem::take(&mut *hunt.failures());
    if options.minimise {
        for (plan, violation) in &mut failures {
            if let Some((smallest, how)) = smaller(plan) {
                (*plan, *violation) = (smallest, how);
                println!("{}", failure(plan, violation));
            }
        }
    }
    report(options, &tally, &failures, seconds, jobs);
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn report(options: &Options, tally: &Tally, failures: &[(Plan, Violation)], seconds: f64, jobs: usize) {
    let rate = tally.runs as f64 / seconds;
    let (runs, steps, median) = (tally.runs, tally.steps, tally.median_conflicts());
    if options.json {
        let broken: Vec<_> =
            failures.iter().map(|(p, v)| json!({ "plan": p.to_string(), "violation": told(Some(v)) })).collect();
        println!(
            "{}",
            json!({ "seeds": runs, "steps": steps, "seconds": seconds, "seeds_per_second": rate, "threads": jobs,
                "median_conflicts": median, "counts": tally.counts, "violations": broken })
        );
        return;
    }
    println!("How often each thing took effect:");
    let also = tally.counts.keys().filter(|what| !MUST_HAPPEN.contains(what));
    for what in MUST_HAPPEN.iter().chain(also) {
        println!("{:>12}  {what}", tally.of(what));
    }
    println!(
        "{runs} seeds, {steps} steps in {seconds:.1} s: {rate:.1} seeds/s with {jobs} threads, {:.1} on each; \
         half of the seeds had {median} conflicts or more; {} broke a promise",
        rate / jobs as f64,
        failures.len()
    );
}
