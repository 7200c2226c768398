//! The simulated network: messages wait in a bag, and the seed decides which one moves and what becomes of it.
//!
//! Every message is written to JSON and read back, as on the wire.

use cortex_cloud::transport::error::Cause;
use cortex_cloud::transport::error::TransportError;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::Request;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;

/// A request on its way to the server.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) device: usize,
    /// The device's sync that sent it. An answer to an earlier one arrives at nobody.
    pub(crate) sync_number: u64,
    pub(crate) request: Request,
    /// A copy the network made: its answer goes nowhere.
    pub(crate) is_copy: bool,
}

/// The last answers a device had, by the kind of request: what a proxy that caches might give again.
pub(crate) type Heard = BTreeMap<&'static str, Answer>;

pub(crate) fn over_the_wire(request: &Request) -> Request {
    match request {
        Request::Handshake(r) => Request::Handshake(copy(r)),
        Request::Push(r) => Request::Push(copy(r)),
        Request::Pull(r) => Request::Pull(copy(r)),
        Request::Sync(r) => Request::Sync(copy(r)),
        Request::Digest(r) => Request::Digest(copy(r)),
    }
}

pub(crate) fn back_over_the_wire(answer: &Answer) -> Answer {
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

/// The member that makes a stamp unreadable.
const STRANGE: &str = "of a later version";

/// The answer as a later version of the protocol might write it: every row of a record id that ends in an even digit has
/// a stamp of another shape. Gives the number of such rows, too.
pub(crate) fn from_the_future(answer: &Answer) -> (Answer, u64) {
    fn rewritten<T: Serialize + DeserializeOwned>(message: &T, rows: &mut u64) -> T {
        let mut value = serde_json::to_value(message).unwrap();
        rewrite(&mut value, rows);
        serde_json::from_str(&value.to_string()).expect("a message with an unreadable row is still read")
    }
    let mut rows = 0;
    let answer = match answer {
        Answer::Push(a) => Answer::Push(rewritten(a, &mut rows)),
        Answer::Pull(a) => Answer::Pull(rewritten(a, &mut rows)),
        Answer::Sync(a) => Answer::Sync(rewritten(a, &mut rows)),
        Answer::Digest(a) => Answer::Digest(rewritten(a, &mut rows)),
        Answer::Handshake(_) => back_over_the_wire(answer),
    };
    (answer, rows)
}

fn rewrite(value: &mut Value, rows: &mut u64) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, rows)),
        Value::Object(members) => {
            let id = members.get("id").and_then(Value::as_str).unwrap_or_default();
            if id.ends_with(['0', '2', '4']) && members.contains_key("hlc") {
                let hlc = members.remove("hlc");
                members.insert("hlc".to_owned(), json!({ STRANGE: hlc }));
                *rows += 1;
            }
            members.values_mut().for_each(|member| rewrite(member, rows));
        }
        _ => {}
    }
}

/// What that version would make of a text it wrote: the same with stamps of this version's shape.
pub(crate) fn from_the_past(text: &str) -> String {
    fn rewrite(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(rewrite),
            Value::Object(members) => {
                if let Some(hlc) = members.get("hlc").and_then(|hlc| hlc.get(STRANGE)).cloned() {
                    members.insert("hlc".to_owned(), hlc);
                }
                members.values_mut().for_each(rewrite);
            }
            _ => {}
        }
    }
    let mut value = serde_json::from_str(text).unwrap();
    rewrite(&mut value);
    value.to_string()
}

/// What becomes of an answer that is cut after so many bytes in a hundred, as the HTTP driver tells it.
pub(crate) fn cut_short(answer: &Answer, percent: usize) -> TransportError {
    fn cut<T: Serialize + DeserializeOwned>(message: &T, percent: usize) -> TransportError {
        let text = serde_json::to_vec(message).unwrap();
        let part = &text[..text.len() * percent / 100];
        assert!(serde_json::from_slice::<T>(part).is_err(), "part of an answer is taken for a whole one");
        TransportError::new(Cause::Malformed, "malformed", "the answer ends in the middle")
    }
    match answer {
        Answer::Handshake(a) => cut(a, percent),
        Answer::Push(a) => cut(a, percent),
        Answer::Pull(a) => cut(a, percent),
        Answer::Sync(a) => cut(a, percent),
        Answer::Digest(a) => cut(a, percent),
    }
}

pub(crate) fn name(request: &Request) -> &'static str {
    match request {
        Request::Handshake(_) => "handshake",
        Request::Push(_) => "push",
        Request::Pull(_) => "pull",
        Request::Sync(_) => "sync",
        Request::Digest(_) => "digest",
    }
}
