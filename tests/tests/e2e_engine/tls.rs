//! Certificates, good and bad.

use cortex_cloud::CloudStatus;
use cortex_cloud::SyncStatus;
use cortex_tests::device::Setup;
use cortex_tests::space::Space;
use cortex_tests::tls::Certificate;
use cortex_tests::tls::terminate;

/// A device that reaches the space over TLS with a certificate for `host`, and the authority to trust.
fn over_tls(space: &Space, host: &str) -> (Setup, String) {
    let certificate = Certificate::of(host);
    let authority = certificate.authority_pem.clone();
    let addr = terminate(certificate, space.proxy.addr());
    (space.setup("a").impatient().with_http(|http| http.base_url = format!("https://{addr}")), authority)
}

#[test]
fn a_certificate_of_an_unknown_authority_is_refused_before_anything_is_sent() {
    let space = Space::new();
    let (setup, _) = over_tls(&space, "127.0.0.1");
    let a = setup.open();
    a.write("n1", "hello");
    assert_eq!(a.unsynced(SyncStatus::Refused), "tls.certificate");
    assert_eq!((a.status().status, a.pending()), (CloudStatus::Error, 1));
    assert_eq!(space.proxy.requests(""), 0);
}

#[test]
fn a_certificate_of_an_authority_the_config_trusts_is_taken() {
    let space = Space::new();
    let (setup, authority) = over_tls(&space, "127.0.0.1");
    let a = setup.with_http(|http| http.extra_root_pem = Some(authority)).open();
    a.write("n1", "hello");
    assert_eq!(a.synced().pushed, 1);
    space.assert_equal(&[&a]);
}

#[test]
fn a_certificate_for_another_host_is_refused() {
    let space = Space::new();
    let (setup, authority) = over_tls(&space, "another.example");
    let a = setup.with_http(|http| http.extra_root_pem = Some(authority)).open();
    assert_eq!(a.unsynced(SyncStatus::Refused), "tls.certificate");
    assert_eq!(space.proxy.requests(""), 0);
}

#[test]
fn a_server_without_tls_behind_an_https_url_is_no_server() {
    let space = Space::new();
    let url = space.proxy.url().replace("http://", "https://");
    let a = space.setup("a").impatient().with_http(|http| http.base_url = url).open();
    a.write("n1", "hello");
    let report = a.try_sync();
    assert_ne!(report.status, SyncStatus::Success);
    assert_eq!(a.pending(), 1);
}

#[test]
fn text_that_is_no_certificate_is_refused_at_open() {
    let space = Space::new();
    let (setup, _) = over_tls(&space, "127.0.0.1");
    let opened = setup.with_http(|http| http.extra_root_pem = Some("not a certificate".to_owned())).try_open();
    assert_eq!(opened.err().unwrap().code(), "argument.extra_root_pem");
}
