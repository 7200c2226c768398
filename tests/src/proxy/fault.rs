//! What goes wrong, for which requests, how often.

use super::held::Gate;
use std::sync::Arc;
use std::time::Duration;

/// What happens to a request or its answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing.
    Pass,
    /// The connection is closed at once; limited to some requests by [`Fault::on`], as soon as such a one begins.
    Refuse,
    /// The server gets so many bytes of the request, then both connections are cut.
    CutRequest(usize),
    /// The server gets the request whole and answers; the client never hears of it.
    SwallowAnswer,
    /// The client gets so many bytes of the answer, then both connections are cut.
    CutAnswer(usize),
    /// The answer arrives so much later.
    Delay(Duration),
    /// The request is read and never passed on nor answered; the connection stays open.
    BlackHole,
    /// The server gets the request whole; the client gets these bytes for its answer, then the connection is closed.
    ReplaceAnswer(Vec<u8>),
    /// The client gets these bytes and the server nothing, as behind a sign-in page of a hotel.
    AnswerInstead(Vec<u8>),
    #[doc(hidden)]
    Hold(Arc<Gate>),
}

/// A fault with the requests it is for.
#[derive(Clone, Debug)]
pub struct Rule {
    pub(super) fault: Fault,
    matching: Option<String>,
    pub(super) left: Option<usize>,
}

impl Fault {
    /// Only for requests whose head (first line and headers) contains `text`, `POST /v1/spaces/` or `/push` for instance.
    #[must_use]
    pub fn on(self, text: &str) -> Rule {
        Rule { matching: Some(text.to_owned()), ..Rule::from(self) }
    }

    /// Only for the next `n` requests (connections, for [`Fault::Refuse`]).
    #[must_use]
    pub fn times(self, n: usize) -> Rule {
        Rule::from(self).times(n)
    }
}

impl Rule {
    /// Only for the next `n` requests that fit; at least one.
    #[must_use]
    pub fn times(self, n: usize) -> Self {
        Self { left: Some(n.max(1)), ..self }
    }

    pub(super) fn fits(&self, head: &str) -> bool {
        self.matching.as_ref().is_none_or(|text| head.contains(text))
    }

    pub(super) fn strikes_connections(&self) -> bool {
        matches!(self.fault, Fault::Refuse) && self.matching.is_none()
    }
}

impl From<Fault> for Rule {
    fn from(fault: Fault) -> Self {
        Self { fault, matching: None, left: None }
    }
}
