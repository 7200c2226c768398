//! Times as memories write them: RFC 3339 in UTC, ending in `Z`.
//!
//! One way of writing, so that times of equal precision sort as text. Leap seconds are refused: most languages' own
//! types cannot hold them.

use crate::clock::Millis;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Reads a time; `None` for text that is none.
pub(super) fn parse(text: &str) -> Option<OffsetDateTime> {
    let is_utc = text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
    let is_leap = text.get(17..19) == Some("60");
    if !is_utc || is_leap { None } else { OffsetDateTime::parse(text, &Rfc3339).ok() }
}

/// Writes a time to the millisecond.
pub(super) fn format(ms: Millis) -> String {
    let nanos = i128::from(ms) * 1_000_000;
    let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at.millisecond()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(format(0), "1970-01-01T00:00:00.000Z");
        for ms in [0, 951_782_399_999, 1_764_000_000_123, 253_402_300_799_999] {
            let read = parse(&format(ms)).unwrap();
            assert_eq!(read.unix_timestamp_nanos(), i128::from(ms) * 1_000_000);
        }
    }

    #[test]
    fn only_rfc_3339_in_utc_is_a_time() {
        for good in ["2024-02-29T00:00:00Z", "2024-01-01T00:00:00.5Z", "0001-01-01T23:59:59.123456789Z"] {
            assert!(parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "Z",
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-01-01T00:00:00+00:00",
            "2024-01-01T01:00:00+01:00",
            "2024-01-01t00:00:00z",
            "2024-01-01 00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2016-12-31T23:59:60Z",
            "1704067200",
            "2024-01-01T00:00:00.Z",
            "2024-0é-01T00:00:00Z",
        ] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }
}
