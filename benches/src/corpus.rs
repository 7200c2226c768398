//! The records that are measured with: small notes of about 200 bytes.

use cortex_cloud::RecordBody;

/// The table they live in.
pub(crate) const TABLE: &str = "notes";

/// A note's id and canonical body. `edition` makes the body another one.
pub(crate) fn note(number: usize, edition: usize) -> (String, String) {
    // Ids as apps make them: not in the order of their making.
    let id = format!("{:016x}", (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let body = format!(
        r#"{{"id":"{id}","n":{number},"tags":["bench","note"],"text":"The {number}th note, edition {edition}: it says as much as a note says, a sentence or two, and no more than that.","title":"Note {number}"}}"#
    );
    (id, body)
}

/// So many notes.
pub(crate) fn notes(count: usize, edition: usize) -> Vec<(String, String)> {
    (0..count).map(|number| note(number, edition)).collect()
}

/// The same, as `put_many` takes them.
pub(crate) fn rows(count: usize, edition: usize) -> Vec<RecordBody> {
    notes(count, edition).into_iter().map(RecordBody::from).collect()
}
