//! Each cause of a failed sync is told apart (E52), and none of them loses anything.

use cortex_cloud::CloudStatus;
use cortex_cloud::SyncStatus;
use cortex_tests::proxy::Fault;
use cortex_tests::space::Space;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::net::TcpListener;

/// An answer as a server or whoever stands in its place would give it.
pub(crate) fn answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    whole(status, headers, body.as_bytes())
}

fn whole(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status} Test\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn refusal(code: &str) -> String {
    format!(r#"{{"protocol_version":1,"error":{{"code":"{code}","message":"A sentence for people."}}}}"#)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const GZIP: &str = "content-encoding: gzip\r\n";

/// Each answer in turn, in place of the server's to the handshake; afterwards everything goes up.
fn told_apart(cases: &[(Vec<u8>, SyncStatus, &str)]) {
    let space = Space::new();
    let a = space.setup("a").impatient().with_http(|http| http.max_answer_bytes = 1 << 20).open();
    a.write("n1", "hello");
    for (bytes, status, code) in cases {
        space.proxy.set(Fault::AnswerInstead(bytes.clone()));
        let first = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
        let report = a.try_sync();
        let error = report.error.unwrap();
        assert_eq!((report.status, error.code()), (*status, *code), "{first:?}: {error}");
        assert!(error.info().message.len() > 10, "{error:?}");
        let is_offline = a.status().status == CloudStatus::Offline;
        assert_eq!(is_offline, *status == SyncStatus::Offline, "{first:?}");
        assert_eq!(a.status().last_error.as_ref(), Some(&error));
        assert_eq!(a.pending(), 1);
    }
    space.proxy.clear();
    assert_eq!(a.synced().pushed, 1);
    assert_eq!(a.status().last_error, None);
    space.assert_equal(&[&a]);
}

#[test]
fn statuses_without_an_explanation_are_told_apart() {
    use SyncStatus::AuthNeeded;
    use SyncStatus::Offline;
    use SyncStatus::Partial;
    use SyncStatus::Refused;
    use SyncStatus::Throttled;
    told_apart(
        &[
            (302, Refused, "protocol.status_302"),
            (400, Refused, "protocol.status_400"),
            (401, AuthNeeded, "unauthenticated.status_401"),
            (403, Refused, "forbidden.status_403"),
            (404, Refused, "protocol.status_404"),
            (409, Refused, "conflict.status_409"),
            (413, Refused, "protocol.status_413"),
            (426, Refused, "version.status_426"),
            (429, Throttled, "throttled.status_429"),
            (500, Offline, "offline.status_500"),
            (501, Refused, "protocol.status_501"),
            (503, Offline, "offline.status_503"),
            (505, Refused, "protocol.status_505"),
            (507, Partial, "quota.status_507"),
        ]
        .map(|(status, outcome, code)| (answer(status, "", ""), outcome, code)),
    );
}

#[test]
fn the_servers_own_code_is_passed_on() {
    use SyncStatus::AuthNeeded;
    use SyncStatus::Offline;
    use SyncStatus::Partial;
    use SyncStatus::Refused;
    use SyncStatus::Throttled;
    told_apart(
        &[
            (401, AuthNeeded, "unauthenticated.why"),
            (403, Refused, "forbidden.why"),
            (413, Refused, "protocol.why"),
            (426, Refused, "version.why"),
            (429, Throttled, "throttled.why"),
            (503, Offline, "offline.why"),
            (507, Partial, "quota.why"),
        ]
        .map(|(status, outcome, code)| (answer(status, "", &refusal("why")), outcome, code)),
    );
}

#[test]
fn answers_that_are_not_the_protocol_are_told_apart() {
    use SyncStatus::Offline;
    use SyncStatus::Refused;
    let bomb = gzip(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 100_000);
    let packed = gzip(refusal("x").as_bytes());
    let other_version = r#"{"protocol_version":99,"hello":"from the future"}"#;
    let absurd = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999\r\n\r\n{".to_vec();
    told_apart(&[
        (answer(200, "", "<html><h1>Welcome to the hotel</h1></html>"), Refused, "protocol.malformed"),
        (answer(200, "", ""), Refused, "protocol.malformed"),
        (answer(200, "", "{}"), Refused, "protocol.malformed"),
        (answer(200, "", r#"{"success":false,"error":"no"}"#), Refused, "protocol.malformed"),
        (answer(200, "", "\u{1}\u{2}garbage"), Refused, "protocol.malformed"),
        (answer(200, "", other_version), Refused, "version.unsupported"),
        (whole(200, GZIP, &packed[..packed.len() / 2]), Refused, "protocol.bad_gzip"),
        (whole(200, GZIP, b"not gzip at all"), Refused, "protocol.bad_gzip"),
        (whole(200, GZIP, &bomb), Refused, "protocol.too_large"),
        (whole(200, "", &vec![b' '; 2 << 20]), Refused, "protocol.too_large"),
        (absurd, Refused, "protocol.too_large"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{".to_vec(), Offline, "offline.interrupted"),
        (b"220 mail.example ESMTP\r\n".to_vec(), Refused, "protocol.not_http"),
    ]);
}

#[test]
fn a_refused_connection_is_told_apart() {
    let space = Space::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let a = space.setup("a").with_http(|http| http.base_url = format!("http://{free}")).open();
    assert_eq!(a.unsynced(SyncStatus::Offline), "offline.connection");
    let message = a.status().last_error.unwrap().info().message.clone();
    assert!(message.contains(&free.to_string()) && message.contains("work stays queued"), "{message}");
}

#[test]
fn a_server_that_says_nothing_is_a_timeout() {
    let space = Space::new();
    let a = space.setup("a").impatient().timeout(200).open();
    a.write("n1", "hello");
    space.proxy.set(Fault::BlackHole.times(1));
    assert_eq!(a.unsynced(SyncStatus::Offline), "offline.timeout");
    assert_eq!(a.synced().pushed, 1);
}

#[test]
fn a_whole_batch_that_is_too_large_is_cut_into_smaller_ones() {
    let space = Space::new();
    let a = space.device("a");
    for n in 0..20 {
        a.write(&format!("n{n}"), "row");
    }
    space.proxy.set(Fault::AnswerInstead(answer(413, "", &refusal("batch_too_large"))).on("/sync").times(1));
    assert_eq!(a.synced().pushed, 20);
    assert_eq!(space.head(), 20);
    space.assert_equal(&[&a]);
}

#[test]
fn credentials_never_travel_unprotected_to_another_machine() {
    let space = Space::new();
    for url in ["http://sync.example.com", "http://192.0.2.1:8787", "http://localhost.example.com"] {
        let refused = space.setup("a").with_http(|http| http.base_url = url.to_owned()).try_open();
        let Err(error) = refused else { panic!("{url} was opened") };
        assert!(matches!(error, cortex_cloud::CloudError::Tls { .. }), "{error:?}");
        assert_eq!(error.code(), "tls.insecure_url");
    }
    assert!(!space.file("a").exists(), "the file was not made");
}

#[test]
fn a_server_that_changes_its_version_in_the_middle_is_no_success() {
    let space = Space::new();
    for (name, request, body) in [
        ("a", "/sync", r#"{"protocol_version":99,"success":false}"#),
        ("b", "/sync", r#"{"protocol_version":1,"success":false}"#),
        ("c", "/pull", r#"{"protocol_version":99,"rows":"of another kind"}"#),
    ] {
        let a = space.setup(name).impatient().open();
        a.write("n1", body);
        space.proxy.set(Fault::ReplaceAnswer(answer(200, "", body)).on(request).times(1));
        let report = if request == "/pull" { a.pull(None).unwrap() } else { a.try_sync() };
        let code = report.error.as_ref().map(|e| e.code().to_owned());
        let expected = if body.contains("99") { "version.unsupported" } else { "protocol.malformed" };
        assert_eq!((report.status, code.as_deref()), (SyncStatus::Refused, Some(expected)), "{body}");
        assert_eq!(a.status().last_sync_at, None, "{body}");
        a.synced();
    }
}

#[test]
fn a_url_of_another_part_of_the_server_says_so() {
    let space = Space::new();
    let a = space.setup("a").with_http(|http| http.base_url.push_str("/elsewhere")).open();
    a.write("n1", "hello");
    assert_eq!(a.unsynced(SyncStatus::Refused), "protocol.not_found");
    let message = a.status().last_error.unwrap().info().message.clone();
    assert!(message.contains("is this URL a Cortex server?"), "{message}");
    assert_eq!(a.pending(), 1);
}

#[test]
fn a_redirect_is_not_followed() {
    let space = Space::new();
    let elsewhere = Space::new();
    let a = space.setup("a").impatient().open();
    let location = format!("location: {}/v1/handshake\r\n", elsewhere.proxy.url());
    space.proxy.set(Fault::AnswerInstead(answer(307, &location, "")));
    assert_eq!(a.unsynced(SyncStatus::Refused), "protocol.status_307");
    assert_eq!(elsewhere.proxy.requests(""), 0, "the key was shown to nobody else");
}
