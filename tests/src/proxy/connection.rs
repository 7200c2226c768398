//! One client's connection: request by request, each with its fault.

use super::Fault;
use super::Shared;
use super::TICK;
use crate::http::Ending;
use crate::http::Head;
use crate::http::Messages;
use std::io;
use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;
use std::time::Instant;

/// Serves the client until one of the two leaves or a fault cuts the connection.
pub(super) fn serve(shared: &Shared, client: TcpStream) {
    let Ok(id) = shared.register(&client) else { return };
    // A cut is what some faults are for, and a client that leaves is no concern of the proxy.
    let _ = requests(shared, &client);
    let _ = client.shutdown(Shutdown::Both);
    shared.forget(id);
}

fn requests(shared: &Shared, client: &TcpStream) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut incoming = Messages::new(client);
    while let Some(head) = incoming.head()? {
        let request: Vec<&str> = head.first_line().split(' ').take(2).collect();
        let exchange = shared.begin(request.join(" "));
        let fault = shared.fault_for(&head.text);
        let one = Request { shared, exchange, client, head: &head };
        match one.handle(&mut incoming, fault)? {
            After::Next => {}
            After::Cut => return Ok(()),
        }
    }
    Ok(())
}

/// What becomes of the client's connection.
enum After {
    Next,
    Cut,
}

struct Request<'a> {
    shared: &'a Shared,
    exchange: usize,
    client: &'a TcpStream,
    head: &'a Head,
}

impl Request<'_> {
    fn handle(&self, incoming: &mut Messages<&TcpStream>, fault: Fault) -> io::Result<After> {
        match fault {
            Fault::Refuse => return Ok(After::Cut),
            Fault::BlackHole => return self.black_hole(incoming),
            Fault::AnswerInstead(bytes) => {
                incoming.body(self.head.request_ending(), &mut |_| Ok(()))?;
                return self.replace(&bytes);
            }
            _ => {}
        }
        let server = self.shared.connect()?;
        let id = self.shared.register(&server)?;
        let outcome = self.forward(incoming, &server, fault);
        // Both ways at once: to the server, a cut must look like one.
        let _ = server.shutdown(Shutdown::Both);
        self.shared.forget(id);
        outcome
    }

    fn forward(&self, incoming: &mut Messages<&TcpStream>, server: &TcpStream, fault: Fault) -> io::Result<After> {
        let budget = if let Fault::CutRequest(bytes) = fault { bytes } else { usize::MAX };
        let whole = self.send(incoming, server, budget)?;
        if !whole {
            return Ok(After::Cut);
        }
        match fault {
            // As it comes: an answer may be an endless stream.
            Fault::Pass => self.answer(server, &mut |bytes| self.deliver(bytes)),
            Fault::CutAnswer(limit) => {
                let mut left = limit;
                let cut = |bytes: &[u8]| {
                    let take = bytes.len().min(left);
                    self.deliver(&bytes[..take])?;
                    left -= take;
                    if left == 0 { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
                };
                let mut cut = cut;
                if limit > 0 {
                    self.answer(server, &mut cut)?;
                }
                Ok(After::Cut)
            }
            fault => {
                let mut answer = Vec::new();
                let after = self.answer(server, &mut |bytes| {
                    answer.extend_from_slice(bytes);
                    Ok(())
                })?;
                let delivered = match fault {
                    Fault::SwallowAnswer => return self.undelivered(),
                    Fault::ReplaceAnswer(bytes) => return self.replace(&bytes),
                    Fault::Delay(time) => self.sleep(time),
                    Fault::Hold(gate) => gate.pass(self.shared),
                    _ => true,
                };
                if !delivered {
                    return self.undelivered();
                }
                self.deliver(&answer)?;
                Ok(after)
            }
        }
    }

    /// Passes the request on up to `budget` bytes; says whether that was all of it.
    fn send(&self, incoming: &mut Messages<&TcpStream>, server: &TcpStream, budget: usize) -> io::Result<bool> {
        let mut left = budget;
        let mut refused = false;
        let mut up = |bytes: &[u8]| {
            let take = bytes.len().min(left);
            left -= take;
            if !refused && take > 0 {
                match (&mut &*server).write_all(&bytes[..take]) {
                    Ok(()) => self.shared.note(self.exchange, |e| e.bytes_up += take as u64),
                    // A server may answer before it has read everything (413). Its answer still counts.
                    Err(_) => refused = true,
                }
            }
            if left == 0 { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
        };
        let head = up(self.head.text.as_bytes());
        match head.and_then(|()| incoming.body(self.head.request_ending(), &mut up)) {
            Ok(()) => Ok(true),
            Err(_) if left == 0 => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads the server's answer, interim ones included, into `sink`.
    fn answer(&self, server: &TcpStream, sink: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<After> {
        let mut answers = Messages::new(server);
        loop {
            let head = answers.head()?.ok_or(io::ErrorKind::UnexpectedEof)?;
            let ending = head.answer_ending(self.head);
            self.shared.note(self.exchange, |e| e.status = head.status());
            sink(head.text.as_bytes())?;
            if head.status() / 100 == 1 {
                continue;
            }
            answers.body(ending, sink)?;
            self.shared.note(self.exchange, |e| e.delivered = true);
            let closes = head.header("connection").is_some_and(|v| v.eq_ignore_ascii_case("close"));
            return Ok(if closes || ending == Ending::Close { After::Cut } else { After::Next });
        }
    }

    fn deliver(&self, bytes: &[u8]) -> io::Result<()> {
        let mut client = self.client;
        // Counted first: a test that has read the bytes may ask for the count at once.
        self.shared.note(self.exchange, |e| e.bytes_down += bytes.len() as u64);
        let written = client.write_all(bytes);
        if written.is_err() {
            self.shared.note(self.exchange, |e| e.bytes_down -= bytes.len() as u64);
        }
        written
    }

    fn undelivered(&self) -> io::Result<After> {
        self.shared.note(self.exchange, |e| e.delivered = false);
        Ok(After::Cut)
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<After> {
        self.deliver(bytes)?;
        self.undelivered()
    }

    fn black_hole(&self, incoming: &mut Messages<&TcpStream>) -> io::Result<After> {
        incoming.body(self.head.request_ending(), &mut |_| Ok(()))?;
        let mut client = self.client;
        // Whatever else comes is swallowed too, until the client gives up or the proxy goes away.
        let mut rest = [0; 1024];
        while client.read(&mut rest)? > 0 {}
        Ok(After::Cut)
    }

    /// Sleeps; says whether the proxy is still there afterwards.
    fn sleep(&self, time: Duration) -> bool {
        let end = Instant::now() + time;
        while Instant::now() < end && !self.shared.is_closing() {
            thread::sleep(TICK.min(end.saturating_duration_since(Instant::now())));
        }
        !self.shared.is_closing()
    }
}
