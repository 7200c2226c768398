//! What the demo says while it works: one line that counts on a terminal, a line now and then elsewhere.

use std::io::IsTerminal;
use std::io::Write;
use std::io::stderr;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

/// How often the line moves on a terminal.
const OFTEN: Duration = Duration::from_millis(100);
/// How often a line is added elsewhere.
const RARELY: Duration = Duration::from_secs(2);

/// Shared by everything that has something to say. It goes to stderr: stdout is for the result.
pub(super) struct Progress {
    is_terminal: bool,
    state: Mutex<State>,
}

struct State {
    last: Instant,
    /// Whether the terminal's last line is one that counts.
    counting: bool,
}

impl Progress {
    pub(super) fn new() -> Self {
        let state = State { last: Instant::now(), counting: false };
        Self { is_terminal: stderr().is_terminal(), state: Mutex::new(state) }
    }

    /// Begins a part of the demo.
    pub(super) fn heading(&self, text: &str) {
        self.line(&format!("\n== {text}"));
    }

    /// Something that has happened.
    pub(super) fn line(&self, text: &str) {
        let mut state = self.lock();
        if std::mem::take(&mut state.counting) {
            eprint!("\r\x1b[K");
        }
        eprintln!("{text}");
        state.last = Instant::now();
    }

    /// How far something has come. Most calls print nothing.
    pub(super) fn count(&self, what: &str, done: u64, total: u64) {
        let mut state = self.lock();
        if state.last.elapsed() < if self.is_terminal { OFTEN } else { RARELY } {
            return;
        }
        state.last = Instant::now();
        let of = if total > 0 { format!(" of {total}") } else { String::new() };
        if self.is_terminal {
            state.counting = true;
            eprint!("\r\x1b[K   {what}: {done}{of}");
            // A terminal that went away is no reason to stop.
            let _ = stderr().flush();
        } else {
            eprintln!("   {what}: {done}{of}");
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
