//! Paths: how a filter, an order or an index names a value of a body.

use std::fmt::Write;

/// Bytes of a path at most.
const MAX_BYTES: usize = 256;
/// The greatest array index a path may have.
const MAX_INDEX: u32 = 999_999_999;

/// The place of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    /// In the body, as SQLite's JSON functions name it: every member quoted, `$."a"."b c"[0]`. Two ways to write the same
    /// place give the same text.
    Body(String),
    /// The record's id.
    Id,
    /// When its state was made, Unix milliseconds.
    UpdatedAt,
}

impl Path {
    /// Reads a path: members joined by dots, array elements as `[0]`, and `["any name"]` for a member whose name is not
    /// plain. The error is one sentence that says what would be right.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "$id" => return Ok(Self::Id),
            "$updated_at" => return Ok(Self::UpdatedAt),
            "" => return Err("it is empty; name a member, such as `title` or `author.name`".to_owned()),
            _ => {}
        }
        if text.len() > MAX_BYTES {
            return Err(format!("it has {} bytes and may have at most {MAX_BYTES}", text.len()));
        }
        if text.starts_with('$') {
            return Err(
                r#"only $id and $updated_at begin with a dollar sign; write a member of that name as ["$name"]"#
                    .to_owned(),
            );
        }
        let mut path = "$".to_owned();
        let mut rest = text;
        if !rest.starts_with('[') {
            rest = member(rest, &mut path)?;
        }
        while let Some(next) = rest.chars().next() {
            rest = match next {
                '.' => member(&rest[1..], &mut path)?,
                '[' => bracket(&rest[1..], &mut path)?,
                _ => return Err(format!("a dot or a bracket is expected before {rest:?}")),
            };
        }
        Ok(Self::Body(path))
    }
}

/// A plain member name.
fn member<'a>(text: &'a str, path: &mut String) -> Result<&'a str, String> {
    let end = text.find(['.', '[', ']', '"']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return Err(
            r#"a member's name is missing; write an empty one, or one with dots, brackets or quotes, as ["a.b"]"#
                .to_owned(),
        );
    }
    if rest.starts_with([']', '"']) {
        return Err(format!(r#"write a name with brackets or quotes as a JSON string in brackets: ["{name}…"]"#));
    }
    push_member(name, path);
    Ok(rest)
}

/// What stands in brackets: an index, or a name as a JSON string.
fn bracket<'a>(text: &'a str, path: &mut String) -> Result<&'a str, String> {
    if text.starts_with('"') {
        let mut names = serde_json::Deserializer::from_str(text).into_iter::<String>();
        let name = match names.next() {
            Some(Ok(name)) => name,
            _ => return Err(r#"the name in brackets is not a JSON string; write it as ["a.b"]"#.to_owned()),
        };
        let rest = &text[names.byte_offset()..];
        let rest = rest.strip_prefix(']').ok_or(r#"a bracket is not closed; write ["a.b"]"#)?;
        push_member(&name, path);
        return Ok(rest);
    }
    let (digits, rest) = text.split_once(']').ok_or(r#"a bracket is not closed; write [0] or ["a.b"]"#)?;
    let index = digits.parse::<u32>().ok().filter(|n| *n <= MAX_INDEX && digits.bytes().all(|b| b.is_ascii_digit()));
    let index = index.ok_or_else(|| {
        format!(r#"[{digits}] is neither an index from 0 to {MAX_INDEX} nor a quoted name such as ["a.b"]"#)
    })?;
    // A String takes whatever is written to it.
    let _ = write!(path, "[{index}]");
    Ok(rest)
}

/// Quoted and escaped as canonical JSON writes it.
fn push_member(name: &str, path: &mut String) {
    path.push('.');
    path.push_str(&serde_json::Value::from(name).to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> String {
        match Path::parse(text) {
            Ok(Path::Body(path)) => path,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn members_elements_and_quoted_names() {
        assert_eq!(body("a"), r#"$."a""#);
        assert_eq!(body("a.b c.ü"), r#"$."a"."b c"."ü""#);
        assert_eq!(body("a[0][12].b"), r#"$."a"[0][12]."b""#);
        assert_eq!(body(r#"["a.b"].c"#), r#"$."a.b"."c""#);
        assert_eq!(body(r#"a["say \"]\" now"]"#), r#"$."a"."say \"]\" now""#);
        assert_eq!(body(r#"[""]"#), r#"$."""#);
        assert_eq!(body(r#"["$id"]"#), r#"$."$id""#);
        assert_eq!(body(r#"["\u0041"]"#), body("A"), "one place, one text");
        assert_eq!(body("[3]"), "$[3]");
    }

    #[test]
    fn what_is_no_path_is_refused_with_what_would_be_right() {
        for text in
            ["", ".", "a.", ".a", "a..b", "a[", "a[]", "a[-1]", "a[+1]", "a[1", "a[x]", "a]", "a\"b", "$x", "a[0]b"]
        {
            assert!(Path::parse(text).is_err(), "{text}");
        }
        for text in [r#"["a"#, r#"["a""#, r#"["a"x]"#, r#"["\ud800"]"#, "a[1000000000]", "a[99999999999999999999]"] {
            assert!(Path::parse(text).is_err(), "{text}");
        }
        assert!(Path::parse(&"x".repeat(MAX_BYTES + 1)).is_err());
        assert!(Path::parse("a.").unwrap_err().contains("name is missing"));
    }
}
