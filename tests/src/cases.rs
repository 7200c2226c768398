//! How many cases a test draws.

use std::env;

/// Multiplies the cases of every test that draws them: 1 unless the long tier asks for more.
pub const FACTOR: &str = "CORTEX_CASES_FACTOR";

/// So many cases, times `CORTEX_CASES_FACTOR`.
///
/// # Panics
/// When the variable is set and no number.
pub fn cases(few: u32) -> u32 {
    let factor = env::var(FACTOR).map_or(1, |text| text.parse().unwrap_or_else(|e| panic!("{FACTOR}={text}: {e}")));
    few.saturating_mul(factor)
}
