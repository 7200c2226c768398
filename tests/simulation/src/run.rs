//! One run from its plan to its outcome.

use crate::plan::Plan;
use crate::rest;
use crate::world::Counts;
use crate::world::World;
use std::cell::Cell;
use std::cell::RefCell;
use std::panic;
use std::panic::AssertUnwindSafe;
use std::sync::Once;

/// A rule that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which, and how.
    pub what: String,
    /// Where it was noticed: a place in the simulator, or in what it tests.
    pub place: String,
    /// The step in which it was noticed; the plan's number of steps when everything was quiet.
    pub step: usize,
}

impl Violation {
    /// Whether both are likely to have the same cause: noticed at the same place.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

/// How a run went.
#[derive(Debug)]
pub struct Outcome {
    /// How often each thing really took effect.
    pub counts: Counts,
    /// What happened, line by line; empty unless it was asked for.
    pub trace: String,
    /// What went wrong.
    pub violation: Option<Violation>,
}

/// Runs a plan to the end, or to the first violation.
pub fn run(plan: &Plan) -> Outcome {
    go(plan, false)
}

/// The same, with a trace for people to read.
pub fn traced(plan: &Plan) -> Outcome {
    go(plan, true)
}

thread_local! {
    /// Where this thread panicked last.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
    /// Whether this thread is in a run.
    static RUNS: Cell<bool> = const { Cell::new(false) };
}

/// Panics in a run are how violations are told; nobody wants to read each of them.
fn listen_for_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !RUNS.get() {
                return others(info);
            }
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            PLACE.with(|kept| *kept.borrow_mut() = place);
        }));
    });
}

fn go(plan: &Plan, is_traced: bool) -> Outcome {
    listen_for_panics();
    let mut world = World::new(plan, is_traced);
    let mut step = 0;
    RUNS.set(true);
    let ended = panic::catch_unwind(AssertUnwindSafe(|| {
        while step < plan.steps {
            if !plan.skipped.contains(&step) {
                world.step(step);
            }
            step += 1;
        }
        rest::settle_and_check(&mut world);
    }));
    RUNS.set(false);
    let violation = ended.err().map(|panic| {
        let what = panic.downcast_ref::<String>().cloned();
        let what = what.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default();
        Violation { what, place: PLACE.with(|kept| kept.borrow().clone()), step }
    });
    let (counts, trace) = world.end();
    Outcome { counts, trace, violation }
}
