//! Moving what changed between this file and the server.
//!
//! [`session`] is the protocol as a state machine; `push` and `pull` are its local steps, each one transaction.

pub(crate) mod batch;
pub(crate) mod comparison;
pub(crate) mod local;
pub(crate) mod moves;
pub(crate) mod pull;
pub(crate) mod push;
pub(crate) mod reconcile;
pub(crate) mod repair;
pub(crate) mod report;
pub mod session;
