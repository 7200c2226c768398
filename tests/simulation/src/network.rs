//! The simulated network: messages wait in a bag, and the seed decides which one moves and what becomes of it.
//!
//! Every message is written to JSON and read back, as on the wire.

use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::Request;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A request on its way to the server.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) device: usize,
    /// The device's sync that sent it. An answer to an earlier one arrives at nobody.
    pub(super) sync_number: u64,
    pub(super) request: Request,
    /// A copy the network made: its answer goes nowhere.
    pub(super) is_copy: bool,
}

pub(super) fn over_the_wire(request: &Request) -> Request {
    match request {
        Request::Handshake(r) => Request::Handshake(copy(r)),
        Request::Push(r) => Request::Push(copy(r)),
        Request::Pull(r) => Request::Pull(copy(r)),
        Request::Sync(r) => Request::Sync(copy(r)),
        Request::Digest(r) => Request::Digest(copy(r)),
    }
}

pub(super) fn back_over_the_wire(answer: &Answer) -> Answer {
    match answer {
        Answer::Handshake(a) => Answer::Handshake(copy(a)),
        Answer::Push(a) => Answer::Push(copy(a)),
        Answer::Pull(a) => Answer::Pull(copy(a)),
        Answer::Sync(a) => Answer::Sync(copy(a)),
        Answer::Digest(a) => Answer::Digest(copy(a)),
    }
}

fn copy<T: Serialize + DeserializeOwned>(message: &T) -> T {
    serde_json::from_slice(&serde_json::to_vec(message).unwrap()).unwrap()
}

pub(super) fn name(request: &Request) -> &'static str {
    match request {
        Request::Handshake(_) => "handshake",
        Request::Push(_) => "push",
        Request::Pull(_) => "pull",
        Request::Sync(_) => "sync",
        Request::Digest(_) => "digest",
    }
}
