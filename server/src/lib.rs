//! The sync server of Cortex Cloud: the service over a [`store::Store`], and its HTTP front.
//!
//! ```
//! use cortex_cloud::entropy::SystemEntropy;
//! use cortex_cloud::transport::protocol::PullRequest;
//! use cortex_cloud::transport::protocol::Request;
//! use cortex_server::admin;
//! use cortex_server::service::Config;
//! use cortex_server::service::Principal;
//! use cortex_server::service::Role;
//! use cortex_server::service::Service;
//! use cortex_server::store::sqlite::SqliteStore;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let service = Service::new(SqliteStore::open(folder.path())?, Config::default());
//! admin::create_space(service.store(), &SystemEntropy, "notes", 0)?;
//! let me = Principal { space: "notes".into(), id: "me".into(), role: Role::Owner };
//! let page = service.handle(&me, Request::Pull(PullRequest::default()), 1_000)?;
//! # let _ = page;
//! # Ok(())
//! # }
//! ```
#![deny(missing_docs)]

pub mod admin;
pub mod http;
pub mod key;
pub mod restore;
pub mod service;
pub mod store;
mod writer;
