//! Messages on their way, and what the server makes of them.

use super::device::PRIVATE;
use super::device::Waiting;
use super::network;
use super::network::Message;
use super::world::World;
use cortex_cloud::sync::session::SessionEvent;
use cortex_cloud::transport::error::Cause;
use cortex_cloud::transport::error::TransportError;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::PushAnswer;
use cortex_cloud::transport::protocol::PushRequest;
use cortex_cloud::transport::protocol::Request;
use cortex_cloud::transport::protocol::Verdict;
use cortex_cloud::transport::protocol::code;
use cortex_server::service::Principal;
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

impl World {
    /// One message moves, and the network does to it what networks do.
    pub(super) fn deliver(&mut self) {
        if self.bag.is_empty() {
            return;
        }
        // Any of them: that is delay and reordering.
        let message = self.bag.swap_remove(self.rng.below(self.bag.len()));
        match self.rng.below(100) {
            0..6 => {
                self.count("request lost");
                self.say(&format!("device {}'s {} is lost", message.device, network::name(&message.request)));
                self.answer(&message, Err(timeout()));
            }
            6..13 => {
                self.count("answer lost");
                self.say(&format!(
                    "device {}'s {} gets through, its answer does not",
                    message.device,
                    network::name(&message.request)
                ));
                let _ = self.serve(&message);
                self.answer(&message, Err(timeout()));
            }
            13..19 => {
                self.count("duplicate");
                let request = message.request.clone();
                let copy = Message { device: message.device, sync_number: message.sync_number, request, is_copy: true };
                self.bag.push(copy);
                let answer = self.serve(&message);
                self.answer(&message, answer);
            }
            _ => {
                let answer = self.serve(&message);
                self.answer(&message, answer);
            }
        }
    }

    /// The server handles a request.
    pub(super) fn serve(&mut self, message: &Message) -> Result<Answer, TransportError> {
        let request = network::over_the_wire(&message.request);
        let now = self.time.load(Ordering::Relaxed);
        let principal = Principal { role: self.devices[message.device].role, ..self.principal.clone() };
        let answer = self.service().handle(&principal, request, now);
        match answer {
            Ok(answer) => {
                match (&message.request, &answer) {
                    (Request::Push(r), Answer::Push(a)) => self.judged(r, a),
                    (Request::Sync(r), Answer::Sync(a)) => self.judged(&r.push, &a.push),
                    _ => {}
                }
                Ok(network::back_over_the_wire(&answer))
            }
            Err(error) => {
                self.say(&format!("  {}", error.body.code));
                match error.body.code.as_str() {
                    code::DEVICE_FORKED => self.count("device_forked"),
                    code::EPOCH_CHANGED => self.count("epoch_changed"),
                    code::CURSOR_EXPIRED => self.count("cursor_expired"),
                    code::READ_ONLY_ROLE => self.count("read_only_role"),
                    other => panic!("the server refuses a request: {other}"),
                }
                Err(TransportError::from_status(error.status, Some(*error.body), None))
            }
        }
    }

    /// No batch takes effect twice: what was said of it once is said again.
    fn judged(&mut self, request: &PushRequest, answer: &PushAnswer) {
        let batch = (self.epoch.clone(), request.device_id.clone(), request.batch.id.clone());
        if let Some(said) = self.said.get(&batch) {
            assert_eq!(*said, answer.verdicts, "a batch sent again is judged anew");
            self.count("batch replayed");
            return;
        }
        self.said.insert(batch, answer.verdicts.clone());
        let mut applied_groups = BTreeSet::new();
        let mut other_groups = BTreeSet::new();
        for (mutation, verdict) in request.mutations.iter().zip(&answer.verdicts) {
            assert_ne!(mutation.table, PRIVATE, "a private record reached the server");
            match verdict {
                Verdict::Applied { seq } => {
                    self.count("applied");
                    self.say(&format!("  {} at seq {seq}", mutation.id));
                    applied_groups.insert(mutation.group);
                    self.server_took(mutation);
                    continue;
                }
                Verdict::Conflict { .. } => self.count("conflict verdict"),
                Verdict::ClockSkew => self.count("clock skew verdict"),
                Verdict::Deferred => self.count("deferred verdict"),
                Verdict::Rejected { code, .. } if self.faults.refusals && code == "too_large" => {
                    self.count("refused verdict")
                }
                Verdict::Quota { .. } if self.faults.quota => self.count("quota verdict"),
                other => panic!("verdict {other:?} on {mutation:?}"),
            }
            other_groups.insert(mutation.group);
        }
        assert!(applied_groups.is_disjoint(&other_groups), "half a group was applied");
        self.server_moved(answer.head);
    }

    pub(super) fn answer(&mut self, message: &Message, answer: Result<Answer, TransportError>) {
        let device = &mut self.devices[message.device];
        if message.is_copy || message.sync_number != device.sync_number {
            return;
        }
        if let Some(running) = &mut device.running
            && matches!(running.waiting, Waiting::Answer)
        {
            running.waiting = Waiting::Ready(match answer {
                Ok(answer) => SessionEvent::Answer(Box::new(answer)),
                Err(error) => SessionEvent::Failed(error),
            });
        }
    }
}

fn timeout() -> TransportError {
    TransportError::new(Cause::Timeout, "timeout", "the simulated network lost a message")
}

pub(super) fn describe(request: &Request) -> String {
    let batch = |push: &PushRequest| {
        let ids: Vec<_> = push.mutations.iter().map(|m| format!("{}@{}", m.id, m.base_seq)).collect();
        format!("batch {} of {}", &push.batch.id[..6], ids.join(" "))
    };
    match request {
        Request::Push(push) => format!("push, {}", batch(push)),
        Request::Sync(sync) => format!("sync, {}", batch(&sync.push)),
        other => network::name(other).to_owned(),
    }
}
