//! The server over a real socket: keys, limits, refusals, compression, stopping.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::transport::protocol::ErrorAnswer;
use cortex_cloud::transport::protocol::Handshake;
use cortex_cloud::transport::protocol::HandshakeAnswer;
use cortex_cloud::transport::protocol::Limits;
use cortex_cloud::transport::protocol::PullAnswer;
use cortex_cloud::transport::protocol::PullRequest;
use cortex_cloud::transport::protocol::PushAnswer;
use cortex_cloud::transport::protocol::PushRequest;
use cortex_cloud::transport::protocol::SyncAnswer;
use cortex_cloud::transport::protocol::SyncRequest;
use cortex_server::admin;
use cortex_server::http::Options;
use cortex_server::service::Config;
use cortex_server::service::Role;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::json;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;
use std::time::Instant;
use support::Device;
use support::NOW;
use support::client::Ask;
use support::client::Reply;
use support::client::Running;
use support::put;
use support::words;

const PUSH: &str = "/v1/spaces/notes/push";
const PULL: &str = "/v1/spaces/notes/pull";

fn device(running: &Running, id: &str) -> Device {
    let epoch = admin::spaces(running.service.store()).unwrap().remove(0).epoch;
    Device { id: id.into(), epoch, last: None, batches: 0 }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn json_of(request: &PushRequest) -> Vec<u8> {
    serde_json::to_vec(request).unwrap()
}

#[test]
fn a_device_shakes_hands_pushes_pulls_and_syncs() {
    let running = Running::start();
    let shake = Handshake {
        protocol_version: 1,
        client: "test/1".into(),
        device_id: "d".into(),
        last_batch: None,
        inflight_batch: None,
        completed_at: None,
    };
    let shaken: HandshakeAnswer = running.post("/v1/handshake", &shake).json();
    assert_eq!(shaken.principal, format!("account:{}", running.owner.id()));
    assert_eq!(shaken.space, "notes");
    let mut device = device(&running, "d");
    assert_eq!(shaken.epoch, device.epoch);
    let pushed: PushAnswer = running.post(PUSH, &device.batch(vec![put("a", 0, r#"{"é":"\u2028"}"#)])).json();
    assert_eq!(words(&pushed.verdicts), ["applied"]);
    let pulled: PullAnswer = running.get(PULL).json();
    assert_eq!(pulled.rows[0].body.as_ref().unwrap().text(), "{\"é\":\"\u{2028}\"}");
    let sync = SyncRequest {
        push: device.batch(vec![put("b", 0, "{}")]),
        pull: PullRequest { cursor: Some(pulled.next_cursor.clone()), max_items: Some(10), fresh: false },
    };
    let synced: SyncAnswer = running.post("/v1/spaces/notes/sync", &sync).json();
    assert_eq!((synced.push.head, synced.pull.rows.len()), (2, 1));
    let next: PullAnswer = running.get(&format!("{PULL}?cursor={}&max_items=1", pulled.next_cursor)).json();
    assert_eq!(next.rows[0].id, "b");
    let digest = running.post("/v1/spaces/notes/digest", &json!({"protocol_version": 1, "records": [["t", "b"]]}));
    assert_eq!(digest.json::<serde_json::Value>()["rows"][0]["id"], "b");
}

#[test]
fn a_conflict_travels_with_the_servers_record() {
    let running = Running::start();
    let mut device = device(&running, "d");
    running.post(PUSH, &device.batch(vec![put("a", 0, r#"{"v":1}"#)]));
    let request = device.batch(vec![put("a", 0, "{}")]);
    let answer: serde_json::Value = running.post(PUSH, &request).json();
    assert_eq!(answer["verdicts"][0]["status"], "conflict");
    assert_eq!(answer["verdicts"][0]["current"]["seq"], "1");
    assert_eq!(answer["verdicts"][0]["current"]["body"], json!({"v": 1}));
    // And is the same when the batch is sent again.
    assert_eq!(running.post(PUSH, &request).json::<serde_json::Value>()["verdicts"], answer["verdicts"]);
}

#[test]
fn keys_are_checked_before_anything_else() {
    let running = Running::start();
    let missing = running.send(Ask::get(PULL));
    assert_eq!(missing.refusal(), (401, "key_missing".into()));
    assert!(missing.head.contains("www-authenticate: bearer"));
    assert_eq!(
        running.send(Ask::get(PULL).header("authorization", "Basic eA==")).refusal(),
        (401, "key_missing".into())
    );
    assert_eq!(running.send(Ask::get(PULL).header("authorization", "Bearer x")).refusal(), (401, "key_unknown".into()));
    // The right id with another secret.
    let forged = format!("cxk_{}_{}", running.owner.id(), "A".repeat(43));
    let forged = Ask::get(PULL).header("authorization", &format!("Bearer {forged}"));
    assert_eq!(running.send(forged).refusal(), (401, "key_unknown".into()));
    // Not even a body that is no JSON is looked at.
    assert_eq!(running.send(Ask::post(PUSH, b"{")).refusal(), (401, "key_missing".into()));
}

#[test]
fn a_revoked_key_is_refused_at_once() {
    let running = Running::start();
    let key = running.key(Role::Editor);
    assert_eq!(running.send(Ask::get(PULL).key(&key)).status, 200);
    admin::revoke_key(running.service.store(), key.id(), NOW).unwrap();
    assert_eq!(running.send(Ask::get(PULL).key(&key)).refusal(), (401, "key_revoked".into()));
    assert_eq!(running.get(PULL).status, 200);
}

#[test]
fn a_viewer_reads_and_may_not_write() {
    let running = Running::start();
    let viewer = running.key(Role::Viewer);
    assert_eq!(running.send(Ask::get(PULL).key(&viewer)).status, 200);
    let body = json_of(&device(&running, "d").batch(vec![put("a", 0, "{}")]));
    assert_eq!(running.send(Ask::post(PUSH, &body).key(&viewer)).refusal(), (403, "read_only_role".into()));
}

#[test]
fn another_space_and_no_space_look_the_same() {
    let running = Running::start();
    admin::create_space(running.service.store(), &cortex_cloud::entropy::SystemEntropy, "other", NOW).unwrap();
    let (other, unknown) = (running.get("/v1/spaces/other/pull"), running.get("/v1/spaces/nowhere/pull"));
    assert_eq!(other.refusal(), (403, "wrong_space".into()));
    assert_eq!(other.body, unknown.body);
}

#[test]
fn a_gzip_bomb_is_refused_by_its_unfolded_size() {
    let config = Config { limits: Limits { batch_bytes: 200_000, ..Config::default().limits }, ..Config::default() };
    let running = Running::start_with(config, Options::default());
    let bomb = gzip(&vec![b' '; 50_000_000]);
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    let ask = |body: &[u8]| Ask::post(PUSH, body).key(&running.owner).header("content-encoding", "gzip");
    assert_eq!(running.send(ask(&bomb)).refusal(), (413, "batch_too_large".into()));
    // Cut short, it is still too large first: nobody unfolded it to its end.
    assert_eq!(running.send(ask(&bomb[..bomb.len() - 9])).refusal(), (413, "batch_too_large".into()));
    assert_eq!(running.send(Ask::post(PUSH, &vec![b' '; 300_000]).key(&running.owner)).status, 413);
    assert_eq!(running.send(ask(b"not gzip")).refusal(), (400, "bad_request".into()));
    let truncated = gzip(&json_of(&device(&running, "d").batch(vec![put("a", 0, "{}")])));
    assert_eq!(running.send(ask(&truncated[..truncated.len() - 9])).refusal(), (400, "bad_request".into()));
    assert_eq!(running.send(ask(&truncated)).status, 200);
}

#[test]
fn answers_are_compressed_when_asked_and_worth_it() {
    let running = Running::start();
    let mut device = device(&running, "d");
    running.post(PUSH, &device.batch((0..100).map(|n| put(&n.to_string(), 0, r#"{"text":"the same"}"#)).collect()));
    let plain = running.get(PULL);
    let folded = running.send(Ask::get(PULL).key(&running.owner).header("accept-encoding", "gzip"));
    assert!(folded.head.contains("content-encoding: gzip") && folded.body.len() * 3 < plain.body.len());
    let mut unfolded = Vec::new();
    GzDecoder::new(&folded.body[..]).read_to_end(&mut unfolded).unwrap();
    assert_eq!(serde_json::from_slice::<PullAnswer>(&unfolded).unwrap().rows.len(), 100);
    let small = running.send(Ask::get("/healthz").header("accept-encoding", "gzip"));
    assert!(!small.head.contains("content-encoding"));
}

#[test]
fn every_refusal_is_the_protocols_json() {
    let running = Running::start();
    let ask = |body: &[u8]| Ask::post(PUSH, body).key(&running.owner);
    let bad = running.send(ask(br#"{"protocol_version":1,"epoch":"e"}"#));
    assert_eq!(bad.refusal(), (400, "bad_request".into()));
    assert!(bad.json::<ErrorAnswer>().error.message.contains("device_id"));
    assert_eq!(running.send(ask(b"")).refusal(), (400, "bad_request".into()));
    assert_eq!(running.send(ask(b"\xff\xfe")).refusal(), (400, "bad_request".into()));
    assert_eq!(running.send(ask(b"{}").header("content-type", "text/xml")).refusal(), (415, "unsupported_type".into()));
    assert_eq!(
        running.send(ask(b"{}").header("content-encoding", "br")).refusal(),
        (415, "unsupported_encoding".into())
    );
    assert_eq!(running.get("/v1/nothing").refusal(), (404, "not_found".into()));
    assert_eq!(
        running.send(Ask::new("DELETE", PULL, b"").key(&running.owner)).refusal(),
        (405, "method_not_allowed".into())
    );
    assert_eq!(running.get(&format!("{PULL}?max_items=many")).refusal(), (400, "bad_request".into()));
    assert_eq!(running.get(&format!("{PULL}?cursor=garbage")).refusal(), (400, "bad_cursor".into()));
    assert_eq!(running.get("/v1/spaces/%FF/pull").refusal(), (400, "bad_request".into()));
}

#[test]
fn another_version_is_named_even_where_its_messages_look_different() {
    let running = Running::start();
    let answer = running.post("/v1/handshake", &json!({"protocol_version": 2, "hello": []}));
    assert_eq!(answer.refusal(), (426, "version".into()));
    let details = answer.json::<ErrorAnswer>().error.details;
    assert!(details.contains(&("client_version".into(), "2".into())), "{details:?}");
    assert!(details.contains(&("server_version".into(), "1".into())), "{details:?}");
    assert_eq!(running.post("/v1/spaces/notes/sync", &json!({"push": {"protocol_version": 3}})).status, 426);
    assert_eq!(running.get(&format!("{PULL}?protocol_version=2")).refusal(), (426, "version".into()));
    assert_eq!(running.get(&format!("{PULL}?protocol_version=1")).status, 200);
}

#[test]
fn health_needs_no_key() {
    let running = Running::start();
    let reply = running.send(Ask::get("/healthz"));
    assert_eq!((reply.status, reply.json::<serde_json::Value>()["status"].as_str()), (200, Some("ok")));
}

#[test]
fn pushes_of_many_devices_at_once_are_all_numbered_once() {
    let running = Running::start();
    let mut seqs: Vec<u64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|n| {
                let running = &running;
                scope.spawn(move || {
                    let mut device = device(running, &format!("d{n}"));
                    let push = |m: usize| {
                        let request = device.batch(vec![put(&format!("{n}-{m}"), 0, "{}")]);
                        let answer: PushAnswer = running.post(PUSH, &request).json();
                        support::seq(&answer.verdicts[0])
                    };
                    (0..20).map(push).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    seqs.sort_unstable();
    assert_eq!(seqs, (1..=160).collect::<Vec<_>>());
}

/// A push whose head has been sent and whose body has not.
fn half_sent(running: &Running) -> (TcpStream, Vec<u8>) {
    let body = json_of(&device(running, "d").batch(vec![put("a", 0, "{}")]));
    let mut stream = TcpStream::connect(running.addr).unwrap();
    let head = format!(
        "POST {PUSH} HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n",
        running.owner.reveal(),
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body[..10]).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    (stream, body)
}

#[test]
fn stopping_lets_a_push_in_flight_finish() {
    let mut running = Running::start();
    let (mut stream, body) = half_sent(&running);
    let server = running.server.take().unwrap();
    let stopping = running.runtime.spawn(server.stop());
    std::thread::sleep(Duration::from_millis(200));
    assert!(!stopping.is_finished());
    assert!(TcpStream::connect(running.addr).is_err(), "it still accepts");
    stream.write_all(&body[10..]).unwrap();
    let answer: PushAnswer = Reply::read(&mut stream).json();
    assert_eq!(words(&answer.verdicts), ["applied"]);
    running.runtime.block_on(stopping).unwrap();
    assert_eq!(admin::spaces(running.service.store()).unwrap()[0].head, 1);
}

#[test]
fn stopping_does_not_wait_for_ever() {
    let options = Options { stop_timeout: Duration::from_millis(300), ..Options::default() };
    let mut running = Running::start_with(Config::default(), options);
    let (_stream, _) = half_sent(&running);
    let started = Instant::now();
    let server = running.server.take().unwrap();
    running.runtime.block_on(server.stop());
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_request_that_trickles_in_is_cut_off() {
    let options = Options {
        head_timeout: Duration::from_millis(300),
        body_timeout: Duration::from_millis(300),
        ..Options::default()
    };
    let running = Running::start_with(Config::default(), options);
    let (mut stream, _) = half_sent(&running);
    assert_eq!(Reply::read(&mut stream).refusal(), (408, "request_timeout".into()));
    let mut stream = TcpStream::connect(running.addr).unwrap();
    stream.write_all(b"GET /healthz HT").unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("closed by the server");
}

#[test]
fn a_full_disk_is_507_and_says_nothing_of_the_inside() {
    let running = Running::start();
    running.service.store().limit_pages(1).unwrap();
    let body = format!(r#"{{"x":"{}"}}"#, "y".repeat(500_000));
    let reply = running.post(PUSH, &device(&running, "d").batch(vec![put("a", 0, &body)]));
    assert_eq!(reply.refusal(), (507, "server_full".into()));
    assert!(reply.head.contains("retry-after: 60"));
    assert_eq!(running.get(PULL).json::<PullAnswer>().head, 0);
}
