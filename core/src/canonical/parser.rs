//! One pass over the input: reads strictly and writes canonical text as it goes.

use super::BodyError;
use super::Canonical;
use super::MAX_DEPTH;
use super::number;
use super::number::Integers;
use super::string;
use std::borrow::Cow;

/// Turns the JSON text of an object into its canonical form.
///
/// # Errors
/// [`BodyError`] with the path of the first thing that is not JSON, not an object, or means different things in
/// different languages. `max_bytes` bounds the canonical text.
pub fn canonicalize(text: &str, max_bytes: usize) -> Result<Canonical, BodyError> {
    read(text, max_bytes, Integers::Safe)
}

/// Like [`canonicalize`], for text that another engine has made canonical already: the integers that RFC 8785 writes
/// for doubles from 2^53 to 1e21 are accepted as they stand.
///
/// # Errors
/// As [`canonicalize`].
pub fn canonicalize_again(text: &str, max_bytes: usize) -> Result<Canonical, BodyError> {
    read(text, max_bytes, Integers::Canonical)
}

fn read(text: &str, max_bytes: usize, integers: Integers) -> Result<Canonical, BodyError> {
    let out = String::with_capacity(text.len().min(max_bytes));
    let mut parser = Parser { text, at: 0, integers, out, path: Vec::new() };
    match parser.document() {
        Ok(()) if parser.out.len() > max_bytes => Err(BodyError {
            path: "$".to_owned(),
            reason: format!(
                "the body has {} bytes and may have at most {max_bytes}; store large content elsewhere and keep a reference",
                parser.out.len()
            ),
        }),
        Ok(()) => Ok(Canonical::trusted(parser.out)),
        Err(reason) => Err(BodyError { path: parser.path_text(), reason }),
    }
}

enum Step<'a> {
    Key(Cow<'a, str>),
    Index(usize),
}

struct Member<'a> {
    key: Cow<'a, str>,
    start: usize,
    end: usize,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    integers: Integers,
    out: String,
    path: Vec<Step<'a>>,
}

impl<'a> Parser<'a> {
    fn document(&mut self) -> Result<(), String> {
        self.space();
        if self.peek() != Some(b'{') {
            return Err("a body must be a JSON object".to_owned());
        }
        self.value(1)?;
        self.space();
        if self.at != self.text.len() {
            return Err(format!("text after the end of the object, at byte {}", self.at));
        }
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), String> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected(&format!("`{}`", char::from(byte))))
    }

    fn unexpected(&self, wanted: &str) -> String {
        match self.text[self.at..].chars().next() {
            Some(found) => format!("not JSON: {wanted} expected at byte {}, found {found:?}", self.at),
            None => format!("not JSON: the text ends where {wanted} was expected"),
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), String> {
        match self.peek() {
            Some(b'{' | b'[') if depth > MAX_DEPTH => Err(format!(
                "more than {MAX_DEPTH} levels of nesting; flatten the body or store the inner part as a string"
            )),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => {
                let text = self.string()?;
                string::write(&text, &mut self.out);
                Ok(())
            }
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<(), String> {
        for word in ["true", "false", "null"] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                self.out.push_str(word);
                return Ok(());
            }
        }
        for word in ["NaN", "Infinity", "undefined"] {
            if self.text[self.at..].starts_with(word) {
                return Err(format!("{word} is not JSON; leave the member out, or use null or a string"));
            }
        }
        Err(self.unexpected("a value"))
    }

    fn number(&mut self) -> Result<(), String> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
            if self.text[self.at..].starts_with("Infinity") {
                return Err("-Infinity is not JSON; leave the member out, or use null or a string".to_owned());
            }
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        number::write(&self.text[start..self.at], self.integers, &mut self.out)
    }

    fn digits(&mut self) -> Result<(), String> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if start == self.at { Err(self.unexpected("a digit")) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, String> {
        self.expect(b'"')?;
        let start = self.at;
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(0x00..0x20) => {
                    return Err("a string holds a raw control character; write it as an escape".to_owned());
                }
                Some(_) => self.at += 1,
                None => return Err("not JSON: a string does not end".to_owned()),
            }
        }
        let raw = self.text.get(start..self.at).ok_or("not JSON: a string does not end")?;
        self.at += 1;
        string::decode(raw)
    }

    fn array(&mut self, depth: usize) -> Result<(), String> {
        self.at += 1;
        self.out.push('[');
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            self.out.push(']');
            return Ok(());
        }
        for index in 0.. {
            self.path.push(Step::Index(index));
            self.space();
            self.value(depth + 1)?;
            self.path.pop();
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
                self.out.push(',');
            } else {
                break;
            }
        }
        self.expect(b']')?;
        self.out.push(']');
        Ok(())
    }

    fn object(&mut self, depth: usize) -> Result<(), String> {
        self.at += 1;
        self.out.push('{');
        let first = self.out.len();
        let mut members: Vec<Member<'a>> = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            self.out.push('}');
            return Ok(());
        }
        loop {
            self.space();
            let key = self.string()?;
            self.path.push(Step::Key(key.clone()));
            let start = self.out.len();
            string::write(&key, &mut self.out);
            self.out.push(':');
            self.space();
            self.expect(b':')?;
            self.space();
            self.value(depth + 1)?;
            self.path.pop();
            members.push(Member { key, start, end: self.out.len() });
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
                self.out.push(',');
            } else {
                break;
            }
        }
        self.expect(b'}')?;
        self.sort(first, members)?;
        self.out.push('}');
        Ok(())
    }

    /// Puts the members written since `first` into key order. Bodies that come sorted are left as they were written.
    fn sort(&mut self, first: usize, mut members: Vec<Member<'a>>) -> Result<(), String> {
        let sorted = members.windows(2).all(|w| string::utf16_cmp(&w[0].key, &w[1].key).is_lt());
        if sorted {
            return Ok(());
        }
        members.sort_by(|a, b| string::utf16_cmp(&a.key, &b.key));
        if let Some(twin) = members.windows(2).find(|w| w[0].key == w[1].key) {
            let key = twin[0].key.clone();
            self.path.push(Step::Key(key));
            return Err("the key appears twice, and languages differ in which one counts; keep one".to_owned());
        }
        let written = self.out.split_off(first);
        for (n, member) in members.iter().enumerate() {
            if n > 0 {
                self.out.push(',');
            }
            self.out.push_str(&written[member.start - first..member.end - first]);
        }
        Ok(())
    }

    fn path_text(&self) -> String {
        let mut path = "$".to_owned();
        for step in &self.path {
            match step {
                Step::Index(n) => path.push_str(&format!("[{n}]")),
                Step::Key(key) if is_plain(key) => path.push_str(&format!(".{key}")),
                Step::Key(key) => {
                    path.push('[');
                    string::write(key, &mut path);
                    path.push(']');
                }
            }
        }
        path
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.len() <= 64 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
