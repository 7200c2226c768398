//! The top-level members of a canonical text: taken out of it and put back without reading what they hold.

use super::string;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// A member as it stands in the text.
#[derive(Clone, Copy)]
struct Member<'a> {
    /// The key's literal, in its quotes.
    key: &'a str,
    /// `"key":value`.
    text: &'a str,
}

/// Takes the members of these names out of a canonical object: what is left, and an object of what was taken. `None`
/// when it has none of them.
pub(crate) fn cut(object: &str, names: &[String]) -> Option<(String, String)> {
    let literals: BTreeSet<String> = names.iter().filter(|name| may_hold(object, name)).map(|n| literal(n)).collect();
    if literals.is_empty() {
        return None;
    }
    let (taken, left): (Vec<Member<'_>>, Vec<Member<'_>>) = members(object).partition(|m| literals.contains(m.key));
    (!taken.is_empty()).then(|| (written(&left), written(&taken)))
}

/// Puts members back that were cut out. Where both have one of a name, the first's counts.
pub(crate) fn join(object: &str, taken: &str) -> String {
    let (mut left, mut right) = (members(object).peekable(), members(taken).peekable());
    let mut joined = Vec::new();
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return written(&joined),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => compare(left.key, right.key),
        };
        if order.is_le() {
            joined.extend(left.next());
        }
        if order.is_ge() {
            let next = right.next();
            joined.extend(next.filter(|_| order.is_gt()));
        }
    }
}

/// The names of a canonical object's members.
pub(crate) fn names(object: &str) -> BTreeSet<String> {
    members(object).map(|member| decoded(member.key)).collect()
}

/// A quick look that spares most bodies the walk. A name that is written with escapes is looked for by the walk.
fn may_hold(object: &str, name: &str) -> bool {
    let is_plain = name.chars().all(|c| c >= ' ' && c != '"' && c != '\\');
    !is_plain || object.contains(name)
}

fn literal(name: &str) -> String {
    let mut literal = String::with_capacity(name.len() + 2);
    string::write(name, &mut literal);
    literal
}

fn decoded(literal: &str) -> String {
    let inside = literal.get(1..literal.len().saturating_sub(1)).unwrap_or_default();
    string::decode(inside).map_or_else(|_| inside.to_owned(), Into::into)
}

fn compare(a: &str, b: &str) -> Ordering {
    string::utf16_cmp(&decoded(a), &decoded(b))
}

fn written(members: &[Member<'_>]) -> String {
    let mut text = String::with_capacity(members.iter().map(|m| m.text.len() + 1).sum::<usize>() + 2);
    text.push('{');
    for (n, member) in members.iter().enumerate() {
        if n > 0 {
            text.push(',');
        }
        text.push_str(member.text);
    }
    text.push('}');
    text
}

fn members(object: &str) -> impl Iterator<Item = Member<'_>> {
    let mut rest = object.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default();
    std::iter::from_fn(move || {
        let (key, end) = extent(rest)?;
        let member = Member { key: rest.get(..key)?, text: rest.get(..end)? };
        rest = rest.get(end + 1..).unwrap_or_default();
        Some(member)
    })
}

/// Where the first member's key and the member end; `None` at the end of the text.
fn extent(text: &str) -> Option<(usize, usize)> {
    let (mut key, mut depth, mut in_string, mut escaped) = (None, 0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                if in_string && key.is_none() {
                    key = Some(at + 1);
                }
                in_string = !in_string;
            }
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => return Some((key?, at)),
            _ => {}
        }
    }
    Some((key?, text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::canonicalize;
    use proptest::collection::btree_map;
    use proptest::prelude::*;

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn members_are_cut_out_by_name_and_at_the_top_only() {
        let body = r#"{"a":{"v":[1]},"b":"\"v\":1,","v":[0.5,{"v":2}],"w":null}"#;
        let (left, taken) = cut(body, &owned(&["v", "x"])).unwrap();
        assert_eq!(left, r#"{"a":{"v":[1]},"b":"\"v\":1,","w":null}"#);
        assert_eq!(taken, r#"{"v":[0.5,{"v":2}]}"#);
        assert_eq!(join(&left, &taken), body);
        assert_eq!(cut(&left, &owned(&["v"])), None);
        assert_eq!(cut("{}", &owned(&["v"])), None);
        assert_eq!(cut(r#"{"v":1}"#, &owned(&["v"])).unwrap(), ("{}".to_owned(), r#"{"v":1}"#.to_owned()));
    }

    #[test]
    fn a_name_in_both_is_taken_from_the_body() {
        assert_eq!(join(r#"{"a":1,"v":2}"#, r#"{"v":3,"w":4}"#), r#"{"a":1,"v":2,"w":4}"#);
    }

    #[test]
    fn names_with_escapes_are_found() {
        let body = canonicalize(r#"{"a\nb":1,"\\":2,"\"":3,"\u0007":4}"#, 100).unwrap().text;
        let all = owned(&["a\nb", "\\", "\"", "\u{7}"]);
        assert_eq!(cut(&body, &all).unwrap(), ("{}".to_owned(), body.clone()));
        assert_eq!(names(&body), all.into_iter().collect());
    }

    proptest! {
        #[test]
        fn what_is_cut_out_and_put_back_is_the_same_text(
            members in btree_map("[a-c\"\\\\\u{e000}\u{1f600}\n,:{}]{0,3}", "\\PC{0,8}", 0..8),
            picked in any::<[bool; 8]>(),
        ) {
            let object: serde_json::Value = members.iter().map(|(k, v)| (k.clone(), serde_json::json!([v, {"k": v}]))).collect();
            let body = canonicalize(&object.to_string(), 10_000).unwrap().text;
            let chosen: Vec<String> = members.keys().zip(picked).filter(|(_, p)| *p).map(|(k, _)| k.clone()).collect();
            match cut(&body, &chosen) {
                None => prop_assert!(chosen.is_empty()),
                Some((left, taken)) => {
                    prop_assert_eq!(names(&taken), chosen.into_iter().collect::<BTreeSet<_>>());
                    prop_assert_eq!(&canonicalize(&left, 10_000).unwrap().text, &left);
                    prop_assert_eq!(join(&left, &taken), body);
                }
            }
        }
    }
}
