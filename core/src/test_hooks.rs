//! Defects on demand, for the tests of every layer above: that a panic never gets through. Never part of a package.

use std::cell::Cell;

/// While this variable of the environment is set to anything, every call that enters an engine panics.
pub const PANIC_VARIABLE: &str = "CORTEX_TEST_PANIC";

thread_local! {
    static PANIC: Cell<bool> = const { Cell::new(false) };
}

/// The next call into an engine on this thread panics inside.
pub fn panic_in_next_call() {
    PANIC.set(true);
}

#[expect(clippy::panic, reason = "this is what it is for")]
pub(crate) fn panic_if_asked() {
    if PANIC.take() || std::env::var_os(PANIC_VARIABLE).is_some_and(|value| !value.is_empty()) {
        panic!("a test asked for this panic");
    }
}
