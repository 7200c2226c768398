//! The engine against the real server over real HTTP, with a proxy between them where something has to go wrong.
// A test says what is wrong by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod apply;
mod background;
mod calls;
mod cancelled;
mod causes;
mod content;
mod copies;
mod deletes;
mod disk_full;
mod embeddings;
mod events;
mod given_up;
mod horizon;
mod in_flight;
mod killed;
mod lost_answers;
mod manual;
mod memories;
mod offline;
mod queue;
mod quota;
mod refused;
mod restored;
mod retries;
mod secrets;
mod several_processes;
mod shared_file;
mod sign_in;
mod skew;
mod strategies;
mod tables;
mod throttled;
mod tls;
mod transfer;
mod up_and_down;
mod verify;
