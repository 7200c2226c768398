//! Makes a failing run smaller while it still breaks the same rule (delta debugging: Zeller, Hildebrandt 2002).

use crate::plan::Plan;
use crate::run::Violation;
use crate::run::run;

/// The smallest plan found that fails as `plan` does, and how it fails. `None` when `plan` does not fail.
///
/// `on_progress` hears of every smaller plan that still fails.
pub fn minimise(plan: &Plan, mut on_progress: impl FnMut(&Plan)) -> Option<(Plan, Violation)> {
    let first = run(plan).violation?;
    let mut best = (plan.clone(), first.clone());
    let mut fails = |smaller: Plan, best: &mut (Plan, Violation)| {
        let violation = run(&smaller).violation.filter(|v| v.is_like(&first));
        let has_failed = violation.is_some();
        if let Some(violation) = violation {
            on_progress(&smaller);
            *best = (smaller, violation);
        }
        has_failed
    };
    // What comes after the violation has no part in it.
    let steps = best.0.steps.min(first.step + 1);
    fails(Plan { steps, ..best.0.clone() }, &mut best);
    loop {
        let before = (best.0.left(), best.0.without.len());
        for fault in crate::Fault::ALL {
            let mut smaller = best.0.clone();
            if smaller.without.insert(fault) {
                fails(smaller, &mut best);
            }
        }
        leave_out_steps(&mut best, &mut fails);
        if (best.0.left(), best.0.without.len()) == before {
            return Some(best);
        }
    }
}

/// Leaves out halves, quarters, and so on down to single steps.
fn leave_out_steps(best: &mut (Plan, Violation), fails: &mut impl FnMut(Plan, &mut (Plan, Violation)) -> bool) {
    let mut size = best.0.left().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        loop {
            let left: Vec<usize> = (0..best.0.steps).filter(|step| !best.0.skipped.contains(step)).collect();
            let Some(part) = left.get(at..left.len().min(at + size)).filter(|part| !part.is_empty()) else { break };
            let mut smaller = best.0.clone();
            smaller.skipped.extend(part);
            if !fails(smaller, best) {
                at += size;
            }
        }
        size /= 2;
    }
}
