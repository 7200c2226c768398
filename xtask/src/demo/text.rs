//! Reading one file as text, or saying why not.

use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

/// Bytes of a text file that is imported.
const MAX_TEXT_BYTES: u64 = 1 << 20;

/// A text and when it was last changed.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) modified: SystemTime,
}

/// Why something was not imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Skip {
    Binary,
    TooLarge,
    TooLargeAsJson,
    NotUtf8,
    NotAFile,
    Unreadable,
}

impl Skip {
    /// In a word or two.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::TooLarge => "over 1 MiB",
            Self::TooLargeAsJson => "too large as JSON",
            Self::NotUtf8 => "not UTF-8",
            Self::NotAFile => "not a regular file",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What was not imported, by reason.
#[derive(Clone, Debug, Default)]
pub(super) struct Skipped(pub(super) BTreeMap<Skip, u64>);

impl Skipped {
    pub(super) fn count(&mut self, why: Skip) {
        *self.0.entry(why).or_default() += 1;
    }

    pub(super) fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// `3 binary, 1 not UTF-8`.
    pub(super) fn describe(&self) -> String {
        let parts: Vec<String> = self.0.iter().map(|(why, count)| format!("{count} {}", why.as_str())).collect();
        if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
    }
}

/// The file's text.
pub(super) fn read(path: &Path) -> Result<Text, Skip> {
    // Not through links: what they lead to may be outside the folder.
    let meta = fs::symlink_metadata(path).map_err(|_| Skip::Unreadable)?;
    if !meta.is_file() {
        return Err(Skip::NotAFile);
    }
    if meta.len() > MAX_TEXT_BYTES {
        return Err(Skip::TooLarge);
    }
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(|_| Skip::Unreadable)?.take(MAX_TEXT_BYTES + 1);
    file.read_to_end(&mut bytes).map_err(|_| Skip::Unreadable)?;
    if bytes.len() as u64 > MAX_TEXT_BYTES {
        return Err(Skip::TooLarge);
    }
    let modified = meta.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    text(bytes).map(|text| Text { text, modified })
}

fn text(bytes: Vec<u8>) -> Result<String, Skip> {
    // As git tells binary files from text, but over the whole file.
    if bytes.contains(&0) {
        return Err(Skip::Binary);
    }
    String::from_utf8(bytes).map_err(|_| Skip::NotUtf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_say_why() {
        assert_eq!(text(b"caf\xc3\xa9\n".to_vec()), Ok("caf\u{e9}\n".to_owned()));
        assert_eq!(text(b"PNG\0".to_vec()), Err(Skip::Binary));
        assert_eq!(text(b"caf\xe9\n".to_vec()), Err(Skip::NotUtf8));
    }

    #[test]
    fn what_was_skipped_is_counted_by_reason() {
        let mut skipped = Skipped::default();
        assert_eq!(skipped.describe(), "none");
        for why in [Skip::NotUtf8, Skip::Binary, Skip::Binary] {
            skipped.count(why);
        }
        assert_eq!((skipped.total(), skipped.describe()), (3, "2 binary, 1 not UTF-8".to_owned()));
    }
}
