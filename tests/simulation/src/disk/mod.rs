//! Simulated machines with disks that lose what was not synced.
//!
//! SQLite runs on them through a VFS of its own, all in memory. A file is what its processes read in it and the list of
//! changes since its last sync: when the power is cut, a seed decides which of those are on the disk, so the order of
//! the calls is not the order on the disk. A [`Process`] is the disk that one engine or server is given; killed, it
//! fails for ever, and the machine starts another.
//!
//! The log's salts come from SQLite's own randomness, which is the process's: two runs of a seed have the same calls,
//! crashes and rows, and other bytes there.

mod content;
mod file;
mod locks;
mod machine;
mod process;
mod shared;
mod state;
#[cfg(test)]
mod tests;
mod vfs;

pub use machine::Crash;
pub use machine::Machine;
pub use machine::Moment;
pub use process::Process;

/// What a call of SQLite's comes to: a result code where it fails.
type Done = Result<(), std::ffi::c_int>;
