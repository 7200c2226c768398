//! Under last_write_wins not even the order of syncs matters.

use super::SEEDS;
use super::fleet;
use super::fleet::Setting;
use super::script::Script;
use cortex_tests::cases::cases;

#[test]
fn under_last_write_wins_the_last_writes_stand_whoever_syncs_when() {
    for seed in 0..u64::from(cases(2 * SEEDS)) {
        let script = Script::of_last_writes(seed);
        let expected: Vec<Option<String>> = script.last_writes().into_values().map(|w| w.map(fleet::body)).collect();
        let mut orders = vec![fleet::run(&script, &Setting::plain())];
        orders.extend((0..3).map(|salt| fleet::run(&script.with_other_syncs(salt), &Setting::plain())));
        for (salt, outcome) in orders.into_iter().enumerate() {
            assert_eq!(outcome.bodies, expected, "seed {seed}, order {salt}: {script:#?}");
        }
    }
}
