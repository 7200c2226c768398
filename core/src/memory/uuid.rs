//! Ids of memories: UUIDs (RFC 9562), kept in lower case, which is how that standard writes them. Some languages write
//! upper case, and two spellings of one id must not become two memories.

use crate::clock::Millis;
use crate::entropy::Entropy;

/// A new id, ordered by time (version 7).
pub(crate) fn new_id(entropy: &dyn Entropy, now_ms: Millis) -> String {
    let ms = u64::try_from(now_ms).unwrap_or_default() & 0xFFFF_FFFF_FFFF;
    let high = ms << 16 | 0x7000 | entropy.next_u64() & 0x0FFF;
    let low = 1 << 63 | entropy.next_u64() >> 2;
    let hex = format!("{high:016x}{low:016x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// A UUID in lower case; `None` for text that is none.
pub(crate) fn lower_case(text: &str) -> Option<String> {
    let is_hyphen = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    let fits = |(at, byte): (usize, u8)| if is_hyphen(at) { byte == b'-' } else { byte.is_ascii_hexdigit() };
    let is_uuid = text.len() == 36 && text.bytes().enumerate().all(fits);
    is_uuid.then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Fixed;

    #[test]
    fn new_ids_are_uuids_of_version_7_ordered_by_time() {
        let id = new_id(&Fixed(u64::MAX), 0x0123_4567_89AB);
        assert_eq!(id, "01234567-89ab-7fff-bfff-ffffffffffff");
        assert_eq!(new_id(&Fixed(0), 0x0123_4567_89AB), "01234567-89ab-7000-8000-000000000000");
        assert!(new_id(&Fixed(0), 2) > new_id(&Fixed(u64::MAX), 1));
        assert!(lower_case(&id).is_some());
    }

    #[test]
    fn the_case_of_a_uuid_does_not_count() {
        let upper = "0189F7C2-89AB-7FFF-BFFF-FFFFFFFFFFFF";
        assert_eq!(lower_case(upper).unwrap(), upper.to_lowercase());
        for bad in [
            "",
            "0189f7c289ab7fffbfffffffffffffff",
            "{0189f7c2-89ab-7fff-bfff-ffffffffffff}",
            "0189f7c2-89ab-7fff-bfff-fffffffffffg",
        ] {
            assert_eq!(lower_case(bad), None, "{bad}");
        }
    }
}
