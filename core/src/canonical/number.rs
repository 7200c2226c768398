//! Numbers as ECMAScript prints them (RFC 8785 section 3.2.2.3).

/// The largest integer that every language's double holds exactly: 2^53 - 1.
const MAX_SAFE: u64 = (1 << 53) - 1;

/// Whose integers are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Integers {
    /// A program's: one beyond ±(2^53-1) may have lost digits already, or will in another language.
    Safe,
    /// Canonical text's: doubles up to 1e21 are printed without an exponent, so those are fine as they stand.
    Canonical,
}

/// Appends the canonical form of a syntactically valid JSON number.
pub(super) fn write(literal: &str, integers: Integers, out: &mut String) -> Result<(), String> {
    let is_integer = !literal.bytes().any(|b| matches!(b, b'.' | b'e' | b'E'));
    if is_integer && !(integers == Integers::Canonical && is_own_form(literal)) {
        return write_integer(literal, out);
    }
    let value: f64 = literal.parse().map_err(|_| format!("`{}` is not a number", shorten(literal)))?;
    if !value.is_finite() {
        return Err(format!("the number {} is too large for a double; send it as a string", shorten(literal)));
    }
    out.push_str(ryu_js::Buffer::new().format_finite(value));
    Ok(())
}

/// Whether a double prints as exactly this text.
fn is_own_form(literal: &str) -> bool {
    let value = literal.parse::<f64>();
    value.is_ok_and(|v| v.is_finite() && ryu_js::Buffer::new().format_finite(v) == literal)
}

fn write_integer(literal: &str, out: &mut String) -> Result<(), String> {
    let digits = literal.strip_prefix('-').unwrap_or(literal);
    let safe = digits.len() <= 16 && digits.parse::<u64>().is_ok_and(|n| n <= MAX_SAFE);
    if !safe {
        return Err(format!(
            "the integer {} is beyond ±(2^53-1), which not every language can hold; send it as a string",
            shorten(literal)
        ));
    }
    // RFC 8785 has no negative zero.
    out.push_str(if digits == "0" { "0" } else { literal });
    Ok(())
}

fn shorten(literal: &str) -> String {
    if literal.len() <= 40 { literal.to_owned() } else { format!("{}…", &literal[..40]) }
}
