//! Judges the reports of the behaviour suite: `conformance-coverage [LANGUAGE…]`; without names, all there are.
// A test tool says what is wrong by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cortex_tests::conformance::coverage;
use cortex_tests::conformance::coverage::Wanted;
use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    match judge(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(wrong) if wrong.is_empty() => ExitCode::SUCCESS,
        Ok(wrong) => {
            wrong.iter().for_each(|line| eprintln!("{line}"));
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn judge(languages: &[String]) -> Result<Vec<String>, String> {
    let wanted = Wanted::load()?;
    let mut wrong = Vec::new();
    for report in coverage::reports(languages)? {
        let (line, missing) = wanted.judge(&report);
        println!("{line}");
        wrong.extend(missing);
    }
    Ok(wrong)
}
