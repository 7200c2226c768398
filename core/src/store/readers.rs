//! Connections that only read. Opened when they are needed, a few at most, so that one long read does not make the
//! short ones wait.

use crate::error::CloudError;
use crate::error::Error;
use crate::error::ErrorInfo;
use crate::error::Result;
use parking_lot::Condvar;
use parking_lot::Mutex;
use rusqlite::Connection;
use std::time::Duration;
use std::time::Instant;

/// Connections at most.
const MOST: usize = 4;

pub(super) struct Readers {
    state: Mutex<State>,
    returned: Condvar,
    connect: Box<dyn Fn() -> Result<Connection> + Send + Sync>,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    /// Connections in use.
    busy: usize,
    closed: bool,
}

impl Readers {
    pub(super) fn new(first: Connection, connect: impl Fn() -> Result<Connection> + Send + Sync + 'static) -> Self {
        let state = State { idle: vec![first], ..State::default() };
        Self { state: Mutex::new(state), returned: Condvar::new(), connect: Box::new(connect) }
    }

    /// Runs `work` on a connection of its own, waiting for one at most so long.
    pub(super) fn with<T>(&self, patience: Duration, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let mut lease = Lease { readers: self, connection: None };
        lease.connection = Some(self.take(patience)?);
        match lease.connection.as_mut() {
            Some(connection) => work(connection),
            None => Err(CloudError::closed().into()),
        }
    }

    fn take(&self, patience: Duration) -> Result<Connection> {
        let deadline = Instant::now() + patience;
        let mut state = self.state.lock();
        loop {
            if state.closed {
                return Err(CloudError::closed().into());
            }
            if let Some(connection) = state.idle.pop() {
                state.busy += 1;
                return Ok(connection);
            }
            if state.busy < MOST {
                state.busy += 1;
                drop(state);
                return (self.connect)().inspect_err(|_| self.give_back(None));
            }
            if self.returned.wait_until(&mut state, deadline).timed_out() {
                let message = "too many calls of this engine are reading; try again";
                return Err(Error::Public(CloudError::Busy { info: ErrorInfo::new("busy.readers", message) }));
            }
        }
    }

    fn give_back(&self, connection: Option<Connection>) {
        let mut state = self.state.lock();
        state.busy -= 1;
        if !state.closed {
            state.idle.extend(connection);
        }
        self.returned.notify_all();
    }

    /// Closes every connection, waiting for those in use.
    pub(super) fn close(&self) {
        let mut state = self.state.lock();
        state.closed = true;
        state.idle.clear();
        self.returned.notify_all();
        while state.busy > 0 {
            self.returned.wait(&mut state);
        }
    }
}

/// Gives the connection back even when the work panics.
struct Lease<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.readers.give_back(Some(connection));
        }
    }
}
