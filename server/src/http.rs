//! The service over HTTP: routes, keys, limits of size and time, logs, and a graceful stop.

mod app;
mod auth;
mod body;
mod observe;
mod options;
mod reply;
mod routes;
mod serve;

pub use options::Options;
pub use serve::Server;
