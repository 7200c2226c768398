//! The one thread that writes. Pushes that wait while a transaction is flushed to disk share the next one.

use crate::service::Prepared;
use crate::service::Principal;
use crate::service::PushJob;
use crate::service::Service;
use crate::service::ServiceError;
use crate::store::Store;
use crate::store::WriteJob;
use crate::store::run_group;
use cortex_cloud::clock::Millis;
use cortex_cloud::transport::protocol::PushAnswer;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use tokio::sync::oneshot;

/// Pushes that may wait. Beyond it the server says that it is overloaded, rather than let them time out.
const QUEUE: usize = 256;
/// Pushes in one transaction.
const GROUP: usize = 64;
/// Bytes of bodies after which a group takes in no more, so that nobody waits long for somebody else's batch.
const GROUP_BYTES: usize = 8 << 20;

type Answer = Result<PushAnswer, ServiceError>;

/// A push on its way to the writer.
struct Task {
    principal: Principal,
    prepared: Prepared,
    now: Millis,
    answer: oneshot::Sender<Answer>,
}

/// The queue in front of the writer thread.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::SyncSender<Task>,
}

impl Writer {
    /// Starts the thread. It ends when all clones of the queue are gone and everything in it is done.
    pub(crate) fn start<S: Store>(service: Arc<Service<S>>) -> std::io::Result<(Self, thread::JoinHandle<()>)> {
        let (queue, tasks) = mpsc::sync_channel(QUEUE);
        let thread = thread::Builder::new().name("writer".to_owned()).spawn(move || run(&service, &tasks))?;
        Ok((Self { queue }, thread))
    }

    /// Queues a push and waits for its commit. A caller that stops waiting does not undo it.
    pub(crate) async fn push(&self, principal: Principal, prepared: Prepared, now: Millis) -> Answer {
        let (answer, answered) = oneshot::channel();
        let task = Task { principal, prepared, now, answer };
        self.queue.try_send(task).map_err(|_| ServiceError::overloaded())?;
        answered.await.unwrap_or_else(|_| Err(ServiceError::internal()))
    }
}

fn run<S: Store>(service: &Service<S>, tasks: &mpsc::Receiver<Task>) {
    while let Ok(first) = tasks.recv() {
        let mut bytes = first.prepared.weight();
        let mut group = vec![first];
        while group.len() < GROUP && bytes < GROUP_BYTES {
            let Ok(next) = tasks.try_recv() else { break };
            bytes += next.prepared.weight();
            group.push(next);
        }
        // A defect in one group must not end the thread: every later push would fail. The transaction is rolled back on
        // the way out, and the dropped senders answer with an internal error.
        if catch_unwind(AssertUnwindSafe(|| commit(service, group))).is_err() {
            tracing::error!("a group of pushes panicked and was rolled back");
        }
    }
}

fn commit<S: Store>(service: &Service<S>, group: Vec<Task>) {
    let (inputs, answers): (Vec<_>, Vec<_>) =
        group.into_iter().map(|task| ((task.principal, task.prepared, task.now), task.answer)).unzip();
    let mut jobs: Vec<PushJob<'_>> =
        inputs.iter().map(|(principal, prepared, now)| service.job(principal, prepared, *now)).collect();
    let kept = {
        let mut group: Vec<&mut dyn WriteJob> = jobs.iter_mut().map(|job| job as &mut dyn WriteJob).collect();
        run_group(service.store(), &mut group)
    };
    for ((job, kept), answer) in jobs.into_iter().zip(kept).zip(answers) {
        let result = kept.map_err(ServiceError::from).and_then(|()| job.into_result());
        // Nobody waits any more: the device asks again with the same batch.
        let _ = answer.send(result);
    }
}
