//! As much HTTP/1.1 as it takes to know where a message ends.

use std::io;
use std::io::Read;

const LONGEST_HEAD: usize = 64 * 1024;

/// A stream of messages and what was read of it beyond the last one.
pub struct Messages<R> {
    stream: R,
    ahead: Vec<u8>,
}

/// How a message's body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// After so many bytes.
    Length(u64),
    /// With the last chunk.
    Chunks,
    /// With the connection.
    Close,
}

/// A message's first line and headers, with the empty line that ends them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The text as it came.
    pub text: String,
}

impl Head {
    /// The first line: `POST /v1/handshake HTTP/1.1` or `HTTP/1.1 200 OK`.
    pub fn first_line(&self) -> &str {
        self.text.lines().next().unwrap_or_default()
    }

    /// A header's value, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |line: &str| line.split_once(':').map(|(n, _)| n.trim().eq_ignore_ascii_case(name));
        let line = self.text.lines().skip(1).find(|line| named(line) == Some(true))?;
        line.split_once(':').map(|(_, value)| value.trim())
    }

    /// The status of an answer; 0 when this is none.
    pub fn status(&self) -> u16 {
        self.first_line().split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    /// How a request with this head ends.
    pub fn request_ending(&self) -> Ending {
        self.framed().unwrap_or(Ending::Length(0))
    }

    /// How an answer with this head ends, given the request's.
    pub fn answer_ending(&self, request: &Head) -> Ending {
        let status = self.status();
        if status / 100 == 1 || status == 204 || status == 304 || request.text.starts_with("HEAD ") {
            return Ending::Length(0);
        }
        self.framed().unwrap_or(Ending::Close)
    }

    fn framed(&self) -> Option<Ending> {
        if self.header("transfer-encoding").is_some_and(|v| v.to_ascii_lowercase().contains("chunked")) {
            return Some(Ending::Chunks);
        }
        self.header("content-length").and_then(|v| v.parse().ok()).map(Ending::Length)
    }
}

impl<R: Read> Messages<R> {
    /// Messages read from `stream`.
    pub fn new(stream: R) -> Self {
        Self { stream, ahead: Vec::new() }
    }

    /// The next head; `None` when the stream ends between two messages.
    ///
    /// # Errors
    /// When the stream fails, ends inside the head, or the head does not end.
    pub fn head(&mut self) -> io::Result<Option<Head>> {
        loop {
            if let Some(end) = self.ahead.windows(4).position(|four| four == b"\r\n\r\n") {
                let bytes: Vec<u8> = self.ahead.drain(..end + 4).collect();
                return Ok(Some(Head { text: String::from_utf8_lossy(&bytes).into_owned() }));
            }
            if self.ahead.len() > LONGEST_HEAD {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "no end of the head in sight"));
            }
            if !self.fill()? {
                return if self.ahead.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
        }
    }

    /// Hands the body to `sink` piece by piece, as it comes.
    ///
    /// # Errors
    /// When the stream fails or ends too early, or `sink` fails.
    pub fn body(&mut self, ending: Ending, sink: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        match ending {
            Ending::Length(length) => self.exactly(length, sink),
            Ending::Chunks => self.chunks(sink),
            Ending::Close => loop {
                if self.ahead.is_empty() && !self.fill()? {
                    return Ok(());
                }
                sink(&self.ahead)?;
                self.ahead.clear();
            },
        }
    }

    fn exactly(&mut self, mut length: u64, sink: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        while length > 0 {
            if self.ahead.is_empty() && !self.fill()? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let take = usize::try_from(length).unwrap_or(usize::MAX).min(self.ahead.len());
            sink(&self.ahead[..take])?;
            self.ahead.drain(..take);
            length -= take as u64;
        }
        Ok(())
    }

    fn chunks(&mut self, sink: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        loop {
            let line = self.line()?;
            sink(&line)?;
            let size = String::from_utf8_lossy(&line);
            let size = size.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(size, 16).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
            if size == 0 {
                break;
            }
            self.exactly(size + 2, sink)?;
        }
        // Trailers, up to the empty line.
        loop {
            let line = self.line()?;
            sink(&line)?;
            if line == b"\r\n" {
                return Ok(());
            }
        }
    }

    /// A line with its line break.
    fn line(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let Some(end) = self.ahead.iter().position(|&byte| byte == b'\n') {
                return Ok(self.ahead.drain(..=end).collect());
            }
            if self.ahead.len() > LONGEST_HEAD || !self.fill()? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    fn fill(&mut self) -> io::Result<bool> {
        let mut chunk = [0; 16 * 1024];
        let read = self.stream.read(&mut chunk)?;
        self.ahead.extend_from_slice(&chunk[..read]);
        Ok(read > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, ending: Ending) -> (Vec<u8>, Vec<u8>) {
        let mut messages = Messages::new(text.as_bytes());
        let mut body = Vec::new();
        let mut keep = |bytes: &[u8]| {
            body.extend_from_slice(bytes);
            Ok(())
        };
        messages.body(ending, &mut keep).unwrap();
        (body, messages.ahead)
    }

    #[test]
    fn a_body_ends_where_its_framing_says() {
        assert_eq!(read("helloNEXT", Ending::Length(5)), (b"hello".to_vec(), b"NEXT".to_vec()));
        let chunked = "5;x=y\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n";
        let with_more = format!("{chunked}NEXT");
        assert_eq!(read(&with_more, Ending::Chunks), (chunked.as_bytes().to_vec(), b"NEXT".to_vec()));
        assert_eq!(read("to the end", Ending::Close), (b"to the end".to_vec(), Vec::new()));
    }

    #[test]
    fn a_body_that_ends_too_early_is_an_error() {
        let mut messages = Messages::new(&b"hel"[..]);
        assert!(messages.body(Ending::Length(5), &mut |_| Ok(())).is_err());
    }

    #[test]
    fn a_head_tells_the_ending() {
        let head = |text: &str| Head { text: format!("{text}\r\n\r\n") };
        let get = head("GET / HTTP/1.1");
        assert_eq!(get.request_ending(), Ending::Length(0));
        assert_eq!(head("POST / HTTP/1.1\r\nCONTENT-length: 12").request_ending(), Ending::Length(12));
        assert_eq!(head("POST / HTTP/1.1\r\nTransfer-Encoding: chunked").request_ending(), Ending::Chunks);
        assert_eq!(head("HTTP/1.1 204 No Content").answer_ending(&get), Ending::Length(0));
        assert_eq!(head("HTTP/1.1 200 OK").answer_ending(&get), Ending::Close);
        assert_eq!(
            head("HTTP/1.1 200 OK\r\ncontent-length: 9").answer_ending(&head("HEAD / HTTP/1.1")),
            Ending::Length(0)
        );
        assert_eq!(head("HTTP/1.1 426 Upgrade Required").status(), 426);
    }
}
