//! The HTTP driver.
