//! The engine against the real server over real HTTP, with a proxy between them where something has to go wrong.
// A test says what is wrong by panicking.
#![allow(clippy::unwrap_used, clippy::panic)]

mod background;
mod calls;
mod cancelled;
mod causes;
mod deletes;
mod events;
mod in_flight;
mod killed;
mod lost_answers;
mod manual;
mod offline;
mod refused;
mod retries;
mod secrets;
mod several_processes;
mod shared_file;
mod sign_in;
mod skew;
mod strategies;
mod tls;
mod transfer;
mod verify;
