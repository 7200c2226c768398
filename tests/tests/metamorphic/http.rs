//! Runs a script over real HTTP: with the engine's own driver, which compresses both ways, or with one that never does.

use super::fleet;
use super::fleet::Manner;
use super::fleet::Outcome;
use super::fleet::Setting;
use super::script::Script;
use cortex_cloud::CancelToken;
use cortex_cloud::clock::Clock;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::transport::Delivered;
use cortex_cloud::transport::Transport;
use cortex_cloud::transport::error::Cause;
use cortex_cloud::transport::error::TransportError;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;
use cortex_cloud::transport::protocol::Request;
use cortex_server::http::Options;
use cortex_server::http::Server;
use cortex_tests::http::Head;
use cortex_tests::http::Messages;
use cortex_tests::wire::Office;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Runs the script with a listening server between the devices.
pub(crate) fn run(script: &Script, is_compressed: bool) -> Outcome {
    let setting = Setting::plain();
    let clock = fleet::clock();
    let office = Office::with(Arc::clone(&clock) as Arc<dyn Clock>, fleet::limits(&setting));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let options = Options { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..Options::default() };
    let server = runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Server::start(office.service(), listener, options).unwrap()
    });
    let (addr, key) = (server.addr(), office.key());
    let entropies = fleet::entropies(script);
    let opens = |device: usize| {
        let (engine, wire) = office.device_with(&format!("device{device}"), |config, environment| {
            config.strategy = script.strategies[device];
            config.batch_items = setting.batch.into();
            if let Some(http) = &mut config.http {
                http.base_url = format!("http://{addr}");
            }
            let readable: Arc<dyn Transport> = Arc::new(Readable { addr, key: key.clone() });
            environment.transport = (!is_compressed).then_some(readable);
            environment.clock = Some(Arc::clone(&clock) as Arc<dyn Clock>);
            environment.entropy = Some(Arc::clone(&entropies[device]) as Arc<dyn Entropy>);
        });
        engine.login_api_key(&key).unwrap();
        (engine, wire)
    };
    let outcome = fleet::play(script, &clock, Manner::Whole, &opens);
    runtime.block_on(server.stop());
    outcome
}

/// Sends and receives plain JSON, on a connection for each request.
struct Readable {
    addr: SocketAddr,
    key: String,
}

impl Transport for Readable {
    fn send(&self, space: Option<&str>, request: &Request, _: &CancelToken) -> Result<Delivered, TransportError> {
        let of_space = |what: &str| format!("/v1/spaces/{}/{what}", space.expect("the handshake has named it"));
        match request {
            Request::Handshake(body) => self.post("/v1/handshake", body, Answer::Handshake),
            Request::Push(body) => self.post(&of_space("push"), body, Answer::Push),
            Request::Sync(body) => self.post(&of_space("sync"), body, Answer::Sync),
            Request::Digest(body) => self.post(&of_space("digest"), body, Answer::Digest),
            Request::Pull(pull) => {
                let mut path = format!("{}?protocol_version={PROTOCOL_VERSION}&fresh={}", of_space("pull"), pull.fresh);
                path.extend(pull.cursor.iter().map(|cursor| format!("&cursor={cursor}")));
                path.extend(pull.max_items.iter().map(|most| format!("&max_items={most}")));
                self.ask("GET", &path, b"", Answer::Pull)
            }
        }
    }

    fn is_healthy(&self, _: &CancelToken) -> bool {
        true
    }
}

impl Readable {
    fn post<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
        is: fn(T) -> Answer,
    ) -> Result<Delivered, TransportError> {
        self.ask("POST", path, &serde_json::to_vec(body).unwrap(), is)
    }

    fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: &[u8],
        is: fn(T) -> Answer,
    ) -> Result<Delivered, TransportError> {
        let (status, text) = self.exchange(method, path, body).unwrap();
        if status != 200 {
            let said = String::from_utf8_lossy(&text);
            return Err(TransportError::new(Cause::Malformed, "status", format!("{method} {path}: {status}: {said}")));
        }
        let answer = is(serde_json::from_slice(&text).unwrap());
        Ok(Delivered { answer, bytes_sent: body.len() as i64, bytes_received: text.len() as i64 })
    }

    fn exchange(&self, method: &str, path: &str, body: &[u8]) -> io::Result<(u16, Vec<u8>)> {
        let Self { addr, key } = self;
        let mut stream = TcpStream::connect(addr)?;
        write!(stream, "{method} {path} HTTP/1.1\r\nhost: {addr}\r\nauthorization: Bearer {key}\r\n")?;
        write!(stream, "content-type: application/json\r\ncontent-length: {}\r\n", body.len())?;
        stream.write_all(b"connection: close\r\n\r\n")?;
        stream.write_all(body)?;
        let mut messages = Messages::new(&stream);
        let head = messages.head()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        assert_eq!(head.header("content-encoding"), None, "nobody asked for compression");
        let asked = Head { text: format!("{method} {path}") };
        let mut text = Vec::new();
        messages.body(head.answer_ending(&asked), &mut |part| {
            text.extend_from_slice(part);
            Ok(())
        })?;
        // Chunks come with their framing.
        Ok((head.status(), if head.header("content-length").is_some() { text } else { unframed(&text) }))
    }
}

/// What a body in chunks says.
fn unframed(mut chunks: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    while let Some(end) = chunks.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&chunks[..end]), 16).unwrap();
        if size == 0 {
            break;
        }
        text.extend_from_slice(&chunks[end + 2..end + 2 + size]);
        chunks = &chunks[end + 2 + size + 2..];
    }
    text
}
