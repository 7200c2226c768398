//! Strings: decoding JSON escapes and writing RFC 8785's shortest form.

use std::borrow::Cow;
use std::cmp::Ordering;

/// Decodes the inside of a JSON string literal (without its quotes).
pub(super) fn decode(raw: &str) -> Result<Cow<'_, str>, String> {
    if !raw.contains('\\') {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let kind = rest.bytes().next().ok_or("a string ends in a bare backslash")?;
        let plain = match kind {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let (ch, used) = unicode(rest)?;
                out.push(ch);
                rest = &rest[used..];
                continue;
            }
            _ => {
                return Err(
                    "a string holds an unknown escape; JSON knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u".to_owned()
                );
            }
        };
        out.push(plain);
        rest = &rest[1..];
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// Reads `uXXXX` or `uXXXX\uXXXX` at the start of `text`; returns the character and the bytes used.
fn unicode(text: &str) -> Result<(char, usize), String> {
    let lone = || "a string holds a lone surrogate, which is no Unicode character; send the bytes in base64".to_owned();
    let first = unit(text)?;
    if let Some(ch) = char::from_u32(u32::from(first)) {
        return Ok((ch, 5));
    }
    if first >= 0xDC00 || text.as_bytes().get(5) != Some(&b'\\') || text.as_bytes().get(6) != Some(&b'u') {
        return Err(lone());
    }
    let second = unit(&text[6..])?;
    match char::decode_utf16([first, second]).next() {
        Some(Ok(ch)) => Ok((ch, 11)),
        _ => Err(lone()),
    }
}

fn unit(text: &str) -> Result<u16, String> {
    let bad = || "a \\u escape needs four hexadecimal digits".to_owned();
    let hex = text.get(1..5).ok_or_else(bad)?;
    if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(bad());
    }
    u16::from_str_radix(hex, 16).map_err(|_| bad())
}

/// Appends `text` as a JSON string: only what must be escaped is (RFC 8785 section 3.2.2.2).
pub(super) fn write(text: &str, out: &mut String) {
    out.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x09 => "\\t",
            0x0A => "\\n",
            0x0C => "\\f",
            0x0D => "\\r",
            0x00..0x20 => "",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        from = at + 1;
        if short.is_empty() {
            const HEX: &[u8; 16] = b"0123456789abcdef";
            out.push_str("\\u00");
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        } else {
            out.push_str(short);
        }
    }
    out.push_str(&text[from..]);
    out.push('"');
}

/// RFC 8785's key order: by UTF-16 code unit, which differs from UTF-8's above U+D7FF.
pub(super) fn utf16_cmp(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        return a.cmp(b);
    }
    a.encode_utf16().cmp(b.encode_utf16())
}
