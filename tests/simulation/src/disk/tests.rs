//! That the machines keep what a machine must keep, and lose what it may.

mod bytes;
mod crashes;
mod faults;
mod product;
mod sharing;
mod workload;
