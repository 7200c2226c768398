//! Digests, listings and single records, for a device that looks for what differs.

use super::Config;
use super::Principal;
use super::Result;
use super::ServiceError;
use super::cursor::Position;
use super::space;
use crate::store::ReadTx;
use crate::store::RecordKey;
use cortex_cloud::transport::protocol::BucketDigest;
use cortex_cloud::transport::protocol::DigestAnswer;
use cortex_cloud::transport::protocol::DigestRequest;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;

pub(super) fn answer(
    tx: &mut dyn ReadTx,
    config: &Config,
    principal: &Principal,
    request: &DigestRequest,
) -> Result<DigestAnswer> {
    let asked = request.records.len();
    if asked > config.digest_records {
        let limit = config.digest_records;
        return Err(ServiceError::bad_request(format!("records: {asked} asked for, at most {limit} in one request"))
            .with("field", "records")
            .with("limit", limit));
    }
    let space = space(tx, principal)?;
    let mut answer = DigestAnswer {
        protocol_version: PROTOCOL_VERSION,
        head: space.head,
        floor: space.floor,
        cursor: Position::head(&space).write(&space.epoch),
        unreadable: Vec::new(),
        buckets: Vec::new(),
        listing: Vec::new(),
        rows: Vec::new(),
        epoch: space.epoch,
    };
    if request.buckets.is_empty() && asked == 0 {
        let digests = tx.digests(space.id, None)?.into_iter().filter(|(_, digest)| digest.records > 0);
        answer.buckets = digests
            .map(|(bucket, digest)| BucketDigest { bucket, sum: digest.hex(), records: digest.records })
            .collect();
        answer.buckets.sort_unstable_by_key(|digest| digest.bucket);
    }
    let mut buckets = request.buckets.clone();
    buckets.sort_unstable();
    buckets.dedup();
    for bucket in &buckets {
        // A single bucket is always listed whole, or a large space could never be mended.
        let max = if buckets.len() == 1 { usize::MAX } else { config.listing_records - answer.listing.len() };
        let listing = tx.listing(space.id, *bucket, max.saturating_add(1))?;
        if listing.len() > max {
            return Err(too_large("name fewer buckets"));
        }
        answer.listing.extend(listing);
    }
    let keys: Vec<_> = request.records.iter().map(|(table, id)| RecordKey { table, id }).collect();
    let rows = tx.rows(space.id, &keys, config.answer_bytes)?;
    if rows.len() < keys.len() {
        return Err(too_large("name fewer records"));
    }
    answer.rows = rows.into_iter().flatten().collect();
    Ok(answer)
}

fn too_large(advice: &str) -> ServiceError {
    ServiceError::new(413, "answer_too_large", format!("the answer would be too large; {advice} in one request"))
}
