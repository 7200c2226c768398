//! Digests: what the server says of its records is what its records say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::digest::Digest;
use cortex_cloud::digest::bucket;
use cortex_cloud::digest::entry;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::DigestAnswer;
use cortex_cloud::transport::protocol::DigestRequest;
use cortex_cloud::transport::protocol::Mutation;
use cortex_cloud::transport::protocol::Request;
use cortex_cloud::transport::protocol::Verdict;
use cortex_server::service::Config;
use proptest::prelude::*;
use std::collections::BTreeMap;
use support::NOW;
use support::World;
use support::delete;
use support::put;
use support::refusal;

fn ask(world: &World, buckets: Vec<u8>, records: Vec<(String, String)>) -> DigestAnswer {
    let request = DigestRequest { protocol_version: 1, buckets, records };
    match world.service.handle(&world.owner, Request::Digest(request), NOW) {
        Ok(Answer::Digest(answer)) => answer,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn digests_counters_and_listings_agree_with_the_rows(
        batches in proptest::collection::vec(
            // (record, body or a delete, whether the base is right, group)
            proptest::collection::vec((0_u8..20, proptest::option::of(0_u16..5), 0_u8..10, 0_u32..4), 1..12),
            1..12,
        )
    ) {
        let world = World::new();
        let mut device = world.device("d");
        let mut seqs: BTreeMap<u8, u64> = BTreeMap::new();
        for batch in batches {
            let mut items: Vec<(u8, Mutation)> = Vec::new();
            for (record, body, base, group) in batch {
                if items.iter().any(|(other, _)| *other == record) {
                    continue;
                }
                let at = seqs.get(&record).copied().unwrap_or(0) + u64::from(base == 0);
                let id = record.to_string();
                let item = body.map_or_else(|| delete(&id, at), |n| put(&id, at, &format!(r#"{{"n":{n}}}"#)));
                items.push((record, Mutation { group, ..item }));
            }
            let answer = world.push(device.batch(items.iter().map(|(_, item)| item.clone()).collect())).unwrap();
            for ((record, _), verdict) in items.iter().zip(&answer.verdicts) {
                if let Verdict::Applied { seq } = verdict {
                    seqs.insert(*record, *seq);
                }
            }
        }
        let page = world.pull(None, 5_000).unwrap();
        let mut total = Digest::default();
        let mut buckets: BTreeMap<u8, Digest> = BTreeMap::new();
        let mut bytes = 0;
        for row in &page.rows {
            let number = entry(&row.table, &row.id, row.seq, &row.hash.unwrap());
            total.add(number);
            buckets.entry(bucket(&row.table, &row.id)).or_default().add(number);
            bytes += row.body.as_ref().unwrap().text().len() as i64;
        }
        let digest = page.digest.unwrap();
        prop_assert_eq!(&digest.sum, &total.hex());
        prop_assert_eq!(digest.records, total.records);
        let quota = cortex_server::admin::spaces(world.service.store()).unwrap().remove(0).quota();
        prop_assert_eq!((quota.records.used, quota.bytes.used), (total.records, bytes));
        let told = ask(&world, vec![], vec![]);
        let told: BTreeMap<u8, (String, i64)> = told.buckets.into_iter().map(|b| (b.bucket, (b.sum, b.records))).collect();
        let ours: BTreeMap<u8, (String, i64)> = buckets.iter().map(|(b, d)| (*b, (d.hex(), d.records))).collect();
        prop_assert_eq!(told, ours);
        // A listing of all buckets has every record, tombstones included.
        let listing = ask(&world, (0..=255).collect(), vec![]).listing;
        let listed: BTreeMap<u8, u64> = listing.iter().map(|l| (l.id.parse().unwrap(), l.seq)).collect();
        prop_assert_eq!(listed, seqs);
    }
}

#[test]
fn a_listing_names_tombstones_and_only_its_buckets() {
    let world = World::new();
    let mut device = world.device("d");
    world.apply(&mut device, vec![put("a", 0, "{}"), put("b", 0, "{}")]);
    world.apply(&mut device, vec![delete("a", 1)]);
    let answer = ask(&world, vec![bucket("t", "a"), bucket("t", "a")], vec![]);
    assert!(answer.buckets.is_empty());
    assert_eq!(answer.listing.len(), 1);
    assert_eq!((answer.listing[0].id.as_str(), answer.listing[0].seq, answer.listing[0].hash), ("a", 3, None));
}

#[test]
fn records_come_whole_and_missing_ones_are_left_out() {
    let world = World::new();
    world.apply(&mut world.device("d"), vec![put("a", 0, r#"{"v":1}"#)]);
    let pair = |id: &str| ("t".to_owned(), id.to_owned());
    let rows = ask(&world, vec![], vec![pair("nowhere"), pair("a")]).rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].body.as_ref().unwrap().text(), r#"{"v":1}"#);
}

#[test]
fn too_much_in_one_request_is_refused() {
    let world = World::with(Config { digest_records: 2, answer_bytes: 8, listing_records: 1, ..Config::default() });
    world.apply(&mut world.device("d"), vec![put("a", 0, r#"{"v":1}"#), put("b", 0, r#"{"v":1}"#)]);
    let asked = |buckets: Vec<u8>, records: Vec<(String, String)>| {
        let request = DigestRequest { protocol_version: 1, buckets, records };
        world.service.handle(&world.owner, Request::Digest(request), NOW)
    };
    let pair = |id: &str| ("t".to_owned(), id.to_owned());
    assert_eq!(refusal(asked(vec![], vec![pair("a"), pair("b"), pair("c")])), (400, "bad_request".into()));
    assert_eq!(refusal(asked(vec![], vec![pair("a"), pair("b")])), (413, "answer_too_large".into()));
    assert!(asked(vec![], vec![pair("a")]).is_ok());
    assert_eq!(refusal(asked((0..=255).collect(), vec![])), (413, "answer_too_large".into()));
    assert!(asked(vec![bucket("t", "a")], vec![]).is_ok());
}
