//! Group commit for any store: what to do with a group whose transaction failed, and a job made of a closure.

use super::Outcome;
use super::Result;
use super::Store;
use super::StoreError;
use super::WriteJob;
use super::WriteTx;

/// Runs a group; where its transaction fails, runs the jobs again one at a time, so that only those suffer that cannot
/// be kept (a batch the disk has no room for must not refuse the small ones beside it). One result per job.
pub fn run_group<S: Store>(store: &S, jobs: &mut [&mut dyn WriteJob]) -> Vec<Result<()>> {
    match store.write_group(jobs) {
        Ok(()) => jobs.iter().map(|_| Ok(())).collect(),
        Err(error) if jobs.len() == 1 => vec![Err(error)],
        Err(_) => jobs.iter_mut().map(|job| store.write_group(&mut [&mut **job])).collect(),
    }
}

/// A closure as a job.
pub(super) struct Once<T, E, F> {
    job: F,
    result: Option<std::result::Result<T, E>>,
}

impl<T, E, F> Once<T, E, F> {
    pub(super) fn new(job: F) -> Self {
        Self { job, result: None }
    }
}

impl<T, E: From<StoreError>, F> Once<T, E, F> {
    pub(super) fn into_result(self) -> std::result::Result<T, E> {
        self.result.unwrap_or_else(|| Err(StoreError::Aborted.into()))
    }
}

impl<T, E, F> WriteJob for Once<T, E, F>
where
    F: FnMut(&mut dyn WriteTx) -> std::result::Result<T, E>,
{
    fn run(&mut self, tx: &mut dyn WriteTx) -> Outcome {
        let result = (self.job)(tx);
        let outcome = if result.is_ok() { Outcome::Keep } else { Outcome::Undo };
        self.result = Some(result);
        outcome
    }
}
