//! The addon below the npm package `cortex-cloud`: the engine for Node, one thin layer under TypeScript.
//!
//! It checks nothing that TypeScript or the engine checks, and holds no network logic. Three rules keep a host alive: no
//! panic leaves a function (`catch_unwind` on each), no function waits for JavaScript, and nothing here keeps the
//! process running. Long calls have a thread of their own; events and log entries wait in Rust until JavaScript, woken
//! by a threadsafe function that holds nothing open, takes them.

mod cancel;
mod conflicts;
mod engine;
mod errors;
mod events;
mod json;
mod log;
mod long_call;
mod records;
mod status;
mod sync;
mod tokens;
mod values;
mod wake;
