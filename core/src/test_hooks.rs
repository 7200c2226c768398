//! Defects on demand, for the tests of every layer above: that a panic never gets through. Never part of a package.

use std::cell::Cell;

/// While this variable of the environment is set to anything, every call that enters an engine panics.
pub const PANIC_VARIABLE: &str = "CORTEX_TEST_PANIC";

/// While this variable of the environment is set to anything, every call that enters an engine loses some memory: a tool that
/// looks for leaks must find it.
pub const LEAK_VARIABLE: &str = "CORTEX_TEST_LEAK";

thread_local! {
    static PANIC: Cell<bool> = const { Cell::new(false) };
}

/// The next call into an engine on this thread panics inside.
pub fn panic_in_next_call() {
    PANIC.set(true);
}

#[expect(clippy::panic, reason = "this is what it is for")]
pub(crate) fn fail_if_asked() {
    if std::env::var_os(LEAK_VARIABLE).is_some_and(|value| !value.is_empty()) {
        std::mem::forget(vec![1_u8; 4_096]);
    }
    if PANIC.take() || std::env::var_os(PANIC_VARIABLE).is_some_and(|value| !value.is_empty()) {
        panic!("a test asked for this panic");
    }
}
