//! How many tests passed and failed, read from what the test runners print.

use std::ops::AddAssign;

/// Tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// As they should.
    pub(crate) passed: u64,
    /// Otherwise: failed, timed out, crashed.
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Counts {
    /// Sums the summary lines of `cargo test` and `cargo nextest run`.
    pub(crate) fn of(transcript: &str) -> Self {
        let lines = || transcript.lines().map(str::trim);
        let of_nextest: Vec<&str> = lines().filter(|line| line.starts_with("Summary [")).collect();
        let mut counts = Self::default();
        // nextest shows what a failed test printed, `cargo test`'s line for that one test among it.
        if of_nextest.is_empty() {
            for line in lines().filter_map(|line| line.strip_prefix("test result: ")) {
                // `ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s`
                let results = line.split_once(". ").map_or("", |(_, results)| results);
                counts.passed += number_before(results, ';', "passed");
                counts.failed += number_before(results, ';', "failed");
            }
        }
        for line in of_nextest {
            // `Summary [   0.011s] 4 tests run: 2 passed (1 slow), 1 failed, 1 timed out, 3 skipped`
            let results = line.split_once(" run: ").map_or("", |(_, results)| results);
            counts.passed += number_before(results, ',', "passed");
            for bad in ["failed", "exec", "timed"] {
                counts.failed += number_before(results, ',', bad);
            }
        }
        counts
    }

    /// Reads the last line of pytest: `1 failed, 12 passed, 2 errors in 0.50s`.
    pub(crate) fn of_pytest(transcript: &str) -> Self {
        let results = results_of_pytest(transcript);
        let number = |word| number_before(results, ',', word);
        Self { passed: number("passed"), failed: number("failed") + number("error") + number("errors") }
    }

    /// Reads XCTest's `Test Case 'StoreTests.testIt' passed (0.5 seconds)`, whose own summary counts failed assertions; or
    /// the last line of the behaviour suite's runner, `62 passed, 1 failed`.
    pub(crate) fn of_swift(transcript: &str) -> Self {
        let mut counts = Self::default();
        for line in transcript.lines().map(str::trim) {
            if let Some((_, outcome)) = line.strip_prefix("Test Case '").and_then(|rest| rest.rsplit_once("' ")) {
                counts.passed += u64::from(outcome.starts_with("passed"));
                counts.failed += u64::from(outcome.starts_with("failed"));
            } else if line.ends_with(" failed") && line.contains(" passed, ") {
                counts =
                    Self { passed: number_before(line, ',', "passed"), failed: number_before(line, ',', "failed") };
            }
        }
        counts
    }
}

/// The tests that pytest did not run.
pub(crate) fn skipped_by_pytest(transcript: &str) -> u64 {
    number_before(results_of_pytest(transcript), ',', "skipped")
}

/// What its last line lists: `3 passed, 1 skipped`.
fn results_of_pytest(transcript: &str) -> &str {
    let is_summary = |line: &&str| {
        line.contains(" in ") && [" passed", " failed", " skipped"].iter().any(|word| line.contains(word))
    };
    let last = transcript.lines().rev().map(|line| line.trim_matches(['=', ' '])).find(is_summary);
    last.and_then(|line| line.rsplit_once(" in ")).map_or("", |(results, _)| results)
}

/// The number in front of `word` in a list of `<number> <word>`; 0 when the list does not have it.
fn number_before(list: &str, separator: char, word: &str) -> u64 {
    list.split(separator)
        .filter_map(|item| item.trim().split_once(' '))
        .find(|(_, name)| name.split(' ').next() == Some(word))
        .and_then(|(number, _)| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_of_swift_counts_once() {
        let text = "Test Case 'A.testIt' started at 2026-01-02 03:04:05.000\nTest Case 'A.testIt' passed (0.1 seconds)\n\
            Test Case 'A.testThat' failed (0.1 seconds)\n\t Executed 2 tests, with 5 failures (0 unexpected) in 0.1\n";
        assert_eq!(Counts::of_swift(text), Counts { passed: 1, failed: 1 });
        assert_eq!(Counts::of_swift("62 passed, 1 failed\n"), Counts { passed: 62, failed: 1 });
    }

    #[test]
    fn every_binary_of_cargo_test_is_counted() {
        let text = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        assert_eq!(Counts::of(text), Counts { passed: 7, failed: 2 });
    }

    #[test]
    fn nextest_counts_every_way_to_fail() {
        let text = "     Summary [   0.011s] 9 tests run: 4 passed (1 slow), 2 failed, 1 exec failed, 2 timed out, 3 skipped\n";
        assert_eq!(Counts::of(text), Counts { passed: 4, failed: 5 });
    }

    #[test]
    fn a_failed_test_of_nextest_is_counted_once() {
        let text = "  stdout ───\n\n    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 9 filtered out\n\
            Summary [   0.011s] 3 tests run: 2 passed, 1 failed, 0 skipped\n";
        assert_eq!(Counts::of(text), Counts { passed: 2, failed: 1 });
    }

    #[test]
    fn a_single_test_of_nextest_is_counted() {
        assert_eq!(
            Counts::of("     Summary [   0.004s] 1 test run: 1 passed, 0 skipped"),
            Counts { passed: 1, failed: 0 }
        );
    }

    #[test]
    fn pytest_counts_failures_and_errors() {
        let text = "tests/test_a.py ....F\n1 failed, 12 passed, 1 warning, 2 errors in 0.50s\n";
        assert_eq!(Counts::of_pytest(text), Counts { passed: 12, failed: 3 });
        assert_eq!(Counts::of_pytest("=== 4 passed in 1.00s ===\n"), Counts { passed: 4, failed: 0 });
        assert_eq!(Counts::of_pytest("no tests ran in 0.01s\n"), Counts::default());
        assert_eq!(skipped_by_pytest("3 passed, 2 skipped in 0.10s\n"), 2);
        assert_eq!(skipped_by_pytest("3 passed in 0.10s\n"), 0);
    }

    #[test]
    fn other_output_counts_nothing() {
        assert_eq!(Counts::of("error: could not compile `x`\n12 passed, 0 failed"), Counts::default());
    }
}
