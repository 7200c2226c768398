//! Messages on their way, and what the server makes of them.

use crate::device::Waiting;
use crate::fault::Fault;
use crate::machine::PRIVATE;
use crate::network;
use crate::network::Message;
use crate::oracle::Key;
use crate::world::SPACE;
use crate::world::World;
use cortex_cloud::sync::session::SessionEvent;
use cortex_cloud::transport::error::Cause;
use cortex_cloud::transport::error::TransportError;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::PushRequest;
use cortex_cloud::transport::protocol::Request;
use cortex_cloud::transport::protocol::Verdict;
use cortex_cloud::transport::protocol::code;
use cortex_server::service::Principal;
use cortex_server::service::ServiceError;
use cortex_server::store::Store;
use cortex_server::store::StoreError;
use std::collections::BTreeSet;

/// Requests that are kept for who wants to send them again.
const PAST: usize = 20;

/// How often a record may meet a conflict after anybody has written it last. Each device meets the winner once, a loser
/// goes up again once, and a restore, a copy or a refusal gives each another turn.
const ROUNDS: u32 = 30;

impl World {
    /// One message moves, and the network does to it what networks do.
    pub(crate) fn deliver(&mut self) {
        if self.bag.is_empty() {
            return;
        }
        // Any of them: that is delay and reordering.
        let message = self.bag.swap_remove(self.rng.below(self.bag.len()));
        self.hand_over(message);
    }

    pub(crate) fn hand_over(&mut self, message: Message) {
        let luck = if self.faults.has(Fault::Network) { self.rng.below(100) } else { 99 };
        let (device, name) = (message.device, network::name(&message.request));
        match luck {
            0..6 => {
                self.count("request lost");
                self.say(|_| format!("device {device}'s {name} is lost"));
                self.answer(&message, Err(timeout()));
            }
            6..13 => {
                self.count("answer lost");
                self.say(|_| format!("device {device}'s {name} gets through, its answer does not"));
                let _ = self.serve(&message);
                self.answer(&message, Err(timeout()));
            }
            13..17 => {
                let answer = self.serve(&message);
                let answer = answer.and_then(|answer| {
                    self.count("answer cut short");
                    self.say(|_| format!("the answer to device {device}'s {name} is cut short"));
                    Err(network::cut_short(&answer, self.rng.below(100)))
                });
                self.answer(&message, answer);
            }
            17..23 => {
                self.bag.push(Message { is_copy: true, ..message.clone() });
                let answer = self.serve(&message);
                self.answer(&message, answer);
            }
            // Only a pull is a GET, whose answer a proxy might keep.
            23..26 if name == "pull" && self.devices[device].heard.contains_key(name) => {
                self.count("old answer delivered");
                self.say(|_| format!("device {device}'s {name} is answered by what it heard before"));
                let answer = self.devices[device].heard[name].clone();
                self.answer(&message, Ok(answer));
            }
            _ => {
                if message.is_copy {
                    self.count("duplicate delivered");
                }
                let answer = self.serve(&message);
                if let (Ok(answer), false) = (&answer, message.is_copy) {
                    self.devices[device].heard.insert(name, answer.clone());
                }
                self.answer(&message, answer);
            }
        }
        if self.past.len() < PAST {
            self.past.push(message);
        } else {
            let at = self.rng.below(PAST);
            self.past[at] = message;
        }
    }

    /// The network, or somebody who has listened, sends an old request once more.
    pub(crate) fn repeat_old_request(&mut self, _: usize) {
        if self.past.is_empty() {
            return;
        }
        let message = self.rng.pick(&self.past).clone();
        if matches!(message.request, Request::Push(_) | Request::Sync(_)) {
            self.count("old batch sent again");
        }
        self.say(|_| format!("once more: device {}'s {}", message.device, describe(&message.request)));
        self.bag.push(Message { is_copy: true, ..message });
    }

    /// The server handles a request.
    pub(crate) fn serve(&mut self, message: &Message) -> Result<Answer, TransportError> {
        let device = &self.devices[message.device];
        if device.is_revoked {
            let error = ServiceError::new(401, "key_revoked", "this API key was revoked; ask for a new one");
            return Err(TransportError::from_status(error.status, Some(*error.body), None));
        }
        let is_behind = device.is_behind;
        let principal = Principal { role: device.role, ..self.principal.clone() };
        let request = network::over_the_wire(&message.request);
        let push = match &message.request {
            Request::Push(r) => Some(r),
            Request::Sync(r) => Some(&r.push),
            _ => None,
        };
        let answer = self.service().handle(&principal, request, self.now());
        if self.bury_server() {
            // Nobody hears of it; what it had committed stays.
            if let Some(request) = push {
                self.look_for(request);
            }
            return Err(timeout());
        }
        match answer {
            Ok(answer) => {
                match (push, &answer) {
                    (Some(request), Answer::Push(a)) => self.judged(request, a.head, &a.verdicts),
                    (Some(request), Answer::Sync(a)) => self.judged(request, a.push.head, &a.push.verdicts),
                    _ => {}
                }
                if is_behind {
                    let (answer, rows) = network::from_the_future(&answer);
                    self.count_of("row unreadable", rows);
                    return Ok(answer);
                }
                Ok(network::back_over_the_wire(&answer))
            }
            Err(error) => {
                self.say(|_| format!("  {}", error.body.code));
                match error.body.code.as_str() {
                    code::DEVICE_FORKED => self.count("device_forked"),
                    code::EPOCH_CHANGED => self.count("epoch_changed"),
                    code::CURSOR_EXPIRED => self.count("cursor_expired"),
                    code::READ_ONLY_ROLE => self.count("read_only_role"),
                    _ if error.status >= 500 && self.machine.is_full() => self.count("server disk full"),
                    // An old request, or a copy's, may name what was never here or is gone.
                    code::CURSOR_AHEAD if message.is_copy => {}
                    other => panic!("the server refuses a request: {other}"),
                }
                Err(TransportError::from_status(error.status, Some(*error.body), None))
            }
        }
    }

    /// The server died over a batch. Had it committed?
    fn look_for(&mut self, request: &PushRequest) {
        let batch = (self.epoch.clone(), request.device_id.clone(), request.batch.id.clone());
        if self.said.contains_key(&batch) {
            return;
        }
        let store = self.service().store();
        let last = store.read(|tx| {
            let space = tx.space(SPACE)?.map(|space| space.id);
            space.map_or(Ok(None), |space| tx.last_batch(space, &request.device_id))
        });
        let last: Option<String> = last.map_err(|error: StoreError| error.to_string()).unwrap();
        if last.as_ref() == Some(&request.batch.id) {
            self.count("server died after a commit");
            // It only says again what it has said.
            let again = self.service().handle(&self.principal, Request::Push(request.clone()), self.now());
            let Ok(Answer::Push(answer)) = again else { panic!("a batch that was committed is refused: {again:?}") };
            self.judged(request, answer.head, &answer.verdicts);
        }
    }

    /// No batch takes effect twice: what was said of it once is said again.
    fn judged(&mut self, request: &PushRequest, head: u64, verdicts: &[Verdict]) {
        let batch = (self.epoch.clone(), request.device_id.clone(), request.batch.id.clone());
        if let Some(said) = self.said.get(&batch) {
            assert_eq!(*said, verdicts, "a batch sent again is judged anew");
            self.count("batch replayed");
            return;
        }
        self.said.insert(batch, verdicts.to_vec());
        let mut applied_groups = BTreeSet::new();
        let mut other_groups = BTreeSet::new();
        let used = self.used();
        for (mutation, verdict) in request.mutations.iter().zip(verdicts) {
            assert_ne!(mutation.table, PRIVATE, "a private record reached the server");
            match verdict {
                Verdict::Applied { seq } => {
                    self.count("applied");
                    self.say(|_| format!("  {} at seq {seq}", mutation.id));
                    applied_groups.insert(mutation.group);
                    self.server_took(mutation);
                    continue;
                }
                Verdict::Conflict { .. } => self.met_conflict((mutation.table.clone(), mutation.id.clone())),
                Verdict::ClockSkew => self.count("clock skew verdict"),
                Verdict::Deferred => self.count("deferred verdict"),
                Verdict::Rejected { code, .. } if self.faults.has(Fault::Refusals) && code == "too_large" => {
                    self.count("refused verdict")
                }
                Verdict::Quota { .. } if self.faults.has(Fault::Quota) => self.count("quota verdict"),
                other => panic!("verdict {other:?} on {mutation:?}"),
            }
            other_groups.insert(mutation.group);
        }
        assert!(applied_groups.is_disjoint(&other_groups), "half a group was applied");
        let grown = self.used();
        assert!(
            grown <= used || self.limit.is_none_or(|limit| grown <= limit),
            "a push took the space from {used} to {grown} records of {:?}",
            self.limit
        );
        self.server_moved(head);
    }

    /// Live records of the space.
    fn used(&self) -> i64 {
        self.server.values().filter(|view| view.body.is_some()).count() as i64
    }

    fn met_conflict(&mut self, key: Key) {
        self.count("conflict verdict");
        let rounds = self.rounds.entry(key).or_default();
        *rounds += 1;
        assert!(*rounds <= ROUNDS, "one record meets conflict after conflict, and nobody writes it");
    }

    pub(crate) fn answer(&mut self, message: &Message, answer: Result<Answer, TransportError>) {
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

pub(crate) fn describe(request: &Request) -> String {
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
